//! The rows of one file: decided upon, written into the tables of their kinds, and committed.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray as _, BooleanArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::Date32Type;
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::errors::ParquetError;
use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use rustc_hash::FxHashMap;

use super::mark::{self, Mark};
use super::rows::{self, Wanted, aligned};
use super::{Again, Decode, RowId, TransferError, Transferred};
use crate::chunk::Chunk;
use crate::column::DAY;
use crate::compact::{COMPACTED_BYTES_MAX, Output, occurring};
use crate::error::LakeError;
use crate::file::{Encoding, write_files};
use crate::file_entry::{DataFile, FileEntry};
use crate::flush::{Files, StoreError, keep_log_short};
use crate::hold::Held;
use crate::lake::Shared;
use crate::log::{Added, BLANK, Change, Operation};
use crate::merge;
use crate::snapshot::TableState;
use crate::table::Table;
use crate::upkeep::{ObjectReader, open_file};

/// Rows of which the identifiers are read at a time.
const ASKED_ROWS: usize = 8 << 10;
/// Bytes of rows that wait to be written into the tables of their kinds, about.
const WAITING_BYTES_MAX: usize = 32 << 20;
/// Bytes of rows that are copied at a time, about.
const COPIED_BYTES: u64 = 16 << 20;
/// Rows that are copied at a time.
const COPIED_ROWS_MAX: u64 = 4 << 10;
/// How much larger rows are in memory than in a file, about.
const UNPACKED: u64 = 8;

/// Another kind's table, and the files that were stored for it.
struct Target {
    table: Arc<Table>,
    added: Vec<Added>,
}

/// Takes files that are made.
type Sink<'s> = &'s mut dyn FnMut(DataFile) -> Result<(), StoreError>;

/// The transfer of a file's rows.
pub(super) struct FileTransfer<'a> {
    shared: &'a Shared,
    table: &'a Table,
    state: Arc<TableState>,
    file: &'a Arc<FileEntry>,
    /// What keeps these rows.
    holds: Vec<&'a Held>,
    waiting: BTreeMap<Arc<str>, Vec<Chunk>>,
    waiting_bytes: usize,
    targets: BTreeMap<Arc<str>, Target>,
    /// Whether each row of the file leaves it.
    leaves: Vec<bool>,
    /// Files that are in no commit.
    stored: Vec<Path>,
    done: Transferred,
}

