//! `atalaya lake`: which events are stored, whether they are whole, and how they are looked after.

mod compact;
mod expire;
mod export;
mod hold;
mod rekey;
mod status;
mod verify;

pub(crate) use status::FILES_SMALL_MIN;

use crate::answer::Answer;
use crate::arguments::{Data, LakeTask, Whose};
use crate::data::{Kept, Owned};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::voice::Voice;
use crate::{kinds, local, stop};
use atalaya_journal::KeyRing;
use atalaya_lake::{Fault, Lake, Scope};
use atalaya_model::Message;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

pub(crate) fn run(task: &LakeTask, data: &Data, folders: &[PathBuf], voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(data, voice) {
        return answered;
    }
    let owned = ready(task, Owned::existing(data)?)?;
    let answer = Answer { json: data.json, voice };
    let stop = stop::on_signal();
    let kept = Kept::open(&owned, kinds::load(folders)?, &stop, voice)?;
    let status = carry_out(task, kept.lake(), owned.keys(), &stop, answer)?;
    kept.close()?;
    Ok(status)
}

/// The same of the lake of a centre that runs.
pub(crate) fn on(task: &LakeTask, lake: &Lake, keys: Option<&KeyRing>, answer: Answer) -> Result<Status, Failure> {
    match task {
        LakeTask::Rekey { .. } => Err(local::not_here()),
        _ => carry_out(task, lake, keys, &stop::on_signal(), answer),
    }
}

/// The data directory as the task needs it: what only reads writes nothing in another form than what is there.
fn ready(task: &LakeTask, owned: Owned) -> Result<Owned, Failure> {
    match task {
        LakeTask::Rekey { decrypt } => rekey::ready(owned, *decrypt),
        LakeTask::Compact(_) | LakeTask::Expire(..) => Ok(owned),
        LakeTask::Status | LakeTask::Verify | LakeTask::Export(..) | LakeTask::Hold(..) | LakeTask::Release(_) => {
            owned.reading()
        }
    }
}

fn carry_out(
    task: &LakeTask,
    lake: &Lake,
    keys: Option<&KeyRing>,
    stop: &AtomicBool,
    answer: Answer,
) -> Result<Status, Failure> {
    match task {
        LakeTask::Status => status::run(lake, keys, answer),
        LakeTask::Compact(whose) => compact::run(lake, whose, stop, answer),
        LakeTask::Expire(whose, age) => expire::run(lake, whose, *age, answer),
        LakeTask::Hold(name, whose, period) => hold::hold(lake, name, whose, period, answer),
        LakeTask::Release(name) => hold::release(lake, name, answer),
        LakeTask::Rekey { .. } => rekey::run(lake, stop, answer),
        LakeTask::Verify => verify::run(lake, stop, answer),
        LakeTask::Export(whose, period, folder) => export::run(lake, whose, period, folder, stop, answer),
    }
}

/// The tables of those meant that are damaged.
fn damaged(lake: &Lake, whose: &Whose) -> Vec<Fault> {
    let scope = whose.organization.clone().map_or(Scope::All, |name| Scope::Organizations(vec![name]));
    lake.damaged(&scope, whose.kind.as_deref())
}

/// Tells of damaged tables that were left as they are.
fn passed_over(page: &mut Page, faults: &[Fault]) {
    if !faults.is_empty() {
        page.say_as(Paint::Warning, &Message::new("lake-passed-over").with("tables", faults.len()));
        status::damaged(page, faults);
    }
}

/// Refuses an organization or a kind of which there is nothing: its name may be mistyped.
fn known(lake: &Lake, whose: &Whose) -> Result<(), Failure> {
    if !damaged(lake, whose).is_empty() {
        return Ok(());
    }
    let tables = lake.tables();
    let is = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if tables.is_empty()
        || tables.iter().any(|table| is(&whose.organization, &table.organization) && is(&whose.kind, &table.kind))
    {
        return Ok(());
    }
    let organization = whose
        .organization
        .as_deref()
        .filter(|_| !tables.iter().any(|table| is(&whose.organization, &table.organization)));
    let missing = organization.or(whose.kind.as_deref()).unwrap_or_default();
    Err(Message::new("lake-fail-nothing-of").with("names", missing).into())
}
