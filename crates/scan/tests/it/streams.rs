//! Records keep their numbers and findings their identity, however and however often they are read.

use crate::scanning::{Scanned, folder, options, paths, rules, scan};
use atalaya_model::Time;
use std::path::PathBuf;

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

const START: u64 = 1_700_000_000;

fn question(second: u64, name: &str) -> String {
    format!(r#"{{"_path":"dns","ts":{}.5,"uid":"C1","id.orig_h":"192.0.2.7","query":"{name}"}}"#, START + second)
}

/// Zeek's questions, a wicked one where `wicked` says so.
fn log(lines: u64, wicked: impl Fn(u64) -> bool) -> String {
    let name = |line| if wicked(line) { "www.evil.example" } else { "www.example.org" };
    (1..=lines).map(|line| question(line, name(line)) + "\n").collect()
}

fn records(scanned: &Scanned) -> Vec<u64> {
    scanned.findings().into_iter().map(|finding| finding.record).collect()
}

#[test]
fn a_record_is_numbered_by_its_line_whatever_stands_between() {
    let (good, bad) = (question(1, "a.evil.example"), question(2, "example.org"));
    let text = format!("{bad}\n\n{good}\r\n{{\"_path\":\"dns\"\n{good}\n\n\n{good}");
    let folder = folder(&[("dns.log", &text)]);
    let scanned = scan(options(&paths(folder.path(), &["dns.log"])), &rules(&[RULE]));
    assert_eq!(records(&scanned), [3, 5, 8]);
    assert_eq!(scanned.report.tally.quarantined, 1);
}

#[test]
fn lines_keep_their_numbers_across_units() {
    let lines = 40_000; // Several units of a megabyte.
    let folder = folder(&[("dns.log", &log(lines, |line| line % 9973 == 0))]);
    let scanned = scan(options(&paths(folder.path(), &["dns.log"])), &rules(&[RULE]));
    assert_eq!(records(&scanned), [9973, 19946, 29919, 39892]);
    assert_eq!(scanned.report.tally.examined, lines);
}

#[test]
fn elements_of_an_array_are_numbered_from_one() {
    let elements: Vec<String> =
        ["x.example.org", "a.evil.example", "b.evil.example"].iter().map(|n| question(0, n)).collect();
    let folder = folder(&[
        ("array.json", &format!("[{}]", elements.join(",\n"))),
        ("records.json", &format!("{{\"Records\": [{}]}}", elements.join(","))),
    ]);
    for name in ["array.json", "records.json"] {
        let scanned = scan(options(&paths(folder.path(), &[name])), &rules(&[RULE]));
        assert_eq!(records(&scanned), [2, 3], "{name}");
    }
}

#[test]
fn the_same_file_read_again_gives_the_same_identifiers() {
    let text = log(300, |line| line % 7 == 0);
    let folder = folder(&[("a/dns.log", &text), ("b/other.log", &text)]);
    let of = |names: &[&str]| scan(options(&paths(folder.path(), names)), &rules(&[RULE])).uids();
    let first = of(&["a/dns.log"]);
    assert_eq!(first.len(), 42);
    assert_eq!(first.iter().collect::<std::collections::BTreeSet<_>>().len(), 42, "each has its own");
    assert_eq!(of(&["b/other.log"]), first, "the name is no part of it");
    assert_eq!(of(&["a", "b"]), [first.clone(), first].concat());
}

#[test]
fn a_member_of_an_archive_has_the_identifiers_of_the_file() {
    use std::io::Write as _;
    let text = log(50, |line| line == 20);
    let folder = folder(&[("dns.log", &text)]);
    let archive = folder.path().join("logs.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
    zip.start_file("inside/dns.log", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap();
    let plain = scan(options(&paths(folder.path(), &["dns.log"])), &rules(&[RULE]));
    let zipped = scan(options(std::slice::from_ref(&archive)), &rules(&[RULE]));
    assert_eq!(zipped.uids(), plain.uids());
    assert_eq!(zipped.findings()[0].file, format!("{}!/inside/dns.log", archive.display()));
}

/// A folder of several files, one of several units, one damaged.
fn mixed() -> tempfile::TempDir {
    folder(&[
        ("logs/a.log", &log(20_000, |line| line % 501 == 0)),
        ("logs/b.log", &log(100, |line| line % 10 == 0)),
        ("logs/c.log", &format!("{}{{\"_path\"\n{}", log(5, |line| line == 2), log(9, |line| line == 3))),
        ("logs/d.txt", "nothing that anybody knows\n"),
    ])
}

#[test]
fn threads_change_no_byte_of_the_findings() {
    let folder = mixed();
    let of = |threads| {
        let options = atalaya_scan::Options { threads, ..options(&[folder.path().join("logs")]) };
        scan(options, &rules(&[RULE])).bytes
    };
    let one = of(1);
    assert!(!one.is_empty());
    for threads in [2, 3, 4] {
        assert!(of(threads) == one, "{threads} threads");
    }
}

#[test]
fn the_order_of_inputs_changes_the_order_of_findings_and_nothing_else() {
    let folder = mixed();
    let of = |names: &[&str]| {
        let scanned = scan(options(&paths(&folder.path().join("logs"), names)), &rules(&[RULE]));
        let mut lines: Vec<Vec<u8>> =
            scanned.bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        lines.sort();
        lines
    };
    assert_eq!(of(&["a.log", "b.log", "c.log"]), of(&["c.log", "a.log", "b.log"]));
}

#[test]
fn events_outside_the_time_asked_for_are_counted_and_not_examined() {
    let folder = folder(&[("dns.log", &log(100, |line| line % 2 == 0))]);
    let at = |second: u64| Some(Time(i64::try_from((START + second) * 1_000_000 + 500_000).unwrap()));
    let check = |since, until, examined: u64, found: usize| {
        let options = atalaya_scan::Options { since, until, ..options(&paths(folder.path(), &["dns.log"])) };
        let scanned = scan(options, &rules(&[RULE]));
        assert_eq!(scanned.report.tally.examined, examined);
        assert_eq!(scanned.report.tally.outside_time, 100 - examined);
        assert_eq!(scanned.findings().len(), found);
    };
    check(None, None, 100, 50);
    check(at(50), None, 51, 26);
    check(None, at(50), 49, 24);
    check(at(10), at(20), 10, 5);
    check(at(20), at(10), 0, 0);
}

#[test]
fn decoding_alone_counts_the_same_and_applies_no_rule() {
    let folder = mixed();
    let inputs: Vec<PathBuf> = vec![folder.path().join("logs")];
    let whole = scan(options(&inputs), &rules(&[RULE])).report;
    let decoded = scan(atalaya_scan::Options { decode_only: true, ..options(&inputs) }, &rules(&[RULE])).report;
    assert_eq!(decoded.found.total, 0);
    assert_eq!(decoded.tally, atalaya_scan::report::Tally { examined: 0, ..whole.tally });
    assert_eq!(decoded.tally.without_kind, 1);
    assert_eq!(decoded.tally.quarantined, 1);
    let events =
        |report: &atalaya_scan::report::Report| report.kinds.iter().map(|kind| kind.events).collect::<Vec<_>>();
    assert_eq!(events(&decoded), events(&whole));
}

#[test]
fn findings_below_the_level_are_counted_and_not_written() {
    let folder = folder(&[("dns.log", &log(10, |line| line == 3))]);
    let options =
        atalaya_scan::Options { level: atalaya_model::Level::Critical, ..options(&paths(folder.path(), &["dns.log"])) };
    let scanned = scan(options, &rules(&[RULE]));
    assert_eq!((scanned.report.found.total, scanned.report.found.written), (1, 0));
    assert_eq!(scanned.bytes, b"");
}

#[test]
fn cleared_logs_beyond_the_list_are_counted() {
    use atalaya_scan::report::LIST_MAX;
    let line = r#"{"EventID":1102,"Channel":"Security","SourceName":"Microsoft-Windows-Eventlog","Hostname":"dc01","EventTime":"2026-03-14 01:02:03"}"#;
    let count = LIST_MAX + 7;
    let folder = folder(&[("security.ndjson", &format!("{line}\n").repeat(count))]);
    let scanned = scan(options(&paths(folder.path(), &["security.ndjson"])), &rules(&[RULE]));
    let cleared = &scanned.report.blind.cleared;
    assert_eq!((cleared.first.len(), cleared.total), (LIST_MAX, count as u64));
}
