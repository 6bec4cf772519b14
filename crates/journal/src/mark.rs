//! The mark of a replay: which frames of the quarantine are being replayed, so that one that is interrupted is done again
//! with the same, and what was stored of it is known again.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::{Files, read_document, replace_document};
use crate::journal::{JOURNAL_FOLDER, SIGNING_KEY_FILE};
use crate::lock::DataLock;
use crate::signing::{Key, open_document};

/// The file, in the data directory.
pub(crate) const MARK_FILE: &str = "replay.json";
/// What the signature says it is.
const DOCUMENT_KIND: &str = "replay";
/// The version of the document that is written and read.
const FORMAT: u32 = 1;

/// Frames of the quarantine, from one number up to but not with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayMark {
    /// The first.
    pub from: u64,
    /// The one after the last.
    pub to: u64,
}

/// The document, without its signature.
#[derive(Serialize, Deserialize)]
struct Document {
    format: u32,
    from: u64,
    to: u64,
}

impl ReplayMark {
    /// The mark of the data directory; none where nothing was ever replayed. [`io::ErrorKind::InvalidData`] where it is not as
    /// it was written.
    pub fn read(lock: &DataLock, files: &dyn Files) -> io::Result<Option<ReplayMark>> {
        let Some(bytes) = read_document(files, &lock.path().join(MARK_FILE))? else { return Ok(None) };
        let mark = ReplayMark::parse(&bytes, &key(lock, files)?.public());
        mark.map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Puts the mark in place of the one that was there. Durable when it returns.
    pub fn write(self, lock: &DataLock, files: &dyn Files) -> io::Result<()> {
        let body = Document { format: FORMAT, from: self.from, to: self.to };
        let document = key(lock, files)?.document(DOCUMENT_KIND, &body)?;
        replace_document(files, &lock.path().join(MARK_FILE), &document)
    }

    fn parse(bytes: &[u8], public: &str) -> Option<ReplayMark> {
        let body = open_document::<Document>(DOCUMENT_KIND, bytes, public).filter(|body| body.format == FORMAT);
        body.map(|Document { from, to, .. }| ReplayMark { from, to })
    }
}

fn key(lock: &DataLock, files: &dyn Files) -> io::Result<Key> {
    let key = Key::read(files, &lock.path().join(JOURNAL_FOLDER).join(SIGNING_KEY_FILE))?;
    key.ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Whether the mark in the data directory is as it was written, or there is none.
pub(crate) fn is_sound(files: &dyn Files, folder: &Path, public: &str) -> io::Result<bool> {
    let bytes = read_document(files, &folder.join(MARK_FILE))?;
    Ok(bytes.is_none_or(|bytes| ReplayMark::parse(&bytes, public).is_some()))
}
