//! A date and a time of day without a zone, and the days of the Gregorian calendar.

/// Years that a log can be of: Windows counts from 1601.
pub(crate) const YEARS: std::ops::RangeInclusive<i64> = 1601..=9999;

const DAY_SECONDS: i64 = 86_400;

/// A date and a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: u32,
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    /// Up to 60: a leap second is the first second of the next minute.
    pub(crate) second: u32,
    pub(crate) micros: u32,
}

impl Civil {
    /// Microseconds since 1970 if it were UTC; `None` where there is no such day or time.
    #[inline]
    pub(crate) fn micros_utc(&self) -> Option<i64> {
        let valid = YEARS.contains(&self.year)
            && (1..=12).contains(&self.month)
            && self.day >= 1
            && self.day <= days_of(self.year, self.month)
            && self.hour < 24
            && self.minute < 60
            && self.second <= 60;
        if !valid {
            return None;
        }
        let of_day = i64::from(self.hour * 3600 + self.minute * 60 + self.second);
        let seconds = days_from_1970(self.year, self.month, self.day) * DAY_SECONDS + of_day;
        Some(seconds * 1_000_000 + i64::from(self.micros))
    }
}

fn days_of(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01; years are taken to begin in March, so that a leap day is a year's last.
#[inline]
fn days_from_1970(year: i64, month: u32, day: u32) -> i64 {
    let month = i64::from(month);
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// The number that `bytes` are the digits of; `None` where one is not a digit.
#[inline]
pub(crate) fn number(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0u32, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 { None } else { number.checked_mul(10)?.checked_add(u32::from(digit)) }
    })
}

/// The digits at the beginning of `bytes` as a fraction of a second, in microseconds, and how many they are.
#[inline]
pub(crate) fn fraction(bytes: &[u8]) -> Option<(u32, usize)> {
    let (mut micros, mut scale, mut len) = (0, 100_000, 0);
    while let Some(digit) = bytes.get(len).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
        micros += u32::from(digit) * scale;
        scale /= 10;
        len += 1;
    }
    (len > 0).then_some((micros, len))
}
