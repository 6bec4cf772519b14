//! Which zone and year hold for stamps that name none, input by input.

use crate::glob::Glob;
use crate::report::YearReference;
use atalaya_model::Time;
use atalaya_schema::ZoneRules;

/// Zones and years for patterns of inputs' names, that one scan may be given.
pub const CLOCK_PATTERNS_MAX: usize = 1000;

/// The zones and years of a scan's inputs, as the person who scans knows them.
#[derive(Debug, Clone)]
pub struct Clocks {
    /// When the scan began: no log was written later.
    now: Time,
    default_zone: Option<Zone>,
    zones: Vec<(Glob, Zone)>,
    years: Vec<(Glob, i16)>,
}

#[derive(Debug, Clone)]
struct Zone {
    name: String,
    rules: ZoneRules,
}

/// Zone and year of one input.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) rules: ZoneRules,
    pub(crate) zone: String,
    /// Whether somebody said that this is the zone.
    pub(crate) zone_given: bool,
    pub(crate) year: YearReference,
}

impl Clocks {
    /// Nothing is known: stamps without a zone are UTC.
    #[must_use]
    pub fn new(now: Time) -> Clocks {
        Clocks { now, default_zone: None, zones: Vec::new(), years: Vec::new() }
    }

    /// The zone of inputs whose name fits the pattern, of all others without one; what is said last holds. `false`:
    /// there is no such zone, or there are too many patterns.
    #[must_use]
    pub fn add_zone(&mut self, pattern: Option<&str>, name: &str) -> bool {
        let Some(rules) = ZoneRules::named(name, self.now) else { return false };
        let zone = Zone { name: name.to_owned(), rules };
        match pattern {
            None => self.default_zone = Some(zone),
            Some(_) if self.zones.len() >= CLOCK_PATTERNS_MAX => return false,
            Some(pattern) => self.zones.push((Glob::new(pattern), zone)),
        }
        true
    }

    /// The year of stamps without one in inputs whose name fits the pattern; what is said last holds. `false`: there
    /// are too many patterns.
    #[must_use]
    pub fn add_year(&mut self, pattern: &str, year: i16) -> bool {
        let room = self.years.len() < CLOCK_PATTERNS_MAX;
        if room {
            self.years.push((Glob::new(pattern), year));
        }
        room
    }

    /// The patterns that fitted no input, in the order given, zones first.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let globs = self.zones.iter().map(|(glob, _)| glob).chain(self.years.iter().map(|(glob, _)| glob));
        globs.filter(|glob| !glob.has_fitted()).map(Glob::text)
    }

    /// Zone and year of the input of that name, last modified then, for who decodes it later. `None`: nobody said the zone.
    #[must_use]
    pub fn told(&self, name: &str, modified: Option<Time>) -> (Option<String>, YearReference) {
        let Clock { zone, zone_given, year, .. } = self.of(name, modified);
        (zone_given.then_some(zone), year)
    }

    /// Zone and year of the input of that name, last modified then.
    pub(crate) fn of(&self, name: &str, modified: Option<Time>) -> Clock {
        // All are asked, so that those that never fit are known.
        let given = self.zones.iter().filter(|(glob, _)| glob.matches(name)).fold(None, |_, (_, zone)| Some(zone));
        let zone = given.or(self.default_zone.as_ref());
        let year = match self.years.iter().filter(|(glob, _)| glob.matches(name)).fold(None, |_, (_, year)| Some(*year))
        {
            Some(year) => YearReference::Given(year),
            None => modified.map_or(YearReference::Scan(self.now), |time| YearReference::Modified(time.min(self.now))),
        };
        let rules = zone.map_or_else(|| ZoneRules::utc(self.now), |zone| zone.rules.clone());
        let rules = match year {
            YearReference::Given(year) => rules.with_year(year),
            YearReference::Modified(time) | YearReference::Scan(time) => rules.with_reference(time),
        };
        let zone_given = zone.is_some();
        Clock { rules, zone: zone.map_or_else(|| "UTC".to_owned(), |zone| zone.name.clone()), zone_given, year }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pattern_that_fits_holds_and_the_default_else() {
        let mut clocks = Clocks::new(Time(2_000_000_000_000_000));
        for (pattern, zone) in [
            (None, "Asia/Taipei"),
            (Some("firewall/*"), "America/Guatemala"),
            (Some("*.zip!/fw?/*.log"), "+01:00"),
            (Some("firewall/old/*"), "-03:30"),
        ] {
            assert!(clocks.add_zone(pattern, zone), "{zone}");
        }
        let check = |name: &str, zone: &str| assert_eq!(clocks.of(name, None).zone, zone, "{name}");
        check("/cases/7/firewall/a.log", "America/Guatemala");
        check("firewall/a.log", "America/Guatemala");
        check("firewall/old/a.log", "-03:30");
        check("host.zip!/fw1/a.log", "+01:00");
        check("C:\\cases\\firewall\\a.log", "America/Guatemala");
        check("not-firewall/a.log", "Asia/Taipei");
        assert!(!clocks.add_zone(None, "+25:00") && !clocks.add_zone(Some("x"), "Mars/Olympus"));
        let clock = Clocks::new(Time(0)).of("x", None);
        assert_eq!((clock.zone.as_str(), clock.zone_given), ("UTC", false));
    }

    #[test]
    fn years_are_given_or_found_by_the_time_of_modification_which_is_never_in_the_future() {
        let now = Time(2_000_000_000_000_000);
        let mut clocks = Clocks::new(now);
        assert!(clocks.add_year("old/*", 2017));
        let check = |name: &str, modified, expected| assert_eq!(clocks.of(name, modified).year, expected, "{name}");
        let then = Time(1_500_000_000_000_000);
        check("old/a.log", Some(then), YearReference::Given(2017));
        check("a.log", Some(then), YearReference::Modified(then));
        check("a.log", Some(Time(now.0 * 2)), YearReference::Modified(now));
        check("-", None, YearReference::Scan(now));
    }
}
