//! Exceptions: where a rule holds and finds nothing all the same, for an organization or all, until a time.
//!
//! What an exception asks for is Sigma, on the fields as its rule calls them. It is looked at where the rule has matched, and
//! nowhere else; all exceptions of a log source are judged at once.

use super::LiveEvent;
use crate::lane::Lane;
use crate::partitions::{Compiled, Partitions};
use atalaya_model::{Diagnostic, LogSource, Severity, Time};
use atalaya_schema::{Answers, Identity, KindIx, Schema};
use atalaya_sigma::{Placeholders, RuleSet, Slots};
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Lanes of exceptions that one thread keeps; when they are more, all are forgotten.
const LANES_MAX: usize = 1024;

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Its identifier.
    pub id: String,
    /// Whose events; none: everybody's.
    pub organization: Option<String>,
    /// The identifier of the rule.
    pub rule: String,
    /// What holds of the events: a selection, as Sigma writes it in YAML or JSON.
    pub selection: String,
    /// For events that are received before.
    pub until: Time,
}

/// Exceptions, ready to be asked.
#[derive(Default)]
pub struct Exceptions {
    all: Vec<Exception>,
    /// What they ask for, each as a rule of its own, in the same order.
    rules: RuleSet,
    of_rule: HashMap<String, Vec<usize>>,
    compiled: Mutex<FxHashMap<(KindIx, u64), Arc<Compiled>>>,
}

/// What an exception has kept from being found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppressed {
    /// Findings and matches.
    pub count: u64,
    /// When the latest of their events was received.
    pub latest: Time,
}

/// What is wrong with a selection, for rules of this log source; nothing, where it can be asked for.
#[must_use]
pub fn selection_faults(selection: &str, logsource: &LogSource) -> Vec<Diagnostic> {
    let mut faults = rule(selection, logsource).diagnostics;
    faults.retain(|diagnostic| diagnostic.severity == Severity::Error);
    faults
}

/// The selection as a rule.
fn rule(selection: &str, logsource: &LogSource) -> RuleSet {
    let part = |name: &str, value: &Option<String>| {
        let quoted = value.as_ref().map(|value| value.replace('\'', "''"));
        quoted.map(|value| format!("  {name}: '{value}'\n")).unwrap_or_default()
    };
    let LogSource { product, category, service } = logsource;
    let parts = [part("product", product), part("category", category), part("service", service)].concat();
    let indented: String = selection.lines().map(|line| format!("    {line}\n")).collect();
    let text = format!(
        "title: exception\nlogsource:\n{parts}detection:\n  exception:\n{indented}  condition: exception\nlevel: low\n"
    );
    RuleSet::load([("exception", text.as_str())], &Placeholders::new())
}

impl Exceptions {
    /// These exceptions from `rules`; how many cannot be asked for, because there is no such rule (any more).
    #[must_use]
    pub fn new(all: Vec<Exception>, rules: &RuleSet) -> (Exceptions, u64) {
        let mut exceptions = Exceptions::default();
        let mut left_out = 0;
        for exception in all {
            let of = rules.rules.iter().find(|rule| rule.id == exception.rule);
            let loaded = of.and_then(|of| rule(&exception.selection, &of.logsource).rules.pop());
            let Some(loaded) = loaded else {
                left_out += 1;
                continue;
            };
            exceptions.of_rule.entry(exception.rule.clone()).or_default().push(exceptions.all.len());
            exceptions.rules.rules.push(loaded);
            exceptions.all.push(exception);
        }
        (exceptions, left_out)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn compiled(&self, schema: &Schema, identity: Identity) -> Arc<Compiled> {
        let (kind, serves) = (identity.kind, identity.serves);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || Partitions::new(&self.rules, schema, FxHashMap::default()).of_parts(kind, serves);
        Arc::clone(compiled.entry((kind, serves)).or_insert_with(compile))
    }
}

/// One thread's part.
#[derive(Default)]
pub(super) struct Excepting {
    exceptions: Arc<Exceptions>,
    lanes: FxHashMap<Identity, Lane>,
    slots: Slots,
    answers: Answers,
    suppressed: HashMap<String, Suppressed>,
}

impl Excepting {
    /// Asks these from now on.
    pub(super) fn set(&mut self, exceptions: &Arc<Exceptions>) {
        if !Arc::ptr_eq(&self.exceptions, exceptions) {
            self.exceptions = Arc::clone(exceptions);
            self.lanes.clear();
        }
    }

    pub(super) fn forget_paths(&mut self) {
        self.lanes.values_mut().for_each(Lane::forget_paths);
    }

    /// Whether the rule has exceptions at all.
    pub(super) fn has(&self, rule: &str) -> bool {
        self.exceptions.of_rule.contains_key(rule)
    }

    /// The exceptions that hold of the event, by their numbers.
    pub(super) fn holding(&mut self, schema: &Schema, event: &LiveEvent<'_>) -> Vec<u32> {
        let identity = event.identity;
        if self.lanes.len() >= LANES_MAX && !self.lanes.contains_key(&identity) {
            self.lanes.clear();
        }
        let exceptions = &self.exceptions;
        let lane =
            self.lanes.entry(identity).or_insert_with(|| Lane::new(identity, exceptions.compiled(schema, identity)));
        let mut holding = Vec::new();
        lane.examine(schema, event.paths, event.record, &mut self.slots, &mut self.answers, &mut holding);
        holding.retain(|number| {
            let Exception { organization, until, .. } = &exceptions.all[*number as usize];
            event.received < *until && organization.as_ref().is_none_or(|own| own == event.organization)
        });
        holding
    }

    /// Whether one of these takes the rule's finding away; counted, where the event counts.
    pub(super) fn takes(&mut self, rule: &str, holding: &[u32], event: &LiveEvent<'_>) -> bool {
        let exceptions = Arc::clone(&self.exceptions);
        let own = exceptions.of_rule.get(rule);
        let taking = own.and_then(|own| own.iter().find(|number| holding.contains(&(**number as u32))));
        let Some(taking) = taking else { return false };
        if event.counts {
            let id = &exceptions.all[*taking].id;
            let suppressed =
                self.suppressed.entry(id.clone()).or_insert(Suppressed { count: 0, latest: event.received });
            suppressed.count += 1;
            suppressed.latest = suppressed.latest.max(event.received);
        }
        true
    }

    /// What was taken away since this was asked last, by the identifier of the exception.
    pub(super) fn take(&mut self) -> HashMap<String, Suppressed> {
        std::mem::take(&mut self.suppressed)
    }
}
