//! Files that are each ordered by time become one stream of rows that is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::compute::interleave;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimestampMicrosecondType};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use datafusion::parquet::errors::Result;

use super::output::Output;
use super::rows_at_a_time;
use crate::file_entry::{DataFile, FileEntry};
use crate::flush::StoreError;
use crate::lake::Shared;
use crate::snapshot::TableState;
use crate::upkeep::{ObjectReader, open_file};
use crate::weight::weigh;

/// Rows that are put together at a time.
const MERGED_ROWS: usize = 8 << 10;
/// Rows that are read of a file at a time, at most.
pub(super) const BATCH_ROWS_MAX: u64 = 4 << 10;
/// Rows that are read of a file at a time, at least.
pub(super) const BATCH_ROWS_MIN: u64 = 64;
/// Batches that are kept until what was taken of them is written.
const KEPT_MAX: usize = 1 << 10;
/// Bytes of text that are read between two writes, about.
const LOADED_BYTES_MAX: u64 = 32 << 20;

/// Merges files of one table and day, of which none may be damaged; gives each file that comes out to `sink`.
pub(super) fn merge(
    shared: &Shared,
    state: &TableState,
    files: &[Arc<FileEntry>],
    compression_level: i32,
    target_bytes: u64,
    sink: impl FnMut(DataFile) -> std::result::Result<(), StoreError>,
) -> std::result::Result<(), StoreError> {
    let schema = occurring(state, files);
    let day = files.first().map_or(0, |file| file.day);
    let mut output = Output::new(schema.clone(), day, compression_level, target_bytes, sink);
    let mut merge = Merge::new(viewed(&schema));
    for file in files {
        let reader = ObjectReader::checked(shared, state, file)?;
        let rows = rows_at_a_time(file);
        merge.add(open_file(reader, rows as usize, None)?.1)?;
    }
    while let Some(batch) = merge.next()? {
        output.write(&batch)?;
    }
    output.finish()
}

/// Those columns of the table that a file has a value in, and all stored ones.
pub(crate) fn occurring(state: &TableState, files: &[Arc<FileEntry>]) -> SchemaRef {
    let stored = crate::column::STORED.len();
    let fields = state.schema.fields().iter().enumerate();
    let kept = fields.filter(|(at, _)| *at < stored || files.iter().any(|file| file.has(*at)));
    Arc::new(Schema::new(kept.map(|(_, field)| field.clone()).collect::<Vec<_>>()))
}

fn viewed(schema: &Schema) -> SchemaRef {
    let view = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        _ => field.clone(),
    };
    Arc::new(Schema::new(fields_nullable(schema.fields().iter().map(view))))
}

/// A file of others may lack what ours always have; that is told when it is written.
fn fields_nullable(fields: impl Iterator<Item = Arc<Field>>) -> Vec<Arc<Field>> {
    fields.map(|field| Arc::new(field.as_ref().clone().with_nullable(true))).collect()
}

/// A file that is read.
struct Stream {
    reader: ParquetRecordBatchReader,
    /// Where its present batch is among those that are kept.
    batch: usize,
    row: usize,
}

/// Which row comes next: the earliest, then that of the file which comes first.
type Next = Reverse<(i64, usize)>;

struct Merge {
    schema: SchemaRef,
    streams: Vec<Stream>,
    heap: BinaryHeap<Next>,
    kept: Vec<Vec<ArrayRef>>,
    /// Bytes of text that came since rows were last written.
    loaded: u64,
    /// Rows that were taken and are not written yet.
    taken: Vec<(usize, usize)>,
}

impl Merge {
    fn new(schema: SchemaRef) -> Merge {
        Merge { schema, streams: Vec::new(), heap: BinaryHeap::new(), kept: Vec::new(), loaded: 0, taken: Vec::new() }
    }

    fn add(&mut self, reader: ParquetRecordBatchReader) -> Result<()> {
        let stream = self.streams.len();
        self.streams.push(Stream { reader, batch: 0, row: 0 });
        self.load(stream)
    }

    /// Loads the next batch of a file; where there is none, the file is done.
    fn load(&mut self, stream: usize) -> Result<()> {
        loop {
            let Some(batch) = self.streams[stream].reader.next().transpose()? else { return Ok(()) };
            if batch.num_rows() == 0 {
                continue;
            }
            self.loaded += weigh(&batch).into_iter().sum::<u64>();
            let columns = self.schema.fields().iter().map(|field| match batch.column_by_name(field.name()) {
                Some(column) => column.clone(),
                None => new_null_array(field.data_type(), batch.num_rows()),
            });
            self.kept.push(columns.collect());
            let entry = &mut self.streams[stream];
            (entry.batch, entry.row) = (self.kept.len() - 1, 0);
            self.heap.push(Reverse((self.time(stream), stream)));
            return Ok(());
        }
    }

    /// The time of the present row of a file; those without come last.
    fn time(&self, stream: usize) -> i64 {
        let Stream { batch, row, .. } = self.streams[stream];
        let times = self.kept[batch].first().and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
        times.filter(|times| times.is_valid(row)).map_or(i64::MAX, |times| times.value(row))
    }

    /// The next rows, in order.
    fn next(&mut self) -> Result<Option<RecordBatch>> {
        while let Some(Reverse((_, stream))) = self.heap.pop() {
            self.take_run(stream)?;
            if self.is_full() {
                return self.emit().map(Some);
            }
        }
        if self.taken.is_empty() { Ok(None) } else { self.emit().map(Some) }
    }

    fn is_full(&self) -> bool {
        self.taken.len() >= MERGED_ROWS
            || self.kept.len() >= KEPT_MAX.max(self.streams.len() * 2)
            || self.loaded >= LOADED_BYTES_MAX && !self.taken.is_empty()
    }

    /// Takes rows of a file for as long as no other has an earlier one.
    fn take_run(&mut self, stream: usize) -> Result<()> {
        let limit = self.heap.peek().map(|Reverse(next)| *next);
        let Stream { batch, .. } = self.streams[stream];
        let rows = self.kept[batch].first().map_or(0, |column| column.len());
        loop {
            let row = self.streams[stream].row;
            self.taken.push((batch, row));
            self.streams[stream].row = row + 1;
            if row + 1 == rows {
                return self.load(stream);
            }
            let next = (self.time(stream), stream);
            if limit.is_some_and(|limit| limit < next) || self.taken.len() >= MERGED_ROWS {
                self.heap.push(Reverse(next));
                return Ok(());
            }
        }
    }

    /// The rows that were taken, as one batch; batches that are done with are let go.
    fn emit(&mut self) -> Result<RecordBatch> {
        let taken = std::mem::take(&mut self.taken);
        self.loaded = 0;
        let columns = (0..self.schema.fields().len())
            .map(|column| {
                let arrays: Vec<&dyn Array> = self.kept.iter().map(|batch| batch[column].as_ref()).collect();
                interleave(&arrays, &taken)
            })
            .collect::<std::result::Result<Vec<_>, _>>()?;
        self.forget();
        let options = RecordBatchOptions::new().with_row_count(Some(taken.len()));
        Ok(RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?)
    }

    fn forget(&mut self) {
        let mut old: Vec<Option<Vec<ArrayRef>>> = std::mem::take(&mut self.kept).into_iter().map(Some).collect();
        let active: Vec<usize> = self.heap.iter().map(|Reverse((_, stream))| *stream).collect();
        for stream in active {
            let entry = &mut self.streams[stream];
            if let Some(batch) = old.get_mut(entry.batch).and_then(Option::take) {
                entry.batch = self.kept.len();
                self.kept.push(batch);
            }
        }
    }
}
