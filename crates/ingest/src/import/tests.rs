//! Files that are another one by the time they are read: nothing of either is passed over, and what was taken is taken once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;

use atalaya_journal::{DataDir, DataLock, Disk, Endless, Filter, Options, SystemClock};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::header::{self, Year};

const ORGANIZATION: &str = "ministry";

/// A data directory with a log beside it.
struct Place {
    folder: tempfile::TempDir,
    lock: DataLock,
}

/// How an import ends in which the log is another one when it is read.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    /// As all do.
    Whole,
    /// It is stopped after the first frames.
    Stopped,
    /// The process ends where it is after the first frames.
    Crashed,
}

fn lines(of: &str, count: u64) -> String {
    (0..count).map(|line| format!("{{\"line\":\"{of} {line}\"}}\n")).collect()
}

fn clock(_: &str, _: Option<Time>) -> Clock {
    Clock { zone: None, year: Year::Given(2026) }
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path().join("data")).unwrap();
        Place { folder, lock }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Imports the files; `seen` is called with each digest before its file is read.
    fn import(&self, paths: &[PathBuf], ending: Ending, seen: &(dyn Fn(&[u8; 32]) + Sync)) -> Imported {
        let journal = self.journal();
        let inputs = Mutex::new(Inputs::open(&self.lock, &Disk, journal.inputs_mark()).unwrap());
        journal.source(ORGANIZATION, "fw-01").unwrap();
        let stop = AtomicBool::new(false);
        let paths: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
        let (organization, source, limits) = (ORGANIZATION, "fw-01", Limits::default());
        let options = ImportOptions { organization, source, inputs: &paths, limits, clocks: &clock, stop: &stop };
        let mut tell = |news: News<'_>| {
            if ending != Ending::Whole && matches!(news, News::Acknowledged { .. }) {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let is_known = |sha256: &[u8; 32]| {
            seen(sha256);
            lock(&inputs).known(ORGANIZATION, sha256).is_some_and(|known| known.done.is_some())
        };
        let import = Import::new(&journal, &inputs, &SystemClock, &options, &mut tell);
        if ending != Ending::Crashed {
            return super::run(import, &is_known).unwrap();
        }
        let record = self.lock.path().join("inputs.jsonl");
        let before = AtomicUsize::new(0);
        let noting = |sha256: &[u8; 32]| {
            let known = is_known(sha256);
            before.store(fs::read(&record).unwrap().len(), Ordering::Relaxed);
            known
        };
        let imported = super::run(import, &noting).unwrap();
        // What the end of an import writes down is not there: of the lines behind, that a file was begun is.
        drop(inputs);
        let text = fs::read_to_string(&record).unwrap();
        let begun = text[before.load(Ordering::Relaxed)..].lines().take_while(|line| line.starts_with("{\"begun\""));
        let kept = before.load(Ordering::Relaxed) + begun.map(|line| line.len() + 1).sum::<usize>();
        fs::write(&record, &text[..kept]).unwrap();
        imported
    }

    fn journal(&self) -> Journal {
        let options = Options { space: Arc::new(Endless), ..Options::default() };
        Journal::open(&self.lock, options, Arc::new(SystemClock)).unwrap().0
    }

    /// How often the journal has each line under the digest of a content.
    fn taken(&self, sha256: &[u8; 32]) -> BTreeMap<String, u64> {
        let journal = self.journal();
        let mut taken = BTreeMap::new();
        let mut reader = journal.read(0, Filter::All).unwrap();
        while let Some(batch) = reader.next(None).unwrap() {
            for entry in batch.entries() {
                let (_, shared) = header::split(entry.header).unwrap();
                if header::file_of(shared).as_ref() == Some(sha256) {
                    *taken.entry(String::from_utf8(entry.frame.to_vec()).unwrap()).or_default() += 1;
                }
            }
        }
        taken
    }

    /// Every line of the text was taken under the text's own digest, once.
    fn assert_taken(&self, text: &str) {
        let taken = self.taken(&Sha256::digest(text).into());
        for line in text.lines() {
            assert_eq!(taken.get(line), Some(&1), "{line}");
        }
    }
}

