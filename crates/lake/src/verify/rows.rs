//! No row twice: a row is known by the journal's offset of its frame and its place in it, replayed ones apart.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use datafusion::parquet::errors::{ParquetError, Result};
use rustc_hash::FxHashSet;

use super::{Verification, Wrong};
use crate::file_entry::FileEntry;
use crate::lake::Shared;
use crate::snapshot::TableState;
use crate::upkeep::{ObjectReader, Watch, open_file};

/// Rows that are remembered at a time; a table with more is read several times.
const ROWS_AT_ONCE: u64 = 4 << 20;
/// Rows that are read at a time.
const BATCH_ROWS: usize = 16 << 10;

/// Looks for rows of these files that are there more than once.
pub(super) fn verify(
    shared: &Shared,
    state: &TableState,
    files: &[Arc<FileEntry>],
    watch: &Watch<'_>,
    found: &mut Verification,
) {
    let rows: u64 = files.iter().map(|file| file.rows).sum();
    let passes = rows.div_ceil(ROWS_AT_ONCE).max(1);
    for pass in 0..passes {
        let mut seen = FxHashSet::default();
        for file in files {
            if found.ends(watch) {
                return;
            }
            match repeated(shared, state, file, passes, pass, &mut seen) {
                Ok(0) => {}
                Ok(rows) => found.add(&state.folder, file.path.as_ref(), Wrong::Repeated(rows)),
                Err(error) => found.add(&state.folder, file.path.as_ref(), Wrong::Unreadable(error.to_string())),
            }
        }
    }
}

/// How many rows of a file that are of this pass were seen before.
fn repeated(
    shared: &Shared,
    state: &TableState,
    file: &FileEntry,
    passes: u64,
    pass: u64,
    seen: &mut FxHashSet<(bool, i64, i32)>,
) -> Result<u64> {
    let external = |error| ParquetError::External(Box::new(error));
    let location = crate::compact::location(state, file).map_err(|_| ParquetError::General("no path".to_owned()))?;
    let reader = ObjectReader::new(shared, location, file.size).map_err(external)?;
    let (_, batches) = open_file(reader, BATCH_ROWS, Some(&["late", "offset_", "ordinal_"]))?;
    let mut repeated = 0;
    for batch in batches {
        let batch = batch?;
        let late = column(&batch, "late")?.as_boolean();
        let offsets = column(&batch, "offset_")?.as_primitive::<Int64Type>();
        let ordinals = column(&batch, "ordinal_")?.as_primitive::<Int32Type>();
        for row in 0..batch.num_rows() {
            let offset = offsets.value(row);
            if offset.cast_unsigned() % passes == pass {
                repeated += u64::from(!seen.insert((late.value(row), offset, ordinals.value(row))));
            }
        }
    }
    Ok(repeated)
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a Arc<dyn datafusion::arrow::array::Array>> {
    batch.column_by_name(name).ok_or_else(|| ParquetError::General(format!("a file has no column `{name}` of ours")))
}
