//! What is stored, in numbers: per source for the sum that must balance, and per table.

use std::collections::BTreeMap;
use std::sync::Arc;

use atalaya_model::Time;

use crate::compact::CompactOptions;
use crate::file_entry::FileEntry;
use crate::lake::Lake;
use crate::log::Head;
use crate::snapshot::Scope;
use crate::table::Table;

/// What the lake has of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Whose it is.
    pub organization: String,
    /// The source's name.
    pub source: String,
    /// Rows in durable tables.
    pub stored: u64,
    /// Rows that expired.
    pub expired: u64,
    /// Rows that wait in memory.
    pub buffered: u64,
}

/// What there is of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableStatus {
    /// Whose it is.
    pub organization: String,
    /// The kind of its events.
    pub kind: String,
    /// The version of the last commit; `None` where nothing was written yet.
    pub version: Option<u64>,
    /// Files of that version.
    pub files: u64,
    /// Files of that version that were not compacted and that compaction would merge: there are others of their day.
    pub files_small: u64,
    /// Rows of that version.
    pub rows: u64,
    /// Rows that wait in memory.
    pub rows_buffered: u64,
    /// Bytes of the files, as Parquet.
    pub bytes: u64,
    /// The earliest time of an event in the files.
    pub first: Option<Time>,
    /// The latest one.
    pub last: Option<Time>,
    /// Columns.
    pub columns: u64,
    /// Values that did not fit their column's type and are kept as text.
    pub misfits: u64,
    /// Rows that were brought again and were there already.
    pub skipped: u64,
}

impl Lake {
    /// The offset behind the last journal entry of which some table has its rows durably, as far as is known; 0 where there
    /// is none. Entries before it may still miss in other tables.
    #[must_use]
    pub fn covered(&self) -> u64 {
        self.furthest(|head| head.covered)
    }

    /// The same of the frames that were replayed: the number behind the last one.
    #[must_use]
    pub fn replayed(&self) -> u64 {
        self.furthest(|head| head.replayed)
    }

    fn furthest(&self, of: impl Fn(&Head) -> u64) -> u64 {
        self.shared.tables().seen(&Scope::All).map(|table| of(&table.moment().1)).max().unwrap_or(0)
    }
}

/// What the tables have of each source.
pub(crate) fn tallies(tables: &[Arc<Table>]) -> Vec<Stored> {
    let mut all: BTreeMap<(Arc<str>, Arc<str>), Stored> = BTreeMap::new();
    for table in tables {
        let (state, head, _) = table.moment();
        let mut count = |source: &Arc<str>, rows: u64, add: fn(&mut Stored, u64)| {
            let of_source = all.entry((state.organization.clone(), source.clone()));
            add(of_source.or_insert_with(|| Stored::nothing(&state.organization, source)), rows);
        };
        let stored = state.files.iter().flat_map(|file| file.sources.iter());
        stored.for_each(|(source, rows)| count(source, *rows, |stored, rows| stored.stored += rows));
        let buffered = state.chunks.iter().flat_map(|chunk| chunk.sources.iter());
        buffered.for_each(|(source, rows)| count(source, *rows, |stored, rows| stored.buffered += rows));
        let expired = head.expired.iter();
        expired.for_each(|(source, rows)| count(source, *rows, |stored, rows| stored.expired += rows));
    }
    all.into_values().collect()
}

impl Stored {
    fn nothing(organization: &str, source: &str) -> Stored {
        let (organization, source) = (organization.to_owned(), source.to_owned());
        Stored { organization, source, stored: 0, expired: 0, buffered: 0 }
    }
}

/// What there is of a table.
pub(crate) fn status(table: &Table) -> TableStatus {
    let (state, head, skipped) = table.moment();
    let times = || state.files.iter().filter_map(|file| file.times);
    TableStatus {
        organization: state.organization.to_string(),
        kind: state.kind.to_string(),
        version: head.version,
        files: state.files.len() as u64,
        files_small: files_small(&state.files),
        rows: state.files.iter().map(|file| file.rows).sum(),
        rows_buffered: state.chunks.iter().map(|chunk| chunk.rows() as u64).sum(),
        bytes: state.files.iter().map(|file| file.size).sum(),
        first: times().map(|(first, _)| Time(first)).min(),
        last: times().map(|(_, last)| Time(last)).max(),
        columns: state.schema.fields().len() as u64,
        misfits: state.files.iter().map(|file| file.misfits).sum::<u64>()
            + state.chunks.iter().map(|chunk| chunk.misfits).sum::<u64>(),
        skipped,
    }
}

/// Files that compaction would merge.
fn files_small(files: &[Arc<FileEntry>]) -> u64 {
    let options = CompactOptions::default();
    let mut days: BTreeMap<i32, usize> = BTreeMap::new();
    for file in files.iter().filter(|file| !file.compacted && file.size < options.target_bytes / 2) {
        *days.entry(file.day).or_default() += 1;
    }
    days.into_values().filter(|files| *files >= options.files_min).map(|files| files as u64).sum()
}
