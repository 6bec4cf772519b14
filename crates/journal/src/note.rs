//! Notes: what those who append keep beside the journal, each a signed document that is replaced whole.
//!
//! What is in one is not known here. It is to be kept small, and to be no more than what makes reading the journal short:
//! what a note says of an entry is written after that entry is durable, and whoever reads it goes on in the journal from there.

use std::io;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::files::{read_document, replace_document};
use crate::journal::Journal;
use crate::signing::open_document;

/// Bytes that the name of a note may have.
pub const NOTE_NAME_BYTES_MAX: usize = 32;

/// Why a note cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// It is not as it was written.
    #[error("the note is damaged")]
    Damaged,
    /// The system refused.
    #[error("cannot read the note")]
    Io(#[from] io::Error),
}

impl Journal {
    /// The note of this name; `None` where there is none.
    pub fn note<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, NoteError> {
        let Some(document) = read_document(self.core.place.files.as_ref(), &self.note_path(name)?)? else {
            return Ok(None);
        };
        open_document(name, &document, &self.core.signing.public()).map(Some).ok_or(NoteError::Damaged)
    }

    /// Replaces the note of this name. Durable when it returns.
    pub fn keep_note<T: Serialize>(&self, name: &str, note: &T) -> io::Result<()> {
        let document = self.core.signing.document(name, note)?;
        replace_document(self.core.place.files.as_ref(), &self.note_path(name)?, &document)
    }

    fn note_path(&self, name: &str) -> io::Result<PathBuf> {
        let good =
            (1..=NOTE_NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase());
        if good {
            Ok(self.core.place.root.join(format!("{name}.note")))
        } else {
            Err(io::ErrorKind::InvalidInput.into())
        }
    }
}
