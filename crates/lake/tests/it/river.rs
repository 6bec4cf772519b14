//! What the tests bring into a lake: rows that follow from their offset alone, so that any range can be brought again; and
//! what is in the tables' files, read with other people's libraries.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_journal::{DataDir, DataLock};
use atalaya_lake::{
    Chunk, CompactOptions, Compacted, Depth, Durable, Head, Lake, LakeError, Layer, Options, Rekeyed, Sheet,
    Verification as Verified,
};
use atalaya_model::{Time, ValueRef};
use atalaya_schema::{Kind, Verification, When};
use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type, Int64Type};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use deltalake_core::DeltaTable;
use deltalake_core::logstore::{StorageConfig, default_logstore};
use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _};

use atalaya_testkit::Random;

/// 2024-01-31T23:59:00Z, shortly before another day.
const BEGIN: i64 = 1_706_745_540_000_000;

pub(crate) fn kind(name: &str) -> Kind {
    Kind {
        name: name.to_owned(),
        family: name.to_owned(),
        about: [const { String::new() }; 3],
        when: When::default(),
        class_uid: None,
        verification: Verification::Seen,
        references: Vec::new(),
        time: Vec::new(),
        charsets: Vec::new(),
        envelope: Vec::new(),
        types: Default::default(),
        sequence: None,
        cleared: None,
        leases: Vec::new(),
        serves: Vec::new(),
        remedies: Vec::new(),
    }
}

/// A row, as far as the tests look at it: organization, kind, source, offset, ordinal.
pub(crate) type Row = (String, String, String, u64, u32);

/// The rows of an entry: none, one or two.
pub(crate) fn rows_of(offset: u64) -> Vec<Row> {
    let mut random = Random::new(offset);
    let organization = ["north", "Süd & Co."][random.below(2) as usize];
    let kind = ["zeek.conn", "windows.sysmon", "rare.kind"][[0, 0, 1, 1, 2][random.below(5) as usize]];
    let source = ["edge", "core"][random.below(2) as usize];
    let row = |ordinal| (organization.to_owned(), kind.to_owned(), source.to_owned(), offset, ordinal);
    (0..[0, 1, 1, 1, 2][random.below(5) as usize]).map(row).collect()
}

pub(crate) fn rows(range: Range<u64>) -> Vec<Row> {
    let mut rows: Vec<_> = range.flat_map(rows_of).collect();
    rows.sort();
    rows
}

/// The rows of these entries as chunks.
pub(crate) fn chunks(range: Range<u64>) -> Vec<Chunk> {
    let mut sheets: BTreeMap<(String, String), Sheet> = BTreeMap::new();
    for (organization, kind_name, source, offset, ordinal) in range.flat_map(rows_of) {
        let sheet = sheets.entry((organization.clone(), kind_name.clone()));
        let sheet = sheet.or_insert_with(|| Sheet::new(&organization, &kind(&kind_name)));
        put(sheet, &source, offset, ordinal);
    }
    sheets.values_mut().map(Sheet::take).collect()
}

pub(crate) fn put(sheet: &mut Sheet, source: &str, offset: u64, ordinal: u32) {
    let time = Time(BEGIN + offset as i64 * 1_000_000);
    let head = Head {
        time: (!offset.is_multiple_of(7)).then_some(time),
        received: time,
        source,
        class_uid: Some(1007),
        severity_id: None,
        origin: [7; 32],
        origin_record: offset,
        origin_chunk: 0,
        origin_stream: false,
        late: false,
        offset,
        ordinal,
    };
    sheet.row(&head);
    sheet.entity(0, &format!("host{}", offset % 3));
    // Columns appear as time goes on.
    let name = format!("Field{}", offset / 10 % 12);
    let column = sheet.column(Some(&name), &name);
    sheet.put(column, ValueRef::Text(&format!("value {}", offset % 5)));
}

/// Appends the ranges until `end`, again where an earlier write has failed.
pub(crate) fn append(lake: &Lake, range: Range<u64>) -> u64 {
    let mut failures = 0;
    while lake.append(chunks(range.clone()), range.clone()).is_err() {
        failures += 1;
        assert!(failures < 1000, "it never succeeds");
    }
    failures
}

/// A data directory whose lake lies on this disk.
pub(crate) struct Shore {
    _folder: tempfile::TempDir,
    pub(crate) lock: DataLock,
}

impl Shore {
    pub(crate) fn new() -> Shore {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path()).unwrap();
        Shore { _folder: folder, lock }
    }
}

pub(crate) fn durable(layer: impl Layer + 'static) -> Arc<dyn ObjectStore> {
    Arc::new(Durable::open(Arc::new(layer), FilePath::new("/lake")).unwrap())
}

