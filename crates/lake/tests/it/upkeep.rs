//! Upkeep: compaction, expiry, holds, vacuum, verification and export keep every row, whatever interrupts them.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use atalaya_lake::{
    CompactOptions, Compacted, Depth, Expiry, ExportError, ExportRequest, Held, Lake, Options, Scope, UpkeepProgress,
    Wrong,
};
use atalaya_model::Time;
use datafusion::arrow::array::{Array as _, AsArray as _};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::objects::{filled, flipped, objects, read};
use crate::river::{Shore, append, compact, counted, durable, rows, runtime, said, small, stored, verify};
use crate::sim::Sim;
use atalaya_testkit::Random;

/// 2024-02-01T00:00:00Z, when the first day of the tests' rows is over.
const SECOND_DAY: Time = Time(1_706_745_600_000_000);

#[test]
fn compaction_makes_one_file_of_a_day_and_keeps_every_row() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 200);
    let before: u64 = lake.tables().iter().map(|table| table.files).sum();
    let done = compact(&lake).unwrap();
    let tables = lake.tables();
    assert!(tables.iter().all(|table| table.files <= 2), "{tables:?}");
    assert_eq!(done.files_before - done.files_after, before - tables.iter().map(|table| table.files).sum::<u64>());
    assert_eq!(said(&lake), counted(&rows(0..200)));
    assert_eq!(stored(&store), rows(0..200));
    assert_eq!(compact(&lake).unwrap(), Compacted::default(), "there is nothing left to do");
    assert!(verify(&lake, Depth::Rows).is_whole());
    lake.close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert_eq!(said(&lake), counted(&rows(0..200)));
}

#[test]
fn a_compacted_file_is_ordered_by_time_and_those_without_come_last() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 400);
    compact(&lake).unwrap();
    for path in objects(&store, ".parquet").iter().filter(|path| !path.as_ref().contains("_delta_log")) {
        let mut times: Vec<i64> = Vec::new();
        for batch in ParquetRecordBatchReaderBuilder::try_new(read(&store, path)).unwrap().build().unwrap() {
            let batch = batch.unwrap();
            let column = batch.column_by_name("time").unwrap().as_primitive::<TimestampMicrosecondType>();
            times.extend((0..column.len()).map(|row| if column.is_valid(row) { column.value(row) } else { i64::MAX }));
        }
        assert!(times.is_sorted(), "{path}");
    }
}

#[test]
fn vacuum_takes_what_no_table_has_and_nobody_reads() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    filled(&shore, &store, 100).close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    let hunt = lake.snapshot(&Scope::All);
    compact(&lake).unwrap();
    let before = objects(&store, ".parquet").len();
    let first = lake.vacuum(Duration::ZERO).unwrap();
    drop(hunt);
    let second = lake.vacuum(Duration::ZERO).unwrap();
    assert_eq!(first.files, 0, "a hunt still reads them");
    assert!(second.files > 0);
    assert_eq!(objects(&store, ".parquet").len() as u64, before as u64 - second.files);
    assert_eq!(stored(&store), rows(0..100));
    assert!(verify(&lake, Depth::Rows).is_whole());
}

#[test]
fn days_expire_unless_they_are_held() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 200);
    let held =
        Held { organization: "north".into(), kind: None, from: Time(SECOND_DAY.0 - 1), to: Time(SECOND_DAY.0 - 1) };
    lake.hold("court order 7", held.clone()).unwrap();
    assert!(lake.hold("court order 7", held.clone()).is_err());
    assert_eq!(lake.holds().unwrap(), BTreeMap::from([("court order 7".to_owned(), held)]));
    let expiry = |before| Expiry { organization: None, kind: None, before };
    assert_eq!(lake.expire(&expiry(Time(SECOND_DAY.0 - 1))).unwrap(), Default::default(), "the day is not over");
    let first = lake.expire(&expiry(SECOND_DAY)).unwrap();
    let refused = first.held["court order 7"];
    assert!(refused > 0 && first.rows > 0);
    assert!(lake.expire(&expiry(SECOND_DAY)).unwrap().rows == 0);
    lake.release("court order 7").unwrap();
    assert_eq!(lake.expire(&expiry(SECOND_DAY)).unwrap().rows, refused);
    balanced(&lake, 200);
    lake.close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    balanced(&lake, 200);
    assert!(verify(&lake, Depth::Rows).is_whole());
}

