//! Which rules can fire, shown by firing them.
//!
//! For each rule values are found under which it holds; they are put into a committed sample of a log that
//! the rule is for, in the sender's own format, and the sample goes the whole way from bytes to match. Only
//! values are changed, so the names of fields are those of the sample, and the rule is as well
//! verified as the sample is.

mod canaries;
mod change;
mod samples;

use crate::partitions::Partitions;
use atalaya_event::Recognizer;
use atalaya_model::Time;
use atalaya_schema::{
    AddressTable, Answers, Binder, Derivation, FieldSource, Identity, KindIx, Schema, Serve, Verification, ZoneRules,
};
use atalaya_sigma::witness::{Proposal, Want, proposals};
use atalaya_sigma::{LoadedRule, Matcher, RuleSet, Slots};
pub use canaries::{Canaries, Canary, CanaryEvent, canaries};
use change::New;
use rustc_hash::{FxHashMap, FxHashSet};
use samples::Sample;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Changed samples that are tried for one rule.
const TRIES_MAX: usize = 1000;

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
    /// It needs what a table of addresses says, and the user brought no such table.
    AddressTable(Vec<AddressTable>),
    /// It needs fields that no sample of its kinds carries.
    FieldsMissing(Vec<String>),
    /// Nothing that was tried made it fire.
    NoWitness,
}

/// Tries every rule.
#[must_use]
pub fn coverage(rules: &RuleSet, schema: &Arc<Schema>) -> Coverage {
    let partitions = Partitions::new(rules, schema, FxHashMap::default());
    let mut prover = Prover::new(&partitions, schema);
    let rules = (0..rules.rules.len()).map(|rule| prover.rule(rule)).collect();
    Coverage { rules }
}

/// What came of trying to make a rule fire.
enum Tried {
    /// The sample of this number, changed to this frame, does.
    Fires(usize, String),
    /// It would, if tables said what the user did not bring.
    TablesLacking(Vec<AddressTable>),
    /// Nothing does.
    Nothing,
}

/// A lane that samples of one identity go through.
struct Track {
    compiled: Arc<crate::partitions::Compiled>,
    matcher: Matcher,
}

/// New values by canonical name, and what tables of addresses are taken to say.
#[derive(Default)]
struct Values {
    fields: FxHashMap<String, New>,
    answers: Vec<(AddressTable, IpAddr, Option<String>)>,
}

/// Where a keyword goes.
#[derive(Debug, Clone, Copy)]
struct Keyword {
    /// The field with the longest text, the next one, and so on.
    place: usize,
    /// In place of the text that stands there, not behind it.
    instead: bool,
}

impl Keyword {
    const ALL: [Keyword; 8] = {
        let mut all = [Keyword { place: 0, instead: false }; 8];
        let mut at = 0;
        while at < all.len() {
            all[at] = Keyword { place: at / 2, instead: at % 2 == 1 };
            at += 1;
        }
        all
    };
}

struct Prover<'s> {
    rules: &'s RuleSet,
    schema: &'s Arc<Schema>,
    partitions: &'s Partitions<'s>,
    samples: Vec<Sample>,
    /// For each kind the canonical fields that its samples carry, by log source.
    carried: FxHashMap<(KindIx, usize), FxHashSet<String>>,
    eye: Recognizer,
    tracks: FxHashMap<(KindIx, u64), Track>,
    slots: Slots,
    /// What tables of addresses are taken to say.
    answers: Answers,
}

