//! Things that happen at the same time: one of them is held in the middle until the other one is done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use atalaya_lake::{Depth, Lake, LakeError};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::hooked::{Hooked, Moment};
use crate::objects::objects;
use crate::river::{Shore, append, chunks, durable, rows, runtime, small, stored, verify};
use crate::sim::Sim;

#[test]
fn a_write_that_panics_is_told_and_tried_again() {
    let (shore, disk) = (Shore::new(), durable(Sim::default()));
    let first = AtomicBool::new(true);
    let store = Hooked::over(&disk, move |moment, path| {
        let strikes = moment == Moment::BeforePut && path.as_ref().contains("day=");
        assert!(!(strikes && first.swap(false, Ordering::Relaxed)), "the test's panic");
    });
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 0..60);
    let flushed = lake.flush();
    assert!(matches!(flushed, Err(LakeError::Panicked { .. })), "{flushed:?}");
    lake.flush().unwrap();
    assert_eq!(stored(&disk), rows(0..60));
}

/// What was done to the objects of a lake, in its order, and what is done meanwhile.
#[derive(Default)]
struct Held {
    lake: OnceLock<Weak<Lake>>,
    puts: Mutex<Vec<String>>,
    done: AtomicBool,
    ended: AtomicBool,
}

/// A lake where `meanwhile` is done, once and by another thread, after such an object was written.
fn held(shore: &Shore, disk: &Arc<dyn ObjectStore>, of: &'static str, meanwhile: fn(&Lake)) -> (Arc<Lake>, Arc<Held>) {
    let held = Arc::new(Held::default());
    let inside = held.clone();
    let store = Hooked::over(disk, move |moment, path| {
        if moment == Moment::AfterPut {
            inside.puts.lock().unwrap().push(path.to_string());
            if path.as_ref().contains(of) && !inside.done.swap(true, Ordering::Relaxed) {
                let lake = inside.lake.get().unwrap().upgrade().unwrap();
                std::thread::spawn(move || meanwhile(&lake)).join().unwrap();
                inside.ended.store(true, Ordering::Relaxed);
            }
        }
    });
    let lake = Arc::new(Lake::open(&shore.lock, small(&store)).unwrap().0);
    held.lake.set(Arc::downgrade(&lake)).unwrap();
    (lake, held)
}

#[test]
fn vacuum_leaves_the_files_that_are_being_written() {
    let (shore, disk) = (Shore::new(), durable(Sim::default()));
    // The disk's clock is years behind: its times do not tell what is new.
    let vacuum = |lake: &Lake| {
        lake.vacuum(Duration::ZERO).unwrap();
    };
    let (lake, held) = held(&shore, &disk, "/day=", vacuum);
    append(&lake, 0..60);
    lake.flush().unwrap();
    assert!(held.done.load(Ordering::Relaxed));
    assert_eq!(stored(&disk), rows(0..60));
    assert!(verify(&lake, Depth::Rows).is_whole());
}

#[test]
fn vacuum_takes_what_nobody_has_while_something_else_is_being_written() {
    let (shore, disk) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&disk)).unwrap();
    append(&lake, 0..60);
    lake.flush().unwrap();
    lake.close().unwrap();
    let file = objects(&disk, ".parquet").into_iter().find(|path| path.as_ref().contains("day=")).unwrap();
    let copy = Path::parse(format!("{file}-copy.parquet")).unwrap();
    runtime().block_on(disk.copy(&file, &copy)).unwrap();
    let vacuum = |lake: &Lake| assert_eq!(lake.vacuum(Duration::ZERO).unwrap().files, 1);
    let (lake, held) = held(&shore, &disk, "/day=", vacuum);
    append(&lake, 60..120);
    lake.flush().unwrap();
    assert!(held.ended.load(Ordering::Relaxed));
    assert_eq!(stored(&disk), rows(0..120));
    let found = verify(&lake, Depth::Rows);
    assert!(found.is_whole() && found.strangers.is_empty(), "{found:?}");
}

/// Rows of a replay, each range a commit of its own.
fn replay(lake: &Lake) {
    for at in (1000..1200).step_by(20) {
        lake.append_late(chunks(at..at + 20), at..at + 20).unwrap();
    }
}

#[test]
fn of_two_checkpoints_of_a_table_at_the_same_time_one_is_written() {
    let (shore, disk) = (Shore::new(), durable(Sim::default()));
    let (lake, held) = held(&shore, &disk, ".checkpoint.sha256", replay);
    for at in (0..100).step_by(20) {
        append(&lake, at..at + 20);
        lake.flush().unwrap();
    }
    // A flush returns before the checkpoint behind it is written.
    while !held.ended.load(Ordering::Relaxed) {
        std::thread::yield_now();
    }
    Arc::into_inner(lake).unwrap().close().unwrap();
    let puts = held.puts.lock().unwrap();
    let first = puts.iter().position(|path| path.contains(".checkpoint.sha256")).unwrap();
    let (table, _) = puts[first].split_once("/_delta_log/").unwrap();
    let next = puts[first + 1..].iter().find(|path| path.starts_with(table) && path.contains(".checkpoint."));
    assert_eq!(next, Some(&puts[first].replace(".sha256", ".parquet")));
    drop(puts);
    let (lake, _) = Lake::open(&shore.lock, small(&disk)).unwrap();
    assert!(verify(&lake, Depth::Rows).is_whole());
}
