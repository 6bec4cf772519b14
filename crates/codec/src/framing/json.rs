//! JSON documents: objects one after another, elements of a top-level array, and elements of the one
//! array of objects that a wrapper such as `{"Records": […]}` holds. What stands beside that array
//! in the wrapper belongs to no record.

mod wrapper;

use memchr::{memchr, memrchr};

use super::{Collected, Cut, Piece, Scan, Torn, Why, scan_value};
use crate::{Format, Header};

pub(crate) use wrapper::{Wrapper, wrapper};

/// Where in the stream's own structure we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Between documents.
    Top,
    /// In an array that is a document.
    Array,
    /// In the array of a wrapper.
    Records,
    /// In a wrapper, behind its array.
    Behind,
}

#[derive(Debug)]
pub(super) struct JsonFramer {
    max: usize,
    header: Header,
    level: Level,
    record: u64,
    /// Blanks since the line began, where only blanks stand before this place.
    indent: Option<usize>,
    lost: Option<Lost>,
    /// How often a frame without an end may still be searched for frames that it swallowed.
    searches: u32,
}

/// Frames without an end that are searched; each search may cost a frame's length.
const SEARCHES_MAX: u32 = 16;

/// A stretch that is being skipped after damage.
#[derive(Debug)]
struct Lost {
    start: u64,
    why: Why,
    /// The indentation at which the next frame is expected to begin its line.
    indent: usize,
}

impl JsonFramer {
    pub(super) fn new(max: usize) -> Self {
        let header = Header { format: Format::Json, columns: None };
        JsonFramer { max, header, level: Level::Top, record: 1, indent: Some(0), lost: None, searches: SEARCHES_MAX }
    }

    pub(super) fn cut(&mut self, piece: &Piece<'_>) -> Cut {
        let (mut cut, mut batch) = (Cut::default(), Collected::default());
        while cut.consumed < piece.bytes.len() {
            let goes_on =
                if self.lost.is_some() { self.resume(piece, &mut cut) } else { self.step(piece, &mut cut, &mut batch) };
            if !goes_on {
                break;
            }
        }
        batch.finish(&self.header, &mut self.record, &mut cut);
        if piece.last {
            self.finish(piece, &mut cut);
        }
        cut
    }

    fn finish(&mut self, piece: &Piece<'_>, cut: &mut Cut) {
        let end = piece.at(piece.bytes.len());
        if let Some(lost) = self.lost.take() {
            cut.torn.push(Torn { offset: lost.start, length: end - lost.start, why: lost.why });
        } else if self.level != Level::Top {
            cut.torn.push(Torn { offset: end, length: 0, why: Why::Truncated });
        }
        self.level = Level::Top;
    }

    /// Consumes one token or value; `false` where more bytes are needed.
    fn step(&mut self, piece: &Piece<'_>, cut: &mut Cut, batch: &mut Collected) -> bool {
        let byte = piece.bytes[cut.consumed];
        match (byte, self.level) {
            (b'\n', _) => self.pass(cut, Some(0)),
            (b' ' | b'\t' | b'\r', _) => self.pass(cut, self.indent.map(|blanks| blanks + 1)),
            (b',', _) => self.pass(cut, None),
            (b'[', Level::Top) => self.enter(cut, Level::Array),
            (b']', Level::Array) => self.enter(cut, Level::Top),
            (b']', Level::Records) => self.enter(cut, Level::Behind),
            (b'}', Level::Behind) => self.enter(cut, Level::Top),
            (b'{', Level::Top) => self.document(piece, cut, batch),
            (b'"', Level::Behind) => self.member(piece, cut),
            (_, Level::Behind) => self.lose(piece, cut, Why::Syntax, 0),
            _ => self.value(piece, cut, batch),
        }
    }

    fn pass(&mut self, cut: &mut Cut, indent: Option<usize>) -> bool {
        self.indent = indent;
        cut.consumed += 1;
        true
    }

    fn enter(&mut self, cut: &mut Cut, level: Level) -> bool {
        self.level = level;
        self.pass(cut, None)
    }

    /// An object between documents: a wrapper or a frame.
    fn document(&mut self, piece: &Piece<'_>, cut: &mut Cut, batch: &mut Collected) -> bool {
        match wrapper(&piece.bytes[cut.consumed..]) {
            Wrapper::Incomplete if !piece.last => false,
            Wrapper::Array(length) => {
                cut.consumed += length;
                self.indent = None;
                self.level = Level::Records;
                true
            }
            Wrapper::Incomplete | Wrapper::No => self.value(piece, cut, batch),
        }
    }

