//! Events as they come: judged as the scan judges what it reads, on their way into the lake of a centre that runs.
//!
//! Whoever decoded an event hands it over as it is, bound to its kind; findings and their identifiers are those of a scan of
//! the same event, and a source's name takes the place of a file's. Each event is judged alone here; what correlations wait
//! for is handed out as matches, and becomes findings in a [`Correlator`].

mod bucket;
mod correlator;
mod exceptions;
mod held;
mod sights;

use crate::correlation::plan;
use crate::ocsf::UID_AT;
use crate::partitions::Partitions;
use crate::provenance::Provenance;
use crate::run::roles;
use crate::worker::{At, Event, Examiner, Known, LineKey, Shared, UnitResult};
use atalaya_model::{Finding, Level, Match, Paths, Record, Time};
use atalaya_schema::{Binder, Identity, Schema};
use atalaya_sigma::RuleSet;
pub use correlator::{Correlator, Counts, Judging, LATENESS_MAX};
use exceptions::Excepting;
pub use exceptions::{Exception, Exceptions, Suppressed, selection_faults};
use held::matched;
use sights::Noticed;
pub use sights::{Ability, Missing, Seen, Sights};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Rules, ready to judge events as they come.
pub struct Live<'s> {
    shared: Arc<Shared<'s>>,
}

/// An event that was decoded just now.
#[derive(Clone, Copy)]
pub struct LiveEvent<'e> {
    /// Its kind, and which of the kind's log sources it belongs to.
    pub identity: Identity,
    /// The names of its fields.
    pub paths: &'e Paths,
    /// Its fields.
    pub record: &'e Record<'e>,
    /// When it happened.
    pub time: Option<Time>,
    /// When it was received.
    pub received: Time,
    /// Whose it is.
    pub organization: &'e str,
    /// The name of its source, which findings give for the file.
    pub source: &'e str,
    /// Where it is from.
    pub provenance: Provenance,
    /// Whether it counts as something that the organization sends.
    pub counts: bool,
}

/// One thread's part.
pub struct LiveJudge<'s> {
    examiner: Examiner<'s>,
    result: UnitResult,
    found: Found,
    noticed: Noticed,
    excepting: Excepting,
    bytes: usize,
}

/// What a thread found.
#[derive(Debug, Default)]
pub struct Found {
    /// Findings of rules.
    pub findings: Vec<Finding>,
    /// What correlations wait for.
    pub matches: Vec<Match>,
    /// Events that could not be judged.
    pub unjudged: u64,
    /// Matches that no correlation can take, because their events have no time.
    pub timeless: u64,
    /// What the events were like.
    pub seen: Vec<Seen>,
    /// What exceptions have kept from being found, by their identifiers.
    pub suppressed: HashMap<String, Suppressed>,
}

impl<'s> Live<'s> {
    /// These rules, for events of these kinds.
    #[must_use]
    pub fn new(rules: &'s RuleSet, schema: &'s Schema) -> Live<'s> {
        let plan = plan(rules);
        let roles = roles(rules, &plan);
        let shared = Shared {
            partitions: Partitions::new(rules, schema, plan.asked),
            level: Level::Informational,
            since: None,
            until: None,
            decode_only: false,
            writes: true,
            detailed: false,
            details: AtomicBool::new(false),
            now: Time(0),
            redactor: None,
            roles,
        };
        Live { shared: Arc::new(shared) }
    }

    pub(crate) fn partitions(&self) -> &Partitions<'s> {
        &self.shared.partitions
    }

    /// What one thread judges with.
    #[must_use]
    pub fn judge(&self) -> LiveJudge<'s> {
        LiveJudge {
            examiner: Examiner::new(&self.shared),
            result: UnitResult::default(),
            found: Found::default(),
            noticed: Noticed::default(),
            excepting: Excepting::default(),
            bytes: 0,
        }
    }

    /// What makes findings of the matches that correlations wait for.
    #[must_use]
    pub fn correlator(&self) -> Correlator<'s> {
        Correlator::new(&self.shared)
    }
}

