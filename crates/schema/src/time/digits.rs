//! Epochs: seconds, milliseconds, microseconds and nanoseconds since 1970, and the ticks since 1601 that Windows counts.

use super::civil::fraction;
use atalaya_model::Time;

/// 100-nanosecond ticks from 1601 to 1970.
const TICKS_TO_1970: i64 = 116_444_736_000_000_000;
/// Smaller numbers are something else: identifiers, years, ports. 1975 in seconds.
const SECONDS_MIN: i64 = 157_000_000;

/// The unit is told by the size: up to eleven digits are seconds, and only these may have a fraction.
pub(crate) fn parse(text: &str) -> Option<Time> {
    let (whole, rest) = match text.split_once('.') {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (text, None),
    };
    if whole.len() > 19 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let micros = match rest {
        Some(digits) => fraction(digits.as_bytes()).filter(|(_, len)| *len == digits.len())?.0,
        None => 0,
    };
    match number {
        SECONDS_MIN..100_000_000_000 => Some(Time(number * 1_000_000 + i64::from(micros))),
        100_000_000_000..100_000_000_000_000 => Some(Time(number * 1000)),
        100_000_000_000_000..100_000_000_000_000_000 => Some(Time(number)),
        100_000_000_000_000_000..1_000_000_000_000_000_000 => Some(Time((number - TICKS_TO_1970) / 10)),
        1_000_000_000_000_000_000.. => Some(Time(number / 1000)),
        _ => None,
    }
}
