//! `atalaya lake verify`: every file is read and compared, and nothing is changed.

use crate::answer::Answer;
use crate::data::lake_faults;
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::units::size;
use crate::upkeep::{self, Far};
use crate::wire;
use atalaya_lake::{Depth, Lake, Verification};
use atalaya_model::Message;
use std::sync::atomic::AtomicBool;

/// Faults that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 20;

pub(super) fn run(lake: &Lake, stop: &AtomicBool, answer: Answer) -> Result<Status, Failure> {
    let found = upkeep::watched(answer, |told| lake.verify(Depth::Rows, stop, told));
    answer.give(&wire::lake::Verified::new(&found, answer.voice), |page| write(page, &found))?;
    Ok(match found.stopped {
        Some(_) => Status::Failed,
        None if found.is_whole() => Status::Done,
        None => Status::Found,
    })
}

fn write(page: &mut Page, found: &Verification) {
    page.heading(&Message::new("lake-verify"));
    let totals = Message::new("lake-verify-totals")
        .with("tables", found.tables)
        .with("files", found.files)
        .with("events", found.rows)
        .with("size", size(found.bytes));
    page.say(&totals);
    for (names, message) in [
        (&found.replaced, Message::new("lake-verify-replaced")),
        (&found.strangers, Message::new("lake-verify-strangers")),
    ] {
        if !names.is_empty() {
            page.advise(None, &message.with("files", names.len()));
        }
    }
    for name in found.strangers.iter().take(SHOWN_MAX) {
        page.item("-", None, name);
    }
    if found.is_whole() {
        return page.say_as(Paint::Good, &Message::new("journal-verify-whole"));
    }
    if let Some(far) = found.stopped {
        page.advise(Some(Paint::Bad), &Far::from(far).unread());
    }
    if found.fault_count == 0 {
        return;
    }
    page.say_as(Paint::Bad, &Message::new("journal-verify-faults").with("count", found.fault_count));
    for fault in found.faults.iter().take(SHOWN_MAX) {
        page.item("-", Some(Paint::Bad), &page.voice().say(&lake_faults::fault(fault)));
    }
    page.rest(found.faults.len().min(SHOWN_MAX), found.fault_count);
    page.gap();
    page.say(&Message::new("lake-verify-damaged"));
}
