//! A table: what it is at this moment, and how it becomes what it is next.
//!
//! Rows wait in it, a flush writes them, upkeep replaces files: each makes a new [`TableState`] in place of the one before,
//! so that whoever has taken one keeps it. Commits of a table are written one after the other; nothing that readers or
//! appends wait for is held meanwhile.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Instant;

use datafusion::arrow::error::ArrowError;
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutMode};
use rustc_hash::FxHashSet;

use crate::admit::TableColumns;
use crate::buffer::Wait;
use crate::chunk::Chunk;
use crate::error::LakeError;
use crate::file_entry::FileEntry;
use crate::lake::Shared;
use crate::log::{Change, Commit, Head, Loaded, commit_path};
use crate::merge;
use crate::snapshot::TableState;

/// A table, shared by all threads.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its number in the lake.
    pub(crate) id: usize,
    /// The table's folder.
    pub(crate) folder: Arc<str>,
    inside: Mutex<Inside>,
    /// Held by whoever writes a commit. In it, a commit of which nobody knows whether it was written.
    turn: Mutex<Option<Commit>>,
    /// Held by whoever writes a checkpoint.
    checkpointing: Mutex<()>,
    /// Files that are being written and in no commit yet.
    writing: Mutex<FxHashSet<Path>>,
}

#[derive(Debug)]
struct Inside {
    state: Arc<TableState>,
    head: Head,
    /// Made when the first rows come.
    columns: Option<Box<TableColumns>>,
    /// Chunks, the first ones, that are being written.
    frozen: usize,
    /// The end of the last range that brought rows.
    through: u64,
    /// Rows that came again.
    skipped: u64,
    /// Files that left the table since it was opened.
    removed: Vec<Arc<FileEntry>>,
}

/// Rows that are to be written now.
#[derive(Debug)]
pub(crate) struct Frozen {
    pub(crate) chunks: Vec<Arc<Chunk>>,
    pub(crate) state: Arc<TableState>,
    /// With these rows, the table has all rows of entries before this offset.
    pub(crate) through: u64,
}

impl Table {
    pub(crate) fn new(id: usize, organization: Arc<str>, kind: Arc<str>, folder: Arc<str>, loaded: Loaded) -> Table {
        let state = TableState {
            organization,
            kind,
            folder: folder.clone(),
            schema: loaded.schema,
            version: loaded.head.version,
            files: loaded.files.into(),
            chunks: Vec::new(),
        };
        let inside = Inside {
            state: Arc::new(state),
            through: loaded.head.covered,
            head: loaded.head,
            columns: None,
            frozen: 0,
            skipped: 0,
            removed: Vec::new(),
        };
        let (turn, checkpointing, writing) = Default::default();
        Table { id, folder, inside: Mutex::new(inside), turn, checkpointing, writing }
    }

    /// What it is now.
    pub(crate) fn state(&self) -> Arc<TableState> {
        self.inside().state.clone()
    }

    /// What it is now, what its log says, and how many rows came again; all of the same moment.
    pub(crate) fn moment(&self) -> (Arc<TableState>, Head, u64) {
        let inside = self.inside();
        (inside.state.clone(), inside.head.clone(), inside.skipped)
    }

    /// Files that left the table and that somebody still reads.
    pub(crate) fn removed_in_use(&self) -> Vec<Arc<FileEntry>> {
        let mut inside = self.inside();
        inside.removed.retain(|file| Arc::strong_count(file) > 1);
        inside.removed.clone()
    }

    /// Takes rows of `range`, except those that the table has.
    pub(crate) fn append(&self, shared: &Shared, chunks: Vec<Chunk>, range: &Range<u64>) -> Result<(), LakeError> {
        let mut inside = self.inside();
        // What was taken is not taken again, should the caller have to repeat a range.
        let covered = inside.head.covered.max(inside.through);
        let chunks = inside.admit(chunks, covered).map_err(|error| self.encode(error))?;
        if chunks.is_empty() {
            return Ok(());
        }
        let mut all = inside.state.chunks.clone();
        let frozen = inside.frozen.min(all.len());
        chunks.into_iter().for_each(|chunk| merge::push(&mut all, frozen, chunk));
        inside.through = range.end;
        inside.put_chunks(all);
        shared.buffer.set(self.id, inside.wait(Instant::now()));
        Ok(())
    }

    /// The rows of a replay that the table does not have, and what the table is with their columns.
    pub(crate) fn admit_late(&self, chunks: Vec<Chunk>) -> Result<(Vec<Arc<Chunk>>, Arc<TableState>), LakeError> {
        self.admit(chunks, |head| head.replayed)
    }

