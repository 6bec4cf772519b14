//! The matches of one group of a correlation, and what was found in them.

use super::held::Held;
use crate::correlation::{EventView, Events, line, uid};
use crate::ocsf::UID_AT;
use crate::provenance::Provenance;
use crate::worker::Shared;
use atalaya_model::{Finding, Level, Stretch, Time};
use atalaya_sigma::correlate::{CorrelationFinding, Hit, LISTED_HITS_MAX, Part};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// How much longer than a judgement took nothing is judged anew.
const REST: u32 = 10;

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
}

impl Bucket {
    /// Takes a match; false where it is there.
    pub(super) fn take(&mut self, held: Arc<Held>) -> bool {
        let at = self.hits.partition_point(|other| other.place() < held.place());
        if self.hits.get(at).is_some_and(|other| other.place() == held.place()) {
            return false;
        }
        self.hits.insert(at, held);
        self.changed = true;
        true
    }

    /// Takes a match that was let go of before, and tells where those up to it may be missing. Returns what needs to be kept
    /// for that no longer.
    pub(super) fn remember_gone(&mut self, gone: Arc<Held>) -> Option<Arc<Held>> {
        match &self.last_gone {
            Some(last) if last.known() >= gone.known() => Some(gone),
            _ => self.last_gone.replace(gone),
        }
    }

    /// Takes a finding that was told before.
    pub(super) fn stand(&mut self, finding: Finding, state: State) {
        self.standing.push(Standing { finding, state });
    }

    pub(super) fn len(&self) -> usize {
        self.hits.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// Bytes of its matches.
    pub(super) fn bytes(&self) -> usize {
        self.hits.iter().map(|held| held.bytes).sum()
    }

    /// When the matches were received, and how many bytes each takes.
    pub(super) fn received(&self) -> impl Iterator<Item = (Time, usize)> {
        self.hits.iter().map(|held| (held.received, held.bytes))
    }

    /// Whether it is time to judge it.
    pub(super) fn is_ready(&self, progress: Time, now: Instant) -> bool {
        let is_due = self.due.is_some_and(|due| due <= progress);
        (self.changed || is_due) && self.rested.is_none_or(|rested| rested <= now)
    }

    /// What is new in it since it was judged last.
    pub(super) fn judge(&mut self, bench: &Bench<'_>) -> Vec<Stretch> {
        let began = Instant::now();
        let settled = self.settle(bench);
        let (hits, firsts) = self.ordered(settled);
        let outcome = bench.part.plan.run_after(hits, self.missing());
        self.changed = false;
        let found: Vec<CorrelationFinding> = outcome.findings.into_iter().filter(|finding| finding.reported).collect();
        let mut told = Vec::new();
        let anchors: Vec<String> = found.iter().map(|finding| self.uid(bench, finding, &firsts)).collect();
        for (finding, uid) in found.iter().zip(&anchors) {
            let stretch = match self.find_told(bench, finding, uid, &firsts) {
                Some(at) => self.amend(bench, at, finding, &firsts),
                None => Some(self.begin(bench, finding, uid, &firsts)),
            };
            told.extend(
                stretch.map(|told| Stretch { supersedes: self.supersede(bench, finding, &told, &anchors), ..told }),
            );
        }
        self.rested = Some(Instant::now() + began.elapsed() * REST);
        told
    }

    /// The time up to which matches may be missing.
    fn missing(&self) -> i64 {
        self.last_gone.as_ref().map_or(i64::MIN, |held| held.known().0)
    }

    /// Lets go of what was received before; returns what need not be kept, and what is to be kept instead.
    pub(super) fn forget(&mut self, before: Time) -> (Vec<Arc<Held>>, Vec<Stretch>) {
        let (gone, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.hits).into_iter().partition(|held| held.received < before);
        self.hits = kept;
        let mut fewer = vec![false; self.standing.len()];
        for event in gone.chunk_by(|one, other| one.is_beside(other)) {
            let (time, place) = (event[0].time, (event[0].time, event[0].provenance));
            for (Standing { state, .. }, fewer) in self.standing.iter_mut().zip(&mut fewer) {
                if state.anchor <= place && time <= state.last {
                    state.gone += 1;
                    *fewer = true;
                }
            }
        }
        let changed = self.standing.iter().zip(fewer).filter(|(_, fewer)| *fewer).map(|(standing, _)| standing);
        let changed = changed.map(Standing::told).collect();
        let mut gone: Vec<Arc<Held>> = gone.into_iter().filter_map(|held| self.remember_gone(held)).collect();
        if self.hits.is_empty() {
            gone.extend(self.last_gone.take());
        }
        (gone, changed)
    }

    /// The identifiers of findings that no match can reach any more.
    pub(super) fn settled(&mut self) -> Vec<String> {
        let first = self.hits.first().map(|held| held.time);
        let is_over = |standing: &Standing| first.is_none_or(|first| first > standing.state.last);
        let (over, kept) = std::mem::take(&mut self.standing).into_iter().partition(is_over);
        self.standing = kept;
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
            latest = latest.max(held.received);
            Time(latest.0.saturating_add(bench.lateness))
        };
        let mut all = self.hits.iter().map(due).enumerate();
        let waiting = all.find(|(_, due)| *due > bench.progress);
        self.due = waiting.map(|(_, due)| due);
        waiting.map_or(self.hits.len(), |(at, _)| at)
    }

