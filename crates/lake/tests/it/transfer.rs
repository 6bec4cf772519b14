//! Rows that turn out to be of another kind: each is in one table, whatever interrupts their transfer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use atalaya_lake::{
    Again, Chunk, CompactOptions, Depth, Held, Lake, LakeError, Options, RowId, Sheet, TransferError, Transferred,
};
use atalaya_model::Time;
use futures::TryStreamExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::failing::{Failing, How, Trouble};
use crate::river::{Row, Shore, append, counted, durable, kind, put, rows, rows_of, runtime, said, small, stored};
use crate::sim::Sim;
use atalaya_testkit::Random;

/// The kind whose rows turn out to be of others, some of them.
const RARE: &str = "rare.kind";
/// Rows that are decoded again at a time.
const LOOKED: usize = 7;
/// 2024-01-31T12:00:00Z: on the first day of the tests' rows.
const FIRST_DAY: Time = Time(1_706_702_400_000_000);

/// What a row is of by now.
fn kind_now(row: &Row) -> &str {
    match (row.1.as_str(), row.3 % 4) {
        (RARE, 0) => "zeek.conn",
        (RARE, 1) => "new.kind",
        (kind, _) => kind,
    }
}

/// The rows with the kinds that they are of by now.
fn now(mut rows: Vec<Row>) -> Vec<Row> {
    rows.iter_mut().for_each(|row| row.1 = kind_now(row).to_owned());
    rows.sort();
    rows
}

/// Decodes all rows of these entries again, also those that were not asked for.
fn again(organization: &str, wanted: &[RowId]) -> Again {
    let looked = wanted.len().min(LOOKED);
    let mut sheets: BTreeMap<String, Sheet> = BTreeMap::new();
    let mut offsets: Vec<u64> = wanted[..looked].iter().map(|id| id.offset).collect();
    offsets.dedup();
    for row in offsets.into_iter().flat_map(rows_of).filter(|row| row.0 == organization) {
        let now = kind_now(&row);
        let sheet = sheets.entry(now.to_owned()).or_insert_with(|| Sheet::new(organization, &kind(now)));
        put(sheet, &row.2, row.3, row.4);
    }
    let chunks: Vec<Chunk> = sheets.values_mut().map(Sheet::take).collect();
    Again { looked, chunks }
}

fn transfer(lake: &Lake) -> Result<Transferred, TransferError> {
    lake.transfer(RARE, &mut |organization, wanted| Ok(again(organization, wanted)), &AtomicBool::new(false))
}

fn options(store: &Arc<dyn ObjectStore>) -> Options {
    Options { checkpoint_commits: 2, ..small(store) }
}

/// A lake with a few files of each table.
fn filled(shore: &Shore, store: &Arc<dyn ObjectStore>, end: u64) -> Lake {
    let (lake, _) = Lake::open(&shore.lock, options(store)).unwrap();
    for at in (0..end).step_by(60) {
        append(&lake, at..at + 60);
        lake.flush().unwrap();
    }
    lake
}

/// Every row is there once, in the table that it was in or in that of the kind it is of.
fn assert_once(lake: &Lake, store: &Arc<dyn ObjectStore>, end: u64, when: &str) {
    let known = rows(0..end);
    assert_eq!(said(lake), counted(&known), "{when}");
    let mut found = stored(store);
    for row in &mut found {
        let before = rows_of(row.3).into_iter().find(|known| (&known.0, known.4) == (&row.0, row.4)).unwrap();
        assert!(row.1 == before.1 || row.1 == kind_now(&before), "{when}: {row:?}");
        row.1 = before.1;
    }
    found.sort();
    assert_eq!(found, known, "{when}");
    let verification = lake.verify(Depth::Rows, &AtomicBool::new(false), &|_| {});
    assert!(verification.is_whole(), "{when}: {verification:?}");
}

#[test]
fn rows_of_another_kind_leave_for_its_table_and_the_others_stay() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 300);
    let known = rows(0..300);
    let rare = known.iter().filter(|row| row.1 == RARE).count() as u64;
    let done = transfer(&lake).unwrap();
    let moved = |now: &str| known.iter().filter(|row| row.1 == RARE && kind_now(row) == now).count() as u64;
    let kinds = ["new.kind", "zeek.conn"].map(|kind| (kind.to_owned(), moved(kind)));
    assert_eq!(done, Transferred { looked: rare, kinds: BTreeMap::from(kinds), held: 0, stopped: false });
    assert_once(&lake, &store, 300, "done");
    assert_eq!(stored(&store), now(known.clone()));
    let version = |lake: &Lake| lake.tables().into_iter().map(|table| table.version).collect::<Vec<_>>();
    let before = version(&lake);
    assert_eq!(transfer(&lake).unwrap(), Transferred { looked: moved(RARE), ..Transferred::default() });
    assert_eq!(version(&lake), before, "nothing is written where nothing leaves");
    lake.close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, options(&store)).unwrap();
    append(&lake, 0..300);
    lake.compact(&CompactOptions::default(), &AtomicBool::new(false), &|_| {}).unwrap();
    lake.vacuum(Duration::ZERO).unwrap();
    assert_once(&lake, &store, 300, "opened again");
}

