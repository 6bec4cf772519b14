//! The record of imported files: what was made durable is known after every crash, and damage is told.

use std::fs;

use atalaya_journal::{Begun, DataDir, Disk, Inputs, Kept, Reached};

use crate::sim::Sim;
use crate::world::World;
use atalaya_testkit::Random;

fn begun(number: u64) -> Begun<'static> {
    let mut sha256 = [7; 32];
    sha256[..8].copy_from_slice(&number.to_le_bytes());
    Begun { sha256, organization: "ministry", source: "fw-01", name: "a \"file\"\n.log", from: number }
}

fn reached(number: u64) -> Reached {
    Reached { frames: number * 10, number: number * 100, offset: number * 1000, crc32c: Some(7) }
}

#[test]
fn what_was_written_down_is_known_when_it_is_opened_again() {
    let world = World::new();
    let mut inputs = Inputs::open(&world.lock, &Disk, 0).unwrap();
    for number in 0..3 {
        inputs.begin(&begun(number)).unwrap();
    }
    inputs.reach("ministry", &begun(1).sha256, reached(1)).unwrap();
    inputs.finish("ministry", &begun(2).sha256, 42).unwrap();
    inputs.reach("another", &begun(1).sha256, reached(1)).unwrap_err();
    inputs.sync().unwrap();
    drop(inputs);
    let inputs = Inputs::open(&world.lock, &Disk, 0).unwrap();
    let known = |number| inputs.known("ministry", &begun(number).sha256).unwrap();
    assert_eq!((inputs.len(), inputs.damaged()), (3, 0));
    assert_eq!((known(0).source.as_str(), known(0).from, known(0).reached, known(0).done), ("fw-01", 0, None, None));
    assert_eq!((known(1).reached, known(1).done), (Some(reached(1)), None));
    assert_eq!(known(2).done, Some(42));
    assert_eq!(inputs.known("another", &begun(0).sha256), None);
}

#[test]
fn a_file_that_was_another_one_begins_anew_behind_what_is_kept() {
    let check = |reach: bool, done: bool, kept: Option<Kept>| {
        let world = World::new();
        let mut inputs = Inputs::open(&world.lock, &Disk, 0).unwrap();
        let sha256 = begun(4).sha256;
        inputs.begin(&begun(4)).unwrap();
        if reach {
            inputs.reach("ministry", &sha256, reached(4)).unwrap();
        }
        if done {
            inputs.finish("ministry", &sha256, 40).unwrap();
        }
        inputs.change("ministry", &sha256, 9000, kept).unwrap();
        inputs.change("another", &sha256, 9000, kept).unwrap_err();
        let mark = inputs.mark();
        for inputs in [inputs, Inputs::open(&world.lock, &Disk, mark).unwrap()] {
            let known = inputs.known("ministry", &sha256).unwrap();
            assert_eq!((known.from, known.kept, known.reached, known.done), (9000, kept, None, None));
            assert_eq!(inputs.damaged(), 0);
        }
    };
    check(false, false, None);
    check(true, false, None);
    check(true, true, Some(Kept { frames: 3, number: 30 }));
}

#[test]
fn a_torn_end_is_cut_off_and_a_damaged_line_is_counted() {
    let check = |change: &dyn Fn(&mut Vec<u8>), known: &[u64], damaged: u64| {
        let world = World::new();
        let path = world.lock.path().join("inputs.jsonl");
        let mut inputs = Inputs::open(&world.lock, &Disk, 0).unwrap();
        (0..3).for_each(|number| inputs.begin(&begun(number)).unwrap());
        drop(inputs);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let mut inputs = Inputs::open(&world.lock, &Disk, 0).unwrap();
        let found: Vec<u64> =
            (0..3).filter(|number| inputs.known("ministry", &begun(*number).sha256).is_some()).collect();
        assert_eq!((found.as_slice(), inputs.damaged()), (known, damaged));
        inputs.begin(&begun(9)).unwrap();
        let inputs = Inputs::open(&world.lock, &Disk, 0).unwrap();
        assert_eq!((inputs.len(), inputs.damaged()), (known.len() + 1, damaged));
    };
    let line = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    check(&|_| {}, &[0, 1, 2], 0);
    check(&|bytes| bytes.truncate(bytes.len() - 1), &[0, 1], 0);
    check(&|bytes| bytes.truncate(line(bytes) + 5), &[0], 0);
    check(&|bytes| bytes.extend_from_slice(&vec![0; 200_000]), &[0, 1, 2], 0);
    check(&|bytes| bytes.extend_from_slice(b"{\"begun\":{}}\n\n"), &[0, 1, 2], 0);
    let flip = |bytes: &mut Vec<u8>| {
        let place = line(bytes) + 20;
        bytes[place] ^= 1;
    };
    check(&flip, &[0, 2], 1);
    check(&|bytes| drop(bytes.splice(0..0, vec![b'x'; 70_000])), &[1, 2], 2);
    check(&Vec::clear, &[], 0);
}

#[test]
fn what_was_synced_survives_a_power_cut_at_any_moment() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let folder = tempfile::tempdir().unwrap();
        let sim = Sim::with(folder.path());
        let lock = DataDir::lock(folder.path()).unwrap();
        let mut inputs = Inputs::open(&lock, &sim, 0).unwrap();
        // After so many operations so many files were durable.
        let mut durable = vec![(0, 0)];
        for number in 0..20 {
            inputs.begin(&begun(number)).unwrap();
            if random.once_in(3) {
                inputs.sync().unwrap();
                durable.push((sim.ops(), number + 1));
            }
        }
        let cut = random.below(sim.ops() as u64 + 1) as usize;
        let Some((_, sure)) = durable.iter().rev().find(|(ops, _)| *ops <= cut) else { continue };
        let mut inputs = Inputs::open(&lock, &sim.cut(cut, &mut random), 0).unwrap();
        for number in 0..*sure {
            assert!(inputs.known("ministry", &begun(number).sha256).is_some(), "seed {seed}: {number} of {sure}");
        }
        inputs.begin(&begun(99)).unwrap();
        inputs.sync().unwrap();
    }
}

#[test]
fn what_a_failed_sync_left_is_durable_once_it_is_opened_again() {
    // The mark of the state is of an older line, of the last one that was synced, or of none.
    for marked in [None, Some(1), Some(3)] {
        let folder = tempfile::tempdir().unwrap();
        let sim = Sim::with(folder.path());
        let lock = DataDir::lock(folder.path()).unwrap();
        let mut inputs = Inputs::open(&lock, &sim, 0).unwrap();
        let mut marks = vec![0];
        for number in 0..3 {
            inputs.begin(&begun(number)).unwrap();
            inputs.sync().unwrap();
            marks.push(inputs.mark());
        }
        inputs.begin(&begun(3)).unwrap();
        sim.fail_sync(0);
        inputs.sync().unwrap_err();
        drop(inputs);
        let inputs = Inputs::open(&lock, &sim, marked.map_or(0, |line| marks[line])).unwrap();
        assert!(inputs.known("ministry", &begun(3).sha256).is_some(), "it is seen");
        let mut random = Random::new(3);
        for _ in 0..8 {
            let left = sim.cut(sim.ops(), &mut random);
            let inputs = Inputs::open(&lock, &left, inputs.mark()).unwrap();
            assert_eq!((inputs.len(), inputs.damaged()), (4, 0), "{marked:?}");
        }
    }
}
