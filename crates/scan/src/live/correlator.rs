//! Correlations over matches as they come: what they find is in the end what a scan finds of all.
//!
//! A match is held until everything has been received that was for as long as correlations look back, and [`LATENESS_MAX`] more:
//! events that come in any order within that end in the same findings. What more events can only confirm is told at once and
//! amended as it grows; where an event that came late moves a finding's first window, the new finding takes the place of the
//! old one. What an event can unmake is told when nothing comes in time any more. Matches are of one organization each.

use super::bucket::{Bench, Bucket, State};
use super::held::Held;
use crate::worker::Shared;
use atalaya_model::{Correlated, Finding, Match, MatchKey, Stretch, Time};
use atalaya_sigma::correlate::{Hit, Part, Place, Plan};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much later than its like an event may come and be seen together with it.
pub const LATENESS_MAX: Duration = Duration::from_secs(15 * 60);
/// Matches of one group that are held.
const GROUP_HELD_MAX: usize = 50_000;
/// Bytes of matches that are held for one organization.
const ORGANIZATION_BYTES_MAX: usize = 48 << 20;
/// Bytes of matches that are held in all.
const HELD_BYTES_MAX: usize = 128 << 20;
/// How often, in parts of the lateness, it is looked what need not be held any more.
const SWEEPS: i64 = 16;

/// What is to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judging {
    /// What has rested since it was judged last.
    Rested,
    /// Everything.
    All,
}

/// What became of matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Received more than [`LATENESS_MAX`] after their events: what they belong together with may not be held any more.
    pub late: u64,
    /// Without the value that a correlation groups by or counts.
    pub nowhere: u64,
    /// Let go of before their time, because there were too many.
    pub crowded: u64,
    /// Of events that are more than [`LATENESS_MAX`] of the future: they take no part.
    pub ahead: u64,
    /// Of rules that there are no more, or kept by another version, or damaged where they were kept.
    pub unknown: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.late += other.late;
        self.nowhere += other.nowhere;
        self.crowded += other.crowded;
        self.ahead += other.ahead;
        self.unknown += other.unknown;
    }
}

/// What became of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    /// Nothing waits for it.
    Nowhere,
    /// It is held already.
    Known,
    /// It comes when what it belongs with was let go of, and only says that something is missing.
    Gone,
    /// It is held now.
    New,
}

/// The group of a correlation that a match belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Group {
    organization: Arc<str>,
    part: u32,
    values: Vec<Arc<str>>,
}

/// Makes findings of matches.
pub struct Correlator<'s> {
    shared: Arc<Shared<'s>>,
    plan: Plan,
    parts: Vec<Part>,
    /// The parts that take the matches of a rule, and the rule's number.
    of_rule: FxHashMap<String, (u32, Vec<u32>)>,
    lateness: i64,
    buckets: FxHashMap<Group, Bucket>,
    /// Groups in which something is to be judged, at once or at some time.
    waiting: FxHashSet<Group>,
    /// Bytes that are held, by organization.
    bytes: FxHashMap<Arc<str>, usize>,
    /// The time of reception that everything has come up to; none before the first match.
    progress: Option<Time>,
    swept: Time,
    counts: Counts,
    /// Let go of since it was last told.
    gone: Correlated,
}

impl<'s> Correlator<'s> {
    pub(super) fn new(shared: &Arc<Shared<'s>>) -> Correlator<'s> {
        let rules = shared.partitions.rules;
        let plan = rules.plan.as_deref().cloned().unwrap_or_default();
        let parts = plan.parts();
        let mut of_rule: FxHashMap<String, (u32, Vec<u32>)> = FxHashMap::default();
        for (number, part) in parts.iter().enumerate() {
            for rule in &part.rules {
                let id = rules.rules[*rule as usize].id.clone();
                of_rule.entry(id).or_insert((*rule, Vec::new())).1.push(number as u32);
            }
        }
        Correlator {
            shared: Arc::clone(shared),
            plan,
            parts,
            of_rule,
            lateness: micros(LATENESS_MAX),
            buckets: FxHashMap::default(),
            waiting: FxHashSet::default(),
            bytes: FxHashMap::default(),
            progress: None,
            swept: Time(i64::MIN),
            counts: Counts::default(),
            gone: Correlated::default(),
        }
    }

    /// Another lateness than [`LATENESS_MAX`].
    #[must_use]
    pub fn with_lateness(self, lateness: Duration) -> Correlator<'s> {
        Correlator { lateness: micros(lateness), ..self }
    }

