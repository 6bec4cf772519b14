//! Correlations over the matches of a whole scan.

mod line;

use crate::provenance::Provenance;
use crate::stats::Top;
use crate::worker::{Hit, Shared};
use atalaya_model::{Message, Time};
use atalaya_sigma::RuleSet;
use atalaya_sigma::correlate::{CorrelationFinding, HITS_MAX, Hit as RuleHit, Plan};
pub(crate) use line::{EventView, Events, line, uid};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Bytes of the values of matches that wait for correlations.
const VALUE_BYTES_MAX: usize = 64 << 20;

/// What correlations ask of rules, and the matches so far.
#[derive(Default)]
pub(crate) struct Correlations {
    /// Fields whose values correlations need, by rule.
    pub(crate) asked: FxHashMap<u32, Vec<String>>,
    /// Rules whose matches are no findings of their own.
    pub(crate) silent: FxHashSet<u32>,
    plan: Option<Arc<Plan>>,
    hits: Vec<RuleHit>,
    value_bytes: usize,
    events: Vec<EventAt>,
    digests: FxHashMap<u32, [u8; 32]>,
    /// Matches that were left out because there were too many, and those of events without a time.
    beyond: u64,
    timeless: u64,
}

/// An event with matches.
#[derive(Serialize, Deserialize)]
struct EventAt {
    input: u32,
    record: u64,
    chunk: u64,
    host: Option<String>,
    user: Option<String>,
    src_ip: Option<String>,
    kind: atalaya_schema::KindIx,
    /// Where it is from, unless its input's digest says that.
    provenance: Option<Provenance>,
}

/// A correlation's finding.
pub(crate) struct Correlated {
    pub(crate) top: Top,
    pub(crate) line: Option<(Vec<u8>, String)>,
}

/// The matches so far, as they are kept between two parts of a run.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    hits: Vec<(u32, i64, u64, Vec<Option<String>>)>,
    value_bytes: usize,
    events: Vec<EventAt>,
    digests: FxHashMap<u32, [u8; 32]>,
    beyond: u64,
    timeless: u64,
}

/// What the correlations of the rules ask for.
pub(crate) fn plan(rules: &RuleSet) -> Correlations {
    let Some(plan) = &rules.plan else { return Correlations::default() };
    let numbers = || 0..rules.rules.len() as u32;
    Correlations {
        asked: numbers().filter(|rule| plan.concerns(*rule)).map(|rule| (rule, plan.fields(rule).to_vec())).collect(),
        silent: numbers().filter(|rule| !plan.is_reported(*rule)).collect(),
        plan: Some(Arc::clone(plan)),
        ..Correlations::default()
    }
}

impl Correlations {
    /// Hands the matches over to be kept; [`Correlations::put`] takes them back.
    pub(crate) fn keep(&mut self) -> Kept {
        let texts = |values: &[Option<Arc<str>>]| values.iter().map(|v| v.as_deref().map(str::to_owned)).collect();
        let hits = std::mem::take(&mut self.hits).into_iter();
        Kept {
            hits: hits.map(|hit| (hit.rule, hit.time, hit.order, texts(&hit.values))).collect(),
            value_bytes: self.value_bytes,
            events: std::mem::take(&mut self.events),
            digests: std::mem::take(&mut self.digests),
            beyond: self.beyond,
            timeless: self.timeless,
        }
    }

    /// Takes matches that were kept, before any other.
    pub(crate) fn put(&mut self, kept: Kept) {
        let texts = |values: Vec<Option<String>>| values.into_iter().map(|v| v.map(Arc::from)).collect();
        let hits = kept.hits.into_iter();
        self.hits =
            hits.map(|(rule, time, order, values)| RuleHit { rule, time, order, values: texts(values) }).collect();
        (self.value_bytes, self.events, self.digests) = (kept.value_bytes, kept.events, kept.digests);
        (self.beyond, self.timeless) = (kept.beyond, kept.timeless);
    }

