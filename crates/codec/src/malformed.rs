//! Why a frame could not become a record: the reason for which it is quarantined.

use atalaya_model::{Message, RecordFull};

/// Why a frame is quarantined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Malformed {
    /// The frame is not what its format says, from this byte of the frame on.
    #[error("not well-formed at byte {0}")]
    Syntax(usize),
    /// Objects or elements are nested deeper than the decoder goes.
    #[error("nested too deeply")]
    Depth,
    /// More fields than a record may have.
    #[error("too many fields")]
    Fields,
    /// More different field names than a thread remembers.
    #[error("too many different field names")]
    Paths,
    /// More text than a record may have.
    #[error("too much text")]
    Text,
    /// The frame is longer than a frame may be.
    #[error("frame too long")]
    Length,
    /// The line has another number of values than the header has columns.
    #[error("another number of values than columns")]
    Columns,
}

impl From<RecordFull> for Malformed {
    fn from(full: RecordFull) -> Self {
        match full {
            RecordFull::Fields => Malformed::Fields,
            RecordFull::Text => Malformed::Text,
            RecordFull::Paths(_) => Malformed::Paths,
        }
    }
}

impl Malformed {
    /// The reason as a person is told it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Malformed::Syntax(byte) => Message::new("malformed-syntax").with("byte", byte),
            Malformed::Depth => Message::new("malformed-depth"),
            Malformed::Fields => Message::new("malformed-fields"),
            Malformed::Paths => Message::new("malformed-paths"),
            Malformed::Text => Message::new("malformed-text"),
            Malformed::Length => Message::new("malformed-length"),
            Malformed::Columns => Message::new("malformed-columns"),
        }
    }
}
