//! How far interrupted imports came: the last frame of each file that the journal has.
//!
//! Frames of a file are appended in their order and without holes, so the last one tells all. A look through the journal is
//! for all files at once: an archive that was interrupted may have many members.

use atalaya_journal::{Entry, Filter, Journal, Known, ReadError};
use rustc_hash::FxHashMap;

use crate::header;

/// What was found of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// The number of the last frame that is there.
    pub(super) last: Option<u64>,
    /// The CRC-32C of that frame, where it is known.
    pub(super) crc32c: Option<u32>,
    /// Frames that are there.
    pub(super) frames: u64,
    /// Some of what would have to be looked at has expired or is damaged.
    pub(super) uncertain: bool,
}

/// What a look through the journal found of a file.
#[derive(Debug, Default)]
struct Taken {
    /// Frames before this offset are not the file's own, or are known already.
    from: u64,
    /// The number of the last frame, and its CRC-32C.
    last: Option<(u64, Option<u32>)>,
    frames: u64,
}

/// What the last look through the journal found: every file's last frame from an offset on, and how many.
#[derive(Debug, Default)]
pub(super) struct Search {
    from: Option<u64>,
    files: FxHashMap<[u8; 32], Taken>,
    damaged: bool,
}

impl Search {
    /// How far the import of the file came. `from` tells what is known of other files: before which offset none of their
    /// frames counts.
    pub(super) fn find(
        &mut self,
        journal: &Journal,
        organization: &str,
        sha256: &[u8; 32],
        known: &Known,
        from: &dyn Fn(&[u8; 32]) -> u64,
    ) -> Result<Found, ReadError> {
        // Where all of the file was looked at already, what was written down of it says nothing more.
        let whole = self.from.is_some_and(|from| from <= known.from);
        let reached = known.reached.filter(|_| !whole);
        if !whole {
            self.look(journal, organization, reached.map_or(known.from, |reached| reached.offset), from)?;
        }
        let (last, frames) = self.files.get(sha256).map_or((None, 0), |taken| (taken.last, taken.frames));
        let last = last.max(known.reached.map(|reached| (reached.number, reached.crc32c)));
        let last = last.max(known.kept.map(|kept| (kept.number, None)));
        // What was reached is counted with what was kept.
        let before = reached.map(|reached| reached.frames).or(known.kept.map(|kept| kept.frames));
        let gone = journal.first() > reached.map_or(known.from, |reached| reached.offset);
        Ok(Found {
            last: last.map(|(number, _)| number),
            crc32c: last.and_then(|(_, crc32c)| crc32c),
            frames: frames + before.unwrap_or(0),
            uncertain: self.damaged || gone,
        })
    }

    /// Goes through what the journal has of the organization from this offset on.
    fn look(
        &mut self,
        journal: &Journal,
        organization: &str,
        from: u64,
        own: &dyn Fn(&[u8; 32]) -> u64,
    ) -> Result<(), ReadError> {
        *self = Search { from: Some(from), ..Search::default() };
        let Some(organization) = journal.organization(organization) else { return Ok(()) };
        let mut reader = journal.read(from.max(journal.first()), Filter::Organization(organization))?;
        loop {
            match reader.next(None) {
                Ok(Some(batch)) => batch.entries().for_each(|entry| self.note(&entry, own)),
                Ok(None) => return Ok(()),
                Err(ReadError::Damaged(_)) => {
                    self.damaged = true;
                    reader.skip_damage()?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn note(&mut self, entry: &Entry<'_>, own: &dyn Fn(&[u8; 32]) -> u64) {
        let Ok((number, shared)) = header::split(entry.header) else { return };
        let Some(sha256) = header::file_of(shared) else { return };
        let taken = self.files.entry(sha256).or_insert_with(|| Taken { from: own(&sha256), ..Taken::default() });
        if entry.offset >= taken.from {
            taken.last = taken.last.max(Some((number, Some(crc32c::crc32c(entry.frame)))));
            taken.frames += 1;
        }
    }
}
