//! Why an import ended early, in words for people.

use crate::data::faults;
use atalaya_ingest::{ImportError, KeepError};
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
        ImportError::Append(error) => faults::append(error),
        ImportError::State(error) => faults::state(error).message().clone(),
        ImportError::Read(error) => faults::read(error).message().clone(),
        ImportError::Inputs(error) => faults::inputs(error),
        ImportError::Thread => Message::new("cli-fail-thread"),
    }
}
