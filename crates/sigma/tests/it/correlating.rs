//! Correlations: what the specification says of each kind, worked out by hand, and a slow twin of the fast run.

use std::collections::BTreeMap;
use std::sync::Arc;

use atalaya_model::{Diagnostic, Severity};
use atalaya_sigma::ast::{
    About, Comparison, Condition, Correlation, CorrelationCondition, CorrelationKind, Document, Quantity,
};
use atalaya_sigma::correlate::{HITS_MAX, Hit, LISTED_HITS_MAX, Outcome, Plan};
use atalaya_sigma::parse::parse;
use proptest::prelude::*;

/// A finding, short to write: correlation's title, group, and in seconds the anchor, when it fired and the last event; count of events.
type Expected = (&'static str, &'static [&'static str], i64, i64, i64, u64);

/// A hit, short to write: rule, second, and fields as `name=value` with blanks between.
type Seen = (&'static str, i64, &'static str);

const RULES: [&str; 4] = ["a", "b", "c", "d"];

fn rules() -> Vec<About> {
    let about = |(at, name): (usize, &&str)| About {
        name: Some((*name).to_owned()),
        id: Some(format!("0e95725d-7320-415d-80f7-00000000000{at}")),
        title: (*name).to_owned(),
        ..About::default()
    };
    RULES.iter().enumerate().map(about).collect()
}

fn plan(yaml: &str) -> (Plan, Vec<Diagnostic>) {
    let (documents, diagnostics) = parse("c.yml", yaml);
    assert!(diagnostics.iter().all(|d| d.severity == Severity::Warning), "{diagnostics:?}");
    let correlations = documents.into_iter().map(|document| match document {
        Document::Correlation(correlation) => correlation,
        other => panic!("{other:?}"),
    });
    let rules = rules();
    Plan::new(correlations.collect(), &rules.iter().collect::<Vec<_>>())
}

fn hits(plan: &Plan, seen: &[Seen]) -> Vec<Hit> {
    let hit = |(order, (rule, second, fields)): (usize, &Seen)| {
        let rule = u32::try_from(RULES.iter().position(|name| name == rule).unwrap()).unwrap();
        let held: BTreeMap<&str, &str> = fields.split(' ').filter_map(|field| field.split_once('=')).collect();
        let values =
            plan.fields(rule).iter().map(|field| held.get(field.as_str()).map(|value| Arc::from(*value))).collect();
        Hit { rule, time: second * 1_000_000, order: order as u64, values }
    };
    seen.iter().enumerate().map(hit).collect()
}

/// One line, `; ` for line ends, to a correlation document; `&&` between several.
fn yaml(correlations: &str) -> String {
    let document = |(at, lines): (usize, &str)| {
        let (head, lines) = lines.split_once(" | ").unwrap_or(("", lines));
        let head: String = head.split("; ").filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        let lines: String = lines.split("; ").map(|line| format!("  {line}\n")).collect();
        format!("---\ntitle: c{at}\n{head}correlation:\n{lines}")
    };
    correlations.split(" && ").enumerate().map(document).collect()
}

fn found(plan: &Plan, outcome: &Outcome) -> Vec<(String, Vec<String>, i64, i64, i64, u64)> {
    let second = |micros: i64| micros / 1_000_000;
    let finding = |finding: &atalaya_sigma::correlate::CorrelationFinding| {
        let title = plan.correlations()[finding.correlation].about.title.clone();
        let group = finding.group.iter().map(|value| value.to_string()).collect();
        (title, group, second(finding.anchor.time), second(finding.fired), second(finding.last), finding.count)
    };
    outcome.findings.iter().map(finding).collect()
}

fn check(correlations: &str, seen: &[Seen], expected: &[Expected]) {
    let (plan, diagnostics) = plan(&yaml(correlations));
    assert_eq!(diagnostics, [], "{correlations}");
    let outcome = plan.run(hits(&plan, seen));
    let expected: Vec<_> = expected
        .iter()
        .map(|(title, group, anchor, fired, last, count)| {
            let group = group.iter().map(|value| (*value).to_owned()).collect();
            ((*title).to_owned(), group, *anchor, *fired, *last, *count)
        })
        .collect();
    assert_eq!(found(&plan, &outcome), expected, "{correlations}\n{seen:?}");
    let mut backwards = hits(&plan, seen);
    backwards.reverse();
    assert_eq!(plan.run(backwards), outcome, "the order in which hits come does not matter");
}

#[test]
fn event_count_counts_events_in_a_window_that_slides() {
    let three = "type: event_count; rules: [a]; group-by: [u]; timespan: 10s; condition: {gte: 3}";
    check(three, &[("a", 0, "u=x"), ("a", 5, "u=x"), ("a", 9, "u=x")], &[("c0", &["x"], 0, 9, 9, 3)]);
    // The window is (t - 10, t]: an event ten seconds ago is out.
    check(three, &[("a", 0, "u=x"), ("a", 5, "u=x"), ("a", 10, "u=x")], &[]);
    // No grid cuts a burst in two.
    check(
        three,
        &[("a", 58, "u=x"), ("a", 59, "u=x"), ("a", 61, "u=x"), ("a", 62, "u=x")],
        &[("c0", &["x"], 58, 61, 62, 4)],
    );
    // Groups are counted apart, and a hit without the field belongs to none.
    check(
        three,
        &[("a", 0, "u=x"), ("a", 1, "u=y"), ("a", 2, "u=x"), ("a", 3, "u=X"), ("a", 4, ""), ("a", 5, "u=x")],
        &[("c0", &["x"], 0, 5, 5, 3)],
    );
    // Two bursts are two findings; the gap ends the stretch.
    check(
        three,
        &[("a", 0, "u=x"), ("a", 1, "u=x"), ("a", 2, "u=x"), ("a", 60, "u=x"), ("a", 61, "u=x"), ("a", 62, "u=x")],
        &[("c0", &["x"], 0, 2, 2, 3), ("c0", &["x"], 60, 62, 62, 3)],
    );
    check(
        "type: event_count; rules: [a]; timespan: 10s; condition: {gt: 1}",
        &[("a", 0, ""), ("a", 1, "")],
        &[("c0", &[], 0, 1, 1, 2)],
    );
    check(
        "type: event_count; rules: [a]; timespan: 10s; condition: {gte: 1}",
        &[("a", 0, ""), ("a", 9, ""), ("a", 30, "")],
        &[("c0", &[], 0, 0, 9, 2), ("c0", &[], 30, 30, 30, 1)],
    );
    // Several rules: their events together.
    check(
        "type: event_count; rules: [a, b]; timespan: 10s; condition: {gte: 2}",
        &[("a", 0, ""), ("b", 1, ""), ("c", 1, "")],
        &[("c0", &[], 0, 1, 1, 2)],
    );
    // Several fields: the pair is the group.
    check(
        "type: event_count; rules: [a]; group-by: [u, h]; timespan: 10s; condition: {gte: 2}",
        &[("a", 0, "u=x h=1"), ("a", 1, "u=x h=2"), ("a", 2, "u=x h=1")],
        &[("c0", &["x", "1"], 0, 2, 2, 2)],
    );
    // By id, in any case.
    check(
        "type: event_count; rules: [0E95725D-7320-415d-80f7-000000000001]; timespan: 10s; condition: {gte: 1}",
        &[("b", 0, "")],
        &[("c0", &[], 0, 0, 0, 1)],
    );
}

#[test]
fn an_event_that_several_rules_hit_is_one_event() {
    let (plan, _) = plan(&yaml("type: event_count; rules: [a, b]; timespan: 10s; condition: {gte: 2}"));
    let hit = |rule, time, order| Hit { rule, time, order, values: Box::default() };
    assert_eq!(plan.run(vec![hit(0, 5, 1), hit(1, 5, 1)]).findings, []);
    let outcome = plan.run(vec![hit(0, 5, 1), hit(1, 5, 1), hit(0, 5, 2)]);
    assert_eq!((outcome.findings.len(), outcome.findings[0].count, outcome.findings[0].hits.len()), (1, 2, 3));
}

#[test]
fn comparisons_bound_from_both_sides_and_at_events_only() {
    let range = "type: event_count; rules: [a]; timespan: 10s; condition: {gt: 1, lte: 2}";
    check(range, &[("a", 0, ""), ("a", 1, ""), ("a", 2, ""), ("a", 3, "")], &[("c0", &[], 0, 1, 1, 2)]);
    let check_one = |condition: &str, expected: &[Expected]| {
        check(
            &format!("type: event_count; rules: [a]; timespan: 10s; condition: {{{condition}}}"),
            &[("a", 0, ""), ("a", 1, ""), ("a", 2, "")],
            expected,
        );
    };
    check_one("lt: 2", &[("c0", &[], 0, 0, 0, 1)]);
    check_one("lte: 2", &[("c0", &[], 0, 0, 1, 2)]);
    check_one("eq: 2", &[("c0", &[], 0, 1, 1, 2)]);
    check_one("neq: 3", &[("c0", &[], 0, 0, 1, 2)]);
    check_one("eq: 0", &[]);
    check_one("lt: 1", &[]);
    check_one("gt: 2.5", &[("c0", &[], 0, 2, 2, 3)]);
}

#[test]
fn value_count_counts_different_values() {
    let two = "type: value_count; rules: [a]; group-by: [h]; timespan: 10s; condition: {field: u, gte: 2}";
    check(two, &[("a", 0, "h=1 u=x"), ("a", 1, "h=1 u=x"), ("a", 2, "h=1 u=y")], &[("c0", &["1"], 0, 2, 2, 3)]);
    check(two, &[("a", 0, "h=1 u=x"), ("a", 1, "h=2 u=y")], &[]);
    check(two, &[("a", 0, "h=1 u=x"), ("a", 10, "h=1 u=y")], &[]);
    // A hit without the value takes no part.
    check(two, &[("a", 0, "h=1 u=x"), ("a", 1, "h=1")], &[]);
    check(
        "type: value_count; rules: [a]; timespan: 10s; condition: {field: [u, v], gte: 2}",
        &[("a", 0, "u=x v=1"), ("a", 1, "u=x v=1"), ("a", 2, "u=x v=2"), ("a", 3, "u=y")],
        &[("c0", &[], 0, 2, 2, 3)],
    );
}

#[test]
fn temporal_wants_every_rule_in_any_order() {
    let both = "type: temporal; rules: [a, b]; group-by: [u]; timespan: 10s";
    check(both, &[("b", 0, "u=x"), ("a", 9, "u=x")], &[("c0", &["x"], 0, 9, 9, 2)]);
    check(both, &[("b", 0, "u=x"), ("a", 10, "u=x")], &[]);
    check(both, &[("b", 0, "u=x"), ("a", 9, "u=y")], &[]);
    check(
        "type: temporal; rules: [a, b, c]; timespan: 10s; condition: {gte: 2}",
        &[("c", 0, ""), ("c", 1, ""), ("b", 2, "")],
        &[("c0", &[], 0, 2, 2, 3)],
    );
    check(
        "type: temporal; rules: [a, b, c]; timespan: 10s; condition: a and not b",
        &[("a", 0, ""), ("b", 1, ""), ("a", 20, "")],
        &[("c0", &[], 0, 0, 0, 1), ("c0", &[], 20, 20, 20, 1)],
    );
    check(
        "type: temporal; rules: [a, b, c]; timespan: 10s; condition: 2 of them or c",
        &[("a", 0, ""), ("b", 1, ""), ("c", 20, "")],
        &[("c0", &[], 0, 1, 1, 2), ("c0", &[], 20, 20, 20, 1)],
    );
}

#[test]
fn temporal_ordered_wants_them_in_the_order_of_the_rules() {
    let ordered = "type: temporal_ordered; rules: [a, b]; group-by: [u]; timespan: 10s";
    check(ordered, &[("a", 0, "u=x"), ("b", 9, "u=x")], &[("c0", &["x"], 0, 9, 9, 2)]);
    check(ordered, &[("b", 0, "u=x"), ("a", 9, "u=x")], &[]);
    check(ordered, &[("b", 0, "u=x"), ("a", 1, "u=x"), ("b", 2, "u=x")], &[("c0", &["x"], 0, 2, 2, 3)]);
    check(ordered, &[("a", 0, "u=x"), ("b", 10, "u=x")], &[]);
    // Events of one time stand in the order of their keys.
    check(ordered, &[("a", 5, "u=x"), ("b", 5, "u=x")], &[("c0", &["x"], 5, 5, 5, 2)]);
    check(ordered, &[("b", 5, "u=x"), ("a", 5, "u=x")], &[]);
    check(
        "type: temporal_ordered; rules: [a, b, c]; timespan: 10s",
        &[("a", 0, ""), ("c", 1, ""), ("b", 2, ""), ("c", 3, "")],
        &[("c0", &[], 0, 3, 3, 4)],
    );
    // With a condition: it holds, and the rules that fired can be put in order.
    check(
        "type: temporal_ordered; rules: [a, b, c]; timespan: 10s; condition: a and c",
        &[("c", 0, ""), ("a", 1, ""), ("c", 2, "")],
        &[("c0", &[], 0, 2, 2, 3)],
    );
    // One event is not later than itself.
    let (plan, _) = plan(&yaml("type: temporal_ordered; rules: [a, b]; timespan: 10s"));
    let hit = |rule| Hit { rule, time: 5, order: 1, values: Box::default() };
    assert_eq!(plan.run(vec![hit(0), hit(1)]).findings, []);
}

#[test]
fn numbers_are_summed_averaged_and_ranked() {
    let seen = &[("a", 0, "n=10"), ("a", 1, "n=0.5"), ("a", 2, "n=abc"), ("a", 3, "n=-2"), ("a", 4, "n=100")];
    let check_kind = |kind: &str, condition: &str, expected: &[Expected]| {
        check(
            &format!("type: {kind}; rules: [a]; timespan: 10s; condition: {{field: n, {condition}}}"),
            seen,
            expected,
        );
    };
    check_kind("value_sum", "gte: 108.5", &[("c0", &[], 0, 4, 4, 4)]);
    check_kind("value_sum", "gt: 108.5", &[]);
    check_kind("value_sum", "eq: 10.5", &[("c0", &[], 0, 1, 1, 2)]);
    check_kind("value_avg", "eq: 5.25", &[("c0", &[], 0, 1, 1, 2)]);
    check_kind("value_avg", "gt: 27", &[("c0", &[], 0, 4, 4, 4)]);
    // Medians: 10; 5.25; 0.5; 5.25. Stretches with one anchor are one finding.
    check_kind("value_median", "eq: 0.5", &[("c0", &[], 0, 3, 3, 3)]);
    check_kind("value_median", "eq: 5.25", &[("c0", &[], 0, 1, 4, 4)]);
    // Nearest rank: 10; 10; 10; 100.
    check_kind("value_percentile", "percentile: 90, gte: 100", &[("c0", &[], 0, 4, 4, 4)]);
    check_kind("value_percentile", "percentile: 50, lte: 0.5", &[("c0", &[], 0, 1, 4, 4)]);
    check_kind("value_percentile", "percentile: 0, lt: 0", &[("c0", &[], 0, 3, 4, 4)]);
}

#[test]
fn aliases_let_groups_span_different_fields() {
    let alias = "type: temporal; rules: [a, b]; group-by: [ip]; timespan: 10s; aliases: {ip: {a: src, b: dst}}";
    check(alias, &[("a", 0, "src=1 dst=2"), ("b", 1, "src=2 dst=1")], &[("c0", &["1"], 0, 1, 1, 2)]);
    check(alias, &[("a", 0, "src=1 dst=2"), ("b", 1, "src=1 dst=2")], &[]);
    // A rule that the alias does not name has a field of that name.
    check(
        "type: temporal; rules: [a, b]; group-by: [ip]; timespan: 10s; aliases: {ip: {a: src}}",
        &[("a", 0, "src=1"), ("b", 1, "ip=1")],
        &[("c0", &["1"], 0, 1, 1, 2)],
    );
}

#[test]
fn correlations_are_chained() {
    let chain = "name: many | type: event_count; rules: [a]; group-by: [u]; timespan: 10s; condition: {gte: 3} \
                 && type: temporal_ordered; rules: [many, b]; group-by: [u]; timespan: 60s";
    let many = |title| -> Expected { (title, &["x"], 0, 2, 2, 3) };
    check(
        chain,
        &[("a", 0, "u=x"), ("a", 1, "u=x"), ("a", 2, "u=x"), ("b", 30, "u=x")],
        &[many("c0"), ("c1", &["x"], 2, 30, 30, 2)],
    );
    check(chain, &[("b", 0, "u=x"), ("a", 0, "u=x"), ("a", 1, "u=x"), ("a", 2, "u=x")], &[many("c0")]);
    // To a temporal correlation it is there at every event at which it is satisfied ...
    let seen = &[("a", 0, "u=x"), ("a", 1, "u=x"), ("a", 2, "u=x"), ("a", 3, "u=x"), ("b", 62, "u=x")];
    check(chain, seen, &[("c0", &["x"], 0, 2, 3, 4), ("c1", &["x"], 3, 62, 62, 2)]);
    // ... to one that counts, once, when it fires.
    let counted = "name: many | type: event_count; rules: [a]; group-by: [u]; timespan: 10s; condition: {gte: 2} \
                   && type: value_count; rules: [many]; timespan: 60s; condition: {field: u, gte: 2}";
    check(
        counted,
        &[("a", 0, "u=x"), ("a", 1, "u=x"), ("a", 2, "u=x"), ("a", 3, "u=y"), ("a", 4, "u=y")],
        &[("c0", &["x"], 0, 1, 2, 3), ("c0", &["y"], 3, 4, 4, 2), ("c1", &[], 1, 4, 4, 2)],
    );
    // A field that the inner one does not group by is that of the event at which it fired.
    let event = "name: many | type: event_count; rules: [a]; group-by: [h]; timespan: 10s; condition: {gte: 2} \
                 && type: temporal_ordered; rules: [many, b]; group-by: [u]; timespan: 60s";
    check(
        event,
        &[("a", 0, "h=1 u=y"), ("a", 1, "h=1 u=x"), ("b", 2, "u=x")],
        &[("c0", &["1"], 0, 1, 1, 2), ("c1", &["x"], 1, 2, 2, 2)],
    );
    // What is referred to may come later in the file.
    check(
        "type: temporal; rules: [many]; timespan: 60s && name: many | type: event_count; rules: [a]; timespan: 10s; condition: {gte: 1}",
        &[("a", 0, "")],
        &[("c0", &[], 0, 0, 0, 1), ("c1", &[], 0, 0, 0, 1)],
    );
}

#[test]
fn generate_decides_what_is_reported() {
    let chain = |generate: &str| {
        yaml(&format!(
            "name: many | type: event_count; rules: [a]; timespan: 10s; condition: {{gte: 1}} \
             && type: temporal; rules: [many, b]; timespan: 60s{generate}"
        ))
    };
    let reported = |yaml: &str| {
        let (plan, _) = plan(yaml);
        let findings = plan.run(hits(&plan, &[("a", 0, ""), ("b", 1, "")])).findings;
        let rules: Vec<bool> = (0..3).map(|rule| plan.is_reported(rule)).collect();
        (rules, findings.iter().map(|finding| finding.reported).collect::<Vec<_>>())
    };
    assert_eq!(reported(&chain("")), (vec![false, false, true], vec![false, true]));
    assert_eq!(reported(&chain("; generate: true")), (vec![false, true, true], vec![true, true]));
}

#[test]
fn what_cannot_run_is_refused_with_the_reason() {
    let check = |correlations: &str, expected: &[&str], running: &[bool]| {
        let (plan, diagnostics) = plan(&yaml(correlations));
        assert_eq!(diagnostics.iter().map(|d| d.message.id).collect::<Vec<_>>(), expected, "{correlations}");
        assert_eq!((0..running.len()).map(|number| plan.runs(number)).collect::<Vec<_>>(), running, "{correlations}");
    };
    let t = "type: temporal; timespan: 1s; ";
    check(&format!("{t}rules: [nobody]"), &["correlation-rule-unknown"], &[false]);
    check(&format!("name: x | {t}rules: [x]"), &["correlation-cycle"], &[false]);
    check(
        &format!("name: x | {t}rules: [y] && name: y | {t}rules: [a, x] && {t}rules: [a]"),
        &["correlation-cycle"; 2],
        &[false, false, true],
    );
    check(
        &format!("name: x | {t}rules: [nobody] && {t}rules: [x]"),
        &["correlation-rule-unknown", "correlation-refers-refused"],
        &[false, false],
    );
    check(
        &format!("name: x | {t}rules: [x] && {t}rules: [x, a]"),
        &["correlation-cycle", "correlation-refers-refused"],
        &[false, false],
    );
    check(
        &format!("name: x | {t}rules: [a] && name: x | {t}rules: [b] && {t}rules: [x]"),
        &["correlation-rule-ambiguous"],
        &[true, true, false],
    );
    check(&format!("{t}rules: [a]; condition: a and b"), &["correlation-condition-rule-unknown"], &[false]);
    check(&format!("{t}rules: [a]; aliases: {{u: {{b: v}}}}"), &["correlation-alias-rule-unknown"], &[true]);
    // A correlation whose condition is refused takes those that refer to it along.
    check(
        &format!("name: x | {t}rules: [a]; condition: b && {t}rules: [x]"),
        &["correlation-condition-rule-unknown", "correlation-refers-refused"],
        &[false, false],
    );
}

#[test]
fn what_takes_no_part_is_counted_and_findings_list_a_bounded_number_of_hits() {
    let (plan, _) =
        plan(&yaml("type: value_sum; rules: [a]; group-by: [u]; timespan: 10s; condition: {field: n, gte: 1}"));
    assert_eq!(plan.fields(0), ["u", "n"]);
    assert_eq!((plan.concerns(0), plan.concerns(1)), (true, false));
    let outcome = plan.run(hits(&plan, &[("a", 0, "n=1"), ("a", 1, "u=x n=y"), ("a", 1, "u=x"), ("a", 2, "u=x n=1")]));
    assert_eq!((outcome.ungrouped, outcome.valueless, outcome.findings.len()), (vec![1], vec![2], 1));
    let many: Vec<Seen> = (0..1000).map(|_| ("a", 0, "u=x n=1")).collect();
    let outcome = plan.run(hits(&plan, &many));
    assert_eq!((outcome.findings[0].count, outcome.findings[0].hits.len()), (1000, LISTED_HITS_MAX));
}

#[test]
fn more_hits_than_the_limit_are_reported() {
    let (plan, _) = plan(&yaml("type: event_count; rules: [a]; timespan: 10s; condition: {gte: 1000000}"));
    let hits = (0..HITS_MAX as u64 + 5).map(|order| Hit { rule: 0, time: 7, order, values: Box::default() }).collect();
    let outcome = plan.run(hits);
    assert_eq!(outcome.overflow.map(|overflow| (overflow.hits, overflow.from)), Some((5, 7)));
    assert_eq!(outcome.findings[0].count, HITS_MAX as u64);
}

/// The findings of one correlation over rules, window by window from the definition: anchor, fired, last (order keys), count.
fn naive(correlation: &Correlation, events: &[(i64, u64, Vec<usize>, i128, String)]) -> Vec<(u64, u64, u64, u64)> {
    let mut findings: Vec<(usize, usize, usize)> = Vec::new();
    let mut before: Option<usize> = None;
    for at in 0..events.len() {
        let start = (0..=at).find(|first| events[*first].0 > events[at].0 - correlation.timespan_us).unwrap();
        if !satisfies(correlation, &events[start..=at]) {
            continue;
        }
        let joined = before.is_some_and(|before| before + 1 == at && start <= before);
        match findings.last_mut() {
            Some(finding) if joined || finding.0 == start => finding.2 = at,
            _ => findings.push((start, at, at)),
        }
        before = Some(at);
    }
    let order = |at: usize| events[at].1;
    findings.into_iter().map(|(a, f, l)| (order(a), order(f), order(l), (l - a + 1) as u64)).collect()
}

fn satisfies(correlation: &Correlation, window: &[(i64, u64, Vec<usize>, i128, String)]) -> bool {
    let fired = |rule: usize| window.iter().any(|event| event.2.contains(&rule));
    let rules: Vec<usize> = (0..correlation.rules.len()).filter(|rule| fired(*rule)).collect();
    let mut numbers: Vec<i128> = window.iter().map(|event| event.3).collect();
    numbers.sort_unstable();
    let count = window.len() as i128;
    // The number as a fraction, in millionths.
    let (number, divisor) = match correlation.kind {
        CorrelationKind::EventCount => (count * 1_000_000, 1),
        CorrelationKind::ValueCount => {
            let mut values: Vec<&String> = window.iter().map(|event| &event.4).collect();
            values.sort_unstable();
            values.dedup();
            (values.len() as i128 * 1_000_000, 1)
        }
        CorrelationKind::ValueSum => (numbers.iter().sum(), 1),
        CorrelationKind::ValueAvg => (numbers.iter().sum(), count),
        CorrelationKind::ValueMedian => (numbers[(numbers.len() - 1) / 2] + numbers[numbers.len() / 2], 2),
        CorrelationKind::ValuePercentile => {
            let percent = correlation.percentile.unwrap();
            let enough = |n: &usize| *n as f64 >= percent * numbers.len() as f64 / 100.0;
            (numbers[(1..=numbers.len()).find(enough).unwrap() - 1], 1)
        }
        CorrelationKind::Temporal | CorrelationKind::TemporalOrdered => (rules.len() as i128 * 1_000_000, 1),
    };
    let holds = match &correlation.condition {
        CorrelationCondition::EveryRule => rules.len() == correlation.rules.len(),
        CorrelationCondition::Rules(condition) => holds(condition, &correlation.rules, &rules),
        CorrelationCondition::Compare(comparisons) => comparisons.iter().all(|(comparison, threshold)| {
            let threshold = (threshold * 1e6).round() as i128 * divisor;
            match comparison {
                Comparison::Lt => number < threshold,
                Comparison::Lte => number <= threshold,
                Comparison::Gt => number > threshold,
                Comparison::Gte => number >= threshold,
                Comparison::Eq => number == threshold,
                Comparison::Neq => number != threshold,
            }
        }),
    };
    holds && (correlation.kind != CorrelationKind::TemporalOrdered || in_order(&rules, window))
}

/// Whether events can be chosen for the rules, one after the other: every choice is tried.
fn in_order(rules: &[usize], window: &[(i64, u64, Vec<usize>, i128, String)]) -> bool {
    let Some((first, rest)) = rules.split_first() else { return true };
    (0..window.len()).any(|at| window[at].2.contains(first) && in_order(rest, &window[at + 1..]))
}

fn holds(condition: &Condition, names: &[String], fired: &[usize]) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().all(|part| holds(part, names, fired)),
        Condition::Or(parts) => parts.iter().any(|part| holds(part, names, fired)),
        Condition::Not(part) => !holds(part, names, fired),
        Condition::Search(name) => fired.iter().any(|rule| names[*rule] == *name),
        Condition::Of { quantity, .. } => match quantity {
            Quantity::All => fired.len() == names.len(),
            Quantity::Any => !fired.is_empty(),
            Quantity::AtLeast(number) => fired.len() >= *number as usize,
        },
    }
}

