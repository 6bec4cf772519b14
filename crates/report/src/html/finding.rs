//! A finding in full, readable without script: what happened, why it matters, what else it may be, what to check, the event.

use super::Context;
use super::escape::cut;
use super::fired::Rule;
use super::frame::{blocks, host, title};
use super::marks::{marked, needles};
use super::page::Page;
use super::stories::said;
use super::survey::Entry;
use crate::spool::{Data, Line, Pairs, Values};
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Message};

/// Bytes of a value in the table of fields.
pub(crate) const VALUE_BYTES_MAX: usize = 16 << 10;
/// Fields in the table.
pub(crate) const FIELDS_MAX: usize = 500;
/// Techniques whose meaning stands for a rule's missing description.
const MEANINGS_MAX: usize = 3;
/// Records that contributed to a correlation and are listed.
pub(crate) const RELATED_MAX: usize = 100;

pub(crate) fn write(page: &mut Page, context: &Context<'_>, entry: &Entry, line: &Line) {
    let rule = context.fired.get(entry.rule);
    page.raw("<details class=finding><summary>").level(entry.level).raw(" <span class=at>").time(entry.time());
    page.raw("</span> <b>");
    title(page, rule);
    page.raw("</b> <span class=quiet>");
    host(page, &context.survey, entry.host);
    page.raw("</span></summary>\n<div class=body><h4>").word("report-happened").raw("</h4><p>");
    said(page, &context.happened(entry, line));
    page.raw("</p>");
    words(page, rule);
    if let Some(data) = line.data() {
        event(page, line, data);
    }
    origin(page, context, entry, line);
    page.raw("</div></details>\n");
}

/// Why it matters, innocent causes, first checks.
pub(crate) fn words(page: &mut Page, rule: &Rule<'_>) {
    page.raw("<h4>").word("report-why").raw("</h4>");
    blocks(page, |page, language| why(page, rule, language));
    page.raw("<div class=two><div><h4>").word("report-causes").raw("</h4>");
    blocks(page, |page, language| causes(page, rule, language));
    page.raw("</div><div><h4>").word("report-checks").raw("</h4>");
    blocks(page, |page, language| list(page, "ol", &checks(rule, language)));
    page.raw("</div></div>\n");
}

fn why(page: &mut Page, rule: &Rule<'_>, language: Language) {
    if let Some(description) = rule.description_in(language) {
        page.raw("<p>").text(description).raw("</p>");
        return;
    }
    for technique in rule.techniques.iter().take(MEANINGS_MAX) {
        page.raw("<p><b>").text(technique.name(language)).raw("</b> (").text(&technique.id).raw("): ");
        page.text(technique.means(language)).raw("</p>");
    }
    match rule.description_in(Language::En) {
        Some(description) if language != Language::En => foreign(page, &[description]),
        _ if rule.techniques.is_empty() => {
            page.raw("<p>").word("report-why-unknown").raw("</p>");
        }
        _ => {}
    }
}

/// What the rule's author wrote in English, for readers of another language.
fn foreign(page: &mut Page, texts: &[&str]) {
    if texts.is_empty() {
        return;
    }
    page.raw("<div class=foreign-text><span class=note>").word("report-foreign").raw("</span>");
    for text in texts {
        page.raw("<p lang=en>").text(text).raw("</p>");
    }
    page.raw("</div>");
}

fn causes(page: &mut Page, rule: &Rule<'_>, language: Language) {
    let own = rule.causes_in(language);
    if own.is_empty() {
        list(page, "ul", &texts(&rule.causes, language));
        if language != Language::En {
            foreign(page, &rule.causes_in(Language::En));
        }
    } else {
        list(page, "ul", &own.into_iter().map(str::to_owned).collect::<Vec<_>>());
    }
}

fn checks(rule: &Rule<'_>, language: Language) -> Vec<String> {
    let own = rule.checks_in(language);
    if own.is_empty() { texts(&rule.checks, language) } else { own.to_vec() }
}

fn texts(messages: &[Message], language: Language) -> Vec<String> {
    messages.iter().map(|message| Catalogue::builtin().text(language, message)).collect()
}

fn list(page: &mut Page, element: &str, items: &[String]) {
    page.raw(&format!("<{element}>"));
    for item in items {
        page.raw("<li>").text(item).raw("</li>");
    }
    page.raw(&format!("</{element}>"));
}

