//! What the lake says of its failures, in words for people.

use crate::outcome::{Failure, reason};
use crate::units::size;
use atalaya_lake::{ExpireError, ExportError, Fault, HoldError, KeyTrouble, LakeError, OpenError, Wrong};
use atalaya_model::Message;
use std::error::Error;
use std::io;

/// Errors within errors that are looked through for what the system said.
const CAUSES_MAX: usize = 16;

/// Why the lake could not be opened.
pub(crate) fn open(error: &OpenError) -> Failure {
    if let Some(message) = key(error) {
        return message.into();
    }
    match error {
        OpenError::Transfer(error) => return lake(error),
        OpenError::Io(source) => Message::new("lake-fail-io").with("reason", reason(source)),
        OpenError::NoKeys => Message::new("data-fail-keyless"),
        OpenError::TooManyTables => Message::new("lake-fail-tables"),
        other => Message::new("lake-fail-io").with("reason", cause(other)),
    }
    .into()
}

/// That a table is damaged, and where.
pub(crate) fn damaged(fault: &Fault) -> Message {
    Message::new("lake-damaged").with("table", fault.table.as_str()).with("fault", self::fault(fault))
}

/// Why something could not be done to the lake.
pub(crate) fn lake(error: &LakeError) -> Failure {
    if let Some(message) = key(error) {
        return message.into();
    }
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
        LakeError::Rekey { .. } => Message::new("lake-fail-io").with("reason", cause(error)),
        LakeError::Damaged { table, .. } => Message::new("lake-fail-damaged").with("table", table.as_str()),
        LakeError::Conflict { table } => Message::new("lake-fail-conflict").with("table", table.as_str()),
        LakeError::TooManyTables => Message::new("lake-fail-tables"),
        LakeError::NameTooLong => Message::new("lake-fail-name"),
        // What the lake says of its own use is a fault of the program.
        _ => Message::new("cli-fail-thread"),
    }
    .into()
}

/// Which key is missing or another one, where that is why.
fn key(error: &(dyn Error + 'static)) -> Option<Message> {
    let (id, key) = match KeyTrouble::of(error)? {
        KeyTrouble::Missing(key) => ("journal-fail-key-missing", key),
        KeyTrouble::Wrong(key) => ("journal-fail-key-wrong", key),
    };
    Some(Message::new(id).with("key", u64::from(key)))
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

/// Why not everything expired.
pub(crate) fn expire(error: &ExpireError) -> Failure {
    match error {
        ExpireError::Holds(error) => hold(error),
        ExpireError::Lake(error) => lake(error),
    }
}

/// Why a hold was not set or released.
pub(crate) fn hold(error: &HoldError) -> Failure {
    match error {
        HoldError::Exists(name) => Message::new("lake-fail-hold-exists").with("name", name.as_str()),
        HoldError::Unknown(name) => Message::new("data-fail-hold").with("name", name.as_str()),
        HoldError::Invalid(_) => Message::new("journal-fail-name"),
        HoldError::TooMany => Message::new("journal-fail-full"),
        HoldError::Damaged | HoldError::Missing => Message::new("lake-fail-holds"),
        HoldError::Store(_) => Message::new("lake-fail-io").with("reason", cause(error)),
    }
    .into()
}

/// Why nothing whole was exported.
pub(crate) fn export(error: &ExportError) -> Failure {
    match error {
        ExportError::NotEmpty(folder) => {
            Message::new("lake-fail-export-used").with("folder", folder.display().to_string()).into()
        }
        ExportError::Io { path, source } => {
            let message = Message::new("lake-fail-export").with("path", path.display().to_string());
            message.with("reason", reason(source)).into()
        }
        ExportError::Lake(error) => lake(error),
        ExportError::Stopped(far) => {
            Message::new("upkeep-unwritten").with("done", far.tables_done).with("all", far.tables).into()
        }
        ExportError::Read { table, .. } => {
            Message::new("lake-fail-read").with("table", table.as_str()).with("reason", cause(error)).into()
        }
    }
}

/// What is wrong, and where.
pub(crate) fn fault(fault: &Fault) -> Message {
    let place = if fault.table.is_empty() { fault.file.clone() } else { format!("{}/{}", fault.table, fault.file) };
    let wrong = match &fault.what {
        Wrong::Missing => Message::new("lake-wrong-missing"),
        Wrong::Size { expected, found } => {
            Message::new("lake-wrong-size").with("expected", *expected).with("found", *found)
        }
        Wrong::Digest => Message::new("lake-wrong-digest"),
        Wrong::Unreadable(_) => Message::new("lake-wrong-unreadable"),
        Wrong::Unchained => Message::new("lake-wrong-unchained"),
        Wrong::Differs => Message::new("lake-wrong-differs"),
        Wrong::Repeated(rows) => Message::new("lake-wrong-repeated").with("events", *rows),
    };
    Message::new("lake-fault").with("file", place).with("wrong", wrong)
}
