//! Whether a text is a table: a header that looks like one, and records with as many values.

use crate::framing::{PROSE_LINES_MAX, SEPARATORS, begins_prose, names_columns, split};

/// Records that are compared with the header.
const RECORDS_MAX: usize = 20;

/// Digits that a column's name has at most; values have more.
const DIGITS_MAX: usize = 4;

/// Whether `text` is a header and records of separated values.
pub(super) fn is_csv(text: &[u8]) -> bool {
    behind_prose(text) || SEPARATORS.into_iter().any(|separator| has_table(without_hint(text), separator))
}

/// Whether the columns are named behind prose that explains them.
fn behind_prose(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.next().is_some_and(begins_prose)
        && lines.filter(|line| !line.is_empty()).take(PROSE_LINES_MAX).any(names_columns)
}

/// The text behind the line `sep=;` that a spreadsheet may have written.
fn without_hint(text: &[u8]) -> &[u8] {
    let hint = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"sep="));
    let line = text.iter().position(|byte| *byte == b'\n').filter(|_| hint);
    line.map_or(text, |newline| &text[newline + 1..])
}

fn has_table(text: &[u8], separator: u8) -> bool {
    let mut records = Records { rest: text, separator };
    let Some(header) = records.next() else { return false };
    let names: Vec<_> = split(header, separator).collect();
    if names.len() < 2 || !names.iter().all(|name| is_name(name)) {
        return false;
    }
    let (mut same, mut other) = (0, 0);
    for record in records.filter(|record| !record.is_empty()).take(RECORDS_MAX) {
        // A line that comes again is one of a log, and names no columns.
        if record == header {
            return false;
        }
        let values = split(record, separator).count();
        *if values == names.len() { &mut same } else { &mut other } += 1;
    }
    let enough = if names.len() == 2 { 2 } else { 1 };
    same >= enough && other * 10 <= same
}

/// A name as columns have: it begins with a letter and has few signs. Blanks may stand in it.
fn is_name(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    let sign = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_-./:()@# %$[]{}".contains(byte);
    let first =
        name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii() || b"_@#$(".contains(byte));
    let digits = name.iter().filter(|byte| byte.is_ascii_digit()).count();
    first
        && digits <= DIGITS_MAX
        && name.len() <= 96
        && name.iter().all(sign)
        && name.iter().filter(|byte| **byte == b' ').count() <= 6
}

/// The whole records of a text; a quoted value may hold newlines.
struct Records<'a> {
    rest: &'a [u8],
    separator: u8,
}

impl<'a> Iterator for Records<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (mut quoted, mut value_start) = (false, true);
        for (at, byte) in self.rest.iter().enumerate() {
            match *byte {
                b'"' if quoted || value_start => quoted = !quoted,
                b'\n' if !quoted => {
                    let record = &self.rest[..at];
                    self.rest = &self.rest[at + 1..];
                    return Some(record.strip_suffix(b"\r").unwrap_or(record));
                }
                _ => {}
            }
            // A doubled quote reopens the value.
            value_start = *byte == self.separator || (*byte == b'"' && !quoted);
        }
        let record = std::mem::take(&mut self.rest);
        (!record.is_empty() && !quoted).then_some(record)
    }
}
