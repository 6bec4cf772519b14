//! Encryption: nothing is readable without the key, everything with it, and keys rotate while the lake is used.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use atalaya_journal::KeyRing;
use atalaya_lake::{Depth, Expiry, Lake, OpenError, Options, Sealed, Wrong};
use atalaya_model::Time;
use futures::TryStreamExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::objects::flipped;
use crate::river::{Shore, append, compact, counted, durable, rekey, rows, runtime, said, small, stored, verify};
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
        let changed = rekey(&lake).files;
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
    assert!(rekey(&lake).files > 10);
    let end = sim.ops();
    drop(lake);
    let mut random = Random::new(9);
    for _ in 0..30 {
        let ops = begin + random.below((end - begin) as u64 + 1) as usize;
        let store = durable(sim.cut(ops, &mut random));
        let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1, 2])))).unwrap();
        rekey(&lake);
        lake.close().unwrap();
        assert_eq!(stored(&read_with(&store, &[2])), rows(0..200));
    }
}

/// 2024-02-01T00:00:00Z, when the first day of the tests' rows is over.
const SECOND_DAY: Time = Time(1_706_745_600_000_000);

/// Opens the lake with these keys and brings rows in many small files.
fn filled(shore: &Shore, store: &Arc<dyn ObjectStore>, keys: &[u8], range: std::ops::Range<u64>) -> Lake {
    let (lake, _) = Lake::open(&shore.lock, options(store, Some(ring(keys)))).unwrap();
    for at in range.step_by(20) {
        append(&lake, at..at + 20);
        lake.flush().unwrap();
    }
    lake
}

/// Everything is as it was written, of these rows, and nothing is readable without the key.
fn assert_sealed(lake: &Lake, store: &Arc<dyn ObjectStore>, key: u8, end: u64) {
    let found = verify(lake, Depth::Rows);
    assert!(found.is_whole() && found.strangers.is_empty(), "{found:?}");
    assert_eq!(found.rows, rows(0..end).len() as u64);
    assert_eq!(said(lake), counted(&rows(0..end)));
    let begin = [b"ATALSEAL\x01\0\0\0", &u32::from(key).to_le_bytes()[..]].concat();
    let all = beginnings(store);
    assert!(all.iter().all(|one| one.starts_with(&begin)), "{all:?}");
}

#[test]
fn an_encrypted_lake_is_compacted_vacuumed_and_verified_before_and_after_a_rotation() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, &[1], 0..200);
    assert!(compact(&lake).unwrap().files_before > 10);
    assert!(lake.vacuum(Duration::ZERO).unwrap().files > 10);
    assert_sealed(&lake, &store, 1, 200);
    lake.close().unwrap();
    assert_eq!(stored(&read_with(&store, &[1])), rows(0..200));
    // Files of both keys become one; what is left of the first key is written anew.
    let lake = filled(&shore, &store, &[1, 2], 200..400);
    assert!(verify(&lake, Depth::Rows).is_whole());
    assert!(compact(&lake).unwrap().files_before > 10);
    lake.vacuum(Duration::ZERO).unwrap();
    assert!(rekey(&lake).files > 0);
    assert_sealed(&lake, &store, 2, 400);
    lake.close().unwrap();
    // The first key may go.
    let lake = filled(&shore, &store, &[2], 400..440);
    compact(&lake).unwrap();
    lake.vacuum(Duration::ZERO).unwrap();
    assert_sealed(&lake, &store, 2, 440);
    lake.close().unwrap();
    assert_eq!(stored(&read_with(&store, &[2])), rows(0..440));
}

