//! A line of a Zeek log whose columns the header named.
//!
//! Unset columns are absent, `(empty)` is an empty container, and the elements of a set are
//! several values of one path. `_path` is the log's own name. The header itself is read elsewhere.

use crate::text::{hex_byte, path, written};
use crate::{Columns, Malformed};
use atalaya_model::{PathId, Sink, Value};
use memchr::{memchr, memchr_iter};

/// Decodes one line by its columns.
pub fn decode(sink: &mut Sink<'_>, columns: &Columns, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    if let Some(stream) = &columns.stream {
        sink.text(PathId::ROOT, "_path", stream)?;
    }
    let mut start = 0;
    let mut names = columns.names.iter().enumerate();
    let ends = memchr_iter(columns.separator, line.as_bytes()).chain([line.len()]);
    for end in ends {
        let (number, name) = names.next().ok_or(Malformed::Columns)?;
        // Unset columns are interned as well: columns in an unbroken order are found without hashing.
        let path = path(sink, PathId::ROOT, name)?;
        let is_set = columns.sets.get(number).copied().unwrap_or(false);
        column(sink, columns, path, is_set, line.get(start..end).ok_or(Malformed::Syntax(start))?)?;
        start = end + 1;
    }
    if names.next().is_some() { Err(Malformed::Columns) } else { Ok(()) }
}

#[inline]
fn column(sink: &mut Sink<'_>, columns: &Columns, path: PathId, is_set: bool, text: &str) -> Result<(), Malformed> {
    if columns.unset.as_deref() == Some(text) {
        return Ok(());
    }
    if columns.empty.as_deref() == Some(text) {
        return Ok(sink.buf.push(path, Value::Empty)?);
    }
    match columns.set_separator.as_deref() {
        Some(separator) if is_set && !separator.is_empty() => {
            text.split(separator).try_for_each(|element| value(sink, columns, path, element))
        }
        _ => value(sink, columns, path, text),
    }
}

/// A value, or an element of a set; an element that is unset is null.
#[inline]
fn value(sink: &mut Sink<'_>, columns: &Columns, path: PathId, text: &str) -> Result<(), Malformed> {
    if columns.unset.as_deref() == Some(text) {
        return Ok(sink.buf.push(path, Value::Null)?);
    }
    if memchr(b'\\', text.as_bytes()).is_none() {
        return Ok(sink.text_at(path, text)?);
    }
    written(sink, path, |out| unescape(text, out))
}

/// Resolves `\xHH`, which Zeek writes for separators and for bytes that are not text, and `\\` where the writer
/// doubled backslashes. Old ones do not: a value with a single backslash shows it.
fn unescape(text: &str, out: &mut String) {
    let is_doubled = backslashes(text.as_bytes()).all(|(_, escape)| escape != Escape::None);
    let mut bytes = Vec::with_capacity(text.len());
    let mut run = 0;
    for (at, escape) in backslashes(text.as_bytes()) {
        bytes.extend_from_slice(&text.as_bytes()[run..at]);
        run = at + escape.len();
        match escape {
            Escape::Byte(byte) => bytes.push(byte),
            Escape::Backslash if is_doubled => bytes.push(b'\\'),
            Escape::Backslash | Escape::None => bytes.extend_from_slice(&text.as_bytes()[at..run]),
        }
    }
    bytes.extend_from_slice(&text.as_bytes()[run..]);
    out.push_str(&String::from_utf8_lossy(&bytes));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    Byte(u8),
    Backslash,
    None,
}

impl Escape {
    fn len(self) -> usize {
        match self {
            Escape::Byte(_) => 4,
            Escape::Backslash => 2,
            Escape::None => 1,
        }
    }
}

/// Where backslashes stand, and what each begins.
fn backslashes(bytes: &[u8]) -> impl Iterator<Item = (usize, Escape)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + memchr(b'\\', bytes.get(from..)?)?;
        let escape = match (bytes.get(at + 1), hex_byte(bytes, at + 2)) {
            (Some(b'\\'), _) => Escape::Backslash,
            (Some(b'x'), Some(byte)) => Escape::Byte(byte),
            _ => Escape::None,
        };
        from = at + escape.len();
        Some((at, escape))
    })
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::Columns;
    use crate::check::{check, fails, fields};
    use proptest::prelude::*;

    fn columns() -> Columns {
        Columns {
            names: ["ts", "uid", "id.orig_h", "service", "tags"].map(str::to_owned).to_vec(),
            separator: b'\t',
            unset: Some("-".into()),
            empty: Some("(empty)".into()),
            set_separator: Some(",".into()),
            sets: vec![false, false, false, false, true],
            stream: Some("conn".into()),
        }
    }

    #[test]
    fn unset_is_absent_and_sets_are_several_values() {
        let columns = columns();
        let line = |sink: &mut atalaya_model::Sink<'_>, text: &str| decode(sink, &columns, text);
        check(
            line,
            "1.5\tCab\t10.0.0.1\t-\ta,-,b",
            &[
                ("_path", "conn"),
                ("ts", "1.5"),
                ("uid", "Cab"),
                ("id.orig_h", "10.0.0.1"),
                ("tags", "a"),
                ("tags", "<null>"),
                ("tags", "b"),
            ],
        );
        check(
            line,
            "1.5\t\\\\\\\\dc\\\\c$\t\\xc3\\xa9\\x09\ta,b\t(empty)\n",
            &[
                ("_path", "conn"),
                ("ts", "1.5"),
                ("uid", "\\\\dc\\c$"),
                ("id.orig_h", "é\t"),
                ("service", "a,b"),
                ("tags", "<empty>"),
            ],
        );
        check(line, "1\t\\\\old\\c$\\x2c\t-\t-\t-", &[("_path", "conn"), ("ts", "1"), ("uid", "\\\\old\\c$,")]);
        fails(line, "1.5\tCab");
        fails(line, "1\t2\t3\t4\t5\t6");
    }

    proptest! {
        #[test]
        fn any_line_is_decoded_or_refused(text in "(?s).{0,60}", line in "[a\\\\x0c,\t(-]{0,60}") {
            let columns = columns();
            for text in [text, line] {
                let _ = fields(|sink, text| decode(sink, &columns, text), &text);
            }
        }
    }
}
