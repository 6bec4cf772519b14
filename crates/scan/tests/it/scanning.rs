//! Runs scans and reads what they wrote. Every scan that runs here has its sums checked.

use atalaya_model::{Level, Time};
use atalaya_reader::{Input, Limits};
use atalaya_scan::report::Report;
use atalaya_scan::{Clocks, Options, Progress, run};
use atalaya_schema::Schema;
use atalaya_sigma::{Placeholders, RuleSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// When all scans of the tests began.
pub(crate) const NOW: Time = Time(1_772_366_400_000_000);

/// A finding as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) file: String,
    pub(crate) record: u64,
    pub(crate) uid: String,
}

/// What a scan came to.
pub(crate) struct Scanned {
    pub(crate) report: Report,
    /// The file of findings, byte for byte.
    pub(crate) bytes: Vec<u8>,
}

impl Scanned {
    /// The findings in the order written.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.lines().iter().map(finding).collect()
    }

    /// The lines as JSON.
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        let text = std::str::from_utf8(&self.bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The identifiers in the order written.
    pub(crate) fn uids(&self) -> Vec<String> {
        self.findings().into_iter().map(|finding| finding.uid).collect()
    }
}

fn finding(line: &serde_json::Value) -> Finding {
    let text = |pointer: &str| line.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    Finding {
        rule: text("/finding_info/analytic/uid"),
        file: text("/evidences/0/data/file"),
        record: line.pointer("/evidences/0/data/record").unwrap().as_u64().unwrap(),
        uid: text("/finding_info/uid"),
    }
}

/// What is scanned with two threads and otherwise as a user would without saying anything.
pub(crate) fn options(inputs: &[PathBuf]) -> Options {
    Options {
        inputs: inputs.iter().cloned().map(Input::Path).collect(),
        level: Level::Informational,
        since: None,
        until: None,
        clocks: Clocks::new(NOW),
        threads: 2,
        decode_only: false,
        outputs: Vec::new(),
        detailed: None,
        redact: None,
        work: None,
        stop: Arc::default(),
        limits: Limits::default(),
        now: NOW,
    }
}

/// Scans with the kinds that are shipped; findings go through a file.
pub(crate) fn scan(options: Options, rules: &RuleSet) -> Scanned {
    scan_with(options, rules, &Schema::builtin())
}

/// Scans with these kinds.
pub(crate) fn scan_with(mut options: Options, rules: &RuleSet, schema: &Arc<Schema>) -> Scanned {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("findings.jsonl");
    options.outputs = vec![output.clone()];
    let report = run(&options, rules, schema, &Progress::default()).unwrap();
    balance(&report, options.decode_only);
    let bytes = fs::read(output).unwrap();
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    assert_eq!(lines, report.found.written);
    Scanned { report, bytes }
}

/// Every frame and every event is accounted for.
pub(crate) fn balance(report: &Report, decode_only: bool) {
    let tally = report.tally;
    assert_eq!(tally.frames, tally.decoded + tally.quarantined, "{tally:?}");
    let of_a_kind: u64 = report.kinds.iter().map(|kind| kind.events).sum();
    assert_eq!(tally.decoded, of_a_kind + tally.outside_time + tally.without_kind, "{tally:?}");
    assert_eq!(tally.examined, if decode_only { 0 } else { of_a_kind }, "{tally:?}");
    assert_eq!(tally.quarantined, report.quarantined.iter().map(|(_, count)| count).sum::<u64>());
    if report.inputs.total == report.inputs.first.len() as u64 {
        assert_eq!(tally.frames, report.inputs.first.iter().map(|input| input.frames).sum::<u64>());
    }
}

/// Rules from texts, none of them refused.
pub(crate) fn rules(texts: &[&str]) -> RuleSet {
    let names: Vec<String> = (1..=texts.len()).map(|number| format!("{number}.yml")).collect();
    let set = RuleSet::load(names.iter().map(String::as_str).zip(texts.iter().copied()), &Placeholders::new());
    assert_eq!(set.refused, 0, "{:?}", set.diagnostics);
    set
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The paths of these names in a folder.
pub(crate) fn paths(folder: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| folder.join(name)).collect()
}

#[test]
fn a_masked_scan_names_nobody_and_finds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home/ana.perez");
    fs::create_dir_all(&home).unwrap();
    let log = home.join("auth.log");
    fs::write(&log, "<38>Mar 14 01:00:00 srv sshd[7]: Failed password for ana.perez from 192.0.2.7 port 22 ssh2\n")
        .unwrap();
    let rule = "title: t\nid: 7d25bcc2-ae4b-4f34-8bb1-e6184f4e6ca5\nlogsource: {product: linux, service: sshd}\n\
                detection: {a: [Failed password], condition: a}\nlevel: high\n";
    let detailed = folder.path().join("detailed.jsonl");
    let key = atalaya_scan::RedactKey::new([1; 32]);
    let asked = Options { redact: Some(key), detailed: Some(detailed.clone()), ..options(&[log]) };
    let masked = scan(asked, &rules(&[rule]));
    assert_eq!(masked.report.found.total, 1);
    let detailed = fs::read_to_string(detailed).unwrap();
    for text in [std::str::from_utf8(&masked.bytes).unwrap(), &detailed, &format!("{:?}", masked.report)] {
        assert!(!text.to_lowercase().contains("ana.perez"), "{text}");
    }
    assert!(detailed.contains("person-") && detailed.contains("raw_data"), "{detailed}");
}
