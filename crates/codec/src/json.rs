//! JSON text to a record, in one walk and without a document tree.
//!
//! Accepts what RFC 8259 describes and, because senders are careless, raw control characters in
//! strings and lone surrogates (which become U+FFFD). A key that comes twice gives two fields.

use crate::Malformed;
use atalaya_model::{PathId, Sink, Value};
use memchr::memchr2;

/// How deep objects and arrays may be nested.
pub const JSON_DEPTH_MAX: usize = 64;

/// Decodes one JSON object; its keys become fields at the root.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    decode_below(sink, PathId::ROOT, text)
}

/// Decodes one JSON object or array; its keys become fields below `parent`.
pub fn decode_below(sink: &mut Sink<'_>, parent: PathId, text: &str) -> Result<(), Malformed> {
    let mut walker = Walker { sink, text, at: 0 };
    match walker.next_token() {
        Some(b'{') => walker.object(parent, 0)?,
        Some(b'[') if parent != PathId::ROOT => walker.array(parent, 0)?,
        _ => return Err(walker.fault()),
    }
    walker.skip_space();
    if walker.at < text.len() { Err(walker.fault()) } else { Ok(()) }
}

struct Walker<'s, 'f, 't> {
    sink: &'s mut Sink<'f>,
    text: &'t str,
    at: usize,
}

impl<'t> Walker<'_, '_, 't> {
    fn fault(&self) -> Malformed {
        Malformed::Syntax(self.at)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn next_token(&mut self) -> Option<u8> {
        match self.peek() {
            Some(b' ' | b'\n' | b'\r' | b'\t') => {
                self.skip_space();
                self.peek()
            }
            byte => byte,
        }
    }

    /// Stands on `{`; leaves behind the matching `}`.
    fn object(&mut self, path: PathId, depth: usize) -> Result<(), Malformed> {
        self.at += 1;
        if depth >= JSON_DEPTH_MAX {
            return Err(Malformed::Depth);
        }
        if self.next_token() == Some(b'}') {
            self.at += 1;
            if path != PathId::ROOT {
                self.sink.buf.push(path, Value::Empty)?;
            }
            return Ok(());
        }
        loop {
            let child = self.key(path)?;
            if self.next_token() != Some(b':') {
                return Err(self.fault());
            }
            self.at += 1;
            self.value(child, depth + 1)?;
            match self.next_token() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.fault()),
            }
        }
    }

    #[inline]
    fn key(&mut self, parent: PathId) -> Result<PathId, Malformed> {
        if self.next_token() != Some(b'"') {
            return Err(self.fault());
        }
        let start = self.at + 1;
        if let Some((path, len)) = self.sink.paths.quoted_child(parent, &self.text.as_bytes()[start..]) {
            self.at = start + len + 1;
            return Ok(path);
        }
        let (stop, byte) = self.string_stop(start)?;
        if byte == b'"' {
            self.at = stop + 1;
            return self.sink.paths.child(parent, &self.text[start..stop]).map_err(|_| Malformed::Paths);
        }
        let mut key = Vec::new();
        let used = unescape(self.text.as_bytes(), start, &mut key, &mut self.at)?;
        let key = std::str::from_utf8(&key[..used]).map_err(|_| Malformed::Syntax(start))?;
        self.sink.paths.child(parent, key).map_err(|_| Malformed::Paths)
    }

    /// The next quote or backslash from `start` on, and which of them it is.
    #[inline]
    fn string_stop(&mut self, start: usize) -> Result<(usize, u8), Malformed> {
        let bytes = self.text.as_bytes();
        match memchr2(b'"', b'\\', &bytes[start..]) {
            Some(found) => Ok((start + found, bytes[start + found])),
            None => {
                self.at = self.text.len();
                Err(self.fault())
            }
        }
    }

    #[inline]
    fn value(&mut self, path: PathId, depth: usize) -> Result<(), Malformed> {
        match self.next_token() {
            Some(b'"') => self.string(path),
            Some(b'{') => self.object(path, depth),
            Some(b'[') => self.array(path, depth),
            Some(b't') => self.word("true", path, Value::Bool(true)),
            Some(b'f') => self.word("false", path, Value::Bool(false)),
            Some(b'n') => self.word("null", path, Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(path),
            _ => Err(self.fault()),
        }
    }

    /// Stands on `[`; leaves behind the matching `]`.
    fn array(&mut self, path: PathId, depth: usize) -> Result<(), Malformed> {
        self.at += 1;
        if depth >= JSON_DEPTH_MAX {
            return Err(Malformed::Depth);
        }
        if self.next_token() == Some(b']') {
            self.at += 1;
            return Ok(self.sink.buf.push(path, Value::Empty)?);
        }
        loop {
            self.value(path, depth + 1)?;
            match self.next_token() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.fault()),
            }
        }
    }

    #[inline]
    fn string(&mut self, path: PathId) -> Result<(), Malformed> {
        let start = self.at + 1;
        let (stop, byte) = self.string_stop(start)?;
        if byte == b'"' {
            self.at = stop + 1;
            return Ok(self.sink.text_at(path, &self.text[start..stop])?);
        }
        let (text, at) = (self.text, &mut self.at);
        let span = self.sink.buf.scratch_bytes(|out| unescape(text.as_bytes(), start, out, at))??;
        Ok(self.sink.buf.push(path, Value::Text(span))?)
    }

    fn word(&mut self, word: &str, path: PathId, value: Value) -> Result<(), Malformed> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault());
        }
        self.at += word.len();
        Ok(self.sink.buf.push(path, value)?)
    }

    fn number(&mut self, path: PathId) -> Result<(), Malformed> {
        let rest: &'t [u8] = &self.text.as_bytes()[self.at..];
        let len = number_len(rest).ok_or(self.fault())?;
        let span = self.sink.span(&self.text[self.at..self.at + len])?;
        self.at += len;
        Ok(self.sink.buf.push(path, Value::Number(span))?)
    }
}

