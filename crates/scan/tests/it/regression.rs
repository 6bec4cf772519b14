//! The public regression cases: each rule fires on the log that was recorded for it.

use crate::scanning::{Finding, options, scan};
use atalaya_scan::load_rules;
use atalaya_sigma::Placeholders;
use atalaya_testkit::{Corpus, corpus};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Cases that do not hold: rule, and the reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// A log, the rules that must fire on it, and how often at least.
struct Case {
    log: PathBuf,
    rules: Vec<String>,
    matches_min: u64,
}

/// The described cases, and the logs whose test is written and switched off in their description: there the
/// file's name is the rule.
fn cases(corpus: &Corpus) -> Vec<Case> {
    let described = corpus.regressions().into_iter();
    let mut cases: Vec<Case> =
        described.map(|case| Case { log: case.log, rules: case.rules, matches_min: case.matches_min }).collect();
    let named = corpus.files("regression_data", "raw").into_iter().map(|log| {
        let rule = log.file_stem().unwrap().to_str().unwrap().to_owned();
        Case { log, rules: vec![rule], matches_min: 1 }
    });
    cases.extend(named);
    cases
}

#[test]
fn every_rule_fires_on_the_log_that_was_recorded_for_it() {
    let Some(corpus) = corpus() else { return };
    let rules = load_rules(&[corpus.root().join("sigma")], &Placeholders::new()).unwrap();
    let cases = cases(&corpus);
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let scanned = scan(options(&[corpus.root().join("regression_data")]), &rules);
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for Finding { rule, file, .. } in scanned.findings() {
        *counts.entry((file, rule)).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for case in &cases {
        for rule in &case.rules {
            let file = case.log.display().to_string();
            let found = counts.get(&(file.clone(), rule.clone())).copied().unwrap_or(0);
            let excepted = EXCEPTIONS.iter().any(|(id, _)| id == rule);
            if (found >= case.matches_min) == excepted {
                wrong.push(format!("{rule}: {found} of {} in {file}", case.matches_min));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
