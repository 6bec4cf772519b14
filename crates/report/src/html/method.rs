//! How it was done, so that others can do it again and check it: inputs, sums, versions, the command, the limits.

use super::finding::pair;
use super::frame::size;
use super::page::Page;
use super::{Context, DETAIL_BYTES_MAX, FINDINGS_MAX};
use atalaya_model::Message;
use atalaya_scan::report::{InputReport, Report, Tally};

pub(crate) fn write(page: &mut Page, context: &Context<'_>) {
    let Context { material, .. } = context;
    page.section("method", "report-method");
    run(page, context);
    page.raw("<h3>").word("report-method-sums").raw("</h3>");
    sums(page, material.report.tally);
    page.raw("<h3>").word("report-method-kinds").raw("</h3>");
    kinds(page, material.report);
    page.raw("<h3>").word("report-method-inputs").raw("</h3>");
    inputs(page, material.report);
    page.raw("<h3>").word("report-method-limits").raw("</h3><ul>");
    page.raw("<li>").say(&Message::new("report-limit-findings").with("limit", FINDINGS_MAX)).raw("</li>");
    page.raw("<li>")
        .say(&Message::new("report-limit-details").with("size", size(DETAIL_BYTES_MAX as u64)))
        .raw("</li>");
    page.raw("<li>").word("report-limit-rules").raw("</li></ul></section>\n");
}

fn run(page: &mut Page, context: &Context<'_>) {
    let (report, run) = (context.material.report, &context.material.run);
    page.raw("<dl class=origin>");
    page.raw("<div class=wide><dt>").word("report-method-command").raw("</dt><dd><code class=command>");
    page.text(&run.command).raw("</code></dd></div>");
    pair(page, "report-method-version", |page| {
        page.raw("Atalaya ").text(&run.version);
    });
    pair(page, "report-method-began", |page| {
        page.time(Some(run.began));
    });
    pair(page, "report-method-elapsed", |page| {
        page.text(&format!("{}.{} s", report.elapsed_ms / 1000, report.elapsed_ms % 1000 / 100));
    });
    pair(page, "report-method-rules", |page| {
        let rules = &report.rules;
        let message = Message::new("report-method-rules-loaded").with("rules", rules.rules);
        let message = message.with("correlations", rules.correlations).with("filters", rules.filters);
        page.say(&message.with("files", rules.files).with("refused", rules.refused));
    });
    page.raw("</dl>");
}

/// The sums that must balance, and whether they do.
fn sums(page: &mut Page, tally: Tally) {
    page.raw("<table class=sums><tbody>");
    let mut row = |label: &'static str, count: u64| {
        page.raw("<tr><th scope=row>").word(label).raw("</th><td class=num>").number(count).raw("</td></tr>");
    };
    row("report-sum-frames", tally.frames);
    row("report-sum-decoded", tally.decoded);
    row("report-sum-quarantined", tally.quarantined);
    row("report-sum-examined", tally.examined);
    row("report-sum-outside", tally.outside_time);
    row("report-sum-without-kind", tally.without_kind);
    page.raw("</tbody></table>");
    let frames = tally.frames == tally.decoded + tally.quarantined;
    let events = tally.decoded == tally.examined + tally.outside_time + tally.without_kind;
    page.raw("<p>").word(if frames { "report-sums-frames" } else { "report-sums-frames-not" }).raw("</p><p>");
    page.word(if events { "report-sums-events" } else { "report-sums-events-not" }).raw("</p>");
}

fn kinds(page: &mut Page, report: &Report) {
    page.raw("<div class=scroll><table><thead><tr>");
    for column in [
        "report-column-kind",
        "report-column-files",
        "report-column-events",
        "report-column-first",
        "report-column-last",
        "report-column-verification",
    ] {
        page.raw("<th scope=col>").word(column).raw("</th>");
    }
    page.raw("</tr></thead><tbody>");
    for kind in &report.kinds {
        page.raw("<tr><th scope=row><code>").text(&kind.kind).raw("</code></th><td class=num>").number(kind.files);
        page.raw("</td><td class=num>").number(kind.events).raw("</td><td>").time(kind.first).raw("</td><td>");
        page.time(kind.last).raw("</td><td>").word(verification(&kind.verification)).raw("</td></tr>");
    }
    page.raw("</tbody></table></div>");
}

/// How well the fields of a kind are known.
fn verification(word: &str) -> &'static str {
    match word {
        "seen" => "report-verification-seen",
        "documented" => "report-verification-documented",
        _ => "report-verification-unverified",
    }
}

fn inputs(page: &mut Page, report: &Report) {
    page.raw("<div class=scroll><table class=inputs><thead><tr>");
    for column in [
        "report-column-input",
        "report-column-size",
        "report-column-records",
        "report-column-complete",
        "report-column-digest",
    ] {
        page.raw("<th scope=col>").word(column).raw("</th>");
    }
    page.raw("</tr></thead><tbody>");
    report.inputs.first.iter().for_each(|entry| input(page, entry));
    page.raw("</tbody></table></div>");
    let unlisted = report.inputs.total.saturating_sub(report.inputs.first.len() as u64);
    if unlisted > 0 {
        page.raw("<p class=notice>").say(&Message::new("report-unlisted").with("count", unlisted)).raw("</p>");
    }
}

fn input(page: &mut Page, input: &InputReport) {
    page.raw("<tr><th scope=row>").value(&input.name).raw("<div class=quiet>").text(&input.format).raw(" · ");
    page.text(&input.charset).raw("</div></th><td class=num>").text(&size(input.bytes)).raw("</td><td class=num>");
    page.number(input.frames).raw("</td><td>");
    page.word(if input.complete { "report-yes" } else { "report-no" }).raw("</td><td><code class=digest>");
    if input.sha256.is_empty() {
        page.word("report-digest-none");
    } else {
        page.text(&input.sha256);
    }
    page.raw("</code></td></tr>\n");
}
