//! `atalaya journal rekey`: what is there is encrypted with the present key, or with none.

use crate::answer::Answer;
use crate::data::{Owned, faults};
use crate::outcome::{Failure, Status};
use crate::units::size;
use crate::{stop, upkeep};
use atalaya_model::Message;
use serde_json::json;

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
    let object = json!({
        "segments": rekeyed.segments,
        "bytes": rekeyed.bytes,
        "key": key,
        "stopped": rekeyed.stopped.is_some(),
        "segments_left": rekeyed.stopped.map_or(0, |far| far.segments - far.segments_done),
    });
    answer.give(&object, |page| {
        let message = match key {
            Some(key) => Message::new("journal-rekeyed").with("key", u64::from(key)),
            None => Message::new("journal-decrypted"),
        };
        let message = message.with("segments", rekeyed.segments).with("size", size(rekeyed.bytes));
        page.say(&message);
        match rekeyed.stopped {
            Some(_) => upkeep::say_stopped(page, rekeyed.stopped),
            None => page.remedy(&message),
        }
    })?;
    Ok(upkeep::status(rekeyed.stopped))
}
