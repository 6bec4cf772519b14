//! `key=value` pairs in a line, bare or quoted, as firewalls, the kernel and logfmt write them, and
//! texts with one `Name: value` a line.
//!
//! A bare value ends at a blank, or at a comma or semicolon that another pair follows. sudo's
//! ` ; ` between pairs is known: there values may hold blanks. Words that belong to no pair
//! are not fields; a line that has any is kept whole as `message`.

use crate::Malformed;
use crate::text::{path, written};
use atalaya_model::{PathId, Sink};
use memchr::{memchr, memchr_iter, memchr2};

/// Bytes a key may have; a longer one is no key.
const KEY_BYTES_MAX: usize = 128;
/// Bytes the name of a value may have in [`expand_lines`]; a longer one is prose, not a name.
const LINE_KEY_BYTES_MAX: usize = 64;
/// Pairs a text has at least where nothing else says that it is made of pairs.
const SNIFFED_PAIRS_MIN: usize = 3;

/// Decodes a line of pairs.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    if decode_pairs(sink, line)? {
        sink.text(PathId::ROOT, "message", line)?;
    }
    Ok(())
}

/// Decodes the pairs of a line; `true` if there was anything else in it.
pub(crate) fn decode_pairs(sink: &mut Sink<'_>, line: &str) -> Result<bool, Malformed> {
    let kv = path(sink, PathId::ROOT, "kv")?;
    let (mut has_words, mut has_pairs) = (false, false);
    for piece in Pieces::new(line) {
        match piece {
            Piece::Word => has_words = true,
            Piece::Pair { key, value, quote } => {
                has_pairs = true;
                let path = path(sink, kv, key)?;
                if quote.is_some() && memchr(b'\\', value.as_bytes()).is_some() {
                    written(sink, path, |out| unescape(value, out))?;
                } else {
                    sink.text_at(path, value)?;
                }
            }
        }
    }
    if has_pairs { Ok(has_words) } else { Err(Malformed::Syntax(0)) }
}

/// Whether a text of which nothing is known is made of pairs for the most part.
pub(crate) fn is_mostly_pairs(text: &str) -> bool {
    if memchr_iter(b'=', text.as_bytes()).take(SNIFFED_PAIRS_MIN).count() < SNIFFED_PAIRS_MIN {
        return false;
    }
    let (mut pairs, mut bytes) = (0, 0);
    for piece in Pieces::new(text) {
        if let Piece::Pair { key, value, .. } = piece {
            pairs += 1;
            bytes += key.len() + value.len() + 2;
        }
    }
    pairs >= SNIFFED_PAIRS_MIN && bytes * 2 >= text.len()
}

/// Adds every `Name: value` and `Name=value` line of `text` below `parent`.
///
/// Lines without a name are left out: the caller keeps the text they stand in. `Name:` without a value is a heading
/// (Windows messages have them) and no field; `Name=` without one is an empty text.
pub fn expand_lines(sink: &mut Sink<'_>, parent: PathId, text: &str) -> Result<(), Malformed> {
    let named = text.lines().filter_map(|line| named_line(line.trim()));
    Ok(named.into_iter().try_for_each(|(key, value)| sink.text(parent, key, value))?)
}

/// The name and the value of a line: up to the first `=`, or `:` with a blank or nothing behind it.
fn named_line(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let is_mark = |at: &usize| match bytes[*at] {
        b'=' => true,
        b':' => matches!(bytes.get(at + 1), None | Some(b' ' | b'\t')),
        _ => false,
    };
    let mark = (0..bytes.len().min(LINE_KEY_BYTES_MAX)).find(is_mark)?;
    let (key, value) = (line[..mark].trim_end(), line[mark + 1..].trim_start());
    let is_heading = bytes[mark] == b':' && value.is_empty();
    let is_prose = bytes[mark] == b'=' && key.contains(char::is_whitespace);
    (!key.is_empty() && !is_heading && !is_prose).then_some((key, value))
}

enum Piece<'t> {
    Pair { key: &'t str, value: &'t str, quote: Option<u8> },
    Word,
}

struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// Whether ` ; ` stands between pairs.
    is_spaced: bool,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str) -> Self {
        let is_spaced = spaced_mark(text).is_some_and(|at| memchr(b'"', &text.as_bytes()[..at]).is_none());
        Pieces { text, at: 0, is_spaced }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn key_end(&self) -> usize {
        let is_key = |byte: &&u8| !matches!(byte, b' ' | b'\t' | b'=' | b'"' | b'\'' | b',' | b';');
        self.at + self.text.as_bytes()[self.at..].iter().take_while(is_key).count()
    }

    /// Where the value begins, if what ends at `end` is a key.
    fn value_start(&self, end: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[self.at..];
        let mark = if bytes[end - self.at..].starts_with(b" = ") { end + 1 } else { end };
        let is_key = self.byte(mark) == Some(b'=') && is_key(&bytes[..end - self.at]);
        is_key.then_some(if mark > end { mark + 2 } else { mark + 1 })
    }

    fn word(&mut self) -> Piece<'t> {
        let rest = &self.text[self.at..];
        let end = memchr2(b' ', b'\t', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end;
        Piece::Word
    }

    fn value(&mut self) -> (&'t str, Option<u8>) {
        let rest = &self.text[self.at..];
        if let Some(quote @ (b'"' | b'\'')) = self.byte(self.at) {
            let (value, end) = quoted(&rest[1..], quote);
            self.at += 1 + end;
            return (value, Some(quote));
        }
        let end = if self.is_spaced { spaced_end(rest) } else { bare_end(rest) };
        self.at += end;
        (rest[..end].trim_end(), None)
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        while let b' ' | b'\t' | b',' | b';' = self.byte(self.at)? {
            self.at += 1;
        }
        let end = self.key_end();
        let Some(start) = self.value_start(end) else { return Some(self.word()) };
        let key = &self.text[self.at..end];
        self.at = start;
        let (value, quote) = self.value();
        Some(Piece::Pair { key, value, quote })
    }
}

fn is_key(bytes: &[u8]) -> bool {
    let is_key_byte = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"_-.@:[]()#$%".contains(byte);
    (1..=KEY_BYTES_MAX).contains(&bytes.len()) && bytes.iter().all(is_key_byte)
}

/// Up to the quote that closes the value, and where the text goes on. A quote within a word closes nothing.
fn quoted(text: &str, quote: u8) -> (&str, usize) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(quote, b'\\', rest)) {
        at += found;
        if bytes[at] == b'\\' {
            at += 2;
            continue;
        }
        if matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b',' | b';' | b')' | b']' | b'}' | b'|')) {
            return (&text[..at], at + 1);
        }
        at += 1;
    }
    (text, text.len())
}

fn spaced_end(text: &str) -> usize {
    spaced_mark(text).unwrap_or(text.len())
}

/// Where ` ; ` stands. (A search for the bytes themselves costs more to set up than lines of this length are worth.)
fn spaced_mark(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_spaced = |at: &usize| *at > 0 && bytes[at - 1] == b' ' && bytes.get(at + 1) == Some(&b' ');
    memchr_iter(b';', bytes).find(is_spaced).map(|at| at - 1)
}

/// Where a value without quotes ends. After a comma or semicolon a pair begins only if the value holds no `=` itself,
/// as distinguished names and addresses with queries do.
fn bare_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let end = memchr2(b' ', b'\t', bytes).unwrap_or(bytes.len());
    let value = &bytes[..end];
    if let Some(comma) = memchr2(b',', b';', value)
        && let Some(mark) = memchr(b'=', value)
        && mark > comma + 1
        && is_key(&value[comma + 1..mark])
    {
        return comma;
    }
    if let Some(b',' | b';') = value.last() { end - 1 } else { end }
}