fn rotate(log: &Path, text: &str) {
    fs::rename(log, log.with_extension("1")).unwrap();
    fs::write(log, text).unwrap();
}

fn nothing(_: &[u8; 32]) {}

/// A log of so many lines is rotated between its digest and its reading, and the new one has so many; before that an import
/// took some of it, or not.
fn check(old: u64, new: u64, before: bool, ending: Ending) {
    let place = Place::new();
    let (old, new) = (lines("old", old), lines("new", new));
    let log = place.path("app.log");
    fs::write(&log, &old).unwrap();
    if before {
        place.import(std::slice::from_ref(&log), Ending::Stopped, &nothing);
    }
    let digest: [u8; 32] = Sha256::digest(&old).into();
    let rotated = AtomicBool::new(false);
    place.import(std::slice::from_ref(&log), ending, &|sha256| {
        if *sha256 == digest && !rotated.swap(true, Ordering::Relaxed) {
            rotate(&log, &new);
        }
    });
    assert!(rotated.into_inner());
    let both = [log.with_extension("1"), log];
    // What an import that was cut short left is found out by the next one, which takes the content anew in the one after it.
    for _ in 0..2 {
        place.import(&both, Ending::Whole, &nothing);
    }
    place.assert_taken(&old);
    place.assert_taken(&new);
    let last = place.import(&both, Ending::Whole, &nothing);
    assert_eq!((last.acknowledged.frames, last.known, last.changed), (0, 2, 0));
}

#[test]
fn a_log_that_is_rotated_before_it_is_read_is_taken_whole_later() {
    check(1000, 300, false, Ending::Whole);
    check(300, 1000, false, Ending::Whole);
    check(20_000, 20_000, false, Ending::Whole);
}

#[test]
fn a_log_that_is_rotated_while_its_import_goes_on_is_gone_on_with_later() {
    check(40_000, 300, true, Ending::Whole);
    check(40_000, 50_000, true, Ending::Whole);
}

#[test]
fn what_an_import_that_was_cut_short_took_for_the_file_is_found_out() {
    for ending in [Ending::Stopped, Ending::Crashed] {
        check(1000, 300, false, ending);
        check(300, 1000, false, ending);
        check(40_000, 50_000, true, ending);
    }
}

#[test]
fn a_copy_of_a_rotated_log_is_taken_in_the_same_import() {
    let place = Place::new();
    let (old, new) = (lines("old", 500), lines("new", 30));
    let (log, copy) = (place.path("a.log"), place.path("b.log"));
    fs::write(&log, &old).unwrap();
    fs::write(&copy, &old).unwrap();
    let rotated = AtomicBool::new(false);
    let imported = place.import(&[log.clone(), copy], Ending::Whole, &|_| {
        if !rotated.swap(true, Ordering::Relaxed) {
            rotate(&log, &new);
        }
    });
    assert_eq!((imported.changed, imported.known, imported.acknowledged.frames), (1, 0, 530));
    place.assert_taken(&old);
}

#[test]
fn an_import_that_is_stopped_reads_no_large_file_to_its_end_for_its_digest() {
    let place = Place::new();
    let log = place.path("large.log");
    fs::write(&log, lines("large", 1000)).unwrap();
    // Nothing is on the disk of it, and to read it takes minutes.
    fs::File::options().write(true).open(&log).unwrap().set_len(1 << 39).unwrap();
    let (journal, stop) = (place.journal(), AtomicBool::new(true));
    let inputs = Mutex::new(Inputs::open(&place.lock, &Disk, 0).unwrap());
    let (organization, source, limits) = (ORGANIZATION, "fw-01", Limits::default());
    let logs = [Input::Path(log)];
    let options = ImportOptions { organization, source, inputs: &logs, limits, clocks: &clock, stop: &stop };
    let imported = import(&journal, &inputs, &SystemClock, &options, &mut |_| {}).unwrap();
    assert!(imported.stopped);
}
