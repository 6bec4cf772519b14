//! Decoding that a fault of the program does not end: it takes the frame that it is of, and no other.
//!
//! The decoders are guarded where they are called, see [`Reason::Panic`]. Behind them rows are laid out and whoever watches looks
//! at events; what a fault there leaves behind is not to be trusted, so that everything since the last rows were taken is decoded
//! again, by halves, until the frame is found. Whoever watches may be shown an event again then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use atalaya_journal::{Entry, Journal, Quarantined};
use atalaya_lake::Chunk;

use super::{Decoding, Fate, Place, Seen};
use crate::reason::Reason;

/// A frame, and where its rows go.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'e> {
    pub(crate) entry: Entry<'e>,
    pub(crate) place: Place,
}

impl<'e> Placed<'e> {
    /// An entry of the journal, under its own offset.
    pub(crate) fn new(entry: Entry<'e>) -> Placed<'e> {
        Placed { place: Place { offset: entry.offset, late: false }, entry }
    }

    /// A frame of the quarantine, under its number there.
    pub(crate) fn late(frame: &Quarantined<'e>) -> Placed<'e> {
        Placed { place: Place { offset: frame.number, late: true }, entry: frame.entry }
    }
}

/// What became of frames.
#[derive(Default)]
pub(crate) struct Decoded {
    /// Their rows.
    pub(crate) chunks: Vec<Chunk>,
    /// Of each, in order.
    pub(crate) fates: Vec<Fate>,
    pub(crate) seen: Seen,
}

impl Decoding<'_> {
    /// Decodes the frames. What was found in them is handed over.
    pub(crate) fn decode(&mut self, journal: &Journal, frames: &[Placed<'_>]) -> Decoded {
        let decoded = catch_unwind(AssertUnwindSafe(|| self.together(journal, frames)));
        decoded.unwrap_or_else(|_| {
            self.renew();
            self.apart(journal, frames)
        })
    }

    fn together(&mut self, journal: &Journal, frames: &[Placed<'_>]) -> Decoded {
        let fates = frames.iter().map(|Placed { entry, place }| self.frame(journal, entry, *place)).collect();
        Decoded { fates, chunks: self.take(), seen: std::mem::take(&mut self.seen) }
    }

    /// Decodes frames among which one is that the program fails on.
    fn apart(&mut self, journal: &Journal, frames: &[Placed<'_>]) -> Decoded {
        if frames.len() <= 1 {
            return Decoded::failed(frames.len());
        }
        let (first, second) = frames.split_at(frames.len() / 2);
        let mut decoded = self.decode(journal, first);
        decoded.add(self.decode(journal, second));
        decoded
    }
}

impl Decoded {
    /// Frames that the program fails on.
    fn failed(count: usize) -> Decoded {
        let seen = Seen { quarantined: count as u64, ..Seen::default() };
        Decoded { chunks: Vec::new(), fates: vec![Fate::Quarantined(Reason::Fault); count], seen }
    }

    fn add(&mut self, more: Decoded) {
        self.chunks.extend(more.chunks);
        self.fates.extend(more.fates);
        self.seen += more.seen;
    }
}
