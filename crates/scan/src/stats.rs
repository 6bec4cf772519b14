//! What one thread counts; added up at the end.

use crate::report::Tally;
use atalaya_codec::Malformed;
use atalaya_model::{Level, Time};
use atalaya_schema::KindIx;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher as _;

/// Hours per kind that are remembered to find silent times: some eleven years.
const HOURS_MAX: usize = 100_000;
/// Hosts that findings are counted for.
const HOSTS_MAX: usize = 50_000;
/// Inputs that events of no kind are counted for.
const UNRECOGNISED_MAX: usize = 10_000;
/// Findings that are kept to be shown.
pub(crate) const TOP_MAX: usize = 10;

/// What one thread counts.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Stats {
    pub(crate) tally: Tally,
    pub(crate) kinds: FxHashMap<KindIx, KindStats>,
    #[serde(with = "by_message")]
    pub(crate) quarantined: FxHashMap<&'static str, u64>,
    pub(crate) unrecognised: FxHashMap<u32, (u64, Vec<String>)>,
    pub(crate) rules: FxHashMap<u32, RuleStats>,
    pub(crate) hosts: FxHashMap<String, u64>,
    pub(crate) hosts_beyond: u64,
    /// Events that were not examined because a thread had too many lanes.
    pub(crate) lanes_beyond: u64,
    pub(crate) cleared: Vec<ClearedAt>,
    /// Cleared logs that are counted and not listed.
    pub(crate) cleared_beyond: u64,
    pub(crate) top: Vec<Top>,
}

/// A log that was cleared.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClearedAt {
    pub(crate) input: u32,
    pub(crate) kind: KindIx,
    pub(crate) host: Option<String>,
    pub(crate) time: Option<Time>,
}

/// What is counted of one kind.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct KindStats {
    pub(crate) events: u64,
    pub(crate) files: FxHashSet<u32>,
    pub(crate) first: Option<Time>,
    pub(crate) last: Option<Time>,
    pub(crate) hours: FxHashSet<i64>,
    pub(crate) hours_full: bool,
    hour: i64,
    file: Option<u32>,
}

/// What is counted of one rule.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct RuleStats {
    pub(crate) findings: u64,
    pub(crate) hosts: FxHashSet<String>,
    pub(crate) first: Option<Time>,
    pub(crate) last: Option<Time>,
    /// How many findings each of the first hosts has.
    #[serde(default)]
    pub(crate) by_host: FxHashMap<String, u64>,
    /// Hours of hosts with findings, and how many findings there was no more room for.
    #[serde(default)]
    pub(crate) alerts: FxHashSet<(u64, i64)>,
    #[serde(default)]
    pub(crate) alerts_beyond: u64,
}

/// A finding that may be shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Top {
    pub(crate) level: Level,
    pub(crate) rule: u32,
    pub(crate) time: Option<Time>,
    pub(crate) host: Option<String>,
    pub(crate) input: u32,
    pub(crate) record: u64,
}

impl Top {
    /// Most serious first, then in the order of the input.
    fn rank(&self) -> (std::cmp::Reverse<Level>, u32, u64, u32) {
        (std::cmp::Reverse(self.level), self.input, self.record, self.rule)
    }
}

const MICROS_PER_HOUR: i64 = 3_600_000_000;
/// Hosts that are told apart for each rule.
const RULE_HOSTS_MAX: usize = 1000;
/// Hours of hosts that are told apart for each rule and thread.
const ALERTS_MAX: usize = 20_000;

impl KindStats {
    #[inline]
    pub(crate) fn add(&mut self, input: u32, time: Option<Time>) {
        self.events += 1;
        if self.file != Some(input) {
            self.file = Some(input);
            self.files.insert(input);
        }
        let Some(time) = time else { return };
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        let hour = time.0.div_euclid(MICROS_PER_HOUR);
        if hour != self.hour {
            self.hour = hour;
            if self.hours.len() < HOURS_MAX {
                self.hours.insert(hour);
            } else {
                self.hours_full = true;
            }
        }
    }

    fn merge(&mut self, other: KindStats) {
        self.events += other.events;
        self.files.extend(other.files);
        self.first = earliest(self.first, other.first);
        self.last = latest(self.last, other.last);
        self.hours.extend(other.hours);
        self.hours_full |= other.hours_full;
    }

    /// The times of at least `hours` hours in which nothing came: start of the first silent hour, start of the next
    /// hour with events.
    pub(crate) fn gaps(&self, hours: i64) -> Vec<(Time, Time)> {
        if self.hours_full {
            return Vec::new();
        }
        let mut sorted: Vec<i64> = self.hours.iter().copied().collect();
        sorted.sort_unstable();
        let silent = sorted.windows(2).filter(|pair| pair[1] - pair[0] > hours);
        silent.map(|pair| (Time((pair[0] + 1) * MICROS_PER_HOUR), Time(pair[1] * MICROS_PER_HOUR))).collect()
    }
}

