//! What could not be seen, and what to do about each. Silence is the worst fault: this is never left out.

use super::page::Page;
use atalaya_model::{Arg, Message, Severity, Time};
use atalaya_scan::report::{LIST_MAX, MuteField, Report};

pub(crate) fn write(page: &mut Page, report: &Report) {
    page.section("unseen", "report-unseen");
    page.raw("<p class=quiet>").word("report-unseen-about").raw("</p>");
    let topics = topics(report);
    if topics.is_empty() {
        page.raw("<p>").word("report-unseen-nothing").raw("</p>");
    }
    for topic in topics {
        write_topic(page, &topic);
    }
    page.raw("</section>\n");
}

/// Items shown of a topic before the others are folded away.
const OPEN_MAX: usize = 8;

/// One sort of thing that could not be seen.
struct Topic {
    title: Message,
    /// Why it matters or what can be done about all of it.
    advice: Option<&'static str>,
    items: Vec<Item>,
    /// How many there are, those that are not listed included.
    total: u64,
}

/// One thing that could not be seen, and what is to be said beside its own remedy.
struct Item {
    message: Message,
    hint: Option<Message>,
}

impl From<Message> for Item {
    fn from(message: Message) -> Item {
        Item { message, hint: None }
    }
}

fn topics(report: &Report) -> Vec<Topic> {
    let all = [
        cleared(report),
        mute(report),
        sources(report),
        placeholders(report),
        unrecognised(report),
        quarantined(report),
        skipped(report),
        damaged(report),
        incomplete(report),
        jumps(report),
        gaps(report),
        limits(report),
        refused(report),
        untimed(report),
        zoneless(report),
    ];
    all.into_iter().filter(|topic| topic.total > 0).collect()
}

fn write_topic(page: &mut Page, topic: &Topic) {
    page.raw("<h3>").say(&topic.title).raw("</h3>");
    if let Some(advice) = topic.advice {
        page.raw("<p>").word(advice).raw("</p>");
    }
    page.raw("<ul>");
    topic.items.iter().take(OPEN_MAX).for_each(|item| write_item(page, item));
    page.raw("</ul>");
    if topic.items.len() > OPEN_MAX {
        let more = Message::new("report-more").with("count", topic.items.len() - OPEN_MAX);
        page.raw("<details><summary>").say(&more).raw("</summary><ul>");
        topic.items[OPEN_MAX..].iter().for_each(|item| write_item(page, item));
        page.raw("</ul></details>");
    }
    let unlisted = topic.total.saturating_sub(topic.items.len() as u64);
    if unlisted > 0 {
        page.raw("<p class=quiet>").say(&Message::new("report-unlisted").with("count", unlisted)).raw("</p>");
    }
}

fn write_item(page: &mut Page, item: &Item) {
    page.raw("<li>").say(&item.message).remedy(&item.message);
    if let Some(hint) = &item.hint {
        page.raw("<p class=quiet>").say(hint).raw("</p>").remedy(hint);
    }
    page.raw("</li>");
}

fn topic(title: &'static str, advice: &'static str, items: Vec<Item>, total: u64) -> Topic {
    Topic { title: Message::new(title), advice: Some(advice), items, total }
}

fn count(items: &[Item]) -> u64 {
    items.len() as u64
}

/// The text, or that it is not known.
fn known(text: Option<String>) -> Arg {
    text.map_or_else(|| Message::new("report-unknown").into(), Arg::from)
}

/// To the second.
fn moment(time: Time) -> String {
    time.to_string()[..19].replace('T', " ")
}

fn cleared(report: &Report) -> Topic {
    let cleared = &report.blind.cleared;
    let item = |log: &atalaya_scan::report::Cleared| {
        Message::new("report-unseen-cleared-log")
            .with("kind", log.kind.as_str())
            .with("host", known(log.host.clone()))
            .with("time", known(log.time.map(moment)))
            .with("input", log.input.as_str())
            .into()
    };
    let items = cleared.first.iter().map(item).collect();
    topic("report-unseen-cleared", "report-unseen-cleared-do", items, cleared.total)
}

fn mute(report: &Report) -> Topic {
    let item = |field: &MuteField| {
        let message = Message::new("report-unseen-mute-field")
            .with("rules", field.rules)
            .with("field", field.field.as_str())
            .with("events", field.events)
            .with("kind", field.kind.as_str())
            .with("logsource", field.logsource.to_string());
        Item { message, hint: field.remedy.clone() }
    };
    let items: Vec<Item> = report.blind.mute_fields.iter().take(LIST_MAX).map(item).collect();
    topic("report-unseen-mute", "report-unseen-mute-do", items, report.blind.mute_fields.len() as u64)
}

fn sources(report: &Report) -> Topic {
    let sources = &report.blind.without_source;
    let rules: u64 = sources.iter().map(|(_, rules)| rules).sum();
    let item = |(source, rules): &(atalaya_model::LogSource, u64)| {
        Message::new("report-unseen-source").with("logsource", source.to_string()).with("rules", *rules).into()
    };
    Topic {
        title: Message::new("report-unseen-sources").with("rules", rules),
        advice: Some("report-unseen-sources-do"),
        items: sources.iter().take(LIST_MAX).map(item).collect(),
        total: sources.len() as u64,
    }
}

fn placeholders(report: &Report) -> Topic {
    let item = |(name, rules): &(String, u64)| {
        Message::new("report-unseen-placeholder").with("name", name.as_str()).with("rules", *rules).into()
    };
    let items: Vec<Item> = report.blind.placeholders.iter().take(LIST_MAX).map(item).collect();
    let total = report.blind.placeholders.len() as u64;
    topic("report-unseen-placeholders", "report-unseen-placeholders-do", items, total)
}

