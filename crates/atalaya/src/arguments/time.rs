//! Points in time as people write them on the command line.

use atalaya_model::Time;
use atalaya_schema::ZoneRules;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Whether the beginning or the end of a day that is named is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Its first moment.
    Begin,
    /// The first moment of the next day.
    End,
}

/// The point in time that `text` names: `2024-05-01`, `2024-05-01 10:30`, `2024-05-01T10:30:00Z`. What says nothing
/// of its zone is of `zone`: a name of the IANA database or an offset. `None`: it names none.
pub(crate) fn parse(text: &str, zone: &str, edge: Edge) -> Option<Time> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Time(instant.as_microsecond()));
    }
    let civil: DateTime = text.parse().ok()?;
    let day_only = text.len() == "2024-05-01".len();
    let civil = match edge {
        Edge::End if day_only => civil.checked_add(Span::new().days(1)).ok()?,
        _ => civil,
    };
    instant(civil, zone)
}

/// Whether there is such a zone, for logs and for times on the command line.
pub(crate) fn is_zone(zone: &str) -> bool {
    ZoneRules::named(zone, Time(0)).is_some() && instant(DateTime::constant(2024, 1, 1, 0, 0, 0, 0), zone).is_some()
}

fn instant(civil: DateTime, zone: &str) -> Option<Time> {
    let instant = if zone.starts_with(['+', '-']) {
        format!("{civil}{zone}").parse::<Timestamp>().ok()?
    } else {
        TimeZone::get(zone).ok()?.to_timestamp(civil).ok()?
    };
    Some(Time(instant.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let check = |text: &str, zone: &str, edge, expected: Option<&str>| {
            let found = parse(text, zone, edge).map(|time| time.to_string());
            assert_eq!(found.as_deref(), expected, "{text} {zone}");
        };
        check("2024-05-01", "UTC", Edge::Begin, Some("2024-05-01T00:00:00.000000Z"));
        check("2024-05-01", "UTC", Edge::End, Some("2024-05-02T00:00:00.000000Z"));
        check("2024-05-01", "Asia/Taipei", Edge::Begin, Some("2024-04-30T16:00:00.000000Z"));
        check("2024-05-01", "-06:00", Edge::Begin, Some("2024-05-01T06:00:00.000000Z"));
        check("2024-05-01 10:30", "UTC", Edge::End, Some("2024-05-01T10:30:00.000000Z"));
        check("2024-05-01T10:30:00Z", "Asia/Taipei", Edge::Begin, Some("2024-05-01T10:30:00.000000Z"));
        check("2024-05-01T10:30:00.5+02:00", "UTC", Edge::Begin, Some("2024-05-01T08:30:00.500000Z"));
        check("2024-02-30", "UTC", Edge::Begin, None);
        check("yesterday", "UTC", Edge::Begin, None);
        check("2024-05-01", "Mars/Olympus", Edge::Begin, None);
    }
}
