//! Spans of time and amounts of bytes as people write them: `90d`, `12h`, `500MB`, `20GB`.

use std::time::Duration;

/// Units of time, in seconds.
const SPANS: [(&str, u64); 6] =
    [("s", 1), ("m", 60), ("h", 3600), ("d", 24 * 3600), ("w", 7 * 24 * 3600), ("y", 365 * 24 * 3600)];
/// Units of bytes. The shortest ones stand last, as longer ones end with them.
const SIZES: [(&str, u64); 9] = [
    ("KIB", 1 << 10),
    ("MIB", 1 << 20),
    ("GIB", 1 << 30),
    ("TIB", 1 << 40),
    ("KB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("B", 1),
];
/// The longest span that is taken, in seconds: no log is older.
const SPAN_SECONDS_MAX: u64 = 200 * 365 * 24 * 3600;

/// The span of time that the text names: a whole number and `s`, `m`, `h`, `d`, `w` or `y`.
pub(crate) fn span(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_lowercase();
    let (number, unit) = SPANS.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))?;
    let seconds = whole(number)?.checked_mul(*unit)?;
    (seconds > 0 && seconds <= SPAN_SECONDS_MAX).then(|| Duration::from_secs(seconds))
}

/// The number of bytes that the text names: a whole number, with a unit or none.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let named = SIZES.iter().find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?, *bytes)));
    let (number, unit) = named.unwrap_or((text.as_str(), 1));
    whole(number)?.checked_mul(unit)
}

fn whole(number: &str) -> Option<u64> {
    let number = number.trim_end();
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_a_number_and_a_unit() {
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(span(text).map(|span| span.as_secs()), seconds, "{text}");
        };
        check("90d", Some(90 * 86_400));
        check("12h", Some(43_200));
        check("2W", Some(14 * 86_400));
        check(" 5 m", Some(300));
        check("1y", Some(365 * 86_400));
        check("0d", None);
        check("90", None);
        check("d", None);
        check("-1d", None);
        check("1.5h", None);
        check("201y", None);
        check("99999999999999999999d", None);
    }

    #[test]
    fn bytes_may_have_a_unit() {
        let check = |text: &str, expected: Option<u64>| assert_eq!(bytes(text), expected, "{text}");
        check("1024", Some(1024));
        check("500MB", Some(500_000_000));
        check("20 gb", Some(20_000_000_000));
        check("2GiB", Some(2 << 30));
        check("7B", Some(7));
        check("", None);
        check("GB", None);
        check("-1", None);
        check("1e9", None);
        check("99999999TB", None);
    }
}
