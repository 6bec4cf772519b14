//! Frames that are lines. Framing is nearly free: only the last newline of a piece is looked for;
//! whoever decodes splits the lines.

use memchr::{memchr, memchr_iter, memrchr};

use super::{Batch, Cut, Frames, Piece, Torn, Why};
use crate::{Format, Header};

/// The lines of `bytes` that are not empty, without their line ends: their number among all lines,
/// from 0, their offset, and their bytes.
#[must_use]
pub fn lines(bytes: &[u8]) -> Lines<'_> {
    Lines { bytes, at: 0, index: 0 }
}

/// See [`lines`].
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    index: usize,
}

impl<'a> Iterator for Lines<'a> {
    /// Number among all lines, offset, bytes.
    type Item = (usize, usize, &'a [u8]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.bytes.len() {
            let (start, index) = (self.at, self.index);
            let rest = &self.bytes[start..];
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            self.at = start + end + 1;
            self.index += 1;
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            if !line.is_empty() {
                return Some((index, start, line));
            }
        }
        None
    }
}

/// How many lines end in `bytes`, and one more for a last line without an end.
pub(super) fn count(bytes: &[u8]) -> u64 {
    let ends = memchr_iter(b'\n', bytes).count() as u64;
    ends + u64::from(bytes.last().is_some_and(|last| *last != b'\n'))
}

/// Finds where whole lines end and steps over lines that are too long.
#[derive(Debug)]
pub(super) struct LineCutter {
    max: usize,
    /// Where the line began that is being skipped.
    skipping: Option<u64>,
}

/// What stands at the beginning of the bytes given to [`LineCutter::next`].
pub(super) enum Stretch {
    /// Whole lines up to here.
    Whole(usize),
    /// A line that is too long ends here.
    Skipped(usize, Torn),
    /// A line that is too long goes on beyond the bytes: all of them are done with.
    Skipping,
    /// Nothing whole.
    More,
}

impl LineCutter {
    pub(super) fn new(max: usize) -> Self {
        LineCutter { max, skipping: None }
    }

    /// What stands at `from`.
    pub(super) fn next(&mut self, piece: &Piece<'_>, from: usize) -> Stretch {
        let bytes = &piece.bytes[from..];
        if let Some(start) = self.skipping {
            return self.skip(piece, from, start);
        }
        let end = match memrchr(b'\n', bytes) {
            _ if piece.last => bytes.len(),
            Some(newline) => newline + 1,
            None => 0,
        };
        let whole = if bytes.len() > self.max { self.before_oversize(&bytes[..end]) } else { end };
        match whole {
            0 if end > 0 || bytes.len() > self.max => self.skip(piece, from, piece.at(from)),
            0 => Stretch::More,
            whole => Stretch::Whole(from + whole),
        }
    }

    /// What is left to report when the stream has ended.
    pub(super) fn finish(&mut self, piece: &Piece<'_>) -> Option<Torn> {
        let start = self.skipping.take_if(|_| piece.last)?;
        Some(Torn { offset: start, length: piece.at(piece.bytes.len()) - start, why: Why::Oversize })
    }

    /// How many bytes stand before the first line that is too long.
    fn before_oversize(&self, bytes: &[u8]) -> usize {
        let mut start = 0;
        for end in memchr_iter(b'\n', bytes).map(|newline| newline + 1).chain([bytes.len()]) {
            if end - start > self.max {
                return start;
            }
            start = end;
        }
        bytes.len()
    }

    pub(super) fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }

    /// Skips the line that goes on at `from`, or begins there.
    pub(super) fn skip_from(&mut self, piece: &Piece<'_>, from: usize) -> Stretch {
        let start = self.skipping.unwrap_or(piece.at(from));
        self.skip(piece, from, start)
    }

    fn skip(&mut self, piece: &Piece<'_>, from: usize, start: u64) -> Stretch {
        self.skipping = Some(start);
        let end = match memchr(b'\n', &piece.bytes[from..]) {
            Some(newline) => from + newline + 1,
            None if piece.last => piece.bytes.len(),
            None => return Stretch::Skipping,
        };
        self.skipping = None;
        Stretch::Skipped(end, Torn { offset: start, length: piece.at(end) - start, why: Why::Oversize })
    }
}

/// Frames of the plain line formats.
#[derive(Debug)]
pub(super) struct LineFramer {
    header: Header,
    cutter: LineCutter,
    line: u64,
}

impl LineFramer {
    pub(super) fn new(format: Format, max: usize) -> Self {
        LineFramer { header: Header { format, columns: None }, cutter: LineCutter::new(max), line: 1 }
    }

    pub(super) fn cut(&mut self, piece: &Piece<'_>) -> Cut {
        let mut cut = Cut::default();
        while cut.consumed < piece.bytes.len() {
            match self.cutter.next(piece, cut.consumed) {
                Stretch::Whole(end) => {
                    self.batch(piece, cut.consumed, end, &mut cut);
                    cut.consumed = end;
                }
                Stretch::Skipped(end, torn) => {
                    cut.torn.push(torn);
                    self.line += 1;
                    cut.consumed = end;
                }
                Stretch::Skipping => cut.consumed = piece.bytes.len(),
                Stretch::More => break,
            }
        }
        cut.torn.extend(self.cutter.finish(piece));
        cut
    }

    fn batch(&mut self, piece: &Piece<'_>, start: usize, end: usize, cut: &mut Cut) {
        let (header, first_record) = (self.header.clone(), self.line);
        self.line += count(&piece.bytes[start..end]);
        cut.batches.push(Batch { header, first_record, range: start..end, frames: Frames::Lines, padding: 0 });
    }
}
