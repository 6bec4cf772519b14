//! What was read: inputs, kinds, what was damaged, not opened or not understood.

use super::SHOWN_MAX;
use crate::look::Paint;
use crate::page::Page;
use crate::table::Table;
use crate::units::{minute_or_dash, moment, size};
use crate::words;
use atalaya_messages::grouped;
use atalaya_model::Message;
use atalaya_scan::report::{InputReport, KindReport, Report, YearReference};

pub(super) fn section(page: &mut Page, report: &Report) {
    page.heading(&Message::new("cli-read"));
    if report.inputs.total == 0 {
        page.say_as(Paint::Bad, &Message::new("cli-read-nothing"));
    } else {
        page.say(&totals(report));
    }
    balance(page, report);
    kinds(page, &report.kinds);
    years(page, report);
    damages(page, report);
    skipped(page, report);
    quarantined(page, report);
}

fn totals(report: &Report) -> Message {
    Message::new("cli-read-totals")
        .with("inputs", report.inputs.total)
        .with("size", size(report.bytes))
        .with("records", report.tally.frames)
}

/// Where the records went, for everything that did not simply become an examined event.
fn balance(page: &mut Page, report: &Report) {
    let tally = &report.tally;
    let lines = [
        (tally.decoded, Message::new("cli-read-decoded").with("count", tally.decoded)),
        (tally.quarantined, Message::new("cli-read-quarantined").with("count", tally.quarantined)),
        (tally.without_kind, Message::new("cli-read-without-kind").with("count", tally.without_kind)),
        (tally.outside_time, Message::new("cli-read-outside-time").with("count", tally.outside_time)),
        (tally.without_time, Message::new("cli-read-without-time").with("count", tally.without_time)),
        (tally.recoded, Message::new("cli-read-recoded").with("count", tally.recoded)),
    ];
    for (_, message) in lines.iter().filter(|(count, _)| *count > 0) {
        page.say(message);
    }
}

fn kinds(page: &mut Page, kinds: &[KindReport]) {
    let voice = page.voice();
    let header = [
        Message::new("cli-column-kind"),
        Message::new("cli-column-files"),
        Message::new("cli-column-events"),
        Message::new("cli-column-first"),
        Message::new("cli-column-last"),
        Message::new("cli-column-verification"),
    ];
    let mut table =
        Table::new(header.iter().map(|message| voice.say(message)).collect()).numbers(&[1, 2]).whole(&[0, 3, 4]);
    for kind in kinds.iter().take(SHOWN_MAX) {
        table.row(vec![
            kind.kind.clone(),
            grouped(kind.files),
            grouped(kind.events),
            minute_or_dash(kind.first),
            minute_or_dash(kind.last),
            voice.say(&words::verification_short(&kind.verification)),
        ]);
    }
    if !table.is_empty() {
        page.topic(&Message::new("cli-read-kinds"));
        page.table(&table);
        page.rest(SHOWN_MAX, kinds.len() as u64);
    }
}

/// By what the year of stamps without one was found.
fn years(page: &mut Page, report: &Report) {
    let clock = |input: &'_ InputReport| input.clock.clone().filter(|clock| clock.without_year > 0);
    let found: Vec<_> = report.inputs.first.iter().filter_map(|input| Some((input, clock(input)?))).collect();
    if found.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-read-years"));
    for (input, clock) in found.iter().take(SHOWN_MAX) {
        let message = match clock.year {
            YearReference::Given(year) => Message::new("cli-read-year-given").with("year", year.to_string()),
            YearReference::Modified(time) => Message::new("cli-read-year-modified").with("time", moment(time)),
            YearReference::Scan(_) => Message::new("cli-read-year-scan"),
        };
        page.advise(None, &message.with("input", input.name.as_str()).with("events", clock.without_year));
    }
    page.rest(SHOWN_MAX, found.len() as u64);
}

fn damages(page: &mut Page, report: &Report) {
    if report.damages.total == 0 {
        return;
    }
    page.topic(&Message::new("cli-read-damages"));
    for damage in report.damages.first.iter().take(SHOWN_MAX) {
        let reason = page.voice().say(&damage.message);
        let message = Message::new("cli-read-damage")
            .with("input", damage.input.as_str())
            .with("offset", damage.offset)
            .with("reason", reason);
        page.advise(Some(Paint::Warning), &message);
        page.remedy(&damage.message);
    }
    page.rest(SHOWN_MAX, report.damages.total);
}

fn skipped(page: &mut Page, report: &Report) {
    if report.skipped.total == 0 {
        return;
    }
    page.topic(&Message::new("cli-read-skipped"));
    for skipped in report.skipped.first.iter().take(SHOWN_MAX) {
        let reason = page.voice().say(&skipped.message);
        page.item("-", Some(Paint::Warning), &format!("{}: {reason}", skipped.name));
        page.remedy(&skipped.message);
    }
    page.rest(SHOWN_MAX, report.skipped.total);
}

fn quarantined(page: &mut Page, report: &Report) {
    if report.quarantined.is_empty() {
        return;
    }
    page.topic(&Message::new("cli-read-reasons"));
    for (reason, count) in report.quarantined.iter().take(SHOWN_MAX) {
        let text = page.voice().say(reason);
        page.advise(None, &Message::new("cli-read-reason").with("count", *count).with("reason", text));
        page.remedy(reason);
    }
    page.rest(SHOWN_MAX, report.quarantined.len() as u64);
}