impl<'a> FileTransfer<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        table: &'a Table,
        file: &'a Arc<FileEntry>,
        holds: &'a BTreeMap<String, Held>,
    ) -> FileTransfer<'a> {
        let state = table.state();
        let holds = holds.values().filter(|held| held.holds(&state.organization, &state.kind, file.day)).collect();
        FileTransfer {
            shared,
            table,
            state,
            file,
            holds,
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            targets: BTreeMap::new(),
            leaves: Vec::new(),
            stored: Vec::new(),
            done: Transferred::default(),
        }
    }

    pub(super) fn run<E: From<TransferError>>(mut self, again: &mut Decode<'_, E>) -> Result<Transferred, E> {
        let transferred = self.look(again).and_then(|()| self.commit().map_err(of_lake));
        for location in self.stored.drain(..) {
            // What cannot be removed is left for vacuum: no commit names it.
            let _ = self.shared.runtime().block_on(self.shared.store.delete(&location));
        }
        transferred.map(|()| self.done)
    }

    /// Has all rows decoded again, and stores those that are of another kind.
    fn look<E: From<TransferError>>(&mut self, again: &mut Decode<'_, E>) -> Result<(), E> {
        let columns = ["late", "offset_", "ordinal_", "origin", "origin_chunk", "origin_record"];
        let batches = self.rows(ASKED_ROWS, Some(&columns)).map_err(|error| of_lake(error.of(self.table)))?;
        let organization = self.state.organization.clone();
        for batch in batches {
            let wanted = batch.and_then(|batch| rows::wanted(&batch, self.leaves.len()));
            let wanted = wanted.map_err(|error| of_lake(self.unreadable(error)))?;
            self.leaves.resize(self.leaves.len() + wanted.len(), false);
            let ids: Vec<RowId> = wanted.iter().map(|wanted| wanted.id).collect();
            let mut at = 0;
            while at < ids.len() {
                let Again { looked, chunks } = again(&organization, &ids[at..])?;
                let end = at + looked.clamp(1, ids.len() - at);
                self.take(&wanted[at..end], chunks).map_err(of_lake)?;
                at = end;
            }
        }
        self.done.looked = self.leaves.len() as u64;
        self.store().map_err(of_lake)
    }

    /// The file's rows, so many at a time.
    fn rows(
        &self,
        at_once: usize,
        columns: Option<&[&str]>,
    ) -> Result<impl Iterator<Item = Result<RecordBatch, ArrowError>> + use<>, StoreError> {
        let reader = ObjectReader::checked(self.shared, &self.state, self.file)?;
        Ok(open_file(reader, at_once, columns)?.1)
    }

    /// Takes those of the rows that were asked for and are of another kind.
    fn take(&mut self, wanted: &[Wanted], chunks: Vec<Chunk>) -> Result<(), LakeError> {
        let mut wanted: FxHashMap<RowId, Wanted> = wanted.iter().map(|wanted| (wanted.id, *wanted)).collect();
        let others = |chunk: &Chunk| chunk.organization == self.state.organization && chunk.kind != self.state.kind;
        for chunk in chunks.into_iter().filter(|chunk| chunk.rows() > 0).filter(others).collect::<Vec<_>>() {
            let chunk = self.choose(&chunk, &mut wanted).map_err(|error| self.unreadable(error))?;
            if let Some(chunk) = chunk {
                *self.done.kinds.entry(chunk.kind.to_string()).or_default() += chunk.rows() as u64;
                self.waiting_bytes += chunk.bytes();
                self.waiting.entry(chunk.kind.clone()).or_default().push(chunk);
            }
        }
        if self.waiting_bytes > WAITING_BYTES_MAX { self.store() } else { Ok(()) }
    }

    fn choose(&mut self, chunk: &Chunk, wanted: &mut FxHashMap<RowId, Wanted>) -> Result<Option<Chunk>, ArrowError> {
        let rows = rows::wanted(&chunk.batch, 0)?;
        let days = chunk.column(DAY)?.as_primitive::<Date32Type>();
        let mut keep = vec![false; chunk.rows()];
        for Wanted { id, origin, row } in rows {
            let Some(known) = wanted.get(&id).filter(|known| known.origin == origin).copied() else { continue };
            wanted.remove(&id);
            let stays_held = |held: &&Held| held.holds(&chunk.organization, &chunk.kind, days.value(row));
            if self.holds.iter().all(stays_held) {
                (keep[row], self.leaves[known.row]) = (true, true);
            } else {
                self.done.held += 1;
            }
        }
        merge::kept(chunk, &BooleanArray::from(keep))
    }

    /// Writes what waits into files of the tables of its kinds.
    fn store(&mut self) -> Result<(), LakeError> {
        self.waiting_bytes = 0;
        for (kind, chunks) in std::mem::take(&mut self.waiting) {
            let table = self.shared.table(&self.state.organization, &kind)?;
            table.settle(self.shared)?;
            let misfits = chunks.iter().map(|chunk| chunk.misfits).sum();
            let (chunks, state) = table.admit_transferred(chunks)?;
            let encoding = Encoding { compression_level: self.shared.options.compression_level };
            let added = self
                .files(&table, Operation::Write, misfits, |sink| write_files(&chunks, &state.schema, encoding, sink))?;
            self.targets.entry(kind).or_insert_with(|| Target { table, added: Vec::new() }).added.extend(added);
        }
        Ok(())
    }

    /// Stores the files that `write` makes, and returns them.
    fn files(
        &mut self,
        table: &Table,
        operation: Operation,
        misfits: u64,
        write: impl FnOnce(Sink<'_>) -> Result<(), StoreError>,
    ) -> Result<Vec<Added>, LakeError> {
        let mut files = Files::new(self.shared, table, operation);
        let written = write(&mut |file| {
            // Nobody knows in which of the files they are; they are counted with the first.
            let misfits = if files.added.is_empty() { misfits } else { 0 };
            files.store(&file, misfits)
        });
        self.stored.append(&mut files.stored);
        written.map_err(|error| error.of(table))?;
        Ok(files.added)
    }

    /// Commits what was stored, and the rest in place of the file.
    fn commit(&mut self) -> Result<(), LakeError> {
        if self.targets.is_empty() {
            return Ok(());
        }
        let rest = self.rest()?;
        let committed = mark::write(self.shared, &self.mark()).and_then(|()| {
            self.stored.clear();
            self.commit_all(rest)
        });
        match committed {
            Ok(()) => mark::remove(self.shared),
            Err(error) => {
                // Where this fails too, it is done before anything else is.
                let _ = mark::settle(self.shared);
                Err(error)
            }
        }
    }

    fn commit_all(&mut self, rest: Vec<Added>) -> Result<(), LakeError> {
        for Target { table, added } in self.targets.values_mut() {
            let mut change = Change::new(Operation::Write);
            change.added = std::mem::take(added);
            commit(self.shared, table, change)?;
        }
        let mut change = Change::new(Operation::Delete);
        change.removed = vec![self.file.clone()];
        change.added = rest;
        commit(self.shared, self.table, change)
    }

    fn mark(&self) -> Mark {
        let paths = |target: &Target| target.added.iter().map(|added| added.stored_at().to_owned()).collect();
        Mark {
            sha256: BLANK.to_owned(),
            organization: self.state.organization.to_string(),
            kind: self.state.kind.to_string(),
            file: self.file.path.to_string(),
            added: self.targets.iter().map(|(kind, target)| (kind.to_string(), paths(target))).collect(),
        }
    }

    /// Stores the rows that stay.
    fn rest(&mut self) -> Result<Vec<Added>, LakeError> {
        if self.leaves.iter().all(|leaves| *leaves) {
            return Ok(Vec::new());
        }
        let (table, leaves) = (self.table, std::mem::take(&mut self.leaves));
        let schema = occurring(&self.state, std::slice::from_ref(self.file));
        let rows = self.file.rows.max(1);
        let at_once = (COPIED_BYTES * rows / (self.file.size * UNPACKED).max(1)).clamp(1, COPIED_ROWS_MAX);
        let at_once = self.file.weight.rows_within(COPIED_BYTES, at_once, 1);
        let batches = self.rows(at_once as usize, None).map_err(|error| error.of(table))?;
        let (day, level) = (self.file.day, self.shared.options.compression_level);
        self.files(table, Operation::Delete, self.file.misfits, |sink| {
            let mut output = Output::new(schema.clone(), day, level, COMPACTED_BYTES_MAX, sink);
            let mut row = 0;
            for batch in batches {
                let batch = batch.map_err(ParquetError::from)?;
                let keep: BooleanArray =
                    leaves[row..].iter().take(batch.num_rows()).map(|leaves| Some(!leaves)).collect();
                row += batch.num_rows();
                let kept = filter_record_batch(&batch, &keep).and_then(|kept| aligned(&kept, &schema));
                let kept = kept.map_err(ParquetError::from)?;
                if kept.num_rows() > 0 {
                    output.write(&kept)?;
                }
            }
            output.finish()
        })
    }

    fn unreadable(&self, error: ArrowError) -> LakeError {
        StoreError::Parquet(error.into()).of(self.table)
    }
}

fn of_lake<E: From<TransferError>>(error: LakeError) -> E {
    TransferError::Lake(error).into()
}

fn commit(shared: &Shared, table: &Table, change: Change) -> Result<(), LakeError> {
    table.commit(shared, change)?;
    keep_log_short(shared, table);
    shared.keep_catalogue();
    Ok(())
}
