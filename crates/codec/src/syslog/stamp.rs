//! Where a time of a syslog header ends. What time it says is found out elsewhere.

const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// Bytes within which the process ends that IOS XR writes behind the time.
const PROCESS_BYTES_MAX: usize = 64;

/// The time that `text` begins with, and what follows it. The marks `*` and `.`, by which Cisco says that a clock is
/// not to be trusted, are skipped.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix(['*', '.']).unwrap_or(text);
    let len = traditional(text).or_else(|| iso(text))?;
    let ends = matches!(text.as_bytes().get(len), None | Some(b' ' | b'\t' | b':'));
    ends.then(|| text.split_at(len))
}

/// How long the time of RFC 3339 is that `text` begins with; a blank may stand for `T`, zone and fraction be missing.
pub(super) fn iso(text: &str) -> Option<usize> {
    let mut cursor = Cursor { bytes: text.as_bytes(), at: 0 };
    cursor.digits(4, 4)?;
    let mark = cursor.one_of(b"-/")?;
    cursor.digits(2, 2)?;
    cursor.one_of(&[mark])?;
    cursor.digits(2, 2)?;
    cursor.one_of(b"T ")?;
    cursor.clock()?;
    if cursor.one_of(b"Zz").is_none() {
        cursor.optional(Cursor::offset);
    }
    cursor.optional(Cursor::summer);
    Some(cursor.at)
}

/// `Feb 17 13:40:03`, with a year ahead, within or behind, a fraction, a zone.
fn traditional(text: &str) -> Option<usize> {
    let mut cursor = Cursor { bytes: text.as_bytes(), at: 0 };
    cursor.optional(|cursor| cursor.year().and_then(|()| cursor.blanks()));
    let month = cursor.bytes.get(cursor.at..cursor.at + 3)?;
    MONTHS.iter().find(|name| name.eq_ignore_ascii_case(month))?;
    cursor.at += 3;
    cursor.blanks()?;
    cursor.digits(1, 2)?;
    cursor.blanks()?;
    cursor.optional(|cursor| cursor.year().and_then(|()| cursor.blanks()));
    cursor.clock()?;
    cursor.optional(|cursor| cursor.one_of(b"Zz").map(|_| ()));
    cursor.optional(Cursor::offset);
    cursor.optional(|cursor| cursor.blanks().and_then(|()| cursor.zone()));
    cursor.optional(Cursor::summer);
    cursor.optional(|cursor| cursor.blanks().and_then(|()| cursor.year()));
    Some(cursor.at)
}

struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Reads with `read`, or nothing where that fails.
    fn optional(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) {
        let before = self.at;
        if read(self).is_none() {
            self.at = before;
        }
    }

    fn one_of(&mut self, marks: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| marks.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<()> {
        let count = self.bytes[self.at..].iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count >= least).then_some(())
    }

    fn blanks(&mut self) -> Option<()> {
        let count = self.bytes[self.at..].iter().take(2).take_while(|byte| **byte == b' ').count();
        self.at += count;
        (count > 0).then_some(())
    }

    /// Four digits that are a year and no part of anything else.
    fn year(&mut self) -> Option<()> {
        let is_year = matches!(self.bytes.get(self.at..self.at + 2), Some(b"19" | b"20"));
        self.digits(4, 4).filter(|()| is_year && matches!(self.peek(), None | Some(b' ' | b':')))
    }

    /// `13:40:03`, with or without a fraction.
    fn clock(&mut self) -> Option<()> {
        self.digits(1, 2)?;
        self.one_of(b":")?;
        self.digits(2, 2)?;
        self.one_of(b":")?;
        self.digits(2, 2)?;
        self.optional(|cursor| cursor.one_of(b".,").and_then(|_| cursor.digits(1, 9)));
        Some(())
    }

    /// `+02:00`, `+0200`.
    fn offset(&mut self) -> Option<()> {
        self.one_of(b"+-")?;
        self.digits(2, 2)?;
        self.one_of(b":");
        self.digits(2, 2)
    }

    /// ` DST`, which Huawei writes behind its summer time.
    fn summer(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let is_summer = rest.starts_with(b" DST ") && rest.windows(3).any(|bytes| bytes == b" %%");
        is_summer.then(|| self.at += " DST".len())
    }

    /// An offset, UTC, or letters that only a zone can be, because they stand where Cisco writes one.
    fn zone(&mut self) -> Option<()> {
        if matches!(self.peek(), Some(b'+' | b'-')) {
            return self.offset();
        }
        let letters = self.bytes[self.at..].iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
        let name = &self.bytes[self.at..self.at + letters];
        self.at += letters;
        let rest = &self.bytes[self.at..];
        let behind = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b": ").unwrap_or_default();
        // Of IOS XR a process stands between time and mnemonic.
        let process = &behind[..behind.len().min(PROCESS_BYTES_MAX)];
        let has_mnemonic = behind.starts_with(b"%") || process.windows(4).any(|bytes| bytes == b"]: %");
        let is_cisco = (2..=5).contains(&letters) && has_mnemonic;
        let is_utc = matches!(name, b"UTC" | b"GMT") && matches!(rest.first(), None | Some(b' ' | b':'));
        (is_cisco || is_utc).then_some(())
    }
}
