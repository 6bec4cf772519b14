//! Zone and year for texts that name none.

use super::Civil;
use atalaya_model::Time;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How much a sender's clock may be ahead: a time without a year is not taken to lie further in the future.
const AHEAD_MICROS: i64 = 86_400_000_000;
/// Years to go back for a day that exists: a 29 February may be eight years away.
const YEARS_BACK: i64 = 8;

/// Zone and year for texts that name none.
#[derive(Debug, Clone)]
pub struct ZoneRules {
    zone: Zone,
    year: Year,
}

/// What had to be taken from the rules, since the text did not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assumed {
    /// The zone.
    pub zone: bool,
    /// The year.
    pub year: bool,
}

#[derive(Debug, Clone, Copy)]
enum Year {
    /// The latest that is not in the future, seen from here.
    Before(Time),
    /// This one.
    Is(i64),
}

#[derive(Debug, Clone)]
enum Zone {
    Fixed(i64),
    Named(TimeZone),
}

/// What a text says of its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offset {
    /// Nothing.
    None,
    /// Seconds east of UTC.
    Seconds(i32),
    /// An abbreviation, which many zones share: it counts where it is the one of the source's zone.
    Abbreviation([u8; 5]),
}

impl Offset {
    /// Whether the zone must come from the rules; `utc`: the kind says that its texts without one are UTC.
    fn is_assumed(self, utc: bool) -> bool {
        match self {
            Offset::None => !utc,
            Offset::Seconds(_) => false,
            Offset::Abbreviation(_) => true,
        }
    }

    /// The zone of this abbreviation.
    pub(crate) fn named(word: &[u8]) -> Option<Offset> {
        if word.eq_ignore_ascii_case(b"UTC") || word.eq_ignore_ascii_case(b"GMT") {
            return Some(Offset::Seconds(0));
        }
        let mut letters = [0; 5];
        let fits = (3..=5).contains(&word.len()) && word.iter().all(u8::is_ascii_alphabetic);
        letters.get_mut(..word.len()).filter(|_| fits)?.copy_from_slice(word);
        Some(Offset::Abbreviation(letters))
    }
}

impl ZoneRules {
    /// Texts without a zone are UTC. `reference` is about when the last of them was written: by it, years are found.
    #[must_use]
    pub fn utc(reference: Time) -> ZoneRules {
        ZoneRules { zone: Zone::Fixed(0), year: Year::Before(reference) }
    }

    /// Texts without a zone are of the zone called `name`: one of the IANA database (`Asia/Taipei`) or an
    /// offset (`+08:00`). `None`: there is no such zone.
    #[must_use]
    pub fn named(name: &str, reference: Time) -> Option<ZoneRules> {
        let zone = match super::iso::offset(name.as_bytes()) {
            Some(Offset::Seconds(seconds)) => Zone::Fixed(i64::from(seconds)),
            _ => Zone::Named(TimeZone::get(name).ok()?),
        };
        Some(ZoneRules { zone, year: Year::Before(reference) })
    }

    /// The same zone with another reference.
    #[must_use]
    pub fn with_reference(&self, reference: Time) -> ZoneRules {
        ZoneRules { zone: self.zone.clone(), year: Year::Before(reference) }
    }

    /// The same zone; texts without a year are of this one.
    #[must_use]
    pub fn with_year(&self, year: i16) -> ZoneRules {
        ZoneRules { zone: self.zone.clone(), year: Year::Is(i64::from(year)) }
    }

    /// The point in time of a date and time of day. A text that says nothing of its zone is UTC where `utc`
    /// says so. Of a time that a clock set back shows twice, the first; of one that it skips, as if it had not.
    #[inline]
    pub(crate) fn instant(&self, civil: Civil, offset: Offset, utc: bool) -> Option<(Time, Assumed)> {
        let time = self.point(civil, offset, utc)?;
        Some((time, Assumed { zone: offset.is_assumed(utc), year: false }))
    }

    #[inline]
    fn point(&self, civil: Civil, offset: Offset, utc: bool) -> Option<Time> {
        let micros = civil.micros_utc()?;
        match (offset, &self.zone) {
            (Offset::Seconds(seconds), _) => Some(Time(micros - i64::from(seconds) * 1_000_000)),
            (Offset::None, _) if utc => Some(Time(micros)),
            (Offset::None, Zone::Fixed(seconds)) => Some(Time(micros - seconds * 1_000_000)),
            (Offset::None, Zone::Named(zone)) => local(micros, zone).map(time_of),
            (Offset::Abbreviation(_), Zone::Fixed(_)) => None,
            (Offset::Abbreviation(letters), Zone::Named(zone)) => {
                let instant = local(micros, zone)?;
                let info = zone.to_offset_info(instant);
                let same = letters.iter().take_while(|letter| **letter != 0).eq(info.abbreviation().as_bytes());
                same.then_some(time_of(instant))
            }
        }
    }

    /// The time by `at` in the year that is given, else in the latest year in which it is not in the future, seen
    /// from the reference.
    pub(crate) fn in_year(&self, at: impl Fn(i64) -> Option<(Time, Assumed)>) -> Option<(Time, Assumed)> {
        let reference = match self.year {
            Year::Is(year) => return at(year).map(in_assumed_year),
            Year::Before(reference) => reference,
        };
        let latest = reference.0.saturating_add(AHEAD_MICROS);
        let year = i64::from(Timestamp::from_microsecond(latest).ok()?.to_zoned(TimeZone::UTC).year());
        // A zone east of UTC may be in the next year already.
        (0..=YEARS_BACK + 1)
            .filter_map(|back| at(year + 1 - back))
            .find(|(time, _)| time.0 <= latest)
            .map(in_assumed_year)
    }
}

fn in_assumed_year((time, assumed): (Time, Assumed)) -> (Time, Assumed) {
    (time, Assumed { year: true, ..assumed })
}

/// The point in time at which clocks of `zone` show `micros` since 1970.
fn local(micros: i64, zone: &TimeZone) -> Option<Timestamp> {
    let civil = Timestamp::from_microsecond(micros).ok()?.to_zoned(TimeZone::UTC).datetime();
    zone.to_ambiguous_timestamp(civil).compatible().ok()
}

fn time_of(instant: Timestamp) -> Time {
    Time(instant.as_microsecond())
}
