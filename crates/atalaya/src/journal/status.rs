//! `atalaya journal status`: how much there is, from whom, from when, and what keeps it.

use crate::answer::Answer;
use crate::data::{Reach, faults};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::units::{moment, size};
use crate::wire;
use atalaya_journal::{Anchor, Filter, Journal, Recovery, Tally};
use atalaya_messages::grouped;
use atalaya_model::{Message, Time};

/// Digits of a hash that people see.
const HASH_DIGITS: usize = 16;

/// What is told.
pub(crate) struct Facts {
    /// The journal's own account.
    pub(crate) status: atalaya_journal::Status,
    /// What opening mended.
    pub(crate) recovery: Recovery,
    /// When the first and the last entry were received.
    pub(crate) received: Option<(Time, Time)>,
    /// The sources.
    pub(crate) tallies: Vec<Tally>,
    /// The head.
    pub(crate) anchor: Anchor,
    /// Bytes that are free, and how many are kept so.
    pub(crate) room: (Option<u64>, u64),
}

impl Facts {
    /// Entries that are kept.
    pub(crate) fn entries(&self) -> u64 {
        self.status.head - self.status.first
    }
}

pub(super) fn run(reach: Reach<'_>, answer: Answer) -> Result<Status, Failure> {
    let (at_hand, owned) = (reach.journal()?, reach.owned);
    let journal = at_hand.journal();
    let facts = Facts {
        status: journal.status(),
        recovery: at_hand.recovery(),
        received: received(journal)?,
        tallies: journal.tallies(),
        anchor: journal.anchor(),
        room: (owned.space().free_bytes().ok(), owned.journal_options().reserve_bytes),
    };
    at_hand.leave()?;
    answer.give(&wire::journal::Status::new(&facts), |page| write(page, &facts, answer))?;
    Ok(Status::Done)
}

/// When the first and the last entry that are kept were received.
pub(crate) fn received(journal: &Journal) -> Result<Option<(Time, Time)>, Failure> {
    let (first, head) = (journal.first(), journal.head());
    if first == head {
        return Ok(None);
    }
    let at = |offset: u64| {
        let mut reader = journal.read(offset, Filter::All)?;
        let batch = reader.next(None)?;
        Ok(batch.and_then(|batch| batch.entries().next().map(|entry| entry.received)))
    };
    let both = at(first).and_then(|first| Ok(first.zip(at(head - 1)?)));
    both.map_err(|error| faults::read(&error))
}

fn write(page: &mut Page, facts: &Facts, answer: Answer) {
    page.heading(&Message::new("journal-status"));
    let totals = Message::new("journal-status-totals")
        .with("segments", facts.status.segments)
        .with("entries", facts.entries())
        .with("size", size(facts.status.bytes));
    page.say(&totals);
    mended(page, &facts.recovery);
    if let Some((first, last)) = facts.received {
        let period = Message::new("journal-status-period").with("first", moment(first)).with("last", moment(last));
        page.say(&period);
    }
    let (first, next) = facts.status.quarantine;
    if next > first {
        let kept = Message::new("journal-status-quarantine").with("frames", next - first);
        page.say(&kept.with("size", size(facts.status.quarantine_bytes)));
    }
    let head = facts.anchor.hash.get(..HASH_DIGITS).unwrap_or(&facts.anchor.hash);
    page.fact(&Message::new("journal-status-head"), head);
    page.fact(&Message::new("journal-status-encryption"), &encryption(facts, answer));
    if let (Some(free), reserve) = facts.room {
        page.say(&Message::new("journal-status-room").with("free", size(free)).with("reserve", size(reserve)));
    }
    if facts.status.failed {
        page.say_as(Paint::Bad, &Message::new("journal-status-failed"));
    }
    sources(page, &facts.tallies, answer);
    readers(page, facts);
}

/// What opening had to mend.
fn mended(page: &mut Page, recovery: &Recovery) {
    if recovery.recovered_entries > 0 {
        page.say(&Message::new("journal-status-recovered").with("entries", recovery.recovered_entries));
    }
    if let Some(torn) = &recovery.torn {
        page.say(&Message::new("journal-status-torn").with("size", size(torn.bytes)));
    }
    for fault in &recovery.damaged {
        page.say_as(Paint::Bad, &faults::fault(fault));
    }
}

fn encryption(facts: &Facts, answer: Answer) -> String {
    let by_key = &facts.status.segments_by_key;
    let plain = by_key.get(&0).copied().unwrap_or(0);
    let other =
        |key: u32| by_key.iter().filter(move |(id, _)| **id != key).map(|(_, segments)| segments).sum::<usize>();
    let message = match facts.status.active_key {
        None if plain == facts.status.segments => Message::new("journal-encryption-off"),
        None => Message::new("journal-encryption-ending").with("segments", other(0)),
        Some(key) if other(key) == 0 => Message::new("journal-encryption-on").with("key", u64::from(key)),
        Some(key) => Message::new("journal-encryption-mixed").with("key", u64::from(key)).with("segments", other(key)),
    };
    answer.voice.say(&message)
}

fn sources(page: &mut Page, tallies: &[Tally], answer: Answer) {
    if tallies.is_empty() {
        return page.say(&Message::new("journal-status-sourceless"));
    }
    page.topic(&Message::new("journal-status-sources"));
    let header = answer.header(&[
        Message::new("data-column-organization"),
        Message::new("data-column-source"),
        Message::new("journal-column-accepted"),
        Message::new("journal-column-decoded"),
        Message::new("journal-column-quarantined"),
        Message::new("journal-column-pending"),
    ]);
    let mut table = Table::new(header).numbers(&[2, 3, 4, 5]).whole(&[1, 0]);
    for tally in tallies {
        let counts = [tally.counts.accepted, tally.counts.decoded, tally.counts.quarantined, tally.pending];
        let names = [tally.organization_name.clone(), tally.source_name.clone()];
        table.row(names.into_iter().chain(counts.map(grouped)).collect());
    }
    page.table(&table);
    tallies.iter().for_each(|tally| missed(page, tally));
}

/// What a source lost, which must be rare and is said each time.
fn missed(page: &mut Page, tally: &Tally) {
    let said = [
        (Message::new("journal-missed-expired"), tally.counts.expired_unread),
        (Message::new("journal-missed-lost"), tally.counts.lost),
        (Message::new("journal-missed-unreadable"), tally.counts.unreadable),
        (Message::new("journal-missed-unkept"), tally.counts.unkept),
        (Message::new("journal-missed-refused"), tally.counts.refused),
    ];
    for (message, count) in said.into_iter().filter(|(_, count)| *count > 0) {
        let message = message.with("organization", tally.organization_name.as_str());
        page.advise(Some(Paint::Warning), &message.with("source", tally.source_name.as_str()).with("count", count));
    }
}

/// Who reads the journal and how far behind, and what is held.
fn readers(page: &mut Page, facts: &Facts) {
    let behind: Vec<(&String, u64)> =
        facts.status.cursors.iter().map(|(name, at)| (name, facts.status.head.saturating_sub(*at))).collect();
    for (name, entries) in behind.iter().filter(|(_, entries)| *entries > 0) {
        page.say(&Message::new("journal-status-behind").with("reader", name.as_str()).with("entries", *entries));
    }
    if facts.status.holds.is_empty() {
        return;
    }
    page.topic(&Message::new("journal-status-holds"));
    for (name, (from, to)) in &facts.status.holds {
        let held = to.min(&facts.status.head).saturating_sub(*from.max(&facts.status.first));
        page.say(&Message::new("journal-status-hold").with("name", name.as_str()).with("entries", held));
    }
}
