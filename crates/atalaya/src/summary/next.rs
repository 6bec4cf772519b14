//! What to do next: the few steps that help most, in order.

use crate::arguments::ScanTask;
use crate::page::Page;
use atalaya_model::{Language, Level, Message};
use atalaya_scan::report::Report;

/// Steps that are named: more would not be read.
const STEPS_MAX: usize = 5;

pub(super) fn section(page: &mut Page, report: &Report, task: &ScanTask) {
    page.heading(&Message::new("cli-next"));
    for (number, step) in steps(report, task, page.voice().language()).iter().take(STEPS_MAX).enumerate() {
        let text = page.voice().say(step);
        page.item(&format!("{}.", number + 1), None, &text);
    }
}

fn steps(report: &Report, task: &ScanTask, language: Language) -> Vec<Message> {
    let blind = &report.blind;
    let applied = !task.decode_only;
    let candidates = [
        (report.tally.decoded == 0).then(|| Message::new("cli-next-nothing-read")),
        serious(report, language).or_else(|| others(report)).filter(|_| applied),
        (blind.cleared.total > 0).then(|| Message::new("cli-next-cleared")),
        (applied && report.found.total > 0 && task.outputs.is_empty() && task.handover.is_none())
            .then(|| Message::new("cli-next-output")),
        blind.mute_fields.iter().any(|field| field.remedy.is_some()).then(|| Message::new("cli-next-mute")),
        (applied && task.rules.is_empty()).then(|| Message::new("cli-next-rules").with("rules", report.rules.rules)),
        unrecognised(report),
        (applied && report.rules.refused > 0).then(|| Message::new("cli-next-check").with("folders", folders(task))),
        sources(report).filter(|_| applied && !task.rules.is_empty()),
        task.decode_only.then(|| Message::new("cli-next-apply")),
    ];
    let mut steps: Vec<Message> = candidates.into_iter().flatten().collect();
    if steps.is_empty() {
        steps.push(Message::new("cli-next-done"));
    }
    steps
}

/// Where to look first, if something serious was found.
fn serious(report: &Report, language: Language) -> Option<Message> {
    let count: u64 = report.found.by_level.iter().filter(|(level, _)| *level >= Level::High).map(|(_, n)| n).sum();
    let rule = report.found.by_rule.first().filter(|rule| count > 0 && rule.level >= Level::High)?;
    Some(Message::new("cli-next-serious").with("count", count).with("rule", rule.title_in(language)))
}

/// Findings of which none is serious.
fn others(report: &Report) -> Option<Message> {
    (report.found.total > 0).then(|| Message::new("cli-next-others").with("count", report.found.total))
}

/// Rules without a log.
fn sources(report: &Report) -> Option<Message> {
    let rules: u64 = report.blind.without_source.iter().map(|(_, rules)| rules).sum();
    (rules > 0).then(|| Message::new("cli-next-sources").with("rules", rules))
}

fn unrecognised(report: &Report) -> Option<Message> {
    let input = report.unrecognised.first.first()?;
    Some(Message::new("cli-next-unrecognised").with("file", input.input.as_str()))
}

fn folders(task: &ScanTask) -> String {
    let folders: Vec<String> = task.rules.iter().map(|path| path.display().to_string()).collect();
    folders.join(" ")
}
