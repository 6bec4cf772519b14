//! `base64_decode`, `hex_decode`, `url_decode`: what an encoded text says.
//!
//! The answer is text. Bytes that are UTF-16 (as PowerShell's encoded commands are) are read as such, else as UTF-8, where
//! what is no character is shown as U+FFFD. Null where the text is not of that encoding, and where it is longer than the
//! bound: an answer is never cut.

use super::text::to_texts;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

/// Bytes that an encoded text may have to be decoded.
pub const DECODED_BYTES_MAX: usize = 1 << 20;

pub(super) fn base64(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    to_texts(args, base64_of)
}

pub(super) fn hex(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    to_texts(args, hex_of)
}

pub(super) fn url(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    to_texts(args, url_of)
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// White space inside is passed over; padding may be missing; both alphabets are read.
fn base64_of(text: &str) -> Option<String> {
    if text.len() > DECODED_BYTES_MAX {
        return None;
    }
    let letters: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let engine = if letters.iter().any(|byte| matches!(byte, b'-' | b'_')) { &URL_SAFE } else { &STANDARD };
    engine.decode(&letters).ok().map(said)
}

/// Digits in pairs, with `0x`, `\x`, spaces, colons, hyphens or commas between them or without.
fn hex_of(text: &str) -> Option<String> {
    if text.len() > DECODED_BYTES_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for part in text.split([' ', ':', '-', ',', '\t', '\\']) {
        let digits = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")).or_else(|| part.strip_prefix('x'));
        let digits = digits.unwrap_or(part).as_bytes();
        if digits.len() % 2 != 0 {
            return None;
        }
        for pair in digits.chunks_exact(2) {
            bytes.push(digit(pair[0])? << 4 | digit(pair[1])?);
        }
    }
    Some(said(bytes))
}

/// `%` and two digits are a byte; everything else, a `+` too, stays as it is.
fn url_of(text: &str) -> Option<String> {
    if text.len() > DECODED_BYTES_MAX {
        return None;
    }
    let from = text.as_bytes();
    let mut bytes = Vec::with_capacity(from.len());
    let mut at = 0;
    while let Some(&byte) = from.get(at) {
        let escaped = (byte == b'%').then(|| from.get(at + 1).zip(from.get(at + 2))).flatten();
        match escaped.and_then(|(&high, &low)| Some(digit(high)? << 4 | digit(low)?)) {
            Some(decoded) => {
                bytes.push(decoded);
                at += 3;
            }
            None => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    Some(utf8(bytes))
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The text that the bytes are.
fn said(bytes: Vec<u8>) -> String {
    if wide(&bytes) {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        return String::from_utf16_lossy(&units);
    }
    utf8(bytes)
}

fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|no| String::from_utf8_lossy(no.as_bytes()).into_owned())
}

/// Whether the bytes are UTF-16 with mostly Western letters: at least half of the high bytes are zero, and no low byte is.
fn wide(bytes: &[u8]) -> bool {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let high = pairs.iter().filter(|pair| pair[1] == 0).count();
    rest.is_empty() && !pairs.is_empty() && high * 2 >= pairs.len() && pairs.iter().all(|pair| *pair != [0, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(function: fn(&str) -> Option<String>, cases: &[(&str, Option<&str>)]) {
        for (text, expected) in cases {
            assert_eq!(function(text).as_deref(), *expected, "{text}");
        }
    }

    #[test]
    fn base64_is_read_in_both_alphabets_with_and_without_padding() {
        check(
            base64_of,
            &[
                ("aG9sYQ==", Some("hola")),
                ("aG9sYQ", Some("hola")),
                ("aG9s\r\n YQ==", Some("hola")),
                ("", Some("")),
                ("VwByAGkAdABlAA==", Some("Write")),
                ("w7HDsQ", Some("ññ")),
                ("_-8", Some("\u{fffd}\u{fffd}")),
                ("ñ", None),
                ("a", None),
                ("aG9sYQ==aG9s", None),
                ("====", None),
            ],
        );
        assert_eq!(base64_of(&"A".repeat(DECODED_BYTES_MAX + 1)), None);
    }

    #[test]
    fn hexadecimal_digits_are_read_as_people_write_them() {
        check(
            hex_of,
            &[
                ("686f6c61", Some("hola")),
                ("0x686F6C61", Some("hola")),
                ("68 6f:6c-61", Some("hola")),
                ("0x68, 0x6f", Some("ho")),
                ("\\x68\\x6f", Some("ho")),
                ("", Some("")),
                ("6", None),
                ("zz", None),
                ("ñ1", None),
            ],
        );
        assert_eq!(hex_of(&"0".repeat(DECODED_BYTES_MAX + 1)), None);
    }

    #[test]
    fn percent_escapes_are_read_and_what_is_none_stays() {
        check(
            url_of,
            &[
                ("%2e%2E/etc", Some("../etc")),
                ("a+b%20c", Some("a+b c")),
                ("100%", Some("100%")),
                ("%", Some("%")),
                ("%zz%2", Some("%zz%2")),
                ("%C3%B1", Some("ñ")),
                ("%ff", Some("\u{fffd}")),
                ("ñ%41", Some("ñA")),
            ],
        );
    }
}
