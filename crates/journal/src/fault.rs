//! What can be wrong with the files of a journal, and where.

use serde::Serialize;

/// What faults of anchors are told of, in place of a file.
pub(crate) const ANCHOR: &str = "anchor";

/// Something that is not as the journal wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{file}, byte {position}: {damage}")]
pub struct Fault {
    /// The file, from the journal's folder.
    pub file: String,
    /// Where in the file.
    pub position: u64,
    /// What is wrong.
    pub damage: Damage,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
pub enum Damage {
    /// A file is not there.
    #[error("the file is missing")]
    Missing,
    /// A file is there that the journal did not make.
    #[error("the file does not belong here")]
    Foreign,
    /// A segment's header is not whole.
    #[error("the segment's header is damaged")]
    SegmentHeader,
    /// A segment says that it begins elsewhere than its name or its place says, or belongs to another journal.
    #[error("the segment does not belong in this place")]
    SegmentPlace,
    /// A block's header is not whole.
    #[error("the block's header is damaged")]
    BlockHeader,
    /// A block's content is not whole.
    #[error("the block's content is damaged")]
    BlockBody,
    /// A block does not begin where the one before it ended.
    #[error("the block begins at offset {found}, where {expected} was to follow")]
    Offset {
        /// The offset that had to follow.
        expected: u64,
        /// The offset that the block says.
        found: u64,
    },
    /// The hash of what is before this place is not the one written here.
    #[error("the hash chain is broken before this place")]
    Chain,
    /// A source's sequence does not continue.
    #[error("the sequence of source {source_id} continues with {found}, where {expected} was to follow")]
    Sequence {
        /// The source.
        source_id: u32,
        /// What had to follow.
        expected: u64,
        /// What is there.
        found: u64,
    },
    /// A file ends within a block, or has something after the last one.
    #[error("{bytes} bytes after the last whole block")]
    Tail {
        /// How many.
        bytes: u64,
    },
    /// The journal ends before a place that was acknowledged or anchored.
    #[error("the journal ends at offset {found}, and had reached {expected}")]
    Cut {
        /// How far it had come.
        expected: u64,
        /// How far it goes.
        found: u64,
    },
    /// The history is not the one that was anchored.
    #[error("the history up to offset {offset} is not the one that was anchored")]
    Anchor {
        /// The anchor's offset.
        offset: u64,
    },
    /// An anchor or checkpoint is not signed by this journal's key.
    #[error("not signed by this journal's key")]
    Signature,
    /// A document (state, key, checkpoint) is not as it was written.
    #[error("the document is damaged")]
    Document,
    /// The key that a segment is encrypted with is not in the ring.
    #[error("key {id} is not in the key ring")]
    KeyMissing {
        /// The key's number.
        id: u32,
    },
    /// The key of that number is another one.
    #[error("key {id} of the key ring is not the one it was encrypted with")]
    KeyWrong {
        /// The key's number.
        id: u32,
    },
    /// The tally of a source does not balance.
    #[error("the tally of source {source_id} does not balance: {counted} entries are pending, the sum says {said}")]
    Tally {
        /// The source.
        source_id: u32,
        /// Entries that were counted.
        counted: u64,
        /// What the sum says.
        said: u64,
    },
    /// The system could not read it.
    #[error("cannot be read: {kind}")]
    Unreadable {
        /// What the system said.
        kind: String,
    },
}

impl Fault {
    /// Whether the place is an entry, as an anchor names it, and not a byte of a file.
    #[must_use]
    pub fn is_of_anchor(&self) -> bool {
        self.file == ANCHOR
    }
}

impl Damage {
    /// Whether it keeps from reading now, and nothing is known to be gone: the key is not at hand, or the system refused.
    #[must_use]
    pub fn hinders_only(&self) -> bool {
        matches!(self, Damage::KeyMissing { .. } | Damage::KeyWrong { .. } | Damage::Unreadable { .. })
    }

    /// The damage at a place.
    #[must_use]
    pub fn at(self, file: impl Into<String>, position: u64) -> Fault {
        Fault { file: file.into(), position, damage: self }
    }
}
