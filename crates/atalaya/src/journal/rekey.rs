//! `atalaya journal rekey`: what is there is encrypted with the present key, or with none.

use crate::answer::Answer;
use crate::data::{Owned, faults, ledger};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::units::size;
use crate::{stop, upkeep};
use atalaya_journal::Fault;
use atalaya_ledger::RekeyError;
use atalaya_model::Message;
use serde_json::json;
use std::sync::atomic::AtomicBool;

/// Segments left as they were that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 20;

pub(super) fn run(owned: Owned, decrypt: bool, answer: Answer) -> Result<Status, Failure> {
    if owned.keys().is_none() {
        return Err(Message::new("data-fail-no-keys").into());
    }
    let owned = if decrypt { owned.decrypting() } else { owned };
    let (journal, _) = owned.journal()?;
    let stop = stop::on_signal();
    let rekeyed = upkeep::watched(answer, |told| journal.rekey(&stop, told)).map_err(|error| faults::state(&error))?;
    let key = journal.status().active_key;
    journal.close().map_err(|error| faults::state(&error))?;
    let findings = findings(&owned, &stop)?;
    let object = json!({
        "segments": rekeyed.segments,
        "bytes": rekeyed.bytes,
        "findings": findings,
        "key": key,
        "stopped": rekeyed.stopped.is_some(),
        "faults": rekeyed.left.iter().map(|fault| json!(fault)).collect::<Vec<_>>(),
        "segments_left": rekeyed.stopped.map_or(0, |far| far.segments - far.segments_done),
    });
    answer.give(&object, |page| {
        let message = match key {
            Some(key) => Message::new("journal-rekeyed").with("key", u64::from(key)),
            None => Message::new("journal-decrypted"),
        };
        let message = message.with("segments", rekeyed.segments).with("size", size(rekeyed.bytes));
        page.say(&message);
        if findings > 0 {
            page.say(&Message::new("journal-rekeyed-findings").with("count", findings));
        }
        match rekeyed.stopped {
            Some(_) => upkeep::say_stopped(page, rekeyed.stopped),
            None => page.remedy(&message),
        }
        if !rekeyed.left.is_empty() {
            left(page, &rekeyed.left);
        }
    })?;
    Ok(if rekeyed.left.is_empty() { upkeep::status(rekeyed.stopped) } else { Status::Failed })
}

/// What findings say, in the same way; how many of them.
fn findings(owned: &Owned, stop: &AtomicBool) -> Result<u64, Failure> {
    if !owned.is_attended() {
        return Ok(0);
    }
    let books = owned.books()?;
    let rekeyed = books.ask(books.ledger().rekey(stop));
    books.close();
    rekeyed.map(|rekeyed| rekeyed.findings).map_err(|error| match &error {
        RekeyError::Read(error) => ledger::read(error),
        RekeyError::Random => Message::new("token-fail-chance").into(),
    })
}

/// The segments that could not be read.
fn left(page: &mut Page, left: &[Fault]) {
    let message = Message::new("journal-rekey-left").with("segments", left.len());
    page.say_as(Paint::Bad, &message);
    for fault in left.iter().take(SHOWN_MAX) {
        page.item("-", Some(Paint::Bad), &page.voice().say(&faults::fault(fault)));
    }
    page.rest(left.len().min(SHOWN_MAX), left.len() as u64);
    page.remedy(&message);
}
