//! Quantities as people read them. Units are symbols, the same in every language.

use atalaya_model::Time;

/// Bytes with a unit: `512 B`, `12.4 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{}.{} {}", atalaya_messages::grouped(tenths / 10), tenths % 10, UNITS[unit])
}

/// A point in time to the second, in UTC: `2024-05-01 10:00:00`.
pub(crate) fn moment(time: Time) -> String {
    let text = time.to_string();
    text.split('.').next().unwrap_or(&text).replace('T', " ")
}

/// A point in time to the minute, or a dash where there is none: `2024-05-01 10:00`.
pub(crate) fn minute_or_dash(time: Option<Time>) -> String {
    let mut text = moment_or_dash(time);
    text.truncate(text.rfind(':').unwrap_or(text.len()));
    text
}

/// The day of a point in time, or a dash where there is none: `2024-05-01`.
pub(crate) fn day_or_dash(time: Option<Time>) -> String {
    let mut text = moment_or_dash(time);
    text.truncate(text.find(' ').unwrap_or(text.len()));
    text
}

/// A point in time, or a dash where there is none.
pub(crate) fn moment_or_dash(time: Option<Time>) -> String {
    time.map_or_else(|| "-".to_owned(), moment)
}

/// A span of time: `0.4 s`, `3 min 5 s`, `2 h 10 min`.
pub(crate) fn duration(millis: u64) -> String {
    let seconds = millis / 1000;
    match seconds {
        0..60 => format!("{}.{} s", seconds, millis % 1000 / 100),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_units() {
        let check = |text: String, expected: &str| assert_eq!(text, expected);
        check(size(0), "0 B");
        check(size(999), "999 B");
        check(size(1000), "1.0 kB");
        check(size(12_449_000), "12.4 MB");
        check(size(10_000_000_000), "10.0 GB");
        check(size(u64::MAX), "18,446.7 PB");
        check(duration(421), "0.4 s");
        check(duration(185_000), "3 min 5 s");
        check(duration(7_800_000), "2 h 10 min");
        check(moment(Time(1_588_205_199_824_370)), "2020-04-30 00:06:39");
    }
}
