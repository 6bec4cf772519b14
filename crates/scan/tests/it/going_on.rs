//! A run that is stopped and taken up again comes to the same as one that never stopped.

use crate::scanning::{NOW, options, rules};
use atalaya_scan::report::Report;
use atalaya_scan::{Options, Progress, ScanError, Work, WorkFault, run};
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const RULES: &str = "
title: failed
name: failed
id: 7d25bcc2-ae4b-4f34-8bb1-e6184f4e6ca5
logsource: {product: linux, service: sshd}
detection: {a: [Failed password], condition: a}
level: low
---
title: often
id: 7d25bcc2-ae4b-4f34-8bb1-e6184f4e6ca6
correlation: {type: event_count, rules: [failed], group-by: [hostname], timespan: 1h, condition: {gte: 4}, generate: true}
level: high
";

/// Seven files, one failed log-on in each, and something that is no log.
fn logs(folder: &Path) -> PathBuf {
    let logs = folder.join("logs");
    fs::create_dir(&logs).unwrap();
    for number in 0..7 {
        let line = |text: &str| format!("<38>Mar 14 01:0{number}:00 srv sshd[7]: {text}\n");
        let text = line("Failed password for eva from 192.0.2.7 port 22 ssh2") + &line("Connection closed") + "\u{1}\n";
        fs::write(logs.join(format!("{number}.log")), text).unwrap();
    }
    logs
}

fn work(folder: &Path, batches_max: Option<usize>) -> Work {
    Work {
        folder: folder.to_owned(),
        batch_bytes: 1,
        batches_max,
        clock: || NOW,
        say: Arc::new(|message| message.id.to_owned()),
        asked: "scan logs".into(),
    }
}

/// Runs in the folder, at most so many batches.
fn go(folder: &Path, logs: &Path, rules: &RuleSet, batches_max: Option<usize>) -> Result<(Report, Vec<u8>), ScanError> {
    fs::create_dir_all(folder).unwrap();
    let (output, detailed) = (folder.join("findings.jsonl"), folder.join("detailed.jsonl"));
    let asked = Options {
        outputs: vec![output.clone()],
        detailed: Some(detailed.clone()),
        work: Some(work(folder, batches_max)),
        ..options(&[logs.to_owned()])
    };
    let report = run(&asked, rules, &Schema::builtin(), &Progress::default())?;
    let mut bytes = fs::read(output).unwrap();
    bytes.extend(fs::read(detailed).unwrap());
    Ok((Report { elapsed_ms: 0, ..report }, bytes))
}

#[test]
fn a_run_that_was_stopped_anywhere_comes_to_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (logs, rules) = (logs(folder.path()), rules(&[RULES]));
    let (whole, bytes) = go(&folder.path().join("whole"), &logs, &rules, None).unwrap();
    assert_eq!((whole.found.total, whole.inputs.total), (8, 7), "seven log-ons and one correlation");
    for stop in 0..=7 {
        let folder = folder.path().join(format!("stopped-{stop}"));
        let stopped = go(&folder, &logs, &rules, Some(stop));
        assert!(matches!(stopped, Err(ScanError::Stopped)) || stop == 7);
        let (report, found) = go(&folder, &logs, &rules, None).unwrap();
        assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(&bytes), "stopped after {stop}");
        assert_eq!(format!("{report:?}"), format!("{whole:?}"), "stopped after {stop}");
    }
}

#[test]
fn a_run_in_parts_finds_what_one_in_one_go_finds() {
    let folder = tempfile::tempdir().unwrap();
    let (logs, rules) = (logs(folder.path()), rules(&[RULES]));
    let (report, bytes) = go(&folder.path().join("parts"), &logs, &rules, None).unwrap();
    let whole = crate::scanning::scan(options(&[logs]), &rules);
    assert!(bytes.starts_with(&whole.bytes));
    assert_eq!(format!("{:?}", report.found), format!("{:?}", whole.report.found));
    assert_eq!(report.tally, whole.report.tally);
}

#[test]
fn a_run_is_not_taken_up_where_something_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (logs, rules_before) = (logs(folder.path()), rules(&[RULES]));
    let stopped = |name: &str| {
        let folder = folder.path().join(name);
        assert!(matches!(go(&folder, &logs, &rules_before, Some(2)), Err(ScanError::Stopped)));
        folder
    };
    let fault = |folder: &Path, rules: &RuleSet| match go(folder, &logs, rules, None) {
        Err(ScanError::Work { fault }) => fault,
        other => panic!("{:?}", other.map(drop)),
    };
    let damaged = stopped("damaged");
    fs::write(damaged.join(".work/state.json"), b"{\"format\":1,").unwrap();
    assert!(matches!(fault(&damaged, &rules_before), WorkFault::Damaged));
    let other_rules = rules(&[&RULES.replace("gte: 4", "gte: 5")]);
    assert!(matches!(fault(&stopped("rules"), &other_rules), WorkFault::Task));
    let folder = stopped("changed");
    fs::write(logs.join("6.log"), "<38>Mar 14 01:09:00 srv sshd[7]: Failed password\n").unwrap();
    assert!(matches!(fault(&folder, &rules_before), WorkFault::Changed(file) if file.ends_with("6.log")));
}

#[test]
fn the_log_says_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let (logs, rules) = (logs(folder.path()), rules(&[RULES]));
    let run = folder.path().join("run");
    assert!(go(&run, &logs, &rules, Some(3)).is_err());
    go(&run, &logs, &rules, None).unwrap();
    let log = fs::read_to_string(run.join("log.jsonl")).unwrap();
    let deeds: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |what: &str| deeds.iter().filter(|deed| deed["what"] == what).count();
    let counts = ["started", "read", "saved", "stopped", "resumed", "finished"].map(count);
    assert_eq!(counts, [1, 7, 7, 1, 1, 1], "{log}");
    let digests = deeds.iter().filter_map(|deed| deed["sha256"].as_str());
    assert!(digests.clone().count() == 7 && digests.clone().all(|digest| digest.len() == 64));
}
