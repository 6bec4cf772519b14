//! Bytes at the end of a file, cut into frames.

use std::ops::Range;

use atalaya_codec::framing::{Batch, Cut, Framer, Frames, lines};
use atalaya_codec::{Format, Header};
use encoding_rs::Encoding;
use memchr::memchr;

use crate::Charset;

/// Frames under one header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What they share.
    pub header: Header,
    /// Their bytes.
    pub bytes: Vec<u8>,
    /// Where each is among them.
    pub frames: Vec<Range<usize>>,
    /// Where each ends in the file, its line end with it.
    pub ends: Vec<u64>,
}

impl Part {
    pub(super) fn new(header: &Header) -> Part {
        Part { header: header.clone(), bytes: Vec::new(), frames: Vec::new(), ends: Vec::new() }
    }

    fn push(&mut self, frame: &[u8], end: u64) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(frame);
        self.frames.push(start..self.bytes.len());
        self.ends.push(end);
    }
}

/// What was made of some bytes.
#[derive(Debug, Default)]
pub(super) struct Cutting {
    pub(super) parts: Vec<Part>,
    /// Bytes that are done with.
    pub(super) used: usize,
    /// Lines in which nothing was.
    pub(super) empty: u64,
    /// Pieces of lines that are too long.
    pub(super) cut: u64,
    /// Stretches that yield no frame.
    pub(super) torn: u64,
}

/// How lines are found and recoded.
pub(super) struct LineCutter {
    pub(super) header: Header,
    pub(super) charset: Charset,
    pub(super) line_bytes_max: usize,
}

impl LineCutter {
    /// Cuts the bytes, which stand at this position of the file; with `last` also what has no end yet.
    pub(super) fn cut(&self, bytes: &[u8], position: u64, last: bool) -> Cutting {
        let (mut cutting, mut part) = (Cutting::default(), Part::new(&self.header));
        while cutting.used < bytes.len() {
            let rest = &bytes[cutting.used..];
            match self.zeros(rest) {
                0 => {}
                // Behind them something may come; what reaches to the end of the file is not read, since it is written there yet.
                zeros if rest.len() - zeros < self.unit() && rest[zeros..].iter().all(|byte| *byte == 0) => break,
                zeros => {
                    cutting.used += zeros;
                    continue;
                }
            }
            let (line, next) = match self.line_end(rest) {
                Some((end, next)) if end <= self.line_bytes_max => (end, next),
                None if rest.len() < self.line_bytes_max && !last => break,
                None if rest.len() <= self.line_bytes_max => (rest.len(), rest.len()),
                _ => {
                    cutting.cut += 1;
                    (self.line_bytes_max, self.line_bytes_max)
                }
            };
            cutting.used += next;
            let frame = self.frame(&rest[..line]);
            if frame.is_empty() {
                cutting.empty += 1;
            } else {
                part.push(&frame, position + cutting.used as u64);
            }
        }
        cutting.parts.extend((!part.frames.is_empty()).then_some(part));
        cutting
    }

    /// Zeros at the beginning, which a writer leaves that goes on behind a place at which its file was cut off.
    fn zeros(&self, bytes: &[u8]) -> usize {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        zeros - zeros % self.unit()
    }

    /// Bytes of a unit of the character set.
    fn unit(&self) -> usize {
        if matches!(self.charset, Charset::Utf16Le | Charset::Utf16Be) { 2 } else { 1 }
    }

    /// Where the first line ends, and where the next one begins.
    fn line_end(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let wide = match self.charset {
            Charset::Utf16Le => [b'\n', 0],
            Charset::Utf16Be => [0, b'\n'],
            _ => return memchr(b'\n', bytes).map(|end| (end, end + 1)),
        };
        let end = bytes.chunks_exact(2).position(|unit| unit == wide)? * 2;
        Some((end, end + 2))
    }

    /// The line as a frame: in UTF-8 where it is known what it is in, without what ends it.
    fn frame<'b>(&self, line: &'b [u8]) -> std::borrow::Cow<'b, [u8]> {
        let line = match self.charset.encoding().and_then(|encoding| recoded(encoding, line)) {
            Some(text) => std::borrow::Cow::Owned(text.into_bytes()),
            None => std::borrow::Cow::Borrowed(line),
        };
        // Zeros are what a writer leaves that goes on behind a place at which its file was cut off.
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0);
        let end = line.iter().rposition(|byte| !is_end(byte)).map_or(0, |at| at + 1);
        let start = line[..end].iter().position(|byte| *byte != 0).unwrap_or(end);
        match line {
            std::borrow::Cow::Borrowed(line) => std::borrow::Cow::Borrowed(&line[start..end]),
            std::borrow::Cow::Owned(line) => std::borrow::Cow::Owned(line[start..end].to_owned()),
        }
    }
}

/// The text; of charsets of single bytes `None` where it is none, so that the bytes stay as they are.
fn recoded(encoding: &'static Encoding, line: &[u8]) -> Option<String> {
    let (text, malformed) = encoding.decode_without_bom_handling(line);
    let is_wide = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
    (is_wide || !malformed).then(|| text.into_owned())
}

/// Cuts bytes by a framer, which is at this position of the file. Frames that end no later than at `done` are left out.
pub(super) fn framed(framer: &mut Framer, bytes: &[u8], position: u64, done: u64, last: bool) -> Cutting {
    let Cut { consumed, batches, torn } = framer.cut(bytes, last);
    let mut cutting = Cutting { used: consumed, torn: torn.len() as u64, ..Cutting::default() };
    for batch in batches {
        let mut part = Part::new(&batch.header);
        for frame in frames(&batch, bytes) {
            let end = position + behind(bytes, frame.end) as u64;
            if end > done {
                part.push(&bytes[frame], end);
            }
        }
        cutting.parts.extend((!part.frames.is_empty()).then_some(part));
    }
    cutting
}

fn frames(batch: &Batch, bytes: &[u8]) -> Vec<Range<usize>> {
    let start = batch.range.start;
    match &batch.frames {
        Frames::Lines => {
            let found = lines(&bytes[batch.range.clone()]);
            found.map(|(_, at, line)| start + at..start + at + line.len()).collect()
        }
        Frames::Ranges(ranges) => {
            ranges.iter().map(|range| start + range.start as usize..start + range.end as usize).collect()
        }
        // Such files are not followed.
        Frames::EvtxChunks => Vec::new(),
    }
}

/// Behind the line end that stands at this place.
fn behind(bytes: &[u8], end: usize) -> usize {
    match &bytes[end..] {
        [b'\r', b'\n', ..] => end + 2,
        [b'\n', ..] => end + 1,
        _ => end,
    }
}

/// Whether files of the format are followed: what comes to their end is of itself. Others are read when they are whole.
pub(super) fn grows(format: Format) -> bool {
    !matches!(format, Format::Evtx | Format::Json | Format::WindowsXml)
}

/// Whether a framer is needed for the format.
pub(super) fn has_columns(format: Format) -> bool {
    matches!(format, Format::ZeekTsv | Format::W3c | Format::Csv)
}
