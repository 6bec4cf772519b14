//! The rules that were loaded, found by the identifier that their findings carry.

use crate::spool::Line;
use crate::told;
use atalaya_model::{Language, Level, LogSource, Message};
use atalaya_sigma::RuleSet;
use atalaya_sigma::ast::{About, Correlation};
use rustc_hash::FxHashMap;

/// The rules by identifier, in lower case.
pub(crate) struct Rulebook<'a>(FxHashMap<String, Entry<'a>>);

/// A rule's words and the logs it is for.
pub(crate) struct Entry<'a> {
    pub(crate) about: &'a About,
    pub(crate) logsource: LogSource,
}

impl<'a> Rulebook<'a> {
    pub(crate) fn of(set: &'a RuleSet) -> Rulebook<'a> {
        let rules = set
            .rules
            .iter()
            .map(|rule| (rule.id.to_lowercase(), Entry { about: &rule.about, logsource: rule.logsource.clone() }));
        let correlations = set.correlations.iter().map(|correlation| {
            let entry = Entry { about: &correlation.about, logsource: source_of(correlation, set) };
            (identifier(&correlation.about).to_lowercase(), entry)
        });
        Rulebook(rules.chain(correlations).collect())
    }

    /// The rule of the finding, where it was loaded.
    pub(crate) fn rule(&self, line: &Line) -> Option<&Entry<'a>> {
        self.get(&line.finding_info.analytic.uid)
    }

    /// The rule of that identifier, where it was loaded.
    pub(crate) fn get(&self, id: &str) -> Option<&Entry<'a>> {
        self.0.get(&id.to_lowercase())
    }

    /// The rule's title in the language, else as its author wrote it.
    pub(crate) fn title<'l>(&self, line: &'l Line, language: Language) -> &'l str
    where
        'a: 'l,
    {
        match self.rule(line) {
            Some(entry) => entry.about.title_in(language),
            None => &line.finding_info.title,
        }
    }

    /// The tags of the finding's rule.
    pub(crate) fn tags(&self, line: &Line) -> &'a [String] {
        self.rule(line).map_or(&[], |entry| &entry.about.tags)
    }

    /// What happened, in words.
    pub(crate) fn happened(&self, line: &Line) -> Vec<Message> {
        let unknown = LogSource::default();
        told::happened(self.rule(line).map_or(&unknown, |entry| &entry.logsource), self.tags(line), line)
    }
}

/// The level of a finding, from OCSF's `severity_id`.
pub(crate) fn level(line: &Line) -> Level {
    let of = |level: &Level| level.severity_id() == line.severity_id;
    Level::ALL.into_iter().find(of).unwrap_or_default()
}

/// The techniques of ATT&CK that the tags name, known to us or not: `T1059.001`.
pub(crate) fn technique_ids(tags: &[String]) -> Vec<String> {
    let id = |tag: &String| {
        let id = tag.to_ascii_lowercase().strip_prefix("attack.t")?.to_owned();
        let (technique, sub) =
            id.split_once('.').map_or((id.as_str(), None), |(technique, sub)| (technique, Some(sub)));
        let digits = |text: &str, len| text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(technique, 4) && sub.is_none_or(|sub| digits(sub, 3))).then(|| format!("T{id}"))
    };
    let mut ids: Vec<String> = Vec::new();
    for id in tags.iter().filter_map(id) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// As the scan calls a rule in its findings.
fn identifier(about: &About) -> String {
    match (&about.id, &about.name) {
        (Some(id), _) => id.clone(),
        (None, Some(name)) => format!("name:{name}"),
        (None, None) => format!("title:{}", about.title),
    }
}

/// A correlation's log source: that of the first rule below it, called a correlation.
fn source_of(correlation: &Correlation, set: &RuleSet) -> LogSource {
    let refers = |about: &About, id: &str| {
        let refers = |name: &String| name.eq_ignore_ascii_case(id) || Some(name) == about.name.as_ref();
        correlation.rules.iter().any(refers)
    };
    let base = set.rules.iter().find(|rule| refers(&rule.about, &rule.id)).map(|rule| rule.logsource.clone());
    LogSource { category: Some("correlation".to_owned()), ..base.unwrap_or_default() }
}
