//! How far interrupted imports came: the last frame of each file that the journal has.
//!
//! Frames of a file are appended in their order and without holes, so the last one tells all. A look through the journal is
//! for all files at once: an archive that was interrupted may have many members.

use atalaya_journal::{Filter, Journal, Known, ReadError};
use rustc_hash::FxHashMap;

use crate::header;

/// What was found of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// The number of the last frame that is there.
    pub(super) last: Option<u64>,
    /// Frames that are there.
    pub(super) frames: u64,
    /// Some of what would have to be looked at has expired or is damaged.
    pub(super) uncertain: bool,
}

/// What the last look through the journal found: every file's last frame from an offset on, and how many.
#[derive(Debug, Default)]
pub(super) struct Search {
    from: Option<u64>,
    files: FxHashMap<[u8; 32], (u64, u64)>,
    damaged: bool,
}

impl Search {
    /// How far the import of the file came.
    pub(super) fn find(
        &mut self,
        journal: &Journal,
        organization: &str,
        sha256: &[u8; 32],
        known: &Known,
    ) -> Result<Found, ReadError> {
        // Where all of the file was looked at already, what was written down of it says nothing more.
        let whole = self.from.is_some_and(|from| from <= known.from);
        let reached = known.reached.filter(|_| !whole);
        if !whole {
            self.look(journal, organization, reached.map_or(known.from, |reached| reached.offset))?;
        }
        let (last, frames) = self.files.get(sha256).map_or((None, 0), |(last, frames)| (Some(*last), *frames));
        let last = last.max(known.reached.map(|reached| reached.number));
        let frames = frames + reached.map_or(0, |reached| reached.frames);
        let gone = journal.first() > reached.map_or(known.from, |reached| reached.offset);
        Ok(Found { last, frames, uncertain: self.damaged || gone })
    }

    /// Goes through what the journal has of the organization from this offset on.
    fn look(&mut self, journal: &Journal, organization: &str, from: u64) -> Result<(), ReadError> {
        *self = Search { from: Some(from), ..Search::default() };
        let Some(organization) = journal.organization(organization) else { return Ok(()) };
        let mut reader = journal.read(from.max(journal.first()), Filter::Organization(organization))?;
        loop {
            match reader.next(None) {
                Ok(Some(batch)) => batch.entries().for_each(|entry| self.note(entry.header)),
                Ok(None) => return Ok(()),
                Err(ReadError::Damaged(_)) => {
                    self.damaged = true;
                    reader.skip_damage()?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn note(&mut self, header: &[u8]) {
        let Ok((number, shared)) = header::split(header) else { return };
        if let Some(sha256) = header::file_of(shared) {
            let (last, frames) = self.files.entry(sha256).or_default();
            *last = number.max(*last);
            *frames += 1;
        }
    }
}
