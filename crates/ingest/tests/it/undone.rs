//! Houses in which something waits that cannot be decoded and stored now: they open, and nothing is lost or stored twice.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_codec::{Format, Header};
use atalaya_ingest::header::{Origin, Shared, Stretch};
use atalaya_ingest::{DrainError, House, HouseOptions, Opened, UndoneError};
use atalaya_journal::{DataLock, Endless, Journal, NewEntry, Options, Space, SystemClock};
use atalaya_lake::{CompactOptions, Expiry, LakeError};
use atalaya_model::Time;

use crate::world::{ORGANIZATION, World, assert_balanced, clock, import, ndjson, options, rows};

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
fn receive(world: &World, events: u64) {
    let options = Options { space: Arc::new(Endless), ..Options::default() };
    let (journal, _) = Journal::open(&world.lock, options, Arc::new(SystemClock)).unwrap();
    let source = journal.source(ORGANIZATION, "x").unwrap();
    let header = Header { format: Format::JsonLines, columns: None };
    let shared = Shared { header, origin: Origin::File([3; 32]), clock: clock("", None) };
    let stretch = Stretch::new(&shared).unwrap();
    for (number, line) in (1..).zip(ndjson(5, events).lines()) {
        let mut header = Vec::new();
        stretch.put(number, &mut header);
        let received = Time(1_700_000_000_000_000);
        journal.append(&[NewEntry { source, received, header: &header, frame: line.as_bytes() }]).unwrap();
    }
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
    receive(&world, 100);
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
    receive(&world, 100);
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

fn mark(world: &World) -> PathBuf {
    world.lock.path().join("replay.json")
}
