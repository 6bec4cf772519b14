//! `atalaya journal`: what is in the journal, whether it is whole, and what keeps it so.

mod anchor;
mod expire;
mod hold;
mod rekey;
mod replay;
mod status;
mod verify;

pub(crate) use status::{Facts, received};
pub(crate) use verify::advice;

use crate::answer::Answer;
use crate::arguments::{Data, JournalTask};
use crate::data::Owned;
use crate::outcome::{Failure, Status};
use crate::voice::Voice;

pub(crate) fn run(task: &JournalTask, data: &Data, voice: Voice) -> Result<Status, Failure> {
    let owned = ready(task, data)?;
    let answer = Answer { json: data.json, voice };
    match task {
        JournalTask::Status => status::run(&owned, answer),
        JournalTask::Verify(anchors) => verify::run(&owned, anchors, answer),
        JournalTask::Anchor(output) => anchor::run(&owned, output.as_deref(), answer),
        JournalTask::Replay(kinds) => replay::run(&owned, kinds, answer),
        JournalTask::Expire(expiry) => expire::run(&owned, expiry, answer),
        JournalTask::Rekey { decrypt } => rekey::run(owned, *decrypt, answer),
        JournalTask::Hold(name, period) => hold::hold(&owned, name, period, answer),
        JournalTask::Release(name) => hold::release(&owned, name, answer),
    }
}

/// The data directory; for a task that changes nothing of what is kept, so that nothing is written in another form.
fn ready(task: &JournalTask, data: &Data) -> Result<Owned, Failure> {
    let owned = Owned::existing(data)?;
    match task {
        JournalTask::Replay(_) | JournalTask::Expire(_) | JournalTask::Rekey { .. } => Ok(owned),
        JournalTask::Status
        | JournalTask::Verify(_)
        | JournalTask::Anchor(_)
        | JournalTask::Hold(..)
        | JournalTask::Release(_) => owned.reading(),
    }
}
