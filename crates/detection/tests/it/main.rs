//! The recorder as those see it who hand in at its desk.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use atalaya_detection::{Correlate, Desk, News, PORTIONS_MAX, Prove, Recorded, Recorder, Recording};
use atalaya_journal::{DataDir, DataLock, Space, SystemClock};
use atalaya_ledger::{Judging, Ledger, Options, Proof, Proven, Question, SHARE_BYTES};
use atalaya_model::{Correlated, Finding, Level, Match, MatchKey, Stretch, Time};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// Keeps every match, and finds something when it ends.
#[derive(Default)]
struct Echo {
    taken: usize,
}

impl Correlate for Echo {
    fn take(&mut self, matches: Vec<Match>) -> Vec<Match> {
        self.taken += matches.len();
        matches
    }

    fn pass(&mut self, _: Option<Time>) -> Correlated {
        Correlated::default()
    }

    fn idle(&mut self, _: Duration, _: Time) -> Correlated {
        Correlated::default()
    }

    fn end(&mut self) -> Correlated {
        let stretch = Stretch { finding: finding(1000), state: "state".to_owned(), supersedes: vec!["0".to_owned()] };
        Correlated { stretches: vec![stretch], ..Correlated::default() }
    }
}

/// Takes every finding for a proof of its rule, and what is left at the end for one of another.
#[derive(Default)]
struct Believe(Option<Time>);

fn proven(rule: &str, time: Time) -> Proven {
    Proven { rule: rule.to_owned(), kind: "kind".to_owned(), time }
}

impl Prove for Believe {
    fn take(&mut self, findings: &[Finding], _: Vec<Match>) -> Vec<Proven> {
        self.0 = findings.iter().map(|finding| finding.received).max();
        findings.iter().map(|finding| proven(&finding.rule, finding.received)).collect()
    }

    fn end(&mut self) -> Vec<Proven> {
        self.0.take().map(|time| proven("last", time)).into_iter().collect()
    }
}

/// A disk that is full until it is not.
#[derive(Default)]
struct Disk(AtomicBool);

impl Space for Disk {
    fn free_bytes(&self) -> io::Result<u64> {
        Ok(if self.0.load(Ordering::Relaxed) { 0 } else { u64::MAX })
    }
}

fn finding(number: u64) -> Finding {
    Finding {
        uid: number.to_string(),
        organization: "bank".to_owned(),
        source: "fw".to_owned(),
        rule: "rule".to_owned(),
        level: Level::High,
        kind: "kind".to_owned(),
        time: None,
        received: Time(0),
        ocsf: "{}".to_owned(),
    }
}

fn found(number: u8) -> Match {
    let key = MatchKey { organization: "bank".to_owned(), rule: "rule".to_owned(), place: vec![number] };
    Match { key, time: Time(0), received: Time(0), facts: "{}".to_owned() }
}

struct Place {
    _folder: TempDir,
    _lock: DataLock,
    runtime: Runtime,
    ledger: Ledger,
    disk: Arc<Disk>,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path()).unwrap();
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let disk = Arc::new(Disk::default());
        let options = Options { keys: None, space: disk.clone(), reserve_bytes: 1, share_bytes: SHARE_BYTES };
        let ledger = runtime.block_on(Ledger::open(&lock, options)).unwrap();
        Place { _folder: folder, _lock: lock, runtime, ledger, disk }
    }

    fn recorder(&self) -> (Desk, Recorder<Echo, Believe>) {
        let (ledger, runtime) = (self.ledger.clone(), self.runtime.handle().clone());
        let keep = Duration::from_secs(3600);
        Recorder::new(
            Recording { ledger, runtime, clock: Arc::new(SystemClock), keep },
            Echo::default(),
            Believe::default(),
        )
    }

    fn uids(&self) -> Vec<String> {
        let all = self.runtime.block_on(self.ledger.findings(&Question::default(), 1000)).unwrap();
        all.into_iter().map(|kept| kept.finding.uid).rev().collect()
    }
}

#[test]
fn a_mark_is_durable_when_what_stands_before_it_is_and_the_end_judges_what_was_taken() {
    let place = Place::new();
    let (desk, recorder) = place.recorder();
    let (told, seen) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let (recorded, echo): (Recorded, Echo) = std::thread::scope(|scope| {
        let recording = scope.spawn(|| {
            recorder.run(&|news| {
                if let News::Found(finding) = news {
                    // What is told is in the ledger.
                    seen.lock().unwrap().push(place.uids().contains(&finding.uid));
                    told.lock().unwrap().push(finding.uid.clone());
                }
            })
        });
        desk.hand_in(vec![finding(0), finding(1)], vec![found(1)]);
        assert_eq!(desk.durable(), 0);
        desk.mark(7, None);
        desk.hand_in(vec![finding(1)], vec![found(2)]);
        desk.mark(9, Some(Time(5)));
        while desk.durable() < 9 {
            std::thread::yield_now();
        }
        assert_eq!(place.uids(), ["0", "1"]);
        drop(desk);
        recording.join().unwrap()
    });
    assert_eq!((*told.lock().unwrap()).clone(), ["0", "1", "1000"]);
    assert!(seen.lock().unwrap().iter().all(|seen| *seen));
    assert_eq!(recorded, Recorded { new: 3, known: 1, beyond: 0, superseded: 1 });
    assert_eq!((echo.taken, place.uids()), (2, vec!["1".to_owned(), "1000".to_owned()]));
    assert_eq!(place.runtime.block_on(place.ledger.matches(None)).unwrap().matches.len(), 2);
}

