//! How loud rules would have been over what is stored, and which of them to begin with.
//!
//! People are asked to look at alerts, not at findings: what a rule finds on one host within an hour counts as one.

use super::Hunt;
use super::rules::{judged, load};
use crate::arguments::Noise;
use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status, cannot_write};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::{rules, wire, words};
use atalaya_messages::grouped;
use atalaya_model::{Level, Message};
use atalaya_scan::report::{Report, RuleFound};
use atalaya_sigma::RuleSet;
use atalaya_sigma::ast::About;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Rules that are shown of those that are too loud.
const SHOWN_MAX: usize = 30;
/// Hours below which what is stored says little.
const HOURS_FEW: u64 = 7 * 24;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// What the rules did over what is stored.
pub(crate) struct Heard {
    /// Hours from the first of the events to the last, at least one.
    pub(crate) hours: u64,
    /// Events that were judged.
    pub(crate) events: u64,
    /// The rules that found something, loudest first.
    pub(crate) loud: Vec<RuleFound>,
    /// Rules that found nothing.
    pub(crate) quiet: u64,
}

/// Which rules to begin with.
pub(crate) struct Advice {
    /// Alerts an hour that are asked for at most.
    pub(crate) budget: u64,
    /// The rules: identifier, title, and alerts within the hours.
    pub(crate) chosen: Vec<(String, String, u64)>,
    /// Rules that would be too much, most serious first.
    pub(crate) left: Vec<RuleFound>,
    /// Rules that only inform, and are for hunts.
    pub(crate) informing: u64,
}

pub(super) fn run(
    of: &Hunt<'_>,
    named: &[PathBuf],
    placeholders: Option<&Path>,
    noise: &Noise,
) -> Result<Status, Failure> {
    let rules = if named.is_empty() { rules::load(&[], placeholders)? } else { load::load(named, placeholders)? };
    let (report, _) = judged(of, &rules, Level::Informational, Vec::new(), None)?;
    let heard = heard(&report, &rules);
    match noise {
        Noise::Tried => tried(of, &heard)?,
        Noise::Recommended { budget, file } => {
            let advice = advice(&heard, &rules, *budget);
            if let Some(file) = file {
                fs::write(file, list(&advice, &heard)).map_err(|error| cannot_write(file, &error))?;
            }
            recommended(of, &heard, &advice, file.as_deref())?;
        }
    }
    Ok(Status::Done)
}

fn heard(report: &Report, rules: &RuleSet) -> Heard {
    let first = report.kinds.iter().filter_map(|kind| kind.first).min();
    let last = report.kinds.iter().filter_map(|kind| kind.last).max();
    let span = first.zip(last).map_or(0, |(first, last)| last.0.saturating_sub(first.0));
    let mut loud = report.found.by_rule.clone();
    loud.sort_by(|one, other| (other.alerts, other.findings, &one.id).cmp(&(one.alerts, one.findings, &other.id)));
    let quiet = (abouts(rules).count() as u64).saturating_sub(loud.len() as u64);
    Heard { hours: (span / HOUR).max(1) as u64, events: report.tally.examined, loud, quiet }
}

/// The rules that have findings of their own, and the correlations.
fn abouts(rules: &RuleSet) -> impl Iterator<Item = (&str, &About)> {
    let plan = rules.plan.as_deref();
    let reported = (0..).zip(&rules.rules).filter(move |(number, _)| plan.is_none_or(|plan| plan.is_reported(*number)));
    let correlations = rules.correlations.iter().map(|correlation| &correlation.about);
    let correlations = correlations.map(|about| (about.id.as_deref().unwrap_or(&about.title), about));
    reported.map(|(_, rule)| (rule.id.as_str(), &rule.about)).chain(correlations)
}

/// The most serious first, and of a level the quietest, as long as they are within the budget.
fn advice(heard: &Heard, rules: &RuleSet, budget: u64) -> Advice {
    let is_loud = |id: &str| heard.loud.iter().find(|rule| rule.id == id);
    let mut all: Vec<(&str, &About, Option<&RuleFound>)> =
        abouts(rules).map(|(id, about)| (id, about, is_loud(id))).collect();
    let alerts = |rule: Option<&RuleFound>| rule.map_or(0, |rule| rule.alerts);
    all.sort_by(|one, other| {
        let level = other.1.level.cmp(&one.1.level);
        level.then_with(|| (alerts(one.2), one.0).cmp(&(alerts(other.2), other.0)))
    });
    let mut advice = Advice { budget, chosen: Vec::new(), left: Vec::new(), informing: 0 };
    let mut spent = 0;
    for (id, about, loud) in all {
        let more = alerts(loud);
        if about.level == Level::Informational {
            advice.informing += 1;
        } else if spent + more <= budget.saturating_mul(heard.hours) {
            spent += more;
            advice.chosen.push((id.to_owned(), about.title.clone(), more));
        } else {
            advice.left.extend(loud.cloned());
        }
    }
    advice
}