    /// Takes matches, those of one event one behind the other.
    pub(crate) fn take(&mut self, hits: impl Iterator<Item = Hit>) {
        for hit in hits {
            let Some(time) = hit.time else {
                self.timeless += 1;
                continue;
            };
            let entities = [&hit.host, &hit.user, &hit.src_ip];
            let bytes: usize = hit.values.iter().chain(entities).flatten().map(String::len).sum();
            if self.hits.len() >= HITS_MAX || self.value_bytes + bytes > VALUE_BYTES_MAX {
                self.beyond += 1;
                continue;
            }
            self.value_bytes += bytes;
            let (input, record, chunk, provenance) = (hit.input, hit.record, hit.chunk, hit.provenance);
            let place = (input, chunk, record, provenance);
            if self.events.last().is_none_or(|last| (last.input, last.chunk, last.record, last.provenance) != place) {
                let (host, user, src_ip, kind) = (hit.host, hit.user, hit.src_ip, hit.kind);
                self.events.push(EventAt { input, record, chunk, host, user, src_ip, kind, provenance });
            }
            let order = self.events.len() as u64 - 1;
            let values = hit.values.into_iter().map(|value| value.map(Arc::from)).collect();
            self.hits.push(RuleHit { rule: hit.rule, time: time.0, order, values });
        }
    }

    /// Puts events of one time in the order of their provenance, so that it does not matter how they were read.
    fn put_in_order(&mut self) {
        let mut numbered: Vec<(Provenance, usize)> =
            self.events.iter().map(|event| self.provenance(event)).zip(0..).collect();
        numbered.sort_unstable();
        let mut places = vec![0; numbered.len()];
        numbered.iter().enumerate().for_each(|(place, (_, event))| places[*event] = place as u64);
        self.hits.iter_mut().for_each(|hit| hit.order = places[hit.order as usize]);
        let mut events: Vec<_> = std::mem::take(&mut self.events).into_iter().zip(places).collect();
        events.sort_unstable_by_key(|(_, place)| *place);
        self.events = events.into_iter().map(|(event, _)| event).collect();
    }

    fn provenance(&self, event: &EventAt) -> Provenance {
        let sha256 = || self.digests.get(&event.input).copied().unwrap_or_default();
        event.provenance.unwrap_or_else(|| Provenance::File {
            sha256: sha256(),
            chunk: event.chunk,
            record: event.record,
        })
    }

    /// The digest of an input that was read.
    pub(crate) fn digest(&mut self, input: u32, sha256: [u8; 32]) {
        if self.plan.is_some() {
            self.digests.insert(input, sha256);
        }
    }

    /// The correlations' findings, and what limits and missing values kept from them.
    pub(crate) fn run(mut self, shared: &Shared<'_>, names: &[String]) -> (Vec<Correlated>, Vec<Message>) {
        let Some(plan) = self.plan.take() else { return (Vec::new(), Vec::new()) };
        self.put_in_order();
        let outcome = plan.run(std::mem::take(&mut self.hits));
        let found = outcome.findings.iter().filter(|finding| finding.reported);
        let found = found.map(|finding| self.finding(finding, shared, &plan, names)).collect();
        let counts = [
            ("limit-correlation-hits", self.beyond + outcome.overflow.map_or(0, |overflow| overflow.hits)),
            ("correlation-without-time", self.timeless),
            ("correlation-without-group", outcome.ungrouped.iter().sum()),
            ("correlation-without-value", outcome.valueless.iter().sum()),
        ];
        let limits = counts.into_iter().filter(|(_, count)| *count > 0);
        (found, limits.map(|(id, count)| Message::new(id).with("count", count)).collect())
    }

    fn finding(&self, finding: &CorrelationFinding, shared: &Shared<'_>, plan: &Plan, names: &[String]) -> Correlated {
        let correlation = &plan.correlations()[finding.correlation];
        let number = shared.number_of(correlation);
        let anchor = &self.events[finding.anchor.order as usize];
        let host = anchor.host.as_deref().map(str::to_owned);
        let level = correlation.about.level;
        let (input, record, time) = (anchor.input, anchor.record, Some(Time(finding.anchor.time)));
        let top = Top { level, rule: number, time, host, input, record };
        let events = Whole { correlations: self, names };
        let line = (shared.writes && level >= shared.level).then(|| line(&events, finding, shared, plan, shared.now));
        Correlated { top, line }
    }
}

/// The matches of a scan, and the names of its inputs.
struct Whole<'a> {
    correlations: &'a Correlations,
    names: &'a [String],
}

impl Events for Whole<'_> {
    fn event(&self, order: u64) -> EventView<'_> {
        let event = &self.correlations.events[order as usize];
        EventView {
            file: self.names.get(event.input as usize).map_or("", String::as_str),
            record: event.record,
            host: event.host.as_deref(),
            user: event.user.as_deref(),
            src_ip: event.src_ip.as_deref(),
            kind: event.kind,
            provenance: self.correlations.provenance(event),
        }
    }
}
