//! The matches of one group of a correlation, and what was found in them.

use super::held::Held;
use crate::correlation::{EventView, Events, line, uid};
use crate::ocsf::UID_AT;
use crate::provenance::Provenance;
use crate::worker::Shared;
use atalaya_model::{Finding, Level, Stretch, Time};
use atalaya_sigma::correlate::{CorrelationFinding, Hit, LISTED_HITS_MAX, Part};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// How much longer than a judgement took nothing is judged anew.
const REST: u32 = 10;
/// Findings of a group that may still change at the same time.
const TOLD_MAX: usize = 2000;
/// Bytes that a finding takes beside its text, about.
const STANDING_BYTES: usize = 512;

/// What a bucket is judged with.
pub(super) struct Bench<'b> {
    pub(super) shared: &'b Shared<'b>,
    pub(super) part: &'b Part,
    pub(super) organization: &'b str,
    /// The time of reception that everything has come up to.
    pub(super) progress: Time,
    /// How much later than its like an event may come, in microseconds.
    pub(super) lateness: i64,
}

/// The matches of a group, and their findings.
#[derive(Default)]
pub(super) struct Bucket {
    /// In the order of their places.
    hits: Vec<Arc<Held>>,
    standing: Vec<Standing>,
    /// Bytes of both.
    hit_bytes: usize,
    told_bytes: usize,
    /// Of what is not held any more, the match whose event was the latest.
    last_gone: Option<Arc<Held>>,
    /// Whether there is something that was not judged.
    pub(super) changed: bool,
    /// The time of reception at which something is settled that only time settles.
    pub(super) due: Option<Time>,
    /// When it may be judged again.
    rested: Option<Instant>,
}

/// A finding that was told.
#[derive(Clone)]
struct Standing {
    finding: Finding,
    state: State,
}

/// What is kept of a finding beside itself.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) group: Vec<Arc<str>>,
    anchor: (Time, Provenance),
    fired: Time,
    last: Time,
    count: u64,
    /// Its events that are not held any more.
    gone: u64,
    /// Until when the last of its events is held at least.
    seen: Time,
}

impl Bucket {
    /// Takes a match; false where it is there.
    pub(super) fn take(&mut self, held: Arc<Held>) -> bool {
        let at = self.hits.partition_point(|other| other.place() < held.place());
        if self.hits.get(at).is_some_and(|other| other.place() == held.place()) {
            return false;
        }
        self.hit_bytes += held.bytes;
        self.hits.insert(at, held);
        self.changed = true;
        true
    }

    /// Takes a match that was let go of before, and tells where those up to it may be missing. Returns what needs to be kept
    /// for that no longer.
    pub(super) fn remember_gone(&mut self, gone: Arc<Held>) -> Option<Arc<Held>> {
        match &self.last_gone {
            Some(last) if last.known >= gone.known => Some(gone),
            _ => self.last_gone.replace(gone),
        }
    }

    /// Takes a finding that was told before.
    pub(super) fn stand(&mut self, finding: Finding, state: State) {
        let standing = Standing { finding, state };
        self.told_bytes += standing.bytes();
        self.standing.push(standing);
    }