/// The identifiers as the settings of a centre take them.
fn list(advice: &Advice, heard: &Heard) -> String {
    let mut text = String::new();
    for (id, title, alerts) in &advice.chosen {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{id}  # {} ({alerts}/{}h)", title.replace(['\r', '\n'], " "), heard.hours);
    }
    text
}

fn tried(of: &Hunt<'_>, heard: &Heard) -> Result<(), Failure> {
    if of.task.data.json {
        return outcome::print(&wire::object(&wire::noise::Tried::new(heard)));
    }
    let mut page = Page::new(of.voice, Look::of_stdout());
    page.heading(
        &Message::new("noise-heard").with("events", grouped(heard.events)).with("hours", grouped(heard.hours)),
    );
    if !heard.loud.is_empty() {
        page.table(&loud(&heard.loud, heard.hours, of.voice));
    }
    page.say(&Message::new("noise-quiet").with("count", heard.quiet));
    few(&mut page, heard);
    outcome::print(&page.into_text())
}

fn recommended(of: &Hunt<'_>, heard: &Heard, advice: &Advice, file: Option<&Path>) -> Result<(), Failure> {
    if of.task.data.json {
        return outcome::print(&wire::object(&wire::noise::Recommended::new(heard, advice)));
    }
    let mut page = Page::new(of.voice, Look::of_stdout());
    page.heading(
        &Message::new("noise-heard").with("events", grouped(heard.events)).with("hours", grouped(heard.hours)),
    );
    let alerts: u64 = advice.chosen.iter().map(|(.., alerts)| alerts).sum();
    let message = Message::new("noise-chosen").with("count", advice.chosen.len() as u64);
    page.say(&message.with("rate", rate(alerts, heard.hours)).with("budget", advice.budget));
    if let Some(file) = file {
        page.say(&Message::new("noise-written").with("file", file.display().to_string()));
    }
    if !advice.left.is_empty() {
        page.heading(&Message::new("noise-left").with("count", advice.left.len() as u64));
        page.table(&loud(&advice.left[..advice.left.len().min(SHOWN_MAX)], heard.hours, of.voice));
        page.say(&Message::new("noise-filters"));
    }
    if advice.informing > 0 {
        page.say_as(Paint::Faint, &Message::new("noise-informing").with("count", advice.informing));
    }
    few(&mut page, heard);
    outcome::print(&page.into_text())
}

/// Says where so little is stored that it says little.
fn few(page: &mut Page, heard: &Heard) {
    if heard.hours < HOURS_FEW {
        page.say_as(Paint::Warning, &Message::new("noise-few"));
    }
}

fn loud(rules: &[RuleFound], hours: u64, voice: Voice) -> Table {
    let header = [
        Message::new("cli-column-level"),
        Message::new("cli-column-title"),
        Message::new("cli-column-findings"),
        Message::new("noise-column-alerts"),
        Message::new("noise-column-hosts"),
        Message::new("noise-column-loudest"),
    ];
    let header = header.iter().map(|message| voice.say(message)).collect();
    let mut table = Table::new(header).numbers(&[2, 3, 4]).whole(&[0]);
    for rule in rules {
        let loudest = rule.loudest.first().map_or_else(
            || "-".to_owned(),
            |(host, count)| format!("{host} ({} %)", count.saturating_mul(100) / rule.findings.max(1)),
        );
        let cells = vec![
            voice.say(&words::level(rule.level)),
            rule.title_in(voice.language()).to_owned(),
            grouped(rule.findings),
            rate(rule.alerts, hours),
            grouped(rule.hosts),
            loudest,
        ];
        table.painted_row(words::level_paint(rule.level), cells);
    }
    table
}

/// Alerts an hour, with two places.
fn rate(alerts: u64, hours: u64) -> String {
    let hundredths = alerts.saturating_mul(100) / hours.max(1);
    format!("{}.{:02}", grouped(hundredths / 100), hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_two_places() {
        for (alerts, hours, expected) in [(0, 1, "0.00"), (1, 3, "0.33"), (5, 2, "2.50"), (250, 1, "250.00")] {
            assert_eq!(rate(alerts, hours), expected, "{alerts} in {hours}");
        }
    }
}
