//! A stream of rows, in order, to files of about the same size.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int64Type, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::errors::{ParquetError, Result};
use rustc_hash::FxHashMap;

use super::COMPACTED_ROWS_MAX;
use crate::file::{Encoding, delta_statistics, properties};
use crate::file_entry::DataFile;
use crate::flush::StoreError;
use crate::weight::{Scales, weigh};

/// Files of a day, one after the other.
pub(crate) struct Output<S> {
    schema: SchemaRef,
    day: i32,
    compression_level: i32,
    target_bytes: u64,
    sink: S,
    open: Option<Open>,
}

/// A file that is being written.
struct Open {
    writer: ArrowWriter<Vec<u8>>,
    rows: u64,
    offset_first: i64,
    offset_end: i64,
    sources: FxHashMap<Box<str>, u64>,
    scales: Scales,
}

impl<S: FnMut(DataFile) -> std::result::Result<(), StoreError>> Output<S> {
    pub(crate) fn new(schema: SchemaRef, day: i32, compression_level: i32, target_bytes: u64, sink: S) -> Output<S> {
        Output { schema, day, compression_level, target_bytes, sink, open: None }
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> std::result::Result<(), StoreError> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open::new(&self.schema, self.compression_level)?,
        };
        open.count(batch)?;
        open.encode(batch)?;
        // What is in progress is told before its compression.
        let bytes = (open.writer.bytes_written() + open.writer.in_progress_size() / 4) as u64;
        if bytes >= self.target_bytes || open.rows >= COMPACTED_ROWS_MAX {
            return self.close(open);
        }
        self.open = Some(open);
        Ok(())
    }

    /// Gives the last file away.
    pub(crate) fn finish(mut self) -> std::result::Result<(), StoreError> {
        match self.open.take() {
            Some(open) => self.close(open),
            None => Ok(()),
        }
    }

    fn close(&mut self, mut open: Open) -> std::result::Result<(), StoreError> {
        let metadata = open.writer.finish()?;
        let stats = delta_statistics(&metadata, &self.schema);
        let bytes = Bytes::from(std::mem::take(open.writer.inner_mut()));
        let mut sources: Vec<(Arc<str>, u64)> =
            open.sources.into_iter().map(|(name, rows)| (Arc::from(name), rows)).collect();
        sources.sort_unstable();
        let offsets = open.offset_first.max(0) as u64..open.offset_end.max(0) as u64;
        let weight = open.scales.weight();
        (self.sink)(DataFile { day: self.day, rows: open.rows, offsets, sources, stats, weight, bytes })
    }
}

impl Open {
    fn new(schema: &SchemaRef, compression_level: i32) -> Result<Open> {
        let properties = properties(schema, Encoding { compression_level }, |_| true);
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(Vec::new(), schema.clone(), options)?;
        let (sources, scales) = (FxHashMap::default(), Scales::default());
        Ok(Open { writer, rows: 0, offset_first: i64::MAX, offset_end: 0, sources, scales })
    }

    /// Writes the rows; a group ends with a row that makes it too heavy.
    fn encode(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut start = 0;
        for (row, bytes) in weigh(batch).into_iter().enumerate() {
            if self.scales.put(bytes) {
                self.writer.write(&batch.slice(start, row + 1 - start))?;
                self.writer.flush()?;
                start = row + 1;
            }
        }
        self.writer.write(&batch.slice(start, batch.num_rows() - start))
    }

    fn count(&mut self, batch: &RecordBatch) -> Result<()> {
        let missing = |name: &str| ParquetError::General(format!("a file has no column `{name}` of ours"));
        let source = batch.column_by_name("source").and_then(|column| column.as_string_view_opt());
        let source = source.ok_or_else(|| missing("source"))?;
        let offsets = batch.column_by_name("offset_").and_then(|column| column.as_primitive_opt::<Int64Type>());
        let offsets = offsets.ok_or_else(|| missing("offset_"))?;
        self.rows += batch.num_rows() as u64;
        for offset in offsets.values() {
            self.offset_first = self.offset_first.min(*offset);
            self.offset_end = self.offset_end.max(offset.saturating_add(1));
        }
        let mut row = 0;
        while row < source.len() {
            let name = source.value(row);
            let start = row;
            while row < source.len() && source.value(row) == name {
                row += 1;
            }
            match self.sources.get_mut(name) {
                Some(rows) => *rows += (row - start) as u64,
                None => drop(self.sources.insert(name.into(), (row - start) as u64)),
            }
        }
        Ok(())
    }
}
