//! Compaction: the many small files of a table's day become few large ones, ordered by time.
//!
//! Files are merged batch by batch, as many at a time as fit a bound on memory; each merge is one commit that takes the old
//! files out and puts the new ones in, without changing a row. Only files that have the SHA-256 of the log are merged: damage
//! would otherwise get a digest of its own. Old files stay on the disk until [`crate::Lake::vacuum`].

mod merge;
mod output;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use object_store::path::Path;

use crate::error::LakeError;
use crate::file_entry::FileEntry;
use crate::flush::{Files, StoreError, keep_log_short};
use crate::lake::{Lake, Shared};
use crate::log::{Change, Operation};
use crate::snapshot::{Scope, TableState};
use crate::table::{CommitError, Table};
use crate::upkeep::{UpkeepProgress, Watch};
use crate::weight::BATCH_BYTES_MAX;
pub(crate) use merge::occurring;
use merge::{BATCH_ROWS_MAX, BATCH_ROWS_MIN, merge};
pub(crate) use output::Output;

/// Bytes of a compacted file, about: it is made in memory.
pub const COMPACTED_BYTES_MAX: u64 = 256 << 20;
/// Rows of a compacted file.
pub const COMPACTED_ROWS_MAX: u64 = 8 << 20;
/// Memory that files may have while they are merged, about; at least two are merged.
const MERGE_BYTES_MAX: u64 = 96 << 20;
/// Memory that one file may have while it is merged, about: a page of each column.
const STREAM_BYTES_MAX: u64 = 12 << 20;
/// Memory that the least file has while it is merged, about.
const STREAM_BYTES_MIN: u64 = 96 << 10;
/// How much larger rows are in memory than in a file, about.
const UNPACKED: u64 = 8;

/// What is compacted, and into what.
#[derive(Debug, Clone)]
pub struct CompactOptions {
    /// Whose tables; all where there is none.
    pub organization: Option<String>,
    /// Of which kind; all where there is none.
    pub kind: Option<String>,
    /// Bytes of a file, about; at most [`COMPACTED_BYTES_MAX`].
    pub target_bytes: u64,
    /// The level of zstd.
    pub compression_level: i32,
    /// How many files of a day there must be that are not large yet.
    pub files_min: usize,
}

impl Default for CompactOptions {
    fn default() -> CompactOptions {
        CompactOptions { organization: None, kind: None, target_bytes: 128 << 20, compression_level: 6, files_min: 2 }
    }
}

/// What compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compacted {
    /// Tables that have fewer files now.
    pub tables: u64,
    /// Files that are no longer in a table.
    pub files_before: u64,
    /// Files in their place.
    pub files_after: u64,
    /// Bytes of the former.
    pub bytes_before: u64,
    /// Bytes of the latter.
    pub bytes_after: u64,
    /// Their rows.
    pub rows: u64,
    /// How far it was when it was stopped; `None` where nothing is left to do.
    pub stopped: Option<UpkeepProgress>,
}

impl Lake {
    /// Merges small files into large ones, ordered by time, until that is done or `stop` is on. Rows in memory are not
    /// touched.
    ///
    /// # Errors
    /// What was merged before stays merged.
    pub fn compact(
        &self,
        options: &CompactOptions,
        stop: &AtomicBool,
        progress: &dyn Fn(UpkeepProgress),
    ) -> Result<Compacted, LakeError> {
        let _turn = self.shared.quiet_turn()?;
        let tables: Vec<_> = self.shared.tables().seen(&Scope::All).cloned().collect();
        let wanted = |table: &Arc<Table>| {
            let state = table.state();
            options.organization.as_deref().is_none_or(|name| *state.organization == *name)
                && options.kind.as_deref().is_none_or(|name| *state.kind == *name)
        };
        let tables: Vec<_> = tables.into_iter().filter(wanted).collect();
        let watch = Watch::new(stop, progress);
        watch.further(|far| far.tables = tables.len());
        let mut run = Run { shared: &self.shared, options, watch, done: Compacted::default() };
        for table in &tables {
            run.done.stopped = run.watch.stopped();
            if run.done.stopped.is_none() {
                run.table(table)?;
            }
            if run.done.stopped.is_some() {
                break;
            }
            run.watch.further(|far| far.tables_done += 1);
        }
        Ok(run.done)
    }
}

/// Rows of files: all, and by source. They are the same before and after a merge.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    rows: u64,
    sources: BTreeMap<Arc<str>, u64>,
}

impl Sums {
    fn add(&mut self, rows: u64, sources: &[(Arc<str>, u64)]) {
        self.rows += rows;
        for (source, rows) in sources.iter().filter(|(_, rows)| *rows > 0) {
            *self.sources.entry(source.clone()).or_default() += rows;
        }
    }
}

/// A compaction that is going on.
struct Run<'a> {
    shared: &'a Shared,
    options: &'a CompactOptions,
    watch: Watch<'a>,
    done: Compacted,
}

