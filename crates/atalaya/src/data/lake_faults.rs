//! What the lake says of its failures, in words for people.

use crate::outcome::{Failure, reason};
use crate::units::size;
use atalaya_lake::{LakeError, OpenError};
use atalaya_model::Message;
use std::error::Error;
use std::io;

/// Errors within errors that are looked through for what the system said.
const CAUSES_MAX: usize = 16;

/// Why the lake could not be opened.
pub(crate) fn open(error: &OpenError) -> Failure {
    match error {
        OpenError::Io(source) => Message::new("lake-fail-io").with("reason", reason(source)),
        OpenError::Damaged { table, .. } => Message::new("lake-fail-damaged").with("table", table.as_str()),
        OpenError::NoKeys => Message::new("data-fail-keyless"),
        OpenError::TooManyTables => Message::new("lake-fail-tables"),
        other => Message::new("lake-fail-io").with("reason", cause(other)),
    }
    .into()
}

/// Why something could not be done to the lake.
pub(crate) fn lake(error: &LakeError) -> Failure {
    match error {
        LakeError::ReserveReached { free_bytes, reserve_bytes } => {
            Message::new("lake-fail-full").with("free", size(*free_bytes)).with("reserve", size(*reserve_bytes))
        }
        LakeError::Read { table, .. } => {
            Message::new("lake-fail-read").with("table", table.as_str()).with("reason", cause(error))
        }
        LakeError::Write { table, .. } => {
            Message::new("lake-fail-write").with("table", table.as_str()).with("reason", cause(error))
        }
        LakeError::Damaged { table, .. } => Message::new("lake-fail-damaged").with("table", table.as_str()),
        LakeError::Conflict { table } => Message::new("lake-fail-conflict").with("table", table.as_str()),
        LakeError::TooManyTables => Message::new("lake-fail-tables"),
        // What the lake says of its own use is a fault of the program.
        _ => Message::new("cli-fail-thread"),
    }
    .into()
}

/// What the system said, somewhere below the error.
fn cause(error: &dyn Error) -> Message {
    let mut next = error.source();
    for _ in 0..CAUSES_MAX {
        let Some(error) = next else { break };
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return reason(error);
        }
        next = error.source();
    }
    Message::new("lake-reason-unknown")
}