    pub(super) fn len(&self) -> usize {
        self.hits.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// Bytes of its matches and findings, about.
    pub(super) fn bytes(&self) -> usize {
        self.hit_bytes + self.told_bytes
    }

    /// Until when the matches are held at least, and how many bytes each takes.
    pub(super) fn held(&self) -> impl Iterator<Item = (Time, usize)> {
        self.hits.iter().map(|held| (held.until, held.bytes))
    }

    /// Whether it is time to judge it.
    pub(super) fn is_ready(&self, progress: Time, now: Instant) -> bool {
        let is_due = self.due.is_some_and(|due| due <= progress);
        (self.changed || is_due) && self.rested.is_none_or(|rested| rested <= now)
    }

    /// What is new in it since it was judged last, and how many findings were left out because there were too many.
    pub(super) fn judge(&mut self, bench: &Bench<'_>) -> (Vec<Stretch>, u64) {
        let began = Instant::now();
        let settled = self.settle(bench);
        let (hits, firsts) = self.ordered(settled);
        let outcome = bench.part.plan.run_after(hits, self.missing());
        self.changed = false;
        let mut found: Vec<CorrelationFinding> =
            outcome.findings.into_iter().filter(|finding| finding.reported).collect();
        let beyond = found.len().saturating_sub(TOLD_MAX);
        if beyond > 0 {
            // The latest are told.
            found.sort_by_key(|finding| finding.anchor);
            found.drain(..beyond);
        }
        let told = self.tell(bench, &found, &firsts);
        self.told_bytes = self.standing.iter().map(Standing::bytes).sum();
        self.rested = Some(Instant::now() + began.elapsed() * REST);
        (told, beyond as u64)
    }

    /// What was found, as far as it was not told before.
    fn tell(&mut self, bench: &Bench<'_>, found: &[CorrelationFinding], firsts: &[usize]) -> Vec<Stretch> {
        let from = self.missing().saturating_add(bench.part.span);
        let places = self.standing.iter().zip(0..).map(|(standing, at)| (standing.finding.uid.clone(), at));
        let places: FxHashMap<String, usize> = places.collect();
        let (mut told, mut by) = (FxHashMap::default(), Vec::with_capacity(found.len()));
        // Of each group the first only can be what goes on in something older.
        let mut tried = FxHashSet::default();
        for finding in found {
            let uid = self.uid(bench, finding, firsts);
            let is_first = tried.insert((finding.correlation, &finding.group));
            let older = || if is_first { self.older(bench, finding, firsts, from) } else { None };
            let known = places.get(&uid).copied().or_else(older);
            let stretch = match known {
                Some(at) => self.amend(bench, at, finding, firsts),
                None => Some(self.begin(bench, finding, &uid, firsts)),
            };
            by.push(known.map_or(uid, |at| self.standing[at].finding.uid.clone()));
            told.extend(stretch.map(|stretch| (stretch.finding.uid.clone(), stretch)));
        }
        self.supersede(bench, (found, &by), from, &mut told);
        told.into_values().collect()
    }

    /// The time up to which matches may be missing.
    fn missing(&self) -> i64 {
        self.last_gone.as_ref().map_or(i64::MIN, |held| held.known.0)
    }

    /// Lets go of what was received before; returns what need not be kept, and what is to be kept instead.
    pub(super) fn forget(&mut self, before: Time, part: &Part) -> (Vec<Arc<Held>>, Vec<Stretch>) {
        let (gone, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.hits).into_iter().partition(|held| held.until < before);
        self.hits = kept;
        let events: Vec<(Time, Provenance)> = gone
            .chunk_by(|one, other| one.is_beside(other))
            .map(|event| (event[0].time, event[0].provenance))
            .collect();
        let mut fewer = vec![false; self.standing.len()];
        // Of several correlations it is not known whose events these are.
        let standing = if part.is_split() { &mut self.standing[..] } else { &mut [] };
        for (Standing { state, .. }, fewer) in standing.iter_mut().zip(&mut fewer) {
            let from = events.partition_point(|event| *event < state.anchor);
            let to = events.partition_point(|(time, _)| *time <= state.last);
            state.gone += to.saturating_sub(from) as u64;
            *fewer = to > from;
        }
        let changed = self.standing.iter().zip(fewer).filter(|(_, fewer)| *fewer).map(|(standing, _)| standing);
        let changed = changed.map(Standing::told).collect();
        self.hit_bytes = self.hits.iter().map(|held| held.bytes).sum();
        let mut gone: Vec<Arc<Held>> = gone.into_iter().filter_map(|held| self.remember_gone(held)).collect();
        if self.hits.is_empty() {
            gone.extend(self.last_gone.take());
        }
        (gone, changed)
    }

    /// The identifiers of findings that no match can reach any more: all that came was received before, or is behind them.
    pub(super) fn settled(&mut self, before: Time) -> Vec<String> {
        let first = self.hits.first().map(|held| held.time);
        let is_over =
            |Standing { state, .. }: &Standing| state.seen < before || first.is_none_or(|first| first > state.last);
        let (over, kept) = std::mem::take(&mut self.standing).into_iter().partition(is_over);
        self.standing = kept;
        self.told_bytes = self.standing.iter().map(Standing::bytes).sum();
        over.into_iter().map(|standing: Standing| standing.finding.uid).collect()
    }

    /// So many matches for the plan, and for each event its first match.
    fn ordered(&self, count: usize) -> (Vec<Hit>, Vec<usize>) {
        let mut firsts: Vec<usize> = Vec::new();
        let mut hits = Vec::with_capacity(count);
        for (at, held) in self.hits[..count].iter().enumerate() {
            if firsts.last().is_none_or(|first| !self.hits[*first].is_beside(held)) {
                firsts.push(at);
            }
            let order = firsts.len() as u64 - 1;
            hits.push(Hit { rule: held.rule, time: held.time.0, order, values: held.values.clone() });
        }
        (hits, firsts)
    }

    fn anchor(&self, finding: &CorrelationFinding, firsts: &[usize]) -> &Held {
        &self.hits[firsts[finding.anchor.order as usize]]
    }

    fn uid(&self, bench: &Bench<'_>, finding: &CorrelationFinding, firsts: &[usize]) -> String {
        let correlation = &bench.part.plan.correlations()[finding.correlation];
        let (id, _) = bench.shared.about(bench.shared.number_of(correlation));
        uid(id, &finding.group, &self.anchor(finding, firsts).provenance)
    }

    /// How many of the matches, from the first on, are to be judged: where something that comes can unmake what was found,
    /// those before which nothing comes in time any more. Of the others it is noted when that is.
    fn settle(&mut self, bench: &Bench<'_>) -> usize {
        self.due = None;
        if bench.part.grows {
            return self.hits.len();
        }
        let mut latest = Time(i64::MIN);
        let due = |held: &Arc<Held>| {
            // What came too late anyway keeps nobody waiting.
            if held.received.0.saturating_sub(held.time.0) <= bench.lateness {
                latest = latest.max(held.received);
            }
            Time(latest.0.saturating_add(bench.lateness))
        };
        let mut all = self.hits.iter().map(due).enumerate();
        let waiting = all.find(|(_, due)| *due > bench.progress);
        self.due = waiting.map(|(_, due)| due);
        waiting.map_or(self.hits.len(), |(at, _)| at)
    }

    /// The finding that was told and goes on in this one, whose own beginning is not held any more.
    fn older(&self, bench: &Bench<'_>, finding: &CorrelationFinding, firsts: &[usize], from: i64) -> Option<usize> {
        let id = self.rule_of(bench, finding);
        self.standing.iter().position(|Standing { finding: told, state }| {
            let of_group = told.rule == id && state.group == finding.group;
            of_group && state.fired.0 < from && self.goes_on(state, finding, firsts)
        })
    }

    /// Whether what was told goes on in this: there is no event between at which it was over.
    fn goes_on(&self, state: &State, finding: &CorrelationFinding, firsts: &[usize]) -> bool {
        let next = firsts.partition_point(|at| self.hits[*at].time <= state.last);
        let is_over = firsts.get(next).is_some_and(|at| self.hits[*at].time.0 < finding.fired);
        finding.anchor.time <= state.last.0 && !is_over
    }

    fn anchor_place(&self, finding: &CorrelationFinding, firsts: &[usize]) -> (Time, Provenance) {
        (Time(finding.anchor.time), self.anchor(finding, firsts).provenance)
    }

    fn rule_of<'b>(&self, bench: &Bench<'b>, finding: &CorrelationFinding) -> &'b str {
        let correlation = &bench.part.plan.correlations()[finding.correlation];
        bench.shared.about(bench.shared.number_of(correlation)).0
    }

    /// What was told, with what came since; nothing where nothing did.
    fn amend(
        &mut self,
        bench: &Bench<'_>,
        at: usize,
        finding: &CorrelationFinding,
        firsts: &[usize],
    ) -> Option<Stretch> {
        let Standing { finding: told, state: State { anchor, gone, last, count, .. } } = &self.standing[at];
        let (anchor, gone, was) = (*anchor, *gone, (*last, *count));
        let now = (Time(finding.last), self.count(bench, at, finding, firsts));
        if now == was {
            return None;
        }
        // What its events say together may have changed, where all of them are held.
        let is_whole = gone == 0 && anchor == self.anchor_place(finding, firsts);
        let anew = is_whole.then(|| self.finding(bench, finding, &told.uid, firsts));
        let (events, seen) = (Ordered { hits: &self.hits, firsts }, self.seen(finding));
        let Standing { finding: told, state } = &mut self.standing[at];
        match anew {
            Some(anew) => *told = anew,
            None => {
                let new = finding.hits.iter().filter(|hit| hit.time > was.0.0).map(|hit| events.event(hit.order));
                amend(&mut told.ocsf, now.0, now.1, &new.collect::<Vec<_>>());
            }
        }
        (state.last, state.count) = now;
        state.seen = state.seen.max(seen);
        Some(self.standing[at].told())
    }

    /// How many events a finding has that was told, by what goes on in it.
    fn count(&self, bench: &Bench<'_>, at: usize, finding: &CorrelationFinding, firsts: &[usize]) -> u64 {
        let State { anchor, gone, last, count, .. } = self.standing[at].state;
        if !bench.part.is_split() && self.missing() >= anchor.0.0 {
            // Which of the events that are not held any more were its own is not known: those behind its end are new.
            let mut new: Vec<u64> = finding.hits.iter().filter(|hit| hit.time > last.0).map(|hit| hit.order).collect();
            new.dedup();
            return count + new.len() as u64;
        }
        let from = firsts.partition_point(|at| (self.hits[*at].time, self.hits[*at].provenance) < anchor);
        let to = firsts.partition_point(|at| self.hits[*at].time.0 < finding.anchor.time);
        let before = if bench.part.is_split() { to.saturating_sub(from) as u64 } else { 0 };
        gone + before + finding.count
    }

    /// Until when the last of its events is held.
    fn seen(&self, finding: &CorrelationFinding) -> Time {
        let from = self.hits.partition_point(|held| held.time.0 < finding.anchor.time);
        let to = self.hits.partition_point(|held| held.time.0 <= finding.last);
        self.hits[from..to].iter().map(|held| held.until).max().unwrap_or(Time(i64::MIN))
    }

    /// Lets go of findings that are none any more, since others are there in their place, and says so with these.
    fn supersede(
        &mut self,
        bench: &Bench<'_>,
        (found, by): (&[CorrelationFinding], &[String]),
        from: i64,
        told: &mut FxHashMap<String, Stretch>,
    ) {
        let mut groups: FxHashMap<(&str, &[Arc<str>]), Vec<usize>> = FxHashMap::default();
        for (at, finding) in found.iter().enumerate() {
            groups.entry((self.rule_of(bench, finding), &finding.group)).or_default().push(at);
        }
        let true_ones: FxHashSet<&String> = by.iter().collect();
        let successor = |Standing { finding, state }: &Standing| {
            if state.fired.0 < from || true_ones.contains(&finding.uid) {
                return None;
            }
            // Stretches of a group stand one behind the other.
            let own = groups.get(&(finding.rule.as_str(), &state.group[..]))?;
            let next = own.partition_point(|at| found[*at].last < state.anchor.0.0);
            own.get(next).copied().filter(|at| found[*at].anchor.time <= state.last.0)
        };
        let mut kept = Vec::with_capacity(self.standing.len());
        let mut over: Vec<(String, usize)> = Vec::new();
        for standing in std::mem::take(&mut self.standing) {
            match successor(&standing) {
                Some(at) => over.push((standing.finding.uid, at)),
                None => kept.push(standing),
            }
        }
        self.standing = kept;
        for (uid, at) in over {
            let new = &by[at];
            if !told.contains_key(new)
                && let Some(standing) = self.standing.iter().find(|standing| standing.finding.uid == *new)
            {
                told.insert(new.clone(), standing.told());
            }
            told.remove(&uid);
            if let Some(stretch) = told.get_mut(new) {
                stretch.supersedes.push(uid);
            }
        }
    }

    /// A finding that was not told.
    fn begin(&mut self, bench: &Bench<'_>, found: &CorrelationFinding, uid: &str, firsts: &[usize]) -> Stretch {
        let finding = self.finding(bench, found, uid, firsts);
        let state = State {
            group: found.group.clone(),
            anchor: self.anchor_place(found, firsts),
            fired: Time(found.fired),
            last: Time(found.last),
            count: found.count,
            gone: 0,
            seen: self.seen(found),
        };
        let standing = Standing { finding, state };
        let told = standing.told();
        self.standing.push(standing);
        told
    }

    fn finding(&self, bench: &Bench<'_>, found: &CorrelationFinding, uid: &str, firsts: &[usize]) -> Finding {
        let (shared, anchor) = (bench.shared, self.anchor(found, firsts));
        let events = Ordered { hits: &self.hits, firsts };
        let (mut line, _) = line(&events, found, shared, &bench.part.plan, anchor.received);
        line[UID_AT].copy_from_slice(uid.as_bytes());
        let level: Level = bench.part.plan.correlations()[found.correlation].about.level;
        Finding {
            uid: uid.to_owned(),
            organization: bench.organization.to_owned(),
            source: anchor.source.clone(),
            rule: self.rule_of(bench, found).to_owned(),
            level,
            kind: shared.partitions.schema.kind(anchor.kind).name.clone(),
            time: Some(anchor.time),
            received: anchor.received,
            ocsf: String::from_utf8_lossy(line.trim_ascii_end()).into_owned(),
        }
    }
}

