//! Rows of megabytes that compress to nothing: no group of a file has more of them than memory bears, and each comes back.

use std::sync::Arc;

use atalaya_lake::{Bounds, Depth, Lake, Scope, Sheet, WINDOW_BYTES_MAX};
use atalaya_model::ValueRef;
use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use object_store::ObjectStore;

use crate::objects::{objects, read};
use crate::river::{Shore, append, compact, durable, kind, put, small, verify};
use crate::sim::Sim;

/// Bytes of the long text of each heavy row.
const TEXT_BYTES: u64 = 4_000_000;
/// Heavy rows of each file.
const ROWS: u64 = 10;

fn heavy(first: u64) -> atalaya_lake::Chunk {
    let mut sheet = Sheet::new("north", &kind("zeek.conn"));
    for offset in first..first + ROWS {
        put(&mut sheet, "edge", offset, 0);
        let column = sheet.column(Some("Long"), "Long");
        sheet.put(column, ValueRef::Text(&format!("{offset:010}").repeat(TEXT_BYTES as usize / 10)));
    }
    sheet.take()
}

/// Bytes of text of each group of each file.
fn groups(store: &Arc<dyn ObjectStore>) -> Vec<u64> {
    let data = objects(store, ".parquet").into_iter().filter(|path| !path.as_ref().contains("_delta_log"));
    data.flat_map(|path| {
        let metadata = ParquetRecordBatchReaderBuilder::try_new(read(store, &path)).unwrap().metadata().clone();
        let text = |group: &datafusion::parquet::file::metadata::RowGroupMetaData| {
            group.columns().iter().filter_map(|column| column.unencoded_byte_array_data_bytes()).sum::<i64>() as u64
        };
        metadata.row_groups().iter().map(text).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn groups_of_heavy_rows_end_early_and_every_row_comes_back() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 0..40);
    let mut all = rows(&lake);
    for first in [40, 50, 60] {
        lake.append(vec![heavy(first)], first..first + ROWS).unwrap();
        lake.flush().unwrap();
        all += ROWS as i64;
    }
    // A window ends with the row that is too much.
    let most = WINDOW_BYTES_MAX + TEXT_BYTES + 64 * 1024;
    let fresh = groups(&store);
    assert!(fresh.iter().all(|bytes| *bytes <= most) && fresh.len() > 3 * 2, "{fresh:?}");
    assert_eq!((rows(&lake), read_whole(&lake)), (all, (3 * ROWS * TEXT_BYTES) as i64));
    assert!(compact(&lake).unwrap().files_before >= 2);
    lake.vacuum(std::time::Duration::ZERO).unwrap();
    let compacted = groups(&store);
    assert!(compacted.iter().all(|bytes| *bytes <= most) && compacted.len() > 3, "{compacted:?}");
    assert_eq!((rows(&lake), read_whole(&lake)), (all, (3 * ROWS * TEXT_BYTES) as i64));
    assert!(verify(&lake, Depth::Rows).is_whole());
}

fn rows(lake: &Lake) -> i64 {
    number(lake, "SELECT count(*) FROM events")
}

/// Characters of all long texts.
fn read_whole(lake: &Lake) -> i64 {
    number(lake, "SELECT CAST(sum(octet_length(Long)) AS BIGINT) FROM zeek.conn")
}

fn number(lake: &Lake, sql: &str) -> i64 {
    let mut answer = lake.session(Scope::All, Bounds::default()).query(sql).unwrap();
    let mut sum = 0;
    while let Some(batch) = answer.next().unwrap() {
        sum += batch.column(0).as_primitive::<Int64Type>().iter().flatten().sum::<i64>();
    }
    sum
}
