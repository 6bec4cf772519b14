//! Encryption: nothing is readable without the key, everything with it, and keys rotate while the lake is used.

use std::sync::Arc;

use atalaya_journal::KeyRing;
use atalaya_lake::{Lake, OpenError, Options, Sealed};
use futures::TryStreamExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::river::{Shore, append, durable, rows, runtime, small, stored};
use crate::sim::Sim;
use atalaya_testkit::Random;

fn ring(keys: &[u8]) -> KeyRing {
    let lines = keys.iter().map(|key| format!("{key} {}\n", format!("{key:02x}").repeat(32)));
    KeyRing::parse(&lines.collect::<String>()).unwrap()
}

fn options(store: &Arc<dyn ObjectStore>, keys: Option<KeyRing>) -> Options {
    Options { keys, ..small(store) }
}

fn read_with(store: &Arc<dyn ObjectStore>, keys: &[u8]) -> Arc<dyn ObjectStore> {
    Arc::new(Sealed::new(store.clone(), ring(keys)))
}

/// How the objects of the store begin, without what is being written.
fn beginnings(store: &Arc<dyn ObjectStore>) -> Vec<Vec<u8>> {
    runtime().block_on(async {
        let mut all = Vec::new();
        for meta in store.list(None).try_collect::<Vec<_>>().await.unwrap() {
            all.push(store.get(&meta.location).await.unwrap().bytes().await.unwrap()[..16].to_vec());
        }
        all
    })
}

#[test]
fn with_a_key_nothing_is_plain_and_everything_is_read() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1])))).unwrap();
    for at in (0..400).step_by(20) {
        append(&lake, at..at + 20);
        lake.flush().unwrap();
    }
    assert_eq!(lake.failures(), 0);
    lake.close().unwrap();
    let all = beginnings(&store);
    assert!(all.iter().all(|begin| begin.starts_with(b"ATALSEAL\x01\0\0\0\x01\0\0\0")), "{all:?}");
    assert_eq!(stored(&read_with(&store, &[1])), rows(0..400));
    assert!(matches!(Lake::open(&shore.lock, options(&store, None)), Err(OpenError::NoKeys)));
    let error = Lake::open(&shore.lock, options(&store, Some(ring(&[2])))).map(drop).unwrap_err();
    assert!(format!("{error:?}").contains("KeyMissing(1)"), "{error:?}");
    let (lake, opened) = Lake::open(&shore.lock, options(&store, Some(ring(&[1])))).unwrap();
    assert_eq!((opened.read_in_full, opened.tables), (0, 6));
    append(&lake, 400..410);
    lake.close().unwrap();
    assert_eq!(stored(&read_with(&store, &[1])), rows(0..410));
}

#[test]
fn keys_rotate_and_what_was_plain_is_encrypted() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let mut at = 0;
    let mut live = |keys: Option<KeyRing>, begin: &[u8]| {
        let (lake, _) = Lake::open(&shore.lock, options(&store, keys.clone())).unwrap();
        append(&lake, at..at + 50);
        at += 50;
        lake.flush().unwrap();
        let changed = lake.rekey().unwrap();
        append(&lake, at..at + 50);
        at += 50;
        lake.close().unwrap();
        assert!(beginnings(&store).iter().all(|one| one.starts_with(begin) || begin.is_empty()));
        let plain =
            keys.map_or(store.clone(), |keys| Arc::new(Sealed::new(store.clone(), keys)) as Arc<dyn ObjectStore>);
        assert_eq!(stored(&plain), rows(0..at));
        changed
    };
    assert_eq!(live(None, b""), 0);
    assert!(live(Some(ring(&[3])), b"ATALSEAL\x01\0\0\0\x03") > 0);
    assert!(live(Some(ring(&[3, 4])), b"ATALSEAL\x01\0\0\0\x04") > 0);
    assert_eq!(live(Some(ring(&[3, 4])), b"ATALSEAL\x01\0\0\0\x04"), 0);
    assert_eq!(live(Some(ring(&[4])), b"ATALSEAL\x01\0\0\0\x04"), 0);
    assert!(live(Some(ring(&[4]).for_reading_only()), b"") > 0);
    assert!(beginnings(&store).iter().all(|one| !one.starts_with(b"ATALSEAL")));
}

#[test]
fn a_rotation_that_a_power_cut_ends_leaves_everything_readable() {
    let shore = Shore::new();
    let sim = Sim::default();
    let store = durable(sim.clone());
    let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1])))).unwrap();
    append(&lake, 0..200);
    lake.close().unwrap();
    let begin = sim.ops();
    let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1, 2])))).unwrap();
    assert!(lake.rekey().unwrap() > 10);
    let end = sim.ops();
    drop(lake);
    let mut random = Random::new(9);
    for _ in 0..30 {
        let ops = begin + random.below((end - begin) as u64 + 1) as usize;
        let store = durable(sim.cut(ops, &mut random));
        let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1, 2])))).unwrap();
        lake.rekey().unwrap();
        lake.close().unwrap();
        assert_eq!(stored(&read_with(&store, &[2])), rows(0..200));
    }
}
