//! ArcSight common event format: `CEF:0|vendor|product|version|id|name|severity|extension`.
//!
//! Extension values may hold blanks and unescaped `=`: a key is what stands between a blank and
//! `=`. Labels (`cs1Label`) stay as they are; joining them to their values is the schema's business.

use crate::Malformed;
use crate::text::{path, written};
use atalaya_model::{PathId, Sink};
use memchr::{memchr, memchr_iter, memchr2};

const HEADER: [&str; 7] =
    ["Version", "DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Name", "Severity"];

/// Decodes a line that begins with `CEF:`.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    let mut rest = line.strip_prefix("CEF:").ok_or(Malformed::Syntax(0))?;
    let cef = path(sink, PathId::ROOT, "cef")?;
    for (number, name) in HEADER.into_iter().enumerate() {
        let end = match header_end(rest) {
            Some(end) => end,
            None if number + 1 == HEADER.len() => rest.len(),
            None => return Err(Malformed::Syntax(line.len() - rest.len())),
        };
        let path = path(sink, cef, name)?;
        push(sink, path, rest[..end].trim())?;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    extension(sink, cef, rest).map_err(|error| match error {
        Malformed::Syntax(_) => Malformed::Syntax(line.len() - rest.len()),
        error => error,
    })
}

/// Where the header field ends: at the first `|` that is not escaped.
pub(crate) fn header_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr2(b'|', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'|' {
            return Some(at);
        }
        at += 2;
    }
}

fn extension(sink: &mut Sink<'_>, cef: PathId, text: &str) -> Result<(), Malformed> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let ext = path(sink, cef, "ext")?;
    let mut open: Option<(&str, usize)> = None;
    for mark in memchr_iter(b'=', text.as_bytes()) {
        let floor = open.map_or(0, |(_, value)| value);
        let Some(start) = key_start(text, floor, mark) else { continue };
        match open {
            Some((key, value)) => pair(sink, ext, key, &text[value..start])?,
            None if text[..start].trim().is_empty() => {}
            None => return Err(Malformed::Syntax(0)),
        }
        open = Some((&text[start..mark], mark + 1));
    }
    let (key, value) = open.ok_or(Malformed::Syntax(0))?;
    pair(sink, ext, key, &text[value..])
}

/// Where the key in front of the `=` at `mark` begins, if what stands there is a key.
fn key_start(text: &str, floor: usize, mark: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[..mark];
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']' | b'@');
    let start = mark - bytes[floor..].iter().rev().take_while(|byte| is_key(byte)).count();
    let stands_alone = start == 0 || bytes[start - 1].is_ascii_whitespace();
    (start < mark && stands_alone && !matches!(bytes[start], b'.' | b'-' | b'[' | b']')).then_some(start)
}

fn pair(sink: &mut Sink<'_>, ext: PathId, key: &str, value: &str) -> Result<(), Malformed> {
    let path = path(sink, ext, key)?;
    push(sink, path, value.trim())
}

fn push(sink: &mut Sink<'_>, path: PathId, value: &str) -> Result<(), Malformed> {
    if memchr(b'\\', value.as_bytes()).is_none() {
        return Ok(sink.text_at(path, value)?);
    }
    written(sink, path, |out| unescape(value, out))
}

/// Resolves `\\`, `\|`, `\=`, `\n` and `\r`; any other backslash is one.
pub(crate) fn unescape(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let resolved = match rest.as_bytes().get(at + 1) {
            Some(byte @ (b'\\' | b'|' | b'=')) => Some(*byte as char),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            _ => None,
        };
        out.push(resolved.unwrap_or('\\'));
        rest = &rest[at + 1 + usize::from(resolved.is_some())..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::check::{check, check_some, fails, fields};
    use proptest::prelude::*;

    #[test]
    fn header_and_extension_become_fields() {
        check(
            decode,
            r"CEF:0|Acme|Wall \| Gate|1.0|100|path C:\\tmp|7|src=10.0.0.1 msg=two words, a\=b=c spt=99",
            &[
                ("cef.Version", "0"),
                ("cef.DeviceVendor", "Acme"),
                ("cef.DeviceProduct", "Wall | Gate"),
                ("cef.DeviceVersion", "1.0"),
                ("cef.DeviceEventClassID", "100"),
                ("cef.Name", r"path C:\tmp"),
                ("cef.Severity", "7"),
                ("cef.ext.src", "10.0.0.1"),
                ("cef.ext.msg", "two words, a=b=c"),
                ("cef.ext.spt", "99"),
            ],
        );
    }

    #[test]
    fn values_keep_what_is_not_a_key() {
        let request = "CEF:0|a|b|c|d|e|Low| request=https://x.example/?a=1&b=2 cs1Label=Rule Name cs1= act=";
        check_some(
            decode,
            request,
            &[
                ("cef.ext.request", "https://x.example/?a=1&b=2"),
                ("cef.ext.cs1Label", "Rule Name"),
                ("cef.ext.cs1", ""),
                ("cef.ext.act", ""),
            ],
        );
        check_some(decode, r"CEF:1|a|b|c|d|e|3|msg=one\ntwo \q", &[("cef.ext.msg", "one\ntwo \\q")]);
        check_some(decode, "CEF:0|a|b|c|d|e|3", &[("cef.Severity", "3")]);
    }

    #[test]
    fn what_is_not_cef_is_refused() {
        for text in ["", "CEF:", "CEF:0|a|b|c", "cef:0|a|b|c|d|e|3|", "CEF:0|a|b|c|d|e|3|no pairs at all"] {
            fails(decode, text);
        }
    }

    fn escaped(value: &str, marks: &[char]) -> String {
        value.chars().fold(String::new(), |mut out, c| {
            match c {
                '\n' => out.push_str("\\n"),
                '\\' => out.push_str("\\\\"),
                c if marks.contains(&c) => out.extend(['\\', c]),
                c => out.push(c),
            }
            out
        })
    }

    proptest! {
        #[test]
        fn what_was_printed_is_read_back(
            header in prop::collection::vec(r"[a-z|\\é]{1,6}", 7),
            ext in prop::collection::vec(("[a-zA-Z0-9]{1,5}", r"([a-z=\\|é]([a-z=\\|\n é]{0,8}[a-z=\\|é])?)?"), 0..6),
        ) {
            let head: Vec<_> = header.iter().map(|value| escaped(value, &['|'])).collect();
            let tail: Vec<_> = ext.iter().map(|(key, value)| format!("{key}={}", escaped(value, &['=']))).collect();
            let found = fields(decode, &format!("CEF:{}|{}", head.join("|"), tail.join(" "))).unwrap();
            let values: Vec<_> = found[..7].iter().map(|(_, value)| value.clone()).collect();
            prop_assert_eq!(values, header);
            let pairs: Vec<_> = found[7..].iter().map(|(k, v)| (k[8..].to_owned(), v.clone())).collect();
            prop_assert_eq!(pairs, ext);
        }

        #[test]
        fn any_text_is_decoded_or_refused(tail in "(?s).{0,80}", marks in r"[a=|\\ é]{0,80}") {
            let _ = fields(decode, &format!("CEF:{tail}"));
            let _ = fields(decode, &format!("CEF:0|a|b|c|d|e|f|{marks}"));
        }
    }
}
