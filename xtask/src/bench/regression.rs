//! The regression cases of the public rules: how many of the rules fire on the file that was made for them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::Programs;
use super::child::Measured;
use super::options::Options;
use crate::step::say;

/// The cases, in the corpus. Their paths begin with it.
const FOLDER: &str = "regression_data";
/// Folders below it that are read.
const DEPTH_MAX: usize = 16;

/// A rule and the file on which it must fire.
#[derive(Debug, Default, PartialEq, Eq)]
struct Case {
    rule: String,
    file: String,
    at_least: u64,
}

/// How the cases went.
pub(super) struct Outcome {
    pub cases: usize,
    pub fired: usize,
    /// Cases whose file, or test, is not there.
    pub untested: Vec<String>,
    /// What did not fire often enough: rule, file, findings.
    pub silent: Vec<String>,
}

impl Outcome {
    pub(super) fn json(&self) -> Value {
        json!({ "cases": self.cases, "fired": self.fired, "untested": self.untested, "silent": self.silent })
    }
}

/// Scans all cases at once and looks which rules fired where.
pub(super) fn measure(options: &Options, programs: &Programs) -> Result<Outcome> {
    say("---- regression cases");
    let folder = options.corpus.join(FOLDER);
    let mut descriptions = Vec::new();
    walk(&folder, DEPTH_MAX, &mut descriptions)?;
    descriptions.sort();
    let findings = programs.folder.join("regression.jsonl");
    let mut command = Command::new(&programs.atalaya);
    command.arg("scan").arg(&folder).arg("--rules").arg(&options.rules).arg("--json").arg("--output").arg(&findings);
    Measured::run(&mut command, programs)?;
    let counts = counts(&findings)?;
    let mut outcome = Outcome { cases: descriptions.len(), fired: 0, untested: Vec::new(), silent: Vec::new() };
    for path in &descriptions {
        let text = fs::read_to_string(path)?;
        let name = path.strip_prefix(&options.corpus).unwrap_or(path).display().to_string();
        let Some(case) = case(&text).filter(|case| options.corpus.join(&case.file).is_file()) else {
            outcome.untested.push(name);
            continue;
        };
        let count = counts.get(&(case.rule.clone(), case.file.clone())).copied().unwrap_or(0);
        if count >= case.at_least {
            outcome.fired += 1;
        } else {
            outcome.silent.push(format!("{}: {count} of {} on {}", case.rule, case.at_least, case.file));
        }
    }
    Ok(outcome)
}

/// Findings by rule and by file, the file's path from the corpus.
fn counts(findings: &Path) -> Result<BTreeMap<(String, String), u64>> {
    let mut counts = BTreeMap::new();
    for line in BufReader::new(File::open(findings).context("the findings were not written")?).lines() {
        let finding: Value = serde_json::from_str(&line?)?;
        let text = |path: &str| finding.pointer(path).and_then(Value::as_str).unwrap_or_default();
        let (rule, file) = (text("/finding_info/analytic/uid"), text("/evidences/0/data/file"));
        ensure!(!rule.is_empty() && !file.is_empty(), "a finding without rule or file");
        let from = file.find(FOLDER).unwrap_or(0);
        *counts.entry((rule.to_owned(), file[from..].to_owned())).or_default() += 1;
    }
    Ok(counts)
}

/// Reads a description: the few lines that matter of a file whose form is fixed. `None`: it has no test.
fn case(text: &str) -> Option<Case> {
    let mut case = Case { at_least: 1, ..Case::default() };
    let mut rule_follows = false;
    for line in text.lines() {
        let line = line.trim();
        rule_follows |= line == "rule_metadata:";
        if let Some(id) = line.strip_prefix("- id:").filter(|_| rule_follows) {
            id.trim().clone_into(&mut case.rule);
        } else if let Some(count) = line.strip_prefix("match_count:") {
            case.at_least = count.trim().parse().ok()?;
        } else if let Some(path) = line.strip_prefix("path:") {
            path.trim().clone_into(&mut case.file);
        }
    }
    (!case.rule.is_empty() && !case.file.is_empty()).then_some(case)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && depth > 0 {
            walk(&path, depth - 1, found)?;
        } else if path.file_name() == Some(OsStr::new("info.yml")) {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Case, case};

    #[test]
    fn descriptions_are_read() {
        let check = |text: &str, expected: Option<(&str, &str, u64)>| {
            let of =
                |(rule, file, at_least): (&str, &str, u64)| Case { rule: rule.into(), file: file.into(), at_least };
            assert_eq!(case(text), expected.map(of), "{text}");
        };
        let rule = "id: x\nrule_metadata:\n    - id: a\n      title: A\n";
        let test = "regression_tests_info:\n    - name: One\n      path: b/c.evtx\n";
        check(&format!("{rule}{test}"), Some(("a", "b/c.evtx", 1)));
        check(&format!("{rule}{test}      match_count: 2\n"), Some(("a", "b/c.evtx", 2)));
        check(&format!("{rule}# path: b\n"), None);
    }
}
