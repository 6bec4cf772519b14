//! The engine says what the reference evaluator says: of the vectors, and of generated rules and events.

use atalaya_model::{PathId, Paths, RecordBuf, Sink, Value as Held, ValueRef};
use atalaya_sigma::narrow::narrow;
use atalaya_sigma::{Lowering, Matcher, Member, Partition, RuleSet, Slots};
use proptest::prelude::*;

use crate::naive::{self, Event, Placeholders, Value};
use crate::{generate, vectors};

/// Whether the engine says that the expression holds for the event.
fn engine(expr: &atalaya_sigma::expr::Expr, event: &Event) -> bool {
    let same = |name: &str| name.to_owned();
    let partition = Partition::compile(&[Member { rule: 0, expr, slot_name: &same, more_fields: Vec::new() }]);
    assert_eq!(partition.refused(), []);
    let (mut paths, mut buf, mut slots) = (Paths::new(), RecordBuf::default(), Slots::default());
    let mut sink = Sink { frame: "", paths: &mut paths, buf: &mut buf };
    for (name, value) in event {
        match value {
            Value::Null => sink.null(PathId::ROOT, name).unwrap(),
            Value::Number(text) => sink.number(PathId::ROOT, name, text).unwrap(),
            Value::Text(text) => sink.text(PathId::ROOT, name, text).unwrap(),
            Value::Bool(value) => {
                let path = sink.paths.child(PathId::ROOT, name).unwrap();
                sink.buf.push(path, Held::Bool(*value)).unwrap();
            }
            Value::Empty => {
                let path = sink.paths.child(PathId::ROOT, name).unwrap();
                sink.buf.push(path, Held::Empty).unwrap();
            }
        }
    }
    slots.begin(partition.slots().len());
    for (at, (name, _)) in event.iter().enumerate() {
        if let Some(slot) = partition.slot(name) {
            slots.put_field(slot, at);
        }
    }
    let mut matches = Vec::new();
    Matcher::new(&partition).evaluate(&partition, &buf.record(""), &slots, &mut matches);
    !matches.is_empty()
}

#[test]
fn the_engine_does_what_the_specification_says() {
    let placeholders = vectors::placeholders();
    let mut wrong = Vec::new();
    for vector in vectors::vectors() {
        let set = RuleSet::load([("vector.yml", vector.rule_yaml.as_str())], &placeholders);
        match set.rules.first() {
            None => wrong.push(format!("{}: {:?}", vector.name, set.diagnostics)),
            Some(rule) if engine(&rule.expr, &vector.event) != vector.matches => {
                wrong.push(format!("{}: should be {}", vector.name, vector.matches));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

fn agree(rule: &atalaya_sigma::ast::Rule, event: &Event, placeholders: &Placeholders) -> Result<(), TestCaseError> {
    let expr = Lowering::new(placeholders).detection(&rule.detection);
    let expr = expr.map_err(|diagnostic| TestCaseError::fail(format!("{diagnostic:?}")))?;
    prop_assert_eq!(engine(&expr, event), naive::matches(rule, event, placeholders));
    Ok(())
}

/// What a rule is narrowed to admits every event that the rule matches.
fn admits(rule: &atalaya_sigma::ast::Rule, event: &Event, placeholders: &Placeholders) -> Result<(), TestCaseError> {
    let expr = Lowering::new(placeholders).detection(&rule.detection).unwrap();
    // One field is made of others, another is called as one of them.
    let name = |field: &str| (field != "c").then(|| if field == "A" { "b" } else { field }.to_owned());
    let narrow = narrow(&expr, &name);
    let called = |field: &String| name(field).unwrap_or_else(|| field.clone());
    let event: Event = event.iter().map(|(field, value)| (called(field), value.clone())).collect();
    // The rule, asked for the same fields of this event.
    let copies = event.iter().filter(|(field, _)| field == "b").map(|(_, value)| ("A".to_owned(), value.clone()));
    let asked: Event = event.iter().cloned().chain(copies).collect();
    let fields: Vec<(&str, ValueRef<'_>)> =
        event.iter().map(|(field, value)| (field.as_str(), value_ref(value))).collect();
    if naive::matches(rule, &asked, placeholders) {
        prop_assert!(narrow.admits(&fields), "{:?}", narrow);
    }
    Ok(())
}

fn value_ref(value: &Value) -> ValueRef<'_> {
    match value {
        Value::Null => ValueRef::Null,
        Value::Bool(value) => ValueRef::Bool(*value),
        Value::Number(text) => ValueRef::Number(text),
        Value::Text(text) => ValueRef::Text(text),
        Value::Empty => ValueRef::Empty,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_equals_the_reference_evaluator(rule in generate::rule(), event in generate::event()) {
        agree(&rule, &event, &generate::placeholders())?;
    }

    #[test]
    fn what_a_rule_is_narrowed_to_admits_what_it_matches(rule in generate::rule(), event in generate::event()) {
        admits(&rule, &event, &generate::placeholders())?;
    }
}
