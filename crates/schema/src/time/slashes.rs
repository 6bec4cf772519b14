//! Dates with slashes or dots and the year last, as spreadsheets and Windows write them: `3/14/2026 2:00:00 PM`,
//! `14/03/2026 02:00:00 p. m.`, `03/14/26 14:00:00`; with the year first where digits are not padded: `2026/3/14 下午 2:00:00`.

use super::civil::{fraction, number};
use super::{Civil, Offset, TimeFormat, iso};

/// Which of the first two numbers is the month: as `format` says, unless that number is too large for a month.
pub(crate) fn parse(text: &str, format: TimeFormat) -> Option<(Civil, Offset)> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let separator = if date.contains('/') { '/' } else { '.' };
    let mut parts = date.split(separator).filter(|part| (1..=4).contains(&part.len()));
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || date.split(separator).count() > 3 {
        return None;
    }
    let (year, month, day) = match (number(first.as_bytes())?, number(second.as_bytes())?, number(third.as_bytes())?) {
        (year @ 1000.., month, day) => (year, month, day),
        (first, second, year) => {
            let day_first = first > 12 || (second <= 12 && (format == TimeFormat::DayFirst || separator == '.'));
            let (day, month) = if day_first { (first, second) } else { (second, first) };
            (full_year(third, year)?, month, day)
        }
    };
    let mut civil = Civil { year: i64::from(year), month, day, hour: 0, minute: 0, second: 0, micros: 0 };
    let (time, before) = half(time.trim());
    let (rest, behind) = half(of_day(time.trim_start(), &mut civil)?);
    civil.hour = match before.or(behind) {
        None => civil.hour,
        Some(half) => (civil.hour % 12) + half,
    };
    Some((civil, iso::offset(rest.as_bytes())?))
}

/// The year that `text`, the number `year`, means: two digits are of this century, as DHCP servers write them.
fn full_year(text: &str, year: u32) -> Option<u32> {
    match text.len() {
        4 => Some(year).filter(|year| *year >= 1000),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// `2:00[:00[.123]]`; returns what follows.
fn of_day<'a>(text: &'a str, civil: &mut Civil) -> Option<&'a str> {
    let end = text.find([' ', '\u{a0}', '\u{202f}', '+', '-', 'Z']).unwrap_or(text.len());
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

/// Halves of the day in English, Spanish and Chinese, and the hours they stand for.
const HALVES: [(&str, u32); 8] = [
    ("AM", 0),
    ("PM", 12),
    ("a. m.", 0),
    ("p. m.", 12),
    ("a.m.", 0),
    ("p.m.", 12),
    ("\u{4e0a}\u{5348}", 0),
    ("\u{4e0b}\u{5348}", 12),
];

/// The hours that `AM` or `PM` at the beginning stand for, and the text without them.
fn half(text: &str) -> (&str, Option<u32>) {
    let rest = text.trim_start();
    let behind = |name: &str| {
        let (mut chars, mut letters) = (rest.chars(), name.chars());
        // The blank within is often one that keeps a line together.
        let same = |letter: char, c: char| c.eq_ignore_ascii_case(&letter) || (letter == ' ' && c.is_whitespace());
        letters.all(|letter| chars.next().is_some_and(|c| same(letter, c))).then_some(chars.as_str())
    };
    let found = HALVES.iter().find_map(|(name, hours)| Some((behind(name)?, Some(*hours))));
    found.unwrap_or((rest, None))
}
