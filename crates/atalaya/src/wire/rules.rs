//! Rules as JSON.

use super::{Fault, Source};
use crate::voice::Voice;
use atalaya_sigma::{LoadedRule, RuleSet};
use serde::Serialize;

/// What a rule says of itself.
#[derive(Serialize)]
pub(crate) struct Rule<'r> {
    id: &'r str,
    title: &'r str,
    level: &'static str,
    status: Option<&'r str>,
    author: Option<&'r str>,
    logsource: Source<'r>,
    file: &'r str,
}

impl<'r> Rule<'r> {
    pub(crate) fn new(rule: &'r LoadedRule) -> Rule<'r> {
        Rule {
            id: &rule.id,
            title: &rule.about.title,
            level: rule.about.level.as_str(),
            status: rule.about.status.as_deref(),
            author: rule.about.author.as_deref(),
            logsource: Source::new(&rule.logsource),
            file: &rule.about.place.file,
        }
    }
}

/// All that is known of a rule.
#[derive(Serialize)]
pub(crate) struct FullRule<'r> {
    #[serde(flatten)]
    rule: Rule<'r>,
    description: Option<&'r str>,
    license: Option<&'r str>,
    date: Option<&'r str>,
    modified: Option<&'r str>,
    references: &'r [String],
    tags: &'r [String],
    false_positives: &'r [String],
    checks: &'r [String],
    fields: Vec<&'r str>,
    placeholders_missing: &'r [String],
    filters: &'r [String],
    kinds: Vec<&'r str>,
}

impl<'r> FullRule<'r> {
    pub(crate) fn new(rule: &'r LoadedRule, kinds: Vec<&'r str>) -> FullRule<'r> {
        let about = &rule.about;
        FullRule {
            rule: Rule::new(rule),
            description: about.description.as_deref(),
            license: about.license.as_deref(),
            date: about.date.as_deref(),
            modified: about.modified.as_deref(),
            references: &about.references,
            tags: &about.tags,
            false_positives: &about.falsepositives,
            checks: &about.checks,
            fields: rule.fields(),
            placeholders_missing: &rule.placeholders_missing,
            filters: &rule.filters,
            kinds,
        }
    }
}

/// What a correlation says of itself.
#[derive(Serialize)]
pub(crate) struct Correlation<'r> {
    id: Option<&'r str>,
    title: &'r str,
    level: &'static str,
    rules: &'r [String],
    file: &'r str,
}

/// All rules.
#[derive(Serialize)]
pub(crate) struct List<'r> {
    rules: Vec<Rule<'r>>,
    correlations: Vec<Correlation<'r>>,
    refused: usize,
}

impl<'r> List<'r> {
    pub(crate) fn new(rules: &'r RuleSet, ordered: &[&'r LoadedRule]) -> List<'r> {
        let correlations = rules.correlations.iter().map(|correlation| Correlation {
            id: correlation.about.id.as_deref(),
            title: &correlation.about.title,
            level: correlation.about.level.as_str(),
            rules: &correlation.rules,
            file: &correlation.about.place.file,
        });
        let correlations = correlations.collect();
        List { rules: ordered.iter().map(|rule| Rule::new(rule)).collect(), correlations, refused: rules.refused }
    }
}

/// What is wrong with rules.
#[derive(Serialize)]
pub(crate) struct Check<'r> {
    files: usize,
    loaded: usize,
    refused: usize,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Fault<'r>>,
}

impl<'r> Check<'r> {
    pub(crate) fn new(rules: &'r RuleSet, errors: usize, voice: Voice) -> Check<'r> {
        Check {
            files: rules.files,
            loaded: rules.rules.len() + rules.correlations.len() + rules.filters.len(),
            refused: rules.refused,
            errors,
            warnings: rules.diagnostics.len() - errors,
            diagnostics: rules.diagnostics.iter().map(|diagnostic| Fault::new(diagnostic, voice)).collect(),
        }
    }
}
