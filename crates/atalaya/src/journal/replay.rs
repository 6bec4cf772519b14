//! `atalaya journal replay`: what could not be decoded is tried again, and events of no known kind are looked at again, with
//! the kinds and decoders of today.

use crate::answer::Answer;
use crate::data::{Owned, faults, quarantine};
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::{kinds, stop, wire};
use atalaya_ingest::{Recognition, Replay};
use atalaya_model::Message;
use std::path::PathBuf;

/// Reasons and kinds that a person is shown, of each.
const SHOWN_MAX: usize = 10;

pub(super) fn run(owned: &Owned, folders: &[PathBuf], answer: Answer) -> Result<Status, Failure> {
    let schema = kinds::load(folders)?;
    let stop = stop::on_signal();
    let (house, opened) = owned.house(schema, None, &stop)?;
    owned.settled(&house)?;
    let replay = house.replay(&stop).map_err(|error| faults::replay(&error))?;
    let recognition = house.recognise(&stop).map_err(|error| faults::recognition(&error))?;
    let finished = opened.replay.unwrap_or_default();
    let reasons = quarantine::reasons(house.journal(), 0)?;
    house.close().map_err(|error| faults::close(&error))?;
    let mut seen = replay.seen;
    seen += finished.seen;
    let replay = Replay { seen, stopped: replay.stopped || recognition.stopped };
    answer.give(&wire::journal::Replayed::new(&replay, &recognition, &reasons, answer.voice), |page| {
        quarantined(page, &replay, &reasons);
        unrecognised(page, &recognition);
        if replay.stopped {
            page.say(&Message::new("journal-replay-stopped"));
        }
    })?;
    Ok(if replay.stopped { Status::Failed } else { Status::Done })
}

fn quarantined(page: &mut Page, replay: &Replay, reasons: &[(Message, u64)]) {
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
}

fn unrecognised(page: &mut Page, recognition: &Recognition) {
    page.heading(&Message::new("journal-recognition"));
    if recognition.looked == 0 {
        return page.say(&Message::new("journal-recognition-nothing"));
    }
    let say = |page: &mut Page, id: &'static str, events: u64| page.say(&Message::new(id).with("events", events));
    say(page, "journal-recognition-looked", recognition.looked);
    say(page, "journal-recognition-recognised", recognition.recognised());
    let mut kinds: Vec<(&String, u64)> = recognition.kinds.iter().map(|(kind, events)| (kind, *events)).collect();
    kinds.sort_by_key(|(_, events)| std::cmp::Reverse(*events));
    for (kind, events) in kinds.iter().take(SHOWN_MAX) {
        page.advise(
            None,
            &Message::new("journal-recognition-kind").with("kind", kind.as_str()).with("events", *events),
        );
    }
    let beyond: u64 = kinds.iter().skip(SHOWN_MAX).map(|(_, events)| events).sum();
    let unknown = recognition.stay() - recognition.gone - recognition.held;
    let rest = [
        ("journal-recognition-beyond", beyond),
        ("journal-recognition-unknown", unknown),
        ("journal-recognition-gone", recognition.gone),
        ("journal-recognition-held", recognition.held),
    ];
    for (id, events) in rest.into_iter().filter(|(_, events)| *events > 0) {
        say(page, id, events);
        page.remedy(&Message::new(id));
    }
}
