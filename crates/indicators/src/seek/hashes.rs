//! Hashes: runs of hexadecimal digits of their lengths that stand alone.

use super::{At, Seeker};
use crate::set::{HASH, key, quick_hash};
use crate::value::{Value, unhex};

/// The digits of the shortest hash. A longer run is met by looking at every so-many-th byte.
pub(super) const DIGITS_MIN: usize = 32;
/// Bytes of the longest.
const BYTES_MAX: usize = 64;

impl Seeker {
    pub(super) fn hashes(&mut self, at: At<'_>) {
        let bytes = at.text.as_bytes();
        let (mut from, mut look) = (0, DIGITS_MIN - 1);
        while look < bytes.len() {
            if !may_be(bytes, look) {
                look += DIGITS_MIN;
                continue;
            }
            let before = bytes[from..look].iter().rev().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let behind = bytes[look..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let (start, end) = (look - before, look + behind);
            let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let before = start.checked_sub(1).and_then(|before| bytes.get(before));
            let stands_alone = !is_word(before) && !is_word(bytes.get(end));
            if stands_alone && matches!(end - start, 32 | 40 | 64 | 128) {
                self.hash(at, &at.text[start..end]);
            }
            from = end;
            look = end + DIGITS_MIN;
        }
    }

    fn hash(&mut self, at: At<'_>, digits: &str) {
        let mut room = [0; BYTES_MAX];
        let bytes = &mut room[..digits.len() / 2];
        for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_bytes().as_chunks::<2>().0) {
            *byte = digit(*high) << 4 | digit(*low);
        }
        if at.set.may_have(quick_hash(bytes)) {
            let value = || {
                let value = Value::Hash(unhex(digits.as_bytes()));
                (value.sort(), value.to_string(), digits.to_owned())
            };
            self.found(at, key(HASH, bytes), &value);
        }
    }
}

/// Whether the byte may be one of so many digits: then those before or behind it, up to half as many, are digits too.
#[inline]
fn may_be(bytes: &[u8], look: usize) -> bool {
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_hexdigit);
    let some = [16, 4, 12, 8];
    is_digit(look)
        && (some.iter().all(|far| is_digit(look.wrapping_sub(*far))) || some.iter().all(|far| is_digit(look + far)))
}

/// The number of a hexadecimal digit.
#[inline]
fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        byte => (byte | 0x20) - b'a' + 10,
    }
}