/// Stored and expired rows together are all rows.
fn balanced(lake: &Lake, end: u64) {
    let mut sums = BTreeMap::new();
    for tally in lake.tallies() {
        *sums.entry((tally.organization, tally.source)).or_insert(0) += tally.stored + tally.expired;
    }
    assert_eq!(sums, counted(&rows(0..end)));
}

/// Rows, upkeep of every sort, and more rows.
fn live(shore: &Shore, sim: &Sim, seed: u64) {
    let store = durable(sim.clone());
    let Ok((lake, _)) = Lake::open(&shore.lock, options(&store, seed)) else { return };
    let mut random = Random::new(seed);
    for at in (0..300).step_by(15) {
        append(&lake, at..at + 15);
        lake.flush().unwrap();
        match random.below(6) {
            0 | 1 => drop(compact(&lake).unwrap()),
            2 => drop(lake.vacuum(Duration::ZERO).unwrap()),
            3 if at > 100 => {
                drop(lake.expire(&Expiry { organization: None, kind: None, before: SECOND_DAY }).unwrap());
            }
            _ => {}
        }
    }
    lake.close().unwrap();
}

fn options(store: &Arc<dyn ObjectStore>, seed: u64) -> Options {
    Options { checkpoint_commits: 2 + seed % 4, ..small(store) }
}

#[test]
fn upkeep_that_is_interrupted_anywhere_loses_nothing() {
    let shore = Shore::new();
    for seed in 0..6 {
        let sim = Sim::default();
        live(&shore, &sim, seed);
        let mut random = Random::new(seed ^ 0x5151);
        for turn in 0..12 {
            let ops = random.below(sim.ops() as u64 + 1) as usize;
            let left = if turn % 2 == 0 { sim.kill(ops) } else { sim.cut(ops, &mut random) };
            let store = durable(left);
            let (lake, _) = Lake::open(&shore.lock, options(&store, seed)).unwrap();
            append(&lake, 0..300);
            lake.flush().unwrap();
            balanced(&lake, 300);
            compact(&lake).unwrap();
            lake.vacuum(Duration::ZERO).unwrap();
            balanced(&lake, 300);
            let found = verify(&lake, Depth::Rows);
            assert!(found.is_whole() && found.strangers.is_empty(), "seed {seed}, {ops}: {found:?}");
        }
    }
}

#[test]
fn verification_finds_every_bit_that_is_flipped_in_data_and_commits() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    filled(&shore, &store, 100).close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert!(verify(&lake, Depth::Bytes).is_whole());
    let objects: Vec<_> = runtime().block_on(store.list(None).try_collect::<Vec<_>>()).unwrap();
    let files = objects.into_iter().map(|meta| meta.location).filter(|path| {
        let path = path.as_ref();
        path.contains("day=") || path.ends_with(".json") && path.contains("_delta_log") || path == "catalogue"
    });
    let (files, mut random): (Vec<Path>, _) = (files.collect(), Random::new(5));
    for _ in 0..60 {
        let path = &files[random.below(files.len() as u64) as usize];
        let found = flipped(&store, path, &mut random, || !verify(&lake, Depth::Bytes).is_whole());
        assert!(found, "{path}");
    }
    assert!(verify(&lake, Depth::Bytes).is_whole());
}

#[test]
fn verification_finds_files_that_are_gone_cut_swapped_or_copied() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    filled(&shore, &store, 100).close().unwrap();
    let files: Vec<_> = objects(&store, ".parquet").into_iter().filter(|path| path.as_ref().contains("day=")).collect();
    let copy = Path::parse(format!("{}-copy.parquet", files[0])).unwrap();
    runtime().block_on(store.copy(&files[0], &copy)).unwrap();
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    let found = verify(&lake, Depth::Bytes);
    assert_eq!((found.is_whole(), found.strangers), (true, vec![copy.to_string()]));
    let put = |path: &Path, bytes: bytes::Bytes| drop(runtime().block_on(store.put(path, bytes.into())).unwrap());
    let [one, other] = [read(&store, &files[0]), read(&store, &files[1])];
    let wrong = || verify(&lake, Depth::Bytes).faults.into_iter().map(|fault| fault.what).collect::<Vec<_>>();
    put(&files[0], one.slice(..one.len() - 1));
    assert_eq!(wrong(), [Wrong::Size { expected: one.len() as u64, found: one.len() as u64 - 1 }]);
    put(&files[0], other);
    put(&files[1], one.clone());
    assert_eq!(wrong().len(), 2);
    put(&files[0], one);
    runtime().block_on(store.delete(&files[1])).unwrap();
    assert_eq!(wrong(), [Wrong::Missing]);
}

