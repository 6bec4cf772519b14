//! `atalaya lake rekey`: what is there is encrypted with the present key, or with none.

use crate::answer::Answer;
use crate::data::{Owned, lake_faults};
use crate::outcome::{Failure, Status};
use atalaya_lake::Lake;
use atalaya_model::Message;
use serde_json::json;

/// The directory, with the keys as they are wanted.
pub(super) fn ready(owned: Owned, decrypt: bool) -> Result<Owned, Failure> {
    if owned.keys().is_none() {
        return Err(Message::new("data-fail-no-keys").into());
    }
    Ok(if decrypt { owned.decrypting() } else { owned })
}

pub(super) fn run(lake: &Lake, answer: Answer) -> Result<Status, Failure> {
    let files = lake.rekey().map_err(|error| lake_faults::lake(&error))?;
    answer.give(&json!({ "files": files }), |page| {
        let message = Message::new("lake-rekeyed").with("files", files);
        page.say(&message);
        page.remedy(&message);
    })?;
    Ok(Status::Done)
}