    /// What became of matches so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Takes matches, in any order, and returns those that are to be kept: that are held and were not before.
    pub fn take(&mut self, matches: Vec<Match>) -> Vec<Match> {
        matches.into_iter().filter(|found| self.take_one(found)).collect()
    }

    /// It goes on where another stopped that had let go of what need not be held at this time of reception; before anything
    /// is taken.
    pub fn go_on(&mut self, swept: Time, now: Time) {
        // A clock that was ahead once is not believed for ever.
        let swept = swept.min(now);
        (self.progress, self.swept) = (Some(swept), swept);
    }

    /// All that was kept is taken: what became of it was counted when it came.
    pub fn went_on(&mut self) {
        self.counts = Counts { unknown: self.counts.unknown, ..Counts::default() };
    }

    /// What was kept and cannot be read takes no part: these matches, and so many findings.
    pub fn pass_over(&mut self, matches: Vec<MatchKey>, findings: u64) {
        self.counts.unknown += matches.len() as u64 + findings;
        self.gone.forgotten.extend(matches);
    }

    /// Takes a finding that was told before, and what was kept with it.
    pub fn stand(&mut self, finding: Finding, state: &str) {
        let state = State::of_text(state);
        let part = self.parts.iter().position(|part| {
            let numbers = part.plan.correlations().iter().enumerate();
            let mut own = numbers.filter(|(number, _)| part.plan.runs(*number)).map(|(_, own)| own);
            own.any(|own| self.shared.about(self.shared.number_of(own)).0 == finding.rule)
        });
        let (Some(state), Some(part)) = (state, part) else {
            return self.gone.settled.push((finding.organization, finding.uid));
        };
        let values = if self.parts[part].is_split() { state.group.clone() } else { Vec::new() };
        let group = Group { organization: finding.organization.as_str().into(), part: part as u32, values };
        self.buckets.entry(group).or_default().stand(finding, state);
    }

    /// Everything received before was taken. What has rested is judged, and what need not be held any more let go of.
    pub fn pass(&mut self, reached: Time) -> Correlated {
        let progress = self.progress.unwrap_or(reached);
        // A clock that has gone back further than anything may be late was ahead before.
        let back = reached.0.saturating_add(self.lateness) < progress.0;
        self.progress = Some(if back { reached } else { progress.max(reached) });
        self.swept = if back { self.swept.min(reached) } else { self.swept };
        self.judge(Judging::Rested)
    }

    /// Nothing came for so long, until `now`: what waits for time to pass goes on.
    pub fn idle(&mut self, since: Duration, now: Time) -> Correlated {
        if let Some(progress) = &mut self.progress {
            *progress = Time(progress.0.saturating_add(micros(since)).min(now.0.max(progress.0)));
        }
        self.judge(Judging::Rested)
    }

    /// What was found since this was last asked.
    pub fn judge(&mut self, judging: Judging) -> Correlated {
        let progress = self.progress.unwrap_or(Time(i64::MIN));
        let sweeps = progress.0.saturating_sub(self.swept.0) >= self.lateness / SWEEPS;
        // What is let go of is judged before.
        let judging = if sweeps { Judging::All } else { judging };
        let mut correlated = Correlated { stretches: self.judged(judging, progress), ..Correlated::default() };
        if sweeps && self.progress.is_some() {
            self.swept = progress;
            self.sweep(progress);
            correlated.swept = Some(progress);
        }
        let Correlated { stretches, forgotten, settled, .. } = std::mem::take(&mut self.gone);
        correlated.stretches.extend(stretches);
        (correlated.forgotten, correlated.settled) = (forgotten, settled);
        correlated
    }

