//! The program is killed at random moments, while it imports, compacts, expires, replays and changes keys. Whoever watched its
//! acknowledgements from outside must find each of them afterwards: in the lake, in the quarantine or still to be decoded, once.
//!
//! `ATALAYA_KILLS` says how often, `ATALAYA_KILLS_SEED` with which chance.

mod events;
mod ledger;
mod life;
mod look;

use std::env;
use std::io::Write as _;
use std::time::Instant;

use atalaya_testkit::Random;
use ledger::Ledger;
use life::{Life, World};

/// Kills of an ordinary run.
const KILLS: u64 = 60;
/// Kills after which a data directory is finished, looked through and left.
const KILLS_PER_WORLD: u64 = 20;
/// The seed of an ordinary run.
const SEED: u64 = 4;

#[test]
fn what_was_acknowledged_is_there_once_after_every_kill() {
    let kills = number("ATALAYA_KILLS").unwrap_or(KILLS);
    let seed = number("ATALAYA_KILLS_SEED").unwrap_or(SEED);
    let (started, mut done, mut acknowledged) = (Instant::now(), 0, 0);
    for round in 0.. {
        if done >= kills {
            break;
        }
        let lives = KILLS_PER_WORLD.min(kills - done);
        acknowledged += live(seed.wrapping_mul(1_000_003) + round, lives, round % 3 == 2);
        done += lives;
    }
    let seconds = started.elapsed().as_secs_f64();
    let said =
        format!("{done} kills, seed {seed}: {acknowledged} events acknowledged, none lost, none twice, {seconds:.0} s");
    let _ = writeln!(std::io::stderr(), "{said}");
}

/// A data directory through several lives, each ended by a kill; then one that is let finish. Answers how many events were
/// acknowledged.
fn live(seed: u64, lives: u64, encrypted: bool) -> u64 {
    let mut chance = Random::new(seed);
    let mut world = World::new(encrypted);
    let mut ledger = Ledger::default();
    for number in 0..lives {
        let life = Life::draw(&mut chance, number);
        let what = format!("seed {seed}, life {number} of {lives}: {life:?}");
        world.live(&life, number, &mut chance, &mut ledger, &what);
        let before = world.look(&what);
        ledger.check(&before, &what);
        world.assert_healthy(&what);
        let after = world.look(&what);
        ledger.check(&after, &what);
    }
    let what = format!("seed {seed}, at the end");
    world.finish(&mut ledger, &what);
    let end = world.look(&what);
    ledger.check(&end, &what);
    assert!(end.pending.is_empty(), "{what}: {} frames wait", end.pending.len());
    ledger.acknowledged()
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}
