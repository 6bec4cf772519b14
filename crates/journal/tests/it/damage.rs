//! Verification: every flipped bit, and every block or file that is removed, swapped, repeated or cut, is found.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use atalaya_journal::{
    Anchor, Damage, Disk, Files, Filter, Journal, KeyRing, OpenError, ReadError, ReplayMark, StateError, Unread,
    Verification,
};

use sha2::Digest as _;

use crate::world::{
    World, append, assert_whole, decode, frames, hands, keep_bytes, open, ring, small, try_decode, verify,
};
use atalaya_testkit::Random;

/// Bits that are flipped in each kind of journal.
const FLIPS: u64 = 2500;

/// A closed journal with everything in it, some of it expired, and its anchor.
struct Patient {
    world: World,
    keys: Option<KeyRing>,
    anchor: Anchor,
}

impl Patient {
    fn new(keys: Option<KeyRing>) -> Patient {
        let world = World::new();
        let (journal, _) = open(&world.lock, atalaya_journal::Options { keys: keys.clone(), ..small() });
        let sources = ["x", "y"].map(|name| journal.source("A", name).unwrap());
        let mut random = Random::new(9);
        for round in 0..260_u64 {
            let mark = if round % 9 == 0 { "!" } else { "" };
            let text = format!("{mark}{round} {:x}{:x}{:x}", random.draw(), random.draw(), random.draw());
            append(&journal, sources[(round % 2) as usize], &[&text]);
        }
        decode(&journal, 200);
        journal.checkpoint().unwrap();
        journal.expire(&keep_bytes(30_000, Unread::Keep)).unwrap();
        assert!(journal.first() > 0 && journal.status().segments > 4, "{:?}", journal.status());
        let anchor = journal.anchor();
        journal.close().unwrap();
        let patient = Patient { world, keys, anchor };
        let healthy = patient.verify();
        assert!(healthy.is_whole() && healthy.anchors_confirmed == 1, "{healthy:?}");
        patient
    }

    fn verify(&self) -> Verification {
        let files: Arc<dyn Files> = Arc::new(Disk);
        verify(&self.world.lock, &files, self.keys.as_ref(), std::slice::from_ref(&self.anchor))
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in ["", "keys", "segments", "quarantine", "checkpoints"] {
            let entries = fs::read_dir(self.world.root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
            files.extend(entries.filter(|path| path.is_file()));
        }
        files.sort();
        files
    }

    fn segments(&self) -> Vec<PathBuf> {
        self.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "atj")).collect()
    }

    /// Changes a file, wants a fault, and changes it back.
    fn check(&self, path: &Path, what: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let healthy = fs::read(path).unwrap();
        let mut bytes = healthy.clone();
        change(&mut bytes);
        if bytes == healthy {
            return;
        }
        fs::write(path, &bytes).unwrap();
        let verification = self.verify();
        fs::write(path, &healthy).unwrap();
        assert!(!verification.is_whole(), "{what} of {} was not found", path.display());
    }
}

/// Where the blocks of a segment begin, and where it ends.
fn blocks(bytes: &[u8]) -> Vec<usize> {
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut starts = vec![96];
    while *starts.last().unwrap() < bytes.len() {
        let at = *starts.last().unwrap();
        starts.push(at + number(at + 4) + number(at + 56) + 4);
    }
    starts
}

fn patients() -> [Patient; 2] {
    [Patient::new(None), Patient::new(Some(ring(&[(1, 7)])))]
}

#[test]
fn every_flipped_bit_is_found() {
    for (seed, patient) in (0..).zip(patients()) {
        let mut random = Random::new(seed);
        let files = patient.files();
        for flip in 0..FLIPS {
            // Small files get as many as large ones.
            let path = &files[(flip % files.len() as u64) as usize];
            let bit = random.below(8 * fs::metadata(path).unwrap().len());
            patient.check(path, &format!("flipped bit {bit}"), |bytes| bytes[bit as usize / 8] ^= 1 << (bit % 8));
        }
    }
}

#[test]
fn blocks_removed_swapped_repeated_or_cut_are_found() {
    for patient in patients() {
        for path in patient.segments() {
            let starts = blocks(&fs::read(&path).unwrap());
            for pair in starts.windows(2) {
                let block = pair[0]..pair[1];
                patient.check(&path, "a removed block", |bytes| drop(bytes.drain(block.clone())));
                patient.check(&path, "a repeated block", |bytes| {
                    let copy = bytes[block.clone()].to_vec();
                    drop(bytes.splice(block.end..block.end, copy));
                });
                patient.check(&path, "a cut block", |bytes| bytes.truncate(block.end - 1));
                patient.check(&path, "a cut tail", |bytes| bytes.truncate(block.start));
            }
            for triple in starts.windows(3) {
                let middle = triple[1] - triple[0];
                patient.check(&path, "a swapped block", |bytes| bytes[triple[0]..triple[2]].rotate_left(middle));
            }
        }
    }
}