#[test]
fn days_of_an_encrypted_lake_expire_before_and_after_a_rotation() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let expiry = |organization: Option<&str>| Expiry {
        organization: organization.map(str::to_owned),
        kind: None,
        before: SECOND_DAY,
    };
    let lake = filled(&shore, &store, &[1], 0..200);
    let first = lake.expire(&expiry(Some("north"))).unwrap();
    assert!(first.rows > 0 && lake.vacuum(Duration::ZERO).unwrap().files > 0);
    assert!(verify(&lake, Depth::Rows).is_whole());
    lake.close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1, 2])))).unwrap();
    assert!(rekey(&lake).files > 0);
    let second = lake.expire(&expiry(None)).unwrap();
    assert!(second.rows > 0 && lake.vacuum(Duration::ZERO).unwrap().files > 0);
    lake.close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[2])))).unwrap();
    let found = verify(&lake, Depth::Rows);
    assert!(found.is_whole() && found.strangers.is_empty(), "{found:?}");
    let all = rows(0..200).len() as u64;
    let sums = lake.tallies().iter().fold((0, 0), |sum, tally| (sum.0 + tally.stored, sum.1 + tally.expired));
    assert_eq!(sums, (all - first.rows - second.rows, first.rows + second.rows));
    assert_eq!(found.rows, sums.0);
    assert!(found.rows > 0);
}

#[test]
fn verification_of_an_encrypted_lake_finds_every_bit_that_is_flipped() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, &[1], 0..100);
    compact(&lake).unwrap();
    lake.vacuum(Duration::ZERO).unwrap();
    assert!(verify(&lake, Depth::Bytes).is_whole());
    let objects = runtime().block_on(store.list(None).try_collect::<Vec<_>>()).unwrap();
    let files: Vec<_> = objects.into_iter().map(|meta| meta.location).collect();
    let files: Vec<_> = files.iter().filter(|path| path.as_ref().contains("day=")).collect();
    let mut random = Random::new(6);
    for _ in 0..40 {
        let path = files[random.below(files.len() as u64) as usize];
        let found = flipped(&store, path, &mut random, || !verify(&lake, Depth::Bytes).is_whole());
        assert!(found, "{path}");
    }
    // Whole, and of another file: the key alone does not say where an object belongs.
    let [one, other] = [files[0], files[1]];
    let bytes = runtime().block_on(async { store.get(other).await.unwrap().bytes().await.unwrap() });
    runtime().block_on(store.put(one, bytes.into())).unwrap();
    let faults = verify(&lake, Depth::Bytes).faults;
    assert!(matches!(faults.as_slice(), [fault] if matches!(fault.what, Wrong::Unreadable(_))), "{faults:?}");
}

#[test]
fn a_rotation_that_was_stopped_goes_on_with_what_is_left() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    filled(&shore, &store, &[1], 0..100).close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, options(&store, Some(ring(&[1, 2])))).unwrap();
    let (mut files, mut stops) = (0, 0);
    loop {
        let stop = AtomicBool::new(false);
        let all = 15 * (stops + 1);
        let rekeyed = lake.rekey(&stop, &|far| stop.store(far.files >= all, Ordering::Relaxed)).unwrap();
        files += rekeyed.files;
        let Some(far) = rekeyed.stopped else { break };
        assert_eq!(far.files, all);
        stops += 1;
    }
    assert!(stops > 1 && files > 30, "{stops} stops, {files} files");
    assert_eq!(rekey(&lake).files, 0);
    assert_sealed(&lake, &store, 2, 100);
}

#[test]
fn what_is_encrypted_or_made_plain_meanwhile_is_read_as_it_was() {
    let store = durable(Sim::default());
    let other = |keys: KeyRing| Arc::new(Sealed::new(store.clone(), keys)) as Arc<dyn ObjectStore>;
    let path = object_store::path::Path::from("a/b/c");
    for text in [&b"short"[..], &[b'x'; 200]] {
        let range = 1..text.len() as u64;
        let write =
            |through: &Arc<dyn ObjectStore>| runtime().block_on(through.put(&path, text.to_vec().into())).unwrap();
        // It remembers how the object was when it read it first.
        write(&store);
        let reader = read_with(&store, &[1]);
        let read = || runtime().block_on(reader.get_range(&path, range.clone())).unwrap();
        for through in [store.clone(), other(ring(&[1])), other(ring(&[1]).for_reading_only()), other(ring(&[1]))] {
            write(&through);
            assert_eq!(read(), text[1..]);
        }
    }
}
