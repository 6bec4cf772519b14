//! What was found: by level, rule, host and tactic, and the most serious findings themselves.

use super::SHOWN_MAX;
use crate::handover::Written;
use crate::look::Paint;
use crate::page::Page;
use crate::table::Table;
use crate::units::{minute_or_dash, moment_or_dash};
use crate::words;
use atalaya_messages::grouped;
use atalaya_model::{Level, Message};
use atalaya_scan::report::Report;

pub(crate) fn section(page: &mut Page, report: &Report, lowest: Level, files: &[Written]) {
    page.heading(&Message::new("cli-found"));
    if report.tally.examined == 0 {
        page.say_as(Paint::Warning, &Message::new("cli-found-unexamined"));
        return;
    }
    if report.found.total == 0 {
        page.say_as(Paint::Good, &Message::new("cli-found-nothing"));
        return;
    }
    totals(page, report);
    written(page, files);
    let below = report.found.total - report.found.written;
    if !files.is_empty() && below > 0 {
        page.say(&Message::new("cli-found-below").with("count", below));
    }
    rules(page, report, lowest);
    hosts(page, report);
    tactics(page, report);
    serious(page, report, lowest);
}

fn totals(page: &mut Page, report: &Report) {
    let found = &report.found;
    let rules = found.by_rule.len();
    page.say(&Message::new("cli-found-totals").with("findings", found.total).with("rules", rules));
    for (level, count) in found.by_level.iter().rev().filter(|(_, count)| *count > 0) {
        let line = Message::new("cli-fact").with("name", words::level(*level)).with("value", *count);
        let line = page.voice().say(&line);
        page.item("-", Some(words::level_paint(*level)), &line);
    }
}

fn written(page: &mut Page, files: &[Written]) {
    for Written { path, outcome } in files {
        let message = Message::new("cli-found-written").with("count", outcome.findings);
        page.say(&message.with("file", path.display().to_string()));
        if outcome.beyond > 0 {
            page.say_as(Paint::Warning, &Message::new("cli-found-beyond").with("count", outcome.beyond));
        }
        if outcome.without_technique > 0 {
            page.say(&Message::new("cli-found-without-technique").with("count", outcome.without_technique));
        }
    }
}

fn rules(page: &mut Page, report: &Report, lowest: Level) {
    let voice = page.voice();
    let header = [
        Message::new("cli-column-level"),
        Message::new("cli-column-rule"),
        Message::new("cli-column-findings"),
        Message::new("cli-column-hosts"),
        Message::new("cli-column-first"),
        Message::new("cli-column-last"),
    ];
    let mut table =
        Table::new(header.iter().map(|message| voice.say(message)).collect()).numbers(&[2, 3]).whole(&[0, 4, 5]);
    let shown: Vec<_> = report.found.by_rule.iter().filter(|rule| rule.level >= lowest).collect();
    for rule in shown.iter().take(SHOWN_MAX) {
        let cells = vec![
            voice.say(&words::level(rule.level)),
            rule.title_in(voice.language()).to_owned(),
            grouped(rule.findings),
            grouped(rule.hosts),
            minute_or_dash(rule.first),
            minute_or_dash(rule.last),
        ];
        table.painted_row(words::level_paint(rule.level), cells);
    }
    if !table.is_empty() {
        page.topic(&Message::new("cli-found-rules"));
        page.table(&table);
        page.rest(SHOWN_MAX, shown.len() as u64);
    }
}

fn hosts(page: &mut Page, report: &Report) {
    let hosts = &report.found.by_host;
    if hosts.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-found-hosts"));
    page.table(&counts(
        page,
        Message::new("cli-column-host"),
        hosts.iter().map(|(host, count)| (host.clone(), *count)),
    ));
    page.rest(SHOWN_MAX, hosts.len() as u64);
}

fn tactics(page: &mut Page, report: &Report) {
    let tactics = &report.found.by_tactic;
    if tactics.is_empty() {
        return;
    }
    let voice = page.voice();
    let name = |word: &String| words::tactic(word).map_or_else(|| word.clone(), |message| voice.say(&message));
    page.topic(&Message::new("cli-found-tactics"));
    let rows = tactics.iter().map(|(word, count)| (name(word), *count));
    page.table(&counts(page, Message::new("cli-column-tactic"), rows));
    page.rest(SHOWN_MAX, tactics.len() as u64);
}

fn counts(page: &Page, name: Message, rows: impl Iterator<Item = (String, u64)>) -> Table {
    let header = vec![page.voice().say(&name), page.voice().say(&Message::new("cli-column-findings"))];
    let mut table = Table::new(header).numbers(&[1]);
    rows.take(SHOWN_MAX).for_each(|(name, count)| table.row(vec![name, grouped(count)]));
    table
}

fn serious(page: &mut Page, report: &Report, lowest: Level) {
    let voice = page.voice();
    let header = [
        Message::new("cli-column-level"),
        Message::new("cli-column-time"),
        Message::new("cli-column-host"),
        Message::new("cli-column-rule"),
        Message::new("cli-column-place"),
    ];
    let mut table = Table::new(header.iter().map(|message| voice.say(message)).collect()).whole(&[0, 1]);
    for top in report.found.top.iter().filter(|top| top.level >= lowest).take(SHOWN_MAX) {
        let cells = vec![
            voice.say(&words::level(top.level)),
            moment_or_dash(top.time),
            top.host.clone().unwrap_or_else(|| "-".to_owned()),
            top.title_in(voice.language()).to_owned(),
            voice.say(&Message::new("cli-place").with("file", top.input.as_str()).with("record", top.record)),
        ];
        table.painted_row(words::level_paint(top.level), cells);
    }
    if !table.is_empty() {
        page.topic(&Message::new("cli-found-serious"));
        page.table(&table);
    }
}
