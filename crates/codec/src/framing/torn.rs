//! A stretch of a stream that yields no frame, and why.

use atalaya_model::Message;

/// Why a stretch of the stream yields no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// A frame longer than [`super::FRAME_BYTES_MAX`].
    Oversize,
    /// The stream ends inside a frame.
    Truncated,
    /// The bytes are not of the stream's format.
    Syntax,
    /// A quote is opened and never closed; the lines after the first are read one by one.
    Quote,
    /// Lines stand before the line that names the columns.
    Columns,
    /// A header line with more columns than a record has fields.
    HeaderLong,
    /// The header of the Windows event log file is damaged; its chunks are read all the same.
    EvtxHeader,
    /// A chunk of a Windows event log is cut short; the records in it are read.
    EvtxChunkShort,
    /// Something between the chunks of a Windows event log that is neither chunk nor unused.
    EvtxGap,
}

impl Why {
    /// The reason as a person is told it.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Why::Oversize => "framing-oversize",
            Why::Truncated => "framing-truncated",
            Why::Syntax => "framing-syntax",
            Why::Quote => "framing-quote",
            Why::Columns => "framing-columns",
            Why::HeaderLong => "framing-header-long",
            Why::EvtxHeader => "framing-evtx-header",
            Why::EvtxChunkShort => "framing-evtx-chunk-short",
            Why::EvtxGap => "framing-evtx-gap",
        })
    }
}

/// A damaged stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Torn {
    /// Where it begins in the stream.
    pub offset: u64,
    /// How long it is.
    pub length: u64,
    /// What is wrong with it.
    pub why: Why,
}
