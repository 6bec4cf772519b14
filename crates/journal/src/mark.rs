//! The mark of a replay: which frames of the quarantine are being replayed, so that one that is interrupted is done again
//! with the same, and what was stored of it is known again.

use std::io;

use serde::{Deserialize, Serialize};

use crate::files::{Files, read_document, replace_document};
use crate::lock::DataLock;

/// The file, in the data directory.
const MARK_FILE: &str = "replay.json";

/// Frames of the quarantine, from one number up to but not with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayMark {
    /// The first.
    pub from: u64,
    /// The one after the last.
    pub to: u64,
}

impl ReplayMark {
    /// The mark of the data directory; none where nothing was ever replayed.
    pub fn read(lock: &DataLock, files: &dyn Files) -> io::Result<Option<ReplayMark>> {
        let document = read_document(files, &lock.path().join(MARK_FILE))?;
        document.map(|bytes| serde_json::from_slice(&bytes).map_err(io::Error::other)).transpose()
    }

    /// Puts the mark in place of the one that was there. Durable when it returns.
    pub fn write(self, lock: &DataLock, files: &dyn Files) -> io::Result<()> {
        replace_document(files, &lock.path().join(MARK_FILE), &serde_json::to_vec(&self)?)
    }
}