impl Standing {
    /// Bytes that it takes, about.
    fn bytes(&self) -> usize {
        STANDING_BYTES + self.finding.ocsf.len()
    }

    /// As it is by now.
    fn told(&self) -> Stretch {
        Stretch { finding: self.finding.clone(), state: self.state.to_text(), supersedes: Vec::new() }
    }
}

impl State {
    fn to_text(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are written to memory")
    }

    /// From what was kept; `None` where another version wrote it.
    pub(super) fn of_text(text: &str) -> Option<State> {
        serde_json::from_str(text).ok()
    }
}

/// The events of a bucket by their order.
struct Ordered<'a> {
    hits: &'a [Arc<Held>],
    firsts: &'a [usize],
}

impl Events for Ordered<'_> {
    fn event(&self, order: u64) -> EventView<'_> {
        self.hits[self.firsts[order as usize]].view()
    }
}

/// Puts another end, another count of events, and more events into a finding whose first events are not held any more.
fn amend(ocsf: &mut String, last: Time, count: u64, more: &[EventView<'_>]) {
    let Ok(mut value) = serde_json::from_str::<Value>(ocsf) else { return };
    value["count"] = count.into();
    value["finding_info"]["last_seen_time"] = last.millis().into();
    let data = &mut value["evidences"][0]["data"];
    if let Some(related) = data["related"].as_array_mut() {
        let room = LISTED_HITS_MAX.saturating_sub(related.len());
        related.extend(more.iter().take(room).map(|event| json!({"file": event.file, "record": event.record})));
    }
    if let Some(entities) = data.get_mut("entities").and_then(Value::as_object_mut) {
        let others = |own: &str, of: fn(&EventView<'_>) -> Option<String>| {
            more.iter().any(|event| of(event).as_deref() != Some(own))
        };
        // What is not common to all any more is not said of all.
        entities.retain(|name, own| match (name.as_str(), own.as_str()) {
            ("user", Some(own)) => !others(own, |event| event.user.map(str::to_owned)),
            ("src_ip", Some(own)) => !others(own, |event| event.src_ip.map(str::to_owned)),
            _ => true,
        });
    }
    *ocsf = value.to_string();
}
