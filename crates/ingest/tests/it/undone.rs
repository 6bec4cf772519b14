//! Houses in which something waits that cannot be decoded and stored now: they open, and nothing is lost or stored twice.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_ingest::{DrainError, House, HouseOptions, KeepError, OpenError, Opened, ReplayError, UndoneError};
use atalaya_journal::{DataLock, Endless, Journal, Options, Space, SystemClock};
use atalaya_lake::{CompactOptions, Expiry, LakeError};
use atalaya_model::Time;
use atalaya_schema::Schema;

use crate::replaying::copy;
use crate::world::{World, assert_balanced, import, import_until, ndjson, options, receive, rows};

/// A disk with so many bytes left.
struct Left(u64);

impl Space for Left {
    fn free_bytes(&self) -> std::io::Result<u64> {
        Ok(self.0)
    }
}

fn open(lock: &DataLock, options: HouseOptions) -> (House<'_>, Opened) {
    House::open(lock, options, &AtomicBool::new(false)).unwrap()
}

/// Entries that were acknowledged and that nobody has decoded.
fn received(world: &World, events: u64) {
    let options = Options { space: Arc::new(Endless), ..Options::default() };
    let (journal, _) = Journal::open(&world.lock, options, Arc::new(SystemClock)).unwrap();
    receive(&journal, events);
    journal.close().unwrap();
}

#[test]
fn a_full_disk_keeps_nobody_from_searching_and_from_making_room() {
    let world = World::new();
    for part in 0..2 {
        let (house, _) = world.house();
        import(&house, "x", &[world.file(&format!("{part}.ndjson"), ndjson(part, 90))]);
        house.close().unwrap();
    }
    received(&world, 100);
    let reserve = options(world.lock.path()).lake.reserve_bytes;
    // What is merged may take of the reserve, and not of its last half.
    for (left, merged) in [(reserve / 2, false), (reserve / 4 * 3, true)] {
        let mut full = options(world.lock.path());
        full.lake.space = Arc::new(Left(left));
        let (house, opened) = open(&world.lock, full);
        let why = opened.undone.first();
        assert!(matches!(why, Some(UndoneError::Drain(DrainError::Lake(LakeError::ReserveReached { .. })))), "{why:?}");
        assert_eq!(house.lake().tables()[0].rows, 180);
        let compacted = house.lake().compact(&CompactOptions::default(), &AtomicBool::new(false), &|_| {});
        assert_eq!(compacted.is_ok_and(|compacted| compacted.rows == 180), merged);
        if merged {
            let expiry = Expiry { organization: None, kind: None, before: Time(1_800_000_000_000_000) };
            assert_eq!(house.lake().expire(&expiry).unwrap().rows, 180);
        }
    }
    let (house, opened) = world.house();
    assert!(opened.undone.is_empty());
    assert_eq!(rows(&house)["windows.sysmon"], 100);
    assert_balanced(&house);
}

#[test]
fn a_replay_that_cannot_be_finished_keeps_nothing_else_from_being_stored() {
    let world = World::new();
    received(&world, 100);
    fs::write(mark(&world), "{").unwrap();
    let (house, opened) = world.house();
    assert!(matches!(opened.undone.as_slice(), [UndoneError::Replay(_)]), "{:?}", opened.undone);
    assert_eq!((opened.drained.seen.events, rows(&house)["windows.sysmon"]), (100, 100));
    fs::remove_file(mark(&world)).unwrap();
    house.close().unwrap();
    let (house, opened) = world.house();
    assert!(opened.undone.is_empty());
    assert_balanced(&house);
}

/// Puts a copy of the folder in place of what is there.
fn put(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    copy(from, to);
}

#[test]
fn a_journal_that_is_lost_or_older_than_the_lake_is_refused_and_none_is_begun() {
    let world = World::new();
    let data = world.lock.path().to_owned();
    let (journal, lake, inputs) = (data.join("journal"), data.join("lake"), data.join("inputs.jsonl"));
    let [older, newer] = ["older", "newer"].map(|name| world.folder.path().join(name));
    for (part, kept) in [(0, &older), (1, &newer)] {
        let (house, _) = world.house();
        import(&house, "x", &[world.file("x", ndjson(part, 30))]);
        house.close().unwrap();
        put(&journal, kept);
    }
    let refused = || House::open(&world.lock, options(&data), &AtomicBool::new(false)).err().unwrap();
    put(&older, &journal);
    assert!(matches!(refused(), OpenError::JournalBehind));
    fs::remove_dir_all(&journal).unwrap();
    assert!(matches!(refused(), OpenError::JournalMissing));
    put(&lake, &world.folder.path().join("lake"));
    fs::remove_dir_all(&lake).unwrap();
    assert!(matches!(refused(), OpenError::JournalMissing), "what was imported is known");
    put(&world.folder.path().join("lake"), &lake);
    fs::rename(&inputs, world.folder.path().join("inputs")).unwrap();
    assert!(matches!(refused(), OpenError::JournalMissing), "the lake has events");
    assert!(!journal.exists());
    fs::rename(world.folder.path().join("inputs"), &inputs).unwrap();
    put(&newer, &journal);
    let (house, _) = world.house();
    assert_eq!(rows(&house)["windows.sysmon"], 60);
    assert_balanced(&house);
}

/// The kinds that come with the program, without those of Sysmon.
fn other_kinds(world: &World) -> HouseOptions {
    let files = Schema::builtin_files().iter().filter(|(name, _)| !name.contains("sysmon"));
    let files: Vec<_> = files.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    assert!(files.len() < Schema::builtin_files().len());
    HouseOptions { schema: Arc::new(Schema::load(&files).0), ..options(world.lock.path()) }
}

#[test]
fn what_a_crash_left_half_stored_waits_for_the_kinds_that_it_was_begun_with() {
    let world = World::new();
    let (journal, kept) = (world.lock.path().join("journal"), world.folder.path().join("kept"));
    // Whatever waits is decoded with the kinds of who comes first.
    open(&world.lock, other_kinds(&world)).0.close().unwrap();
    world.house().0.close().unwrap();
    received(&world, 100);
    put(&journal, &kept);
    world.house().0.close().unwrap();
    // The rows are stored, and the journal does not know yet that they are.
    put(&kept, &journal);
    let (house, opened) = open(&world.lock, other_kinds(&world));
    assert!(matches!(opened.undone.as_slice(), [UndoneError::Drain(DrainError::Kinds)]), "{:?}", opened.undone);
    let never = AtomicBool::new(false);
    assert!(matches!(house.drain(&never), Err(DrainError::Kinds)));
    assert!(matches!(house.replay(&never), Err(ReplayError::Kinds)));
    let path = world.file("more", ndjson(8, 5));
    let more = import_until(&house, "x", &[path], &mut |_| false);
    assert!(matches!(more, Err(KeepError::Drain(DrainError::Kinds))));
    assert_eq!(rows(&house), [("windows.sysmon".to_owned(), 100)].into());
    house.close().unwrap();
    let (house, opened) = world.house();
    assert_eq!((opened.undone.len(), rows(&house)["windows.sysmon"]), (0, 100));
    assert_balanced(&house);
    house.close().unwrap();
    let (house, opened) = open(&world.lock, other_kinds(&world));
    assert!(opened.undone.is_empty());
    assert_balanced(&house);
}

fn mark(world: &World) -> PathBuf {
    world.lock.path().join("replay.json")
}