#[test]
fn files_removed_swapped_or_emptied_are_found() {
    for patient in patients() {
        for path in patient.files() {
            patient.check(&path, "emptiness", Vec::clear);
            let aside = patient.world.folder.path().join("aside");
            fs::rename(&path, &aside).unwrap();
            let verification = patient.verify();
            fs::rename(&aside, &path).unwrap();
            assert!(!verification.is_whole(), "removed {} was not missed", path.display());
        }
        let segments = patient.segments();
        for pair in segments.windows(2) {
            let bytes = [fs::read(&pair[0]).unwrap(), fs::read(&pair[1]).unwrap()];
            fs::write(&pair[0], &bytes[1]).unwrap();
            fs::write(&pair[1], &bytes[0]).unwrap();
            assert!(!patient.verify().is_whole());
            fs::write(&pair[1], &bytes[1]).unwrap();
            assert!(!patient.verify().is_whole());
            fs::write(&pair[0], &bytes[0]).unwrap();
        }
        let foreign = segments[0].with_file_name("ffffffffffffffff.atj");
        fs::copy(&segments[0], &foreign).unwrap();
        assert!(!patient.verify().is_whole());
        fs::remove_file(foreign).unwrap();
        assert!(patient.verify().is_whole());
    }
}

#[test]
fn a_journal_set_back_as_a_whole_is_found_with_an_anchor() {
    let world = World::new();
    let copy = world.folder.path().join("copy");
    let files: Arc<dyn Files> = Arc::new(Disk);
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &["old"]);
    journal.close().unwrap();
    assert!(std::process::Command::new("cp").arg("-r").arg(world.root()).arg(&copy).status().unwrap().success());
    let (journal, _) = open(&world.lock, small());
    append(&journal, source, &["new"]);
    let anchor = journal.anchor();
    journal.close().unwrap();
    fs::remove_dir_all(world.root()).unwrap();
    fs::rename(copy, world.root()).unwrap();
    assert!(verify(&world.lock, &files, None, &[]).is_whole(), "nothing on this disk shows it");
    let faults = verify(&world.lock, &files, None, std::slice::from_ref(&anchor)).faults;
    assert_eq!(faults[0].damage, Damage::Cut { expected: 2, found: 1 });
    // Another history of the same length is another history.
    let (journal, _) = open(&world.lock, small());
    append(&journal, source, &["forged"]);
    let faults = journal.verify(std::slice::from_ref(&anchor)).faults;
    assert_eq!(faults[0].damage, Damage::Anchor { offset: 2 });
    let forged = Anchor { offset: 1, ..anchor };
    assert_eq!(journal.verify(&[forged]).faults[0].damage, Damage::Signature);
}

#[test]
fn opening_never_cuts_off_what_was_acknowledged() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    for round in 0..8 {
        append(&journal, source, &[&round.to_string()]);
    }
    // As after a crash: the state knows nothing of the entries.
    let state = fs::read(world.root().join("state.json")).unwrap();
    drop(journal);
    fs::write(world.root().join("state.json"), state).unwrap();
    let path = world.root().join("segments/0000000000000000.atj");
    let bytes = fs::read(&path).unwrap();
    let starts = blocks(&bytes);
    assert_eq!(starts.len(), 9);
    for (index, pair) in starts.windows(2).enumerate() {
        let mut flipped = bytes.clone();
        flipped[pair[1] - 5] ^= 1;
        fs::write(&path, &flipped).unwrap();
        let opened = Journal::open(&world.lock, small(), hands());
        if index < 7 {
            let Err(OpenError::Damaged(fault)) = opened else { panic!("block {index} was cut off") };
            assert_eq!((fault.position, fault.damage), (pair[0] as u64, Damage::BlockBody));
            assert_eq!(fs::read(&path).unwrap(), flipped, "nothing was changed");
        } else {
            // Nothing says that the last one had been synced.
            let (journal, recovery) = opened.unwrap();
            let torn = recovery.torn.unwrap();
            assert_eq!((torn.position, torn.bytes), (pair[0] as u64, (pair[1] - pair[0]) as u64));
            assert_eq!(frames(&journal).len(), 7);
        }
    }
}

