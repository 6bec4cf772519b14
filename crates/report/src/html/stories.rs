//! What happened on each host, or in each file that names none, in the order of time: a step for each rule that fired there.

use super::Context;
use super::frame::{moment, rest, title};
use super::page::Page;
use super::subject::{Step, Subject, subjects};
use super::survey::Pair;
use crate::ReportError;
use crate::spool::Spool;
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Level, Message};
use std::cmp::Reverse;

/// Hosts to look at first, or files that name none.
const FIRST_MAX: usize = 5;
/// Steps shown of each of them.
const FIRST_STEPS_MAX: usize = 6;
/// Hosts, or files, whose story is told.
const HOSTS_MAX: usize = 40;
/// Steps of a story.
const STEPS_MAX: usize = 40;

/// The section of what to look at first.
pub(crate) fn first(page: &mut Page, context: &Context<'_>, spool: &mut Spool) -> Result<(), ReportError> {
    page.section("first", "report-first");
    let subjects = subjects(context);
    if subjects.is_empty() {
        page.raw("<p>").word("report-nothing").raw("</p>");
    } else {
        page.raw("<p class=quiet>").word("report-first-about").raw("</p><div class=cards>");
        for subject in subjects.into_iter().take(FIRST_MAX) {
            card(page, context, spool, subject)?;
        }
        page.raw("</div>");
    }
    page.raw("</section>\n");
    Ok(())
}

fn card(page: &mut Page, context: &Context<'_>, spool: &mut Spool, subject: Subject) -> Result<(), ReportError> {
    let steps = subject.steps(&context.survey);
    let worst = steps.iter().map(|(_, pair)| pair.first.level).max().unwrap_or_default();
    let link = subject.link(&context.survey);
    page.raw(&format!("<article class=\"card e{}\"><h3><a href=\"{link}\">", worst as u8));
    subject.write(page, &context.survey);
    page.raw("</a></h3><p>").say(&summary(&steps)).raw("</p>");
    course(page, context, &steps);
    page.raw("<ol class=steps>");
    for (rule, pair) in weightiest(&steps) {
        let line = spool.at(pair.first.stand)?;
        step(page, context, &link, (rule, &pair));
        page.raw("<p class=said>");
        said(page, &context.happened(&pair.first, &line));
        page.raw("</p></li>");
    }
    page.raw("</ol>");
    rest_of_steps(page, &link, steps.len(), FIRST_STEPS_MAX);
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
fn step(page: &mut Page, context: &Context<'_>, link: &str, (rule, pair): (u32, &Pair)) {
    page.raw("<li><span class=at>").time(pair.first.time()).raw("</span> ").level(pair.first.level);
    page.raw(&format!(" <a href=\"{link}&amp;rule={rule}\">"));
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

fn rest_of_steps(page: &mut Page, link: &str, steps: usize, shown: usize) {
    if steps > shown {
        let message = Message::new("report-story-more").with("count", steps - shown);
        page.raw(&format!("<p class=quiet><a href=\"{link}\">")).say(&message).raw("</a></p>");
    }
}

/// The section with the story of each host.
pub(crate) fn all(page: &mut Page, context: &Context<'_>) {
    page.section("stories", "report-stories");
    let subjects = subjects(context);
    page.raw("<p class=quiet>").word("report-stories-about").raw("</p>");
    for subject in subjects.iter().take(HOSTS_MAX) {
        story(page, context, *subject);
    }
    rest(page, subjects.len() as u64, HOSTS_MAX);
    page.raw("</section>\n");
}

fn story(page: &mut Page, context: &Context<'_>, subject: Subject) {
    let link = subject.link(&context.survey);
    let steps = subject.steps(&context.survey);
    let worst = steps.iter().map(|(_, pair)| pair.first.level).max().unwrap_or_default();
    page.raw("<details class=story><summary>").level(worst).raw(" <b>");
    subject.write(page, &context.survey);
    page.raw("</b> <span class=quiet>").say(&summary(&steps)).raw("</span></summary>");
    course(page, context, &steps);
    page.raw("<ol class=steps>");
    for (rule, pair) in steps.iter().take(STEPS_MAX) {
        step(page, context, &link, (*rule, pair));
        tactics_of(page, context, *rule);
        page.raw("</li>");
    }
    page.raw("</ol>");
    rest_of_steps(page, &link, steps.len(), STEPS_MAX);
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
