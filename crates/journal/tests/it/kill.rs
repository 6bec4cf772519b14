//! SIGKILL at random moments: a child appends, decodes and expires, and tells what was acknowledged; whatever it said must
//! be there, once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use atalaya_journal::{DataDir, Journal, Options, SystemClock, Unread};

use crate::history::rows;
use crate::world::{World, append, assert_whole, decode, keep_bytes, rekey, ring, small};
use atalaya_testkit::Random;

/// Kills in a run; `ATALAYA_JOURNAL_KILLS` asks for more.
const KILLS: u64 = 40;
/// The variable that makes a child of this test, and names its folder.
const CHILD: &str = "ATALAYA_JOURNAL_CHILD";
/// The variable that tells the child which life this is.
const LIFE: &str = "ATALAYA_JOURNAL_LIFE";

fn options(life: u64) -> Options {
    let keys: Vec<_> = (1..=life / 8).map(|id| (id as u32, id as u8)).collect();
    let keys = (!keys.is_empty()).then(|| ring(&keys));
    Options { segment_bytes: 60_000, block_bytes: 4000, keys, ..small() }
}

/// The child's life, where this process is the child.
#[test]
fn child_of_the_kill_test() {
    let (Some(folder), Some(life)) = (std::env::var_os(CHILD), std::env::var(LIFE).ok()) else { return };
    let life: u64 = life.parse().unwrap();
    let lock = DataDir::lock(PathBuf::from(folder)).unwrap();
    let (journal, _) = Journal::open(&lock, options(life), Arc::new(SystemClock)).unwrap();
    assert_whole(&journal);
    std::thread::scope(|scope| {
        for thread in 0..3_u64 {
            let journal = &journal;
            scope.spawn(move || speak(journal, life, thread));
        }
        loop {
            decode(&journal, journal.head());
            journal.checkpoint().unwrap();
            if life % 2 == 1 {
                journal.expire(&keep_bytes(200_000, Unread::Keep)).unwrap();
            }
            rekey(&journal).unwrap();
        }
    });
}

/// Appends for ever and says what was acknowledged.
fn speak(journal: &Journal, life: u64, thread: u64) {
    let source = journal.source("A", &format!("thread {thread}")).unwrap();
    let mut random = Random::new(life * 10 + thread);
    for round in 0_u64.. {
        let texts: Vec<_> = (0..1 + random.below(4))
            .map(|index| {
                let mark = if random.once_in(6) { "!" } else { "" };
                format!("{mark}{life}-{thread}-{round}-{index} {:x}", random.draw())
            })
            .collect();
        let frames: Vec<_> = texts.iter().map(String::as_str).collect();
        let first = append(journal, source, &frames);
        let mut out = std::io::stdout().lock();
        for (offset, text) in (first..).zip(&texts) {
            writeln!(out, "acknowledged {offset} {text}").unwrap();
        }
        out.flush().unwrap();
    }
}

#[test]
fn after_sigkill_everything_acknowledged_is_there_once() {
    let kills = std::env::var("ATALAYA_JOURNAL_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let mut random = Random::new(4);
    let (mut world, mut acknowledged) = (World::new(), Vec::new());
    for kill in 0..kills {
        if kill % 16 == 0 {
            (world, acknowledged) = (World::new(), Vec::new());
        }
        let life = kill % 16;
        let World { folder, lock } = world;
        drop(lock);
        acknowledged.extend(live(folder.path().join("data"), life, Duration::from_millis(20 + random.below(180))));
        let lock = DataDir::lock(folder.path().join("data")).unwrap();
        world = World { folder, lock };
        check(&world, life, &acknowledged);
    }
}

/// Lets a child live for so long and returns what it said.
fn live(folder: PathBuf, life: u64, long: Duration) -> Vec<(u64, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child_of_the_kill_test", "--nocapture"])
        .envs([(CHILD, folder.as_os_str()), (LIFE, life.to_string().as_ref())])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let said = Arc::new(AtomicU64::new(0));
    let counter = said.clone();
    let listener = std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        let mut all = Vec::new();
        for line in lines {
            if let Some((offset, text)) = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' ')) {
                all.push((offset.parse().unwrap(), text.to_owned()));
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
        all
    });
    // It is killed so long after it began to work, and also if it never does.
    for _ in 0..5000 {
        if said.load(Ordering::Relaxed) > 0 || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(long);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.code().is_none(), "the child ended by itself: {status}");
    let mut all = listener.join().unwrap();
    // The last line may be torn.
    all.pop();
    assert!(!all.is_empty(), "the child said nothing");
    all
}

fn check(world: &World, life: u64, acknowledged: &[(u64, String)]) {
    let (journal, recovery) = Journal::open(&world.lock, options(life), Arc::new(SystemClock)).unwrap();
    assert!(recovery.damaged.is_empty(), "{recovery:?}");
    assert_whole(&journal);
    let rows: std::collections::BTreeMap<u64, String> = rows(&journal).into_iter().collect();
    let first = journal.first();
    for (offset, text) in acknowledged.iter().filter(|(offset, _)| *offset >= first) {
        assert_eq!(rows.get(offset), Some(text));
    }
    let mut texts: Vec<_> = rows.values().collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), rows.len(), "nothing is there twice");
    let done: u64 = journal.tallies().iter().map(|tally| tally.counts.decoded + tally.counts.quarantined).sum();
    assert_eq!(done, journal.cursor("decode").unwrap());
}
