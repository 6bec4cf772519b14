//! Correlations through a whole scan, from lines of a file to findings.

use crate::scanning::{folder, options, paths, rules, scan};

/// A rule over single events, by name; its matches are events of one user.
pub(crate) fn base(name: &str, word: &str) -> String {
    format!(
        "\
title: The word {word}
name: {name}
id: {name}-id
level: low
logsource:
  product: zeek
  service: dns
detection:
  selection:
    query: {word}
  condition: selection
"
    )
}

pub(crate) fn correlation(body: &str) -> String {
    format!("title: Together\nid: together-id\nlevel: high\ncorrelation:\n{body}")
}

/// Events as second, user and word.
pub(crate) fn log(events: &[(u64, &str, &str)]) -> String {
    let line = |(second, user, word): &(u64, &str, &str)| {
        let time = 1_700_000_000 + second;
        format!(r#"{{"_path":"dns","ts":{time}.25,"uid":"C1","id.orig_h":"{user}","query":"{word}"}}"#) + "\n"
    };
    events.iter().map(line).collect()
}

/// Rule and record of each finding.
fn check(correlated: &str, events: &[(u64, &str, &str)], expected: &[(&str, u64)]) {
    let (first, second) = (base("first", "one"), base("second", "two"));
    let rules = rules(&[&first, &second, &correlation(correlated)]);
    let folder = folder(&[("dns.log", &log(events))]);
    for threads in [1, 4] {
        let options = atalaya_scan::Options { threads, ..options(&paths(folder.path(), &["dns.log"])) };
        let scanned = scan(options, &rules);
        let found: Vec<(String, u64)> = scanned.findings().into_iter().map(|f| (f.rule, f.record)).collect();
        let found: Vec<(&str, u64)> = found.iter().map(|(rule, record)| (rule.as_str(), *record)).collect();
        assert_eq!(found, expected, "{correlated}");
        assert_eq!(scanned.report.found.total, expected.len() as u64);
    }
}

const COUNT: &str =
    "  type: event_count\n  rules: [first]\n  group-by: [id.orig_h]\n  timespan: 1m\n  condition:\n    gte: 3\n";

#[test]
fn events_are_counted_by_group_and_the_first_of_them_is_the_anchor() {
    let events = [
        (0, "192.0.2.1", "one"),
        (10, "192.0.2.2", "one"),
        (20, "192.0.2.1", "one"),
        (25, "192.0.2.1", "two"),
        (59, "192.0.2.1", "one"),
        (90, "192.0.2.2", "one"),
    ];
    check(COUNT, &events, &[("second-id", 4), ("together-id", 1)]);
}

#[test]
fn too_few_in_a_timespan_are_nothing() {
    check(COUNT, &[(0, "192.0.2.1", "one"), (30, "192.0.2.1", "one"), (61, "192.0.2.1", "one")], &[]);
}

#[test]
fn the_order_in_the_file_is_not_the_order_in_time() {
    let events = [(50, "192.0.2.1", "one"), (0, "192.0.2.1", "one"), (20, "192.0.2.1", "one")];
    check(COUNT, &events, &[("together-id", 2)]);
}

#[test]
fn rules_that_are_to_generate_findings_do_so_beside_the_correlation() {
    let events = [(0, "192.0.2.1", "one"), (1, "192.0.2.1", "one"), (2, "192.0.2.1", "one")];
    let generating = format!("{COUNT}  generate: true\n");
    check(&generating, &events, &[("first-id", 1), ("first-id", 2), ("first-id", 3), ("together-id", 1)]);
    let silent = format!("{COUNT}  generate: false\n");
    check(&silent, &events, &[("together-id", 1)]);
}

#[test]
fn a_rule_that_no_correlation_uses_finds_on_its_own() {
    check(COUNT, &[(0, "192.0.2.1", "two")], &[("second-id", 1)]);
}

const ORDERED: &str = "  type: temporal_ordered\n  rules: [first, second]\n  group-by: [id.orig_h]\n  timespan: 1m\n";

#[test]
fn one_after_the_other_is_in_order_by_time() {
    check(ORDERED, &[(0, "192.0.2.1", "one"), (30, "192.0.2.1", "two")], &[("together-id", 1)]);
    check(ORDERED, &[(30, "192.0.2.1", "two"), (0, "192.0.2.1", "one")], &[("together-id", 2)]);
    check(ORDERED, &[(0, "192.0.2.1", "two"), (30, "192.0.2.1", "one")], &[]);
    check(ORDERED, &[(0, "192.0.2.1", "one"), (30, "192.0.2.2", "two")], &[]);
    check(ORDERED, &[(0, "192.0.2.1", "one"), (61, "192.0.2.1", "two")], &[]);
}

#[test]
fn a_correlation_names_its_group_its_events_and_its_times() {
    let rules = rules(&[&base("first", "one"), &correlation(COUNT)]);
    let events = [(0, "192.0.2.1", "one"), (1, "192.0.2.1", "none"), (2, "192.0.2.1", "one"), (3, "192.0.2.1", "one")];
    let folder = folder(&[("dns.log", &log(&events))]);
    let line = &scan(options(&paths(folder.path(), &["dns.log"])), &rules).lines()[0];
    let at = |pointer: &str| line.pointer(pointer).unwrap_or_else(|| panic!("{pointer}: {line:#}"));
    assert_eq!(at("/evidences/0/data/matched"), &serde_json::json!({"id.orig_h": ["192.0.2.1"]}));
    let related: Vec<u64> =
        at("/evidences/0/data/related").as_array().unwrap().iter().map(|e| e["record"].as_u64().unwrap()).collect();
    assert_eq!(related, [1, 3, 4]);
    assert_eq!(at("/count"), 3);
    assert_eq!(at("/finding_info/first_seen_time"), 1_700_000_000_250u64);
    assert_eq!(at("/finding_info/last_seen_time"), 1_700_000_003_250u64);
}

#[test]
fn the_same_events_in_another_file_are_another_finding_and_the_same_file_is_the_same() {
    let rules = rules(&[&base("first", "one"), &correlation(COUNT)]);
    let events = [(0, "192.0.2.1", "one"), (2, "192.0.2.1", "one"), (3, "192.0.2.1", "one")];
    let folder = folder(&[("a.log", &log(&events)), ("b.log", &log(&events)), ("c.log", &(log(&events) + "\n"))]);
    let uids = |name| scan(options(&paths(folder.path(), &[name])), &rules).uids();
    assert_eq!(uids("a.log").len(), 1);
    assert_eq!(uids("a.log"), uids("b.log"));
    assert_ne!(uids("a.log"), uids("c.log"));
}

#[test]
fn matches_in_several_files_are_counted_together() {
    let rules = rules(&[&base("first", "one"), &correlation(COUNT)]);
    let one = |second| log(&[(second, "192.0.2.1", "one")]);
    let folder = folder(&[("a.log", &one(5)), ("b.log", &one(3)), ("c.log", &one(1))]);
    let found = scan(options(&[folder.path().to_owned()]), &rules).findings();
    assert_eq!(found.len(), 1);
    assert!(found[0].file.ends_with("c.log"), "{found:?}");
}

#[test]
fn what_takes_no_part_in_a_correlation_is_counted() {
    let rules = rules(&[&base("first", "one"), &correlation(COUNT)]);
    let dns = |ts: &str, from: &str| format!(r#"{{"_path":"dns","ts":{ts},"uid":"C1",{from}"query":"one"}}"#) + "\n";
    let lines = [
        dns("1700000000.25", r#""id.orig_h":"192.0.2.1","#),
        dns("1700000001.25", ""),
        dns("1700000002.25", ""),
        dns(r#""at noon""#, r#""id.orig_h":"192.0.2.1","#),
    ];
    let folder = folder(&[("dns.log", &lines.concat())]);
    let limits = scan(options(&paths(folder.path(), &["dns.log"])), &rules).report.blind.limits;
    let counted = |id: &'static str, count: u64| atalaya_model::Message::new(id).with("count", count);
    assert_eq!(limits, [counted("correlation-without-time", 1), counted("correlation-without-group", 2)]);
}
