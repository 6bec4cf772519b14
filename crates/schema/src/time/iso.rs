//! RFC 3339, ISO 8601 and what loggers make of them. On the path of every event, hence without regular expressions.

use super::civil::{fraction, number};
use super::{Civil, Offset};

/// `2020-09-21[T ]17:09[:49[.568]][ ][Z|+02:00|UTC]`, also with slashes, without separators, or the date alone.
#[inline]
pub(crate) fn parse(text: &[u8]) -> Option<(Civil, Offset)> {
    let (mut civil, rest) = date(text)?;
    let rest = match rest {
        [] => return Some((civil, Offset::None)),
        [b'T' | b't' | b' ' | b'_', rest @ ..] => rest.trim_ascii_start(),
        _ => return None,
    };
    let rest = time(rest, &mut civil)?;
    Some((civil, offset(rest)?))
}

#[inline]
fn date(text: &[u8]) -> Option<(Civil, &[u8])> {
    let zero =
        |year: u32, month, day| Civil { year: i64::from(year), month, day, hour: 0, minute: 0, second: 0, micros: 0 };
    let separator = *text.get(4)?;
    if matches!(separator, b'-' | b'/' | b'.') && text.len() >= 10 && text[7] == separator {
        return Some((zero(number(&text[..4])?, number(&text[5..7])?, number(&text[8..10])?), &text[10..]));
    }
    if text.len() >= 15 && matches!(text[8], b'T' | b' ') {
        return Some((zero(number(&text[..4])?, number(&text[4..6])?, number(&text[6..8])?), &text[8..]));
    }
    None
}

/// Reads the time of day into `civil` and returns what follows.
#[inline]
pub(crate) fn time<'a>(text: &'a [u8], civil: &mut Civil) -> Option<&'a [u8]> {
    // MariaDB leaves out the zero ahead of a small hour.
    let text = if text.get(1) == Some(&b':') {
        civil.hour = number(&text[..1])?;
        &text[1..]
    } else {
        civil.hour = number(text.get(..2)?)?;
        &text[2..]
    };
    let colon = usize::from(text.first() == Some(&b':'));
    civil.minute = number(text.get(colon..2 + colon)?)?;
    let rest = &text[2 + colon..];
    let seconds = match rest {
        [b':', rest @ ..] => rest,
        _ if colon == 0 && rest.first().is_some_and(u8::is_ascii_digit) => rest,
        _ => return Some(rest),
    };
    civil.second = number(seconds.get(..2)?)?;
    match &seconds[2..] {
        [b'.' | b',', digits @ ..] => {
            let (micros, len) = fraction(digits)?;
            civil.micros = micros;
            Some(&digits[len..])
        }
        rest => Some(rest),
    }
}

/// The zone at the end of a text.
#[inline]
pub(crate) fn offset(text: &[u8]) -> Option<Offset> {
    let text = text.trim_ascii();
    match text {
        [] => Some(Offset::None),
        b"Z" | b"z" => Some(Offset::Seconds(0)),
        [sign @ (b'+' | b'-'), digits @ ..] => {
            let (hours, minutes) = match digits.len() {
                2 => (number(digits)?, 0),
                4 => (number(&digits[..2])?, number(&digits[2..])?),
                5 if digits[2] == b':' => (number(&digits[..2])?, number(&digits[3..])?),
                _ => return None,
            };
            let seconds = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| hours < 24 && minutes < 60)?;
            Some(Offset::Seconds(if *sign == b'-' { -seconds } else { seconds }))
        }
        _ => Offset::named(text),
    }
}
