//! What can go wrong, an enum for each operation. The texts are for developers; people are told by the program.

use std::io;
use std::sync::Arc;

use crate::entry::SourceId;
use crate::fault::Fault;

/// Why a journal could not be opened. Nothing was changed that a later opening needs.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The system refused.
    #[error("cannot open the journal")]
    Io(#[from] io::Error),
    /// Something is damaged that no crash damages. Nothing was cut off.
    #[error("the journal is damaged: {0}")]
    Damaged(Fault),
    /// There are segments, but the state is gone.
    #[error("the journal has segments, but its state is missing")]
    StateMissing,
    /// The state is there, but it is not as it was written, or not signed by the key.
    #[error("the journal's state is damaged")]
    StateDamaged,
    /// The signing key is gone or is not as it was written.
    #[error("the journal's signing key is missing or damaged")]
    KeyDamaged,
    /// A newer version wrote it.
    #[error("the journal has format {0}, which this version does not know")]
    Format(u32),
}

/// Why entries were not appended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The disk's reserve is reached. What was refused is counted; appends are taken again once there is room.
    #[error("the disk has {free_bytes} bytes left, and {reserve_bytes} are kept free")]
    ReserveReached {
        /// What is left.
        free_bytes: u64,
        /// What is kept free.
        reserve_bytes: u64,
    },
    /// No such source was registered.
    #[error("source {} is not registered", .0.0)]
    UnknownSource(SourceId),
    /// The frame is longer than [`crate::FRAME_BYTES_MAX`], or its header than [`crate::FRAME_HEADER_BYTES_MAX`].
    #[error("entry {index} has a frame or a header that is too long")]
    TooLong {
        /// Which entry of those given.
        index: usize,
    },
    /// More entries or bytes at once than [`crate::BATCH_ENTRIES_MAX`] and [`crate::BATCH_BYTES_MAX`].
    #[error("too much to append at once")]
    TooMuch,
    /// The queue is full, and the caller did not want to wait.
    #[error("the queue is full")]
    Busy,
    /// The write failed; none of it is in the journal, and it can be tried again.
    #[error("cannot write to the journal")]
    Io(#[source] Arc<io::Error>),
    /// A sync failed, so that nobody knows what is on the disk. Nothing more is taken until the journal is opened again.
    #[error("the journal must be opened again: the disk failed")]
    Failed(#[source] Arc<io::Error>),
    /// What was submitted before it in its lane was refused.
    #[error("what was to be appended before it was refused")]
    Behind,
    /// The journal was closed.
    #[error("the journal is closed")]
    Closed,
}

/// Why entries could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// What was asked for has expired.
    #[error("the journal begins at offset {first}; what was before has expired")]
    Expired {
        /// The first offset that is kept.
        first: u64,
    },
    /// It is damaged, or cannot be read now: [`Damage::hinders_only`](crate::Damage::hinders_only) tells the one from the
    /// other.
    #[error("the journal is damaged: {0}")]
    Damaged(Fault),
}

/// Why the state could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// A name is empty, too long or has control characters.
    #[error("not a name: it is empty, too long or has control characters")]
    Name,
    /// There are as many as there may be.
    #[error("there may be no more {what}")]
    Full {
        /// Sources, organizations, cursors or holds.
        what: &'static str,
    },
    /// There is none of that name.
    #[error("there is no {what} of that name")]
    Unknown {
        /// What it would be.
        what: &'static str,
    },
    /// There is a hold of that name: another period under it would let go of the one that it has.
    #[error("there is a hold `{0}` already")]
    HoldExists(String),
    /// A cursor moves forward only, and not beyond the head.
    #[error("the cursor is at {at} and cannot move to {to}; the journal ends at {head}")]
    Cursor {
        /// Where the cursor is.
        at: u64,
        /// Where it was to move.
        to: u64,
        /// Where the journal ends.
        head: u64,
    },
    /// The outcomes do not add up to the entries they are about.
    #[error("the outcomes do not add up")]
    Unbalanced,
    /// What is to be read for it cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The system refused.
    #[error("cannot write the journal's state")]
    Io(#[from] io::Error),
    /// The journal must be opened again first.
    #[error("the journal must be opened again: the disk failed")]
    Failed(#[source] Arc<io::Error>),
}
