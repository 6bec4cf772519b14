//! Records of separated values with a header. A quoted value may hold newlines; a quote that is
//! never closed must not swallow the rest of the stream.

use std::sync::Arc;

use atalaya_model::FIELDS_MAX;
use memchr::{memchr, memchr2};

use super::lines::{LineCutter, Stretch};
use super::{Collected, Cut, Piece, Torn, Why, preamble, separated};
use crate::{Columns, Format, Header};

#[derive(Debug)]
pub(super) struct CsvFramer {
    max: usize,
    header: Header,
    separator: u8,
    record: u64,
    cutter: LineCutter,
    /// Whether quoted values may hold newlines; no longer, once a quote was found unclosed.
    quotes: bool,
    prose: Prose,
}

/// Prose ahead of the columns' names.
#[derive(Debug, PartialEq, Eq)]
enum Prose {
    /// Nothing was read yet.
    Unknown,
    /// So many lines of it were read.
    Lines(usize),
    /// There is none, or no more.
    Past,
}

enum End {
    /// The record ends here, line end included.
    At(usize),
    /// It goes on beyond the bytes, inside a quote or not.
    Beyond { quoted: bool },
}

impl CsvFramer {
    pub(super) fn new(max: usize) -> Self {
        let header = Header { format: Format::Csv, columns: None };
        let (cutter, prose) = (LineCutter::new(max), Prose::Unknown);
        CsvFramer { max, header, separator: b',', record: 1, cutter, quotes: true, prose }
    }

    /// What was named before holds on.
    pub(super) fn go_on_under(&mut self, header: &Header) {
        self.header = header.clone();
        self.separator = header.columns.as_ref().map_or(b',', |columns| columns.separator);
        self.prose = Prose::Past;
    }

    pub(super) fn cut(&mut self, piece: &Piece<'_>) -> Cut {
        let (mut cut, mut batch) = (Cut::default(), Collected::default());
        while cut.consumed < piece.bytes.len() {
            let start = cut.consumed;
            if !self.step(piece, &mut cut, &mut batch) {
                break;
            }
            debug_assert!(cut.consumed > start, "each step consumes");
        }
        batch.finish(&self.header, &mut self.record, &mut cut);
        cut.torn.extend(self.cutter.finish(piece));
        cut
    }

    /// Consumes one record or line; `false` where nothing whole is left.
    fn step(&mut self, piece: &Piece<'_>, cut: &mut Cut, batch: &mut Collected) -> bool {
        let start = cut.consumed;
        if self.cutter.is_skipping() {
            return self.skip(piece, cut);
        }
        let rest = &piece.bytes[start..];
        let long = rest.len() > self.max;
        // What lies beyond the limit must not matter, or frames would depend on how the stream is split.
        match self.end(&rest[..rest.len().min(self.max)], piece.last && !long) {
            End::At(length) => self.whole(piece, start..start + length, cut, batch),
            End::Beyond { quoted } if piece.last || long => self.unfinished(piece, quoted, cut, batch),
            End::Beyond { .. } => false,
        }
    }

    /// A record that the stream, or the limit, ends.
    fn unfinished(&mut self, piece: &Piece<'_>, quoted: bool, cut: &mut Cut, batch: &mut Collected) -> bool {
        let start = cut.consumed;
        let rest = &piece.bytes[start..];
        if quoted {
            self.quotes = false;
            let length = memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
            if length <= self.max && (length < rest.len() || piece.last) {
                cut.torn.push(Torn { offset: piece.at(start), length: length as u64, why: Why::Quote });
                cut.consumed += length;
                return true;
            }
        }
        if rest.len() > self.max {
            return self.skip(piece, cut);
        }
        self.whole(piece, start..piece.bytes.len(), cut, batch)
    }

    fn skip(&mut self, piece: &Piece<'_>, cut: &mut Cut) -> bool {
        match self.cutter.skip_from(piece, cut.consumed) {
            Stretch::Skipped(end, torn) => {
                cut.torn.push(torn);
                cut.consumed = end;
            }
            _ => cut.consumed = piece.bytes.len(),
        }
        true
    }

    /// A whole record: the header where there is none yet, else a frame.
    fn whole(
        &mut self,
        piece: &Piece<'_>,
        range: std::ops::Range<usize>,
        cut: &mut Cut,
        batch: &mut Collected,
    ) -> bool {
        cut.consumed = range.end;
        let record = trimmed(&piece.bytes[range.clone()]);
        if record.is_empty() {
            return true;
        }
        if self.header.columns.is_some() {
            batch.push(range.start..range.start + record.len());
        } else if !self.is_prose(record) && !self.name(record) {
            cut.torn.push(Torn { offset: piece.at(range.start), length: range.len() as u64, why: Why::HeaderLong });
        }
        true
    }

    /// Whether `record` stands ahead of the columns' names and explains.
    fn is_prose(&mut self, record: &[u8]) -> bool {
        let lines = match self.prose {
            Prose::Unknown if preamble::begins(record) => 1,
            Prose::Lines(lines) if lines < preamble::PROSE_LINES_MAX && !preamble::names_columns(record) => lines + 1,
            Prose::Lines(_) if preamble::names_columns(record) => return false,
            _ => {
                self.prose = Prose::Past;
                return false;
            }
        };
        self.prose = Prose::Lines(lines);
        true
    }

    /// Takes the header in; `false` where it has more columns than a record can have fields.
    fn name(&mut self, record: &[u8]) -> bool {
        if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] = record {
            self.separator = *separator;
            return true;
        }
        if self.separator == b',' {
            self.separator = separated::separator(record);
        }
        let text = |name: std::borrow::Cow<'_, [u8]>| String::from_utf8_lossy(&name).trim().to_owned();
        let mut names: Vec<String> = separated::split(record, self.separator).take(FIELDS_MAX + 1).map(text).collect();
        let fits = names.len() <= FIELDS_MAX;
        if self.prose != Prose::Past {
            preamble::rename(&mut names);
        }
        if fits {
            let columns = Columns { names, separator: self.separator, ..Columns::default() };
            self.header.columns = Some(Arc::new(columns));
        }
        fits
    }

    /// Where the record ends that begins `bytes`.
    fn end(&self, bytes: &[u8], last: bool) -> End {
        let mut at = 0;
        while let Some(found) = memchr2(b'"', b'\n', &bytes[at..]) {
            at += found;
            if bytes[at] == b'\n' {
                return End::At(at + 1);
            }
            let opens = at == 0 || self.separates(bytes[at - 1]);
            at += 1;
            if opens && self.quotes {
                match closing(&bytes[at..], last) {
                    Some(length) => at += length,
                    None => return End::Beyond { quoted: true },
                }
            }
        }
        End::Beyond { quoted: false }
    }

    fn separates(&self, byte: u8) -> bool {
        // Before the header is known, its separator is not either.
        if self.header.columns.is_some() { byte == self.separator } else { separated::SEPARATORS.contains(&byte) }
    }
}

/// How many bytes there are up to and with the quote that closes a value. A quote at the very end
/// may be the first of two, unless the stream ends there.
fn closing(bytes: &[u8], last: bool) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr(b'"', &bytes[at..])? + 1;
        match bytes.get(at) {
            Some(b'"') => at += 1,
            Some(_) => return Some(at),
            None => return last.then_some(at),
        }
    }
}

fn trimmed(record: &[u8]) -> &[u8] {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record)
}