/// Options under which a few rows are much.
pub(crate) fn small(store: &Arc<dyn ObjectStore>) -> Options {
    Options { store: Some(store.clone()), reserve_bytes: 0, threads: 2, checkpoint_commits: 4, ..Options::default() }
}

/// Compacts all that there is.
pub(crate) fn compact(lake: &Lake) -> Result<Compacted, LakeError> {
    lake.compact(&CompactOptions::default(), &AtomicBool::new(false), &|_| {})
}

/// Verifies all that there is.
pub(crate) fn verify(lake: &Lake, depth: Depth) -> Verified {
    lake.verify(depth, &AtomicBool::new(false), &|_| {})
}

/// Encrypts all that is to be encrypted anew.
pub(crate) fn rekey(lake: &Lake) -> Rekeyed {
    lake.rekey(&AtomicBool::new(false), &|_| {}).unwrap()
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap()
}

/// All rows in the files of all tables, sorted, as the Delta library finds them.
pub(crate) fn stored(store: &Arc<dyn ObjectStore>) -> Vec<Row> {
    let runtime = runtime();
    let mut all = Vec::new();
    for folder in runtime.block_on(folders(store)) {
        let files = runtime.block_on(files(store, &folder));
        let names = folder.split_once('/').unwrap();
        for file in files {
            let bytes = runtime.block_on(async { store.get(&file).await.unwrap().bytes().await.unwrap() });
            all.extend(rows_in(bytes, names));
        }
    }
    all.sort();
    all
}

/// Folders that have a log with a commit in it.
pub(crate) async fn folders(store: &Arc<dyn ObjectStore>) -> Vec<String> {
    let objects: Vec<_> = store.list(None).try_collect().await.unwrap();
    let logs = objects.iter().filter_map(|meta| meta.location.as_ref().split_once("/_delta_log/"));
    let mut folders: Vec<_> =
        logs.filter(|(_, file)| file.ends_with(".json")).map(|(folder, _)| folder.into()).collect();
    folders.dedup();
    folders
}

/// The table, as the Delta library loads it.
pub(crate) async fn delta_table(store: &Arc<dyn ObjectStore>, folder: &str) -> DeltaTable {
    let table: Arc<dyn ObjectStore> = Arc::new(PrefixStore::new(store.clone(), Path::parse(folder).unwrap()));
    let location = "memory:///".parse().unwrap();
    let mut table = DeltaTable::new(default_logstore(table.clone(), table, &location, &StorageConfig::default()));
    table.load().await.unwrap();
    table
}

async fn files(store: &Arc<dyn ObjectStore>, folder: &str) -> Vec<Path> {
    let table = delta_table(store, folder).await;
    let uris: Vec<String> = table.get_file_uris().unwrap().collect();
    let path = |uri: String| format!("{folder}/day={}", uri.split_once("day=").unwrap().1);
    uris.into_iter().map(|uri| Path::parse(path(uri)).unwrap()).collect()
}

fn rows_in(bytes: bytes::Bytes, (organization, kind): (&str, &str)) -> Vec<Row> {
    let (organization, kind) = (organization.replace("S_xc3_xbcd_x20_x26_x20Co.", "Süd & Co."), kind.to_owned());
    let mut rows = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap().build().unwrap() {
        let batch = batch.unwrap();
        let source = cast(batch.column_by_name("source").unwrap(), &DataType::Utf8).unwrap();
        let offset = batch.column_by_name("offset_").unwrap().as_primitive::<Int64Type>();
        let ordinal = batch.column_by_name("ordinal_").unwrap().as_primitive::<Int32Type>();
        rows.extend((0..batch.num_rows()).map(|row| {
            let source = source.as_string::<i32>().value(row).to_owned();
            (organization.clone(), kind.clone(), source, offset.value(row) as u64, ordinal.value(row) as u32)
        }));
    }
    rows
}

/// Stored, expired and waiting rows by organization and source, as they must be with these rows.
pub(crate) fn counted(rows: &[Row]) -> BTreeMap<(String, String), u64> {
    let mut counted = BTreeMap::new();
    for (organization, _, source, ..) in rows {
        *counted.entry((organization.clone(), source.clone())).or_default() += 1;
    }
    counted
}

/// What the lake says it has stored.
pub(crate) fn said(lake: &Lake) -> BTreeMap<(String, String), u64> {
    let tallies = lake.tallies().into_iter().filter(|tally| tally.stored > 0);
    tallies.map(|tally| ((tally.organization, tally.source), tally.stored)).collect()
}
