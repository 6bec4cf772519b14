//! What could not be seen, and why. Silence is the worst fault: this is never left out.

use super::SHOWN_MAX;
use crate::arguments::ScanTask;
use crate::look::Paint;
use crate::page::Page;
use crate::units::moment;
use atalaya_model::{Arg, Message, Severity, Time};
use atalaya_scan::report::{MuteField, Report};

/// Diagnostics of rules that are shown; all of them are in `rules check`.
const DIAGNOSTICS_SHOWN_MAX: usize = 5;

pub(super) fn section(page: &mut Page, report: &Report, task: &ScanTask) {
    page.heading(&Message::new("cli-blind"));
    let length = page.len();
    if !task.decode_only {
        mute_fields(page, &report.blind.mute_fields);
        without_source(page, report);
        placeholders(page, report);
    }
    unrecognised(page, report);
    cleared(page, report);
    jumps(page, report);
    gaps(page, report);
    zoneless(page, report);
    patterns(page, report);
    limits(page, report);
    if !task.decode_only {
        diagnostics(page, report);
    }
    let whole = report.damages.total == 0 && report.skipped.total == 0 && report.tally.quarantined == 0;
    if page.len() == length && whole {
        page.say_as(Paint::Good, &Message::new("cli-blind-nothing"));
    } else if page.len() == length {
        page.say_as(Paint::Warning, &Message::new("cli-blind-damaged"));
    }
}

fn mute_fields(page: &mut Page, fields: &[MuteField]) {
    if fields.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-blind-mute"));
    for field in fields.iter().take(SHOWN_MAX) {
        let message = Message::new("cli-blind-mute-field")
            .with("rules", field.rules)
            .with("field", field.field.as_str())
            .with("events", field.events)
            .with("kind", field.kind.as_str())
            .with("logsource", field.logsource.to_string());
        page.advise(Some(Paint::Warning), &message);
        if let Some(remedy) = &field.remedy {
            page.hint(remedy);
        }
    }
    page.rest(SHOWN_MAX, fields.len() as u64);
}

fn without_source(page: &mut Page, report: &Report) {
    let sources = &report.blind.without_source;
    if sources.is_empty() {
        return;
    }
    let rules: u64 = sources.iter().map(|(_, rules)| rules).sum();
    page.topic(&Message::new("cli-blind-sources").with("rules", rules));
    for (source, rules) in sources.iter().take(SHOWN_MAX) {
        let message = Message::new("cli-blind-source").with("logsource", source.to_string()).with("rules", *rules);
        page.advise(None, &message);
    }
    page.rest(SHOWN_MAX, sources.len() as u64);
}

fn placeholders(page: &mut Page, report: &Report) {
    let placeholders = &report.blind.placeholders;
    if placeholders.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-blind-placeholders"));
    for (name, rules) in placeholders.iter().take(SHOWN_MAX) {
        page.advise(None, &Message::new("cli-blind-placeholder").with("name", name.as_str()).with("rules", *rules));
    }
    page.rest(SHOWN_MAX, placeholders.len() as u64);
}

fn unrecognised(page: &mut Page, report: &Report) {
    let unrecognised = &report.unrecognised;
    if unrecognised.total == 0 {
        return;
    }
    page.topic(&Message::new("cli-blind-unrecognised"));
    for input in unrecognised.first.iter().take(SHOWN_MAX) {
        let message = Message::new("cli-blind-unrecognised-input")
            .with("input", input.input.as_str())
            .with("events", input.events)
            .with("fields", input.fields.join(", "));
        page.advise(Some(Paint::Warning), &message);
    }
    page.rest(SHOWN_MAX, unrecognised.total);
}

fn cleared(page: &mut Page, report: &Report) {
    let cleared = &report.blind.cleared;
    if cleared.total == 0 {
        return;
    }
    page.topic(&Message::new("cli-blind-cleared"));
    for log in cleared.first.iter().take(SHOWN_MAX) {
        let message = Message::new("cli-blind-cleared-log")
            .with("kind", log.kind.as_str())
            .with("host", known(log.host.clone()))
            .with("time", known(log.time.map(moment)))
            .with("input", log.input.as_str());
        page.advise(Some(Paint::Bad), &message);
    }
    page.rest(SHOWN_MAX, cleared.total);
}

/// The text, or that it is not known.
fn known(text: Option<String>) -> Arg {
    text.map_or_else(|| Message::new("cli-unknown").into(), Arg::from)
}

fn jumps(page: &mut Page, report: &Report) {
    let jumps = &report.blind.jumps;
    if jumps.total == 0 {
        return;
    }
    page.topic(&Message::new("cli-blind-jumps"));
    for jump in jumps.first.iter().take(SHOWN_MAX) {
        let message = if jump.before > jump.after {
            Message::new("cli-blind-jump").with("missing", jump.before - jump.after - 1)
        } else {
            Message::new("cli-blind-restart")
        };
        let message = message.with("log", jump.log.as_str()).with("input", jump.input.as_str());
        page.advise(Some(Paint::Warning), &message.with("after", jump.after).with("before", jump.before));
    }
    page.rest(SHOWN_MAX, jumps.total);
}

fn gaps(page: &mut Page, report: &Report) {
    let gaps = &report.blind.gaps;
    if gaps.total == 0 {
        return;
    }
    page.topic(&Message::new("cli-blind-gaps"));
    for gap in gaps.first.iter().take(SHOWN_MAX) {
        let message = Message::new("cli-blind-gap")
            .with("kind", gap.kind.as_str())
            .with("hours", hours(gap.from, gap.until))
            .with("from", moment(gap.from))
            .with("until", moment(gap.until));
        page.advise(None, &message);
    }
    page.rest(SHOWN_MAX, gaps.total);
}

fn hours(from: Time, until: Time) -> u64 {
    u64::try_from(until.0.saturating_sub(from.0) / 3_600_000_000).unwrap_or(0)
}

fn zoneless(page: &mut Page, report: &Report) {
    let zoneless = &report.blind.zoneless;
    if zoneless.total == 0 {
        return;
    }
    let topic = Message::new("cli-blind-zoneless");
    page.topic(&topic);
    for input in zoneless.first.iter().take(SHOWN_MAX) {
        let message = Message::new("cli-blind-zoneless-input").with("input", input.input.as_str());
        page.advise(Some(Paint::Warning), &message.with("events", input.events));
    }
    page.rest(SHOWN_MAX, zoneless.total);
    page.remedy(&topic);
}

fn patterns(page: &mut Page, report: &Report) {
    let unused = &report.blind.patterns_unused;
    if unused.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-blind-patterns"));
    for pattern in unused.iter().take(SHOWN_MAX) {
        page.item("-", Some(Paint::Warning), pattern);
    }
    page.rest(SHOWN_MAX, unused.len() as u64);
}

fn limits(page: &mut Page, report: &Report) {
    if report.blind.limits.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-blind-limits"));
    report.blind.limits.iter().take(SHOWN_MAX).for_each(|limit| page.advise(Some(Paint::Warning), limit));
    page.rest(SHOWN_MAX, report.blind.limits.len() as u64);
}

fn diagnostics(page: &mut Page, report: &Report) {
    let errors = report.rules.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let errors: Vec<_> = errors.collect();
    if errors.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-blind-refused").with("count", report.rules.refused));
    for diagnostic in errors.iter().take(DIAGNOSTICS_SHOWN_MAX) {
        page.diagnostic(diagnostic);
    }
    page.rest(DIAGNOSTICS_SHOWN_MAX, errors.len() as u64);
}
