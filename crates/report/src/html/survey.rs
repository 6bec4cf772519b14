//! The first reading of the spool: what there is, counted, and which findings the report has room for.

use super::FINDINGS_MAX;
use super::moments::{Counts, Moments};
use super::names::{NONE, Names};
use crate::ReportError;
use crate::spool::{Line, Spool, Stand};
use atalaya_model::{Level, Time};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, hash_map};
use std::path::Path;

/// Pairs of host and rule that are told apart; findings beyond count for the report, not for its tables.
const PAIRS_MAX: usize = 1_000_000;

/// Pairs of file and rule that are told apart among findings of no host; the others are told without their file.
const UNNAMED_MAX: usize = 100_000;

/// A finding that the report has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) stand: Stand,
    pub(crate) level: Level,
    /// Milliseconds since 1970.
    pub(crate) millis: Option<i64>,
    pub(crate) rule: u32,
    pub(crate) host: u32,
    pub(crate) user: u32,
    pub(crate) file: u32,
    pub(crate) record: u64,
    pub(crate) count: u64,
}

impl Entry {
    /// Most serious first, then earliest, then in the order of the input.
    pub(crate) fn rank(&self) -> (Reverse<Level>, i64, u64) {
        (Reverse(self.level), self.millis.unwrap_or(i64::MAX), self.stand.number)
    }

    pub(crate) fn time(&self) -> Option<Time> {
        self.millis.map(|millis| Time(millis.saturating_mul(1000)))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Findings of one rule on one host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) findings: u64,
    /// The earliest of them.
    pub(crate) first: Entry,
    /// The time of the latest.
    pub(crate) last: Option<i64>,
}

/// What there is.
#[derive(Default)]
pub(crate) struct Survey {
    /// Findings in the spool.
    pub(crate) total: u64,
    pub(crate) by_level: Counts,
    /// Identifiers of the rules.
    pub(crate) rules: Names,
    pub(crate) hosts: Names,
    pub(crate) users: Names,
    pub(crate) files: Names,
    /// By host and rule.
    pub(crate) pairs: FxHashMap<(u32, u32), Pair>,
    /// Findings that name no host, by file and rule.
    pub(crate) unnamed: FxHashMap<(u32, u32), Pair>,
    /// Findings whose pair of host and rule was one too many.
    pub(crate) pairs_beyond: u64,
    pub(crate) moments: Moments,
    /// The findings that the report has room for: most serious first, then earliest.
    pub(crate) chosen: Vec<Entry>,
}

impl Survey {
    /// Reads the spool from the beginning to the end.
    pub(crate) fn of(path: &Path) -> Result<Survey, ReportError> {
        let mut spool = Spool::open(path)?;
        let mut survey = Survey::default();
        let mut best = BinaryHeap::new();
        while let Some((stand, line)) = spool.next()? {
            let entry = survey.count(stand, &line);
            best.push(entry);
            if best.len() > FINDINGS_MAX {
                best.pop();
            }
        }
        survey.chosen = best.into_sorted_vec();
        Ok(survey)
    }

    /// Findings that the report has no room for.
    pub(crate) fn beyond(&self) -> u64 {
        self.total - self.chosen.len() as u64
    }

    fn count(&mut self, stand: Stand, line: &Line) -> Entry {
        let entry = self.entry(stand, line);
        self.total += 1;
        self.by_level[entry.level as usize] += 1;
        self.moments.add(entry.millis, entry.level);
        let last = line.finding_info.last_seen_time;
        let key = (entry.host, entry.rule);
        if self.pairs.len() >= PAIRS_MAX && !self.pairs.contains_key(&key) {
            self.pairs_beyond += 1;
            return entry;
        }
        Pair::count(self.pairs.entry(key), entry, last);
        if entry.host == NONE {
            let known = self.unnamed.len() < UNNAMED_MAX || self.unnamed.contains_key(&(entry.file, entry.rule));
            let file = if known { entry.file } else { NONE };
            Pair::count(self.unnamed.entry((file, entry.rule)), entry, last);
        }
        entry
    }

    fn entry(&mut self, stand: Stand, line: &Line) -> Entry {
        let place = usize::from(line.severity_id).saturating_sub(1).min(Level::ALL.len() - 1);
        let data = line.data();
        Entry {
            stand,
            level: Level::ALL[place],
            millis: line.finding_info.first_seen_time,
            rule: self.rules.number(Some(&line.finding_info.analytic.uid)),
            host: self.hosts.number(line.entity("host")),
            user: self.users.number(line.entity("user")),
            file: self.files.number(data.map(|data| data.file.as_str())),
            record: data.map_or(0, |data| data.record),
            count: line.count,
        }
    }
}

impl Pair {
    /// Counts the finding where it belongs.
    fn count(place: hash_map::Entry<'_, (u32, u32), Pair>, entry: Entry, last: Option<i64>) {
        place.and_modify(|pair| pair.add(entry, last)).or_insert(Pair { findings: 1, first: entry, last });
    }

    fn add(&mut self, entry: Entry, last: Option<i64>) {
        self.findings += 1;
        self.last = self.last.max(last);
        if entry.millis.unwrap_or(i64::MAX) < self.first.millis.unwrap_or(i64::MAX) {
            self.first = entry;
        }
    }
}