    /// Rows that come from another table, and what this one is with their columns.
    pub(crate) fn admit_transferred(
        &self,
        chunks: Vec<Chunk>,
    ) -> Result<(Vec<Arc<Chunk>>, Arc<TableState>), LakeError> {
        self.admit(chunks, |_| 0)
    }

    fn admit(
        &self,
        chunks: Vec<Chunk>,
        covered: impl FnOnce(&Head) -> u64,
    ) -> Result<(Vec<Arc<Chunk>>, Arc<TableState>), LakeError> {
        let mut inside = self.inside();
        let covered = covered(&inside.head);
        let chunks = inside.admit(chunks, covered).map_err(|error| self.encode(error))?;
        let same = inside.state.chunks.clone();
        inside.put_chunks(same);
        Ok((chunks.into_iter().map(Arc::new).collect(), inside.state.clone()))
    }

    /// The rows that wait now, which are going to be written; `None` where none do.
    pub(crate) fn freeze(&self) -> Option<Frozen> {
        let mut inside = self.inside();
        inside.frozen = inside.state.chunks.len();
        let state = inside.state.clone();
        (inside.frozen > 0).then(|| Frozen { chunks: state.chunks.clone(), state, through: inside.through })
    }

    /// Writes the change as the table's next commit; the table is what it says when this returns. Returns the version.
    pub(crate) fn commit(&self, shared: &Shared, change: Change) -> Result<u64, CommitError> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.settle_in(shared, &mut turn).map_err(CommitError::Unwritten)?;
        let (state, head, _) = self.moment();
        let present: FxHashSet<&str> = state.files.iter().map(|file| file.path.as_ref()).collect();
        if change.removed.iter().any(|file| !present.contains(file.path.as_ref())) {
            return Err(CommitError::Unwritten(LakeError::Conflict { table: self.folder.to_string() }));
        }
        let name = format!("{}/{}", state.organization, state.kind);
        let now = shared.options.clock.now();
        let commit = Commit::new(&head, &state.schema, change, now, &name, &mut shared.pool());
        let commit = commit.ok_or_else(|| self.damaged("a new file is not described".to_owned()))?;
        let version = commit.head.version.unwrap_or_default();
        let path = commit_path(&self.folder, version);
        let put = shared.store.put_opts(&path, commit.bytes.clone().into(), PutMode::Create.into());
        match shared.runtime().block_on(put) {
            Ok(_) => self.apply(shared, commit),
            Err(object_store::Error::AlreadyExists { .. }) => {
                return Err(self.damaged(format!("commit {version} was written by someone else")));
            }
            Err(error) => {
                *turn = Some(commit);
                return Err(CommitError::Unknown(self.write_error(error)));
            }
        }
        Ok(version)
    }

    /// Finds out about a commit of which nobody knows whether it was written.
    pub(crate) fn settle(&self, shared: &Shared) -> Result<(), LakeError> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.settle_in(shared, &mut turn)
    }

    fn settle_in(&self, shared: &Shared, turn: &mut Option<Commit>) -> Result<(), LakeError> {
        let Some(commit) = turn else { return Ok(()) };
        let path = commit_path(&self.folder, commit.head.version.unwrap_or_default());
        let store = &shared.store;
        let found = shared.runtime().block_on(async { store.get(&path).await?.bytes().await });
        match found {
            Ok(bytes) if bytes == commit.bytes => {
                // It is there; written again, it is durable too.
                let put = store.put(&path, bytes.into());
                shared.runtime().block_on(put).map_err(|error| self.write_error(error))?;
                if let Some(commit) = turn.take() {
                    self.apply(shared, commit);
                }
                Ok(())
            }
            Ok(_) => {
                let what = format!("`{path}` is not what was written");
                Err(LakeError::Damaged { table: self.folder.to_string(), what })
            }
            Err(object_store::Error::NotFound { .. }) => {
                *turn = None;
                Ok(())
            }
            Err(error) => Err(self.write_error(error)),
        }
    }

    /// The table is what a commit that was written says.
    fn apply(&self, shared: &Shared, commit: Commit) {
        let mut inside = self.inside();
        let gone: FxHashSet<&str> = commit.change.removed.iter().map(|file| file.path.as_ref()).collect();
        let kept = inside.state.files.iter().filter(|file| !gone.contains(file.path.as_ref())).cloned();
        let files: Vec<_> = kept.chain(commit.files).collect();
        let flushed = commit.change.flushed.min(inside.state.chunks.len());
        let chunks = inside.state.chunks[flushed..].to_vec();
        let old = &inside.state;
        inside.state = Arc::new(TableState {
            organization: old.organization.clone(),
            kind: old.kind.clone(),
            folder: old.folder.clone(),
            schema: old.schema.clone(),
            version: commit.head.version,
            files: files.into(),
            chunks,
        });
        inside.removed.extend(commit.change.removed);
        inside.removed.retain(|file| Arc::strong_count(file) > 1);
        let checkpoint = inside.head.checkpoint;
        inside.head = Head { checkpoint, ..commit.head };
        if flushed > 0 {
            inside.frozen = 0;
            shared.buffer.set(self.id, inside.wait(Instant::now()));
        }
    }

    /// Somebody who writes files of it.
    pub(crate) fn writing(&self) -> Writing<'_> {
        Writing { all: &self.writing, own: Vec::new() }
    }

    /// Files that are in no commit yet and may be in one soon.
    pub(crate) fn being_written(&self) -> FxHashSet<Path> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The right to write a checkpoint; `None` while somebody else writes one.
    pub(crate) fn checkpointing(&self) -> Option<MutexGuard<'_, ()>> {
        match self.checkpointing.try_lock() {
            Ok(alone) => Some(alone),
            Err(TryLockError::Poisoned(alone)) => Some(alone.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// A checkpoint was written.
    pub(crate) fn checkpointed(&self, version: u64) {
        self.inside().head.checkpoint = Some(version);
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn damaged(&self, what: String) -> CommitError {
        CommitError::Unwritten(LakeError::Damaged { table: self.folder.to_string(), what })
    }

    pub(crate) fn write_error(&self, error: object_store::Error) -> LakeError {
        LakeError::Write { table: self.folder.to_string(), source: Arc::new(error) }
    }

    fn encode(&self, error: ArrowError) -> LakeError {
        LakeError::Encode { table: self.folder.to_string(), source: Arc::new(error.into()) }
    }
}

/// Somebody writes files of a table, until it is dropped: behind the commit that names them.
pub(crate) struct Writing<'a> {
    all: &'a Mutex<FxHashSet<Path>>,
    own: Vec<Path>,
}

impl Writing<'_> {
    /// This file too; to be said before it is there.
    pub(crate) fn begin(&mut self, file: &Path) {
        self.own.push(file.clone());
        self.all.lock().unwrap_or_else(PoisonError::into_inner).insert(file.clone());
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        for file in &self.own {
            all.remove(file);
        }
    }
}

