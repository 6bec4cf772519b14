//! Kills, power cuts and failing disks: after each, what was said to be durable is there, and after the rows were brought
//! again from there on, every row is there once.

use std::sync::Arc;
use std::time::Duration;

use atalaya_lake::{Lake, Layer, Options};
use object_store::ObjectStore;

use crate::failing::{Failing, How, Trouble};
use crate::river::{Shore, append, counted, durable, rows, said, small, stored};
use crate::sim::Sim;
use atalaya_testkit::Random;

/// Histories in a run; `ATALAYA_LAKE_HISTORIES` asks for more.
const HISTORIES: u64 = 12;
/// Ends of each.
const ENDS: u64 = 8;
/// Entries of each.
const ENTRIES: u64 = 300;

fn histories() -> u64 {
    std::env::var("ATALAYA_LAKE_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(HISTORIES)
}

fn options(store: &Arc<dyn ObjectStore>, seed: u64) -> Options {
    let flush_age = Duration::from_millis([1, 20, 60_000][(seed % 3) as usize]);
    let buffer_bytes = [100_000, 10_000_000][(seed % 2) as usize];
    Options { flush_age, buffer_bytes, checkpoint_commits: 2 + seed % 4, ..small(store) }
}

/// Brings all entries from `from` on. Says, with how many operations of the disk, which offset was durable.
fn live(shore: &Shore, layer: impl Layer + 'static, sim: &Sim, seed: u64, from: u64) -> Vec<(usize, u64)> {
    let Some(store) = store(layer) else { return vec![] };
    let Ok((lake, _)) = Lake::open(&shore.lock, options(&store, seed)) else { return vec![] };
    let mut random = Random::new(seed);
    let (mut at, mut claims) = (from, Vec::new());
    while at < ENTRIES {
        let end = (at + 1 + random.below(30)).min(ENTRIES);
        append(&lake, at..end);
        at = end;
        if random.once_in(4) {
            let _ = lake.flush();
        }
        let durable = lake.durable();
        claims.push((sim.ops(), durable));
    }
    if random.once_in(2) {
        let _ = lake.close();
    }
    claims
}

fn store(layer: impl Layer + 'static) -> Option<Arc<dyn ObjectStore>> {
    let opened = atalaya_lake::Durable::open(Arc::new(layer), std::path::Path::new("/lake"));
    opened.ok().map(|store| Arc::new(store) as Arc<dyn ObjectStore>)
}

/// Opens what an end left, and brings the rows again from where the journal's cursor may be.
fn check(shore: &Shore, sim: &Sim, seed: u64, durable_before: u64, again: u64) {
    let store = durable(sim.clone());
    let (lake, _) = Lake::open(&shore.lock, options(&store, again)).unwrap_or_else(|error| panic!("{seed}: {error:?}"));
    let before = stored(&store);
    assert!(before.windows(2).all(|pair| pair[0] != pair[1]), "seed {seed}: a row is there twice");
    let known = before.iter().filter(|(.., offset, _)| *offset < durable_before).count();
    assert_eq!(known, rows(0..durable_before).len(), "seed {seed}: what was durable is lost");
    assert_eq!(said(&lake), counted(&before), "seed {seed}");
    append(&lake, durable_before..ENTRIES.max(durable_before));
    lake.flush().unwrap();
    assert_eq!(said(&lake), counted(&rows(0..ENTRIES)), "seed {seed}");
    lake.close().unwrap();
    assert_eq!(stored(&store), rows(0..ENTRIES), "seed {seed}");
}

fn durable_at(claims: &[(usize, u64)], ops: usize) -> u64 {
    claims.iter().filter(|(at, _)| *at <= ops).map(|(_, durable)| *durable).max().unwrap_or(0)
}

#[test]
fn after_a_power_cut_every_row_is_there_once() {
    let shore = Shore::new();
    for seed in 0..histories() {
        let sim = Sim::default();
        let claims = live(&shore, sim.clone(), &sim, seed, 0);
        let mut random = Random::new(seed ^ 0xabcd);
        for again in 0..ENDS {
            let ops = random.below(sim.ops() as u64 + 1) as usize;
            check(&shore, &sim.cut(ops, &mut random), seed, durable_at(&claims, ops), again);
        }
    }
}

#[test]
fn killed_at_any_step_every_row_is_there_once() {
    let shore = Shore::new();
    for seed in 0..histories() {
        let sim = Sim::default();
        let claims = live(&shore, sim.clone(), &sim, seed, 0);
        let mut random = Random::new(seed ^ 0x1234);
        for again in 0..ENDS {
            let ops = random.below(sim.ops() as u64 + 1) as usize;
            check(&shore, &sim.kill(ops), seed, durable_at(&claims, ops), again);
        }
    }
}

#[test]
fn ended_again_and_again_every_row_is_there_once() {
    let shore = Shore::new();
    for seed in 0..histories() / 2 {
        let (mut sim, mut durable, mut random) = (Sim::default(), 0, Random::new(seed ^ 0x77));
        for life in 0..5 {
            let claims = live(&shore, sim.clone(), &sim, seed + life, durable);
            let ops = random.below(sim.ops() as u64 + 1) as usize;
            durable = durable.max(durable_at(&claims, ops));
            sim = if random.once_in(2) { sim.cut(ops, &mut random) } else { sim.kill(ops) };
        }
        check(&shore, &sim, seed, durable, seed);
    }
}

#[test]
fn whatever_call_fails_every_row_is_there_once() {
    let shore = Shore::new();
    for seed in 0..histories() * 2 {
        let (sim, mut random) = (Sim::default(), Random::new(seed ^ 0x99));
        let how = [How::NoSpace, How::Device, How::Short][(seed % 3) as usize];
        let calls = [1, 3, 10][(seed / 3 % 3) as usize];
        let trouble = Trouble::new(random.below(600) as i64, how, calls);
        let layer = Failing { disk: sim.clone(), trouble };
        let claims = live(&shore, layer, &sim, seed, 0);
        let end = sim.ops();
        check(&shore, &sim.kill(end), seed, durable_at(&claims, end), seed);
        check(&shore, &sim.cut(end, &mut random), seed, durable_at(&claims, end), seed);
    }
}
