//! Findings on standard input keep their identity: it is the frame's, not the stream's.

use crate::program::{atalaya, atalaya_reading, folder, text};
use std::collections::BTreeSet;
use std::fs;

const RULE: &str = "\
title: A name that nobody asks for
id: 7a1bd5e5-1d1d-4d6a-8f5e-0d7f4a6f1f10
level: high
logsource:
  product: zeek
  service: dns
detection:
  selection:
    query|endswith: .evil.example
  condition: selection
";

fn question(second: u64) -> String {
    format!(r#"{{"_path":"dns","ts":{second}.5,"uid":"C1","id.orig_h":"192.0.2.7","query":"a.evil.example"}}"#) + "\n"
}

/// The identifiers of the findings on standard input.
fn uids(input: &str, threads: &str) -> Vec<String> {
    let folder = folder(&[("rules/rule.yml", RULE)]);
    let (rules, output) = (folder.path().join("rules"), folder.path().join("findings.jsonl"));
    let (rules, output) = (text(&rules), text(&output));
    let run = atalaya_reading(input, &["scan", "-", "--rules", rules, "--output", output, "--threads", threads]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    uids_in(output)
}

fn uids_in(output: &str) -> Vec<String> {
    let uid = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["finding_info"]["uid"].as_str().unwrap().to_owned()
    };
    fs::read_to_string(output).unwrap().lines().map(uid).collect()
}

#[test]
fn a_frame_on_standard_input_has_one_identifier_wherever_it_stands() {
    let [first, second] = [question(1_700_000_000), question(1_700_000_001)];
    let both = uids(&format!("{first}{second}"), "2");
    assert_ne!(both[0], both[1]);
    assert_eq!(uids(&format!("{second}{first}"), "2"), [both[1].clone(), both[0].clone()]);
    assert_eq!(uids(&second, "2"), [both[1].clone()]);
}

#[test]
fn repetitions_on_standard_input_are_told_apart_by_how_often_they_came() {
    let [first, second] = [question(1_700_000_000), question(1_700_000_001)];
    let repeated = uids(&first.repeat(3), "2");
    assert_eq!(repeated.iter().collect::<BTreeSet<_>>().len(), 3);
    let mixed = uids(&format!("{first}{second}{first}{first}"), "2");
    assert_eq!([&mixed[0], &mixed[2], &mixed[3]], [&repeated[0], &repeated[1], &repeated[2]]);
}

#[test]
fn threads_change_no_identifier_of_standard_input() {
    let lines: String = (0..30_000).map(|number| question(1_700_000_000 + number / 3)).collect();
    let one = uids(&lines, "1");
    assert_eq!(one.iter().collect::<BTreeSet<_>>().len(), 30_000);
    for threads in ["2", "4"] {
        assert!(uids(&lines, threads) == one, "{threads} threads");
    }
}

#[test]
fn a_file_has_other_identifiers_than_the_stream() {
    let folder = folder(&[("rule.yml", RULE), ("dns.log", &question(1_700_000_000))]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let output = path("findings.jsonl");
    let run = atalaya(&["scan", &path("dns.log"), "--rules", &path("rule.yml"), "--output", &output]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_ne!(uids_in(&output), uids(&question(1_700_000_000), "1"));
}
