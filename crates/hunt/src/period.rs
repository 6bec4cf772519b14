//! The span of time that is asked for.

use crate::literal;
use atalaya_model::Time;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Seconds that `last` may reach back: a hundred years.
pub const LAST_MAX: i64 = 100 * 366 * 86_400;

/// A span of time, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Its first moment; `None`: from the beginning.
    pub since: Option<Time>,
    /// The first moment behind it; `None`: to the end.
    pub until: Option<Time>,
}

/// Why words name no span of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It is none: `7d`, `24h`, `90m`, `2w` are.
    #[error("`{0}` is no length of time")]
    Length(String),
    /// It is no time.
    #[error("`{0}` is no time")]
    Time(String),
    /// A time stands where it does not bound the whole search.
    #[error("a time stands where it does not bound the whole search")]
    Place,
    /// It ends before it begins.
    #[error("the period ends before it begins")]
    Order,
}

impl Period {
    /// The last `length` before `now`: `90s`, `30m`, `24h`, `7d`, `2w`, `1y`.
    ///
    /// # Errors
    ///
    /// Where the text is no length of time, or a longer one than [`LAST_MAX`].
    pub fn last(length: &str, now: Time) -> Result<Period, PeriodError> {
        let seconds = seconds(length).ok_or_else(|| PeriodError::Length(length.to_owned()))?;
        Ok(Period { since: Some(Time(now.0.saturating_sub(seconds * 1_000_000))), until: None })
    }

    /// What is in both.
    ///
    /// # Errors
    ///
    /// Where nothing is.
    pub fn and(self, other: Period) -> Result<Period, PeriodError> {
        let since = self.since.max(other.since);
        let until = [self.until, other.until].into_iter().flatten().min();
        match (since, until) {
            (Some(since), Some(until)) if since >= until => Err(PeriodError::Order),
            _ => Ok(Period { since, until }),
        }
    }

    /// The conditions that a row of the period meets.
    pub(crate) fn conditions(&self) -> Vec<String> {
        let since = self.since.map(|since| format!("time >= {}", literal::time(since)));
        let until = self.until.map(|until| format!("time < {}", literal::time(until)));
        since.into_iter().chain(until).collect()
    }

    /// Whether it is everything.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }
}

fn seconds(length: &str) -> Option<i64> {
    let digits = length.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = length[..digits].parse().ok()?;
    let unit = match &length[digits..] {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "y" => 365 * 86_400,
        _ => return None,
    };
    number.checked_mul(unit).filter(|seconds| (1..=LAST_MAX).contains(seconds))
}

/// The point in time that the text names, in UTC unless it says otherwise: `2024-05-01`, `2024-05-01T10:30`. `None`: none.
pub(crate) fn time(text: &str) -> Option<Time> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Time(instant.as_microsecond()));
    }
    let civil: DateTime = text.parse().ok()?;
    Some(Time(TimeZone::UTC.to_timestamp(civil).ok()?.as_microsecond()))
}

/// The same as the end of a span: of a day without a time of day, its end.
pub(crate) fn end(text: &str) -> Option<Time> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == "2024-05-01".len() => time(&day.checked_add(Span::new().days(1)).ok()?.to_string()),
        _ => time(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_700_000_000_000_000);

    #[test]
    fn lengths_of_time_are_read() {
        let check = |text: &str, seconds: Option<i64>| {
            let found =
                Period::last(text, NOW).ok().and_then(|period| period.since).map(|since| (NOW.0 - since.0) / 1_000_000);
            assert_eq!(found, seconds, "{text}");
        };
        check("7d", Some(604_800));
        check("90s", Some(90));
        check("30m", Some(1800));
        check("24h", Some(86_400));
        check("2w", Some(1_209_600));
        check("1y", Some(31_536_000));
        check("", None);
        check("d", None);
        check("0d", None);
        check("7", None);
        check("7 d", None);
        check("-7d", None);
        check("7días", None);
        check("99999999999999999999d", None);
        check("9999999999y", None);
    }

    #[test]
    fn the_overlap_of_two_periods_is_in_both() {
        let period = |since: Option<i64>, until: Option<i64>| Period { since: since.map(Time), until: until.map(Time) };
        let check = |a, b, expected| assert_eq!(Period::and(a, b), expected);
        check(period(None, None), period(Some(1), None), Ok(period(Some(1), None)));
        check(period(Some(1), Some(9)), period(Some(3), Some(7)), Ok(period(Some(3), Some(7))));
        check(period(Some(1), Some(3)), period(Some(3), None), Err(PeriodError::Order));
    }

    #[test]
    fn times_are_read_in_utc() {
        let check = |text: &str, begin: Option<&str>, over: Option<&str>| {
            assert_eq!(time(text).map(|time| time.to_string()).as_deref(), begin, "{text}");
            assert_eq!(end(text).map(|time| time.to_string()).as_deref(), over, "{text}");
        };
        check("2024-05-01", Some("2024-05-01T00:00:00.000000Z"), Some("2024-05-02T00:00:00.000000Z"));
        check("2024-05-01T10:30", Some("2024-05-01T10:30:00.000000Z"), Some("2024-05-01T10:30:00.000000Z"));
        check("2024-05-01T10:30:00+02:00", Some("2024-05-01T08:30:00.000000Z"), Some("2024-05-01T08:30:00.000000Z"));
        check("9999-12-31", None, None);
        check("yesterday", None, None);
    }
}