impl Run<'_> {
    fn table(&mut self, table: &Table) -> Result<(), LakeError> {
        let before = self.done.files_before;
        // Results of one pass may be merged in the next one, for as long as that makes files fewer.
        let mut files = usize::MAX;
        'passes: loop {
            table.settle(self.shared)?;
            let state = table.state();
            let groups = self.groups(&state.files);
            if groups.is_empty() || state.files.len() >= files {
                break;
            }
            files = state.files.len();
            for group in groups {
                self.done.stopped = self.watch.stopped();
                if self.done.stopped.is_some() {
                    break 'passes;
                }
                self.merge(table, &state, group)?;
            }
        }
        self.done.tables += u64::from(self.done.files_before > before);
        Ok(())
    }

    /// Files to be merged: of one day, neighbours in time, as many as memory allows and a large file can hold.
    fn groups(&self, files: &[Arc<FileEntry>]) -> Vec<Vec<Arc<FileEntry>>> {
        let target = self.target();
        let mut days: BTreeMap<i32, Vec<Arc<FileEntry>>> = BTreeMap::new();
        let small = |file: &&Arc<FileEntry>| file.size < target / 2 && file.rows < COMPACTED_ROWS_MAX / 2;
        for file in files.iter().filter(small) {
            days.entry(file.day).or_default().push(file.clone());
        }
        let mut groups = Vec::new();
        for mut files in days.into_values().filter(|files| files.len() >= self.options.files_min.max(2)) {
            files.sort_by_key(|file| file.times.map_or(i64::MAX, |(first, _)| first));
            let (mut group, mut size, mut rows, mut memory) = (Vec::new(), 0, 0, 0);
            for file in files {
                let more = memory_of(&file);
                let full = size + file.size > target
                    || rows + file.rows > COMPACTED_ROWS_MAX
                    || group.len() >= 2 && memory + more > MERGE_BYTES_MAX;
                if full {
                    groups.push(std::mem::take(&mut group));
                    (size, rows, memory) = (0, 0, 0);
                }
                (size, rows, memory) = (size + file.size, rows + file.rows, memory + more);
                group.push(file);
            }
            groups.push(group);
        }
        groups.retain(|group| group.len() > 1);
        groups
    }

    fn target(&self) -> u64 {
        self.options.target_bytes.clamp(1, COMPACTED_BYTES_MAX)
    }

    /// Merges the files into one, or, should it become too large, a few; one commit.
    fn merge(&mut self, table: &Table, state: &TableState, group: Vec<Arc<FileEntry>>) -> Result<(), LakeError> {
        let mut files = Files::new(self.shared, table, Operation::Optimize);
        let mut misfits: u64 = group.iter().map(|file| file.misfits).sum();
        let mut bytes_after = 0;
        let mut written = Sums::default();
        let merged = merge(self.shared, state, &group, self.options.compression_level, self.target(), |file| {
            bytes_after += file.bytes.len() as u64;
            written.add(file.rows, &file.sources);
            files.store(&file, std::mem::take(&mut misfits))
        });
        if let Err(error) = merged {
            files.remove();
            return Err(error.of(table));
        }
        let mut read = Sums::default();
        group.iter().for_each(|file| read.add(file.rows, &file.sources));
        if written != read {
            files.remove();
            let what = "a merge has other rows than the log says of its files".to_owned();
            return Err(LakeError::Damaged { table: state.folder.to_string(), what });
        }
        let (rows, files_after) = (group.iter().map(|file| file.rows).sum::<u64>(), files.added.len() as u64);
        let (files_before, bytes_before) = (group.len() as u64, group.iter().map(|file| file.size).sum::<u64>());
        let mut change = Change::new(Operation::Optimize);
        change.added = std::mem::take(&mut files.added);
        change.removed = group;
        commit(self.shared, table, &mut files, change)?;
        self.done.files_before += files_before;
        self.done.bytes_before += bytes_before;
        self.done.files_after += files_after;
        self.done.bytes_after += bytes_after;
        self.done.rows += rows;
        self.watch.further(|far| {
            far.files += files_before;
            far.bytes += bytes_before;
        });
        Ok(())
    }
}

fn commit(shared: &Shared, table: &Table, files: &mut Files<'_>, change: Change) -> Result<(), LakeError> {
    match table.commit(shared, change) {
        Ok(_) => {
            keep_log_short(shared, table);
            shared.keep_catalogue();
            Ok(())
        }
        Err(CommitError::Unknown(error)) => Err(error),
        Err(CommitError::Unwritten(error)) => {
            files.remove();
            Err(error)
        }
    }
}

/// Memory that a file has while it is merged, about: its pages, and the rows that are read of it at a time.
fn memory_of(file: &FileEntry) -> u64 {
    pages_of(file) + file.weight.of_rows(rows_at_a_time(file))
}

fn pages_of(file: &FileEntry) -> u64 {
    (file.size * UNPACKED).clamp(STREAM_BYTES_MIN, STREAM_BYTES_MAX)
}

/// Rows that are read of a file at a time: as many as take about what its pages do, and few only where that is too much.
fn rows_at_a_time(file: &FileEntry) -> u64 {
    let rows = pages_of(file) * file.rows / (file.size * UNPACKED * 2).max(1);
    let rows = rows.clamp(BATCH_ROWS_MIN, BATCH_ROWS_MAX);
    let rows = file.weight.rows_within(pages_of(file), rows, BATCH_ROWS_MIN);
    file.weight.rows_within(BATCH_BYTES_MAX, rows, 1)
}

/// Where a table's file is in the store.
pub(crate) fn location(state: &TableState, file: &FileEntry) -> Result<Path, StoreError> {
    let path = Path::parse(format!("{}/{}", state.folder, file.path));
    path.map_err(|error| StoreError::Store(error.into()))
}
