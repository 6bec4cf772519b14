//! Encryption at rest: on, off, rotated, with keys missing and wrong.

use std::io::ErrorKind;

use atalaya_journal::{Damage, Filter, Journal, OpenError, Options, ReadError, Space, StateError};

use crate::world::{World, append, assert_whole, decode, frames, hands, open, rekey, ring, small};

fn keyed(keys: &[(u32, u8)]) -> Options {
    Options { keys: (!keys.is_empty()).then(|| ring(keys)), ..small() }
}

fn on_disk(world: &World, needle: &[u8]) -> bool {
    let folders = ["segments", "quarantine"].map(|folder| world.root().join(folder));
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    files.into_iter().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

/// Words that do not compress, so that they would be seen on the disk.
const SECRET: &str = "kQ9zX2vBn7Lw4Rt8";

#[test]
fn with_a_key_nothing_is_readable_on_the_disk() {
    for (keys, visible) in [(&[][..], true), (&[(1, 7)][..], false)] {
        let world = World::new();
        let (journal, _) = open(&world.lock, keyed(keys));
        let source = journal.source("A", "x").unwrap();
        append(&journal, source, &[SECRET, &format!("!{SECRET}")]);
        decode(&journal, 2);
        journal.checkpoint().unwrap();
        assert_eq!(on_disk(&world, SECRET.as_bytes()), visible);
        assert_whole(&journal);
    }
}

#[test]
fn keys_rotate_and_old_segments_stay_readable_while_the_ring_holds_their_key() {
    let world = World::new();
    let rings: [&[(u32, u8)]; 4] = [&[], &[(1, 7)], &[(1, 7), (2, 8)], &[(1, 7), (2, 8), (3, 9)]];
    let mut expected = Vec::new();
    let mut anchors = Vec::new();
    for keys in rings {
        let (journal, _) = open(&world.lock, keyed(keys));
        let source = journal.source("A", "x").unwrap();
        for number in 0..30 {
            let text = format!("{SECRET} {keys:?} {number}");
            append(&journal, source, &[&text]);
            expected.push(text);
        }
        assert_eq!(frames(&journal), expected);
        anchors.push(journal.anchor());
        assert_whole(&journal);
    }
    assert!(on_disk(&world, SECRET.as_bytes()), "the oldest segments have no key");
    let (journal, _) = open(&world.lock, keyed(&[(2, 8), (3, 9)]));
    let missing = journal.read(30, Filter::All).unwrap().next(None).unwrap_err();
    assert!(matches!(missing, ReadError::Damaged(fault) if fault.damage == Damage::KeyMissing { id: 1 }));
    let left = rekey(&journal).unwrap().left;
    assert!(!left.is_empty() && left.iter().all(|fault| fault.damage == Damage::KeyMissing { id: 1 }), "{left:?}");
    assert!(!journal.status().segments_by_key.contains_key(&0), "what could be read is encrypted anew");
    drop(journal);
    let (journal, _) = open(&world.lock, keyed(&[(1, 7), (2, 8), (3, 9)]));
    assert!(rekey(&journal).unwrap().segments > 0);
    assert_eq!(rekey(&journal).unwrap().segments, 0);
    assert_eq!(journal.status().segments_by_key.keys().copied().collect::<Vec<_>>(), [3]);
    assert!(!on_disk(&world, SECRET.as_bytes()));
    assert_eq!(frames(&journal), expected);
    assert_eq!(journal.verify(&anchors).anchors_confirmed, 4, "anchors outlive the keys");
    drop(journal);
    let (journal, _) = open(&world.lock, keyed(&[(3, 9)]));
    assert_eq!(frames(&journal), expected);
    assert_whole(&journal);
}

#[test]
fn a_damaged_segment_keeps_no_other_from_being_encrypted_anew() {
    let world = World::new();
    let (journal, _) = open(&world.lock, keyed(&[(1, 7)]));
    let source = journal.source("A", "x").unwrap();
    for number in 0..300 {
        append(&journal, source, &[&format!("{number} {}", "x".repeat(99))]);
    }
    journal.close().unwrap();
    let path = world.root().join("segments/0000000000000000.atj");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let (journal, _) = open(&world.lock, keyed(&[(1, 7), (2, 8)]));
    let old = |journal: &Journal| journal.status().segments_by_key.get(&1).copied().unwrap_or(0);
    assert!(old(&journal) > 2);
    let rekeyed = rekey(&journal).unwrap();
    let files: Vec<_> = rekeyed.left.iter().map(|fault| fault.file.as_str()).collect();
    assert_eq!((files, rekeyed.stopped, old(&journal)), (vec!["segments/0000000000000000.atj"], None, 1));
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "it is as it was");
    assert!(
        std::fs::read_dir(world.root().join("segments"))
            .unwrap()
            .all(|file| { file.unwrap().path().extension().is_some_and(|end| end == "atj") })
    );
}