impl<'s> Prover<'s> {
    /// With the rules of these partitions.
    fn new(partitions: &'s Partitions<'s>, schema: &'s Arc<Schema>) -> Self {
        let rules = partitions.rules;
        let binder = Binder::new(Arc::clone(schema), ZoneRules::utc(Time(0)));
        let mut eye = Recognizer::new(binder);
        let samples = samples::all(&mut eye, schema);
        let mut carried: FxHashMap<(KindIx, usize), FxHashSet<String>> = FxHashMap::default();
        for sample in &samples {
            for serve in (0..64).filter(|serve| sample.identity.serves >> serve & 1 == 1) {
                carried.entry((sample.identity.kind, serve)).or_default().extend(sample.fields.iter().cloned());
            }
        }
        Prover {
            rules,
            schema,
            partitions,
            samples,
            carried,
            eye,
            tracks: FxHashMap::default(),
            slots: Slots::default(),
            answers: Answers::default(),
        }
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
        match self.witness(number, rule, &proposals, &|_| true) {
            Tried::Fires(at, _) => {
                let Sample { verification, name, .. } = &self.samples[at];
                return Outcome::Routed { verification: *verification, sample: name.clone() };
            }
            Tried::TablesLacking(tables) => return Outcome::AddressTable(tables),
            Tried::Nothing => {}
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

    /// The first changed sample of a wanted kind that makes the rule fire, best verified samples first.
    fn witness(
        &mut self,
        number: usize,
        rule: &LoadedRule,
        proposals: &[Proposal<'_>],
        wanted: &dyn Fn(KindIx) -> bool,
    ) -> Tried {
        let applies = |sample: &Sample| {
            let kind = Some(sample.identity.kind).filter(|kind| wanted(*kind))?;
            let kind = self.schema.kind(kind);
            (0..kind.serves.len()).find(|serve| {
                sample.identity.serves >> serve & 1 == 1 && rule.logsource.applies_to(&kind.serves[*serve].logsource)
            })
        };
        let mut candidates: Vec<(usize, usize)> =
            self.samples.iter().enumerate().filter_map(|(at, sample)| Some((at, applies(sample)?))).collect();
        candidates.sort_by_key(|(at, _)| (self.samples[*at].verification, *at));
        let (mut tries, mut with_table) = (0, Tried::Nothing);
        let keywords = proposals.iter().any(|proposal| proposal.contains_key(&None));
        for keyword in Keyword::ALL.into_iter().take(if keywords { Keyword::ALL.len() } else { 1 }) {
            for &(at, serve) in &candidates {
                for proposal in proposals {
                    let Some((frame, values)) = self.changed(at, serve, proposal, keyword) else { continue };
                    tries += 1;
                    if tries > TRIES_MAX {
                        return with_table;
                    }
                    self.answers.pretend(&values.answers);
                    // A new value may make it one of another kind.
                    if !self.fires(at, &frame, number).is_some_and(wanted) {
                        continue;
                    }
                    let lacking = self.tables_lacking(&values);
                    if lacking.is_empty() {
                        return Tried::Fires(at, frame);
                    }
                    if matches!(with_table, Tried::Nothing) {
                        with_table = Tried::TablesLacking(lacking);
                    }
                }
            }
        }
        with_table
    }

    /// The tables that the user did not bring and that would have to say what the values take them to say.
    fn tables_lacking(&self, values: &Values) -> Vec<AddressTable> {
        let has = |table| self.schema.addresses().is_some_and(|addresses| addresses.has(table));
        let said = values.answers.iter().filter(|(table, _, text)| text.is_some() && !has(*table));
        said.map(|(table, ..)| *table).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The sample with the proposed values, and these; `None` where it cannot carry them.
    fn changed(&self, at: usize, serve: usize, proposal: &Proposal<'_>, keyword: Keyword) -> Option<(String, Values)> {
        let sample = &self.samples[at];
        let serve = &self.schema.kind(sample.identity.kind).serves[serve];
        let mut values = Values::default();
        // Fields that are made of others come last: they take what is left.
        for derived in [false, true] {
            for (field, want) in proposal.iter().filter_map(|(field, want)| Some(((*field)?, want))) {
                match (serve.source_of(field), want) {
                    (FieldSource::Canonical(_), _) if derived => {}
                    (FieldSource::Derived(_), _) if !derived => {}
                    (_, Want::Text(text)) => self.put(sample, serve, field, text, &mut values),
                    (FieldSource::Derived(ix), Want::Absent) if self.schema.derivation(ix).table.is_some() => {
                        self.pretend(sample, self.schema.derivation(ix), None, &mut values);
                    }
                    (source, Want::Absent) => self.inputs(source).iter().for_each(|name| {
                        values.fields.insert((*name).to_owned(), New::Absent);
                    }),
                    (_, Want::Free(free)) if !free.allows(self.held(sample, serve, field).as_deref()) => {
                        self.put(sample, serve, field, free.text(), &mut values);
                    }
                    (_, Want::Free(_)) => {}
                }
            }
        }
        if let Some(Want::Text(text)) = proposal.get(&None) {
            let free = sample.longest.iter().filter(|name| !values.fields.contains_key(*name));
            let name = free.clone().nth(keyword.place)?;
            let before = sample.value(name).filter(|_| !keyword.instead);
            let text = before.map_or_else(|| text.clone(), |before| format!("{before} {text}"));
            values.fields.insert(name.clone(), New::Text(text));
        }
        Some((sample.with(&values.fields)?, values))
    }

    /// The canonical fields that a field as rules call it is made of.
    fn inputs<'a>(&'a self, source: FieldSource<'a>) -> Vec<&'a str> {
        match source {
            FieldSource::Canonical(name) => vec![name],
            FieldSource::Derived(ix) => self.schema.derivation(ix).inputs.iter().map(String::as_str).collect(),
        }
    }

    /// What the sample holds in a field as rules call it.
    fn held(&self, sample: &Sample, serve: &Serve, field: &str) -> Option<String> {
        match serve.source_of(field) {
            FieldSource::Canonical(name) => sample.value(name).map(str::to_owned),
            FieldSource::Derived(ix) => {
                let derivation = self.schema.derivation(ix);
                let inputs: Vec<Option<&str>> = derivation.inputs.iter().map(|name| sample.value(name)).collect();
                let mut out = String::new();
                derivation.derive(&inputs, &mut out).then_some(out)
            }
        }
    }

    /// Adds the values of canonical fields that make `value` of a field as rules call it.
    fn put(&self, sample: &Sample, serve: &Serve, field: &str, value: &str, values: &mut Values) {
        let ix = match serve.source_of(field) {
            FieldSource::Canonical(name) => {
                values.fields.insert(name.to_owned(), New::Text(value.to_owned()));
                return;
            }
            FieldSource::Derived(ix) => ix,
        };
        let derivation = self.schema.derivation(ix);
        if derivation.table.is_some() {
            return self.pretend(sample, derivation, Some(value), values);
        }
        let texts = derivation.inputs_for(value);
        let open = |name: &String| sample.fields.contains(name) && !values.fields.contains_key(name);
        let pairs: Vec<(&String, String)> = derivation.inputs.iter().zip(texts).collect();
        let mut given = pairs.iter().filter(|(_, text)| text != "-");
        let chosen: Vec<(String, String)> = match (given.next(), given.next()) {
            // One text goes into the first input that the sample has and that is not yet taken.
            (Some((_, text)), None) => {
                let mut names = derivation.inputs.iter().filter(|name| open(name));
                let first = names.next().map(|name| (name.clone(), text.clone()));
                let names = names.filter(|_| !derivation.first);
                first.into_iter().chain(names.map(|name| (name.clone(), "-".to_owned()))).collect()
            }
            _ => pairs
                .iter()
                .filter(|(name, text)| open(name) || text != "-")
                .map(|(n, t)| ((*n).clone(), t.clone()))
                .collect(),
        };
        values.fields.extend(chosen.into_iter().map(|(name, text)| (name, New::Text(text))));
    }

    /// Takes a table to say this of the address that the sample will hold.
    fn pretend(&self, sample: &Sample, derivation: &Derivation, text: Option<&str>, values: &mut Values) {
        let input = |name: &String| match values.fields.get(name) {
            Some(New::Text(text)) => Some(text.clone()),
            Some(New::Absent) => None,
            None => sample.value(name).map(str::to_owned),
        };
        let inputs: Vec<Option<String>> = derivation.inputs.iter().map(input).collect();
        let inputs: Vec<Option<&str>> = inputs.iter().map(Option::as_deref).collect();
        if let (Some(table), Some(address)) = (derivation.table, derivation.address(&inputs)) {
            values.answers.push((table, address, text.map(str::to_owned)));
        }
    }

    /// Sends the frame the whole way and says of which kind it is, where the rule fired.
    fn fires(&mut self, at: usize, frame: &str, number: usize) -> Option<KindIx> {
        let header = self.samples[at].header.clone();
        self.eye.renew();
        self.eye.decoder.decode(&header, frame).ok()?;
        let Identity { kind, dialect, serves, .. } = self.eye.identify(frame, &header)?;
        let partitions = self.partitions;
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
        crate::lane::derive(self.schema, &track.compiled, &record, &mut self.slots, &mut self.answers);
        let mut matches = Vec::new();
        track.matcher.evaluate(&track.compiled.partition, &record, &self.slots, &mut matches);
        matches.contains(&(number as u32)).then_some(kind)
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