/// How many bytes the number at the beginning of `bytes` has, by the grammar of RFC 8259.
#[inline]
fn number_len(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || (whole > 1 && bytes[at] == b'0') {
        return None;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        at = (fraction > 0).then_some(at + 1 + fraction)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        at = (exponent > 0).then_some(at + 1 + sign + exponent)?;
    }
    Some(at)
}

/// Writes the string that begins at `start` to the beginning of `out`, escapes resolved, sets `at` behind its quote
/// and returns how long it is. Eight bytes at a time: texts with escapes have many of them.
fn unescape(bytes: &[u8], start: usize, out: &mut Vec<u8>, at: &mut usize) -> Result<usize, Malformed> {
    let (mut from, mut used) = (start, 0);
    loop {
        if out.len() < used + ROOM {
            out.resize((used + ROOM) * 2, 0);
        }
        let plain = match bytes.get(from..from + 8) {
            Some(word) => {
                out[used..used + 8].copy_from_slice(word);
                plain_bytes(word)
            }
            None => copy_rest(bytes.get(from..).unwrap_or_default(), &mut out[used..]),
        };
        from += plain;
        used += plain;
        match bytes.get(from) {
            Some(b'"') => {
                *at = from + 1;
                return Ok(used);
            }
            Some(b'\\') => (from, used) = escape(bytes, from, out, used).ok_or(Malformed::Syntax(from))?,
            Some(_) if plain > 0 => {}
            _ => return Err(Malformed::Syntax(bytes.len())),
        }
    }
}

/// Room that a step may use: eight bytes, or a character.
const ROOM: usize = 16;

/// How many of eight bytes come before the first quote or backslash.
#[inline]
fn plain_bytes(word: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut bytes = [0; 8];
    bytes.copy_from_slice(word);
    let word = u64::from_le_bytes(bytes);
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let stops = zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\')));
    // The lowest mark is exact; marks above it may be false.
    stops.trailing_zeros() as usize / 8
}

/// Copies what comes before the first quote or backslash of fewer than eight bytes.
fn copy_rest(rest: &[u8], out: &mut [u8]) -> usize {
    let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len());
    out[..plain].copy_from_slice(&rest[..plain]);
    plain
}

/// Writes the character whose escape begins at `from`; where the text goes on, and how much is used then.
#[inline]
fn escape(bytes: &[u8], from: usize, out: &mut [u8], used: usize) -> Option<(usize, usize)> {
    let character = match *bytes.get(from + 1)? {
        same @ (b'"' | b'\\' | b'/') => same,
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        b'u' => {
            let (character, behind) = unicode(bytes, from + 2)?;
            let len = character.encode_utf8(&mut out[used..]).len();
            return Some((behind, used + len));
        }
        _ => return None,
    };
    out[used] = character;
    Some((from + 2, used + 1))
}

