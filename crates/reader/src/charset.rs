//! How the text of a stream is encoded, judged by its first bytes.

use encoding_rs::{BIG5, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Charset {
    /// UTF-8, or ASCII; also what is mostly so, and what is no text at all.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Big5, as Taiwan's older systems write.
    Big5,
    /// Windows-1252, which holds Latin-1.
    Windows1252,
}

impl Charset {
    /// The name that standards give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "UTF-8",
            Charset::Utf16Le => "UTF-16LE",
            Charset::Utf16Be => "UTF-16BE",
            Charset::Big5 => "Big5",
            Charset::Windows1252 => "windows-1252",
        }
    }

    /// What recodes it; nothing for UTF-8.
    pub(crate) fn encoding(self) -> Option<&'static Encoding> {
        match self {
            Charset::Utf8 => None,
            Charset::Utf16Le => Some(UTF_16LE),
            Charset::Utf16Be => Some(UTF_16BE),
            Charset::Big5 => Some(BIG5),
            Charset::Windows1252 => Some(WINDOWS_1252),
        }
    }

    /// The bytes by which a stream says that it has this charset.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Charset::Utf8 => b"\xEF\xBB\xBF",
            Charset::Utf16Le => b"\xFF\xFE",
            Charset::Utf16Be => b"\xFE\xFF",
            Charset::Big5 | Charset::Windows1252 => b"",
        }
    }
}

/// Bytes in which the pattern of UTF-16 is looked for.
const PATTERN_BYTES: usize = 4096;

/// The charset of the stream that begins with `head`.
pub(crate) fn detect(head: &[u8]) -> Charset {
    let marked = [Charset::Utf8, Charset::Utf16Le, Charset::Utf16Be];
    if let Some(charset) = marked.into_iter().find(|charset| head.starts_with(charset.mark())) {
        return charset;
    }
    if let Some(charset) = utf16(&head[..head.len().min(PATTERN_BYTES)]) {
        return charset;
    }
    if is_mostly_utf8(head) || is_binary(head) {
        return Charset::Utf8;
    }
    if is_big5(head) { Charset::Big5 } else { Charset::Windows1252 }
}

/// Whether `head` is no text: many control characters.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    let control = |byte: &u8| *byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    head.iter().filter(|byte| control(byte)).count() * 20 > head.len()
}

/// UTF-16 without a mark: of most pairs, the same one of both bytes is zero and the other is not.
fn utf16(head: &[u8]) -> Option<Charset> {
    let pairs = head.as_chunks::<2>().0;
    let low = pairs.iter().filter(|pair| pair[0] != 0 && pair[1] == 0).count();
    let high = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let most = |count: usize| count >= 2 && count * 10 >= pairs.len() * 7;
    let readable = |at: usize| pairs.iter().filter(|pair| matches!(pair[at], 0x09 | 0x0A | 0x0D | 0x20..=0x7E)).count();
    if most(low) && most(readable(0)) {
        Some(Charset::Utf16Le)
    } else if most(high) && most(readable(1)) {
        Some(Charset::Utf16Be)
    } else {
        None
    }
}

/// Whether more characters of UTF-8 beyond ASCII are whole than are broken. The last one may be cut.
fn is_mostly_utf8(head: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        let cut = chunks.peek().is_none() && chunk.invalid().len() < 4 && starts_character(chunk.invalid());
        broken += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    broken == 0 || whole > broken * 4
}

/// Whether `bytes` can be the beginning of a character that the end of the head cut off.
fn starts_character(bytes: &[u8]) -> bool {
    let Some(first) = bytes.first() else { return false };
    let length = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return false,
    };
    bytes.len() < length && bytes[1..].iter().all(|byte| byte & 0xC0 == 0x80)
}

/// Whether `head` decodes cleanly as Big5, and to what Chinese text is: words of several characters,
/// nearly all of them from the plane of the frequent ones. In Latin-1, letters beyond ASCII stand alone, and
/// small ones fall into the plane of the rare.
fn is_big5(head: &[u8]) -> bool {
    let (mut frequent, mut rare, mut adjacent, mut at) = (0usize, 0usize, 0usize, 0usize);
    let mut after_character = false;
    while let Some(&lead) = head.get(at) {
        if lead.is_ascii() {
            (at, after_character) = (at + 1, false);
            continue;
        }
        let Some(&trail) = head.get(at + 1) else { break };
        if !matches!(lead, 0x81..=0xFE) || !matches!(trail, 0x40..=0x7E | 0xA1..=0xFE) {
            return false;
        }
        *if matches!(lead, 0xA1..=0xC6) { &mut frequent } else { &mut rare } += 1;
        adjacent += usize::from(after_character);
        (at, after_character) = (at + 2, true);
    }
    let characters = frequent + rare;
    characters > 0 && frequent * 10 >= characters * 9 && adjacent * 5 >= characters * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_told_apart() {
        let utf16 = |text: &str, swap: bool| {
            text.encode_utf16()
                .flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect::<Vec<u8>>()
        };
        let latin = WINDOWS_1252
            .encode("La sesión se cerró: contraseña errónea del año pasado, ¿qué más? Muñoz")
            .0
            .into_owned();
        let upper = WINDOWS_1252.encode("SESIÓN INICIÓ EN ESPAÑA, ACCIÓN: RECEPCIÓN").0.into_owned();
        let chinese = BIG5.encode("使用者登入失敗,帳號:王小明 從 10.0.0.1").0.into_owned();
        for (bytes, expected) in [
            (b"\xEF\xBB\xBFabc".to_vec(), Charset::Utf8),
            (b"\xFF\xFEa\0".to_vec(), Charset::Utf16Le),
            (b"\xFE\xFF\0a".to_vec(), Charset::Utf16Be),
            (utf16("EventID=4624 user=ana", false), Charset::Utf16Le),
            (utf16("EventID=4624 user=ana", true), Charset::Utf16Be),
            ("contraseña 王小明".as_bytes().to_vec(), Charset::Utf8),
            ("王小明 \u{FFFD}".as_bytes()[..5].to_vec(), Charset::Utf8),
            (latin, Charset::Windows1252),
            (upper, Charset::Windows1252),
            (chinese, Charset::Big5),
            (Vec::new(), Charset::Utf8),
        ] {
            assert_eq!(detect(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn a_stray_byte_does_not_make_utf8_latin() {
        let mut text = "año añade muñeca español ".repeat(4).into_bytes();
        text.extend_from_slice(b"\xF1 end");
        assert_eq!(detect(&text), Charset::Utf8);
    }
}
