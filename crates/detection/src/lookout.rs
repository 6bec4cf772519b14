//! The lookout: what is wrong with sources becomes findings too, so that nobody takes silence for peace.
//!
//! No clock and no disk of its own: it is told how much every source has brought by now, and says what follows from that. A
//! finding is known by its organization, its sort, its source, and when it began, or the day: told again after a start, it is
//! the same.

use std::time::Duration;

use atalaya_ledger::SourceSeen;
use atalaya_model::{Finding, Level, Time};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Frames of a source, at least, of which it is judged how many could not be decoded.
const FRAMES_MIN: u64 = 20;
/// One in so many that cannot be decoded is too many.
const UNDECODED_IN: u64 = 5;
/// Events of the future, within [`WINDOW`], from which on the sender's clock is wrong.
const AHEAD_MIN: u64 = 10;
/// Over how long losses, frames and events of the future are counted.
const WINDOW: Duration = Duration::from_secs(600);
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// Digits of an identifier.
const UID_DIGITS: usize = 32;

/// What can be wrong with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Nothing has come for longer than it should be.
    Silent,
    /// Something that was sent is lost.
    Lossy,
    /// Much of what comes cannot be decoded: its format may have changed.
    Undecoded,
    /// Its events are of the future: its clock, or its zone, is wrong.
    Ahead,
}

impl Sign {
    /// All of them.
    pub const ALL: [Sign; 4] = [Sign::Silent, Sign::Lossy, Sign::Undecoded, Sign::Ahead];

    /// The identifier by which findings name it in place of a rule.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Sign::Silent => "atalaya-source-silent",
            Sign::Lossy => "atalaya-source-lossy",
            Sign::Undecoded => "atalaya-source-undecoded",
            Sign::Ahead => "atalaya-source-ahead",
        }
    }

    /// The sign of this identifier.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Sign> {
        Sign::ALL.into_iter().find(|sign| sign.id() == id)
    }

    fn level(self) -> Level {
        match self {
            Sign::Silent | Sign::Undecoded => Level::High,
            Sign::Lossy | Sign::Ahead => Level::Medium,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Sign::Silent => "A source is silent",
            Sign::Lossy => "A source loses what it sends",
            Sign::Undecoded => "Much of what a source sends cannot be decoded",
            Sign::Ahead => "The clock of a source is ahead",
        }
    }
}

/// A source that is looked after.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Whose it is.
    pub organization: String,
    /// The source.
    pub source: String,
    /// After how long without anything it is silent; none: never.
    pub silent_after: Option<Duration>,
}

/// How much a source has brought by now; numbers only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Frames that were acknowledged, ever.
    pub accepted: u64,
    /// Frames that were decoded, ever.
    pub decoded: u64,
    /// Frames that could not be decoded, ever.
    pub quarantined: u64,
    /// Messages, connections and requests that were lost since the centre began.
    pub lost: u64,
    /// Events of the future since the centre began.
    pub ahead: u64,
}

/// What is known of a source.
struct Known {
    watched: Watched,
    latest: Option<Time>,
    /// Since when there has been somebody to receive.
    since: Time,
    accepted: u64,
    /// What was lost before the centre began.
    lost_before: u64,
    /// Since when it is told to be silent.
    told: Option<Time>,
    /// The reading at the beginning of the window.
    then: Reading,
}

/// Looks after sources.
pub struct Lookout {
    known: Vec<Known>,
    window: Time,
}

impl Lookout {
    /// These sources, as they are `now`, and what was seen of them before.
    #[must_use]
    pub fn new(watched: Vec<Watched>, seen: &[SourceSeen], readings: &[Reading], now: Time) -> Lookout {
        let known = |(watched, reading): (Watched, &Reading)| {
            let is_it =
                |seen: &&SourceSeen| (&seen.organization, &seen.name) == (&watched.organization, &watched.source);
            let seen = seen.iter().find(is_it);
            let latest = seen.and_then(|seen| seen.latest);
            let lost_before = seen.map_or(0, |seen| seen.lost);
            Known { watched, latest, since: now, accepted: reading.accepted, lost_before, told: None, then: *reading }
        };
        Lookout { known: watched.into_iter().zip(readings).map(known).collect(), window: now }
    }

