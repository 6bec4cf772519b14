//! What happened on each host, in the order of time: a step for each rule that fired there.

use super::Context;
use super::frame::{host, moment, rest, title};
use super::names::NONE;
use super::page::Page;
use super::survey::Pair;
use crate::ReportError;
use crate::spool::Spool;
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Level, Message};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Hosts to look at first.
const FIRST_MAX: usize = 5;
/// Steps shown of each of them.
const FIRST_STEPS_MAX: usize = 6;
/// Hosts whose story is told.
const HOSTS_MAX: usize = 40;
/// Steps of a story.
const STEPS_MAX: usize = 40;

/// A step: a rule that fired on the host.
type Step = (u32, Pair);

/// The hosts: first those with the most serious findings, and of these those on which more different rules fired.
pub(crate) fn hosts_by_weight(context: &Context<'_>) -> Vec<u32> {
    let mut weights: FxHashMap<u32, (bool, u64, u64)> = FxHashMap::default();
    for ((host, rule), pair) in &context.survey.pairs {
        let level = context.fired.get(*rule).level;
        let weight = weights.entry(*host).or_default();
        weight.0 = *host != NONE;
        weight.1 += weight_of(level);
        weight.2 += pair.findings;
    }
    let mut hosts: Vec<u32> = weights.keys().copied().collect();
    hosts.sort_by_key(|host| (Reverse(weights[host]), *host));
    hosts
}

/// One rule of a level outweighs any likely number of rules of the next lower one.
fn weight_of(level: Level) -> u64 {
    100_u64.pow(level as u32)
}

/// What happened on the host, in the order of time.
fn steps(context: &Context<'_>, host: u32) -> Vec<Step> {
    let pairs = context.survey.pairs.iter();
    let mut steps: Vec<Step> =
        pairs.filter(|((of, _), _)| *of == host).map(|((_, rule), pair)| (*rule, *pair)).collect();
    steps.sort_by_key(|(rule, pair)| (pair.first.millis.unwrap_or(i64::MAX), Reverse(pair.first.level), *rule));
    steps
}

/// The section of what to look at first.
pub(crate) fn first(page: &mut Page, context: &Context<'_>, spool: &mut Spool) -> Result<(), ReportError> {
    page.section("first", "report-first");
    let hosts = hosts_by_weight(context);
    if hosts.is_empty() {
        page.raw("<p>").word("report-nothing").raw("</p>");
    } else {
        page.raw("<p class=quiet>").word("report-first-about").raw("</p><div class=cards>");
        for number in hosts.iter().take(FIRST_MAX) {
            card(page, context, spool, *number)?;
        }
        page.raw("</div>");
    }
    page.raw("</section>\n");
    Ok(())
}

fn card(page: &mut Page, context: &Context<'_>, spool: &mut Spool, number: u32) -> Result<(), ReportError> {
    let steps = steps(context, number);
    let worst = steps.iter().map(|(_, pair)| pair.first.level).max().unwrap_or_default();
    page.raw(&format!("<article class=\"card e{}\"><h3><a href=\"#?host={number}\">", worst as u8));
    host(page, &context.survey, number);
    page.raw("</a></h3><p>").say(&summary(&steps)).raw("</p>");
    course(page, context, &steps);
    page.raw("<ol class=steps>");
    for (rule, pair) in weightiest(&steps) {
        let line = spool.at(pair.first.stand)?;
        step(page, context, number, (rule, &pair));
        page.raw("<p class=said>");
        said(page, &context.happened(&pair.first, &line));
        page.raw("</p></li>");
    }
    page.raw("</ol>");
    rest_of_steps(page, number, steps.len(), FIRST_STEPS_MAX);
    page.raw("</article>\n");
    Ok(())
}

/// The steps worth showing where there is no room for all, in the order of time.
fn weightiest(steps: &[Step]) -> Vec<Step> {
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|place| (Reverse(steps[*place].1.first.level), *place));
    order.truncate(FIRST_STEPS_MAX);
    order.sort_unstable();
    order.into_iter().map(|place| steps[place]).collect()
}