    fn take_one(&mut self, found: &Match) -> bool {
        let Some((rule, parts)) = self.of_rule.get(&found.key.rule).cloned() else {
            return self.turn_away(found);
        };
        let Some(held) = Held::of(&self.shared, &self.plan, rule, found, self.lateness) else {
            return self.turn_away(found);
        };
        if held.time.0.saturating_sub(held.received.0) > self.lateness {
            self.counts.ahead += 1;
            self.gone.forgotten.push(found.key.clone());
            return false;
        }
        self.progress = Some(self.progress.unwrap_or(found.received));
        let held = Arc::new(held);
        let values = held.values.clone();
        let hit = Hit { rule, time: held.time.0, order: 0, values };
        let organization: Arc<str> = found.key.organization.as_str().into();
        let mut taken = Taken::Nowhere;
        for part in parts {
            match self.parts[part as usize].place(&hit) {
                Place::Nowhere => self.counts.nowhere += 1,
                Place::Group(values) => {
                    taken = taken.max(self.put(Group { organization: organization.clone(), part, values }, &held));
                }
            }
        }
        let is_new = taken >= Taken::Gone;
        if taken == Taken::Nowhere {
            self.gone.forgotten.push(found.key.clone());
        }
        if is_new {
            let is_late = held.received.0.saturating_sub(held.time.0) > self.lateness;
            self.counts.late += u64::from(is_late || taken == Taken::Gone);
            drop(held);
            self.make_room(&organization);
        }
        is_new
    }

    fn turn_away(&mut self, found: &Match) -> bool {
        self.counts.unknown += 1;
        self.gone.forgotten.push(found.key.clone());
        false
    }

    /// Puts the match into its group.
    fn put(&mut self, group: Group, held: &Arc<Held>) -> Taken {
        let keep_from = self.keep_from(group.part, self.swept);
        let bucket = self.buckets.entry(group.clone()).or_default();
        if held.until < keep_from {
            // It was let go of before, or comes so late that what it belongs with was.
            return match bucket.remember_gone(held.clone()) {
                Some(other) if Arc::ptr_eq(&other, held) => Taken::Nowhere,
                other => {
                    let other = other.and_then(Arc::into_inner);
                    let other = other.map(|other| other.key(&self.shared, &group.organization));
                    self.gone.forgotten.extend(other);
                    Taken::Gone
                }
            };
        }
        if !bucket.take(held.clone()) {
            return Taken::Known;
        }
        *self.bytes.entry(group.organization.clone()).or_default() += held.bytes;
        if bucket.len() > GROUP_HELD_MAX {
            let before = early(bucket.held().collect());
            self.counts.crowded += self.forget(&group, before);
        }
        self.waiting.insert(group);
        Taken::New
    }

    /// Lets go of the oldest matches where there are too many.
    fn make_room(&mut self, organization: &Arc<str>) {
        let crowded = if self.bytes.values().sum::<usize>() > HELD_BYTES_MAX {
            self.bytes.iter().max_by_key(|(_, bytes)| **bytes).map(|(organization, _)| organization.clone())
        } else {
            let bytes = self.bytes.get(organization).copied().unwrap_or(0);
            (bytes > ORGANIZATION_BYTES_MAX).then(|| organization.clone())
        };
        let Some(crowded) = crowded else { return };
        let own: Vec<Group> = self.buckets.keys().filter(|group| group.organization == crowded).cloned().collect();
        let received = own.iter().flat_map(|group| self.buckets[group].held()).collect();
        let before = early(received);
        for group in &own {
            self.counts.crowded += self.forget(group, before);
        }
    }

