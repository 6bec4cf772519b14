//! `atalaya rules show`: everything about one rule, in its author's words and in those of its translation.

use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::voice::Voice;
use crate::{page, wire, words};
use atalaya_model::{LogSource, Message};
use atalaya_schema::Schema;
use atalaya_sigma::ast::About;
use atalaya_sigma::{LoadedRule, RuleSet};

pub(super) fn run(rules: &RuleSet, schema: &Schema, name: &str, json: bool, voice: Voice) -> Result<Status, Failure> {
    let correlation = correlation(rules, name);
    let rule = find(rules, name).or(correlation.as_ref());
    let rule = rule.ok_or_else(|| Message::new("cli-fail-rule-unknown").with("rule", name))?;
    let mut kinds: Vec<&str> = match find(rules, name) {
        Some(rule) => feeding(rule, schema),
        None => joined(rules, name, JOINED_MAX).into_iter().flat_map(|rule| feeding(rule, schema)).collect(),
    };
    kinds.sort_unstable();
    kinds.dedup();
    let text = if json { wire::object(&wire::rules::FullRule::new(rule, kinds)) } else { text(rule, &kinds, voice) };
    outcome::print(&text)?;
    Ok(Status::Done)
}

/// How deep correlations over correlations are followed.
const JOINED_MAX: usize = 8;

/// The rules that a correlation joins, also by way of other correlations.
fn joined<'r>(rules: &'r RuleSet, name: &str, depth: usize) -> Vec<&'r LoadedRule> {
    let correlation = rules.correlations.iter().find(|correlation| is_called(&correlation.about, name));
    let names = correlation.filter(|_| depth > 0).map(|correlation| correlation.rules.as_slice()).unwrap_or_default();
    names
        .iter()
        .flat_map(|name| find(rules, name).map_or_else(|| joined(rules, name, depth - 1), |rule| vec![rule]))
        .collect()
}

/// Whether the rule has this id, name or title, in whatever language.
pub(super) fn is_called(about: &About, name: &str) -> bool {
    let titles = about.translations.iter().map(|(_, translation)| &translation.title);
    about.id.iter().chain(&about.name).chain([&about.title]).chain(titles).any(|text| text.eq_ignore_ascii_case(name))
}

/// The correlation of this id, name or title, with what it shares with rules.
fn correlation(rules: &RuleSet, name: &str) -> Option<LoadedRule> {
    let about = rules.correlations.iter().map(|correlation| &correlation.about).find(|about| is_called(about, name))?;
    Some(LoadedRule {
        id: about.id.clone().unwrap_or_else(|| about.title.clone()),
        about: about.clone(),
        logsource: LogSource::default(),
        expr: atalaya_sigma::expr::Expr::FALSE,
        placeholders_missing: Vec::new(),
        filters: Vec::new(),
    })
}

/// The rule of this id, name or title.
fn find<'r>(rules: &'r RuleSet, name: &str) -> Option<&'r LoadedRule> {
    let is = |text: &str| text.eq_ignore_ascii_case(name);
    let by_id = rules.rules.iter().find(|rule| is(&rule.id));
    by_id.or_else(|| rules.rules.iter().find(|rule| is_called(&rule.about, name)))
}

/// The rule's log source; correlations have none.
fn some_source(rule: &LoadedRule) -> Option<String> {
    (rule.logsource != LogSource::default()).then(|| rule.logsource.to_string())
}

/// The kinds of log whose events the rule is for.
pub(super) fn feeding<'s>(rule: &LoadedRule, schema: &'s Schema) -> Vec<&'s str> {
    let feeds =
        |kind: &&atalaya_schema::Kind| kind.serves.iter().any(|serve| rule.logsource.applies_to(&serve.logsource));
    schema.kinds().iter().filter(feeds).map(|kind| kind.name.as_str()).collect()
}

fn text(rule: &LoadedRule, kinds: &[&str], voice: Voice) -> String {
    let about = &rule.about;
    let mut page = Page::new(voice, Look::of_stdout());
    let translation = about.translation(voice.language());
    page.title(&voice.title(about));
    let description = translation.map_or(&about.description, |translation| &translation.description);
    description.iter().for_each(|text| page.text(text));
    page.gap();
    let fields = rule.fields().join(", ");
    let facts: [(Message, Option<String>); 12] = [
        (Message::new("cli-column-id"), Some(rule.id.clone())),
        (Message::new("cli-column-level"), Some(voice.say(&words::level(about.level)))),
        (Message::new("cli-column-status"), about.status.clone()),
        (Message::new("cli-column-logsource"), some_source(rule)),
        (Message::new("cli-column-author"), about.author.clone()),
        (Message::new("cli-rule-license"), about.license.clone()),
        (Message::new("cli-rule-date"), about.date.clone()),
        (Message::new("cli-rule-modified"), about.modified.clone()),
        (Message::new("cli-rule-tags"), some(about.tags.join(", "))),
        (Message::new("cli-rule-fields"), some(fields)),
        (Message::new("cli-rule-filters"), some(rule.filters.join(", "))),
        (Message::new("cli-rule-file"), Some(page::place(&about.place))),
    ];
    for (name, value) in facts {
        value.iter().for_each(|value| page.fact(&name, value));
    }
    section(&mut page, Message::new("cli-rule-references"), &about.references);
    let innocent = translation.map_or(&about.falsepositives, |translation| &translation.falsepositives);
    section(&mut page, Message::new("cli-rule-false-positives"), innocent);
    let checks = translation.map_or(&about.checks, |translation| &translation.checks);
    section(&mut page, Message::new("cli-rule-checks"), checks);
    section(&mut page, Message::new("cli-rule-placeholders"), &rule.placeholders_missing);
    feeds(&mut page, kinds);
    page.into_text()
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn section(page: &mut Page, title: Message, texts: &[String]) {
    if !texts.is_empty() {
        page.topic(&title);
        texts.iter().for_each(|text| page.item("-", None, text));
    }
}

fn feeds(page: &mut Page, kinds: &[&str]) {
    page.topic(&Message::new("cli-rule-kinds"));
    kinds.iter().for_each(|kind| page.item("-", None, kind));
    if kinds.is_empty() {
        page.say(&Message::new("cli-rule-no-kind"));
    }
}
