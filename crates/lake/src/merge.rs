//! Chunks that wait: small ones are put together, and rows that a table has are left out.
//!
//! A row of a live source comes alone, and a chunk of one row with three hundred columns is mostly overhead.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array as _, ArrayRef, AsArray as _, BooleanArray, RecordBatch, RecordBatchOptions, new_null_array,
};
use datafusion::arrow::compute::{concat, filter_record_batch};
use datafusion::arrow::datatypes::{Field, Int32Type, Int64Type, Schema};
use datafusion::arrow::error::ArrowError;
use rustc_hash::FxHashSet;

use crate::chunk::Chunk;

/// Rows of a chunk that others are put together to at most.
const MERGED_ROWS_MAX: usize = 1024;

/// Puts a chunk behind the others. Those behind the first `fixed` ones, which nobody may change, are put together with it
/// while they are no larger than it: so there are few, and each row is copied a few times only.
pub(crate) fn push(all: &mut Vec<Arc<Chunk>>, fixed: usize, mut chunk: Chunk) {
    while all.len() > fixed {
        let Some(last) = all.last() else { break };
        if last.rows() > chunk.rows() * 2 || last.rows() + chunk.rows() > MERGED_ROWS_MAX {
            break;
        }
        // What cannot be put together stays apart.
        let Ok(merged) = merged(last, &chunk) else { break };
        all.pop();
        chunk = merged;
    }
    all.push(Arc::new(chunk));
}

fn merged(first: &Chunk, second: &Chunk) -> Result<Chunk, ArrowError> {
    let known: FxHashSet<&str> = first.batch.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
    let new = second.batch.schema_ref().fields().iter().filter(|field| !known.contains(field.name().as_str()));
    let fields: Vec<Arc<Field>> = first.batch.schema_ref().fields().iter().chain(new).map(nullable).collect();
    let column = |field: &Arc<Field>| -> Result<ArrayRef, ArrowError> {
        let part = |chunk: &Chunk| match chunk.batch.column_by_name(field.name()) {
            Some(array) => array.clone(),
            None => new_null_array(field.data_type(), chunk.rows()),
        };
        concat(&[part(first).as_ref(), part(second).as_ref()])
    };
    let columns = fields.iter().map(column).collect::<Result<_, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(first.rows() + second.rows()));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?;
    let mut sources = first.sources.clone();
    for (source, rows) in &second.sources {
        *sources.entry(source.clone()).or_default() += rows;
    }
    let offsets = first.offsets.start.min(second.offsets.start)..first.offsets.end.max(second.offsets.end);
    Ok(Chunk { batch, offsets, sources, misfits: first.misfits + second.misfits, ..first.clone() })
}

fn nullable(field: &Arc<Field>) -> Arc<Field> {
    if field.is_nullable() { field.clone() } else { Arc::new(field.as_ref().clone().with_nullable(true)) }
}

/// The rows from this offset on; `None` where there are none. Of misfits nobody knows which rows had them: all stay
/// counted.
pub(crate) fn from(chunk: Chunk, offset: u64) -> Result<Option<Chunk>, ArrowError> {
    if chunk.offsets.start >= offset {
        return Ok((chunk.rows() > 0).then_some(chunk));
    }
    if chunk.offsets.end <= offset {
        return Ok(None);
    }
    let offsets = chunk.batch.column_by_name("offset_").ok_or_else(|| missing("offset_"))?;
    let offsets = offsets.as_primitive::<Int64Type>().values();
    let keep: BooleanArray = offsets.iter().map(|at| Some(*at >= 0 && at.cast_unsigned() >= offset)).collect();
    let batch = filter_record_batch(&chunk.batch, &keep)?;
    if batch.num_rows() == 0 {
        return Ok(None);
    }
    let sources = sources(&batch)?;
    Ok(Some(Chunk { batch, sources, offsets: offset..chunk.offsets.end, ..chunk }))
}

/// The rows that are kept; `None` where there are none. Misfits stay counted, as above.
pub(crate) fn kept(chunk: &Chunk, keep: &BooleanArray) -> Result<Option<Chunk>, ArrowError> {
    let batch = filter_record_batch(&chunk.batch, keep)?;
    if batch.num_rows() == 0 {
        return Ok(None);
    }
    let sources = sources(&batch)?;
    Ok(Some(Chunk { batch, sources, ..chunk.clone() }))
}

fn sources(batch: &RecordBatch) -> Result<BTreeMap<Arc<str>, u64>, ArrowError> {
    let column = batch.column_by_name("source").ok_or_else(|| missing("source"))?;
    let column = column.as_dictionary::<Int32Type>();
    let names = column.values().as_string::<i32>();
    let mut counts = vec![0_u64; names.len()];
    column.keys().iter().flatten().for_each(|key| counts[key as usize] += 1);
    let counted = counts.into_iter().enumerate().filter(|(_, rows)| *rows > 0);
    Ok(counted.map(|(key, rows)| (names.value(key).into(), rows)).collect())
}

fn missing(column: &str) -> ArrowError {
    ArrowError::SchemaError(format!("a chunk has no column `{column}`"))
}
