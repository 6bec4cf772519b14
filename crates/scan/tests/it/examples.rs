//! Our rules find the events that they must find, and let pass those that they must let pass.
//!
//! `content/rules/examples/<rule file>/match-*` and `pass-*` are in the sender's own format. In their world 198.51.100.0/24
//! is at home and 203.0.113.0/24 abroad.

use crate::scanning::{Scanned, options, scan_with};
use atalaya_model::{Language, Level};
use atalaya_schema::{Addresses, Schema};
use atalaya_sigma::ast::About;
use atalaya_sigma::{Placeholders, RuleSet};
use atalaya_testkit::mmdb::{Value, table};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../content/rules")
}

/// The entries of a folder that `wanted` chooses by name, in order.
fn entries(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| wanted(&path.file_name().unwrap().to_string_lossy())).collect();
    paths.sort();
    paths
}

/// Values of placeholders for the examples: what an organization would give for its own.
fn placeholders() -> Placeholders {
    let text = fs::read_to_string(folder().join("examples/placeholders.yml")).unwrap_or_default();
    let (documents, _) = atalaya_stdx::yaml::documents(&text);
    let entries = documents.first().and_then(|document| document.map()).unwrap_or_default();
    let texts = |node: &atalaya_stdx::yaml::Node| {
        node.texts().unwrap_or_default().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    entries.iter().map(|(name, node)| (name.text.clone(), texts(node))).collect()
}

/// The kinds that are shipped, with a table of countries.
fn kinds() -> Arc<Schema> {
    let country = |code| Value::Map(vec![("country", Value::Map(vec![("iso_code", Value::Text(code))]))]);
    let mut addresses = Addresses::default();
    addresses.add(table(&[("198.51.100.0/24", country("EC")), ("203.0.113.0/24", country("NL"))])).unwrap();
    Arc::new(Schema::builtin().with_addresses(addresses))
}

fn rules_of(file: &Path) -> RuleSet {
    let text = fs::read_to_string(file).unwrap();
    let rules = RuleSet::load([(file.to_string_lossy().as_ref(), text.as_str())], &placeholders());
    assert!(rules.diagnostics.is_empty(), "{}: {:?}", file.display(), rules.diagnostics);
    rules
}

fn abouts(rules: &RuleSet) -> Vec<&About> {
    let correlations = rules.correlations.iter().map(|correlation| &correlation.about);
    rules.rules.iter().map(|rule| &rule.about).chain(correlations).collect()
}

/// What is wrong with how the file's rules do on an example.
fn fault(rules: &RuleSet, kinds: &Arc<Schema>, example: &Path) -> Option<String> {
    let Scanned { report, .. } = scan_with(options(&[example.to_owned()]), rules, kinds);
    let told = |level: Level| level > Level::Informational;
    let findings: u64 = report.found.by_level.iter().filter(|(level, _)| told(*level)).map(|(_, count)| count).sum();
    let name = example.display();
    if report.tally.examined == 0 || report.tally.without_kind > 0 || report.tally.quarantined > 0 {
        return Some(format!("{name}: not understood: {:?}", report.tally));
    }
    let must_match = example.file_name().unwrap().to_string_lossy().starts_with("match-");
    let alone = rules.correlations.is_empty();
    match (must_match, alone) {
        (true, true) if findings < report.tally.examined => {
            Some(format!("{name}: {findings} of {} events", report.tally.examined))
        }
        (true, false) if findings == 0 => Some(format!("{name}: nothing found")),
        (false, _) if findings > 0 => Some(format!("{name}: {findings} found")),
        _ => None,
    }
}

#[test]
fn every_rule_finds_its_examples_and_lets_the_others_pass() {
    let (mut wrong, kinds) = (Vec::new(), kinds());
    for file in entries(&folder(), |name| name.ends_with(".yml")) {
        let rules = rules_of(&file);
        let examples = folder().join("examples").join(file.file_stem().unwrap());
        let of = |start: &'static str| entries(&examples, move |name| name.starts_with(start));
        let (matching, passing) = (of("match-"), of("pass-"));
        if matching.is_empty() || passing.is_empty() {
            wrong.push(format!("{}: no examples", file.display()));
        }
        wrong.extend(matching.iter().chain(&passing).filter_map(|example| fault(&rules, &kinds, example)));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_says_in_every_language_what_causes_it_innocently_and_what_to_check_first() {
    let mut wrong = Vec::new();
    for file in entries(&folder(), |name| name.ends_with(".yml")) {
        let rules = rules_of(&file);
        for about in abouts(&rules).into_iter().filter(|about| about.level > Level::Informational) {
            let name = format!("{}: {}", file.file_name().unwrap().to_string_lossy(), about.title);
            if about.checks.len() != 3 || about.falsepositives.is_empty() || about.description.is_none() {
                wrong.push(format!("{name}: not told"));
            }
            for language in Language::ALL.into_iter().filter(|language| *language != Language::En) {
                let told = about.translation(language).is_some_and(|told| {
                    told.checks.len() == 3
                        && told.falsepositives.len() == about.falsepositives.len()
                        && told.description.is_some()
                });
                if !told {
                    wrong.push(format!("{name}: not told in {}", language.tag()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
