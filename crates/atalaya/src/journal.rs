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
use crate::data::{Owned, Reach};
use crate::local;
use crate::outcome::{Failure, Status};
use crate::voice::Voice;

pub(crate) fn run(task: &JournalTask, data: &Data, voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(data, voice) {
        return answered;
    }
    let owned = ready(task, data)?;
    let answer = Answer { json: data.json, voice };
    match task {
        JournalTask::Replay(kinds) => replay::run(&owned, kinds, answer),
        JournalTask::Rekey { decrypt } => rekey::run(owned, *decrypt, answer),
        _ => at(task, Reach { owned: &owned, centre: None }, answer),
    }
}

/// The same of the journal of a centre that runs: what needs it to stand still is refused.
pub(crate) fn on(task: &JournalTask, reach: Reach<'_>, answer: Answer) -> Result<Status, Failure> {
    match task {
        JournalTask::Expire(expiry) if expiry.unread => Err(local::not_here()),
        _ => at(task, reach, answer),
    }
}

fn at(task: &JournalTask, reach: Reach<'_>, answer: Answer) -> Result<Status, Failure> {
    match task {
        JournalTask::Status => status::run(reach, answer),
        JournalTask::Verify(anchors) => verify::run(reach, anchors, answer),
        JournalTask::Anchor(output) => anchor::run(reach, output.as_deref(), answer),
        JournalTask::Expire(expiry) => expire::run(reach, expiry, answer),
        JournalTask::Hold(name, period) => hold::hold(reach, name, period, answer),
        JournalTask::Release(name) => hold::release(reach, name, answer),
        JournalTask::Replay(_) | JournalTask::Rekey { .. } => Err(local::not_here()),
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
