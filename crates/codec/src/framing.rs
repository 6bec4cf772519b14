//! Where the frames of a stream begin and end.
//!
//! Pure: it is given the bytes that are there and says how many of them form whole frames, under
//! which header, and what is damaged. It neither reads nor decodes, and it keeps no bytes: what it
//! did not consume is presented again with more behind it, so any split of a stream gives the same
//! frames.

mod csv;
mod directives;
mod evtx;
mod json;
mod lines;
mod preamble;
mod scanner;
mod separated;
mod torn;
mod xml;

use std::ops::Range;

pub use evtx::{CHUNK_BYTES, CHUNK_MAGIC, FILE_HEADER_BYTES, FILE_MAGIC};
pub use lines::{Lines, lines};
pub use torn::{Torn, Why};

pub(crate) use json::{Wrapper, wrapper};
pub(crate) use preamble::{PROSE_LINES_MAX, begins as begins_prose, names_columns};
pub(crate) use scanner::{Scan, scan_value};
pub(crate) use separated::{SEPARATORS, split};

use crate::{Format, Header};

/// Bytes a frame may have; a longer one is reported and skipped, not cut.
pub const FRAME_BYTES_MAX: usize = 16 << 20;

/// How the bytes of a batch are divided into frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frames {
    /// A frame a line; empty lines are none. [`lines`] splits them.
    Lines,
    /// These ranges of the bytes.
    Ranges(Vec<Range<u32>>),
    /// Chunks of a Windows event log, [`CHUNK_BYTES`] each, back to back.
    EvtxChunks,
}

/// Whole frames under one header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What the frames share.
    pub header: Header,
    /// The number of the first frame, from 1: of the line, the element, the record or the chunk.
    pub first_record: u64,
    /// Which of the given bytes.
    pub range: Range<usize>,
    /// How they are divided.
    pub frames: Frames,
    /// Zeros that the last frame lacks (a chunk of a Windows event log that was cut off).
    pub padding: usize,
}

/// What became of the bytes given to [`Framer::cut`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// How many bytes are done with; the rest is to be given again, followed by more.
    pub consumed: usize,
    /// The whole frames among them, in order.
    pub batches: Vec<Batch>,
    /// What was damaged, in order; offsets are those of the stream.
    pub torn: Vec<Torn>,
}

/// Cuts a stream of one format into frames.
#[derive(Debug)]
pub struct Framer {
    kind: Kind,
    offset: u64,
}

#[derive(Debug)]
enum Kind {
    Lines(lines::LineFramer),
    Directives(directives::DirectiveFramer),
    Csv(csv::CsvFramer),
    Json(json::JsonFramer),
    Xml(xml::XmlFramer),
    Evtx(evtx::EvtxFramer),
}

impl Framer {
    /// A framer at the beginning of a stream.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self::with_frame_bytes_max(format, FRAME_BYTES_MAX)
    }

    /// The same with another limit than [`FRAME_BYTES_MAX`].
    #[must_use]
    pub fn with_frame_bytes_max(format: Format, max: usize) -> Self {
        let kind = match format {
            Format::ZeekTsv | Format::W3c => Kind::Directives(directives::DirectiveFramer::new(format, max)),
            Format::Csv => Kind::Csv(csv::CsvFramer::new(max)),
            Format::Json => Kind::Json(json::JsonFramer::new(max)),
            Format::WindowsXml => Kind::Xml(xml::XmlFramer::new(max)),
            Format::Evtx => Kind::Evtx(evtx::EvtxFramer::default()),
            Format::JsonLines
            | Format::Auditd
            | Format::Syslog
            | Format::Cef
            | Format::Leef
            | Format::KeyValue
            | Format::WebAccess
            | Format::Text => Kind::Lines(lines::LineFramer::new(format, max)),
        };
        Framer { kind, offset: 0 }
    }

    /// A framer that goes on in the middle of a stream, at the beginning of a frame or of what stands between frames, under
    /// this header; offsets and numbers begin anew there. Formats whose frames are no lines or records cannot be gone on
    /// with: of those it is a framer at the beginning.
    #[must_use]
    pub fn going_on(header: &Header, max: usize) -> Self {
        let mut framer = Self::with_frame_bytes_max(header.format, max);
        if let Some(columns) = &header.columns {
            match &mut framer.kind {
                Kind::Directives(directives) => directives.go_on_under(columns),
                Kind::Csv(csv) => csv.go_on_under(header),
                Kind::Lines(_) | Kind::Json(_) | Kind::Xml(_) | Kind::Evtx(_) => {}
            }
        }
        framer
    }

    /// Cuts `bytes`, which continue the stream where the last cut stopped; `last` says that no
    /// more follow, and then all of them are consumed.
    ///
    /// Where nothing was consumed, the caller gives at least twice as many bytes the next time, so
    /// that the whole remains linear.
    pub fn cut(&mut self, bytes: &[u8], last: bool) -> Cut {
        let piece = Piece { bytes, offset: self.offset, last };
        let cut = match &mut self.kind {
            Kind::Lines(framer) => framer.cut(&piece),
            Kind::Directives(framer) => framer.cut(&piece),
            Kind::Csv(framer) => framer.cut(&piece),
            Kind::Json(framer) => framer.cut(&piece),
            Kind::Xml(framer) => framer.cut(&piece),
            Kind::Evtx(framer) => framer.cut(&piece),
        };
        self.offset += cut.consumed as u64;
        cut
    }
}

/// The bytes at hand and where they stand in the stream.
struct Piece<'a> {
    bytes: &'a [u8],
    offset: u64,
    last: bool,
}

impl Piece<'_> {
    fn at(&self, position: usize) -> u64 {
        self.offset + position as u64
    }
}

/// Ranges of bytes that fit a [`Frames::Ranges`], collected into one batch relative to the first.
#[derive(Debug, Default)]
struct Collected {
    start: usize,
    end: usize,
    ranges: Vec<Range<u32>>,
}

impl Collected {
    fn push(&mut self, frame: Range<usize>) {
        if self.ranges.is_empty() {
            self.start = frame.start;
        }
        let relative = |at: usize| u32::try_from(at - self.start).expect("pieces are far below 4 GiB");
        let range = relative(frame.start)..relative(frame.end);
        self.end = frame.end;
        self.ranges.push(range);
    }

    /// Ends the batch, if it has frames, and advances `record` past them.
    fn finish(&mut self, header: &Header, record: &mut u64, cut: &mut Cut) {
        if self.ranges.is_empty() {
            return;
        }
        let ranges = std::mem::take(&mut self.ranges);
        let first_record = *record;
        *record += ranges.len() as u64;
        let range = self.start..self.end;
        let frames = Frames::Ranges(ranges);
        cut.batches.push(Batch { header: header.clone(), first_record, range, frames, padding: 0 });
    }
}
