//! A line of a W3C extended log (IIS, proxies) whose columns `#Fields:` named.
//!
//! `-` is absent, quotes are doubled within quotes, and `+`, which IIS writes for blanks, stays.

use crate::text::{path, written};
use crate::{Columns, Malformed};
use atalaya_model::{PathId, Sink};
use memchr::memchr;

/// Decodes one line by its columns.
pub fn decode(sink: &mut Sink<'_>, columns: &Columns, text: &str) -> Result<(), Malformed> {
    let mut rest = text.trim_end_matches(['\r', '\n']).trim_start_matches(' ');
    if let Some(stream) = &columns.stream {
        sink.text(PathId::ROOT, "_software", stream)?;
    }
    for name in &columns.names {
        if rest.is_empty() {
            return Err(Malformed::Columns);
        }
        let path = path(sink, PathId::ROOT, name)?;
        rest = match rest.strip_prefix('"') {
            Some(quoted) => match quoted_value(sink, path, quoted)? {
                Some(len) => &quoted[len..],
                None => return Err(Malformed::Syntax(text.len())),
            },
            None => plain_value(sink, columns, path, rest)?,
        };
        rest = next(columns, rest);
    }
    if rest.is_empty() { Ok(()) } else { Err(Malformed::Columns) }
}

/// What follows the separators; blanks may come in runs, other separators not.
fn next<'t>(columns: &Columns, rest: &'t str) -> &'t str {
    match columns.separator {
        b' ' => rest.trim_start_matches(' '),
        separator => rest.strip_prefix(separator as char).unwrap_or(rest),
    }
}

fn plain_value<'t>(sink: &mut Sink<'_>, columns: &Columns, path: PathId, rest: &'t str) -> Result<&'t str, Malformed> {
    let end = memchr(columns.separator, rest.as_bytes()).unwrap_or(rest.len());
    let (value, rest) = (rest.get(..end).ok_or(Malformed::Columns)?, &rest[end..]);
    if columns.unset.as_deref().unwrap_or("-") != value {
        sink.text_at(path, value)?;
    }
    Ok(rest)
}

/// Adds the value up to the closing quote and returns how long it is with that quote. `None` without one.
pub(crate) fn quoted_value(sink: &mut Sink<'_>, path: PathId, text: &str) -> Result<Option<usize>, Malformed> {
    let bytes = text.as_bytes();
    let (mut at, mut is_doubled) = (0, false);
    loop {
        let Some(quote) = memchr(b'"', &bytes[at..]) else { return Ok(None) };
        at += quote + 1;
        if bytes.get(at) != Some(&b'"') {
            break;
        }
        is_doubled = true;
        at += 1;
    }
    let value = &text[..at - 1];
    if is_doubled {
        written(sink, path, |out| value.split("\"\"").for_each(|piece| push_joined(out, piece, value)))?;
    } else {
        sink.text_at(path, value)?;
    }
    Ok(Some(at))
}

/// Writes a piece, with a quote in front unless it is the first.
fn push_joined(out: &mut String, piece: &str, whole: &str) {
    if !std::ptr::eq(piece.as_ptr(), whole.as_ptr()) {
        out.push('"');
    }
    out.push_str(piece);
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::Columns;
    use crate::check::{check, fails, fields};
    use proptest::prelude::*;

    fn columns(separator: u8) -> Columns {
        let names = ["date", "cs-uri-stem", "cs(User-Agent)", "sc-status"].map(str::to_owned).to_vec();
        Columns { names, separator, unset: Some("-".into()), stream: Some("Web 1.0".into()), ..Columns::default() }
    }

    #[test]
    fn columns_become_fields_at_the_root() {
        let columns = columns(b' ');
        let line = |sink: &mut atalaya_model::Sink<'_>, text: &str| decode(sink, &columns, text);
        check(
            line,
            "2024-01-02 /a+b Agent/1.0+(x) 200\r\n",
            &[
                ("_software", "Web 1.0"),
                ("date", "2024-01-02"),
                ("cs-uri-stem", "/a+b"),
                ("cs(User-Agent)", "Agent/1.0+(x)"),
                ("sc-status", "200"),
            ],
        );
        check(
            line,
            "2024-01-02  -  \"two \"\"words\"\"\" 200",
            &[
                ("_software", "Web 1.0"),
                ("date", "2024-01-02"),
                ("cs(User-Agent)", "two \"words\""),
                ("sc-status", "200"),
            ],
        );
        for text in ["", "a b c", "a b c d e", "a b \"c 200"] {
            fails(line, text);
        }
    }

    proptest! {
        #[test]
        fn any_line_is_decoded_or_refused(text in "(?s).{0,60}", line in "[a\" \t-]{0,40}") {
            for columns in [columns(b' '), columns(b'\t')] {
                let _ = fields(|sink, text| decode(sink, &columns, text), &text);
                let _ = fields(|sink, text| decode(sink, &columns, text), &line);
            }
        }
    }
}
