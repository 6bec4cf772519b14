//! Frames that are not UTF-8.

use std::borrow::Cow;

/// The frame as text: bytes that are not UTF-8 are read as Windows-1252, which gives every byte a character. It is owned
/// where that was so.
#[inline]
#[must_use]
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
    }
}

/// The character that Windows-1252 gives a byte; its five unused bytes become the control characters of Latin-1.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[byte as usize - 0x80],
        other => other as char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf_8_are_read_as_windows_1252() {
        let check = |bytes: &[u8], expected: Cow<'_, str>| {
            let text = text(bytes);
            assert_eq!(text, expected);
            assert_eq!(matches!(text, Cow::Owned(_)), matches!(expected, Cow::Owned(_)));
        };
        check("maría".as_bytes(), Cow::Borrowed("maría"));
        check(b"mar\xeda \x80\x81", Cow::Owned("maría €\u{81}".to_owned()));
    }
}
