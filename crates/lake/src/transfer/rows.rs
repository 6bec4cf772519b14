//! Rows of a batch: by what they are known, and with the columns of the file that they are copied into.

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use datafusion::arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema};
use datafusion::arrow::error::ArrowError;
use rustc_hash::FxHasher;

use super::RowId;

/// A row that is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub(super) id: RowId,
    /// What its record is known by, hashed: a frame of another journal is not taken for its own.
    pub(super) origin: u64,
    /// Its number in the file.
    pub(super) row: usize,
}

/// The identifiers of a batch's rows, in their order; the first row of the batch has this number.
pub(super) fn wanted(batch: &RecordBatch, first: usize) -> Result<Vec<Wanted>, ArrowError> {
    let column = |name: &str| -> Result<&ArrayRef, ArrowError> {
        batch
            .column_by_name(name)
            .ok_or_else(|| ArrowError::SchemaError(format!("a file has no column `{name}` of ours")))
    };
    let late = column("late")?.as_boolean();
    let offset = column("offset_")?.as_primitive::<Int64Type>();
    let ordinal = column("ordinal_")?.as_primitive::<Int32Type>();
    let origin = cast(column("origin")?, &DataType::Utf8View)?;
    let origin = origin.as_string_view();
    let [chunk, record] = [column("origin_chunk")?, column("origin_record")?];
    let [chunk, record] = [chunk, record].map(|column| column.as_primitive::<Int64Type>());
    let mut all: Vec<Wanted> = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let id = RowId {
            late: late.value(row),
            offset: offset.value(row).cast_unsigned(),
            ordinal: ordinal.value(row).cast_unsigned(),
        };
        let mut hasher = FxHasher::default();
        (origin.value(row), chunk.value(row), record.value(row)).hash(&mut hasher);
        all.push(Wanted { id, origin: hasher.finish(), row: first + row });
    }
    all.sort_unstable();
    Ok(all)
}

/// The batch with the columns of the schema, in their order; those that it lacks are null.
pub(super) fn aligned(batch: &RecordBatch, schema: &Schema) -> Result<RecordBatch, ArrowError> {
    let column = |field: &Arc<Field>| match batch.column_by_name(field.name()) {
        Some(column) => column.clone(),
        None => new_null_array(field.data_type(), batch.num_rows()),
    };
    let columns: Vec<ArrayRef> = schema.fields().iter().map(column).collect();
    let typed = |(field, column): (&Arc<Field>, &ArrayRef)| {
        field.as_ref().clone().with_data_type(column.data_type().clone()).with_nullable(true)
    };
    let fields: Vec<Field> = schema.fields().iter().zip(&columns).map(typed).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
}
