//! ATT&CK: the tactics in the order of an attack, and which techniques of each were seen.

use super::Context;
use super::page::Page;
use atalaya_explain::{Tactic, Technique, tactics};
use atalaya_model::{Level, Message};
use std::collections::BTreeMap;

/// A tactic that ATT&CK has divided, and that older rules still name: shown only where one did.
const FORMER: &str = "defense-evasion";

/// A technique that was seen under a tactic.
struct Hit {
    technique: &'static Technique,
    findings: u64,
    worst: Level,
}

pub(crate) fn write(page: &mut Page, context: &Context<'_>) {
    page.section("attack", "report-attack");
    page.raw("<p class=quiet>").word("report-attack-about").raw("</p><ol class=matrix>");
    let hits = hits(context);
    let alone = without_technique(context);
    for tactic in tactics() {
        let hits = hits.get(tactic.word.as_str()).map_or(&[][..], Vec::as_slice);
        let alone = alone.get(tactic.word.as_str()).copied().unwrap_or_default();
        if tactic.word == FORMER && hits.is_empty() && alone == 0 {
            continue;
        }
        column(page, tactic, hits, alone);
    }
    page.raw("</ol>");
    without_attack(page, context);
    page.raw("</section>\n");
}

/// The techniques by the tactics under which the rules name them; where a rule names none of theirs, by their own.
fn hits(context: &Context<'_>) -> BTreeMap<&'static str, Vec<Hit>> {
    let mut hits: BTreeMap<&'static str, Vec<Hit>> = BTreeMap::new();
    for number in context.fired.by_weight() {
        let rule = context.fired.get(number);
        for technique in &rule.techniques {
            let own = technique.tactics();
            let named: Vec<&Tactic> = own.iter().copied().filter(|tactic| rule.tactics.contains(tactic)).collect();
            for tactic in if named.is_empty() { own } else { &named } {
                let column = hits.entry(tactic.word.as_str()).or_default();
                add(column, technique, rule.findings, rule.level);
            }
        }
    }
    hits.values_mut().for_each(|column| column.sort_by_key(|hit| std::cmp::Reverse((hit.worst, hit.findings))));
    hits
}

fn add(column: &mut Vec<Hit>, technique: &'static Technique, findings: u64, level: Level) {
    match column.iter_mut().find(|hit| hit.technique.id == technique.id) {
        Some(hit) => {
            hit.findings += findings;
            hit.worst = hit.worst.max(level);
        }
        None => column.push(Hit { technique, findings, worst: level }),
    }
}

/// Findings of rules that name a tactic and no technique.
fn without_technique(context: &Context<'_>) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for rule in context.fired.by_weight().into_iter().map(|number| context.fired.get(number)) {
        for tactic in rule.tactics.iter().filter(|_| rule.techniques.is_empty()) {
            *counts.entry(tactic.word.as_str()).or_default() += rule.findings;
        }
    }
    counts
}

fn column(page: &mut Page, tactic: &'static Tactic, hits: &[Hit], alone: u64) {
    let untouched = hits.is_empty() && alone == 0;
    page.raw(if untouched { "<li class=untouched>" } else { "<li>" });
    page.raw("<h3>");
    if untouched {
        page.each(|language| tactic.name(language).to_owned());
    } else {
        page.raw(&format!("<a href=\"#?tactic={}\">", tactic.word));
        page.each(|language| tactic.name(language).to_owned()).raw("</a>");
    }
    page.raw("</h3><p class=means>").each(|language| tactic.means(language).to_owned()).raw("</p>");
    if untouched {
        page.raw("<p class=quiet>").word("report-attack-untouched").raw("</p>");
    }
    hits.iter().for_each(|hit| technique(page, hit));
    if alone > 0 {
        let message = Message::new("report-attack-alone").with("count", alone);
        page.raw("<p class=quiet>").say(&message).raw("</p>");
    }
    page.raw("</li>\n");
}

fn technique(page: &mut Page, hit: &Hit) {
    let id = &hit.technique.id;
    page.raw(&format!("<details class=\"tech e{}\"><summary><span><span class=tid>{id}</span> ", hit.worst as u8));
    page.each(|language| hit.technique.name(language).to_owned());
    page.raw("</span> <b class=n>").number(hit.findings).raw("</b></summary><p>");
    page.each(|language| hit.technique.means(language).to_owned());
    page.raw("</p><p>").level(hit.worst).raw(&format!(" <a href=\"#?tech={id}\">"));
    page.word("report-show-findings").raw("</a></p></details>");
}

/// Findings of rules that name neither tactic nor technique that we know.
fn without_attack(page: &mut Page, context: &Context<'_>) {
    let rules = context.fired.by_weight();
    let rules = rules.iter().map(|number| context.fired.get(*number));
    let count = rules
        .filter(|rule| rule.tactics.is_empty() && rule.techniques.is_empty())
        .map(|rule| rule.findings)
        .sum::<u64>();
    if count > 0 {
        page.raw("<p class=quiet>").say(&Message::new("report-attack-without").with("count", count)).raw("</p>");
    }
}
