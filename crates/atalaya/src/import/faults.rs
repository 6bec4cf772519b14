//! Why an import ended early, in words for people.

use crate::data::faults;
use crate::outcome::reason;
use crate::units::size;
use atalaya_ingest::{ImportError, KeepError};
use atalaya_journal::AppendError;
use atalaya_model::Message;

/// Why not everything was taken and stored.
pub(super) fn keep(error: &KeepError) -> Message {
    match error {
        KeepError::Import(error) => import(error),
        KeepError::Drain(error) => faults::drain(error).message().clone(),
    }
}

fn import(error: &ImportError) -> Message {
    match error {
        ImportError::Organization => Message::new("lake-fail-name"),
        ImportError::Append(error) => append(error),
        ImportError::State(error) => faults::state(error).message().clone(),
        ImportError::Read(error) => faults::read(error).message().clone(),
        ImportError::Inputs(error) => faults::inputs(error),
        ImportError::Thread => Message::new("cli-fail-thread"),
    }
}

fn append(error: &AppendError) -> Message {
    match error {
        AppendError::ReserveReached { free_bytes, reserve_bytes } => {
            Message::new("import-fail-full").with("free", size(*free_bytes)).with("reserve", size(*reserve_bytes))
        }
        AppendError::Io(source) => Message::new("journal-fail-io").with("reason", reason(source)),
        AppendError::Failed(source) => Message::new("journal-fail-disk").with("reason", reason(source)),
        _ => Message::new("cli-fail-thread"),
    }
}
