//! Rows to Parquet files: what is a file of its own, in which order its rows stand, how they are encoded.
//!
//! Only bytes come out; who asked stores and commits them. One file is encoded at a time, and of a file one column.

mod gather;
#[cfg(test)]
mod measure;
mod order;
mod properties;
mod statistics;

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{Field, Int32Type, Int64Type, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowSchemaConverter;
use datafusion::parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory};
use datafusion::parquet::errors::{ParquetError, Result};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::SerializedFileWriter;

use crate::chunk::Chunk;
use crate::column::STORED;
use crate::file_entry::DataFile;
use gather::Gather;
use order::{Place, days};
pub(crate) use properties::properties;
pub(crate) use statistics::delta as delta_statistics;

/// Rows of one group of a file: what one look into a filter or at bounds can leave out.
const GROUP_ROWS_MAX: usize = 1 << 17;
/// Bytes of rows in memory that become one group.
const GROUP_BYTES_MAX: usize = 128 << 20;
/// Rows of a file that is written for the first time.
const FILE_ROWS_MAX: usize = 1 << 20;
/// Bytes of rows in memory that become one file.
const FILE_BYTES_MAX: usize = 512 << 20;

/// How files are encoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encoding {
    /// The level of zstd.
    pub(crate) compression_level: i32,
}

/// Makes files of the rows of chunks of one table, whose columns they all fit, and gives each to `sink` before the next
/// one is begun. Rows are split by day, and stand by time, those without behind, in a file; rows of one time in the order
/// of the chunks.
pub(crate) fn write_files<E: From<ParquetError>>(
    chunks: &[Arc<Chunk>],
    schema: &SchemaRef,
    encoding: Encoding,
    mut sink: impl FnMut(DataFile) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    for (day, places) in days(chunks)? {
        let rows = FILE_ROWS_MAX.min(rows_of_bytes(chunks, FILE_BYTES_MAX));
        for places in places.chunks(rows) {
            sink(write_file(chunks, schema, day, places, encoding)?)?;
        }
    }
    Ok(())
}

/// How many rows have so many bytes, on the average.
fn rows_of_bytes(chunks: &[Arc<Chunk>], bytes: usize) -> usize {
    let rows: usize = chunks.iter().map(|chunk| chunk.rows()).sum();
    let total: usize = chunks.iter().map(|chunk| chunk.bytes()).sum();
    (bytes / (total / rows.max(1)).max(1)).max(1)
}

fn write_file(
    chunks: &[Arc<Chunk>],
    schema: &SchemaRef,
    day: i32,
    places: &[Place],
    encoding: Encoding,
) -> Result<DataFile> {
    let schema = occurring(chunks, schema, places);
    let properties = properties(&schema, encoding, |field| gather::repeats(chunks, places, field.name()));
    let parquet_schema = ArrowSchemaConverter::new().convert(&schema)?;
    let properties = Arc::new(properties);
    let mut writer = SerializedFileWriter::new(Vec::new(), parquet_schema.root_schema_ptr(), properties.clone())?;
    let rows = GROUP_ROWS_MAX.min(rows_of_bytes(chunks, GROUP_BYTES_MAX));
    for places in places.chunks(rows) {
        let gather = Gather::new(chunks, places);
        let mut group = writer.next_row_group()?;
        for field in schema.fields() {
            for mut column in column_writers(field, &properties)? {
                gather.write(field, &mut column)?;
                column.close()?.append_to_row_group(&mut group)?;
            }
        }
        group.close()?;
    }
    let metadata = writer.finish()?;
    let bytes = Bytes::from(std::mem::take(writer.inner_mut()));
    let (offsets, sources) = provenance(chunks, places)?;
    let stats = statistics::delta(&metadata, &schema);
    Ok(DataFile { day, rows: places.len() as u64, offsets, sources, stats, bytes })
}

/// The writer of one column. Those of all columns of a file, made together, would take a megabyte each.
fn column_writers(field: &Arc<Field>, properties: &Arc<WriterProperties>) -> Result<Vec<ArrowColumnWriter>> {
    let schema = Arc::new(Schema::new(vec![field.clone()]));
    let parquet_schema = ArrowSchemaConverter::new().convert(&schema)?;
    let nowhere = SerializedFileWriter::new(std::io::sink(), parquet_schema.root_schema_ptr(), properties.clone())?;
    ArrowRowGroupWriterFactory::new(&nowhere, schema).create_column_writers(0)
}

/// The stored columns and those record columns that the rows' chunks have: a column that a file lacks is null.
fn occurring(chunks: &[Arc<Chunk>], schema: &SchemaRef, places: &[Place]) -> SchemaRef {
    let used = order::used(chunks.len(), places);
    let has = |field: &Arc<Field>| {
        let mut used = chunks.iter().zip(&used).filter(|(_, used)| **used);
        used.any(|(chunk, _)| chunk.batch.schema_ref().index_of(field.name()).is_ok())
    };
    let fields = schema.fields().iter().enumerate();
    let kept = fields.filter(|(place, field)| *place < STORED.len() || has(field));
    Arc::new(Schema::new(kept.map(|(_, field)| field.clone()).collect::<Vec<_>>()))
}

/// Rows by source.
type Sources = Vec<(Arc<str>, u64)>;

/// Which part of the journal the rows are of, and how many there are of each source.
fn provenance(chunks: &[Arc<Chunk>], places: &[Place]) -> Result<(Range<u64>, Sources)> {
    let mut counts: Vec<Vec<u64>> = Vec::with_capacity(chunks.len());
    let (mut sources, mut offsets) = (Vec::new(), Vec::new());
    for chunk in chunks {
        let source = chunk.column("source")?.as_dictionary::<Int32Type>();
        counts.push(vec![0; source.values().len()]);
        sources.push(source);
        offsets.push(chunk.column("offset_")?.as_primitive::<Int64Type>());
    }
    let (mut first, mut end) = (i64::MAX, 0);
    for place in places {
        let (chunk, row) = (place.chunk as usize, place.row as usize);
        let offset = offsets[chunk].value(row);
        (first, end) = (first.min(offset), end.max(offset.saturating_add(1)));
        counts[chunk][sources[chunk].keys().value(row) as usize] += 1;
    }
    let mut total = std::collections::BTreeMap::<&str, u64>::new();
    for (source, counts) in sources.iter().zip(&counts) {
        let names = source.values().as_string::<i32>();
        for (key, rows) in counts.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            *total.entry(names.value(key)).or_default() += rows;
        }
    }
    let total = total.into_iter().map(|(name, rows)| (name.into(), rows)).collect();
    Ok((first.max(0) as u64..end.max(0) as u64, total))
}
