//! Dates with slashes or dots and the year last, as spreadsheets and Windows write them: `3/14/2026 2:00:00 PM`.

use super::civil::{fraction, number};
use super::{Civil, Offset, TimeFormat, iso};

/// Which of the first two numbers is the month: as `format` says, unless that number is too large for a month.
pub(crate) fn parse(text: &str, format: TimeFormat) -> Option<(Civil, Offset)> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let separator = if date.contains('/') { '/' } else { '.' };
    let mut numbers = date.split(separator).map(|part| if part.len() > 4 { None } else { number(part.as_bytes()) });
    let (first, second, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if numbers.next().is_some() || year < 1000 {
        return None;
    }
    let day_first = first > 12 || (second <= 12 && (format == TimeFormat::DayFirst || separator == '.'));
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    let mut civil = Civil { year: i64::from(year), month, day, hour: 0, minute: 0, second: 0, micros: 0 };
    let rest = of_day(time.trim(), &mut civil)?;
    let (rest, half) = half(rest);
    civil.hour = match half {
        None => civil.hour,
        Some(half) => (civil.hour % 12) + half,
    };
    Some((civil, iso::offset(rest.as_bytes())?))
}

/// `2:00[:00[.123]]`; returns what follows.
fn of_day<'a>(text: &'a str, civil: &mut Civil) -> Option<&'a str> {
    let end = text.find([' ', '+', '-', 'Z']).unwrap_or(text.len());
    let mut parts = text[..end].split(':');
    civil.hour = number(parts.next()?.as_bytes()).filter(|hour| *hour < 24)?;
    civil.minute = number(parts.next()?.as_bytes())?;
    if let Some(seconds) = parts.next() {
        let (whole, digits) = seconds.split_once('.').unwrap_or((seconds, "0"));
        civil.second = number(whole.as_bytes())?;
        civil.micros = fraction(digits.as_bytes())?.0;
    }
    Some(&text[end..])
}

/// The hours that `AM` or `PM` stand for, and the text without them.
fn half(text: &str) -> (&str, Option<u32>) {
    let rest = text.trim_start();
    match rest.get(..2).map(str::to_ascii_uppercase).as_deref() {
        Some("AM") => (&rest[2..], Some(0)),
        Some("PM") => (&rest[2..], Some(12)),
        _ => (rest, None),
    }
}