    /// Lets a group go of what was received before; how many that were.
    fn forget(&mut self, group: &Group, before: Time) -> u64 {
        let progress = self.progress.unwrap_or(Time(i64::MIN));
        let bench = bench(&self.shared, &self.parts, group, progress, self.lateness);
        let Some(bucket) = self.buckets.get_mut(group) else { return 0 };
        // What it says is to be found before it is let go of.
        let bytes_before = bucket.bytes();
        let (told, beyond) = if bucket.changed { bucket.judge(&bench) } else { (Vec::new(), 0) };
        let held_before = bucket.len();
        let (gone, changed) = bucket.forget(before, bench.part);
        let organization = &group.organization;
        let left = bucket.bytes();
        let count = (held_before - bucket.len()) as u64;
        let nowhere_else = gone.into_iter().filter_map(Arc::into_inner);
        self.gone.forgotten.extend(nowhere_else.map(|held| held.key(&self.shared, organization)));
        let settled = bucket.settled(before).into_iter().map(|uid| (organization.to_string(), uid));
        self.gone.settled.extend(settled);
        self.gone.stretches.extend(told);
        self.gone.stretches.extend(changed);
        if bucket.is_empty() {
            self.buckets.remove(group);
            self.waiting.remove(group);
        }
        if let Some(held) = self.bytes.get_mut(organization) {
            *held = (*held + left).saturating_sub(bytes_before);
        }
        count + beyond
    }

    fn judged(&mut self, judging: Judging, progress: Time) -> Vec<Stretch> {
        let now = Instant::now();
        let mut stretches = std::mem::take(&mut self.gone.stretches);
        let (buckets, parts, shared, lateness) = (&mut self.buckets, &self.parts, &self.shared, self.lateness);
        let (all_bytes, mut beyond) = (&mut self.bytes, 0);
        self.waiting.retain(|group| {
            let Some(bucket) = buckets.get_mut(group) else { return false };
            let is_due = bucket.due.is_some_and(|due| due <= progress);
            if bucket.is_ready(progress, now) || (judging == Judging::All && (bucket.changed || is_due)) {
                let before = bucket.bytes();
                let (told, more) = bucket.judge(&bench(shared, parts, group, progress, lateness));
                stretches.extend(told);
                beyond += more;
                if let Some(bytes) = all_bytes.get_mut(&group.organization) {
                    *bytes = (*bytes + bucket.bytes()).saturating_sub(before);
                }
            }
            bucket.changed || bucket.due.is_some()
        });
        self.counts.crowded += beyond;
        stretches
    }

    /// What a part has received before this time nothing that comes in time can belong to.
    fn keep_from(&self, part: u32, progress: Time) -> Time {
        let Part { span, grows, .. } = self.parts[part as usize];
        // What is judged only when nothing comes before it any more is kept until then.
        let lateness = if grows { self.lateness } else { self.lateness.saturating_mul(4) };
        Time(progress.0.saturating_sub(lateness).saturating_sub(span.saturating_mul(2)))
    }

    /// Lets go of what nothing that comes in time can belong to.
    fn sweep(&mut self, progress: Time) {
        let groups: Vec<Group> = self.buckets.keys().cloned().collect();
        for group in groups {
            let before = self.keep_from(group.part, progress);
            self.forget(&group, before);
        }
        self.bytes.retain(|_, bytes| *bytes > 0);
    }
}

fn bench<'b>(shared: &'b Shared<'b>, parts: &'b [Part], group: &'b Group, progress: Time, lateness: i64) -> Bench<'b> {
    Bench { shared, part: &parts[group.part as usize], organization: &group.organization, progress, lateness }
}

/// The time of reception behind the oldest quarter of the bytes.
fn early(mut received: Vec<(Time, usize)>) -> Time {
    received.sort_unstable();
    let all: usize = received.iter().map(|(_, bytes)| bytes).sum();
    let mut sum = 0;
    let at = received.iter().find(|(_, bytes)| {
        sum += bytes;
        sum > all / 4
    });
    // Also where all came at once, some go.
    at.map_or(Time(i64::MAX), |(time, _)| Time(time.0.saturating_add(1)))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
