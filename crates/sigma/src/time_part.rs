//! Parts of a time that a value tells: RFC 3339, date and time with a blank, or seconds since 1970; in UTC.

use crate::expr::TimePart;

/// The part of the time that `text` tells, if it tells a time.
pub(crate) fn part_of(text: &str, part: TimePart) -> Option<i64> {
    let seconds = seconds(text)?;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    Some(match part {
        TimePart::Minute => second / 60 % 60,
        TimePart::Hour => second / 3600,
        TimePart::Day => day,
        TimePart::Week => iso_week(days, year),
        TimePart::Month => month,
        TimePart::Year => year,
    })
}

/// Seconds since 1970.
fn seconds(text: &str) -> Option<i64> {
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return epoch(text);
    }
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = bytes.get(range)?;
        part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')))
    };
    let mark = |at: usize, marks: &[u8]| bytes.get(at).is_some_and(|byte| marks.contains(byte)).then_some(());
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    mark(4, b"-/")?;
    mark(7, b"-/")?;
    mark(10, b"Tt ")?;
    let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
    mark(13, b":")?;
    mark(16, b":")?;
    let whole = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    let offset = whole.then(|| offset(&text[19..])).flatten()?;
    Some(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// Seconds, milliseconds or microseconds since 1970, told apart by their size.
fn epoch(text: &str) -> Option<i64> {
    let whole: i64 = text.split('.').next()?.parse().ok()?;
    Some(match whole {
        0..100_000_000_000 => whole,
        100_000_000_000..100_000_000_000_000 => whole / 1000,
        _ => whole / 1_000_000,
    })
}

/// Seconds east of UTC that the rest behind the seconds says.
fn offset(rest: &str) -> Option<i64> {
    let rest = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let rest = rest.trim_start();
    if matches!(rest, "" | "Z" | "z" | "UTC") {
        return Some(0);
    }
    let sign = match rest.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = rest[1..].chars().filter(|c| *c != ':').collect();
    let number: i64 = digits.parse().ok().filter(|_| digits.len() <= 4)?;
    let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    Some(sign * (hours * 3600 + minutes * 60))
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year.div_euclid(400) * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + days.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

/// The ISO 8601 week: that of the Thursday of the same week.
fn iso_week(day: i64, year: i64) -> i64 {
    let weekday = (day + 3).rem_euclid(7);
    let thursday = day - weekday + 3;
    let thursday_year = civil(thursday).0;
    let _ = year;
    (thursday - days(thursday_year, 1, 1)) / 7 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_of_the_time_in_utc() {
        let check = |text: &str, part, expected| assert_eq!(part_of(text, part), expected, "{text} {part:?}");
        check("2026-03-14T01:02:03Z", TimePart::Hour, Some(1));
        check("2026-03-14 23:30:00.5-05:00", TimePart::Hour, Some(4));
        check("2026-03-14 23:30:00-05:00", TimePart::Day, Some(15));
        check("2026-01-01T00:00:00Z", TimePart::Week, Some(1));
        check("2027-01-01T00:00:00Z", TimePart::Week, Some(53));
        check("1588205199", TimePart::Year, Some(2020));
        check("1588205199824", TimePart::Minute, Some(6));
        check("soon", TimePart::Year, None);
        check("2026-03-14T01:02:03+9000000000000000000", TimePart::Year, None);
        check("2026-13-14T01:02:03Z", TimePart::Month, None);
    }
}
