//! Events as they come: judged as the scan judges what it reads, on their way into the lake of a centre that runs.
//!
//! Whoever decoded an event hands it over as it is, bound to its kind; findings and their identifiers are those of a scan of
//! the same event, and a source's name takes the place of a file's. Correlations are not judged here: each event is judged
//! alone.

use crate::ocsf::UID_AT;
use crate::partitions::Partitions;
use crate::provenance::Provenance;
use crate::worker::{At, Event, Examiner, Known, LineKey, Role, Shared, UnitResult};
use atalaya_model::{Finding, Level, Paths, Record, Time};
use atalaya_schema::{Binder, Identity, Schema};
use atalaya_sigma::RuleSet;
use rustc_hash::FxHashMap;
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
}

/// One thread's part.
pub struct LiveJudge<'s> {
    examiner: Examiner<'s>,
    result: UnitResult,
    findings: Vec<Finding>,
    bytes: usize,
    unjudged: u64,
}

impl<'s> Live<'s> {
    /// These rules, for events of these kinds.
    #[must_use]
    pub fn new(rules: &'s RuleSet, schema: &'s Schema) -> Live<'s> {
        let plan = rules.plan.as_ref();
        // What only correlations ask for is no finding.
        let finds = |rule| plan.is_none_or(|plan| plan.is_reported(rule));
        let roles = (0..rules.rules.len() as u32).map(|rule| Role { finds: finds(rule), feeds: false }).collect();
        let shared = Shared {
            partitions: Partitions::new(rules, schema, FxHashMap::default()),
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

    /// What one thread judges with.
    #[must_use]
    pub fn judge(&self) -> LiveJudge<'s> {
        LiveJudge {
            examiner: Examiner::new(&self.shared),
            result: UnitResult::default(),
            findings: Vec::new(),
            bytes: 0,
            unjudged: 0,
        }
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
            self.unjudged += 1;
        } else if !self.result.keys.is_empty() {
            self.collect(event);
        }
    }

    /// The thread's table of paths was replaced.
    pub fn forget_paths(&mut self) {
        self.examiner.forget_paths();
    }

    /// Bytes of the findings that wait to be taken.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The findings since this was last asked, and how many events could not be judged.
    pub fn take(&mut self) -> (Vec<Finding>, u64) {
        let stats = std::mem::take(&mut self.examiner.stats);
        self.bytes = 0;
        let unjudged = std::mem::take(&mut self.unjudged) + stats.lanes_beyond;
        (std::mem::take(&mut self.findings), unjudged)
    }

    /// Lines to findings.
    fn collect(&mut self, event: &LiveEvent<'_>) {
        let mut lines = std::mem::take(&mut self.result.lines);
        let mut at = 0;
        for key in std::mem::take(&mut self.result.keys) {
            let line = &mut lines[at..at + key.bytes()];
            at += line.len();
            let finding = self.finding(&key, line, event);
            self.bytes += finding.ocsf.len();
            self.findings.push(finding);
        }
        lines.clear();
        self.result = UnitResult { lines, ..UnitResult::default() };
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