    /// The same, going on where another was: the window that it had begun, and what it had told, hold for sources that both know.
    #[must_use]
    pub fn going_on(mut self, before: Lookout) -> Lookout {
        self.window = before.window;
        for known in before.known {
            let is_it = |one: &&mut Known| {
                (&one.watched.organization, &one.watched.source) == (&known.watched.organization, &known.watched.source)
            };
            if let Some(one) = self.known.iter_mut().find(is_it) {
                *one = Known { watched: one.watched.clone(), ..known };
            }
        }
        self
    }

    /// What is wrong by now, and what is seen; the readings are in the order of the sources.
    pub fn look(&mut self, readings: &[Reading], now: Time) -> (Vec<Finding>, Vec<SourceSeen>) {
        let (mut findings, mut seen) = (Vec::new(), Vec::new());
        let is_over = now.0.saturating_sub(self.window.0) >= micros(WINDOW);
        for (known, reading) in self.known.iter_mut().zip(readings) {
            if reading.accepted > known.accepted {
                (known.accepted, known.latest) = (reading.accepted, Some(now));
            }
            let silent_since = known.silent_since(now);
            if silent_since != known.told {
                findings.extend(silent_since.map(|since| known.finding(Sign::Silent, since.0, now, 1)));
                known.told = silent_since;
            }
            if is_over {
                findings.extend(known.of_window(reading, now));
                known.then = *reading;
            }
            seen.push(SourceSeen {
                organization: known.watched.organization.clone(),
                name: known.watched.source.clone(),
                latest: known.latest,
                silent_since,
                lost: known.lost_before + reading.lost,
                checked: now,
            });
        }
        self.window = if is_over { now } else { self.window };
        (findings, seen)
    }
}

impl Known {
    /// Since when it is silent, if it is: since it was last heard, or, where it never was, since it could be.
    fn silent_since(&self, now: Time) -> Option<Time> {
        let since = self.latest.unwrap_or(self.since);
        // While nobody received, nothing could come.
        let waited = now.0.saturating_sub(since.0.max(self.since.0));
        self.watched.silent_after.filter(|after| waited >= micros(*after)).map(|_| since)
    }

    /// What is wrong with what came within a window.
    fn of_window(&self, now: &Reading, time: Time) -> Vec<Finding> {
        let since = |of: fn(&Reading) -> u64| of(now).saturating_sub(of(&self.then));
        let (lost, undecoded, ahead) =
            (since(|reading| reading.lost), since(|reading| reading.quarantined), since(|reading| reading.ahead));
        let frames = undecoded + since(|reading| reading.decoded);
        let signs = [
            (Sign::Lossy, lost, lost > 0),
            (Sign::Undecoded, undecoded, frames >= FRAMES_MIN && undecoded * UNDECODED_IN >= frames),
            (Sign::Ahead, ahead, ahead >= AHEAD_MIN),
        ];
        let day = time.0.div_euclid(DAY);
        let wrong = signs.into_iter().filter(|(.., is_wrong)| *is_wrong);
        wrong.map(|(sign, count, _)| self.finding(sign, day, time, count)).collect()
    }

    fn finding(&self, sign: Sign, since: i64, now: Time, count: u64) -> Finding {
        let Watched { organization, source, .. } = &self.watched;
        let uid = uid(&[sign.id().as_bytes(), organization.as_bytes(), source.as_bytes(), &since.to_be_bytes()]);
        let ocsf = json!({
            "finding_info": {
                "uid": uid,
                "title": sign.title(),
                "analytic": {"uid": sign.id(), "name": sign.title(), "type": "Rule", "type_id": 1, "category": "source"},
                "created_time": now.millis(),
                "last_seen_time": self.latest.unwrap_or(self.since).millis(),
            },
            "activity_id": 1,
            "activity_name": "Create",
            "category_uid": 2,
            "category_name": "Findings",
            "class_uid": 2004,
            "class_name": "Detection Finding",
            "type_uid": 200_401,
            "severity_id": sign.level().severity_id(),
            "status_id": 1,
            "time": now.millis(),
            "count": count,
            "message": sign.title(),
            "metadata": {
                "version": "1.5.0",
                "product": {"name": "Atalaya", "vendor_name": "Atalaya", "version": env!("CARGO_PKG_VERSION")},
            },
            "device": {"hostname": source, "type_id": 0},
            "evidences": [{"data": {"source": source, "latest": self.latest.map(|time| time.to_string())}}],
        });
        Finding {
            uid,
            organization: organization.clone(),
            source: source.clone(),
            rule: sign.id().to_owned(),
            level: sign.level(),
            kind: "atalaya.source".to_owned(),
            time: Some(now),
            received: now,
            ocsf: ocsf.to_string(),
        }
    }
}

