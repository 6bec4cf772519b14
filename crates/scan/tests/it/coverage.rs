//! Which rules fire on changed samples of the kinds: most of the public ones.

use atalaya_scan::{Coverage, Outcome, coverage, load_rules};
use atalaya_schema::Schema;
use atalaya_sigma::{Placeholders, RuleSet};
use atalaya_testkit::corpus;

/// Public rules that fire. A change that lowers it mutes rules.
const ROUTED_MIN: usize = 3_689;

#[test]
fn the_public_rules_fire_or_have_a_reason() {
    let Some(corpus) = corpus() else { return };
    let rules = load_rules(&[corpus.root().join("sigma")], &Placeholders::new()).unwrap();
    let found = coverage(&rules, &Schema::builtin());
    assert_eq!(found.rules.len(), rules.rules.len());
    assert!(found.routed() >= ROUTED_MIN, "{}\n{}", found.routed(), silent(&rules, &found).join("\n"));
    for rule in &found.rules {
        match &rule.outcome {
            Outcome::Routed { sample, .. } => assert!(!sample.is_empty()),
            Outcome::NoKind => assert!(rule.feeds.is_empty()),
            Outcome::Placeholder(missing) | Outcome::FieldsMissing(missing) => assert!(!missing.is_empty()),
            Outcome::AddressTable(missing) => assert!(!missing.is_empty()),
            Outcome::NoWitness => assert!(!rule.feeds.is_empty()),
        }
    }
}

/// The rules that do not fire, and why.
fn silent(rules: &RuleSet, found: &Coverage) -> Vec<String> {
    let silent = found.rules.iter().filter(|rule| !matches!(rule.outcome, Outcome::Routed { .. }));
    silent.map(|rule| format!("{:?}: {:?}", rules.rules[rule.rule].about.title, rule.outcome)).collect()
}
