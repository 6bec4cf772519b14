//! Texts to points in time.
//!
//! [`parse`] tells the notations apart by their shape: RFC 3339 and its relatives, epochs, the notations with
//! month names (RFC 3164, RFC 2822, web servers) and dates with slashes. The clock is never asked: zone
//! and year, where the text names none, come from [`ZoneRules`].

mod civil;
mod digits;
mod iso;
mod names;
mod slashes;
mod zone;

use atalaya_model::Time;
pub(crate) use civil::Civil;
pub(crate) use zone::Offset;
pub use zone::{Assumed, ZoneRules};

/// Longer texts are no points in time.
const TEXT_BYTES_MAX: usize = 80;

/// Which of several readings of a notation is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeFormat {
    /// By its shape; dates with slashes have the month first, unless that cannot be.
    #[default]
    Auto,
    /// Dates with slashes have the day first, unless that cannot be.
    DayFirst,
}

/// One place where the time of an event may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeRule {
    /// The canonical fields that together make the text, joined with blanks.
    pub fields: Vec<String>,
    /// A text that names no zone is UTC, whatever the zone of its source.
    pub utc: bool,
    /// Which reading is meant.
    pub format: TimeFormat,
}

/// The point in time that `text` names, and what had to be assumed for it. `None`: it names none, or nothing that a
/// zone or year could be found for.
#[inline]
pub(crate) fn parse(text: &str, rule: &TimeRule, zones: &ZoneRules) -> Option<(Time, Assumed)> {
    let text = text.trim_ascii();
    if text.len() > TEXT_BYTES_MAX || text.len() < 4 {
        return None;
    }
    let (civil, offset) = match iso::parse(text.as_bytes()) {
        Some(parsed) => parsed,
        None => return parse_others(text, rule, zones),
    };
    zones.instant(civil, offset, rule.utc)
}

