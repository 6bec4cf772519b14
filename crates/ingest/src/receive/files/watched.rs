//! A file that is followed.

use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;

use atalaya_reader::follow::{Follower, Found, Mark, Reach, Reached, Refusal, Regular, open};

use super::book::{Beyond, FileName, Record};
use super::bounds;

/// A file that is followed.
pub(super) struct Watched {
    pub(super) name: FileName,
    /// Which it is, and how far it was handed in: what is durable of that, the book knows.
    pub(super) record: Record,
    /// The file, where it is open.
    pub(super) follower: Option<Follower>,
    pub(super) reach: Reach,
    /// Whether it was found where it is meant to be.
    pub(super) is_present: bool,
    /// Since when it has not been found where it is meant to be.
    pub(super) gone_since: Option<Instant>,
    /// Where it was found, where that is elsewhere than before.
    pub(super) found_at: Option<PathBuf>,
    /// Whether it is not where it was: it is told by its number alone.
    pub(super) has_moved: bool,
    /// As it was found last.
    pub(super) size: u64,
    pub(super) modified_us: i64,
    /// When that changed, or something was read.
    pub(super) changed: Instant,
    /// Whether all was read that was there.
    pub(super) is_even: bool,
    /// Bytes of a line without an end.
    pub(super) unfinished: u64,
    /// The file that had its place before, which is read to its end first.
    pub(super) after: Option<FileName>,
}

impl Watched {
    pub(super) fn new(
        name: FileName,
        record: Record,
        found: &Found,
        follower: Option<Follower>,
        now: Instant,
    ) -> Watched {
        Watched {
            name,
            record,
            follower,
            reach: found.reach,
            is_present: true,
            gone_since: None,
            found_at: None,
            has_moved: false,
            size: found.size,
            modified_us: found.modified_us,
            changed: now,
            is_even: false,
            unfinished: 0,
            after: None,
        }
    }

    /// Up to where it was handed in.
    pub(super) fn position(&self) -> u64 {
        self.record.reached.as_ref().map_or(0, |reached| reached.mark.position)
    }

    /// It was found there.
    pub(super) fn meet(&mut self, found: &Found, now: Instant) {
        if (self.size, self.modified_us) != (found.size, found.modified_us) {
            (self.size, self.modified_us) = (found.size, found.modified_us);
            (self.changed, self.is_even) = (now, false);
        }
        self.found_at = (self.record.path != found.path).then(|| found.path.clone());
        (self.is_present, self.reach, self.gone_since) = (true, found.reach, None);
    }

    /// It was not found.
    pub(super) fn miss(&mut self, now: Instant) {
        // What is written behind its back is seen by reading.
        (self.is_present, self.is_even) = (false, false);
        self.gone_since.get_or_insert(now);
    }

    /// It is still what it was, and has its new name from now on.
    pub(super) fn rename(&mut self) {
        if let Some(path) = self.found_at.take() {
            (self.record.path, self.has_moved) = (path, true);
        }
    }

    /// Whether what it was read as is still there.
    pub(super) fn is_itself(&self) -> std::io::Result<bool> {
        match (&self.record.reached, self.original()) {
            (Some(reached), Some(file)) => reached.mark.fits(&file),
            (None, _) | (_, None) => Ok(true),
        }
    }

    /// The file, also where it was closed; `None` where it is not there any more.
    pub(super) fn original(&self) -> Option<File> {
        match &self.follower {
            Some(follower) => follower.file().try_clone().ok(),
            None => self.reopened().ok().map(|regular| regular.file),
        }
    }

    /// Opens it again, where it was.
    pub(super) fn reopened(&self) -> Result<Regular, Refusal> {
        let path = self.found_at.as_ref().unwrap_or(&self.record.path);
        let regular = open(path, self.reach)?;
        if regular.key == self.record.key { Ok(regular) } else { Err(Refusal::Gone) }
    }
}

/// Opens what was found there.
pub(super) fn opened(found: &Found) -> Result<Regular, Refusal> {
    let regular = open(&found.path, found.reach)?;
    // Another has come into its place meanwhile: it is met the next time.
    if regular.key == found.key { Ok(regular) } else { Err(Refusal::Gone) }
}

/// How far the file was read, if it is the one of the record.
pub(super) fn reached(regular: &Regular, record: &Record) -> std::io::Result<Option<Reached>> {
    if let Some(reached) = &record.reached
        && !reached.mark.fits(&regular.file)?
    {
        return Ok(None);
    }
    match &record.beyond {
        None => Ok(record.reached.clone()),
        Some(Beyond { position, tail, header }) => {
            let mark = Mark::behind(&regular.file, *position, tail)?;
            Ok(mark.map(|mark| Reached { mark, header: header.clone() }))
        }
    }
}

/// A follower of the file that goes on behind what was read; `None` where it is another file.
pub(super) fn resumed(regular: Regular, reached: Option<&Reached>) -> std::io::Result<Option<Follower>> {
    match reached {
        None => Ok(Some(Follower::new(regular.file, bounds()))),
        Some(reached) => Follower::resume(regular.file, bounds(), reached),
    }
}
