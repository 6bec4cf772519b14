//! What is stored, in numbers: per source for the sum that must balance, and per table.

use atalaya_model::Time;

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
    /// Files of that version that were not compacted.
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
