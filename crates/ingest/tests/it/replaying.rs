//! Frames of the quarantine become events once, also when a replay is interrupted.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_codec::{Format, Header};
use atalaya_ingest::header::{Origin, Shared, Stretch};
use atalaya_journal::{Batch, Endless, Filter, Journal, NewEntry, Options, Outcome, Progress, SystemClock};
use atalaya_model::Time;

use crate::world::{ORGANIZATION, World, assert_balanced, clock, ndjson, rows};

/// A journal in which a decoder that knew less has put every third frame into the quarantine; the last one is broken.
fn quarantined(world: &World, events: u64) {
    let options = Options { space: Arc::new(Endless), ..Options::default() };
    let (journal, _) = Journal::open(&world.lock, options, Arc::new(SystemClock)).unwrap();
    let source = journal.source(ORGANIZATION, "x").unwrap();
    let header = Header { format: Format::JsonLines, columns: None };
    let shared = Shared { header, origin: Origin::File([3; 32]), clock: clock("", None) };
    let stretch = Stretch::new(&shared).unwrap();
    let text = ndjson(5, events) + "{\"broken\":\n";
    for (number, line) in (1..).zip(text.lines()) {
        let mut header = Vec::new();
        stretch.put(number, &mut header);
        let received = Time(1_700_000_000_000_000);
        journal.append(&[NewEntry { source, received, header: &header, frame: line.as_bytes() }]).unwrap();
    }
    let mut reader = journal.read(0, Filter::All).unwrap();
    let batches: Vec<Batch> = std::iter::from_fn(|| reader.next(None).unwrap()).collect();
    let entries: Vec<_> = batches.iter().flat_map(Batch::entries).filter(|entry| entry.offset % 3 == 0).collect();
    let quarantined: Vec<_> = entries.iter().map(|entry| (*entry, "malformed-depth")).collect();
    // The others were decoded, into no event: the lake has none of them.
    let count = quarantined.len() as u64;
    let outcome = Outcome { source, decoded: journal.head() - count, events: 0, unreadable: 0, quarantined: count };
    let progress = Progress { from: 0, to: journal.head(), outcomes: &[outcome], quarantined: &quarantined };
    journal.progress(&progress).unwrap();
    journal.close().unwrap();
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn quarantined_frames_are_stored_once_they_can_be_decoded_and_the_others_stay() {
    let world = World::new();
    quarantined(&world, 300);
    let (house, _) = world.house();
    let stop = AtomicBool::new(false);
    let replay = house.replay(&stop).unwrap();
    assert_eq!((replay.seen.frames, replay.seen.events, replay.seen.quarantined), (100, 100, 1));
    assert_eq!(rows(&house)["windows.sysmon"], 100);
    assert_balanced(&house);
    let again = house.replay(&stop).unwrap();
    assert_eq!((again.seen.frames, again.seen.quarantined), (0, 1));
    house.close().unwrap();
    let (house, _) = world.house();
    assert_eq!(rows(&house)["windows.sysmon"], 100);
    assert_balanced(&house);
}

#[test]
fn a_replay_that_was_interrupted_is_finished_when_the_house_is_opened() {
    let world = World::new();
    quarantined(&world, 300);
    let (journal, kept) = (world.lock.path().join("journal"), world.folder.path().join("kept"));
    let (house, _) = world.house();
    house.close().unwrap();
    copy(&journal, &kept);
    let (house, _) = world.house();
    house.replay(&AtomicBool::new(false)).unwrap();
    house.close().unwrap();
    // The rows are stored, and the journal does not know yet that they are.
    fs::remove_dir_all(&journal).unwrap();
    copy(&kept, &journal);
    let (house, opened) = world.house();
    assert_eq!(opened.replay.map(|replay| replay.seen.events), Some(100));
    assert_eq!(rows(&house)["windows.sysmon"], 100);
    assert_balanced(&house);
    house.close().unwrap();
    let (_, opened) = world.house();
    assert_eq!(opened.replay, None);
}
