//! The scan finds what the naive evaluator finds, no more and no less, on every log of the corpus.
//!
//! With `ATALAYA_EQUALITY=full` every event is compared, which wants a release build and patience; else all but
//! the large Windows logs, and of those every [`STRIDE`]th line.

use crate::reference::{Found, Judge, written};
use crate::scanning::{NOW, options, scan};
use atalaya_scan::load_rules;
use atalaya_schema::ZoneRules;
use atalaya_sigma::Placeholders;
use atalaya_testkit::{Corpus, corpus, members};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

/// Of the lines of the large Windows logs one in so many is compared.
const STRIDE: usize = 120;
/// Differences that are shown.
const SHOWN_MAX: usize = 40;

/// What is compared; a part of the large logs is written to `folder`.
fn inputs(corpus: &Corpus, folder: &Path) -> Vec<PathBuf> {
    let mut inputs = corpus.evtx();
    inputs.extend(corpus.files("regression_data", "raw"));
    inputs.extend(corpus.files("json", "json"));
    let full = std::env::var_os("ATALAYA_EQUALITY").is_some_and(|word| word == "full");
    for archive in corpus.zips() {
        if full || !archive.parent().is_some_and(|parent| parent.ends_with("windows")) {
            inputs.push(archive);
        } else {
            inputs.extend(part(&archive, folder));
        }
    }
    inputs
}

fn part(archive: &Path, folder: &Path) -> Vec<PathBuf> {
    let write = |(number, member): (usize, atalaya_testkit::Member)| {
        let stem = archive.file_stem().unwrap().to_str().unwrap();
        let path = folder.join(format!("{stem}-{number}.json"));
        let lines: Vec<&[u8]> = member.bytes.split_inclusive(|byte| *byte == b'\n').step_by(STRIDE).collect();
        fs::write(&path, lines.concat()).unwrap();
        path
    };
    members(archive).unwrap().into_iter().enumerate().map(write).collect()
}

#[test]
fn the_scan_finds_what_the_reference_evaluator_finds() {
    let Some(corpus) = corpus() else { return };
    let rules = load_rules(&[corpus.root().join("sigma")], &Placeholders::new()).unwrap();
    let written = written(&corpus.rules(), &rules);
    let folder = tempfile::tempdir().unwrap();
    let inputs = inputs(&corpus, folder.path());
    let scanned = scan(options(&inputs), &rules);
    assert_eq!(scanned.report.tally.recoded, 0, "the reference reads UTF-8 only");
    assert!(scanned.report.blind.limits.is_empty(), "{:?}", scanned.report.blind.limits);

    let waiting = Mutex::new(inputs.iter());
    let work = || {
        let mut judge = Judge::new(&written, ZoneRules::utc(NOW));
        loop {
            let next = waiting.lock().unwrap().next();
            let Some(input) = next else { return (judge.events, judge.found) };
            judge.input(input);
        }
    };
    let judged: Vec<(u64, Vec<Found>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(judged.iter().map(|(events, _)| events).sum::<u64>(), scanned.report.tally.examined);
    let expected: Vec<Found> = judged.into_iter().flat_map(|(_, found)| found).collect();
    let findings = scanned.findings().into_iter().map(|finding| (finding.rule, finding.file, finding.record));
    compare(findings.collect(), expected);
}

/// Both have each finding equally often: record numbers may come twice in one file.
fn compare(scanned: Vec<Found>, expected: Vec<Found>) {
    assert!(expected.len() > 1000, "the corpus has more");
    let mut balance: BTreeMap<Found, i64> = BTreeMap::new();
    scanned.into_iter().for_each(|found| *balance.entry(found).or_default() += 1);
    expected.into_iter().for_each(|found| *balance.entry(found).or_default() -= 1);
    let differences: Vec<String> = balance
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .map(|((rule, file, record), count)| {
            let side = if count > 0 { "scan" } else { "reference" };
            format!("only the {side} has {rule} in record {record} of {file}")
        })
        .collect();
    let shown = differences.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
}
