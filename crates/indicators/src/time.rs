//! Times as lists of indicators write them.

use atalaya_model::Time;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Digits of seconds since 1970 that are taken for a time: from 2001 on, and before 2286.
const SECONDS_DIGITS: usize = 10;

/// RFC 3339; a date, or a date and time without a zone, in UTC; or seconds since 1970.
pub(crate) fn time(text: &str) -> Option<Time> {
    let text = text.trim();
    if text.len() == SECONDS_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(|seconds: i64| Time(seconds * 1_000_000));
    }
    let stamp = text.parse::<Timestamp>().ok().or_else(|| {
        let civil = text.parse::<DateTime>().ok().or_else(|| text.parse::<Date>().ok().map(DateTime::from));
        civil?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    });
    stamp.map(|stamp| Time(stamp.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_lists_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(time(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        };
        check("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05.000000Z"));
        check("2026-01-02T03:04:05.5+02:00", Some("2026-01-02T01:04:05.500000Z"));
        check("2026-01-02", Some("2026-01-02T00:00:00.000000Z"));
        check("2026-01-02 03:04:05", Some("2026-01-02T03:04:05.000000Z"));
        check("1767323045", Some("2026-01-02T03:04:05.000000Z"));
        check("02/01/2026", None);
        check("", None);
    }
}
