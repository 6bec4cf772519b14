//! The head: what was examined, what is to be thought of it in one sentence, and the way to everything else.

use super::Context;
use super::frame::size;
use super::page::Page;
use atalaya_model::{Language, Level, Message, Time};
use atalaya_scan::report::Report;

/// The sections in their order: identifier and title.
const SECTIONS: [(&str, &str); 9] = [
    ("first", "report-first"),
    ("when", "report-when"),
    ("attack", "report-attack"),
    ("heat", "report-heat"),
    ("stories", "report-stories"),
    ("findings", "report-findings"),
    ("rules", "report-rules"),
    ("unseen", "report-unseen"),
    ("method", "report-method"),
];

pub(crate) fn write(page: &mut Page, context: &Context<'_>) {
    controls(page, context.material.run.language);
    page.raw("<header><p class=brand>Atalaya</p><h1>").word("report-title").raw("</h1>\n");
    verdict(page, context);
    counts(page, context);
    facts(page, context);
    page.raw("<noscript><p class=notice>").word("report-noscript").raw("</p></noscript>\n</header>\n");
    contents(page);
}

fn controls(page: &mut Page, chosen: Language) {
    page.raw("<a class=skip href=\"#findings\">").word("report-skip").raw("</a>\n<div class=controls>\n");
    page.raw("<fieldset class=langs aria-labelledby=langs-l><span class=sr id=langs-l>");
    page.word("report-language").raw("</span>");
    for (language, name) in [(Language::Es, "Español"), (Language::En, "English"), (Language::ZhTw, "繁體中文")] {
        let tag = language.tag();
        let checked = if language == chosen { " checked" } else { "" };
        page.raw(&format!("<input type=radio name=lang id=lang-{tag} value={tag}{checked} autocomplete=off>"));
        page.raw(&format!("<label for=lang-{tag} lang={tag}>{name}</label>"));
    }
    page.raw("</fieldset>\n<label class=\"js zone\"><input type=checkbox id=zone autocomplete=off> ");
    page.word("report-zone-own").raw("</label>\n<button type=button class=js id=print>");
    page.word("report-print").raw("</button>\n</div>\n");
}

/// The worst that was found, in plain words.
fn verdict(page: &mut Page, context: &Context<'_>) {
    let worst = Level::ALL.into_iter().rev().find(|level| context.survey.by_level[*level as usize] > 0);
    let class = worst.map_or("none".to_owned(), |level| format!("l{}", level as u8));
    page.raw(&format!("<p class=\"verdict {class}\">"));
    page.say(&statement(worst, context)).raw("</p>\n");
    if context.material.report.blind.cleared.total > 0 {
        let cleared = Message::new("report-verdict-cleared").with("count", context.material.report.blind.cleared.total);
        page.raw("<p class=\"verdict-more\">").say(&cleared).raw("</p>\n");
    }
}

fn statement(worst: Option<Level>, context: &Context<'_>) -> Message {
    let report = context.material.report;
    let Some(worst) = worst else {
        let read = report.tally.decoded > 0;
        return Message::new(if read { "report-verdict-nothing" } else { "report-verdict-unread" });
    };
    let id = match worst {
        Level::Critical => "report-verdict-critical",
        Level::High => "report-verdict-high",
        Level::Medium => "report-verdict-medium",
        Level::Low | Level::Informational => "report-verdict-low",
    };
    let count = context.survey.by_level[worst as usize];
    Message::new(id).with("count", count).with("hosts", hosts_of(worst, context))
}

/// On how many machines there are findings of that level.
fn hosts_of(level: Level, context: &Context<'_>) -> u64 {
    let mut hosts: Vec<u32> = context
        .survey
        .pairs
        .iter()
        .filter(|((host, _), pair)| *host != super::names::NONE && pair.first.level == level)
        .map(|((host, _), _)| *host)
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts.len() as u64
}

fn counts(page: &mut Page, context: &Context<'_>) {
    page.raw("<ul class=counts>");
    for level in Level::ALL.into_iter().rev() {
        let count = context.survey.by_level[level as usize];
        let zero = if count == 0 { " class=zero" } else { "" };
        page.raw(&format!("<li{zero}><a href=\"#?level={0}&amp;upto={0}\"><b>", level as u8)).number(count);
        page.raw("</b>").level(level).raw("</a></li>");
    }
    page.raw("</ul>\n");
    let left_out = context.material.report.found.total.saturating_sub(context.survey.total);
    if left_out > 0 {
        page.raw("<p>").say(&Message::new("report-below-level").with("count", left_out)).raw("</p>\n");
    }
}

fn facts(page: &mut Page, context: &Context<'_>) {
    let report = context.material.report;
    page.raw("<dl class=facts>");
    let mut fact = |label: &'static str, write: &dyn Fn(&mut Page)| {
        page.raw("<div><dt>").word(label).raw("</dt><dd>");
        write(page);
        page.raw("</dd></div>");
    };
    fact("report-fact-files", &|page| {
        page.number(report.inputs.total).raw(" · ").text(&size(report.bytes));
    });
    fact("report-fact-events", &|page| {
        page.number(report.tally.decoded);
    });
    fact("report-fact-span", &|page| span(page, report));
    fact("report-fact-hosts", &|page| {
        page.number(context.survey.hosts.len() as u64);
    });
    fact("report-fact-rules", &|page| {
        page.number(report.rules.rules + report.rules.correlations);
    });
    fact("report-fact-made", &|page| {
        page.time(Some(context.material.run.began));
    });
    page.raw("</dl>\n<p class=quiet id=zone-note>").word("report-zone-note").raw("</p>\n");
}

/// From the first to the last event that was read.
fn span(page: &mut Page, report: &Report) {
    let first: Option<Time> = report.kinds.iter().filter_map(|kind| kind.first).min();
    let last: Option<Time> = report.kinds.iter().filter_map(|kind| kind.last).max();
    page.time(first);
    if last.is_some() && last != first {
        page.raw(" – ").time(last);
    }
}

fn contents(page: &mut Page) {
    page.raw("<nav aria-labelledby=contents-h><h2 id=contents-h>").word("report-contents").raw("</h2><ol>");
    for (id, title) in SECTIONS {
        page.raw(&format!("<li><a href=\"#{id}\">")).say(&Message::new(title)).raw("</a></li>");
    }
    page.raw("</ol></nav>\n");
}
