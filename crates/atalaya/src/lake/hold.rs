//! `atalaya lake hold` and `release`: the events of a period stay, whatever expires.

use super::known;
use crate::answer::Answer;
use crate::arguments::{Period, Whose};
use crate::data::lake_faults;
use crate::outcome::{Failure, Status};
use atalaya_lake::{Held, Lake};
use atalaya_model::{Message, Time};
use serde_json::json;

/// The end of the year 9999, where no end is named.
const END: Time = Time(253_402_300_799_999_999);

pub(super) fn hold(lake: &Lake, name: &str, whose: &Whose, period: &Period, answer: Answer) -> Result<Status, Failure> {
    known(lake, whose)?;
    let held = Held {
        organization: whose.organization.clone().unwrap_or_default(),
        kind: whose.kind.clone(),
        from: period.since.unwrap_or(Time(0)),
        // Whole days are held, and the first moment after the period is not of its last day.
        to: period.until.map_or(END, |until| Time(until.0.saturating_sub(1))),
    };
    let object = json!({ "name": name, "organization": held.organization, "kind": held.kind,
        "since": held.from.to_string(), "until": held.to.to_string() });
    lake.hold(name, held).map_err(|error| lake_faults::hold(&error))?;
    answer.give(&object, |page| {
        let message = Message::new("lake-hold-made").with("name", name);
        page.say(&message.with("organization", whose.organization.as_deref().unwrap_or_default()));
    })?;
    Ok(Status::Done)
}

pub(super) fn release(lake: &Lake, name: &str, answer: Answer) -> Result<Status, Failure> {
    lake.release(name).map_err(|error| lake_faults::hold(&error))?;
    answer.give(&json!({ "name": name }), |page| page.say(&Message::new("data-released").with("name", name)))?;
    Ok(Status::Done)
}
