//! The lake: opened once, shared by all threads.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;

use atalaya_journal::DataLock;
use object_store::ObjectStore;
use tokio::runtime::Runtime;

use crate::buffer::Buffer;
use crate::catalogue;
use crate::chunk::Chunk;
use crate::error::{LakeError, OpenError};
use crate::flush;
use crate::opening;
use crate::options::Options;
use crate::pool::Pool;
use crate::session::Engine;
use crate::snapshot::{Scope, Snapshot};
use crate::store::Sealed;
use crate::table::Table;
use crate::tables::Tables;
use crate::tally::{Stored, TableStatus, status, tallies};
use crate::transfer;
use crate::upkeep::Upkeep;
use crate::verify::Fault;

pub use crate::opening::{Cache, Opened};

/// A table and the chunks that are for it.
type OfTable = (Arc<Table>, Vec<Chunk>);

/// The lake of a data directory.
#[derive(Debug)]
pub struct Lake {
    pub(crate) shared: Arc<Shared>,
    writers: Vec<JoinHandle<()>>,
}

/// What the lake's threads share. Locks are taken in this order: `order`, a table's turn, a table, `buffer` or `pool`.
pub(crate) struct Shared {
    pub(crate) options: Options,
    /// The tables' folders and what lies beside them, decrypted.
    pub(crate) store: Arc<dyn ObjectStore>,
    /// The same store, where there are keys.
    pub(crate) sealed: Option<Sealed>,
    pub(crate) buffer: Buffer,
    /// Gone only when this is dropped.
    pub(crate) runtime: Option<Runtime>,
    pub(crate) tables: RwLock<Tables>,
    pub(crate) pool: Mutex<Pool>,
    /// Held by whoever appends.
    pub(crate) order: Mutex<()>,
    /// Held by whoever writes the catalogue: after how many commits that was last.
    pub(crate) catalogued: Mutex<u64>,
    pub(crate) commits: AtomicU64,
    pub(crate) checkpoint_failures: AtomicU64,
    /// What questions share, from the first one on.
    pub(crate) questions: OnceLock<Arc<Engine>>,
    pub(crate) upkeep: Upkeep,
}

impl Lake {
    /// Opens the lake of the data directory; makes it where there is none. Finds what a crash left by itself.
    pub fn open(lock: &DataLock, options: Options) -> Result<(Lake, Opened), OpenError> {
        let (shared, opened) = opening::open(lock, options.bounded())?;
        transfer::settle(&shared).map_err(OpenError::Transfer)?;
        let shared = Arc::new(shared);
        let mut lake = Lake { shared, writers: Vec::new() };
        for number in 0..lake.shared.options.threads {
            let shared = lake.shared.clone();
            let thread = std::thread::Builder::new().name(format!("lake {number}"));
            lake.writers.push(thread.spawn(move || flush::work(&shared))?);
        }
        Ok((lake, opened))
    }

    /// Takes all rows that were decoded from the journal's entries of `range`. Ranges come in order and without gaps; the
    /// first one may begin anywhere. Hunts see the rows when this returns; they are durable when [`Lake::durable`] has
    /// passed them. Rows that a table already has are left out and counted. Waits while memory is full.
    ///
    /// # Errors
    /// Where a write has failed since the last call, that is told, once, and nothing is taken: call again with the same.
    pub fn append(&self, chunks: Vec<Chunk>, range: Range<u64>) -> Result<(), LakeError> {
        let _order = self.shared.order.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(expected) = self.shared.buffer.appended().filter(|expected| *expected != range.start) {
            return Err(LakeError::Gap { expected, found: range.start });
        }
        check_range(&chunks, &range)?;
        self.shared.buffer.make_room(chunks.iter().map(Chunk::bytes).sum())?;
        for (table, chunks) in self.by_table(chunks)? {
            table.append(&self.shared, chunks, &range)?;
        }
        self.shared.buffer.advance(range.end);
        Ok(())
    }

    /// Takes rows of a replay, and returns when they are durable. `replay` are the numbers that the frames have in what is
    /// replayed, and the `offset`s of the rows are such numbers. What a table already has of it is left out and counted.
    ///
    /// # Errors
    /// Some tables may have their rows already: call again with the same.
    pub fn append_late(&self, chunks: Vec<Chunk>, replay: Range<u64>) -> Result<(), LakeError> {
        check_range(&chunks, &replay)?;
        for (table, chunks) in self.by_table(chunks)? {
            flush::write_late(&self.shared, &table, chunks, replay.end)?;
        }
        Ok(())
    }

    /// Every row of entries before this offset is in a durable version of its table.
    #[must_use]
    pub fn durable(&self) -> u64 {
        self.shared.buffer.durable()
    }

    /// The end of the last range that was appended; 0 before the first one.
    #[must_use]
    pub fn appended(&self) -> u64 {
        self.shared.buffer.appended().unwrap_or(0)
    }

    /// Writes everything that waits, and returns [`Lake::durable`].
    ///
    /// # Errors
    /// What waits goes on waiting, and is tried again.
    pub fn flush(&self) -> Result<u64, LakeError> {
        self.shared.buffer.flush()
    }

    /// Bytes of rows that wait in memory.
    #[must_use]
    pub fn buffered_bytes(&self) -> usize {
        self.shared.buffer.bytes()
    }

