//! `atalaya journal hold` and `release`: what was received in a period stays, whatever expires.

use crate::answer::Answer;
use crate::arguments::Period;
use crate::data::{Reach, faults};
use crate::outcome::{Failure, Status};
use atalaya_journal::{Clock as _, Filter, Journal, ReadError, SystemClock};
use atalaya_model::Message;
use serde_json::json;

pub(super) fn hold(reach: Reach<'_>, name: &str, period: &Period, answer: Answer) -> Result<Status, Failure> {
    let at_hand = reach.journal()?;
    let journal = at_hand.journal();
    // What is yet to be received in the period is held too.
    let goes_on = period.until.is_none_or(|until| until > SystemClock.now());
    let range = range(journal, period, goes_on).map_err(|error| faults::read(&error))?;
    let Some((from, to)) = range else { return Err(Message::new("journal-fail-hold-empty").into()) };
    let entries = to - from;
    let to = if goes_on { u64::MAX } else { to };
    journal.hold(name, from, to).map_err(|error| faults::state(&error))?;
    at_hand.leave()?;
    answer.give(&json!({ "name": name, "entries": entries, "goes_on": goes_on }), |page| {
        page.say(&Message::new("journal-hold-made").with("name", name).with("entries", entries));
        if goes_on {
            page.say(&Message::new("journal-hold-goes-on"));
        }
    })?;
    Ok(Status::Done)
}

pub(super) fn release(reach: Reach<'_>, name: &str, answer: Answer) -> Result<Status, Failure> {
    let at_hand = reach.journal()?;
    let journal = at_hand.journal();
    if !journal.status().holds.contains_key(name) {
        return Err(Message::new("data-fail-hold").with("name", name).into());
    }
    journal.release(name).map_err(|error| faults::state(&error))?;
    at_hand.leave()?;
    answer.give(&json!({ "name": name }), |page| page.say(&Message::new("data-released").with("name", name)))?;
    Ok(Status::Done)
}

/// The smallest range that has everything received in the period, up to the end where the period goes on. A clock may have
/// jumped, so all of it is looked at.
fn range(journal: &Journal, period: &Period, goes_on: bool) -> Result<Option<(u64, u64)>, ReadError> {
    let (first, head) = (journal.first(), journal.head());
    if goes_on && period.since.is_none() {
        return Ok(Some((first, head)));
    }
    let wanted = |time| period.since.is_none_or(|since| time >= since) && period.until.is_none_or(|until| time < until);
    let mut found: Option<(u64, u64)> = None;
    let mut reader = journal.read(first, Filter::All)?;
    while let Some(batch) = reader.next(None)? {
        for entry in batch.entries().filter(|entry| wanted(entry.received)) {
            let from = found.map_or(entry.offset, |(from, _)| from);
            found = Some((from, entry.offset + 1));
        }
    }
    if goes_on { Ok(Some((found.map_or(head, |(from, _)| from), head))) } else { Ok(found) }
}
