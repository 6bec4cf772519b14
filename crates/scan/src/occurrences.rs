//! How often the same frame came in a stream, which is what its events are told apart by.

use crate::provenance::Provenance;
use crate::worker::{Hit, LineKey};
use rustc_hash::FxHashMap;

/// Frames of a stream with matches whose repetitions are told apart.
const OCCURRENCES_MAX: usize = 4 << 20;

/// The frames with matches so far. The same frame always has them or never has, so that these are all that count.
#[derive(Default)]
pub(crate) struct Occurrences {
    counts: FxHashMap<[u8; 16], u64>,
    last: Option<(u64, [u8; 32], u64)>,
    /// Frames whose repetitions could not be told apart.
    pub(crate) beyond: u64,
}

impl Occurrences {
    /// Numbers the events of a unit of a stream.
    pub(crate) fn number(&mut self, keys: &mut [LineKey], hits: &mut [Hit]) {
        let keys = keys.iter_mut().map(|key| (key.record, &mut key.provenance));
        let hits = hits.iter_mut().map(|hit| (hit.record, &mut hit.provenance));
        let mut all: Vec<_> = keys.chain(hits).collect();
        all.sort_by_key(|(record, _)| *record);
        for (record, provenance) in all {
            if let Some(Provenance::Stream { frame, occurrence }) = provenance {
                *occurrence = self.of(record, frame);
            }
        }
    }

    fn of(&mut self, record: u64, frame: &[u8; 32]) -> u64 {
        if let Some((last, known, occurrence)) = &self.last
            && (last, known) == (&record, frame)
        {
            return *occurrence;
        }
        let mut short = [0; 16];
        short.copy_from_slice(&frame[..16]);
        let full = self.counts.len() >= OCCURRENCES_MAX && !self.counts.contains_key(&short);
        let occurrence = if full {
            self.beyond += 1;
            record
        } else {
            let count = self.counts.entry(short).or_default();
            *count += 1;
            *count
        };
        self.last = Some((record, *frame, occurrence));
        occurrence
    }
}
