//! For each set of log sources that events belong to, the rules of these log sources compiled together.
//!
//! Compiled when the first such event comes, once for all threads.

use atalaya_schema::{FieldSource, Identity, KindIx, Schema};
use atalaya_sigma::{Member, Partition, RuleSet};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The mark before the number of a derivation in the name of a slot. No field name begins so.
const DERIVED: &str = "\u{1}derived:";
/// The mark before a canonical name among the fields of a rule. No field name begins so.
const CANONICAL: &str = "\u{1}canonical:";

/// All partitions of a scan.
pub(crate) struct Partitions<'s> {
    pub(crate) rules: &'s RuleSet,
    pub(crate) schema: &'s Schema,
    /// Fields whose values correlations need, by rule.
    pub(crate) asked: FxHashMap<u32, Vec<String>>,
    compiled: Mutex<FxHashMap<(KindIx, u64), Arc<Compiled>>>,
}

/// A partition, and what its slots are.
pub(crate) struct Compiled {
    pub(crate) partition: Partition,
    /// Slots that are made of other slots: slot, derivation, slots of its inputs.
    pub(crate) derived: Vec<Derived>,
    /// For each rule in the partition, and each log source through which it applies: rule and serve.
    pub(crate) members: Vec<(u32, usize)>,
}

pub(crate) struct Derived {
    pub(crate) slot: u16,
    pub(crate) derivation: atalaya_schema::DerivationIx,
    pub(crate) inputs: Vec<Option<u16>>,
}

impl<'s> Partitions<'s> {
    pub(crate) fn new(rules: &'s RuleSet, schema: &'s Schema, asked: FxHashMap<u32, Vec<String>>) -> Self {
        Partitions { rules, schema, asked, compiled: Mutex::default() }
    }

    /// The rules for events of this identity.
    pub(crate) fn of(&self, identity: Identity) -> Arc<Compiled> {
        self.of_parts(identity.kind, identity.serves)
    }

    /// The rules for events of the kind that belong to these log sources.
    pub(crate) fn of_parts(&self, kind: KindIx, serves: u64) -> Arc<Compiled> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(compiled.entry((kind, serves)).or_insert_with(|| Arc::new(self.compile(kind, serves))))
    }

    /// Everything compiled so far.
    pub(crate) fn all(&self) -> Vec<((KindIx, u64), Arc<Compiled>)> {
        let compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        compiled.iter().map(|(key, compiled)| (*key, Arc::clone(compiled))).collect()
    }

    /// The rules that apply to events of the kind which belong to these log sources, each with the log source.
    pub(crate) fn members(&self, kind: KindIx, serves: u64) -> Vec<(u32, usize)> {
        let kind = self.schema.kind(kind);
        let held = || kind.serves.iter().enumerate().filter(|(number, _)| serves >> number & 1 == 1);
        let mut members = Vec::new();
        for (number, rule) in self.rules.rules.iter().enumerate() {
            let mut ways: Vec<(usize, Vec<String>)> = Vec::new();
            for (serve_number, serve) in held().filter(|(_, serve)| rule.logsource.applies_to(&serve.logsource)) {
                let fields = rule.fields();
                let slots: Vec<String> = fields.iter().map(|field| slot_name(serve.source_of(field))).collect();
                if !ways.iter().any(|(_, known)| *known == slots) {
                    ways.push((serve_number, slots));
                }
            }
            members.extend(ways.into_iter().map(|(serve, _)| (number as u32, serve)));
        }
        members
    }

    fn compile(&self, kind: KindIx, serves: u64) -> Compiled {
        let members = self.members(kind, serves);
        let kind = self.schema.kind(kind);
        let namers: Vec<_> = kind
            .serves
            .iter()
            .map(|serve| Box::new(move |field: &str| named(serve, field)) as Box<dyn Fn(&str) -> String>)
            .collect();
        let member = |&(rule, serve): &(u32, usize)| {
            let loaded = &self.rules.rules[rule as usize];
            let mut more = self.asked.get(&rule).cloned().unwrap_or_default();
            let fields = loaded.fields().into_iter().map(str::to_owned).chain(more.iter().cloned());
            let inputs: Vec<String> = fields.flat_map(|field| self.inputs(&kind.serves[serve], &field)).collect();
            more.extend(inputs);
            Member { rule, expr: &loaded.expr, slot_name: &*namers[serve], more_fields: more }
        };
        let compiled: Vec<Member<'_>> = members.iter().map(member).collect();
        let partition = Partition::compile(&compiled);
        let derived = self.derived(&partition);
        Compiled { partition, derived, members }
    }

    /// The canonical fields of which a derived field is made, marked.
    fn inputs(&self, serve: &atalaya_schema::Serve, field: &str) -> Vec<String> {
        match serve.source_of(field) {
            FieldSource::Canonical(_) => Vec::new(),
            FieldSource::Derived(derivation) => {
                self.schema.derivation(derivation).inputs.iter().map(|input| format!("{CANONICAL}{input}")).collect()
            }
        }
    }

    fn derived(&self, partition: &Partition) -> Vec<Derived> {
        let derivations = partition.slots().iter().enumerate().filter_map(|(slot, name)| {
            let number: usize = name.strip_prefix(DERIVED)?.parse().ok()?;
            Some((slot as u16, self.schema.derivation_ix(number)?))
        });
        derivations
            .map(|(slot, derivation)| {
                let inputs = &self.schema.derivation(derivation).inputs;
                Derived { slot, derivation, inputs: inputs.iter().map(|input| partition.slot(input)).collect() }
            })
            .collect()
    }
}

fn named(serve: &atalaya_schema::Serve, field: &str) -> String {
    match field.strip_prefix(CANONICAL) {
        Some(canonical) => canonical.to_owned(),
        None => slot_name(serve.source_of(field)),
    }
}

/// The slot that answers a field of a rule of that log source.
pub(crate) fn slot_of_field(serve: &atalaya_schema::Serve, field: &str) -> String {
    slot_name(serve.source_of(field))
}

fn slot_name(source: FieldSource<'_>) -> String {
    match source {
        FieldSource::Canonical(name) => name.to_owned(),
        FieldSource::Derived(derivation) => format!("{DERIVED}{}", derivation.number()),
    }
}
