//! What is kept in memory of a table's file: enough to count, to find and to leave it out of a hunt.

use std::ops::Range;
use std::sync::Arc;

use crate::weight::Weight;

/// A file of a table, as the table's log says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileEntry {
    /// From the table's folder on: `day=2024-01-31/….parquet`.
    pub(crate) path: Box<str>,
    /// Bytes of the Parquet file, before any encryption.
    pub(crate) size: u64,
    /// Rows in it.
    pub(crate) rows: u64,
    /// The day of all of its rows, days since 1970-01-01.
    pub(crate) day: i32,
    /// The earliest and the latest `time`, microseconds; `None` where no row has one, which `timeless` tells, or where the
    /// log does not say.
    pub(crate) times: Option<(i64, i64)>,
    /// Rows that have no `time`.
    pub(crate) timeless: u64,
    /// The first offset, and the one behind the last.
    pub(crate) offsets: Range<u64>,
    /// Rows by source.
    pub(crate) sources: Box<[(Arc<str>, u64)]>,
    /// Values that did not fit their column's type.
    pub(crate) misfits: u64,
    /// Of the Parquet file, before any encryption.
    pub(crate) sha256: [u8; 32],
    /// Whether it was written by compaction.
    pub(crate) compacted: bool,
    /// A bit for each column of the table's schema, the first in the lowest bit of the first number: whether any row has
    /// a value there. A column that came later than the file has no bit, and no value.
    pub(crate) present: Box<[u64]>,
    /// Bounds of the few columns that pruning asks for.
    pub(crate) bounds: Box<[Bounded]>,
    /// What its rows take when they are read.
    pub(crate) weight: Weight,
}

/// Between which values a column of a file is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bounded {
    /// The column, by its place in the table's schema.
    pub(crate) column: u16,
    /// The smallest value, or less.
    pub(crate) min: Bound,
    /// The largest value, or more.
    pub(crate) max: Bound,
}

/// A bound of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Bound {
    /// Of a column of numbers or times.
    Integer(i64),
    /// Of a column of text.
    Text(Box<str>),
}

impl FileEntry {
    /// Whether any row has a value in the column with this place in the table's schema.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.present.get(column / 64).is_some_and(|bits| bits >> (column % 64) & 1 == 1)
    }
}

/// A Parquet file that was encoded and is not in the table yet. `file.rs` makes it, the flush and upkeep store it.
#[derive(Debug, Clone)]
pub(crate) struct DataFile {
    /// The day of all of its rows, days since 1970-01-01.
    pub(crate) day: i32,
    /// Rows in it.
    pub(crate) rows: u64,
    /// The first offset, and the one behind the last.
    pub(crate) offsets: Range<u64>,
    /// Rows by source.
    pub(crate) sources: Vec<(Arc<str>, u64)>,
    /// Delta's statistics: `{"numRecords":…,"minValues":{…},"maxValues":{…},"nullCount":{…}}`; `nullCount` has every
    /// column that the file has, `minValues` and `maxValues` have `time` in RFC 3339 with microseconds.
    pub(crate) stats: String,
    /// What its rows take when they are read.
    pub(crate) weight: Weight,
    /// The file.
    pub(crate) bytes: bytes::Bytes,
}