/// Resolves a backslash in front of a quote or a backslash; others are part of Windows paths.
fn unescape(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let escaped = rest.as_bytes().get(at + 1).filter(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
        out.push(escaped.map_or('\\', |byte| *byte as char));
        rest = &rest[at + 1 + usize::from(escaped.is_some())..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::{decode, expand_lines, is_mostly_pairs};
    use crate::check::{check, check_some, fails, fields};
    use atalaya_model::PathId;
    use proptest::prelude::*;

    #[test]
    fn pairs_become_fields() {
        check(
            decode,
            r#"date=2024-01-02 devname="fw 1" msg="say \"hi\" C:\temp" q='one two' empty= n=0"#,
            &[
                ("kv.date", "2024-01-02"),
                ("kv.devname", "fw 1"),
                ("kv.msg", r#"say "hi" C:\temp"#),
                ("kv.q", "one two"),
                ("kv.empty", ""),
                ("kv.n", "0"),
            ],
        );
        check(
            decode,
            "a=\"1\" , b=2, c=3;d=4,e=5 dn=CN=x,OU=y f = 6",
            &[
                ("kv.a", "1"),
                ("kv.b", "2"),
                ("kv.c", "3"),
                ("kv.d", "4"),
                ("kv.e", "5"),
                ("kv.dn", "CN=x,OU=y"),
                ("kv.f", "6"),
            ],
        );
    }

    #[test]
    fn words_between_pairs_keep_the_line() {
        let line = "IN=eth0 OUT= SRC=10.0.0.1 SYN URGP=0";
        check_some(decode, line, &[("kv.IN", "eth0"), ("kv.OUT", ""), ("kv.URGP", "0"), ("message", line)]);
        let sudo = "ana : TTY=pts/0 ; PWD=/home/a b ; USER=root ; COMMAND=/bin/cat /etc/shadow -n=1";
        check_some(
            decode,
            sudo,
            &[
                ("kv.PWD", "/home/a b"),
                ("kv.USER", "root"),
                ("kv.COMMAND", "/bin/cat /etc/shadow -n=1"),
                ("message", sudo),
            ],
        );
        for text in ["", "no pairs here", "=", "https://a.example/?x=1"] {
            fails(decode, text);
        }
    }

    #[test]
    fn only_lines_of_pairs_look_like_pairs() {
        assert!(is_mostly_pairs("logname= uid=0 euid=0 tty=ssh rhost=10.0.0.1"));
        assert!(!is_mostly_pairs("a=1 b=2"));
        assert!(!is_mostly_pairs("the service said a=1 and b=2 and then c=3 before it went away for good"));
    }

    #[test]
    fn named_lines_become_fields() {
        let expand = |sink: &mut atalaya_model::Sink<'_>, text: &str| {
            let parent = sink.paths.child(PathId::ROOT, "m").unwrap();
            expand_lines(sink, parent, text)
        };
        check(
            expand,
            "Subject:\r\n\tAccount Name:\t\tmarta\r\n\tPath:\tC:\\a=b\r\n\r\nno name here\r\nhttps://a.example/x\r\n",
            &[("m.Account Name", "marta"), ("m.Path", "C:\\a=b")],
        );
        check(
            expand,
            "\tHostName=ConsoleHost\n\tHostApplication=C:\\p.exe -c a=b\n\tCommandPath=\n it says a=b",
            &[("m.HostName", "ConsoleHost"), ("m.HostApplication", "C:\\p.exe -c a=b"), ("m.CommandPath", "")],
        );
    }

    proptest! {
        #[test]
        fn what_was_printed_is_read_back(
            pairs in prop::collection::vec(("[a-zA-Z_][a-z0-9_]{0,5}", r#"[a-z="'\\,;|é\n ]{0,10}"#), 1..6),
            separator in prop::sample::select(vec![" ", ", ", " ; "]),
        ) {
            let printed = |(key, value): &(String, String)| {
                format!("{key}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
            };
            let line = pairs.iter().map(printed).collect::<Vec<_>>().join(separator);
            let found = fields(decode, &line).unwrap();
            let read: Vec<_> = found.iter().map(|(k, v)| (k[3..].to_owned(), v.clone())).collect();
            prop_assert_eq!(read, pairs);
        }

        #[test]
        fn any_text_is_decoded_or_refused(text in "(?s).{0,80}", line in "[ab=\"'\\\\,;: é\r\n]{0,80}") {
            let expand = |sink: &mut atalaya_model::Sink<'_>, text: &str| expand_lines(sink, PathId::ROOT, text);
            for text in [text, line] {
                let _ = (fields(decode, &text), fields(expand, &text), is_mostly_pairs(&text));
            }
        }
    }
}