#[test]
fn an_export_has_the_rows_of_the_period_and_says_what_it_is() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 200);
    let folder = tempfile::tempdir().unwrap();
    let scope = Scope::Organizations(vec!["north".into()]);
    let from = Some(Time(SECOND_DAY.0 + 30_000_000));
    let request = ExportRequest { scope, kind: None, from, to: None };
    let exported = lake.export(&request, folder.path(), &AtomicBool::new(false), &|_| {}).unwrap();
    // A row without a time counts with the beginning of its day.
    let wanted = rows(90..200).into_iter().filter(|row| row.0 == "north" && row.3 % 7 != 0).count() as u64;
    assert_eq!(exported.rows, wanted);
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["rows"], wanted);
    assert!(exported.files.iter().all(|file| file.organization == "north"));
    let mut count = 0;
    for file in &exported.files {
        let bytes = bytes::Bytes::from(std::fs::read(folder.path().join(&file.path)).unwrap());
        let batches = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap().build().unwrap();
        count += batches.map(|batch| batch.unwrap().num_rows() as u64).sum::<u64>();
    }
    assert_eq!(count, wanted);
    assert!(lake.export(&request, folder.path(), &AtomicBool::new(false), &|_| {}).is_err(), "the folder is not empty");
}

/// Does the work with a flag that is turned on once so many files were read; what it was told last.
fn until<T>(files: u64, work: impl FnOnce(&AtomicBool, &dyn Fn(UpkeepProgress)) -> T) -> (T, UpkeepProgress) {
    let (stop, last) = (AtomicBool::new(files == 0), Cell::new(UpkeepProgress::default()));
    let told = |progress: UpkeepProgress| {
        assert!(progress.files >= last.get().files && progress.tables_done >= last.get().tables_done);
        last.set(progress);
        stop.store(progress.files >= files, Ordering::Relaxed);
    };
    (work(&stop, &told), last.get())
}

#[test]
fn a_compaction_that_was_stopped_keeps_what_it_did_and_goes_on() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 200);
    let mut stops = 0;
    loop {
        let options = CompactOptions::default();
        let (done, last) = until(1, |stop, told| lake.compact(&options, stop, told).unwrap());
        assert_eq!(stored(&store), rows(0..200));
        let Some(stopped) = done.stopped else { break };
        assert_eq!(stopped, last);
        assert!(done.files_before > 0 && stopped.tables_done < stopped.tables, "{done:?}");
        stops += 1;
    }
    assert!(stops > 2, "{stops}");
    assert_eq!(compact(&lake).unwrap(), Compacted::default(), "there is nothing left to do");
    assert!(verify(&lake, Depth::Rows).is_whole());
}

#[test]
fn a_verification_that_was_stopped_is_never_whole() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 100);
    for depth in [Depth::Bytes, Depth::Rows] {
        let (found, all) = until(u64::MAX, |stop, told| lake.verify(depth, stop, told));
        assert!(found.is_whole() && all.files == found.files && all.bytes == found.bytes, "{all:?}");
        assert_eq!((all.tables_done, all.tables as u64), (all.tables, found.tables));
        for files in 0..all.files {
            let (found, last) = until(files, |stop, told| lake.verify(depth, stop, told));
            assert!(!found.is_whole() && found.fault_count == 0, "{found:?}");
            assert_eq!((found.stopped, found.files), (Some(last), files));
            assert!(last.tables_done < last.tables && last.tables == all.tables);
        }
    }
}

#[test]
fn an_export_that_was_stopped_leaves_the_folder_as_it_was() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 200);
    let folder = tempfile::tempdir().unwrap();
    let request = ExportRequest { scope: Scope::All, kind: None, from: Some(Time(SECOND_DAY.0 - 1)), to: None };
    for files in [0, 1, 9] {
        let (exported, last) = until(files, |stop, told| lake.export(&request, folder.path(), stop, told));
        assert!(matches!(exported, Err(ExportError::Stopped(stopped)) if stopped == last), "{exported:?}");
        assert_eq!((last.files, std::fs::read_dir(folder.path()).unwrap().count()), (files, 0));
    }
    let (exported, last) = until(u64::MAX, |stop, told| lake.export(&request, folder.path(), stop, told).unwrap());
    assert!(exported.rows > 0 && last.tables_done == last.tables);
}