    /// A frame.
    fn value(&mut self, piece: &Piece<'_>, cut: &mut Cut, batch: &mut Collected) -> bool {
        let start = cut.consumed;
        match self.scan(piece, start) {
            Scan::Complete(length) => {
                batch.push(start..start + length);
                cut.consumed += length;
                self.indent = None;
                true
            }
            Scan::Incomplete => self.endless(piece, cut),
            Scan::Damaged(at) => self.lose(piece, cut, Why::Syntax, at),
        }
    }

    /// A key or a value behind the array of a wrapper: it is stepped over, and a further array of
    /// records entered.
    fn member(&mut self, piece: &Piece<'_>, cut: &mut Cut) -> bool {
        match wrapper::member(&piece.bytes[cut.consumed..], self.max, piece.last) {
            wrapper::Member::Records(length) => self.enter_after(cut, length, Level::Records),
            wrapper::Member::Other(length) => self.enter_after(cut, length, Level::Behind),
            wrapper::Member::Incomplete => self.endless(piece, cut),
            wrapper::Member::Damaged => self.lose(piece, cut, Why::Syntax, 0),
        }
    }

    fn enter_after(&mut self, cut: &mut Cut, length: usize, level: Level) -> bool {
        cut.consumed += length;
        self.level = level;
        self.indent = None;
        true
    }

    /// What begins at `start`, looking no further than a frame may reach.
    fn scan(&self, piece: &Piece<'_>, start: usize) -> Scan {
        let rest = &piece.bytes[start..];
        let long = rest.len() > self.max;
        scan_value(&rest[..rest.len().min(self.max)], piece.last && !long)
    }

    /// A frame whose end is not among the bytes: it is waited for, unless it is too long or none come.
    fn endless(&mut self, piece: &Piece<'_>, cut: &mut Cut) -> bool {
        let length = piece.bytes.len() - cut.consumed;
        let why = if length > self.max { Why::Oversize } else { Why::Truncated };
        if why == Why::Truncated && !piece.last {
            return false;
        }
        let searched = self.searches.checked_sub(1);
        self.searches = searched.unwrap_or(0);
        // Searching each of many swallowed beginnings again would take quadratic time.
        self.lose(piece, cut, why, if searched.is_some() { 0 } else { length.min(self.max) })
    }

    /// Gives up the frame that begins here, and the bytes before `damage`, counted from here.
    fn lose(&mut self, piece: &Piece<'_>, cut: &mut Cut, why: Why, damage: usize) -> bool {
        let start = cut.consumed;
        self.lost = Some(Lost { start: piece.at(start), why, indent: self.indent.unwrap_or(0) });
        cut.consumed += damage.max(1);
        self.indent = indentation(&piece.bytes[start..cut.consumed]);
        true
    }

    /// Skips to the next line that begins with `{`, at the indentation of the frame that was lost.
    fn resume(&mut self, piece: &Piece<'_>, cut: &mut Cut) -> bool {
        let Some(lost) = &self.lost else { return true };
        while let Some(&byte) = piece.bytes.get(cut.consumed) {
            match byte {
                b'\n' => self.indent = Some(0),
                b' ' | b'\t' if self.indent.is_some() => self.indent = self.indent.map(|blanks| blanks + 1),
                b'{' if self.indent == Some(lost.indent) => {
                    self.found(piece, cut);
                    return true;
                }
                _ => {
                    self.indent = None;
                    let rest = &piece.bytes[cut.consumed..];
                    cut.consumed += memchr(b'\n', rest).unwrap_or(rest.len());
                    continue;
                }
            }
            cut.consumed += 1;
        }
        true
    }

    /// A frame may begin here again.
    fn found(&mut self, piece: &Piece<'_>, cut: &mut Cut) {
        let Some(lost) = self.lost.take() else { return };
        let length = piece.at(cut.consumed) - lost.start;
        cut.torn.push(Torn { offset: lost.start, length, why: lost.why });
        if self.level == Level::Behind {
            self.level = Level::Top;
        }
    }
}

/// The blanks behind the last newline of `bytes`, where nothing else follows it.
fn indentation(bytes: &[u8]) -> Option<usize> {
    let line = &bytes[memrchr(b'\n', bytes)? + 1..];
    line.iter().all(|byte| matches!(byte, b' ' | b'\t')).then_some(line.len())
}
