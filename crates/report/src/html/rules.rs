//! The rules that fired: whose they are, what they say in each language, under which licence.

use super::Context;
use super::finding::{self, pair};
use super::fired::Rule;
use super::frame::{moment, rest, title};
use super::page::Page;
use atalaya_model::Message;

/// Rules whose words are in the report; the others are counted.
const RULES_MAX: usize = 1500;
/// Links of a rule.
pub(crate) const LINKS_MAX: usize = 20;

pub(crate) fn write(page: &mut Page, context: &Context<'_>) {
    page.section("rules", "report-rules");
    let rules = context.fired.by_weight();
    if rules.is_empty() {
        page.raw("<p>").word("report-nothing").raw("</p>");
    }
    for number in rules.iter().take(RULES_MAX) {
        rule(page, *number, context.fired.get(*number));
    }
    rest(page, rules.len() as u64, RULES_MAX);
    page.raw("</section>\n");
}

fn rule(page: &mut Page, number: u32, rule: &Rule<'_>) {
    page.raw(&format!("<details class=rule id=rule-{number}><summary>")).level(rule.level).raw(" <b>");
    title(page, rule);
    page.raw("</b> <span class=quiet>");
    let message = Message::new("report-rule-found").with("findings", rule.findings);
    page.say(&message.with("hosts", rule.hosts)).raw("</span></summary><div class=body>");
    if rule.about.is_none() {
        page.raw("<p class=notice>").word("report-rule-unknown").raw("</p>");
    }
    finding::words(page, rule);
    facts(page, rule);
    page.raw(&format!("<p><a href=\"#?rule={number}\">"))
        .word("report-show-findings")
        .raw("</a></p></div></details>\n");
}

fn facts(page: &mut Page, rule: &Rule<'_>) {
    page.raw("<dl class=origin>");
    pair(page, "report-rule-id", |page| {
        page.raw("<code>").text(&rule.id).raw("</code>");
    });
    let author = rule.about.and_then(|about| about.author.as_deref());
    pair(page, "report-rule-author", |page| or_unknown(page, author));
    let license = rule.about.and_then(|about| about.license.as_deref());
    pair(page, "report-rule-license", |page| or_unknown(page, license));
    pair(page, "report-rule-source", |page| {
        page.text(&rule.logsource.to_string());
    });
    pair(page, "report-rule-span", |page| {
        page.time(moment(rule.first)).raw(" – ").time(moment(rule.last));
    });
    if !rule.techniques.is_empty() {
        pair(page, "report-rule-techniques", |page| {
            for technique in &rule.techniques {
                page.raw("<div>").text(&technique.id).raw(" ");
                page.each(|language| technique.name(language).to_owned()).raw("</div>");
            }
        });
    }
    let links = rule.about.map_or(&[][..], |about| &about.references);
    if !links.is_empty() {
        pair(page, "report-rule-links", |page| links.iter().take(LINKS_MAX).for_each(|address| link(page, address)));
    }
    page.raw("</dl>");
}

fn or_unknown(page: &mut Page, text: Option<&str>) {
    match text {
        Some(text) => page.text(text),
        None => page.word("report-unknown"),
    };
}

/// An address as a link, if it is one of the web; else as text.
fn link(page: &mut Page, address: &str) {
    if is_web(address) {
        page.raw("<div><a rel=\"noreferrer noopener\" href=\"")
            .text(address)
            .raw("\">")
            .value(address)
            .raw("</a></div>");
    } else {
        page.raw("<div>").value(address).raw("</div>");
    }
}

/// Whether a browser would take it for a page of the web.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
