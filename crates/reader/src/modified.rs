//! When a file or an archive's member was last modified, as its folder or archive says. By it the years of
//! stamps without one are found; nothing else depends on it.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use atalaya_model::Time;

/// The year 1990 in seconds since 1970. What is older was put there by an archiver that knew no better.
const EARLIEST_SECONDS: i64 = 631_152_000;
/// The year 9999 in seconds since 1970: no later date is one.
const LATEST_SECONDS: i64 = 253_402_300_800;

/// As the folder says.
pub(crate) fn of_metadata(metadata: &Metadata) -> Option<Time> {
    of_epoch(metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

/// In seconds since 1970.
pub(crate) fn of_epoch(seconds: u64) -> Option<Time> {
    let seconds = i64::try_from(seconds).ok()?;
    (EARLIEST_SECONDS..LATEST_SECONDS).contains(&seconds).then_some(Time(seconds * 1_000_000))
}

/// Date and time as MS-DOS wrote them. They are local and do not say of which zone, which moves the year's end by
/// hours, less than what a sender's clock may be wrong by.
pub(crate) fn of_dos(date: u16, time: u16) -> Option<Time> {
    let (year, month, day) = (i64::from(date >> 9) + 1980, i64::from(date >> 5 & 15), i64::from(date & 31));
    let (hour, minute, second) = (i64::from(time >> 11), i64::from(time >> 5 & 63), i64::from(time & 31) * 2);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    // Years are taken to begin in March, so that a leap day is a year's last.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    let seconds = u64::try_from(days * 86_400 + hour * 3600 + minute * 60 + second).ok()?;
    of_epoch(seconds).filter(|_| valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_archives_are_read_and_placeholders_are_none() {
        let check = |date: (u16, u16, u16), time: (u16, u16, u16), expected: Option<&str>| {
            let (year, month, day) = date;
            let (hour, minute, second) = time;
            let found = of_dos((year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | (second / 2));
            assert_eq!(found.map(|time| time.to_string()).as_deref(), expected, "{date:?} {time:?}");
        };
        check((2019, 12, 31), (23, 59, 58), Some("2019-12-31T23:59:58.000000Z"));
        check((2020, 2, 29), (0, 0, 0), Some("2020-02-29T00:00:00.000000Z"));
        check((2100, 3, 1), (12, 30, 0), Some("2100-03-01T12:30:00.000000Z"));
        check((1980, 1, 1), (0, 0, 0), None);
        check((2019, 0, 1), (0, 0, 0), None);
        check((2019, 1, 1), (25, 0, 0), None);
        assert_eq!(of_epoch(0), None);
        assert_eq!(of_epoch(u64::MAX), None);
        assert_eq!(
            of_epoch(1_573_000_000).map(|time| time.to_string()).as_deref(),
            Some("2019-11-06T00:26:40.000000Z")
        );
    }
}
