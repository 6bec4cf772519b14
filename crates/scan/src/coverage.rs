//! Which rules can fire, shown by firing them.
//!
//! For each rule values are found under which it holds; they are put into a committed sample of a log that
//! the rule is for, in the sender's own format, and the sample goes the whole way from bytes to match. Only
//! values are changed, so the names of fields are those of the sample, and the rule is as well
//! verified as the sample is.

mod change;
mod samples;

use crate::partitions::Partitions;
use crate::recognizer::Recognizer;
use atalaya_model::Time;
use atalaya_schema::{Binder, FieldSource, Identity, KindIx, Schema, Verification, ZoneRules};
use atalaya_sigma::witness::{Proposal, Want, proposals};
use atalaya_sigma::{LoadedRule, Matcher, RuleSet, Slots};
use rustc_hash::{FxHashMap, FxHashSet};
use samples::Sample;
use std::sync::Arc;

/// Changed samples that are tried for one rule.
const TRIES_MAX: usize = 240;

/// What is known of all rules.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The rules, in the order of the rule set.
    pub rules: Vec<RuleCoverage>,
}

/// What is known of one rule.
#[derive(Debug, Clone)]
pub struct RuleCoverage {
    /// Its number in the rule set.
    pub rule: usize,
    /// The log sources of kinds that feed it.
    pub feeds: Vec<Feed>,
    /// Whether it fires.
    pub outcome: Outcome,
}

/// A kind's log source that feeds a rule.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The kind.
    pub kind: KindIx,
    /// The log source, as a number in [`atalaya_schema::Kind::serves`].
    pub serve: usize,
    /// The rule's fields that samples of the kind carry.
    pub carried: Vec<String>,
    /// The rule's fields that no sample of the kind carries.
    pub missing: Vec<String>,
}

/// Whether a rule fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A changed sample made it fire.
    Routed {
        /// How sure we are of the sample's field names.
        verification: Verification,
        /// The sample: kind and file.
        sample: String,
    },
    /// No kind has its log source.
    NoKind,
    /// It cannot hold without a value for a placeholder.
    Placeholder(Vec<String>),
    /// It needs fields that no sample of its kinds carries.
    FieldsMissing(Vec<String>),
    /// Nothing that was tried made it fire.
    NoWitness,
}

/// Tries every rule.
#[must_use]
pub fn coverage(rules: &RuleSet, schema: &Arc<Schema>) -> Coverage {
    let mut prover = Prover::new(rules, schema);
    let rules = (0..rules.rules.len()).map(|rule| prover.rule(rule)).collect();
    Coverage { rules }
}

/// A lane that samples of one identity go through.
struct Track {
    compiled: Arc<crate::partitions::Compiled>,
    matcher: Matcher,
}

struct Prover<'s> {
    rules: &'s RuleSet,
    schema: &'s Arc<Schema>,
    partitions: Partitions<'s>,
    samples: Vec<Sample>,
    /// For each kind the canonical fields that its samples carry, by log source.
    carried: FxHashMap<(KindIx, usize), FxHashSet<String>>,
    eye: Recognizer,
    tracks: FxHashMap<(KindIx, u64), Track>,
    slots: Slots,
}

impl<'s> Prover<'s> {
    fn new(rules: &'s RuleSet, schema: &'s Arc<Schema>) -> Self {
        let binder = Binder::new(Arc::clone(schema), ZoneRules::utc(Time(0)));
        let mut eye = Recognizer::new(binder);
        let samples = samples::all(&mut eye, schema);
        let mut carried: FxHashMap<(KindIx, usize), FxHashSet<String>> = FxHashMap::default();
        for sample in &samples {
            for serve in (0..64).filter(|serve| sample.identity.serves >> serve & 1 == 1) {
                carried.entry((sample.identity.kind, serve)).or_default().extend(sample.fields.iter().cloned());
            }
        }
        let partitions = Partitions::new(rules, schema, FxHashMap::default());
        Prover { rules, schema, partitions, samples, carried, eye, tracks: FxHashMap::default(), slots: Slots::default() }
    }

    fn rule(&mut self, rule: usize) -> RuleCoverage {
        let loaded = &self.rules.rules[rule];
        let feeds = self.feeds(loaded);
        let outcome = self.outcome(rule, loaded, &feeds);
        RuleCoverage { rule, feeds, outcome }
    }

    fn feeds(&self, rule: &LoadedRule) -> Vec<Feed> {
        let none = FxHashSet::default();
        let mut feeds = Vec::new();
        for (kind_ix, kind) in self.schema.kind_ixs() {
            for (serve, of) in kind.serves.iter().enumerate().filter(|(_, s)| rule.logsource.applies_to(&s.logsource)) {
                let carried = self.carried.get(&(kind_ix, serve)).unwrap_or(&none);
                let has = |field: &&str| match of.source_of(field) {
                    FieldSource::Canonical(name) => carried.contains(name),
                    FieldSource::Derived(ix) => {
                        self.schema.derivation(ix).inputs.iter().any(|input| carried.contains(input))
                    }
                };
                let (carried, missing) = rule.fields().into_iter().partition(has);
                let owned = |fields: Vec<&str>| fields.into_iter().map(str::to_owned).collect();
                feeds.push(Feed { kind: kind_ix, serve, carried: owned(carried), missing: owned(missing) });
            }
        }
        feeds
    }

