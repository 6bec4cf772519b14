//! What an import came to, in words: what was taken, what was stored, what was not, and what to do next.

use super::Account;
use crate::answer::Answer;
use crate::arguments::ImportTask;
use crate::look::Paint;
use crate::page::Page;
use crate::table::Table;
use crate::units::size;
use atalaya_ingest::UNRECOGNISED;
use atalaya_messages::grouped;
use atalaya_model::Message;

/// Entries of each list that are shown; the rest is counted.
const SHOWN_MAX: usize = 10;

/// Writes the summary.
pub(super) fn write(page: &mut Page, account: &Account, task: &ImportTask, answer: Answer) {
    let imported = &account.kept.imported;
    if imported.inputs == 0 && imported.known == 0 {
        page.heading(&Message::new("import-taken"));
        page.say_as(Paint::Bad, &Message::new("cli-read-nothing"));
    } else {
        taken(page, account, task);
        stored(page, account, answer);
    }
    not_taken(page, account, answer);
    next(page, account, task);
}

fn taken(page: &mut Page, account: &Account, task: &ImportTask) {
    let imported = &account.kept.imported;
    page.heading(&Message::new("import-taken"));
    if account.left_over > 0 {
        page.say(&Message::new("import-left-over").with("entries", account.left_over));
    }
    if account.record_damaged > 0 {
        page.advise(Some(Paint::Warning), &Message::new("import-record-damaged").with("lines", account.record_damaged));
    }
    let totals = Message::new("import-totals")
        .with("inputs", imported.inputs)
        .with("entries", imported.acknowledged.frames)
        .with("size", size(imported.acknowledged.bytes))
        .with("organization", task.organization.as_str())
        .with("source", task.source.as_str());
    // Of what was known already there is nothing to say but that.
    if imported.inputs > 0 {
        page.say(&totals);
    }
    if account.known.total > 0 {
        page.say(&Message::new("import-known").with("inputs", account.known.total));
    }
    if account.resumed.total > 0 {
        let before = imported.frames_before;
        page.say(&Message::new("import-resumed").with("inputs", account.resumed.total).with("entries", before));
    }
}

fn stored(page: &mut Page, account: &Account, answer: Answer) {
    let seen = &account.kept.drained.seen;
    if account.kept.imported.inputs == 0 {
        return;
    }
    page.heading(&Message::new("import-stored"));
    page.say(&Message::new("import-decoded").with("entries", seen.frames).with("events", seen.events));
    let notes = [
        (Message::new("import-quarantined").with("entries", seen.quarantined), seen.quarantined),
        (Message::new("import-unreadable").with("records", seen.unreadable), seen.unreadable),
        (Message::new("import-without-time").with("events", seen.without_time), seen.without_time),
        (Message::new("import-recoded").with("entries", seen.recoded), seen.recoded),
        (Message::new("import-lost").with("entries", account.kept.drained.lost), account.kept.drained.lost),
    ];
    for (message, _) in notes.iter().filter(|(_, count)| *count > 0) {
        page.say_as(Paint::Warning, message);
    }
    if !account.kept.balanced {
        page.advise(Some(Paint::Bad), &Message::new("import-unbalanced"));
    }
    if !account.kept.kinds.is_empty() {
        page.topic(&Message::new("import-kinds"));
        page.table(&kinds(account, answer));
    }
    reasons(page, account);
}

fn kinds(account: &Account, answer: Answer) -> Table {
    let header = answer.header(&[Message::new("cli-column-kind"), Message::new("cli-column-events")]);
    let mut table = Table::new(header).numbers(&[1]).whole(&[0]);
    let mut kinds: Vec<_> = account.kept.kinds.iter().collect();
    kinds.sort_by(|left, right| right.1.cmp(left.1).then_with(|| left.0.cmp(right.0)));
    for (kind, events) in kinds {
        let name =
            if kind == UNRECOGNISED { answer.voice.say(&Message::new("import-unrecognised")) } else { kind.clone() };
        table.row(vec![name, grouped(*events)]);
    }
    table
}

fn reasons(page: &mut Page, account: &Account) {
    if account.kept.reasons.is_empty() {
        return;
    }
    page.topic(&Message::new("import-reasons"));
    for (reason, entries) in account.kept.reasons.iter().take(SHOWN_MAX) {
        let message = Message::new("doctor-quarantine-reason").with("entries", *entries).with("reason", reason.clone());
        page.advise(None, &message);
    }
}

fn not_taken(page: &mut Page, account: &Account, answer: Answer) {
    let Account { damages, skipped, empty, changed, .. } = account;
    if damages.total + skipped.total + empty.total + changed.total == 0 && account.patterns_unused.is_empty() {
        return;
    }
    page.heading(&Message::new("import-not-taken"));
    for (name, offset, message) in damages.first.iter().take(SHOWN_MAX) {
        let place = Message::new("cli-read-damage").with("input", name.as_str()).with("offset", *offset);
        page.item("-", Some(Paint::Warning), &answer.voice.say(&place.with("reason", message.clone())));
        page.remedy(message);
    }
    page.rest(damages.first.len().min(SHOWN_MAX), damages.total);
    for (name, message) in skipped.first.iter().take(SHOWN_MAX) {
        page.item("-", Some(Paint::Warning), &format!("{name}: {}", answer.voice.say(message)));
        page.remedy(message);
    }
    page.rest(skipped.first.len().min(SHOWN_MAX), skipped.total);
    for name in empty.first.iter().take(SHOWN_MAX) {
        page.advise(Some(Paint::Warning), &Message::new("import-empty").with("input", name.as_str()));
    }
    page.rest(empty.first.len().min(SHOWN_MAX), empty.total);
    for name in changed.first.iter().take(SHOWN_MAX) {
        page.advise(Some(Paint::Warning), &Message::new("import-changed").with("input", name.as_str()));
    }
    for pattern in account.patterns_unused.iter().take(SHOWN_MAX) {
        page.item(
            "-",
            Some(Paint::Warning),
            &format!("{}: {pattern}", answer.voice.say(&Message::new("cli-blind-patterns"))),
        );
    }
}

fn next(page: &mut Page, account: &Account, task: &ImportTask) {
    let imported = &account.kept.imported;
    page.heading(&Message::new("cli-next"));
    let unrecognised = account.kept.drained.seen.unrecognised;
    if imported.stopped {
        page.item("-", Some(Paint::Warning), &page.voice().say(&Message::new("import-next-stopped")));
    }
    if imported.inputs == 0 && imported.known == 0 {
        return page.item("-", None, &page.voice().say(&Message::new("cli-next-nothing-read")));
    }
    if unrecognised > 0 {
        let message = Message::new("import-next-unrecognised").with("events", unrecognised);
        page.item("-", None, &page.voice().say(&message));
    }
    let data = if task.data.is_default() { String::new() } else { format!(" --data {}", task.data.folder.display()) };
    page.item("-", None, &page.voice().say(&Message::new("import-next-words").with("data", data.as_str())));
    page.item("-", None, &page.voice().say(&Message::new("import-next-rules").with("data", data.as_str())));
}
