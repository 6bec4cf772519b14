//! Rows of one kind that turn out to be of others: they leave their table for those of their kinds, each exactly once.
//!
//! A file at a time. Its rows are decoded again by whoever asked; those that are of another kind now are written into files
//! of that kind's table, the rest into files in place of the old one. A mark says what is going to be committed before the
//! first commit is: should the program end in between, opening takes back what was added, or finds that all was done.

mod file;
mod mark;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::chunk::Chunk;
use crate::error::LakeError;
use crate::hold::{self, HoldError};
use crate::lake::Lake;
use crate::snapshot::Scope;
use crate::table::Table;
use file::FileTransfer;
pub(crate) use mark::settle;

/// By what a row is known in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// Whether it was decoded again before: then its offset is a number of the quarantine.
    pub late: bool,
    /// The offset of its frame.
    pub offset: u64,
    /// Its place in the frame.
    pub ordinal: u32,
}

/// Rows that were decoded again.
#[derive(Debug)]
pub struct Again {
    /// How many of those that were asked for, from the first on, were looked at: at least one.
    pub looked: usize,
    /// What they are now. Rows that were not asked for, and those of the old kind, are passed over.
    pub chunks: Vec<Chunk>,
}

/// Decodes rows of this organization again.
pub type Decode<'a, E> = dyn FnMut(&str, &[RowId]) -> Result<Again, E> + 'a;

/// What became of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transferred {
    /// Rows that were looked at.
    pub looked: u64,
    /// Rows that are in another table now, by its kind.
    pub kinds: BTreeMap<String, u64>,
    /// Rows that stay where they are although they are of another kind: a hold keeps them, and would not do so there.
    pub held: u64,
    /// Whether it was stopped.
    pub stopped: bool,
}

/// Why not every row was looked at. What was done before stays done.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// Nobody knows what is held.
    #[error(transparent)]
    Holds(#[from] HoldError),
    /// A table could not be read or written.
    #[error(transparent)]
    Lake(#[from] LakeError),
}

impl Lake {
    /// Has all rows of a kind decoded again, an organization's, a file's and a few at a time, ordered by their identifiers,
    /// and brings those that are of another kind by now into its table. Rows in memory are written first. Ends behind a
    /// file when `stop` is turned on.
    ///
    /// # Errors
    /// Every row is in one table. Call again with the same.
    pub fn transfer<E: From<TransferError>>(
        &self,
        kind: &str,
        again: &mut Decode<'_, E>,
        stop: &AtomicBool,
    ) -> Result<Transferred, E> {
        self.flush().map_err(TransferError::from)?;
        let _turn = self.shared.quiet_turn().map_err(TransferError::from)?;
        let holds = hold::read(&self.shared).map_err(TransferError::from)?;
        let mut all = Transferred::default();
        for table in self.tables_of(kind) {
            table.settle(&self.shared).map_err(TransferError::from)?;
            for file in table.state().files.iter() {
                if stop.load(Ordering::Relaxed) {
                    all.stopped = true;
                    return Ok(all);
                }
                all.add(FileTransfer::new(&self.shared, &table, file, &holds).run(again)?);
            }
        }
        Ok(all)
    }

    fn tables_of(&self, kind: &str) -> Vec<Arc<Table>> {
        self.shared.tables().seen(&Scope::All).filter(|table| *table.state().kind == *kind).cloned().collect()
    }
}

impl Transferred {
    fn add(&mut self, more: Transferred) {
        self.looked += more.looked;
        self.held += more.held;
        for (kind, rows) in more.kinds {
            *self.kinds.entry(kind).or_default() += rows;
        }
    }
}