/// The character whose four hexadecimal digits begin at `at`, with the second half of a pair if one follows, and
/// where the text goes on.
fn unicode(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let high = hex4(bytes, at)?;
    let pair = matches!(high, 0xD800..=0xDBFF) && bytes.get(at + 4..at + 6) == Some(b"\\u");
    if pair && let Some(low @ 0xDC00..=0xDFFF) = hex4(bytes, at + 6) {
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return Some((char::from_u32(code)?, at + 10));
    }
    Some((char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), at + 4))
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |code, byte| Some(code << 4 | (*byte as char).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use atalaya_model::{Paths, RecordBuf, ValueRef};
    use proptest::prelude::*;

    fn decoded(text: &str) -> Result<Vec<(String, String)>, Malformed> {
        let (mut paths, mut buf) = (Paths::new(), RecordBuf::default());
        decode(&mut Sink { frame: text, paths: &mut paths, buf: &mut buf }, text)?;
        let record = buf.record(text);
        let shown = |value| match value {
            ValueRef::Null => "null".to_owned(),
            ValueRef::Empty => "empty".to_owned(),
            ValueRef::Bool(value) => format!("bool {value}"),
            ValueRef::Number(text) => format!("number {text}"),
            ValueRef::Text(text) => format!("text {text}"),
        };
        Ok(record.fields().iter().map(|f| (paths.name(f.path).to_owned(), shown(record.value(f)))).collect())
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        assert_eq!(decoded(text), Ok(expected), "{text}");
    }

    #[test]
    fn objects_are_flattened_and_arrays_share_their_path() {
        check(
            r#"{"a":{"b":[1,{"c":"x"},[]],"d":{}},"e":null}"#,
            &[("a.b", "number 1"), ("a.b.c", "text x"), ("a.b", "empty"), ("a.d", "empty"), ("e", "null")],
        );
        check(" { } ", &[]);
        check(
            r#"{"t":true,"n":-1.5e+3,"u":"C:\\Temp\t\u00e9\ud83d\ude00\ud800"}"#,
            &[("t", "bool true"), ("n", "number -1.5e+3"), ("u", "text C:\\Temp\t\u{e9}\u{1f600}\u{fffd}")],
        );
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for text in ["", "[]", "1", "{", r#"{"a"}"#, r#"{"a":}"#, r#"{"a":1,}"#, r#"{"a":01}"#, r#"{"a":1.}"#, "{}x"] {
            assert!(decoded(text).is_err(), "{text}");
        }
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(decoded(&deep), Err(Malformed::Depth));
    }

    fn flat(path: &str, value: &serde_json::Value, out: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::Object(map) if !map.is_empty() => {
                for (key, value) in map {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    flat(&path, value, out);
                }
            }
            serde_json::Value::Array(list) if !list.is_empty() => {
                list.iter().for_each(|value| flat(path, value, out));
            }
            serde_json::Value::Object(_) if path.is_empty() => {}
            serde_json::Value::Object(_) | serde_json::Value::Array(_) => out.push((path.into(), "empty".into())),
            serde_json::Value::Null => out.push((path.into(), "null".into())),
            serde_json::Value::Bool(value) => out.push((path.into(), format!("bool {value}"))),
            serde_json::Value::Number(value) => out.push((path.into(), format!("number {value}"))),
            serde_json::Value::String(text) => out.push((path.into(), format!("text {text}"))),
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "(?s).{0,12}".prop_map(Into::into),
            r#"[a-z\\/"\t]{0,12}"#.prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
                prop::collection::btree_map("[a-c\"\\\\é]{1,3}", inner, 0..5)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_walk_sees_what_a_document_tree_holds(value in any_json()) {
            let value = serde_json::json!({ "v": value });
            let mut expected = Vec::new();
            flat("", &value, &mut expected);
            prop_assert_eq!(decoded(&value.to_string()), Ok(expected.clone()));
            prop_assert_eq!(decoded(&serde_json::to_string_pretty(&value).unwrap()), Ok(expected));
        }

        #[test]
        fn damaged_json_never_panics(value in any_json(), cut in 0usize..200, byte in any::<u8>()) {
            let mut bytes = serde_json::json!({ "v": value }).to_string().into_bytes();
            let at = cut % bytes.len();
            bytes[at] = byte;
            let _ = decoded(&String::from_utf8_lossy(&bytes));
            bytes.truncate(at);
            let _ = decoded(&String::from_utf8_lossy(&bytes));
        }
    }
}