    /// Writes that failed since the lake was opened, checkpoints of logs among them.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.shared.buffer.failures() + self.shared.checkpoint_failures.load(Ordering::Relaxed)
    }

    /// What is stored, expired and waiting, for each source; ordered by organization and source.
    #[must_use]
    pub fn tallies(&self) -> Vec<Stored> {
        tallies(&self.all_tables())
    }

    /// What there is of each table; ordered by organization and kind.
    #[must_use]
    pub fn tables(&self) -> Vec<TableStatus> {
        self.all_tables().iter().map(|table| status(table)).collect()
    }

    /// What is wrong with the tables that cannot be read, the first of each; ordered by their folders. Nothing is written to
    /// them, and a hunt or an export that needs one of them is refused. `None`: of every kind.
    #[must_use]
    pub fn damaged(&self, scope: &Scope, kind: Option<&str>) -> Vec<Fault> {
        let tables = self.shared.tables();
        let of_kind = tables.seen_damaged(scope).filter(|damaged| kind.is_none_or(|kind| *damaged.kind == *kind));
        of_kind.map(|damaged| damaged.fault.clone()).collect()
    }

    /// The organizations that have a table, be it damaged.
    #[must_use]
    pub fn organizations(&self) -> BTreeSet<String> {
        let tables = self.shared.tables();
        let damaged = tables.seen_damaged(&Scope::All).map(|damaged| damaged.organization.to_string());
        let whole = tables.seen(&Scope::All).map(|table| table.state().organization.to_string());
        whole.chain(damaged).collect()
    }

    /// The tables that a caller may see, as they are now.
    #[must_use]
    pub fn snapshot(&self, scope: &Scope) -> Snapshot {
        self.shared.snapshot(scope)
    }

    /// Writes everything that waits and the catalogue, and ends the threads.
    ///
    /// # Errors
    /// What could not be written is still in the journal.
    pub fn close(mut self) -> Result<(), LakeError> {
        self.flush()?;
        // A checkpoint may still be written, of which the catalogue is to know.
        self.stop();
        catalogue::write(&self.shared)
            .map_err(|error| LakeError::Write { table: catalogue::CATALOGUE_FILE.to_owned(), source: Arc::new(error) })
    }

    fn stop(&mut self) {
        self.shared.buffer.close();
        for writer in self.writers.drain(..) {
            // A writer that panicked has said so already.
            let _ = writer.join();
        }
    }

    fn all_tables(&self) -> Vec<Arc<Table>> {
        self.shared.tables().seen(&Scope::All).cloned().collect()
    }

    /// The chunks of each table, in their order; tables that are not there yet are made.
    fn by_table(&self, chunks: Vec<Chunk>) -> Result<Vec<OfTable>, LakeError> {
        let mut all = BTreeMap::<_, Vec<Chunk>>::new();
        for chunk in chunks.into_iter().filter(|chunk| chunk.rows() > 0) {
            all.entry((chunk.organization.clone(), chunk.kind.clone())).or_default().push(chunk);
        }
        all.into_iter().map(|((org, kind), chunks)| Ok((self.shared.table(&org, &kind)?, chunks))).collect()
    }
}

impl Drop for Lake {
    fn drop(&mut self) {
        self.stop();
    }
}

fn check_range(chunks: &[Chunk], range: &Range<u64>) -> Result<(), LakeError> {
    let within = |chunk: &Chunk| range.start <= chunk.offsets.start && chunk.offsets.end <= range.end;
    if chunks.iter().all(|chunk| chunk.rows() == 0 || within(chunk)) { Ok(()) } else { Err(LakeError::Range) }
}

impl Shared {
    /// The runtime that the libraries need.
    pub(crate) fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("it is taken only when this is dropped")
    }

    pub(crate) fn tables(&self) -> RwLockReadGuard<'_, Tables> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tables that a caller may see, as they are now.
    pub(crate) fn snapshot(&self, scope: &Scope) -> Snapshot {
        let tables = self.tables();
        let states = tables.seen(scope).map(|table| table.state()).collect::<Vec<_>>();
        let damaged = tables.seen_damaged(scope).cloned().collect();
        Snapshot { tables: states.into_iter().filter(|state| !state.is_empty()).collect(), damaged }
    }

    /// The table; made where it is not there yet.
    pub(crate) fn table(&self, organization: &str, kind: &str) -> Result<Arc<Table>, LakeError> {
        if let Some(table) = self.tables().find(organization, kind) {
            return Ok(table);
        }
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        tables.make(organization, kind, &mut self.pool())
    }

    /// Whether so many bytes may be written without taking of the disk's reserve. Where nobody knows how much is free, the
    /// write itself will tell.
    pub(crate) fn check_space(&self, bytes: u64) -> Result<(), LakeError> {
        let reserve_bytes = self.options.reserve_bytes;
        match self.options.space.free_bytes() {
            Ok(free_bytes) if free_bytes.saturating_sub(bytes) < reserve_bytes => {
                Err(LakeError::ReserveReached { free_bytes, reserve_bytes })
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn count_checkpoint_failure(&self) {
        self.checkpoint_failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a commit, and writes the catalogue every so many. It is a cache: what fails is tried again later.
    pub(crate) fn keep_catalogue(&self) {
        let commits = self.commits.fetch_add(1, Ordering::Relaxed) + 1;
        let Ok(mut catalogued) = self.catalogued.try_lock() else { return };
        if commits - *catalogued >= catalogue::COMMITS_BETWEEN {
            *catalogued = commits;
            let _ = catalogue::write(self);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // It may be dropped by one of the runtime's own threads, which cannot wait for the others.
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("store", &self.store).finish_non_exhaustive()
    }
}
