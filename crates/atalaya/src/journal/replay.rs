//! `atalaya journal replay`: what could not be decoded is tried again, with the kinds and decoders of today.

use crate::answer::Answer;
use crate::data::{Owned, faults, quarantine};
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::{kinds, stop, wire};
use atalaya_ingest::Replay;
use atalaya_model::Message;
use std::path::PathBuf;

/// Reasons that a person is shown.
const SHOWN_MAX: usize = 10;

pub(super) fn run(owned: &Owned, folders: &[PathBuf], answer: Answer) -> Result<Status, Failure> {
    let schema = kinds::load(folders)?;
    let stop = stop::on_signal();
    let (house, opened) = owned.house(schema, None, &stop)?;
    let replay = house.replay(&stop).map_err(|error| faults::replay(&error))?;
    let finished = opened.replay.unwrap_or_default();
    let reasons = quarantine::reasons(house.journal(), 0)?;
    house.close().map_err(|error| faults::close(&error))?;
    let mut seen = replay.seen;
    seen += finished.seen;
    let replay = Replay { seen, ..replay };
    answer
        .give(&wire::journal::Replayed::new(&replay, &reasons, answer.voice), |page| write(page, &replay, &reasons))?;
    Ok(if replay.stopped { Status::Failed } else { Status::Done })
}

fn write(page: &mut Page, replay: &Replay, reasons: &[(Message, u64)]) {
    page.heading(&Message::new("journal-replay"));
    let seen = &replay.seen;
    if seen.frames + seen.quarantined == 0 {
        return page.say(&Message::new("journal-replay-nothing"));
    }
    page.say(&Message::new("journal-replay-decoded").with("entries", seen.frames).with("events", seen.events));
    if seen.quarantined > 0 {
        page.say(&Message::new("journal-replay-still").with("entries", seen.quarantined));
    }
    for (reason, entries) in reasons.iter().take(SHOWN_MAX) {
        let message = Message::new("doctor-quarantine-reason").with("entries", *entries).with("reason", reason.clone());
        page.advise(None, &message);
    }
    if replay.stopped {
        page.say(&Message::new("journal-replay-stopped"));
    }
}
