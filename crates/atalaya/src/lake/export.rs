//! `atalaya lake export`: a copy of events as plain Parquet files, with a list of them that anyone can check.

use super::{damaged, known};
use crate::answer::Answer;
use crate::arguments::{Period, Whose};
use crate::data::lake_faults;
use crate::outcome::{Failure, Status};
use crate::units::size;
use crate::upkeep;
use atalaya_lake::{ExportRequest, Lake, Scope};
use atalaya_model::Message;
use serde_json::json;
use std::path::Path;
use std::sync::atomic::AtomicBool;

pub(super) fn run(
    lake: &Lake,
    whose: &Whose,
    period: &Period,
    folder: &Path,
    stop: &AtomicBool,
    answer: Answer,
) -> Result<Status, Failure> {
    known(lake, whose)?;
    if let Some(fault) = damaged(lake, whose).first() {
        return Err(lake_faults::damaged(fault).into());
    }
    let scope = whose.organization.clone().map_or(Scope::All, |name| Scope::Organizations(vec![name]));
    let request = ExportRequest { scope, kind: whose.kind.clone(), from: period.since, to: period.until };
    let exported = upkeep::watched(answer, |told| lake.export(&request, folder, stop, told));
    let exported = exported.map_err(|error| lake_faults::export(&error))?;
    let bytes: u64 = exported.files.iter().map(|file| file.size).sum();
    let place = folder.display().to_string();
    let (files, events) = (exported.files.len(), exported.rows);
    answer.give(&json!({ "folder": place, "files": files, "events": events, "bytes": bytes }), |page| {
        let message = Message::new("lake-exported").with("events", events).with("files", files);
        let message = message.with("size", size(bytes)).with("folder", place.as_str());
        page.say(&message);
        page.remedy(&message);
    })?;
    Ok(Status::Done)
}
