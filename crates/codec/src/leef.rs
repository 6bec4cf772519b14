//! IBM log event extended format: `LEEF:1.0|vendor|product|version|id|` and attributes between tabs,
//! or `LEEF:2.0|…|delimiter|` and attributes between delimiters.
//!
//! Values are taken as they stand; LEEF knows no escapes in them.

use crate::Malformed;
use crate::cef::{header_end, unescape};
use crate::text::{path, written};
use atalaya_model::{PathId, Sink};

const HEADER: [&str; 5] = ["Version", "Vendor", "Product", "ProductVersion", "EventID"];

/// Hexadecimal digits a delimiter may have (`x0009`).
const DELIMITER_DIGITS_MAX: usize = 4;

/// What syslog daemons that escape control characters make of a tab.
const ESCAPED_TAB: &str = "#011";

/// Decodes a line that begins with `LEEF:`.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    let mut rest = line.strip_prefix("LEEF:").ok_or(Malformed::Syntax(0))?;
    let leef = path(sink, PathId::ROOT, "leef")?;
    let has_delimiter = rest.starts_with('2');
    for (number, name) in HEADER.into_iter().enumerate() {
        let end = match header_end(rest) {
            Some(end) => end,
            None if number + 1 == HEADER.len() => rest.len(),
            None => return Err(Malformed::Syntax(line.len() - rest.len())),
        };
        header(sink, leef, name, &rest[..end])?;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    let (delimiter, attributes) = if has_delimiter { delimiter(rest) } else { None }.unwrap_or(('\t', rest));
    attributes_between(sink, leef, delimiter, attributes).map_err(|error| match error {
        Malformed::Syntax(at) => Malformed::Syntax(at + line.len() - attributes.len()),
        error => error,
    })
}

fn header(sink: &mut Sink<'_>, leef: PathId, name: &str, value: &str) -> Result<(), Malformed> {
    let path = path(sink, leef, name)?;
    let value = value.trim();
    if value.contains('\\') {
        return written(sink, path, |out| unescape(value, out));
    }
    Ok(sink.text_at(path, value)?)
}

/// The delimiter that version 2 names, and what follows it. `None` where a sender left the field out.
fn delimiter(rest: &str) -> Option<(char, &str)> {
    let (named, attributes) = rest.split_once('|')?;
    let digits = named.strip_prefix("0x").or_else(|| named.strip_prefix(['x', 'X'])).unwrap_or_default();
    if !digits.is_empty() && digits.len() <= DELIMITER_DIGITS_MAX {
        let code = u32::from_str_radix(digits, 16).ok()?;
        return Some((char::from_u32(code)?, attributes));
    }
    let mut chars = named.chars();
    match (chars.next(), chars.next()) {
        (None, _) => Some(('\t', attributes)),
        (Some(delimiter), None) => Some((delimiter, attributes)),
        _ => None,
    }
}

fn attributes_between(sink: &mut Sink<'_>, leef: PathId, delimiter: char, text: &str) -> Result<(), Malformed> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let attr = path(sink, leef, "attr")?;
    if delimiter == '\t' && !text.contains('\t') && text.contains(ESCAPED_TAB) {
        return each(sink, attr, text.split(ESCAPED_TAB));
    }
    each(sink, attr, text.split(delimiter))
}

/// A piece without `=` is no attribute: the line is not what it says it is.
fn each<'t>(sink: &mut Sink<'_>, attr: PathId, pieces: impl Iterator<Item = &'t str>) -> Result<(), Malformed> {
    let mut at = 0;
    for piece in pieces {
        match piece.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => sink.text(attr, key.trim(), value)?,
            _ if piece.trim().is_empty() => {}
            _ => return Err(Malformed::Syntax(at)),
        }
        at += piece.len() + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::check::{check, check_some, fails, fields};
    use proptest::prelude::*;

    #[test]
    fn both_versions_become_fields() {
        check(
            decode,
            "LEEF:1.0|Acme|Wall|2.1|deny|src=10.0.0.1\tmsg=a=b c\t\tpath=C:\\new",
            &[
                ("leef.Version", "1.0"),
                ("leef.Vendor", "Acme"),
                ("leef.Product", "Wall"),
                ("leef.ProductVersion", "2.1"),
                ("leef.EventID", "deny"),
                ("leef.attr.src", "10.0.0.1"),
                ("leef.attr.msg", "a=b c"),
                ("leef.attr.path", "C:\\new"),
            ],
        );
        for delimiter in ["^|a=1^b=2", "x5e|a=1^b=2", "0x5E|a=1^b=2", "|a=1\tb=2", "a=1\tb=2", "|a=1#011b=2"] {
            let text = format!("LEEF:2.0|Acme|Wall|2.1|deny|{delimiter}");
            check_some(decode, &text, &[("leef.attr.a", "1"), ("leef.attr.b", "2")]);
        }
        check_some(decode, "LEEF:1.0|Acme|Wall|2.1|logon", &[("leef.EventID", "logon")]);
    }

    #[test]
    fn what_is_not_leef_is_refused() {
        for text in ["", "LEEF:", "LEEF:1.0|a|b", "LEEF:1.0|a|b|c|d|no pair", "CEF:0|a|b|c|d|e|f|"] {
            fails(decode, text);
        }
    }

    proptest! {
        #[test]
        fn what_was_printed_is_read_back(
            header in prop::collection::vec("[a-z é]{0,5}[a-z]", 4),
            pairs in prop::collection::vec(("[a-zA-Z]{1,5}", r"[a-z= \\|é]{0,9}"), 0..6),
            delimiter in prop::sample::select(vec!["\t", "^", "~"]),
        ) {
            let tail: Vec<_> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
            let head = header.iter().map(|value| value.trim().to_owned()).collect::<Vec<_>>();
            let text = format!("LEEF:2.0|{}|{delimiter}|{}", head.join("|"), tail.join(delimiter));
            let found = fields(decode, &text).unwrap();
            let values: Vec<_> = found[1..5].iter().map(|(_, value)| value.clone()).collect();
            prop_assert_eq!(values, head);
            let read: Vec<_> = found[5..].iter().map(|(k, v)| (k[10..].to_owned(), v.clone())).collect();
            prop_assert_eq!(read, pairs);
        }

        #[test]
        fn any_text_is_decoded_or_refused(tail in "(?s).{0,80}") {
            let _ = fields(decode, &format!("LEEF:{tail}"));
            let _ = fields(decode, &format!("LEEF:2.0|a|b|c|d|{tail}"));
        }
    }
}
