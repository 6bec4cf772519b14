//! The doctor's words: states and what was looked at.

use super::State;
use crate::look::Paint;
use atalaya_model::Message;

/// The word for a state, and its colour.
pub(super) fn state(state: State) -> (Message, Option<Paint>) {
    match state {
        State::Good => (Message::new("doctor-state-good"), None),
        State::Look => (Message::new("doctor-state-look"), Some(Paint::Warning)),
        State::Bad => (Message::new("doctor-state-bad"), Some(Paint::Bad)),
    }
}

/// What was looked at.
pub(super) fn check(name: &str) -> Message {
    Message::new(match name {
        "disk" => "doctor-check-disk",
        "folder" => "doctor-check-folder",
        "clock" => "doctor-check-clock",
        "limits" => "doctor-check-limits",
        "memory" => "doctor-check-memory",
        "opening" => "doctor-check-opening",
        "journal" => "doctor-check-journal",
        "inputs" => "doctor-check-inputs",
        "anchors" => "doctor-check-anchors",
        "encryption" => "doctor-check-encryption",
        "pending" => "doctor-check-pending",
        "quarantine" => "doctor-check-quarantine",
        "losses" => "doctor-check-losses",
        "sources" => "doctor-check-sources",
        "lake" => "doctor-check-lake",
        "ledger" => "doctor-check-ledger",
        "files" => "doctor-check-files",
        "unrecognised" => "doctor-check-unrecognised",
        _ => "doctor-check-sums",
    })
}