#[test]
fn a_segment_cut_short_misses_as_many_entries_wherever_that_is_told() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    for round in 0..8 {
        append(&journal, source, &[&round.to_string()]);
    }
    let anchor = journal.anchor();
    journal.close().unwrap();
    let path = world.root().join("segments/0000000000000000.atj");
    let bytes = fs::read(&path).unwrap();
    let starts = blocks(&bytes);
    let files: Arc<dyn Files> = Arc::new(Disk);
    for (end, found) in [(starts[6] - 5, 5), (starts[6], 6)] {
        fs::write(&path, &bytes[..end]).unwrap();
        let cut = Damage::Cut { expected: 8, found };
        let faults = verify(&world.lock, &files, None, std::slice::from_ref(&anchor)).faults;
        assert!(faults.iter().any(|fault| fault.damage == cut), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.is_of_anchor() && fault.position == 8), "{faults:?}");
        let tails = faults.iter().filter(|fault| matches!(fault.damage, Damage::Tail { .. }));
        let tails: Vec<_> = tails.map(|fault| (fault.position, &fault.damage)).collect();
        let torn = (starts[5] as u64, &Damage::Tail { bytes: (end - starts[5]) as u64 });
        assert_eq!(tails, if end < starts[6] { vec![torn] } else { Vec::new() });
        let Err(OpenError::Damaged(fault)) = Journal::open(&world.lock, small(), hands()) else { panic!("it opened") };
        assert_eq!(fault.damage, cut);
    }
}

#[test]
fn an_end_of_the_quarantine_that_was_changed_is_told_when_the_journal_is_opened() {
    let patient = Patient::new(None);
    let opened = || {
        let (journal, recovery) = open(&patient.world.lock, small());
        journal.close().unwrap();
        recovery.damaged
    };
    assert_eq!(opened(), []);
    let quarantine = patient.segments().into_iter().filter(|path| path.parent().unwrap().ends_with("quarantine"));
    let path = quarantine.max().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let damaged = opened();
    assert!(damaged.len() == 1 && damaged[0].file.starts_with("quarantine/"), "{damaged:?}");
}

