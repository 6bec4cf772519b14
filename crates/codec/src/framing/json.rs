//! JSON documents: objects one after another, elements of a top-level array, and elements of the one
//! array of objects that a wrapper such as `{"Records": […]}` holds. What stands beside that array
//! in the wrapper belongs to no record.

mod wrapper;

use memchr::{memchr, memchr2, memrchr};

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
    /// What the last element began with, up to its first key: where many elements share a line, the next one is
    /// known by it.
    beginning: Vec<u8>,
}

/// Bytes of a beginning at the most; a longer one is no beginning.
const BEGINNING_BYTES_MAX: usize = 128;
/// Blanks between elements at the most, where one is searched for.
const BLANKS_MAX: usize = 64;

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
        let (level, beginning) = (Level::Top, Vec::new());
        JsonFramer { max, header, level, record: 1, indent: Some(0), lost: None, searches: SEARCHES_MAX, beginning }
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
                self.remember(&piece.bytes[start..start + length]);
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
                b'}' if self.level != Level::Top && !self.beginning.is_empty() => {
                    self.indent = None;
                    match next_element(&piece.bytes[cut.consumed..], &self.beginning) {
                        Next::At(length) => {
                            cut.consumed += length;
                            self.found(piece, cut);
                            return true;
                        }
                        Next::Unknown if !piece.last => return false,
                        Next::Unknown | Next::No => {}
                    }
                }
                _ => {
                    self.indent = None;
                    let rest = &piece.bytes[cut.consumed..];
                    // The byte here is looked at; it may be a brace behind which nothing follows.
                    cut.consumed += 1 + memchr2(b'\n', b'}', &rest[1..]).unwrap_or(rest.len() - 1);
                    continue;
                }
            }
            cut.consumed += 1;
        }
        true
    }

    /// Keeps what an element of an array began with.
    fn remember(&mut self, element: &[u8]) {
        if self.level == Level::Top {
            return;
        }
        let quote = |from: usize| memchr(b'"', element.get(from..)?).map(|at| from + at);
        let end = quote(0).and_then(|first| quote(first + 1)).filter(|end| *end < BEGINNING_BYTES_MAX);
        let beginning = end.filter(|_| element[0] == b'{').map_or(&[][..], |end| &element[..=end]);
        if self.beginning != beginning {
            self.beginning = beginning.to_vec();
        }
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

/// Whether another element follows.
enum Next {
    /// It begins so many bytes from here.
    At(usize),
    /// More bytes would tell.
    Unknown,
    /// None does.
    No,
}

/// Whether the brace that begins `bytes` ends an element and another with this beginning follows on the line.
fn next_element(bytes: &[u8], beginning: &[u8]) -> Next {
    let blanks = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        from + rest.iter().take(BLANKS_MAX).take_while(|byte| blank(byte)).count()
    };
    let comma = blanks(1);
    match bytes.get(comma) {
        None => return Next::Unknown,
        Some(b',') => {}
        Some(_) => return Next::No,
    }
    let start = blanks(comma + 1);
    let rest = &bytes[start.min(bytes.len())..];
    if rest.starts_with(beginning) {
        Next::At(start)
    } else if rest.len() < beginning.len() && beginning.starts_with(rest) {
        Next::Unknown
    } else {
        Next::No
    }
}

/// The blanks behind the last newline of `bytes`, where nothing else follows it.
fn indentation(bytes: &[u8]) -> Option<usize> {
    let line = &bytes[memrchr(b'\n', bytes)? + 1..];
    line.iter().all(|byte| matches!(byte, b' ' | b'\t')).then_some(line.len())
}