fn summary(steps: &[Step]) -> Message {
    let findings: u64 = steps.iter().map(|(_, pair)| pair.findings).sum();
    let serious = steps.iter().filter(|(_, pair)| pair.first.level >= Level::High);
    let serious: u64 = serious.map(|(_, pair)| pair.findings).sum();
    Message::new("report-story").with("findings", findings).with("serious", serious).with("rules", steps.len())
}

/// The tactics in the order in which they were first seen.
fn course(page: &mut Page, context: &Context<'_>, steps: &[Step]) {
    let mut seen = Vec::new();
    for (rule, _) in steps {
        for tactic in &context.fired.get(*rule).tactics {
            if !seen.contains(tactic) {
                seen.push(*tactic);
            }
        }
    }
    if seen.is_empty() {
        return;
    }
    page.raw("<ol class=course>");
    for tactic in seen {
        page.raw("<li>").each(|language| tactic.name(language).to_owned()).raw("</li>");
    }
    page.raw("</ol>");
}

/// Begins an item of the list of steps; the caller ends it.
fn step(page: &mut Page, context: &Context<'_>, host: u32, (rule, pair): (u32, &Pair)) {
    page.raw("<li><span class=at>").time(pair.first.time()).raw("</span> ").level(pair.first.level);
    page.raw(&format!(" <a href=\"#?host={host}&amp;rule={rule}\">"));
    title(page, context.fired.get(rule));
    page.raw("</a>");
    if pair.findings > 1 {
        page.raw(" <span class=quiet>").say(&Message::new("report-story-times").with("count", pair.findings));
        if pair.last > pair.first.millis {
            page.raw(" – ").time(moment(pair.last));
        }
        page.raw("</span>");
    }
}

/// What happened, the sentences one after the other.
pub(crate) fn said(page: &mut Page, messages: &[Message]) {
    page.each(|language| {
        let texts: Vec<String> = messages.iter().map(|message| Catalogue::builtin().text(language, message)).collect();
        texts.join(if language == Language::ZhTw { "" } else { " " })
    });
}

fn rest_of_steps(page: &mut Page, host: u32, steps: usize, shown: usize) {
    if steps > shown {
        let message = Message::new("report-story-more").with("count", steps - shown);
        page.raw(&format!("<p class=quiet><a href=\"#?host={host}\">")).say(&message).raw("</a></p>");
    }
}

/// The section with the story of each host.
pub(crate) fn all(page: &mut Page, context: &Context<'_>) {
    page.section("stories", "report-stories");
    let hosts = hosts_by_weight(context);
    page.raw("<p class=quiet>").word("report-stories-about").raw("</p>");
    for number in hosts.iter().take(HOSTS_MAX) {
        story(page, context, *number);
    }
    rest(page, hosts.len() as u64, HOSTS_MAX);
    page.raw("</section>\n");
}

fn story(page: &mut Page, context: &Context<'_>, number: u32) {
    let steps = steps(context, number);
    let worst = steps.iter().map(|(_, pair)| pair.first.level).max().unwrap_or_default();
    page.raw("<details class=story><summary>").level(worst).raw(" <b>");
    host(page, &context.survey, number);
    page.raw("</b> <span class=quiet>").say(&summary(&steps)).raw("</span></summary>");
    course(page, context, &steps);
    page.raw("<ol class=steps>");
    for (rule, pair) in steps.iter().take(STEPS_MAX) {
        step(page, context, number, (*rule, pair));
        tactics_of(page, context, *rule);
        page.raw("</li>");
    }
    page.raw("</ol>");
    rest_of_steps(page, number, steps.len(), STEPS_MAX);
    page.raw("</details>\n");
}

fn tactics_of(page: &mut Page, context: &Context<'_>, rule: u32) {
    let tactics = &context.fired.get(rule).tactics;
    if !tactics.is_empty() {
        page.raw(" <span class=quiet>(");
        for (place, tactic) in tactics.iter().enumerate() {
            page.raw(if place > 0 { ", " } else { "" }).each(|language| tactic.name(language).to_owned());
        }
        page.raw(")</span>");
    }
}
