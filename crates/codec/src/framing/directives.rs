//! Lines under directives that begin with `#`: Zeek's tab-separated logs and W3C's extended logs.
//! The directives name the columns, and may do so again in mid-stream.

use std::sync::Arc;

use atalaya_model::FIELDS_MAX;
use memchr::{memchr, memmem};

use super::lines::{LineCutter, Stretch, count};
use super::{Batch, Cut, Frames, Piece, Torn, Why};
use crate::{Columns, Format, Header};

#[derive(Debug)]
pub(super) struct DirectiveFramer {
    format: Format,
    cutter: LineCutter,
    line: u64,
    columns: Columns,
    /// The columns as they are handed out, until a directive changes them.
    shared: Option<Arc<Columns>>,
    /// Where lines stand for which no columns are named.
    nameless: Option<std::ops::Range<u64>>,
}

impl DirectiveFramer {
    pub(super) fn new(format: Format, max: usize) -> Self {
        DirectiveFramer {
            format,
            cutter: LineCutter::new(max),
            line: 1,
            columns: initial(format),
            shared: None,
            nameless: None,
        }
    }

    /// What was named before holds on.
    pub(super) fn go_on_under(&mut self, columns: &Arc<Columns>) {
        self.columns = Columns::clone(columns);
        self.shared = Some(Arc::clone(columns));
    }

    pub(super) fn cut(&mut self, piece: &Piece<'_>) -> Cut {
        let mut cut = Cut::default();
        while cut.consumed < piece.bytes.len() {
            match self.cutter.next(piece, cut.consumed) {
                Stretch::Whole(end) => self.stretch(piece, end, &mut cut),
                Stretch::Skipped(end, torn) => {
                    self.report(&mut cut);
                    cut.torn.push(torn);
                    self.line += 1;
                    cut.consumed = end;
                }
                Stretch::Skipping => cut.consumed = piece.bytes.len(),
                Stretch::More => break,
            }
        }
        if piece.last {
            self.report(&mut cut);
        }
        cut.torn.extend(self.cutter.finish(piece));
        cut
    }

    /// Whole lines up to `end`: runs of data between directives.
    fn stretch(&mut self, piece: &Piece<'_>, end: usize, cut: &mut Cut) {
        while cut.consumed < end {
            let (start, rest) = (cut.consumed, &piece.bytes[cut.consumed..end]);
            if rest[0] == b'#' {
                self.report(cut);
                let length = memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
                if !self.directive(&rest[..length]) {
                    cut.torn.push(Torn { offset: piece.at(start), length: length as u64, why: Why::HeaderLong });
                }
                self.line += 1;
                cut.consumed += length;
            } else {
                let length = memmem::find(rest, b"\n#").map_or(rest.len(), |newline| newline + 1);
                self.data(piece, start..start + length, cut);
                cut.consumed += length;
            }
        }
    }

    fn data(&mut self, piece: &Piece<'_>, range: std::ops::Range<usize>, cut: &mut Cut) {
        let first_record = self.line;
        self.line += count(&piece.bytes[range.clone()]);
        if self.columns.names.is_empty() {
            self.lose(piece, range);
            return;
        }
        let columns = self.shared.get_or_insert_with(|| Arc::new(self.columns.clone()));
        let header = Header { format: self.format, columns: Some(Arc::clone(columns)) };
        cut.batches.push(Batch { header, first_record, range, frames: Frames::Lines, padding: 0 });
    }

    fn lose(&mut self, piece: &Piece<'_>, range: std::ops::Range<usize>) {
        let end = piece.at(range.end);
        if let Some(nameless) = &mut self.nameless {
            nameless.end = end;
        } else if let Some(at) = piece.bytes[range.clone()].iter().position(|byte| !byte.is_ascii_whitespace()) {
            self.nameless = Some(piece.at(range.start + at)..end);
        }
    }

    fn report(&mut self, cut: &mut Cut) {
        if let Some(nameless) = self.nameless.take() {
            let length = nameless.end - nameless.start;
            cut.torn.push(Torn { offset: nameless.start, length, why: Why::Columns });
        }
    }

    /// Takes a directive in; `false` where it names more columns than a record can have.
    fn directive(&mut self, line: &[u8]) -> bool {
        self.shared = None;
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches(['\r', '\n']);
        match self.format {
            Format::ZeekTsv => zeek(&mut self.columns, line),
            _ => w3c(&mut self.columns, line),
        }
        let fits = self.columns.names.len() <= FIELDS_MAX;
        if !fits {
            self.columns.names.clear();
        }
        fits
    }
}

fn initial(format: Format) -> Columns {
    match format {
        Format::ZeekTsv => Columns {
            separator: b'\t',
            unset: Some("-".to_owned()),
            empty: Some("(empty)".to_owned()),
            set_separator: Some(",".to_owned()),
            ..Columns::default()
        },
        _ => Columns { separator: b' ', unset: Some("-".to_owned()), ..Columns::default() },
    }
}

fn zeek(columns: &mut Columns, line: &str) {
    if let Some(separator) = line.strip_prefix("#separator ") {
        *columns = initial(Format::ZeekTsv);
        columns.separator = unescape(separator).bytes().next().unwrap_or(b'\t');
        return;
    }
    let separator = char::from(columns.separator);
    let Some((name, rest)) = line.split_once(separator) else { return };
    match name {
        "#set_separator" => columns.set_separator = Some(unescape(rest)),
        "#empty_field" => columns.empty = Some(rest.to_owned()),
        "#unset_field" => columns.unset = Some(rest.to_owned()),
        "#path" => columns.stream = Some(rest.to_owned()),
        "#fields" => {
            columns.names = rest.split(separator).take(FIELDS_MAX + 1).map(str::to_owned).collect();
            columns.sets.clear();
        }
        "#types" => columns.sets = sets(rest.split(separator), columns.names.len()),
        _ => {}
    }
}

fn sets<'a>(types: impl Iterator<Item = &'a str>, columns: usize) -> Vec<bool> {
    let mut sets: Vec<bool> = types.take(columns).map(|t| t.starts_with("set[") || t.starts_with("vector[")).collect();
    sets.resize(columns, false);
    sets
}

/// `\x09` as Zeek writes bytes in its directives.
fn unescape(text: &str) -> String {
    let byte = text.strip_prefix("\\x").and_then(|hex| u8::from_str_radix(hex, 16).ok());
    byte.map_or_else(|| text.to_owned(), |byte| char::from(byte).to_string())
}

fn w3c(columns: &mut Columns, line: &str) {
    let Some((name, rest)) = line.split_once(':') else { return };
    let rest = rest.trim();
    if name.eq_ignore_ascii_case("#fields") {
        columns.separator = if rest.contains('\t') { b'\t' } else { b' ' };
        columns.names = rest.split_ascii_whitespace().take(FIELDS_MAX + 1).map(str::to_owned).collect();
    } else if name.eq_ignore_ascii_case("#software") {
        columns.stream = Some(rest.to_owned());
    }
}
