//! Records that are too long, too wide, too deep, too different, or not text.

use super::made::MADE;
use super::{Case, LARGE, SMALL, limits};
use std::fmt::Write as _;

/// Bytes of a line far beyond the longest that is read.
const LONG: usize = 100 << 20;

fn good() -> Vec<u8> {
    MADE[0].bytes().split_inclusive(|byte| *byte == b'\n').next().unwrap().to_vec()
}

/// A record between two good ones; the good ones are read and `said` is said of it.
fn check(limits: atalaya_testkit::child::Limits, record: &[u8], said: &[&str]) {
    let summary = Case::new(limits).scan_bytes(&[&good(), record, b"\n", &good()].concat());
    assert_eq!((summary.decoded(), summary.said()), (2, said.iter().map(|id| (*id).to_owned()).collect()));
}

#[test]
fn a_line_of_100_megabytes_is_skipped() {
    let mut line = br#"{"_path":"dns","query":""#.to_vec();
    line.resize(LONG, b'a');
    line.extend(br#""}"#);
    check(LARGE, &line, &["framing-oversize"]);
}

#[test]
fn a_record_of_100_000_fields_is_quarantined() {
    let fields: Vec<String> = (0..100_000).map(|number| format!("\"f{number}\":{number}")).collect();
    check(SMALL, format!("{{{}}}", fields.join(",")).as_bytes(), &["malformed-fields"]);
    let elements = vec!["1"; 100_000].join(",");
    check(SMALL, format!("{{\"list\":[{elements}]}}").as_bytes(), &["malformed-fields"]);
}

#[test]
fn a_record_of_10_000_levels_is_quarantined() {
    let levels = 10_000;
    let objects = format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    check(SMALL, objects.as_bytes(), &["malformed-depth"]);
    let arrays = format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    check(SMALL, arrays.as_bytes(), &["malformed-depth"]);
}

#[test]
fn elements_of_10_000_levels_are_not_read_to_the_ground() {
    let levels = 10_000;
    let deep = format!("<Event>{}{}</Event>", "<a>".repeat(levels), "</a>".repeat(levels));
    let event = String::from_utf8(MADE[3].bytes()).unwrap();
    let event = event.trim_start_matches("<Events>").lines().next().unwrap().to_owned();
    let summary = Case::new(SMALL).scan_bytes(format!("<Events>{event}{deep}{event}</Events>").as_bytes());
    assert_eq!(summary.decoded(), 2, "{:?}", summary.said());
    assert_eq!(summary.said(), ["malformed-depth"]);
}

#[test]
fn bytes_that_are_not_text_are_read_as_a_charset_that_has_them() {
    let bad = br#"{"_path":"dns","ts":1700000000.5,"uid":"C1","query":"\xff\xfe\x80.example"}"#;
    let bad: Vec<u8> = String::from_utf8_lossy(bad).into_owned().into_bytes();
    let bad: Vec<u8> = bad.iter().map(|byte| if *byte == b'1' { 0xe9 } else { *byte }).collect();
    let text = MADE[0].bytes();
    let summary = Case::new(SMALL).scan_bytes(&[&text[..], &bad, b"\n", &text].concat());
    assert_eq!(summary.tally("frames"), 401);
    assert!(summary.decoded() >= 400, "{:?}", summary.said());
    let charset = summary.0["inputs"]["first"][0]["charset"].as_str().unwrap();
    assert!(summary.tally("recoded") == 1 || charset != "utf-8", "{charset}");
}

#[test]
fn ever_new_field_names_are_all_read_in_bounded_memory() {
    let records = 200_000;
    let mut text = String::new();
    for number in 0..records {
        writeln!(text, r#"{{"_path":"dns","ts":1700000000.5,"uid":"C1","query":"a","field{number}":1}}"#).unwrap();
    }
    let summary = Case::new(limits(256, 30)).scan_bytes(text.as_bytes());
    assert_eq!((summary.decoded(), summary.tally("examined")), (records, records));
}

#[test]
fn ever_new_kinds_of_names_and_values_cost_no_more_memory() {
    let mut text = String::new();
    for number in 0..100_000 {
        writeln!(text, r#"{{"_path":"dns","ts":{number}.5,"uid":"{number}","id.orig_h":"{number}","query":"q{number}.evil.example","host":"h{number}"}}"#).unwrap();
    }
    let summary = Case::new(limits(256, 30)).scan_bytes(text.as_bytes());
    assert_eq!(summary.tally("examined"), 100_000);
}