#[test]
fn what_cannot_be_recorded_is_told_once_and_recorded_when_there_is_room() {
    let place = Place::new();
    place.disk.0.store(true, Ordering::Relaxed);
    let (desk, recorder) = place.recorder();
    let blocked = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            recorder.run(&|news| match news {
                News::Blocked(_) => {
                    blocked.lock().unwrap().push("blocked");
                    // Somebody made room.
                    place.disk.0.store(false, Ordering::Relaxed);
                }
                News::Resumed => blocked.lock().unwrap().push("resumed"),
                News::Found(_) | News::Beyond(_) => {}
            })
        });
        desk.hand_in(vec![finding(3)], Vec::new());
        desk.mark(1, None);
        while desk.durable() < 1 {
            std::thread::yield_now();
        }
        drop(desk);
    });
    assert_eq!(*blocked.lock().unwrap(), ["blocked", "resumed"]);
    assert_eq!(place.uids()[0], "3");
}

#[test]
fn a_full_desk_waits_and_giving_up_frees_it() {
    let place = Place::new();
    let (desk, recorder) = place.recorder();
    std::thread::scope(|scope| {
        let handing = scope.spawn({
            let desk = desk.clone();
            // Nobody empties it.
            move || (0..=PORTIONS_MAX as u64).for_each(|number| desk.hand_in(vec![finding(number)], Vec::new()))
        });
        desk.give_up();
        handing.join().unwrap();
    });
    drop(desk);
    let (recorded, _) = recorder.run(&|_| {});
    assert!(recorded.new <= 1 + PORTIONS_MAX as u64 && place.uids().len() as u64 == recorded.new);
}

#[test]
fn what_canaries_prove_is_kept_and_nothing_else_of_them() {
    let place = Place::new();
    let judging = |rule: &str| Judging {
        rule: rule.to_owned(),
        level: Level::High,
        title: rule.to_owned(),
        kinds: String::new(),
        without: None,
    };
    let rules = ["rule", "last", "silent"];
    let canaries = rules.map(|rule| (rule.to_owned(), "kind".to_owned()));
    let ledger = &place.ledger;
    place.runtime.block_on(ledger.begin_proofs(&rules.map(judging), &canaries, Time(1))).unwrap();
    let (desk, recorder) = place.recorder();
    std::thread::scope(|scope| {
        scope.spawn(|| recorder.run(&|_| {}));
        desk.hand_in_canaries(vec![Finding { received: Time(6), ..finding(1) }], vec![found(1)]);
        desk.mark(1, None);
        while desk.durable() < 1 {
            std::thread::yield_now();
        }
        desk.end_round(Time(5));
        while desk.rounds() < 1 {
            std::thread::yield_now();
        }
        drop(desk);
    });
    let proofs = place.runtime.block_on(ledger.proofs()).unwrap();
    let told: Vec<_> =
        proofs.iter().map(|Proof { rule, tried, proven, .. }| (rule.as_str(), *tried, *proven)).collect();
    let tried = Some(Time(5));
    assert_eq!(told, [("last", tried, Some(Time(6))), ("rule", tried, Some(Time(6))), ("silent", tried, None)]);
    // What the end found is of the other port.
    assert_eq!(place.uids(), ["1000"]);
    assert!(place.runtime.block_on(ledger.matches(None)).unwrap().matches.is_empty());
    // The next start has another rule, and has tried nothing yet.
    let (next, canaries) =
        ([judging("rule"), judging("new")], [canaries[0].clone(), ("new".to_owned(), String::new())]);
    place.runtime.block_on(ledger.begin_proofs(&next, &canaries, Time(9))).unwrap();
    let proofs = place.runtime.block_on(ledger.proofs()).unwrap();
    let told: Vec<_> =
        proofs.iter().map(|proof| (proof.rule.as_str(), proof.begun, proof.tried, proof.proven)).collect();
    assert_eq!(told, [("new", Time(9), None, None), ("rule", Time(1), None, Some(Time(6)))]);
    assert_eq!(place.runtime.block_on(ledger.judging()).unwrap().len(), 2);
}
