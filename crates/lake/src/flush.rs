//! Writing what waits: rows of a table become files, and the files a commit.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use datafusion::parquet::errors::ParquetError;
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};

use crate::chunk::Chunk;
use crate::error::LakeError;
use crate::file::{Encoding, write_files};
use crate::file_entry::DataFile;
use crate::lake::Shared;
use crate::log::{Added, Change, Operation, Version, checkpoint};
use crate::snapshot::TableState;
use crate::table::{CommitError, Table, Writing};

/// Writes tables for as long as the lake is open.
pub(crate) fn work(shared: &Shared) {
    while let Some(id) = shared.buffer.next() {
        let Some(table) = shared.tables().by_id(id) else { continue };
        // Whoever waits for the table must hear of a panic too: it is tried again like any other failure.
        let result = panic::catch_unwind(AssertUnwindSafe(|| flush(shared, &table)));
        let result = result.unwrap_or_else(|_| Err(LakeError::Panicked { table: table.folder.to_string() }));
        shared.buffer.done(id, result);
        shared.keep_catalogue();
    }
}

/// Writes all rows of the table that wait now.
fn flush(shared: &Shared, table: &Table) -> Result<(), LakeError> {
    table.settle(shared)?;
    shared.check_space(0)?;
    let Some(frozen) = table.freeze() else { return Ok(()) };
    let mut change = Change::new(Operation::Write);
    change.version = Some(Version::Lake(frozen.through));
    change.flushed = frozen.chunks.len();
    write(shared, table, &frozen.state, &frozen.chunks, change)
}

/// Writes rows of a replay up to but not with number `end`.
pub(crate) fn write_late(shared: &Shared, table: &Table, chunks: Vec<Chunk>, end: u64) -> Result<(), LakeError> {
    table.settle(shared)?;
    let (chunks, state) = table.admit_late(chunks)?;
    if chunks.is_empty() {
        return Ok(());
    }
    let mut change = Change::new(Operation::Write);
    change.version = Some(Version::Replay(end));
    write(shared, table, &state, &chunks, change)
}

/// Writes the rows into files and commits them with the change.
fn write(
    shared: &Shared,
    table: &Table,
    state: &TableState,
    chunks: &[Arc<Chunk>],
    mut change: Change,
) -> Result<(), LakeError> {
    let mut files = Files::new(shared, table, change.operation);
    let misfits: u64 = chunks.iter().map(|chunk| chunk.misfits).sum();
    let encoding = Encoding { compression_level: shared.options.compression_level };
    let encoded = write_files(chunks, &state.schema, encoding, |file| {
        // Nobody knows in which of the files they are; they are counted with the first.
        let misfits = if files.added.is_empty() { misfits } else { 0 };
        files.store(&file, misfits)
    });
    if let Err(error) = encoded {
        files.remove();
        return Err(error.of(table));
    }
    change.added = std::mem::take(&mut files.added);
    match table.commit(shared, change) {
        Ok(_) => {}
        Err(CommitError::Unknown(error)) => return Err(error),
        Err(CommitError::Unwritten(error)) => {
            files.remove();
            return Err(error);
        }
    }
    keep_log_short(shared, table);
    Ok(())
}

/// Files that are stored and in no commit yet.
pub(crate) struct Files<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) table: &'a Table,
    pub(crate) operation: Operation,
    pub(crate) stored: Vec<Path>,
    /// What a commit needs to add them.
    pub(crate) added: Vec<Added>,
    writing: Writing<'a>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(shared: &'a Shared, table: &'a Table, operation: Operation) -> Files<'a> {
        Files { shared, table, operation, stored: Vec::new(), added: Vec::new(), writing: table.writing() }
    }
    /// Stores the file, unless that would take too much of the disk's reserve.
    pub(crate) fn store(&mut self, file: &DataFile, misfits: u64) -> Result<(), StoreError> {
        self.check_space(file.bytes.len() as u64)?;
        let path = Added::path(file.day);
        let location = Path::parse(format!("{}/{path}", self.table.folder)).map_err(object_store::Error::from)?;
        self.stored.push(location.clone());
        self.writing.begin(&location);
        let put = self.shared.store.put(&location, PutPayload::from(file.bytes.clone()));
        self.shared.runtime().block_on(put)?;
        let now = self.shared.options.clock.now();
        self.added.push(Added::new(file, &path, misfits, self.operation, now));
        Ok(())
    }

    /// Whether so many bytes may be written. The same rows in fewer files need room before they make some: they may take of
    /// the reserve, down to its half.
    fn check_space(&self, bytes: u64) -> Result<(), LakeError> {
        match self.shared.check_space(bytes) {
            Err(LakeError::ReserveReached { free_bytes, reserve_bytes })
                if self.operation == Operation::Optimize && free_bytes.saturating_sub(bytes) >= reserve_bytes / 2 =>
            {
                Ok(())
            }
            checked => checked,
        }
    }

    /// Removes what was stored. What cannot be is left for vacuum: no commit names it.
    pub(crate) fn remove(&mut self) {
        for location in self.stored.drain(..) {
            let _ = self.shared.runtime().block_on(self.shared.store.delete(&location));
        }
    }
}

/// Why a file was not stored.
#[derive(Debug)]
pub(crate) enum StoreError {
    Parquet(ParquetError),
    Store(object_store::Error),
    Lake(LakeError),
}

impl From<ParquetError> for StoreError {
    fn from(error: ParquetError) -> StoreError {
        StoreError::Parquet(error)
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> StoreError {
        StoreError::Store(error)
    }
}

impl From<LakeError> for StoreError {
    fn from(error: LakeError) -> StoreError {
        StoreError::Lake(error)
    }
}

impl StoreError {
    /// The error, of this table.
    pub(crate) fn of(self, table: &Table) -> LakeError {
        match self {
            StoreError::Parquet(source) => {
                LakeError::Encode { table: table.folder.to_string(), source: Arc::new(source) }
            }
            StoreError::Store(error) => table.write_error(error),
            StoreError::Lake(error) => error,
        }
    }
}

/// Writes a checkpoint where the log has become long. What fails is tried again with the next commit: the log is whole
/// without it.
pub(crate) fn keep_log_short(shared: &Shared, table: &Table) {
    // One at a time: of two of the same version, the digest of one could end beside the other.
    let Some(_alone) = table.checkpointing() else { return };
    let (_, head, _) = table.moment();
    let since = head.version.unwrap_or(0) - head.checkpoint.unwrap_or(0);
    if since < shared.options.checkpoint_commits {
        return;
    }
    let checkpoint = checkpoint(&shared.store, &table.folder, head.checkpoint);
    match shared.runtime().block_on(checkpoint) {
        Ok(version) => table.checkpointed(version),
        Err(_) => shared.count_checkpoint_failure(),
    }
}
