//! What was read before this start: the note, and what the journal has beyond it.

use atalaya_journal::{Entry, Filter, Journal, NoteError, ReadError, SourceId};
use atalaya_reader::follow::{Print, TAIL_PRINT_BYTES};
use rustc_hash::FxHashMap;

use super::book::{Beyond, Book, FileName, Record};
use super::stored::{NOTE, Stored};
use crate::header::{Shared, followed_of, split};

/// Why it cannot be known how far files were read.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The note cannot be read.
    #[error("cannot read how far files were read")]
    Note(#[from] NoteError),
    /// The journal cannot be read.
    #[error("cannot read the journal")]
    Journal(#[from] ReadError),
    /// The journal's state cannot be changed.
    #[error("cannot change the state of the journal")]
    State(#[from] atalaya_journal::StateError),
}

impl Book {
    /// Opens the book for these sources; false where it was damaged, so that how far files were read is not known.
    pub(in super::super) fn open(journal: &Journal, sources: &[SourceId]) -> Result<(Book, bool), RestoreError> {
        let mut is_whole = true;
        let stored = match journal.note::<Stored>(NOTE) {
            Ok(stored) => stored,
            Err(NoteError::Damaged) => {
                is_whole = false;
                None
            }
            Err(error) => return Err(error.into()),
        };
        // Before anything is begun: from here on the journal keeps what the book does not say.
        let cursor = journal.cursor(NOTE)?;
        let upto = stored.as_ref().map_or(cursor, |stored| stored.upto);
        let mut records: FxHashMap<FileName, Record> = match stored.map(Stored::records) {
            Some(Some(records)) => records,
            Some(None) => {
                is_whole = false;
                FxHashMap::default()
            }
            None => FxHashMap::default(),
        };
        // Where no file is known the journal can tell nothing more.
        if !records.is_empty() {
            sources.iter().try_for_each(|source| look(journal, upto, *source, &mut records))?;
        }
        Ok((Book::new(records, journal.head()), is_whole))
    }

    /// Where no files are followed, the journal need not wait for the book.
    pub(in super::super) fn close(journal: &Journal) {
        // Where there is no such cursor nothing is to be done.
        let _ = journal.forget_cursor(NOTE);
    }
}

/// What the journal has of the source from this offset on.
fn look(
    journal: &Journal,
    upto: u64,
    source: SourceId,
    records: &mut FxHashMap<FileName, Record>,
) -> Result<(), ReadError> {
    let mut reader = journal.read(upto.max(journal.first()), Filter::Source(source))?;
    loop {
        match reader.next(None) {
            Ok(None) => return Ok(()),
            Ok(Some(batch)) => batch.entries().for_each(|entry| note(&entry, records)),
            Err(ReadError::Damaged(_)) => reader.skip_damage().map(drop)?,
            Err(error) => return Err(error),
        }
    }
}

/// The last frame of a file is where it was read up to.
fn note(entry: &Entry<'_>, records: &mut FxHashMap<FileName, Record>) {
    let Some((name, position)) = followed_of(entry.header) else { return };
    let Some(record) = records.get_mut(&name) else { return };
    let reached = record.reached.as_ref().map_or(0, |reached| reached.mark.position);
    let before = record.beyond.as_ref().map_or(reached, |beyond| beyond.position);
    let shared = split(entry.header).ok().and_then(|(_, shared)| Shared::decode(shared).ok());
    if let Some(shared) = shared.filter(|_| position > before) {
        let tail = &entry.frame[entry.frame.len().saturating_sub(TAIL_PRINT_BYTES)..];
        record.beyond = Some(Beyond { position, tail: Print::of(tail), header: shared.header });
    }
}
