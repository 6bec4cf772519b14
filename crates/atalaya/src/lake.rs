//! `atalaya lake`: which events are stored, whether they are whole, and how they are looked after.

mod status;

pub(crate) use status::FILES_SMALL_MAX;

use crate::answer::Answer;
use crate::arguments::{Data, LakeTask};
use crate::data::Owned;
use crate::outcome::{Failure, Status};
use crate::voice::Voice;

pub(crate) fn run(task: &LakeTask, data: &Data, voice: Voice) -> Result<Status, Failure> {
    let owned = Owned::existing(data)?;
    let answer = Answer { json: data.json, voice };
    match task {
        LakeTask::Status => status::run(&owned, answer),
        _ => Ok(Status::Failed),
    }
}
