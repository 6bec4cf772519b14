//! Which rules fire, and which kinds feed them, as JSON.

use super::Source;
use atalaya_scan::{Coverage as Proven, Outcome, RuleCoverage};
use atalaya_schema::{Schema, Verification};
use atalaya_sigma::RuleSet;
use serde::Serialize;

/// Which rules fire.
#[derive(Serialize)]
pub(crate) struct Coverage<'r> {
    /// Rules read: loaded and refused.
    rules: usize,
    loaded: usize,
    refused: usize,
    /// Rules that a changed sample made fire.
    routed: usize,
    routed_by_verification: ByVerification,
    not_routed: NotRouted,
    files: usize,
    correlations: usize,
    filters: usize,
    by_rule: Vec<Rule<'r>>,
}

/// Routed rules by how sure we are of the sample's field names.
#[derive(Serialize)]
struct ByVerification {
    seen: usize,
    documented: usize,
    unverified: usize,
}

/// Rules that nothing made fire, by reason.
#[derive(Serialize, Default)]
struct NotRouted {
    no_kind: usize,
    fields_missing: usize,
    placeholder: usize,
    address_table: usize,
    no_witness: usize,
}

#[derive(Serialize)]
struct Rule<'r> {
    id: &'r str,
    title: &'r str,
    logsource: Source<'r>,
    routed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacking: Vec<&'r str>,
    kinds: Vec<Kind<'r>>,
}

#[derive(Serialize)]
struct Kind<'r> {
    kind: &'r str,
    logsource: Source<'r>,
    fields: &'r [String],
    fields_missing: &'r [String],
}

impl<'r> Coverage<'r> {
    pub(crate) fn new(rules: &'r RuleSet, proven: &'r Proven, schema: &'r Schema) -> Coverage<'r> {
        let loaded = rules.rules.len() + rules.correlations.len() + rules.filters.len();
        Coverage {
            rules: loaded + rules.refused,
            loaded,
            refused: rules.refused,
            routed: proven.routed(),
            routed_by_verification: ByVerification {
                seen: proven.routed_as(Verification::Seen),
                documented: proven.routed_as(Verification::Documented),
                unverified: proven.routed_as(Verification::Unverified),
            },
            not_routed: not_routed(proven),
            files: rules.files,
            correlations: rules.correlations.len(),
            filters: rules.filters.len(),
            by_rule: proven.rules.iter().map(|rule| Rule::new(rule, rules, schema)).collect(),
        }
    }
}

fn not_routed(proven: &Proven) -> NotRouted {
    let mut counts = NotRouted::default();
    for rule in &proven.rules {
        match rule.outcome {
            Outcome::Routed { .. } => {}
            Outcome::NoKind => counts.no_kind += 1,
            Outcome::FieldsMissing(_) => counts.fields_missing += 1,
            Outcome::Placeholder(_) => counts.placeholder += 1,
            Outcome::AddressTable(_) => counts.address_table += 1,
            Outcome::NoWitness => counts.no_witness += 1,
        }
    }
    counts
}

impl<'r> Rule<'r> {
    fn new(covered: &'r RuleCoverage, rules: &'r RuleSet, schema: &'r Schema) -> Rule<'r> {
        let rule = &rules.rules[covered.rule];
        let (mut verification, mut sample, mut reason, mut lacking) = (None, None, None, Vec::new());
        match &covered.outcome {
            Outcome::Routed { verification: as_sure, sample: from } => {
                (verification, sample) = (Some(as_sure.as_str()), Some(from.as_str()));
            }
            Outcome::NoKind => reason = Some("no_kind"),
            Outcome::NoWitness => reason = Some("no_witness"),
            Outcome::FieldsMissing(fields) => {
                (reason, lacking) = (Some("fields_missing"), fields.iter().map(String::as_str).collect());
            }
            Outcome::AddressTable(tables) => {
                (reason, lacking) = (Some("address_table"), tables.iter().map(|table| table.as_str()).collect());
            }
            Outcome::Placeholder(names) => {
                (reason, lacking) = (Some("placeholder"), names.iter().map(String::as_str).collect());
            }
        }
        let kinds = covered.feeds.iter().map(|feed| Kind {
            kind: &schema.kind(feed.kind).name,
            logsource: Source::new(&schema.kind(feed.kind).serves[feed.serve].logsource),
            fields: &feed.carried,
            fields_missing: &feed.missing,
        });
        Rule {
            id: &rule.id,
            title: &rule.about.title,
            logsource: Source::new(&rule.logsource),
            routed: sample.is_some(),
            verification,
            sample,
            reason,
            lacking,
            kinds: kinds.collect(),
        }
    }
}
