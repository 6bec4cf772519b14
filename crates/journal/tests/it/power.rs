//! Power cuts: recorded histories, cut at many places, in many ways that a disk may have left them.

use std::sync::Arc;

use atalaya_journal::{Files, Journal};

use crate::history::{History, Life, options, rows};
use crate::sim::Sim;
use crate::world::{World, assert_whole, hands};
use atalaya_testkit::Random;

/// Histories in a run; `ATALAYA_JOURNAL_HISTORIES` asks for more.
const HISTORIES: u64 = 200;
/// Cuts of each.
const CUTS: u64 = 15;

#[test]
fn after_a_power_cut_exactly_what_was_acknowledged_is_there() {
    let wanted = std::env::var("ATALAYA_JOURNAL_HISTORIES").ok().and_then(|text| text.parse().ok());
    let world = World::new();
    for seed in 0..wanted.unwrap_or(HISTORIES) {
        let sim = Sim::default();
        let history = record(&world, &sim, seed);
        let mut random = Random::new(seed ^ 0xabcd);
        for _ in 0..CUTS {
            let ops = random.below(sim.ops() as u64 + 1) as usize;
            check(&world, &sim, &history, seed, ops, &mut random);
        }
    }
}

#[test]
fn what_a_failed_sync_left_and_opening_found_survives_a_power_cut() {
    let world = World::new();
    // In the first segment, in one that was begun since the state was written, and in one with a block before.
    for before in [0, 1, 12, 30] {
        let sim = Sim::default();
        let files: Arc<dyn Files> = Arc::new(sim.clone());
        let (journal, _) = Journal::open(&world.lock, options(&files, 0), hands()).unwrap();
        let source = journal.source("A", "x").unwrap();
        for number in 0..before {
            crate::world::append(&journal, source, &[&format!("{number} {}", "x".repeat(400))]);
        }
        sim.fail_sync(0);
        journal.append(&[crate::world::entry(source, "unknown")]).unwrap_err();
        drop(journal);
        let (journal, recovery) = Journal::open(&world.lock, options(&files, 0), hands()).unwrap();
        let found = rows(&journal);
        assert_eq!((recovery.torn, found.last().unwrap().1.as_str()), (None, "unknown"));
        // Whoever sees it may have told others.
        let mut random = Random::new(before);
        for _ in 0..8 {
            let files: Arc<dyn Files> = Arc::new(sim.cut(sim.ops(), &mut random));
            let (journal, _) = Journal::open(&world.lock, options(&files, 0), hands()).unwrap();
            assert_eq!(rows(&journal), found, "after {before}");
            assert_whole(&journal);
        }
    }
}

fn record(world: &World, sim: &Sim, seed: u64) -> (History, u32) {
    let files: Arc<dyn Files> = Arc::new(sim.clone());
    let counter = sim.clone();
    let mut life = Life {
        world,
        files,
        random: Random::new(seed),
        ops: Box::new(move || counter.ops()),
        history: History::default(),
        keys: (seed % 2) as u32,
    };
    let steps = 10 + life.random.below(60);
    life.live(steps).unwrap();
    (life.history, life.keys)
}

fn check(world: &World, sim: &Sim, (history, keys): &(History, u32), seed: u64, ops: usize, random: &mut Random) {
    let told = Told(format!("history {seed}, cut after {ops} of {} operations", sim.ops()));
    let left = sim.cut(ops, random);
    let files: Arc<dyn Files> = Arc::new(left.clone());
    let opened = Journal::open(&world.lock, options(&files, *keys), hands());
    let (journal, recovery) = opened.unwrap_or_else(|error| panic!("{error:?}"));
    assert!(recovery.proven <= journal.head() && recovery.damaged.is_empty(), "{recovery:?}");
    history.check(&journal, ops);
    let before = rows(&journal);
    // It goes on, and another power cut right behind an acknowledgement takes nothing.
    let source = journal.source("A", "after").unwrap();
    let at = crate::world::append(&journal, source, &["after"]);
    let again = left.cut(left.ops(), random);
    drop(journal);
    let files: Arc<dyn Files> = Arc::new(again);
    let (journal, _) = Journal::open(&world.lock, options(&files, *keys), hands()).unwrap();
    assert_eq!(at, before.last().map_or(journal.first(), |(offset, _)| offset + 1));
    let mut after = rows(&journal);
    assert_eq!(after.pop(), Some((at, "after".to_owned())));
    assert_eq!(after, before);
    assert_whole(&journal);
    drop(told);
}

/// Says where a test was when it failed.
struct Told(String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.0);
        }
    }
}
