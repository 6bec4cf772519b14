//! The half of a scan that is in files: one scan over all of them, whichever table they are of.

use super::choice::Chosen;
use super::{Adapting, Asked, Reading};
use crate::session::BATCH_ROWS;
use crate::weight::{WINDOW_BYTES_MAX, WINDOW_ROWS};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, ScalarValue, Statistics};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, FileSource, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::ExecutionPlan;
use object_store::ObjectMeta;
use object_store::path::Path;
use std::sync::Arc;

/// Under which address the engine knows the lake's store.
pub(crate) const STORE_URL: &str = "lake://tables/";
/// Bytes of files' footers that are kept for the next questions.
pub(crate) const FOOTERS_BYTES_MAX: usize = 16 << 20;
/// Bytes of a file for which it pays to read it in parts, on several threads.
const PART_BYTES_MIN: u64 = 4 << 20;
/// Parts for each thread that a scan is cut into at most where files are large.
const PARTS_PER_THREAD: u64 = 4;
/// Bytes at the end of a file that are read at once for its footer.
const FOOTER_BYTES: usize = 64 << 10;

pub(crate) fn store_url() -> Result<ObjectStoreUrl> {
    ObjectStoreUrl::parse(STORE_URL)
}

/// The scan over the chosen files; `None` where there is none.
pub(super) fn scan(
    asked: &Asked,
    chosen: &[Chosen<'_>],
    reading: &Reading,
    threads: usize,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if chosen.is_empty() {
        return Ok(None);
    }
    let files = chosen.iter().map(|chosen| file(asked, chosen)).collect::<Result<Vec<_>>>()?;
    let config = FileScanConfigBuilder::new(store_url()?, source(asked, reading)?)
        .with_statistics(total(asked, chosen))
        .with_file_groups(groups(files, threads))
        .with_expr_adapter(Some(Arc::new(Adapting)))
        .with_limit(asked.limit)
        .with_batch_size(Some(batch_rows(chosen)))
        .build();
    Ok(Some(DataSourceExec::from_data_source(config)))
}

/// How many rows are worked on together: fewer where texts are long.
fn batch_rows(chosen: &[Chosen<'_>]) -> usize {
    let window = chosen.iter().map(|chosen| chosen.file.weight.window).max().unwrap_or(0).max(1);
    let windows = usize::try_from(WINDOW_BYTES_MAX / window).unwrap_or(usize::MAX);
    windows.saturating_mul(WINDOW_ROWS).clamp(WINDOW_ROWS, BATCH_ROWS)
}

fn source(asked: &Asked, reading: &Reading) -> Result<Arc<dyn FileSource>> {
    let mut options = TableParquetOptions::default();
    options.global.pushdown_filters = true;
    options.global.reorder_filters = true;
    options.global.enable_page_index = true;
    options.global.bloom_filter_on_read = true;
    let factory = CachedParquetFileReaderFactory::new(Arc::clone(&reading.store), Arc::clone(&reading.footers));
    let mut source = ParquetSource::new(asked.schema.clone())
        .with_table_parquet_options(options)
        .with_metadata_size_hint(FOOTER_BYTES)
        .with_parquet_file_reader_factory(Arc::new(factory));
    if let Some(predicate) = &asked.predicate {
        source = source.with_predicate(Arc::clone(predicate));
    }
    let projected = source.try_pushdown_projection(&asked.projection)?;
    projected.ok_or_else(|| DataFusionError::Internal("the scan takes no projection".to_owned()))
}

fn file(asked: &Asked, chosen: &Chosen<'_>) -> Result<PartitionedFile> {
    let path = Path::parse(format!("{}/{}", chosen.table.folder, chosen.file.path))
        .map_err(|error| DataFusionError::ObjectStore(Box::new(error.into())))?;
    let meta = ObjectMeta {
        location: path,
        last_modified: chrono::DateTime::UNIX_EPOCH,
        size: chosen.file.size,
        e_tag: None,
        version: None,
    };
    let place = vec![
        ScalarValue::Utf8View(Some(chosen.table.organization.to_string())),
        ScalarValue::Utf8View(Some(chosen.table.kind.to_string())),
        ScalarValue::Date32(Some(chosen.file.day)),
    ];
    let statistics =
        Arc::new(statistics(asked, std::slice::from_ref(chosen), asked.schema.file_schema().fields().len()));
    Ok(PartitionedFile::new_from_meta(meta).with_partition_values(place).with_statistics(statistics))
}

/// What is known of all files together.
fn total(asked: &Asked, chosen: &[Chosen<'_>]) -> Statistics {
    statistics(asked, chosen, asked.schema.table_schema().fields().len())
}

/// What is known of some files together, for the first columns of the scan.
fn statistics(asked: &Asked, chosen: &[Chosen<'_>], columns: usize) -> Statistics {
    let rows: u64 = chosen.iter().map(|chosen| chosen.file.rows).sum();
    let bytes: u64 = chosen.iter().map(|chosen| chosen.file.size).sum();
    let known = asked.schema.table_schema().fields().iter().take(columns);
    let known = known.map(|field| match (field.name().as_str(), field.data_type()) {
        ("time", DataType::Timestamp(TimeUnit::Microsecond, _)) => times(chosen),
        _ => ColumnStatistics::new_unknown(),
    });
    Statistics {
        num_rows: Precision::Exact(usize::try_from(rows).unwrap_or(usize::MAX)),
        total_byte_size: Precision::Inexact(usize::try_from(bytes).unwrap_or(usize::MAX)),
        column_statistics: known.collect(),
    }
}

fn times(chosen: &[Chosen<'_>]) -> ColumnStatistics {
    let first = chosen.iter().filter_map(|chosen| chosen.file.times).map(|(first, _)| first).min();
    let last = chosen.iter().filter_map(|chosen| chosen.file.times).map(|(_, last)| last).max();
    let timeless: u64 = chosen.iter().map(|chosen| chosen.file.timeless).sum();
    let exact = |time: Option<i64>| match time {
        Some(time) => Precision::Exact(ScalarValue::TimestampMicrosecond(Some(time), Some("UTC".into()))),
        None => Precision::Absent,
    };
    ColumnStatistics {
        null_count: Precision::Exact(usize::try_from(timeless).unwrap_or(usize::MAX)),
        min_value: exact(first),
        max_value: exact(last),
        ..ColumnStatistics::new_unknown()
    }
}

/// The files in groups for the threads, which take them from one queue in this order: the newest first. Large files are cut,
/// so that the last one does not keep a single thread busy.
fn groups(files: Vec<PartitionedFile>, threads: usize) -> Vec<FileGroup> {
    let total: u64 = files.iter().map(|file| file.object_meta.size).sum();
    let part = (total / (threads as u64 * PARTS_PER_THREAD).max(1)).max(PART_BYTES_MIN);
    let parts: Vec<PartitionedFile> =
        files.into_iter().flat_map(|file| cut(file, if threads > 1 { part } else { u64::MAX })).collect();
    let each = parts.len().div_ceil(threads.max(1)).max(1);
    parts.chunks(each).map(|parts| FileGroup::new(parts.to_vec())).collect()
}

/// The file in parts of about this many bytes. A row group is of the part in which its middle lies.
fn cut(file: PartitionedFile, bytes: u64) -> Vec<PartitionedFile> {
    let size = file.object_meta.size;
    let parts = (size / bytes.max(1)).max(1);
    if parts == 1 {
        return vec![file];
    }
    let at = |part: u64| i64::try_from(size * part / parts).unwrap_or(i64::MAX);
    (0..parts).map(|part| file.clone().with_range(at(part), at(part + 1))).collect()
}
