//! Which events of the past rules can concern at all: for each kind the rules that apply, and what their matches have
//! in common.

use crate::partitions::Partitions;
use atalaya_schema::{Condition, FieldSource, Pattern, Schema, Serve, Test, When};
use atalaya_sigma::RuleSet;
use atalaya_sigma::narrow::{NARROW_BYTES_MAX, NARROW_NODES_MAX, Narrow, NarrowOp};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The kinds that rules of the set are for, by name, each with the numbers of these rules, rising.
#[must_use]
pub fn applicable(rules: &RuleSet, schema: &Schema) -> Vec<(String, Vec<u32>)> {
    let partitions = Partitions::new(rules, schema, FxHashMap::default());
    let of_kind = |(kind, of): (_, &atalaya_schema::Kind)| {
        let mut numbers: Vec<u32> = partitions.members(kind, u64::MAX).into_iter().map(|(rule, _)| rule).collect();
        numbers.dedup();
        (!numbers.is_empty()).then(|| (of.name.clone(), numbers))
    };
    schema.kind_ixs().filter_map(of_kind).collect()
}

/// What every event of the kind satisfies that a rule of the set matches. Fields are by their canonical names; an event
/// has a value of a field also where it was kept apart ([`Schema::kept`]).
#[must_use]
pub fn narrow(rules: &RuleSet, schema: &Schema, kind: &str) -> Narrow {
    let Some(kind) = schema.kind_named(kind) else { return Narrow::False };
    let partitions = Partitions::new(rules, schema, FxHashMap::default());
    let mut by_serve: BTreeMap<usize, Vec<Narrow>> = BTreeMap::new();
    // Not the ways of `Partitions::members`: where two log sources call all fields alike, one of them stands for both.
    for (number, serve) in schema.kind(kind).serves.iter().enumerate() {
        let name = |field: &str| match serve.source_of(field) {
            FieldSource::Canonical(name) => Some(name.to_owned()),
            FieldSource::Derived(_) => None,
        };
        let applying = partitions.rules.rules.iter().filter(|rule| rule.logsource.applies_to(&serve.logsource));
        let narrowed = applying.map(|rule| atalaya_sigma::narrow::narrow(&rule.expr, &name));
        by_serve.entry(number).or_default().extend(narrowed);
    }
    let of_serve = |(number, parts): (usize, Vec<Narrow>)| {
        let serve: &Serve = &schema.kind(kind).serves[number];
        let rules = Narrow::any(parts);
        let bounded = rules.bounded(NARROW_NODES_MAX / 2, NARROW_BYTES_MAX / 2);
        if bounded == Narrow::False { bounded } else { Narrow::all([of_when(&serve.when), bounded]) }
    };
    Narrow::any(by_serve.into_iter().map(of_serve)).bounded(NARROW_NODES_MAX, NARROW_BYTES_MAX)
}

/// What events of a log source satisfy.
fn of_when(when: &When) -> Narrow {
    Narrow::all(when.all.iter().map(of_condition))
}

fn of_condition(condition: &Condition) -> Narrow {
    let is = |op| Narrow::test(&condition.name, op);
    match &condition.test {
        Test::Present => is(NarrowOp::Exists),
        // Data of the event that are called like the header are no header.
        Test::Absent => Narrow::True,
        Test::OneOf(patterns) => Narrow::any(patterns.iter().map(|pattern| of_pattern(&condition.name, pattern))),
    }
}

fn of_pattern(name: &str, pattern: &Pattern) -> Narrow {
    if pattern.is_form() {
        return Narrow::test(name, NarrowOp::Exists);
    }
    if pattern.prefix {
        return Narrow::begins(name, &pattern.text);
    }
    Narrow::is(name, &pattern.text)
}
