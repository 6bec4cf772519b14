//! What a centre says of itself: where it listens, and what came of it.

use super::{Caution, Ended, Open};
use crate::arguments::ServeTask;
use crate::look::{Look, Paint};
use crate::outcome::{self, Failure};
use crate::page::Page;
use crate::units::size;
use crate::voice::Voice;
use crate::wire;
use atalaya_ingest::receive::{Losses, SharedAddress};
use atalaya_messages::grouped;
use atalaya_model::Message;
use atalaya_scan::live;
use atalaya_sigma::RuleSet;
use std::net::SocketAddr;

/// Where it listens, and with which rules.
pub(super) fn listening(
    task: &ServeTask,
    inlets: &[Open],
    asked_at: Option<SocketAddr>,
    rules: &RuleSet,
    voice: Voice,
) -> Result<(), Failure> {
    if task.data.json {
        return outcome::print(&wire::line(&wire::serve::Listening::new(inlets, asked_at, rules)));
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("serve-listening"));
    for Open { organization, source, protocol, address, .. } in inlets {
        let line = Message::new("serve-inlet").with("organization", organization.as_str());
        let line = line.with("source", source.as_str()).with("protocol", *protocol).with("address", address.as_str());
        page.item("-", None, &voice.say(&line));
    }
    if let Some(address) = asked_at {
        page.say(&Message::new("serve-window").with("address", address.to_string()));
    }
    for inlet in inlets {
        for one in &inlet.cautions {
            page.say_as(Paint::Warning, &caution(*one, &inlet.source));
        }
    }
    page.say(&Message::new("serve-rules").with("count", rules.rules.len() as u64));
    if !rules.correlations.is_empty() {
        page.say(&Message::new("serve-correlations").with("count", rules.correlations.len() as u64));
    }
    if rules.refused > 0 {
        page.say_as(Paint::Warning, &Message::new("serve-rules-refused").with("count", rules.refused as u64));
    }
    page.say(&Message::new("serve-how-to-end"));
    outcome::print(&page.into_text())
}

/// What came of it.
pub(super) fn ended(task: &ServeTask, ended: &Ended<'_>, voice: Voice) -> Result<(), Failure> {
    if task.data.json {
        return outcome::print(&wire::line(&wire::serve::Report::new(ended)));
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("serve-ended"));
    for inlet in ended.inlets {
        let counts = &inlet.counts;
        let line = Message::new("serve-received").with("source", inlet.source.as_str());
        let line = line.with("messages", counts.durable.get()).with("size", size(counts.bytes.get()));
        page.item("-", None, &voice.say(&line));
        let unwritten = counts.messages.get().saturating_sub(counts.durable.get());
        let (empty, copies) = (counts.empty.get(), counts.copies.get());
        let more = [("serve-unwritten", unwritten), ("serve-empty", empty), ("serve-files-copies", copies)];
        let more = more.into_iter().filter(|(_, count)| *count > 0);
        let more = more.map(|(key, count)| Message::new(key).with("count", grouped(count)));
        for message in more.chain(lost(&counts.losses())) {
            page.say_as(Paint::Warning, &message);
        }
    }
    for SharedAddress { address, counts } in ended.addresses {
        let losses: Vec<Message> = lost(&counts.losses()).collect();
        if !losses.is_empty() {
            page.item("-", None, &voice.say(&Message::new("serve-unclaimed").with("address", address.to_string())));
            losses.iter().for_each(|message| page.say_as(Paint::Warning, message));
        }
    }
    let seen = ended.drained.seen;
    page.say(&Message::new("import-decoded").with("entries", seen.frames).with("events", seen.events));
    if seen.quarantined > 0 {
        page.say_as(Paint::Warning, &Message::new("import-quarantined").with("entries", seen.quarantined));
    }
    page.say(&Message::new("serve-findings").with("count", ended.recorded.new));
    for (name, forwarded) in ended.forwarded {
        let message = Message::new("serve-forwarded").with("name", name.as_str());
        page.say(&message.with("sent", forwarded.sent).with("unsent", forwarded.unsent));
    }
    if ended.recorded.superseded > 0 {
        page.say(&Message::new("serve-superseded").with("count", grouped(ended.recorded.superseded)));
    }
    let live::Counts { late, nowhere, crowded, ahead, unknown } = ended.matches;
    let warnings = [
        ("serve-findings-beyond", ended.recorded.beyond),
        ("serve-unjudged", ended.unjudged),
        ("correlation-without-time", ended.timeless),
        ("correlation-without-group", nowhere),
        ("serve-matches-late", late),
        ("limit-correlation-hits", crowded),
        ("serve-matches-ahead", ahead),
        ("serve-matches-unknown", unknown),
    ];
    for (key, count) in warnings.into_iter().filter(|(_, count)| *count > 0) {
        page.say_as(Paint::Warning, &Message::new(key).with("count", count));
    }
    if ended.unsaid > 0 {
        page.say_as(Paint::Warning, &Message::new("serve-unsaid").with("count", grouped(ended.unsaid)));
    }
    outcome::print(&page.into_text())
}

/// What was lost, where something was.
pub(super) fn lost(losses: &Losses) -> impl Iterator<Item = Message> {
    let counts = [
        ("serve-dropped", losses.dropped),
        ("serve-cut", losses.cut),
        ("serve-crowded", losses.crowded),
        ("serve-yielded", losses.yielded),
        ("serve-foreign", losses.foreign),
        ("serve-broken", losses.broken),
        ("serve-untrusted", losses.untrusted),
        ("serve-unauthorized", losses.unauthorized),
        ("serve-refused", losses.refused),
        ("serve-unread", losses.unread),
        ("serve-files-torn", losses.torn),
        ("serve-files-truncated", losses.truncated),
        ("serve-files-vanished", losses.vanished),
        ("serve-files-passed", losses.passed),
        ("serve-files-beyond", losses.beyond),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts.map(|(key, count)| Message::new(key).with("count", grouped(count)))
}

fn caution(caution: Caution, source: &str) -> Message {
    let message = match caution {
        Caution::Plain => Message::new("serve-caution-plain"),
        Caution::Expired => Message::new("serve-caution-expired"),
        Caution::Early => Message::new("serve-caution-early"),
    };
    message.with("source", source)
}
