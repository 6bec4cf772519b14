//! The list of all findings: the frame that the script fills, and for those without script the first of them in full.

use super::Context;
use super::finding;
use super::page::Page;
use super::survey::Entry;
use crate::ReportError;
use crate::spool::Spool;
use atalaya_model::Message;
use rustc_hash::FxHashSet;

/// Findings that can be read without script.
const STATIC_MAX: usize = 300;
/// Of these, so many are simply the most serious; the others are the first of each rule.
const STATIC_SERIOUS: usize = 100;
/// Bytes that they may take.
const STATIC_BYTES_MAX: usize = 3 << 20;

pub(crate) fn write(page: &mut Page, context: &Context<'_>, spool: &mut Spool) -> Result<(), ReportError> {
    page.section("findings", "report-findings");
    if context.survey.beyond() > 0 {
        let message = Message::new("report-beyond").with("count", context.survey.beyond());
        page.raw("<p class=notice>").say(&message.with("limit", context.survey.chosen.len())).raw("</p>");
    }
    if context.survey.total == 0 {
        page.raw("<p>").word("report-nothing").raw("</p></section>\n");
        return Ok(());
    }
    live(page);
    let chosen = readable(&context.survey.chosen);
    let mut read = Page::new();
    let mut shown = 0;
    for entry in &chosen {
        if read.len() > STATIC_BYTES_MAX {
            break;
        }
        let line = spool.at(entry.stand)?;
        finding::write(&mut read, context, entry, &line);
        shown += 1;
    }
    page.raw("<div id=static>");
    if shown < context.survey.total {
        let message = Message::new("report-static").with("shown", shown).with("total", context.survey.total);
        page.raw("<p class=\"notice\">").say(&message).raw("</p>");
    }
    page.raw(&read.take()).raw("</div></section>\n");
    Ok(())
}

/// The most serious, then the first of each rule, then the next most serious; in their order.
fn readable(chosen: &[Entry]) -> Vec<Entry> {
    let mut rules = FxHashSet::default();
    let (serious, others) = chosen.split_at(chosen.len().min(STATIC_SERIOUS));
    rules.extend(serious.iter().map(|entry| entry.rule));
    let (first, rest): (Vec<Entry>, Vec<Entry>) = others.iter().partition(|entry| rules.insert(entry.rule));
    let mut readable: Vec<Entry> = serious.iter().chain(&first).chain(&rest).copied().take(STATIC_MAX).collect();
    readable.sort_unstable();
    readable
}

/// What the script fills: filters, count, list, and the finding that is open.
fn live(page: &mut Page) {
    page.raw("<div id=app class=js><form id=filters role=search autocomplete=off>\n");
    field(page, "q", "report-filter-text", "<input type=search id=f-q>");
    field(page, "level", "report-filter-level", "<select id=f-level></select>");
    field(page, "rule", "report-filter-rule", "<select id=f-rule></select>");
    field(page, "host", "report-filter-host", "<select id=f-host></select>");
    field(page, "tactic", "report-filter-tactic", "<select id=f-tactic></select>");
    field(page, "from", "report-filter-from", "<input type=datetime-local id=f-from step=1>");
    field(page, "to", "report-filter-to", "<input type=datetime-local id=f-to step=1>");
    field(page, "sort", "report-filter-sort", "<select id=f-sort></select>");
    page.raw("<label class=deep><input type=checkbox id=f-deep> ").word("report-filter-deep").raw("</label>\n");
    page.raw("<button type=button id=clear>").word("report-filter-clear").raw("</button><p id=tech></p></form>\n");
    page.raw("<p id=count role=status aria-live=polite></p>\n<div class=split>");
    page.raw("<div id=rows role=listbox tabindex=0 aria-labelledby=findings-h><div id=space role=presentation>");
    page.raw("<div id=window role=presentation></div></div></div>\n");
    page.raw("<article id=detail tabindex=-1><p class=quiet>")
        .word("report-detail-none")
        .raw("</p></article></div></div>\n");
}

fn field(page: &mut Page, name: &str, label: &'static str, control: &str) {
    page.raw(&format!("<div class=\"field w-{name}\"><label for=f-{name}>")).word(label).raw("</label>");
    page.raw(control).raw("</div>\n");
}
