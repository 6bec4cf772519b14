//! `atalaya lake rekey`: what is there is encrypted with the present key, or with none.

use crate::answer::Answer;
use crate::data::{Owned, lake_faults};
use crate::outcome::{Failure, Status};
use crate::upkeep;
use atalaya_lake::Lake;
use atalaya_model::Message;
use serde_json::json;
use std::sync::atomic::AtomicBool;

/// The directory, with the keys as they are wanted.
pub(super) fn ready(owned: Owned, decrypt: bool) -> Result<Owned, Failure> {
    if owned.keys().is_none() {
        return Err(Message::new("data-fail-no-keys").into());
    }
    Ok(if decrypt { owned.decrypting() } else { owned })
}

pub(super) fn run(lake: &Lake, stop: &AtomicBool, answer: Answer) -> Result<Status, Failure> {
    let rekeyed = upkeep::watched(answer, |told| lake.rekey(stop, told));
    let rekeyed = rekeyed.map_err(|error| lake_faults::lake(&error))?;
    answer.give(&json!({ "files": rekeyed.files, "stopped": rekeyed.stopped.is_some() }), |page| {
        let message = Message::new("lake-rekeyed").with("files", rekeyed.files);
        page.say(&message);
        match rekeyed.stopped {
            Some(_) => upkeep::say_stopped(page, rekeyed.stopped),
            None => page.remedy(&message),
        }
    })?;
    Ok(upkeep::status(rekeyed.stopped))
}