#[test]
fn a_row_that_is_held_stays_unless_it_is_held_there_too() {
    let check = |kind: Option<&str>| {
        let (shore, store) = (Shore::new(), durable(Sim::default()));
        let lake = filled(&shore, &store, 300);
        let held = Held { organization: "north".into(), kind: kind.map(Into::into), from: FIRST_DAY, to: FIRST_DAY };
        lake.hold("court order 7", held).unwrap();
        let done = transfer(&lake).unwrap();
        assert_once(&lake, &store, 300, "held");
        let others = rows(0..300).iter().filter(|row| row.1 == RARE && kind_now(row) != RARE).count() as u64;
        assert_eq!(done.held + done.kinds.values().sum::<u64>(), others);
        done.held
    };
    assert_eq!(check(None), 0);
    assert_eq!(check(Some("windows.sysmon")), 0);
    assert!(check(Some(RARE)) > 0);
}

#[test]
fn a_transfer_that_is_stopped_ends_behind_a_file() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 120);
    let stop = AtomicBool::new(false);
    let mut ask = |organization: &str, wanted: &[RowId]| {
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        Ok::<_, TransferError>(again(organization, wanted))
    };
    let done = lake.transfer(RARE, &mut ask, &stop).unwrap();
    assert!(done.stopped && done.looked > 0);
    assert_once(&lake, &store, 120, "stopped");
    transfer(&lake).unwrap();
    assert_eq!(stored(&store), now(rows(0..120)));
}

/// Opens what was left, and transfers the rest.
fn recover(shore: &Shore, sim: Sim, end: u64, when: &str) {
    let store = durable(sim);
    let (lake, _) = Lake::open(&shore.lock, options(&store)).unwrap_or_else(|error| panic!("{when}: {error:?}"));
    assert_once(&lake, &store, end, when);
    transfer(&lake).unwrap();
    lake.close().unwrap();
    assert_eq!(stored(&store), now(rows(0..end)), "{when}");
}

/// A disk on which a lake was filled and a transfer was made, and where in its operations that began.
fn transferred(shore: &Shore) -> (Sim, usize) {
    let sim = Sim::default();
    filled(shore, &durable(sim.clone()), 60).close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, options(&durable(sim.clone()))).unwrap();
    let begin = sim.ops();
    transfer(&lake).unwrap();
    (sim, begin)
}

#[test]
fn killed_at_any_step_of_a_transfer_every_row_is_there_once() {
    let shore = Shore::new();
    let (sim, begin) = transferred(&shore);
    for ops in begin..=sim.ops() {
        recover(&shore, sim.kill(ops), 60, &format!("killed at {} of {}", ops - begin, sim.ops() - begin));
    }
}

#[test]
fn killed_at_any_step_of_taking_back_every_row_is_there_once() {
    let shore = Shore::new();
    let (sim, begin) = transferred(&shore);
    let mut taken_back = 0;
    for ops in begin..=sim.ops() {
        let left = sim.kill(ops);
        drop(Lake::open(&shore.lock, options(&durable(left.clone()))).unwrap());
        taken_back += usize::from(left.ops() > 3);
        for again in (ops % 4..left.ops()).step_by(4) {
            recover(&shore, left.kill(again), 60, &format!("killed at {}, then at {again}", ops - begin));
        }
    }
    assert!(taken_back > 0, "nothing was ever taken back");
}

#[test]
fn after_a_power_cut_in_a_transfer_every_row_is_there_once() {
    let shore = Shore::new();
    let (sim, begin) = transferred(&shore);
    let mut random = Random::new(17);
    for turn in 0..120 {
        let ops = begin + random.below((sim.ops() - begin) as u64 + 1) as usize;
        recover(&shore, sim.cut(ops, &mut random), 60, &format!("cut at {}, turn {turn}", ops - begin));
    }
}

#[test]
fn whatever_call_of_a_transfer_fails_every_row_is_there_once() {
    let shore = Shore::new();
    for call in (0..120).step_by(2) {
        let (sim, trouble) = (Sim::default(), Trouble::new(i64::MAX, How::NoSpace, [1, 4, 30][call as usize % 3]));
        let layer = Failing { disk: sim.clone(), trouble: trouble.clone() };
        let store = durable(layer);
        let lake = filled(&shore, &store, 60);
        trouble.calls_left.store(call, std::sync::atomic::Ordering::Relaxed);
        let failed = transfer(&lake).is_err();
        // Upkeep finds each row once, or does not begin.
        let compacted = lake.compact(&CompactOptions::default(), &AtomicBool::new(false), &|_| {});
        trouble.calls_left.store(i64::MAX, std::sync::atomic::Ordering::Relaxed);
        let when = format!("call {call}, {failed}, {compacted:?}");
        transfer(&lake).unwrap_or_else(|error| panic!("{when}: {error:?}"));
        assert_once(&lake, &durable(sim.clone()), 60, &when);
        drop(lake);
        recover(&shore, sim.kill(sim.ops()), 60, &when);
    }
}

#[test]
fn rows_of_a_file_that_was_changed_stay_where_they_are() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 60);
    let objects: Vec<_> = runtime().block_on(store.list(None).try_collect()).unwrap();
    let of_rare = |path: &object_store::path::Path| path.as_ref().contains("rare.kind/day=");
    let mut random = Random::new(6);
    for path in objects.into_iter().map(|meta| meta.location).filter(of_rare) {
        let read = async { store.get(&path).await.unwrap().bytes().await.unwrap() };
        let whole = runtime().block_on(read);
        let mut broken = whole.to_vec();
        broken[random.below(whole.len() as u64) as usize] ^= 1;
        runtime().block_on(store.put(&path, broken.into())).unwrap();
        let done = transfer(&lake);
        assert!(matches!(done, Err(TransferError::Lake(LakeError::Damaged { .. }))), "{path}: {done:?}");
        runtime().block_on(store.put(&path, whole.into())).unwrap();
    }
    assert_once(&lake, &store, 60, "mended");
}