fn correlation() -> impl Strategy<Value = Correlation> {
    use CorrelationKind::{
        EventCount, Temporal, TemporalOrdered, ValueAvg, ValueCount, ValueMedian, ValuePercentile, ValueSum,
    };
    let kinds =
        vec![EventCount, ValueCount, Temporal, TemporalOrdered, ValueSum, ValueAvg, ValuePercentile, ValueMedian];
    let comparisons =
        vec![Comparison::Lt, Comparison::Lte, Comparison::Gt, Comparison::Gte, Comparison::Eq, Comparison::Neq];
    let thresholds = prop::sample::select(vec![-1.5, 0.0, 1.0, 2.0, 2.5, 3.0, 5.0]);
    let compare = prop::collection::vec((prop::sample::select(comparisons), thresholds), 1..3);
    let logic = prop::sample::select(vec!["a and not b", "a or b", "2 of them", "not a", "all of them", "b"]);
    let percentile = prop::sample::select(vec![0.0, 25.0, 50.0, 95.0, 100.0]);
    (prop::sample::select(kinds), 1..4usize, compare, prop::option::of(logic), any::<bool>(), percentile, 1..8i64)
        .prop_map(|(kind, rules, compare, logic, every, percentile, timespan_us)| {
            let temporal = matches!(kind, Temporal | TemporalOrdered);
            let rules = rules.max(2);
            let condition = match logic {
                Some(logic) if temporal => {
                    CorrelationCondition::Rules(atalaya_sigma::condition::parse_condition(logic).unwrap())
                }
                _ if temporal && every => CorrelationCondition::EveryRule,
                _ => CorrelationCondition::Compare(compare),
            };
            let value_fields = if temporal || kind == EventCount { Vec::new() } else { vec!["n".to_owned()] };
            Correlation {
                about: About { title: "generated".to_owned(), ..About::default() },
                kind,
                rules: RULES[..rules].iter().map(|name| (*name).to_owned()).collect(),
                group_by: vec!["u".to_owned()],
                timespan_us,
                condition,
                value_fields,
                percentile: Some(percentile),
                aliases: Vec::new(),
                generate: false,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_run_finds_what_its_slow_twin_finds(
        correlation in correlation(),
        // Steps in time, rules that fired, value, group.
        events in prop::collection::vec((0..4i64, prop::sample::subsequence(vec![0, 1, 2, 3], 1..3), -3..6i64, 0..2u8), 0..25),
    ) {
        let rules = rules();
        let (plan, diagnostics) = Plan::new(vec![correlation.clone()], &rules.iter().collect::<Vec<_>>());
        prop_assert_eq!(diagnostics, []);
        let (mut time, mut hits, mut slow) = (0, Vec::new(), BTreeMap::<u8, Vec<_>>::new());
        for (order, (step, fired, number, group)) in events.iter().enumerate() {
            time += step;
            let text = format!("{}", *number as f64 / 2.0);
            let own: Vec<usize> = fired.iter().copied().filter(|rule| *rule < correlation.rules.len()).collect();
            for rule in fired {
                let value = |field: &String| Some(Arc::from(if field == "u" { group.to_string() } else { text.clone() }));
                let values = plan.fields(*rule as u32).iter().map(value).collect();
                hits.push(Hit { rule: *rule as u32, time, order: order as u64, values });
            }
            if !own.is_empty() {
                slow.entry(*group).or_default().push((time, order as u64, own, i128::from(*number) * 500_000, text));
            }
        }
        let expected: Vec<_> = slow
            .iter()
            .flat_map(|(group, events)| naive(&correlation, events).into_iter().map(move |finding| (group.to_string(), finding)))
            .collect();
        let order_of = |time: i64, among: &[(i64, u64, Vec<usize>, i128, String)]| -> Vec<u64> {
            among.iter().filter(|event| event.0 == time).map(|event| event.1).collect()
        };
        let outcome = plan.run(hits);
        let mut found: Vec<_> = outcome.findings.iter().map(|f| (f.group[0].to_string(), f.anchor.order, f.fired, f.last, f.count)).collect();
        found.sort();
        let mut wanted: Vec<_> = expected
            .iter()
            .map(|(group, (anchor, fired, last, count))| {
                let events = &slow[&group.parse::<u8>().unwrap()];
                let time = |order: u64| events.iter().find(|event| event.1 == order).unwrap().0;
                assert!(order_of(time(*last), events).contains(last));
                (group.clone(), *anchor, time(*fired), time(*last), *count)
            })
            .collect();
        wanted.sort();
        prop_assert_eq!(found, wanted);
    }
}
