//! Which kinds feed which rules, as JSON.

use super::Source;
use crate::rules::Fed;
use atalaya_sigma::RuleSet;
use serde::Serialize;

/// Which kinds feed which rules.
#[derive(Serialize)]
pub(crate) struct Coverage<'r> {
    /// Rules read: loaded and refused.
    rules: usize,
    loaded: usize,
    refused: usize,
    /// Loaded rules that at least one kind feeds.
    routed: usize,
    files: usize,
    correlations: usize,
    filters: usize,
    by_rule: Vec<Rule<'r>>,
}

#[derive(Serialize)]
struct Rule<'r> {
    id: &'r str,
    title: &'r str,
    logsource: Source<'r>,
    kinds: &'r [&'r str],
    placeholders_missing: &'r [String],
}

impl<'r> Coverage<'r> {
    pub(crate) fn new(rules: &'r RuleSet, fed: &'r [Fed<'r>]) -> Coverage<'r> {
        let rule = |(rule, kinds): &'r Fed<'r>| Rule {
            id: &rule.id,
            title: &rule.about.title,
            logsource: Source::new(&rule.logsource),
            kinds,
            placeholders_missing: &rule.placeholders_missing,
        };
        let loaded = rules.rules.len() + rules.correlations.len() + rules.filters.len();
        Coverage {
            rules: loaded + rules.refused,
            loaded,
            refused: rules.refused,
            routed: fed.iter().filter(|(_, kinds)| !kinds.is_empty()).count(),
            files: rules.files,
            correlations: rules.correlations.len(),
            filters: rules.filters.len(),
            by_rule: fed.iter().map(rule).collect(),
        }
    }
}
