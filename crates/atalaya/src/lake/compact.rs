//! `atalaya lake compact`: few large files of many small ones, and what nobody needs any more is removed.

use super::{damaged, known, passed_over};
use crate::answer::Answer;
use crate::arguments::Whose;
use crate::data::lake_faults;
use crate::outcome::{Failure, Status};
use crate::units::size;
use crate::{upkeep, wire};
use atalaya_lake::{CompactOptions, Lake};
use atalaya_model::Message;
use serde_json::json;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub(super) fn run(lake: &Lake, whose: &Whose, stop: &AtomicBool, answer: Answer) -> Result<Status, Failure> {
    known(lake, whose)?;
    let damaged = damaged(lake, whose);
    let Whose { organization, kind } = whose.clone();
    let options = CompactOptions { organization, kind, ..CompactOptions::default() };
    let compacted = upkeep::watched(answer, |told| lake.compact(&options, stop, told));
    // Nobody hunts while this process has the directory. What was merged makes room, also where there was none for more.
    let removed = lake.vacuum(Duration::ZERO).map_err(|error| lake_faults::lake(&error))?;
    let done = compacted.map_err(|error| lake_faults::lake(&error))?;
    let object = json!({
        "tables": done.tables,
        "files_before": done.files_before,
        "files_after": done.files_after,
        "bytes_before": done.bytes_before,
        "bytes_after": done.bytes_after,
        "events": done.rows,
        "damaged": wire::lake::faults(&damaged, answer.voice),
        "stopped": done.stopped.is_some(),
        "tables_left": done.stopped.map_or(0, |far| far.tables - far.tables_done),
        "removed": { "files": removed.files, "bytes": removed.bytes, "kept": removed.kept },
    });
    answer.give(&object, |page| {
        page.heading(&Message::new("lake-compact"));
        if done.tables > 0 {
            let message = Message::new("lake-compact-done")
                .with("tables", done.tables)
                .with("before", done.files_before)
                .with("after", done.files_after)
                .with("size", size(done.bytes_before))
                .with("smaller", size(done.bytes_after));
            page.say(&message);
        } else if done.stopped.is_none() && damaged.is_empty() {
            page.say(&Message::new("lake-compact-nothing"));
        }
        if removed.files > 0 {
            let message = Message::new("lake-removed").with("files", removed.files);
            page.say(&message.with("size", size(removed.bytes)));
        }
        passed_over(page, &damaged);
        upkeep::say_stopped(page, done.stopped);
    })?;
    Ok(upkeep::status(done.stopped))
}
