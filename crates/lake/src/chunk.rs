//! Rows of one table that are together: what a sheet gives, what waits in memory, what a file is made of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{Array as _, ArrayRef, RecordBatch};
use datafusion::arrow::error::ArrowError;

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

impl Chunk {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Bytes of memory that the rows have.
    #[must_use]
    pub fn bytes(&self) -> usize {
        // Columns without any value share one array.
        let filled = self.batch.columns().iter().filter(|column| column.null_count() < column.len());
        filled.map(|column| column.get_array_memory_size()).sum::<usize>() + self.rows() * 4
    }

    /// A column by its name.
    pub(crate) fn column(&self, name: &str) -> Result<&ArrayRef, ArrowError> {
        let missing = || ArrowError::SchemaError(format!("a chunk has no column `{name}`"));
        self.batch.column_by_name(name).ok_or_else(missing)
    }
}
