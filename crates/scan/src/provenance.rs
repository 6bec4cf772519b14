//! Where an event is from, whatever the place is called: what findings are known by.

use crate::output::uid;
use serde::{Deserialize, Serialize};

/// Where an event is from. Two events in one place are one; events of one time are in the order of their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Provenance {
    /// A record of a file, or of an archive's member.
    File {
        /// The SHA-256 of the file or member.
        sha256: [u8; 32],
        /// For EVTX the chunk's offset, else 0.
        chunk: u64,
        /// The record's number; for EVTX its own.
        record: u64,
    },
    /// A frame of a stream.
    Stream {
        /// The SHA-256 of the frame.
        frame: [u8; 32],
        /// How often the same frame came, this time included.
        occurrence: u64,
    },
}

impl Provenance {
    /// The number by which people find the event in its file, or tell it from its like in a stream.
    #[must_use]
    pub fn record(&self) -> u64 {
        match *self {
            Provenance::File { record, .. } => record,
            Provenance::Stream { occurrence, .. } => occurrence,
        }
    }

    pub(crate) fn chunk(&self) -> u64 {
        match *self {
            Provenance::File { chunk, .. } => chunk,
            Provenance::Stream { .. } => 0,
        }
    }

    /// As bytes that tell it from every other.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let (tag, digest, numbers) = match self {
            Provenance::File { sha256, chunk, record } => (0, sha256, vec![chunk, record]),
            Provenance::Stream { frame, occurrence } => (1, frame, vec![occurrence]),
        };
        let numbers = numbers.into_iter().flat_map(u64::to_be_bytes);
        std::iter::once(tag).chain(digest).chain(numbers).collect()
    }

    /// From [`Provenance::to_bytes`]; `None` where they are of nothing that this version writes.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Provenance> {
        let (tag, rest) = bytes.split_first()?;
        let (digest, rest) = rest.split_first_chunk::<32>()?;
        let (numbers, rest) = rest.as_chunks::<8>();
        let number = |at: usize| numbers.get(at).copied().map(u64::from_be_bytes);
        match (tag, numbers.len(), rest.is_empty()) {
            (0, 2, true) => Some(Provenance::File { sha256: *digest, chunk: number(0)?, record: number(1)? }),
            (1, 1, true) => Some(Provenance::Stream { frame: *digest, occurrence: number(0)? }),
            _ => None,
        }
    }

    /// The identifier of a rule's finding here; for a correlation's, with the values of its group.
    pub(crate) fn uid(&self, rule: &str, group: &[&[u8]]) -> String {
        let (digest, numbers) = match self {
            Provenance::File { sha256, chunk, record } => (sha256, [Some(chunk), Some(record)]),
            Provenance::Stream { frame, occurrence } => (frame, [Some(occurrence), None]),
        };
        let numbers = numbers.map(|number| number.map(|number| number.to_be_bytes()));
        let numbers = numbers.iter().flatten().map(<[u8; 8]>::as_slice);
        let parts: Vec<&[u8]> = group.iter().copied().chain([digest.as_slice()]).chain(numbers).collect();
        uid(rule, &parts)
    }
}