#[test]
fn hostile_bytes_are_refused_and_nothing_else() {
    let patient = Patient::new(None);
    let path = patient.segments().pop().unwrap();
    let healthy = fs::read(&path).unwrap();
    let mut random = Random::new(3);
    for _ in 0..400 {
        // Any header, with a checksum that is right: lengths and counts are anybody's.
        let mut bytes = healthy.clone();
        for _ in 0..=random.below(3) {
            let at = 96 + 8 + 4 * random.below(13) as usize;
            let value = [0, 1, u32::MAX, u32::MAX / 2, random.draw() as u32][random.below(5) as usize];
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        let header = u32::from_le_bytes(bytes[100..104].try_into().unwrap()) as usize;
        let seed = crc32c::crc32c(&sha2::Sha256::digest(&bytes[..80]));
        let checksum = crc32c::crc32c_append(seed, &bytes[96..96 + header - 4]);
        bytes[96 + header - 4..96 + header].copy_from_slice(&checksum.to_le_bytes());
        if bytes == healthy {
            continue;
        }
        fs::write(&path, &bytes).unwrap();
        assert!(!patient.verify().is_whole());
    }
}

#[test]
fn readers_go_on_behind_damage_and_what_is_lost_is_counted() {
    let mut random = Random::new(11);
    for _ in 0..60 {
        let world = World::new();
        let (journal, _) = open(&world.lock, small());
        let sources = ["x", "y", "z"].map(|name| journal.source("A", name).unwrap());
        for round in 0..120_u64 {
            let text = format!("{round} {:x}{:x}", random.draw(), random.draw());
            append(&journal, sources[random.below(3) as usize], &[&text, &text]);
        }
        decode(&journal, random.below(100));
        journal.close().unwrap();
        // Damage in a segment that is ended: any bytes of it, the first ones too.
        let path = world.root().join("segments/0000000000000000.atj");
        let mut bytes = fs::read(&path).unwrap();
        let at = random.below(bytes.len() as u64) as usize;
        let end = (at + 1 + random.below(600) as usize).min(bytes.len());
        bytes[at..end].iter_mut().for_each(|byte| *byte ^= 0x55);
        fs::write(&path, bytes).unwrap();
        let (journal, _) = open(&world.lock, small());
        let mut lost = 0;
        loop {
            match try_decode(&journal, journal.head()) {
                Ok(()) => break,
                Err(StateError::Read(ReadError::Damaged(_))) => {
                    let cursor = journal.cursor("decode").unwrap();
                    let mut reader = journal.read(cursor, Filter::All).unwrap();
                    reader.next(None).unwrap_err();
                    let to = reader.skip_damage().unwrap();
                    assert!(to > cursor);
                    lost += journal.lose(to).unwrap().values().sum::<u64>();
                }
                Err(error) => panic!("{error:?}"),
            }
        }
        let counts: Vec<_> = journal.tallies().into_iter().map(|tally| (tally.pending, tally.counts)).collect();
        assert_eq!(counts.iter().map(|(_, counts)| counts.lost).sum::<u64>(), lost);
        assert!(counts.iter().all(|(pending, _)| *pending == 0), "{counts:?}");
        assert_eq!(counts.iter().map(|(_, counts)| counts.decoded).sum::<u64>() + lost, 240);
    }
}

#[test]
fn a_damaged_mark_of_a_replay_is_found() {
    let patient = Patient::new(None);
    let path = patient.world.lock.path().join("replay.json");
    let read = || ReplayMark::read(&patient.world.lock, &Disk);
    assert_eq!(read().unwrap(), None);
    let mark = ReplayMark { from: 2, to: 19 };
    mark.write(&patient.world.lock, &Disk).unwrap();
    assert_eq!(read().unwrap(), Some(mark));
    assert!(patient.verify().is_whole());
    let whole = fs::read(&path).unwrap();
    for bit in (0..8 * whole.len()).step_by(7) {
        patient.check(&path, &format!("flipped bit {bit}"), |bytes| bytes[bit / 8] ^= 1 << (bit % 8));
    }
    for length in (0..whole.len()).step_by(3) {
        patient.check(&path, &format!("the first {length} bytes"), |bytes| bytes.truncate(length));
    }
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(read().unwrap_err().kind(), std::io::ErrorKind::InvalidData);
    // Without a signature anybody could have written it.
    fs::write(&path, b"{\"from\":2,\"to\":19}").unwrap();
    assert_eq!(read().unwrap_err().kind(), std::io::ErrorKind::InvalidData);
}

#[test]
fn what_cannot_be_read_now_is_not_passed_as_damage() {
    let key = |keys: &[(u32, u8)]| atalaya_journal::Options { keys: Some(ring(keys)), ..small() };
    let both: &[(u32, u8)] = &[(1, 7), (2, 8)];
    for (keys, unreadable) in [(&[(2, 8)][..], false), (&[(1, 9), (2, 8)], false), (both, true)] {
        let world = World::new();
        for keys in [&both[..1], both] {
            let (journal, _) = open(&world.lock, key(keys));
            let source = journal.source("A", "x").unwrap();
            for number in 0..90 {
                append(&journal, source, &[&format!("{number} {}", "x".repeat(99))]);
            }
            journal.close().unwrap();
        }
        let (path, aside) = (world.root().join("segments/0000000000000000.atj"), world.folder.path().join("aside"));
        if unreadable {
            fs::rename(&path, &aside).unwrap();
            fs::create_dir(&path).unwrap();
        }
        let (journal, _) = open(&world.lock, key(keys));
        let mut reader = journal.read(0, Filter::All).unwrap();
        let hinders = |error: &ReadError| matches!(error, ReadError::Damaged(fault) if fault.damage.hinders_only());
        // However often it is asked.
        for _ in 0..2 {
            assert!(hinders(&reader.next(None).unwrap_err()));
            assert!(hinders(&reader.skip_damage().unwrap_err()) && hinders(&reader.skip_damage().unwrap_err()));
            assert_eq!(reader.offset(), 0);
        }
        drop(journal);
        if unreadable {
            fs::remove_dir(&path).unwrap();
            fs::rename(&aside, &path).unwrap();
        }
        let (journal, _) = open(&world.lock, key(both));
        decode(&journal, journal.head());
        let counts = journal.tallies()[0].counts;
        assert_eq!((counts.decoded, counts.lost), (180, 0));
        assert_whole(&journal);
    }
}

#[test]
fn a_damaged_state_is_read_from_its_copy_and_mended() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &["1", "!2", "3"]);
    decode(&journal, 2);
    journal.close().unwrap();
    let state = world.root().join("state.json");
    let copy = world.root().join("state.copy.json");
    for change in [|path: &Path| fs::write(path, b"{}\n").unwrap(), |path: &Path| fs::remove_file(path).unwrap()] {
        change(&state);
        let (journal, recovery) = open(&world.lock, small());
        assert_eq!(recovery.damaged, [Damage::Document.at("state.json", 0)]);
        assert_eq!((journal.cursor("decode").unwrap(), frames(&journal).len()), (2, 3));
        assert_whole(&journal);
        journal.close().unwrap();
        change(&copy);
        assert!(open(&world.lock, small()).1.damaged.is_empty());
    }
    fs::write(&state, b"").unwrap();
    fs::write(&copy, b"").unwrap();
    assert!(matches!(Journal::open(&world.lock, small(), hands()), Err(OpenError::StateDamaged)));
    fs::remove_file(&state).unwrap();
    fs::remove_file(&copy).unwrap();
    assert!(matches!(Journal::open(&world.lock, small(), hands()), Err(OpenError::StateMissing)));
}