/// The first half of a SHA-256 of the parts, each with its length before it.
fn uid(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let digits: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    digits[..UID_DIGITS].to_owned()
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;

    fn lookout(seen: &[SourceSeen]) -> Lookout {
        let watched = |source: &str, silent_after| {
            let (organization, source) = ("bank".to_owned(), source.to_owned());
            Watched { organization, source, silent_after }
        };
        let hour = Some(Duration::from_secs(3600));
        Lookout::new(vec![watched("fw", hour), watched("quiet", None)], seen, &[Reading::default(); 2], Time(0))
    }

    fn ids(found: &[Finding]) -> Vec<(&str, &str)> {
        found.iter().map(|found| (found.source.as_str(), found.rule.as_str())).collect()
    }

    #[test]
    fn who_is_not_heard_for_too_long_is_silent_and_the_same_finding_after_a_start() {
        let (mut one, mut reading) = (lookout(&[]), [Reading::default(); 2]);
        assert!(one.look(&reading, Time(59 * MINUTE)).0.is_empty());
        let (found, _) = one.look(&reading, Time(60 * MINUTE));
        assert_eq!(ids(&found), [("fw", "atalaya-source-silent")]);
        assert!(one.look(&reading, Time(61 * MINUTE)).0.is_empty(), "it is told once");
        reading[0].accepted = 1;
        let (found, seen) = one.look(&reading, Time(70 * MINUTE));
        assert!(found.is_empty() && seen[0].latest == Some(Time(70 * MINUTE)) && seen[0].silent_since.is_none());
        let (found, seen) = one.look(&reading, Time(130 * MINUTE));
        assert_eq!((found.len(), seen[0].silent_since), (1, Some(Time(70 * MINUTE))));
        // While no centre ran, nothing could be heard.
        let watched = one.known.into_iter().map(|known| known.watched).collect();
        let mut again = Lookout::new(watched, &seen, &reading, Time(500 * MINUTE));
        assert!(again.look(&reading, Time(559 * MINUTE)).0.is_empty());
        assert_eq!(again.look(&reading, Time(560 * MINUTE)).0[0].uid, found[0].uid);
    }

    #[test]
    fn a_window_goes_on_with_the_next_lookout() {
        let mut before = lookout(&[]);
        let lossy = [Reading { accepted: 1000, lost: 500, ..Reading::default() }, Reading::default()];
        assert!(before.look(&lossy, Time(9 * MINUTE)).0.is_empty());
        let watched = before.known.iter().map(|known| known.watched.clone()).rev().collect();
        let readings = [lossy[1], lossy[0]];
        let mut next = Lookout::new(watched, &[], &readings, Time(9 * MINUTE)).going_on(before);
        assert_eq!(ids(&next.look(&readings, Time(10 * MINUTE)).0), [("fw", Sign::Lossy.id())]);
    }

    #[test]
    fn what_is_lost_undecoded_or_of_the_future_is_told_once_a_day() {
        let check = |now: Reading, expected: &[Sign]| {
            let mut lookout = lookout(&[]);
            let reading = [Reading { accepted: 1000, ..now }, Reading::default()];
            assert!(lookout.look(&reading, Time(9 * MINUTE)).0.is_empty(), "within the window");
            let (found, seen) = lookout.look(&reading, Time(10 * MINUTE));
            let expected: Vec<_> = expected.iter().map(|sign| ("fw", sign.id())).collect();
            assert_eq!((ids(&found), seen[0].lost), (expected, now.lost));
            assert!(lookout.look(&reading, Time(20 * MINUTE)).0.is_empty(), "nothing was added");
        };
        check(Reading { decoded: 1000, ..Reading::default() }, &[]);
        check(Reading { lost: 1, ..Reading::default() }, &[Sign::Lossy]);
        check(Reading { decoded: 80, quarantined: 19, ..Reading::default() }, &[]);
        check(Reading { decoded: 80, quarantined: 20, ..Reading::default() }, &[Sign::Undecoded]);
        check(Reading { decoded: 1, quarantined: 18, ..Reading::default() }, &[]);
        check(Reading { decoded: 50, ahead: 10, ..Reading::default() }, &[Sign::Ahead]);
        assert_eq!(Sign::ALL.map(|sign| Sign::of_id(sign.id())), Sign::ALL.map(Some));
    }
}
