//! Rows of one table that are together: what a sheet gives, what waits in memory, what a file is made of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;

/// Rows of one organization and kind.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Whose they are.
    pub organization: Arc<str>,
    /// The kind of the events.
    pub kind: Arc<str>,
    /// The rows: the stored columns, then the record columns that occur.
    pub batch: RecordBatch,
    /// The first offset, and the one behind the last.
    pub offsets: Range<u64>,
    /// Rows by source.
    pub sources: BTreeMap<Arc<str>, u64>,
    /// Values that did not fit their column's type.
    pub misfits: u64,
}
