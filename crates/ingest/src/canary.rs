//! Canaries: events that only the centre itself lets in, so that it sees whether what should find them does.
//!
//! They are entries of the journal like others, of a source whose organization no settings, no import and no command can
//! name. They are decoded and looked at like others, and go no further: no table of the lake has them.

use atalaya_codec::Header;
use atalaya_journal::{AppendError, BATCH_ENTRIES_MAX, Journal, NewEntry, SourceId, StateError};
use atalaya_model::Time;

use crate::header::{Clock, Origin, Shared, Stretch, Year};

/// The organization whose canaries are.
pub const CANARY_ORGANIZATION: &str = "(atalaya)";
/// The source that they come from.
const CANARY_SOURCE: &str = "canaries";

/// Whether the name is that of an organization whom it is to protect: not that of the canaries.
#[must_use]
pub fn is_protected(organization: &str) -> bool {
    organization != CANARY_ORGANIZATION
}

/// The frame of a canary, and what is needed to decode it.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'f> {
    /// Its format, and the names of its columns.
    pub header: &'f Header,
    /// Its bytes.
    pub bytes: &'f [u8],
}

/// Why canaries cannot be let in.
#[derive(Debug, thiserror::Error)]
pub enum CanaryError {
    /// The journal does not take their source.
    #[error("the journal does not take the source of canaries")]
    State(#[from] StateError),
    /// The journal does not take them.
    #[error("the journal does not take canaries")]
    Append(#[from] AppendError),
}

/// Where canaries are let in.
pub struct Cage<'j> {
    journal: &'j Journal,
    source: SourceId,
    /// The number of the next: one that comes again is another event.
    number: u64,
}

impl<'j> Cage<'j> {
    /// The cage of the journal.
    pub fn open(journal: &'j Journal) -> Result<Cage<'j>, CanaryError> {
        let source = journal.source(CANARY_ORGANIZATION, CANARY_SOURCE)?;
        let tallies = journal.tallies();
        let number = tallies.iter().find(|tally| tally.source == source).map_or(0, |tally| tally.counts.accepted);
        Ok(Cage { journal, source, number })
    }

    /// Lets canaries in, at this time; when it returns they are durable. The offset behind the last of them, and how many have a
    /// header that is too long to be kept and stayed out.
    pub fn let_in(&mut self, frames: &[Frame<'_>], received: Time) -> Result<(u64, u64), CanaryError> {
        let mut left_out = 0;
        for some in frames.chunks(BATCH_ENTRIES_MAX) {
            let mut headers: Vec<Option<Vec<u8>>> = Vec::with_capacity(some.len());
            for frame in some {
                let header = self.header(frame, received);
                left_out += u64::from(header.is_none());
                headers.push(header);
            }
            let known = some.iter().zip(&headers).filter_map(|(frame, header)| Some((frame, header.as_deref()?)));
            let entries: Vec<NewEntry<'_>> = known
                .map(|(frame, header)| NewEntry { source: self.source, received, header, frame: frame.bytes })
                .collect();
            if !entries.is_empty() {
                self.journal.append(&entries)?;
            }
        }
        Ok((self.journal.head(), left_out))
    }

    fn header(&mut self, frame: &Frame<'_>, received: Time) -> Option<Vec<u8>> {
        let clock = Clock { zone: None, year: Year::Before(received) };
        let shared = Shared { header: frame.header.clone(), origin: Origin::Stream, clock };
        let stretch = Stretch::new(&shared).ok().filter(|stretch| stretch.suits(frame.bytes.len()))?;
        let mut header = Vec::new();
        stretch.put(self.number, &mut header);
        self.number += 1;
        Some(header)
    }
}
