//! `atalaya lake expire`: old events go, whole days at a time, unless they are held.

use super::{damaged, known, passed_over};
use crate::answer::Answer;
use crate::arguments::{Age, Whose};
use crate::data::lake_faults;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::scan::now;
use crate::units::{moment, size};
use crate::wire;
use atalaya_lake::{Expired, Expiry, Lake};
use atalaya_model::{Message, Time};
use serde_json::json;
use std::time::Duration;

pub(super) fn run(lake: &Lake, whose: &Whose, age: Age, answer: Answer) -> Result<Status, Failure> {
    known(lake, whose)?;
    let damaged = damaged(lake, whose);
    let Whose { organization, kind } = whose.clone();
    let before = before(age);
    let expired = lake.expire(&Expiry { organization, kind, before }).map_err(|error| lake_faults::expire(&error))?;
    // Nobody hunts while this process has the directory.
    let removed = lake.vacuum(Duration::ZERO).map_err(|error| lake_faults::lake(&error))?;
    let object = json!({
        "before": before.to_string(),
        "files": expired.files,
        "events": expired.rows,
        "bytes": expired.bytes,
        "held": expired.held,
        "damaged": wire::lake::faults(&damaged, answer.voice),
        "removed": { "files": removed.files, "bytes": removed.bytes, "kept": removed.kept },
    });
    answer.give(&object, |page| {
        write(page, &expired, before);
        passed_over(page, &damaged);
    })?;
    Ok(Status::Done)
}

fn before(age: Age) -> Time {
    match age {
        Age::Before(time) => time,
        Age::Over(span) => Time(now().0.saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX))),
    }
}

fn write(page: &mut Page, expired: &Expired, before: Time) {
    page.heading(&Message::new("lake-expire").with("before", moment(before)));
    if expired.files == 0 {
        page.say(&Message::new("lake-expire-nothing"));
    } else {
        let went = Message::new("lake-expire-went").with("events", expired.rows).with("files", expired.files);
        page.say(&went.with("size", size(expired.bytes)));
    }
    for (name, events) in &expired.held {
        page.advise(None, &Message::new("lake-expire-held").with("name", name.as_str()).with("events", *events));
    }
}