/// Why a change was not committed.
#[derive(Debug)]
pub(crate) enum CommitError {
    /// It was not: files that were stored for it can be removed.
    Unwritten(LakeError),
    /// Nobody knows; it is found out before the next commit.
    Unknown(LakeError),
}

impl From<CommitError> for LakeError {
    fn from(error: CommitError) -> LakeError {
        match error {
            CommitError::Unwritten(error) | CommitError::Unknown(error) => error,
        }
    }
}

impl Inside {
    /// The rows from `covered` on, with columns that the table has.
    fn admit(&mut self, chunks: Vec<Chunk>, covered: u64) -> Result<Vec<Chunk>, ArrowError> {
        let mut admitted = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let rows = chunk.rows();
            let rest = merge::from(chunk, covered)?;
            self.skipped += (rows - rest.as_ref().map_or(0, Chunk::rows)) as u64;
            if let Some(chunk) = rest {
                let columns = self.columns.get_or_insert_with(|| Box::new(TableColumns::of(&self.state.schema)));
                admitted.push(columns.admit(chunk)?);
            }
        }
        Ok(admitted)
    }

    fn put_chunks(&mut self, chunks: Vec<Arc<Chunk>>) {
        let old = &self.state;
        self.state = Arc::new(TableState {
            organization: old.organization.clone(),
            kind: old.kind.clone(),
            folder: old.folder.clone(),
            schema: self.columns.as_ref().map_or(&old.schema, |columns| columns.schema()).clone(),
            version: old.version,
            files: old.files.clone(),
            chunks,
        });
    }

    /// What waits; `None` where nothing does.
    fn wait(&self, since: Instant) -> Option<Wait> {
        let chunks = &self.state.chunks;
        let first = chunks.iter().map(|chunk| chunk.offsets.start).min()?;
        Some(Wait { bytes: chunks.iter().map(|chunk| chunk.bytes()).sum(), first, since })
    }
}
