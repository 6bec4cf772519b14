//! How a journal is: what it holds, who reads it, what keeps it.

use std::collections::BTreeMap;

use crate::core::{Core, lock};
use crate::keys::KeyId;

/// A journal at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The offset of the first entry that is kept.
    pub first: u64,
    /// The offset that the next entry will have.
    pub head: u64,
    /// Segment files and their bytes.
    pub segments: usize,
    /// Bytes of all segments.
    pub bytes: u64,
    /// Segments by the key they are encrypted with; 0 is no key.
    pub segments_by_key: BTreeMap<KeyId, usize>,
    /// The key that new segments are encrypted with.
    pub active_key: Option<KeyId>,
    /// Frames of the quarantine that can be replayed: the first and the one after the last.
    pub quarantine: (u64, u64),
    /// Bytes of the quarantine's segments.
    pub quarantine_bytes: u64,
    /// The cursors and where they are.
    pub cursors: BTreeMap<String, u64>,
    /// The holds and the entries they keep, up to but not with the second offset.
    pub holds: BTreeMap<String, (u64, u64)>,
    /// Whether the disk failed, so that the journal must be opened again.
    pub failed: bool,
}

impl Status {
    pub(crate) fn of(core: &Core) -> Status {
        let quarantine_head = lock(&core.quarantine_log).head.offset;
        let books = core.books();
        let quarantine_bytes = core.quarantine.view().bytes();
        let view = core.journal.view();
        let mut segments_by_key = BTreeMap::new();
        for segment in &view.segments {
            *segments_by_key.entry(segment.key).or_insert(0) += 1;
        }
        Status {
            first: view.first(),
            head: view.head.offset,
            segments: view.segments.len(),
            bytes: view.bytes(),
            segments_by_key,
            active_key: core.place.active_key(),
            quarantine: (books.quarantine_first, quarantine_head),
            quarantine_bytes,
            cursors: books.cursors.clone(),
            holds: books.holds.clone(),
            failed: core.failure().is_some(),
        }
    }
}