/// The event: what the rule matched, all fields, the record.
fn event(page: &mut Page, line: &Line, data: &Data) {
    page.raw("<h4>").word("report-event").raw("</h4>");
    match &line.unmapped {
        Some(fields) => fields_table(page, fields, &data.matched),
        None => {
            page.raw("<p class=notice>").word("report-fields-missing").raw("</p>");
            fields_table(page, &data.matched, &data.matched);
        }
    }
    page.raw("<h4>").word("report-record").raw("</h4>");
    match &line.raw_data {
        Some(raw) => {
            page.raw("<pre class=v tabindex=0>");
            marked(page, raw, &needles(&data.matched));
            page.raw("</pre>");
            if let Some(size) = line.raw_data_size {
                page.raw("<p class=notice>").say(&Message::new("report-record-cut").with("bytes", size)).raw("</p>");
            }
        }
        None => {
            page.raw("<p class=notice>").word("report-record-missing").raw("</p>");
        }
    }
}

fn fields_table(page: &mut Page, fields: &Pairs<Values>, matched: &Pairs<Values>) {
    let is_matched = |name: &str| matched.0.iter().any(|(field, _)| field.eq_ignore_ascii_case(name));
    page.raw("<div class=scroll><table class=fields><tbody>");
    // Fields that the rule names otherwise than the event stand first, so that nothing matched is missed.
    let missing = matched.0.iter().filter(|(name, _)| !fields.0.iter().any(|(of, _)| of.eq_ignore_ascii_case(name)));
    for (name, values) in missing.chain(fields.0.iter().take(FIELDS_MAX)) {
        let hit = is_matched(name);
        page.raw(if hit { "<tr class=hit><th scope=row>" } else { "<tr><th scope=row>" });
        if name == "*" {
            page.word("report-field-any");
        } else {
            page.text(name);
        }
        if hit {
            page.raw(" <span class=tag>").word("report-matched").raw("</span>");
        }
        page.raw("</th><td>");
        for value in values.as_slice() {
            value_cell(page, value);
        }
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></div>");
    if fields.0.len() > FIELDS_MAX {
        let message = Message::new("report-more").with("count", fields.0.len() - FIELDS_MAX);
        page.raw("<p class=notice>").say(&message).raw("</p>");
    }
}

fn value_cell(page: &mut Page, value: &str) {
    let (shown, whole) = cut(value, VALUE_BYTES_MAX);
    page.raw("<div>").value(shown).raw("</div>");
    if let Some(bytes) = whole {
        page.raw("<p class=notice>").say(&Message::new("report-record-cut").with("bytes", bytes)).raw("</p>");
    }
}

/// Where the event stands, and whose rule it was.
fn origin(page: &mut Page, context: &Context<'_>, entry: &Entry, line: &Line) {
    let file = context.survey.files.name(entry.file);
    page.raw("<h4>").word("report-origin").raw("</h4><dl class=origin>");
    pair(page, "report-origin-file", |page| {
        page.value(file);
    });
    pair(page, "report-origin-record", |page| {
        page.raw(&entry.record.to_string());
    });
    if let Some(digest) = context.digest(file) {
        pair(page, "report-origin-digest", |page| {
            page.raw("<code>").text(digest).raw("</code>");
        });
    }
    if entry.count > 1 {
        pair(page, "report-origin-count", |page| {
            page.number(entry.count);
        });
    }
    if let Some(data) = line.data().filter(|data| !data.related.is_empty()) {
        pair(page, "report-origin-related", |page| related(page, data));
    }
    pair(page, "report-origin-rule", |page| {
        page.raw(&format!("<a href=\"#rule-{}\">", entry.rule)).text(&context.fired.get(entry.rule).id).raw("</a>");
    });
    pair(page, "report-origin-uid", |page| {
        page.raw("<code>").text(&line.finding_info.uid).raw("</code>");
    });
    page.raw("</dl>");
}

fn related(page: &mut Page, data: &Data) {
    for record in data.related.iter().take(RELATED_MAX) {
        page.raw("<div>").value(&record.file).raw(" · ").raw(&record.record.to_string()).raw("</div>");
    }
    if data.related.len() > RELATED_MAX {
        page.say(&Message::new("report-more").with("count", data.related.len() - RELATED_MAX));
    }
}

/// A term and what it is.
pub(crate) fn pair(page: &mut Page, term: &'static str, write: impl FnOnce(&mut Page)) {
    page.raw("<div><dt>").word(term).raw("</dt><dd>");
    write(page);
    page.raw("</dd></div>");
}