fn unrecognised(report: &Report) -> Topic {
    let item = |input: &atalaya_scan::report::Unrecognised| {
        Message::new("report-unseen-unrecognised-input")
            .with("input", input.input.as_str())
            .with("events", input.events)
            .with("fields", input.fields.join(", "))
            .into()
    };
    let items = report.unrecognised.first.iter().map(item).collect();
    topic("report-unseen-unrecognised", "report-unseen-unrecognised-do", items, report.unrecognised.total)
}

fn quarantined(report: &Report) -> Topic {
    let item = |(reason, count): &(Message, u64)| {
        Message::new("report-unseen-quarantined-reason").with("count", *count).with("reason", reason.clone()).into()
    };
    let items: Vec<Item> = report.quarantined.iter().take(LIST_MAX).map(item).collect();
    let total = report.quarantined.len() as u64;
    topic("report-unseen-quarantined", "report-unseen-quarantined-do", items, total)
}

fn skipped(report: &Report) -> Topic {
    let item = |noted: &atalaya_scan::report::Noted| {
        let message = Message::new("report-unseen-place");
        Item { message: message.with("place", noted.name.as_str()).with("reason", noted.message.clone()), hint: None }
    };
    let items = report.skipped.first.iter().map(item).collect();
    topic("report-unseen-skipped", "report-unseen-skipped-do", items, report.skipped.total)
}

fn damaged(report: &Report) -> Topic {
    let item = |damage: &atalaya_scan::report::DamageReport| {
        Message::new("report-unseen-damage")
            .with("input", damage.input.as_str())
            .with("offset", damage.offset)
            .with("reason", damage.message.clone())
            .into()
    };
    let items = report.damages.first.iter().map(item).collect();
    topic("report-unseen-damaged", "report-unseen-damaged-do", items, report.damages.total)
}

/// Inputs that were not read to their end.
fn incomplete(report: &Report) -> Topic {
    let inputs = report.inputs.first.iter().filter(|input| !input.complete);
    let items: Vec<Item> = inputs
        .map(|input| Message::new("report-unseen-incomplete-input").with("input", input.name.as_str()).into())
        .collect();
    let total = count(&items);
    topic("report-unseen-incomplete", "report-unseen-incomplete-do", items, total)
}

fn jumps(report: &Report) -> Topic {
    let item = |jump: &atalaya_scan::report::Jump| {
        let message = if jump.before > jump.after {
            Message::new("report-unseen-jump").with("missing", jump.before - jump.after - 1)
        } else {
            Message::new("report-unseen-restart")
        };
        let message = message.with("log", jump.log.as_str()).with("input", jump.input.as_str());
        message.with("after", jump.after).with("before", jump.before).into()
    };
    let items = report.blind.jumps.first.iter().map(item).collect();
    topic("report-unseen-jumps", "report-unseen-jumps-do", items, report.blind.jumps.total)
}

fn gaps(report: &Report) -> Topic {
    let item = |gap: &atalaya_scan::report::Gap| {
        let hours = u64::try_from(gap.until.0.saturating_sub(gap.from.0) / 3_600_000_000).unwrap_or(0);
        Message::new("report-unseen-gap")
            .with("kind", gap.kind.as_str())
            .with("hours", hours)
            .with("from", moment(gap.from))
            .with("until", moment(gap.until))
            .into()
    };
    let items = report.blind.gaps.first.iter().map(item).collect();
    topic("report-unseen-gaps", "report-unseen-gaps-do", items, report.blind.gaps.total)
}

fn zoneless(report: &Report) -> Topic {
    let item = |zoneless: &atalaya_scan::report::Zoneless| {
        let message = Message::new("report-unseen-zoneless-input").with("input", zoneless.input.as_str());
        message.with("events", zoneless.events).into()
    };
    let items = report.blind.zoneless.first.iter().map(item).collect();
    topic("report-unseen-zoneless", "report-unseen-zoneless-do", items, report.blind.zoneless.total)
}

fn limits(report: &Report) -> Topic {
    let items: Vec<Item> = report.blind.limits.iter().take(LIST_MAX).cloned().map(Item::from).collect();
    let total = report.blind.limits.len() as u64;
    topic("report-unseen-limits", "report-unseen-limits-do", items, total)
}

fn refused(report: &Report) -> Topic {
    let errors = report.rules.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let item = |diagnostic: &atalaya_model::Diagnostic| {
        let place = &diagnostic.place;
        let place = if place.line > 0 { format!("{}:{}", place.file, place.line) } else { place.file.clone() };
        // The message's own remedy is for the rule's author and is said here too.
        Item {
            message: Message::new("report-unseen-place")
                .with("place", place)
                .with("reason", diagnostic.message.clone()),
            hint: None,
        }
    };
    let items: Vec<Item> = errors.take(LIST_MAX).map(item).collect();
    topic("report-unseen-refused", "report-unseen-refused-do", items, report.rules.refused)
}

/// Events that no rule, or no time, could be applied to.
fn untimed(report: &Report) -> Topic {
    let tally = report.tally;
    let counts = [
        ("report-unseen-without-kind", tally.without_kind),
        ("report-unseen-outside", tally.outside_time),
        ("report-unseen-without-time", tally.without_time),
        ("report-unseen-recoded", tally.recoded),
    ];
    let some = counts.into_iter().filter(|(_, count)| *count > 0);
    let items: Vec<Item> = some.map(|(id, count)| Message::new(id).with("count", count).into()).collect();
    let total = count(&items);
    Topic { title: Message::new("report-unseen-events"), advice: None, items, total }
}