impl LiveJudge<'_> {
    /// Judges the event; `binder` is the one that told its identity.
    pub fn examine(&mut self, binder: &mut Binder, event: &LiveEvent<'_>) {
        let LiveJudge { examiner, result, .. } = self;
        let judged = catch_unwind(AssertUnwindSafe(|| examine(examiner, result, binder, event)));
        if judged.is_err() {
            // A fault takes nothing but the event with it; what it left behind is not to be trusted.
            self.examiner = Examiner::new(&self.examiner.shared());
            self.result = UnitResult::default();
            self.found.unjudged += 1;
        } else {
            if event.counts
                && let Some((lane, slots)) = self.examiner.judged(event.identity)
            {
                self.noticed.note(event, lane, slots);
            }
            self.collect(event);
        }
    }

    /// The thread's table of paths was replaced.
    pub fn forget_paths(&mut self) {
        self.examiner.forget_paths();
        self.excepting.forget_paths();
    }

    /// Where rules find nothing, from the next event on.
    pub fn except(&mut self, exceptions: &Arc<Exceptions>) {
        self.excepting.set(exceptions);
    }

    /// Bytes of what was found and waits to be taken.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What was found since this was last asked.
    pub fn take(&mut self) -> Found {
        let stats = std::mem::take(&mut self.examiner.stats);
        self.bytes = 0;
        self.found.unjudged += stats.lanes_beyond;
        self.found.seen = self.noticed.take();
        self.found.suppressed = self.excepting.take();
        std::mem::take(&mut self.found)
    }

    /// Lines to findings, hits to matches.
    fn collect(&mut self, event: &LiveEvent<'_>) {
        if self.result.hits.is_empty() && self.result.keys.is_empty() {
            return;
        }
        let holding = self.holding(event);
        for hit in std::mem::take(&mut self.result.hits) {
            if self.is_taken(hit.rule, holding.as_deref(), event) {
                continue;
            }
            match matched(&self.examiner.shared(), hit, event) {
                Some(matched) => {
                    self.bytes += matched.facts.len();
                    self.found.matches.push(matched);
                }
                None => self.found.timeless += 1,
            }
        }
        if self.result.keys.is_empty() {
            return;
        }
        let mut lines = std::mem::take(&mut self.result.lines);
        let mut at = 0;
        for key in std::mem::take(&mut self.result.keys) {
            let line = &mut lines[at..at + key.bytes()];
            at += line.len();
            if self.is_taken(key.rule, holding.as_deref(), event) {
                continue;
            }
            let finding = self.finding(&key, line, event);
            self.bytes += finding.ocsf.len();
            self.found.findings.push(finding);
        }
        lines.clear();
        self.result = UnitResult { lines, ..UnitResult::default() };
    }

    /// The exceptions that hold of the event, where a rule has found it that has any.
    fn holding(&mut self, event: &LiveEvent<'_>) -> Option<Vec<u32>> {
        let shared = self.examiner.shared();
        let hits = self.result.hits.iter().map(|hit| hit.rule);
        let mut found = hits.chain(self.result.keys.iter().map(|key| key.rule));
        let has_any = found.any(|rule| self.excepting.has(&shared.partitions.rules.rules[rule as usize].id));
        has_any.then(|| self.excepting.holding(shared.partitions.schema, event))
    }

    fn is_taken(&mut self, rule: u32, holding: Option<&[u32]>, event: &LiveEvent<'_>) -> bool {
        let Some(holding) = holding else { return false };
        let shared = self.examiner.shared();
        self.excepting.takes(&shared.partitions.rules.rules[rule as usize].id, holding, event)
    }

    fn finding(&self, key: &LineKey, line: &mut [u8], event: &LiveEvent<'_>) -> Finding {
        let shared = self.examiner.shared();
        let rule = &shared.partitions.rules.rules[key.rule as usize];
        let uid = event.provenance.uid(&rule.id, &[]);
        line[UID_AT].copy_from_slice(uid.as_bytes());
        Finding {
            uid,
            organization: event.organization.to_owned(),
            source: event.source.to_owned(),
            rule: rule.id.clone(),
            level: rule.about.level,
            kind: shared.partitions.schema.kind(event.identity.kind).name.clone(),
            time: event.time,
            received: event.received,
            ocsf: String::from_utf8_lossy(line.trim_ascii_end()).into_owned(),
        }
    }
}

fn examine(examiner: &mut Examiner<'_>, result: &mut UnitResult, binder: &mut Binder, event: &LiveEvent<'_>) {
    let LiveEvent { identity, paths, record, time, received, source, provenance, .. } = *event;
    let at = At {
        input: 0,
        name: source,
        record: provenance.record(),
        chunk: provenance.chunk(),
        known: Known::Whole(provenance),
        now: received,
        numbered: false,
    };
    examiner.event(binder, &Event { identity, record: *record, paths, time, at }, result);
    // Who was given an address is not followed here.
    result.leases.clear();
}