fn parse_others(text: &str, rule: &TimeRule, zones: &ZoneRules) -> Option<(Time, Assumed)> {
    let text = text.trim_start_matches(['[', '*', '.']).trim_end_matches([']', ':']);
    if let Some(time) = digits::parse(text) {
        return Some((time, Assumed::default()));
    }
    if let Some((civil, offset)) = slashes::parse(text, rule.format) {
        return zones.instant(civil, offset, rule.utc);
    }
    let named = names::parse(text)?;
    match named.year {
        Some(year) => zones.instant(named.civil(year), named.offset, rule.utc),
        None => zones.in_year(|year| zones.instant(named.civil(year), named.offset, rule.utc)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AUTO: TimeRule = TimeRule { fields: Vec::new(), utc: false, format: TimeFormat::Auto };

    fn parse(text: &str, rule: &TimeRule, zones: &ZoneRules) -> Option<Time> {
        super::parse(text, rule, zones).map(|(time, _)| time)
    }

    fn taipei() -> ZoneRules {
        let reference = parse("2026-03-14T12:00:00Z", &AUTO, &ZoneRules::utc(Time(0))).unwrap();
        ZoneRules::named("Asia/Taipei", reference).unwrap()
    }

    fn check(text: &str, expected: &str) {
        let shown = parse(text, &AUTO, &taipei()).map(|time| time.to_string());
        assert_eq!(shown.as_deref(), (!expected.is_empty()).then_some(expected), "{text}");
    }

    #[test]
    fn iso_texts_are_read_with_and_without_zone() {
        check("2020-09-21T17:09:49.568Z", "2020-09-21T17:09:49.568000Z");
        check("2020-09-21 17:09:49", "2020-09-21T09:09:49.000000Z");
        check("2020-09-21 17:09:49,5", "2020-09-21T09:09:49.500000Z");
        check("2022-05-13T08:54:05.1230000Z", "2022-05-13T08:54:05.123000Z");
        check("2022-05-13T08:54:05.123456789+02:00", "2022-05-13T06:54:05.123456Z");
        check("2022-05-13T08:54:05-0330", "2022-05-13T12:24:05.000000Z");
        check("2022/05/13 08:54:05 +0000", "2022-05-13T08:54:05.000000Z");
        check("2022-05-13 08:54:05 UTC", "2022-05-13T08:54:05.000000Z");
        check("2022-05-13 08:54 Z", "2022-05-13T08:54:00.000000Z");
        check("20220513T085405Z", "2022-05-13T08:54:05.000000Z");
        check("20220513 08:54:05", "2022-05-13T00:54:05.000000Z");
        check("2022-05-13  8:54:05", "2022-05-13T00:54:05.000000Z");
        check("20220513 x8:54:05", "");
        check("2022-05-13", "2022-05-12T16:00:00.000000Z");
        check("2022-02-30T00:00:00Z", "");
        check("2022-05-13T25:00:00Z", "");
        check("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z");
    }

    #[test]
    fn epochs_are_read_by_their_size() {
        for text in ["1588205199", "1588205199000", "1588205199000000", "1588205199000000000", "132326787990000000"] {
            check(text, "2020-04-30T00:06:39.000000Z");
        }
        check("1588205199.82437", "2020-04-30T00:06:39.824370Z");
        check("1604996384.965:123", "");
        check("12345", "");
    }

    #[test]
    fn texts_with_month_names_are_read() {
        check("Mar  3 04:05:06", "2026-03-02T20:05:06.000000Z");
        check("Nov 10 08:19:44.5", "2025-11-10T00:19:44.500000Z");
        check("Feb 29 00:00:00", "2024-02-28T16:00:00.000000Z");
        check("*Mar  1 2025 00:00:00.123 UTC:", "2025-03-01T00:00:00.123000Z");
        check("Sat Mar 14 02:00:00 2026", "2026-03-13T18:00:00.000000Z");
        check("[Wed Oct 11 14:32:52.127000 2000]", "2000-10-11T06:32:52.127000Z");
        check("Wed, 11 Oct 2000 14:32:52 -0700", "2000-10-11T21:32:52.000000Z");
        check("10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36.000000Z");
        check("[10/Oct/2000:13:55:36 +0000]", "2000-10-10T13:55:36.000000Z");
        check("Mar 14 2026 10:00:00 CST", "2026-03-14T02:00:00.000000Z");
        check("14-Mar-2026 10:00:00", "2026-03-14T02:00:00.000000Z");
        check("14-Mar-2026-1 10:00:00", "");
        check("Mar 14 2026 10:00:00 EST", "");
        check("Mar 32 2026 10:00:00", "");
        check("March 2026", "");
    }

    #[test]
    fn dates_with_slashes_are_read_in_the_order_that_is_said() {
        check("3/14/2026 2:00:00 PM", "2026-03-14T06:00:00.000000Z");
        check("03/04/2026 12:00:00 AM", "2026-03-03T16:00:00.000000Z");
        check("14/03/2026 02:00:00", "2026-03-13T18:00:00.000000Z");
        check("14/03/2026 02:00:00 p. m.", "2026-03-14T06:00:00.000000Z");
        check("14/03/2026 12:00:00 a.\u{a0}m.", "2026-03-13T16:00:00.000000Z");
        check("2026/3/14 下午 02:00:00", "2026-03-14T06:00:00.000000Z");
        check("03/14/26,14:00:00", "");
        check("03/14/26 14:00:00", "2026-03-14T06:00:00.000000Z");
        check("3/14/126 14:00:00", "");
        check("1/2/3/2026 14:00:00", "");
        let day_first = TimeRule { format: TimeFormat::DayFirst, ..AUTO };
        let time = parse("03/04/2026 08:00:00", &day_first, &taipei()).unwrap();
        assert_eq!(time.to_string(), "2026-04-03T00:00:00.000000Z");
    }

    #[test]
    fn a_year_that_is_given_holds_and_what_was_assumed_is_told() {
        let check = |text: &str, zones: &ZoneRules, expected: Option<(&str, bool, bool)>| {
            let found = super::parse(text, &AUTO, zones);
            let told = found.map(|(time, assumed)| (time.to_string(), assumed.zone, assumed.year));
            let expected = expected.map(|(time, zone, year)| (time.to_owned(), zone, year));
            assert_eq!(told, expected, "{text}");
        };
        let of_2019 = taipei().with_year(2019);
        check("Dec 31 23:59:59", &of_2019, Some(("2019-12-31T15:59:59.000000Z", true, true)));
        check("Jan  1 00:00:00", &of_2019, Some(("2018-12-31T16:00:00.000000Z", true, true)));
        check("Mar 14 02:00:00 UTC", &of_2019, Some(("2019-03-14T02:00:00.000000Z", false, true)));
        check("Mar 14 02:00:00 CST", &of_2019, Some(("2019-03-13T18:00:00.000000Z", true, true)));
        check("Feb 29 00:00:00", &of_2019, None);
        check("2020-09-21 17:09:49", &of_2019, Some(("2020-09-21T09:09:49.000000Z", true, false)));
        check("2020-09-21T17:09:49Z", &of_2019, Some(("2020-09-21T17:09:49.000000Z", false, false)));
        check("1588205199", &of_2019, Some(("2020-04-30T00:06:39.000000Z", false, false)));
        let utc = TimeRule { utc: true, ..AUTO };
        let (_, assumed) = super::parse("2020-09-21 17:09:49", &utc, &of_2019).unwrap();
        assert_eq!(assumed, Assumed::default());
    }

    #[test]
    fn what_is_known_to_be_utc_is_not_moved() {
        let utc = TimeRule { utc: true, ..AUTO };
        let time = parse("2020-09-14 12:06:38.703", &utc, &taipei()).unwrap();
        assert_eq!(time.to_string(), "2020-09-14T12:06:38.703000Z");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(micros in -11_000_000_000_000_000i64..250_000_000_000_000_000) {
            let zones = taipei();
            let time = Time(micros);
            prop_assert_eq!(parse(&time.to_string(), &AUTO, &zones), Some(time));
            let blank = time.to_string().replace('T', " ").replace('Z', " +0000");
            prop_assert_eq!(parse(&blank, &AUTO, &zones), Some(time));
        }

        #[test]
        fn epochs_of_this_age_are_read_in_every_unit(micros in 1_000_000_000_000_000i64..4_000_000_000_000_000) {
            let zones = ZoneRules::utc(Time(0));
            prop_assert_eq!(parse(&micros.to_string(), &AUTO, &zones), Some(Time(micros)));
            prop_assert_eq!(parse(&format!("{micros}000"), &AUTO, &zones), Some(Time(micros)));
            let seconds = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
            prop_assert_eq!(parse(&seconds, &AUTO, &zones), Some(Time(micros)));
            prop_assert_eq!(parse(&(micros / 1000).to_string(), &AUTO, &zones), Some(Time(micros / 1000 * 1000)));
        }

        #[test]
        fn a_time_without_year_is_the_latest_that_is_not_in_the_future(
            reference in 1_000_000_000i64..4_000_000_000, back in 0i64..31_000_000,
        ) {
            const MONTHS: [&str; 12] =
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let zones = ZoneRules::utc(Time(reference * 1_000_000));
            let time = Time((reference - back) * 1_000_000);
            let shown = time.to_string();
            let month: usize = shown[5..7].parse().unwrap();
            let text = format!("{} {:>2} {}", MONTHS[month - 1], shown[8..10].trim_start_matches('0'), &shown[11..19]);
            prop_assert_eq!(parse(&text, &AUTO, &zones), Some(time));
        }

        #[test]
        fn no_text_panics(text in "(?s).{0,90}", digits in r"[0-9TZ:/., +\-JanMarPmé]{0,40}") {
            let zones = taipei();
            let _ = parse(&text, &AUTO, &zones);
            let _ = parse(&digits, &AUTO, &zones);
        }
    }
}