#[test]
fn nothing_is_encrypted_anew_into_the_disks_reserve() {
    struct Left;
    impl Space for Left {
        fn free_bytes(&self) -> std::io::Result<u64> {
            Ok(1 << 20)
        }
    }
    let world = World::new();
    let (journal, _) = open(&world.lock, keyed(&[]));
    let source = journal.source("A", "x").unwrap();
    for number in 0..100 {
        append(&journal, source, &[&format!("{number} {}", "x".repeat(99))]);
    }
    journal.close().unwrap();
    for (reserve_bytes, enough) in [(1 << 20, false), (1 << 10, true)] {
        let options = Options { space: std::sync::Arc::new(Left), reserve_bytes, ..keyed(&[(1, 7)]) };
        let (journal, _) = open(&world.lock, options);
        let rekeyed = rekey(&journal);
        let full =
            |error: &StateError| matches!(error, StateError::Io(error) if error.kind() == ErrorKind::StorageFull);
        assert!(if enough { rekeyed.is_ok() } else { rekeyed.as_ref().is_err_and(full) }, "{rekeyed:?}");
    }
}

#[test]
fn encryption_can_be_taken_off_again() {
    let world = World::new();
    let (journal, _) = open(&world.lock, keyed(&[(1, 7)]));
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &[SECRET]);
    drop(journal);
    let options = Options { keys: Some(ring(&[(1, 7)]).for_reading_only()), ..small() };
    let (journal, _) = open(&world.lock, options);
    rekey(&journal).unwrap();
    drop(journal);
    let (journal, _) = open(&world.lock, keyed(&[]));
    assert_eq!(frames(&journal), [SECRET]);
    assert!(on_disk(&world, SECRET.as_bytes()));
}

#[test]
fn an_empty_journal_takes_the_key_it_is_given() {
    let world = World::new();
    drop(open(&world.lock, keyed(&[])));
    let (journal, _) = open(&world.lock, keyed(&[(4, 4)]));
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &[SECRET]);
    assert!(!on_disk(&world, SECRET.as_bytes()));
    drop(journal);
    let (journal, _) = open(&world.lock, keyed(&[(4, 4)]));
    assert_eq!(frames(&journal), [SECRET]);
    assert_whole(&journal);
}

#[test]
fn a_missing_or_wrong_key_is_told_from_damage() {
    let world = World::new();
    let (journal, _) = open(&world.lock, keyed(&[(1, 7)]));
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &[SECRET]);
    drop(journal);
    let damage = |keys| match Journal::open(&world.lock, keyed(keys), hands()) {
        Err(OpenError::Damaged(fault)) => fault.damage,
        _ => panic!("opened without the key"),
    };
    assert_eq!(damage(&[]), Damage::KeyMissing { id: 1 });
    assert_eq!(damage(&[(2, 7)]), Damage::KeyMissing { id: 1 });
    assert_eq!(damage(&[(1, 8)]), Damage::KeyWrong { id: 1 });
    let (journal, _) = open(&world.lock, keyed(&[(1, 7)]));
    assert_eq!(frames(&journal), [SECRET], "nothing was cut off");
}