    fn outcome(&mut self, number: usize, rule: &LoadedRule, feeds: &[Feed]) -> Outcome {
        if feeds.is_empty() {
            return Outcome::NoKind;
        }
        let proposals = proposals(&rule.expr);
        if let Some(routed) = self.witness(number, rule, &proposals) {
            return routed;
        }
        if !rule.placeholders_missing.is_empty() {
            return Outcome::Placeholder(rule.placeholders_missing.clone());
        }
        let needed = crate::needs::needed_fields(&rule.expr);
        let lacking = |feed: &Feed| -> Vec<String> {
            feed.missing.iter().filter(|field| needed.contains(field.as_str())).cloned().collect()
        };
        match feeds.iter().map(lacking).min_by_key(Vec::len) {
            Some(missing) if !missing.is_empty() => Outcome::FieldsMissing(missing),
            _ => Outcome::NoWitness,
        }
    }

    /// The first changed sample that makes the rule fire, best verified samples first.
    fn witness(&mut self, number: usize, rule: &LoadedRule, proposals: &[Proposal]) -> Option<Outcome> {
        let applies = |sample: &Sample| {
            let kind = self.schema.kind(sample.identity.kind);
            (0..kind.serves.len()).find(|serve| {
                sample.identity.serves >> serve & 1 == 1 && rule.logsource.applies_to(&kind.serves[*serve].logsource)
            })
        };
        let mut candidates: Vec<(usize, usize)> =
            self.samples.iter().enumerate().filter_map(|(at, sample)| Some((at, applies(sample)?))).collect();
        candidates.sort_by_key(|(at, _)| (self.samples[*at].verification, *at));
        let mut tries = 0;
        for neutral in [false, true] {
            for &(at, serve) in &candidates {
                for proposal in proposals {
                    let Some(frame) = self.changed(at, serve, rule, proposal, neutral) else { continue };
                    tries += 1;
                    if tries > TRIES_MAX {
                        return None;
                    }
                    if self.fires(at, &frame, number) {
                        let sample = &self.samples[at];
                        let verification = sample.verification;
                        return Some(Outcome::Routed { verification, sample: sample.name.clone() });
                    }
                }
            }
        }
        None
    }

    /// The sample with the proposed values; `None` where it cannot carry them.
    fn changed(&self, at: usize, serve: usize, rule: &LoadedRule, proposal: &Proposal, neutral: bool) -> Option<String> {
        let sample = &self.samples[at];
        let serve = &self.schema.kind(sample.identity.kind).serves[serve];
        let mut values: Vec<(String, change::New)> = Vec::new();
        let (mut absent, mut keyword) = (Vec::new(), None);
        let mut put = |field: &str, value: &str| {
            match serve.source_of(field) {
                FieldSource::Canonical(name) => values.push((name.to_owned(), change::New::Text(value.to_owned()))),
                FieldSource::Derived(ix) => {
                    let derivation = self.schema.derivation(ix);
                    let inputs = derivation.inputs.iter().cloned().zip(derivation.inputs_for(value));
                    values.extend(inputs.map(|(name, value)| (name, change::New::Text(value))));
                }
            }
        };
        for (field, want) in proposal {
            match (field, want) {
                (Some(field), Want::Text(text)) => put(field, text),
                (Some(field), Want::Absent) => absent.push(field.as_str()),
                (None, Want::Text(text)) => keyword = Some(text.clone()),
                (_, Want::Present) | (None, Want::Absent) => {}
            }
        }
        values.extend(keyword.map(|text| (sample.longest.clone(), change::New::Text(text))));
        values.extend(absent.into_iter().filter_map(|field| match serve.source_of(field) {
            FieldSource::Canonical(name) => Some((name.to_owned(), change::New::Null)),
            FieldSource::Derived(_) => None,
        }));
        if neutral {
            let known: FxHashSet<String> = values.iter().map(|(name, _)| name.clone()).collect();
            for field in rule.fields().into_iter().filter(|field| !proposal.contains_key(&Some((*field).to_owned()))) {
                if let FieldSource::Canonical(name) = serve.source_of(field)
                    && !known.contains(name)
                    && sample.fields.contains(name)
                {
                    values.push((name.to_owned(), change::New::Text("witness".to_owned())));
                }
            }
        }
        sample.with(&values)
    }

    /// Sends the frame the whole way and says whether the rule fired.
    fn fires(&mut self, at: usize, frame: &str, number: usize) -> bool {
        let header = self.samples[at].header.clone();
        self.eye.renew();
        if self.eye.decoder.decode(&header, frame).is_err() {
            return false;
        }
        let Some(Identity { kind, dialect, serves }) = self.eye.identify(frame, &header) else { return false };
        let partitions = &self.partitions;
        let track = self.tracks.entry((kind, serves)).or_insert_with(|| {
            let compiled = partitions.of_parts(kind, serves);
            Track { matcher: Matcher::new(&compiled.partition), compiled }
        });
        let (paths, record) = (self.eye.decoder.paths(), self.eye.decoder.record(frame));
        self.slots.begin(track.compiled.partition.slots().len());
        for (at, field) in record.fields().iter().enumerate() {
            let canonical = self.schema.canonical(dialect, paths.name(field.path));
            if let Some(slot) = canonical.and_then(|name| track.compiled.partition.slot(&name)) {
                self.slots.put_field(slot, at);
            }
        }
        crate::lane::derive(self.schema, &track.compiled, &record, &mut self.slots);
        let mut matches = Vec::new();
        track.matcher.evaluate(&track.compiled.partition, &record, &self.slots, &mut matches);
        matches.contains(&(number as u32))
    }
}

impl Coverage {
    /// How many rules fire.
    #[must_use]
    pub fn routed(&self) -> usize {
        self.rules.iter().filter(|rule| matches!(rule.outcome, Outcome::Routed { .. })).count()
    }

    /// How many rules fire on samples so verified.
    #[must_use]
    pub fn routed_as(&self, wanted: Verification) -> usize {
        let so = |rule: &&RuleCoverage| matches!(&rule.outcome, Outcome::Routed { verification, .. } if *verification == wanted);
        self.rules.iter().filter(so).count()
    }
}
