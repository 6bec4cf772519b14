//! `atalaya rules coverage`: which rules fire when a sample of their log goes the whole way, and why the others do not.

use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::wire;
use atalaya_messages::grouped;
use atalaya_model::{LogSource, Message};
use atalaya_scan::{Coverage, Outcome, RuleCoverage, coverage};
use atalaya_schema::{Schema, Verification};
use atalaya_sigma::RuleSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn run(rules: &RuleSet, schema: &Arc<Schema>, json: bool, voice: Voice) -> Result<Status, Failure> {
    let proven = coverage(rules, schema);
    let text = if json {
        wire::object(&wire::coverage::Coverage::new(rules, &proven, schema))
    } else {
        text(rules, &proven, schema, voice)
    };
    outcome::print(&text)?;
    Ok(Status::Done)
}

fn text(rules: &RuleSet, proven: &Coverage, schema: &Schema, voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    let loaded = rules.rules.len();
    page.heading(&Message::new("cli-coverage"));
    page.say(&Message::new("cli-coverage-loaded").with("loaded", loaded).with("refused", rules.refused));
    page.say(
        &Message::new("cli-coverage-routed")
            .with("routed", proven.routed())
            .with("seen", proven.routed_as(Verification::Seen))
            .with("documented", proven.routed_as(Verification::Documented))
            .with("unverified", proven.routed_as(Verification::Unverified)),
    );
    sources(&mut page, rules, proven, schema);
    reasons(&mut page, rules, proven);
    page.into_text()
}

/// For each log source how many of its rules fire, and the kinds that feed them.
fn sources(page: &mut Page, rules: &RuleSet, proven: &Coverage, schema: &Schema) {
    let mut sources: BTreeMap<&LogSource, (u64, u64, BTreeSet<&str>)> = BTreeMap::new();
    for rule in &proven.rules {
        let source = sources.entry(&rules.rules[rule.rule].logsource).or_default();
        source.0 += 1;
        source.1 += u64::from(matches!(rule.outcome, Outcome::Routed { .. }));
        source.2.extend(rule.feeds.iter().map(|feed| schema.kind(feed.kind).name.as_str()));
    }
    let voice = page.voice();
    let header = [
        Message::new("cli-column-logsource"),
        Message::new("cli-column-rules"),
        Message::new("cli-column-routed"),
        Message::new("cli-column-kinds"),
    ];
    let header = header.iter().map(|message| voice.say(message)).collect();
    let mut table = Table::new(header).numbers(&[1, 2]).whole(&[0]);
    let mut rows: Vec<_> = sources.into_iter().collect();
    rows.sort_by_key(|(source, (rules, ..))| (std::cmp::Reverse(*rules), *source));
    for (source, (rules, routed, kinds)) in rows {
        let kinds = if kinds.is_empty() { "-".to_owned() } else { kinds.into_iter().collect::<Vec<_>>().join(", ") };
        table.painted_row(Paint::Strong, vec![source.to_string(), grouped(rules), grouped(routed), kinds]);
    }
    page.topic(&Message::new("cli-coverage-sources"));
    page.table(&table);
}

/// The rules that nothing made fire, by reason.
fn reasons(page: &mut Page, rules: &RuleSet, proven: &Coverage) {
    let voice = page.voice();
    let mut reasons: BTreeMap<(u8, String), Vec<&RuleCoverage>> = BTreeMap::new();
    for rule in &proven.rules {
        let key = match &rule.outcome {
            Outcome::Routed { .. } => continue,
            Outcome::NoKind => (0, String::new()),
            Outcome::FieldsMissing(fields) => (1, fields.join(", ")),
            Outcome::Placeholder(names) => (2, names.join(", ")),
            Outcome::AddressTable(tables) => {
                (3, tables.iter().map(|table| voice.say(&table.remedy())).collect::<Vec<_>>().join(" "))
            }
            Outcome::NoWitness => (4, String::new()),
        };
        reasons.entry(key).or_default().push(rule);
    }
    if reasons.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-coverage-silent"));
    let header =
        [Message::new("cli-column-reason"), Message::new("cli-column-rules"), Message::new("cli-column-logsource")];
    let header = header.iter().map(|message| voice.say(message)).collect();
    let mut table = Table::new(header).numbers(&[1]);
    for ((reason, what), silent) in reasons {
        let message = match reason {
            0 => Message::new("cli-coverage-no-kind"),
            1 => Message::new("cli-coverage-fields-missing").with("fields", what),
            2 => Message::new("cli-coverage-placeholder").with("names", what),
            3 => Message::new("cli-coverage-table").with("tables", what),
            _ => Message::new("cli-coverage-no-witness"),
        };
        let sources: BTreeSet<String> = silent.iter().map(|r| rules.rules[r.rule].logsource.to_string()).collect();
        let sources = sources.into_iter().collect::<Vec<_>>().join(", ");
        table.painted_row(Paint::Faint, vec![voice.say(&message), grouped(silent.len() as u64), sources]);
    }
    page.table(&table);
}