impl Stats {
    /// Counts a finding.
    pub(crate) fn found(&mut self, top: Top) {
        let rule = self.rules.entry(top.rule).or_default();
        rule.add(top.time, top.host.as_deref());
        if let Some(host) = &top.host {
            let room = self.hosts.len() < HOSTS_MAX;
            match self.hosts.get_mut(host) {
                Some(count) => *count += 1,
                None if room => drop(self.hosts.insert(host.clone(), 1)),
                None => self.hosts_beyond += 1,
            }
        }
        self.offer(top);
    }

    fn offer(&mut self, top: Top) {
        let rank = top.rank();
        if self.top.len() == TOP_MAX && self.top.last().is_some_and(|last| last.rank() <= rank) {
            return;
        }
        let at = self.top.partition_point(|other| other.rank() <= rank);
        self.top.insert(at, top);
        self.top.truncate(TOP_MAX);
    }

    /// Counts an event of no kind; `fields` tells some of its fields.
    pub(crate) fn unrecognised(&mut self, input: u32, fields: impl FnOnce() -> Vec<String>) {
        self.tally.without_kind += 1;
        if self.unrecognised.len() < UNRECOGNISED_MAX || self.unrecognised.contains_key(&input) {
            self.unrecognised.entry(input).or_insert_with(|| (0, fields())).0 += 1;
        }
    }

    /// Counts a frame that could not be decoded.
    pub(crate) fn quarantine(&mut self, reason: Malformed) {
        self.tally.quarantined += 1;
        *self.quarantined.entry(reason.message().id).or_default() += 1;
    }

    /// Adds what another thread counted.
    pub(crate) fn merge(&mut self, other: Stats) {
        self.tally = self.tally + other.tally;
        for (kind, stats) in other.kinds {
            self.kinds.entry(kind).or_default().merge(stats);
        }
        for (id, count) in other.quarantined {
            *self.quarantined.entry(id).or_default() += count;
        }
        for (input, (count, fields)) in other.unrecognised {
            let entry = self.unrecognised.entry(input).or_default();
            entry.0 += count;
            if entry.1.is_empty() {
                entry.1 = fields;
            }
        }
        for (rule, stats) in other.rules {
            self.rules.entry(rule).or_default().merge(stats);
        }
        for (host, count) in other.hosts {
            *self.hosts.entry(host).or_default() += count;
        }
        self.hosts_beyond += other.hosts_beyond;
        self.lanes_beyond += other.lanes_beyond;
        self.cleared.extend(other.cleared);
        self.cleared_beyond += other.cleared_beyond;
        other.top.into_iter().for_each(|top| self.offer(top));
    }
}

impl RuleStats {
    fn add(&mut self, time: Option<Time>, host: Option<&str>) {
        self.findings += 1;
        self.first = earliest(self.first, time);
        self.last = latest(self.last, time);
        let hour = time.map_or(i64::MIN, |time| time.0.div_euclid(MICROS_PER_HOUR));
        let alert = (FxBuildHasher.hash_one(host), hour);
        if self.alerts.len() < ALERTS_MAX {
            self.alerts.insert(alert);
        } else if !self.alerts.contains(&alert) {
            self.alerts_beyond += 1;
        }
        let Some(host) = host else { return };
        match self.by_host.get_mut(host) {
            Some(count) => *count += 1,
            None if self.hosts.len() < RULE_HOSTS_MAX => {
                self.hosts.insert(host.to_owned());
                self.by_host.insert(host.to_owned(), 1);
            }
            None => {}
        }
    }

    fn merge(&mut self, other: RuleStats) {
        self.findings += other.findings;
        self.first = earliest(self.first, other.first);
        self.last = latest(self.last, other.last);
        self.hosts.extend(other.hosts);
        for (host, count) in other.by_host {
            *self.by_host.entry(host).or_default() += count;
        }
        self.alerts.extend(other.alerts);
        self.alerts_beyond += other.alerts_beyond;
    }
}

fn earliest(left: Option<Time>, right: Option<Time>) -> Option<Time> {
    [left, right].into_iter().flatten().min()
}

fn latest(left: Option<Time>, right: Option<Time>) -> Option<Time> {
    [left, right].into_iter().flatten().max()
}

impl std::ops::Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            frames: self.frames + other.frames,
            decoded: self.decoded + other.decoded,
            quarantined: self.quarantined + other.quarantined,
            examined: self.examined + other.examined,
            outside_time: self.outside_time + other.outside_time,
            without_kind: self.without_kind + other.without_kind,
            without_time: self.without_time + other.without_time,
            recoded: self.recoded + other.recoded,
        }
    }
}

/// Counts by the identifier of a message, stored as messages.
mod by_message {
    use atalaya_model::Message;
    use rustc_hash::FxHashMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(counts: &FxHashMap<&'static str, u64>, to: S) -> Result<S::Ok, S::Error> {
        let counts: Vec<(Message, u64)> = counts.iter().map(|(id, count)| (Message::new(id), *count)).collect();
        counts.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<FxHashMap<&'static str, u64>, D::Error> {
        let counts = Vec::<(Message, u64)>::deserialize(from)?;
        Ok(counts.into_iter().map(|(message, count)| (message.id, count)).collect())
    }
}
