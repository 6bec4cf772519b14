//! Where a JSON value ends. Checks brackets, strings and what may stand before a bracket, so that
//! damage is noticed near its place; the rest of the grammar is the decoder's.

use memchr::memchr3;

/// Levels whose kinds of bracket are checked; deeper ones are only counted. The decoder refuses
/// depth long before.
const CHECKED_DEPTH: u32 = 128;

/// What was found out about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// It ends before this byte.
    Complete(usize),
    /// It may go on beyond the bytes.
    Incomplete,
    /// It is not JSON at this byte.
    Damaged(usize),
}

/// Scans the value that begins `bytes`; `last` says that nothing follows them.
pub(crate) fn scan_value(bytes: &[u8], last: bool) -> Scan {
    match bytes.first() {
        Some(b'{' | b'[') => Scanner::default().container(bytes),
        Some(b'"') => match string(bytes, 0) {
            Ok(Some(end)) => Scan::Complete(end),
            Ok(None) => Scan::Incomplete,
            Err(at) => Scan::Damaged(at),
        },
        Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => scalar(bytes, last),
        Some(_) => Scan::Damaged(0),
        None => Scan::Incomplete,
    }
}

/// A number or a word: as far as their letters go.
fn scalar(bytes: &[u8], last: bool) -> Scan {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    match bytes.iter().position(|byte| !part(byte)) {
        Some(end) => Scan::Complete(end),
        None if last => Scan::Complete(bytes.len()),
        None => Scan::Incomplete,
    }
}

/// Where the string ends whose quote stands at `at`: after its closing quote, beyond the bytes, or
/// not at all, since a raw newline stands there.
pub(super) fn string(bytes: &[u8], at: usize) -> Result<Option<usize>, usize> {
    let mut at = at + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr3(b'"', b'\\', b'\n', rest)) {
        at += found;
        match bytes[at] {
            b'"' => return Ok(Some(at + 1)),
            b'\\' => at += 2,
            _ => return Err(at),
        }
    }
    Ok(None)
}

#[derive(Default)]
struct Scanner {
    /// One bit a level, the innermost lowest: an object, else an array.
    objects: u128,
    depth: u32,
    /// The last byte of significance, `v` for a scalar.
    before: u8,
}

impl Scanner {
    fn container(mut self, bytes: &[u8]) -> Scan {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' | b'[' if !self.open(byte) => return Scan::Damaged(at - 1),
                b'}' | b']' if !self.close(byte) => return Scan::Damaged(at - 1),
                b'}' | b']' if self.depth == 0 => return Scan::Complete(at),
                b'"' => match string(bytes, at - 1) {
                    Ok(Some(end)) => (at, self.before) = (end, b'v'),
                    Ok(None) => return Scan::Incomplete,
                    Err(at) => return Scan::Damaged(at),
                },
                b',' | b':' => self.before = byte,
                b'{' | b'[' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => self.before = b'v',
            }
        }
        Scan::Incomplete
    }

    fn open(&mut self, byte: u8) -> bool {
        let allowed = match (self.depth, self.in_object()) {
            (0, _) => true,
            (_, None) => true,
            (_, Some(true)) => self.before == b':',
            (_, Some(false)) => matches!(self.before, b'[' | b','),
        };
        self.depth = self.depth.saturating_add(1);
        if self.depth <= CHECKED_DEPTH {
            self.objects = self.objects << 1 | u128::from(byte == b'{');
        }
        self.before = byte;
        allowed
    }

    fn close(&mut self, byte: u8) -> bool {
        let fits = self.in_object().is_none_or(|object| object == (byte == b'}'));
        if self.depth <= CHECKED_DEPTH {
            self.objects >>= 1;
        }
        self.depth -= 1;
        self.before = b'v';
        fits
    }

    /// Whether the innermost level is an object; `None` where it is too deep to know.
    fn in_object(&self) -> Option<bool> {
        (self.depth <= CHECKED_DEPTH).then_some(self.objects & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_json_ends_them() {
        for (text, expected) in [
            (r#"{"a":[1,{"b":"}"}]} x"#, Scan::Complete(19)),
            (r#"{"a":"\"\\"}"#, Scan::Complete(12)),
            (r#"{"a":"\"#, Scan::Incomplete),
            (r#"{"a":[}"#, Scan::Damaged(6)),
            ("{\"a\":1,\n{\"b\":2}", Scan::Damaged(8)),
            ("{\"a\":\"x\n{", Scan::Damaged(7)),
            ("[[],[]]", Scan::Complete(7)),
            ("12,", Scan::Complete(2)),
            ("true", Scan::Incomplete),
            ("?", Scan::Damaged(0)),
        ] {
            assert_eq!(scan_value(text.as_bytes(), false), expected, "{text}");
        }
        assert_eq!(scan_value(b"true", true), Scan::Complete(4));
    }

    #[test]
    fn depth_without_bound_is_counted() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(scan_value(deep.as_bytes(), false), Scan::Complete(200_000));
    }
}