    /// The finding that was told and is this one, or goes on in it.
    fn find_told(&self, bench: &Bench<'_>, finding: &CorrelationFinding, uid: &str, firsts: &[usize]) -> Option<usize> {
        let same = self.standing.iter().position(|standing| standing.finding.uid == *uid);
        if same.is_some() || self.last_gone.is_none() {
            return same;
        }
        let (id, from) = (self.rule_of(bench, finding), self.missing().saturating_add(bench.part.span));
        self.standing.iter().position(|Standing { finding: told, state }| {
            let of_group = told.rule == id && state.group == finding.group;
            of_group && state.fired.0 < from && self.goes_on(state, finding, firsts)
        })
    }

    /// Whether what was told goes on in this: there is no event between at which it was over.
    fn goes_on(&self, state: &State, finding: &CorrelationFinding, firsts: &[usize]) -> bool {
        let between = |at: &usize| {
            let time = self.hits[*at].time;
            time > state.last && time.0 < finding.fired
        };
        finding.anchor.time <= state.last.0 && !firsts.iter().any(between)
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
        let Standing { finding: told, state: State { anchor, gone, .. } } = &self.standing[at];
        let (anchor, gone) = (*anchor, *gone);
        // What its events say together may have changed, where all of them are held.
        let is_whole = gone == 0 && anchor == self.anchor_place(finding, firsts);
        let anew = is_whole.then(|| self.finding(bench, finding, &told.uid, firsts));
        let is_before = |first: &&usize| {
            let held = &self.hits[**first];
            (held.time, held.provenance) >= anchor && held.time.0 < finding.anchor.time
        };
        let before = firsts.iter().filter(is_before).count() as u64;
        let events = Ordered { hits: &self.hits, firsts };
        let Standing { finding: told, state } = &mut self.standing[at];
        let (last, count) = (Time(finding.last), gone + before + finding.count);
        if (last, count) == (state.last, state.count) {
            return None;
        }
        match anew {
            Some(anew) => *told = anew,
            None => {
                let new = finding.hits.iter().filter(|hit| hit.time > state.last.0).map(|hit| events.event(hit.order));
                amend(&mut told.ocsf, last, count, &new.collect::<Vec<_>>());
            }
        }
        (state.last, state.count) = (last, count);
        Some(self.standing[at].told())
    }

    /// Lets go of findings that are none any more, since this one is; tells which.
    fn supersede(
        &mut self,
        bench: &Bench<'_>,
        found: &CorrelationFinding,
        by: &Stretch,
        found_too: &[String],
    ) -> Vec<String> {
        let from = self.missing().saturating_add(bench.part.span);
        let is_untrue = |Standing { finding: told, state }: &Standing| {
            let is_of_group = told.rule == by.finding.rule && state.group == found.group;
            let meets = state.anchor.0.0 <= found.last && found.anchor.time <= state.last.0;
            let is_true = told.uid == by.finding.uid || found_too.contains(&told.uid);
            is_of_group && meets && state.fired.0 >= from && !is_true
        };
        let (untrue, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.standing).into_iter().partition(is_untrue);
        self.standing = kept;
        untrue.into_iter().map(|standing| standing.finding.uid).collect()
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
