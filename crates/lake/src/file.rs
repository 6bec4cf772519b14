//! Rows to Parquet files: what is a file of its own, in which order its rows stand, how they are encoded.
//!
//! Only bytes come out; who asked stores and commits them. One file is encoded at a time, and of a file one column.

mod gather;
#[cfg(test)]
mod measure;
mod order;
mod properties;
mod statistics;
mod twins;

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{Field, Int32Type, Int64Type, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowSchemaConverter;
use datafusion::parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory};
use datafusion::parquet::errors::{ParquetError, Result};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use datafusion::parquet::schema::types::SchemaDescriptor;
use rustc_hash::FxHashMap;

use crate::chunk::Chunk;
use crate::column::STORED;
use crate::file_entry::DataFile;
use crate::weight::{Scales, Weight, weigh};
use gather::Gather;
use order::{Place, days};
pub(crate) use properties::properties;
pub(crate) use statistics::delta as delta_statistics;
use twins::{Encoded, twins};

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
    let twins = twins(&used(chunks, places), &schema);
    let (groups, weight) = groups(chunks, places);
    let columns = Columns { schema: &schema, descriptor: &parquet_schema, properties: &properties, twins };
    for group in groups {
        columns.write(&Gather::new(chunks, &places[group]), writer.next_row_group()?)?;
    }
    let metadata = writer.finish()?;
    let bytes = Bytes::from(std::mem::take(writer.inner_mut()));
    let (offsets, sources) = provenance(chunks, places)?;
    let stats = statistics::delta(&metadata, &schema);
    Ok(DataFile { day, rows: places.len() as u64, offsets, sources, stats, weight, bytes })
}

/// Where the groups of a file begin and end, and what its rows weigh.
fn groups(chunks: &[Arc<Chunk>], places: &[Place]) -> (Vec<Range<usize>>, Weight) {
    let used = order::used(chunks.len(), places);
    let weigh = |(chunk, used): (&Arc<Chunk>, bool)| if used { weigh(&chunk.batch) } else { Vec::new() };
    let bytes: Vec<Vec<u64>> = chunks.iter().zip(used).map(weigh).collect();
    let rows = GROUP_ROWS_MAX.min(rows_of_bytes(chunks, GROUP_BYTES_MAX));
    let (mut groups, mut scales, mut start) = (Vec::new(), Scales::default(), 0);
    for (at, place) in places.iter().enumerate() {
        let heavy = scales.put(bytes[place.chunk as usize][place.row as usize]);
        if heavy || at + 1 - start == rows || at + 1 == places.len() {
            groups.push(start..at + 1);
            start = at + 1;
        }
    }
    (groups, scales.weight())
}

/// The columns of a file.
struct Columns<'a> {
    schema: &'a SchemaRef,
    descriptor: &'a SchemaDescriptor,
    properties: &'a Arc<WriterProperties>,
    /// For each column, the first one that says the same.
    twins: Vec<Option<usize>>,
}

impl Columns<'_> {
    /// Writes a group, column by column.
    fn write(&self, gather: &Gather<'_>, mut group: SerializedRowGroupWriter<'_, Vec<u8>>) -> Result<()> {
        let mut kept: FxHashMap<usize, Encoded> = FxHashMap::default();
        for (at, field) in self.schema.fields().iter().enumerate() {
            if let Some(encoded) = self.twins[at].and_then(|first| kept.get(&first)) {
                encoded.append(&mut group, self.descriptor.column(at))?;
                continue;
            }
            let mut column = ColumnEncoder::new(field, self.properties)?;
            gather.write(field, &mut column.writer)?;
            if self.twins.contains(&Some(at)) {
                let encoded = column.keep(self.properties)?;
                encoded.append(&mut group, self.descriptor.column(at))?;
                kept.insert(at, encoded);
            } else {
                column.writer.close()?.append_to_row_group(&mut group)?;
            }
        }
        group.close()?;
        Ok(())
    }
}

/// The writer of one column. Those of all columns of a file, made together, would take a megabyte each.
struct ColumnEncoder {
    descriptor: SchemaDescriptor,
    writer: ArrowColumnWriter,
}

impl ColumnEncoder {
    fn new(field: &Arc<Field>, properties: &Arc<WriterProperties>) -> Result<ColumnEncoder> {
        let schema = Arc::new(Schema::new(vec![field.clone()]));
        let descriptor = ArrowSchemaConverter::new().convert(&schema)?;
        let nowhere = SerializedFileWriter::new(std::io::sink(), descriptor.root_schema_ptr(), properties.clone())?;
        let writer = ArrowRowGroupWriterFactory::new(&nowhere, schema).create_column_writers(0)?.pop();
        let writer = writer.ok_or_else(|| ParquetError::General(format!("`{}` is no column", field.name())))?;
        Ok(ColumnEncoder { descriptor, writer })
    }

    fn keep(self, properties: &Arc<WriterProperties>) -> Result<Encoded> {
        Encoded::keep(self.writer.close()?, &self.descriptor, properties)
    }
}

/// The chunks that have any of the rows.
fn used<'a>(chunks: &'a [Arc<Chunk>], places: &[Place]) -> Vec<&'a Chunk> {
    let used = order::used(chunks.len(), places);
    chunks.iter().zip(used).filter(|(_, used)| *used).map(|(chunk, _)| chunk.as_ref()).collect()
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
