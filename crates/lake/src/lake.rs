//! The lake: opened once, shared by all threads.

use std::ops::Range;

use atalaya_journal::DataLock;

use crate::chunk::Chunk;
use crate::error::{LakeError, OpenError};
use crate::options::Options;
use crate::snapshot::{Scope, Snapshot};
use crate::tally::{Stored, TableStatus};

/// The lake of a data directory.
pub struct Lake {}

/// How the lake was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Tables.
    pub tables: usize,
    /// What the catalogue was good for.
    pub cache: Cache,
    /// Tables whose log went further than the catalogue knew.
    pub caught_up: usize,
    /// Tables whose log was read from its checkpoint on.
    pub read_in_full: usize,
}

/// What the catalogue, a cache, was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// It was as it was written.
    Whole,
    /// There was none.
    Missing,
    /// It was not as it was written, or another version wrote it; it was not used.
    Unusable,
}

impl Lake {
    /// Opens the lake of the data directory; makes it where there is none. Finds what a crash left by itself.
    pub fn open(lock: &DataLock, options: Options) -> Result<(Lake, Opened), OpenError> {
        todo!("{:?} {:?}", lock, options.threads)
    }

    /// Takes all rows that were decoded from the journal's entries of `range`. Ranges come in order and without gaps; the
    /// first one may begin anywhere. Hunts see the rows when this returns; they are durable when [`Lake::durable`] has
    /// passed them. Rows that a table already has are left out and counted. Waits while memory is full; returns the error
    /// of an earlier write, once, after it has taken the rows, unless memory is full because of it: then it takes none.
    pub fn append(&self, chunks: Vec<Chunk>, range: Range<u64>) -> Result<(), LakeError> {
        todo!("{} {range:?}", chunks.len())
    }

    /// Takes rows of a replay, and returns when they are durable. `replay` are the numbers that the frames have in what is
    /// replayed, and the `offset`s of the rows are such numbers. What a table already has of it is left out and counted.
    pub fn append_late(&self, chunks: Vec<Chunk>, replay: Range<u64>) -> Result<(), LakeError> {
        todo!("{} {replay:?}", chunks.len())
    }

    /// Every row of entries before this offset is in a durable version of its table.
    #[must_use]
    pub fn durable(&self) -> u64 {
        todo!()
    }

    /// The end of the last range that was appended; `None` before the first one.
    #[must_use]
    pub fn appended(&self) -> u64 {
        todo!()
    }

    /// Writes everything that waits, and returns [`Lake::durable`].
    pub fn flush(&self) -> Result<u64, LakeError> {
        todo!()
    }

    /// What is stored, expired and waiting, for each source; ordered by organization and source.
    #[must_use]
    pub fn tallies(&self) -> Vec<Stored> {
        todo!()
    }

    /// What there is of each table; ordered by organization and kind.
    #[must_use]
    pub fn tables(&self) -> Vec<TableStatus> {
        todo!()
    }

    /// The tables that a caller may see, as they are now.
    #[must_use]
    pub fn snapshot(&self, scope: &Scope) -> Snapshot {
        todo!("{scope:?}")
    }

    /// Writes everything that waits and the catalogue, and ends the threads.
    pub fn close(self) -> Result<(), LakeError> {
        todo!()
    }
}
