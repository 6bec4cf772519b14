//! `atalaya rules coverage`: for each rule the kinds of log that feed it, or that there is none.

use super::{ordered, show::feeding};
use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::wire;
use atalaya_messages::grouped;
use atalaya_model::{LogSource, Message};
use atalaya_schema::Schema;
use atalaya_sigma::{LoadedRule, RuleSet};
use std::collections::BTreeMap;

/// A rule and the kinds that feed it.
pub(crate) type Fed<'r> = (&'r LoadedRule, Vec<&'r str>);

pub(super) fn run(rules: &RuleSet, json: bool, voice: Voice) -> Result<Status, Failure> {
    let schema = Schema::builtin();
    let fed: Vec<Fed<'_>> = ordered(rules).into_iter().map(|rule| (rule, feeding(rule, &schema))).collect();
    let text = if json { wire::object(&wire::coverage::Coverage::new(rules, &fed)) } else { text(rules, &fed, voice) };
    outcome::print(&text)?;
    Ok(Status::Done)
}

fn text(rules: &RuleSet, fed: &[Fed<'_>], voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    let routed = fed.iter().filter(|(_, kinds)| !kinds.is_empty()).count();
    page.heading(&Message::new("cli-coverage"));
    page.say(&Message::new("cli-coverage-loaded").with("loaded", fed.len()).with("refused", rules.refused));
    page.say(&Message::new("cli-coverage-routed").with("routed", routed).with("unrouted", fed.len() - routed));
    sources(&mut page, &Message::new("cli-coverage-fed"), fed.iter().filter(|(_, kinds)| !kinds.is_empty()));
    sources(&mut page, &Message::new("cli-coverage-unfed"), fed.iter().filter(|(_, kinds)| kinds.is_empty()));
    page.into_text()
}

/// Rules by log source with the kinds that feed them.
fn sources<'f>(page: &mut Page, title: &Message, fed: impl Iterator<Item = &'f Fed<'f>>) {
    let mut sources: BTreeMap<&LogSource, (u64, &[&str])> = BTreeMap::new();
    for (rule, kinds) in fed {
        sources.entry(&rule.logsource).or_insert((0, kinds)).0 += 1;
    }
    if sources.is_empty() {
        return;
    }
    let voice = page.voice();
    let header =
        [Message::new("cli-column-logsource"), Message::new("cli-column-rules"), Message::new("cli-column-kinds")];
    let mut table = Table::new(header.iter().map(|message| voice.say(message)).collect()).numbers(&[1]).whole(&[0]);
    let mut rows: Vec<_> = sources.into_iter().collect();
    rows.sort_by_key(|(source, (rules, _))| (std::cmp::Reverse(*rules), *source));
    for (source, (rules, kinds)) in rows {
        let kinds = if kinds.is_empty() { "-".to_owned() } else { kinds.join(", ") };
        table.painted_row(Paint::Strong, vec![source.to_string(), grouped(rules), kinds]);
    }
    page.topic(title);
    page.table(&table);
}
