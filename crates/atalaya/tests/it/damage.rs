//! A data directory of which something is changed behind the program's back: a bit, a block, a file. Verification finds it,
//! each time; where only the sums can tell, the sums do.
//!
//! Left out is `lock`: what stands in it is for people, and nothing is decided by it. `ATALAYA_FLIPS` asks for more bits.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_ingest::header::{Clock, Year};
use atalaya_ingest::{House, HouseOptions, ImportOptions};
use atalaya_journal::{Anchor, DataDir, DataLock, Disk, Endless, Files, KeyRing};
use atalaya_lake::{Depth, Lake};
use atalaya_model::Time;
use atalaya_reader::{Input, Limits};
use atalaya_schema::Schema;
use atalaya_testkit::Random;

/// Bits that are flipped in each directory.
const FLIPS: u64 = 1_000;
/// Events of each of the imports that fill it.
const EVENTS: u64 = 300;
/// Imports that fill it.
const IMPORTS: u64 = 7;

/// A directory at rest, and everything in it as it should be.
struct Patient {
    folder: tempfile::TempDir,
    lock: DataLock,
    keys: Option<KeyRing>,
    anchor: Anchor,
    healthy: BTreeMap<PathBuf, Vec<u8>>,
}

fn options(lock: &DataLock, keys: Option<&KeyRing>) -> HouseOptions {
    let mut options = HouseOptions::new(lock.path(), keys.cloned(), Schema::builtin());
    options.journal.space = Arc::new(Endless);
    options.journal.segment_bytes = 100_000;
    options.journal.block_bytes = 8_000;
    options.lake.space = Arc::new(Endless);
    options.lake.checkpoint_commits = 4;
    options
}

fn lines(import: u64) -> String {
    let line = |number: u64| match number % 10 {
        4 => format!("{{\"broken\": {import}-{number}\n"),
        7 => format!("{{\"note\":\"{import}-{number}\"}}\n"),
        kind => format!(
            "{{\"Channel\":\"{}\",\"EventID\":{},\"UtcTime\":\"2026-03-14 10:00:{:02}.000\",\"Hostname\":\"pc-{number}\",\
             \"CommandLine\":\"cmd /c {import} {:x}\"}}\n",
            if kind < 7 { "Microsoft-Windows-Sysmon/Operational" } else { "Security" },
            if kind < 7 { 1 } else { 4688 },
            number % 60,
            number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        ),
    };
    (0..EVENTS).map(line).collect()
}

impl Patient {
    fn new(keys: Option<KeyRing>) -> Patient {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path().join("data")).unwrap();
        for import in 0..IMPORTS {
            let path = folder.path().join(format!("{import}.ndjson"));
            fs::write(&path, lines(import)).unwrap();
            fill(&lock, keys.as_ref(), path);
        }
        let (house, _) = House::open(&lock, options(&lock, keys.as_ref()), &AtomicBool::new(false)).unwrap();
        let anchor = house.journal().anchor();
        house.close().unwrap();
        let mut healthy = BTreeMap::new();
        read(lock.path(), &mut healthy);
        healthy.remove(&lock.path().join("lock"));
        let patient = Patient { folder, lock, keys, anchor, healthy };
        assert_eq!(patient.journal_faults(), Vec::<String>::new());
        assert_eq!(patient.lake_faults(), Vec::<String>::new());
        patient
    }

    /// What is wrong with the journal and what is beside it.
    fn journal_faults(&self) -> Vec<String> {
        let files: Arc<dyn Files> = Arc::new(Disk);
        let anchors = std::slice::from_ref(&self.anchor);
        let verification =
            atalaya_journal::verify(&self.lock, &files, self.keys.as_ref(), anchors, &AtomicBool::new(false), &|_| {});
        verification.faults.iter().map(ToString::to_string).collect()
    }

    /// What is wrong with the lake, as somebody finds who opens it now.
    fn lake_faults(&self) -> Vec<String> {
        let lake = match Lake::open(&self.lock, options(&self.lock, self.keys.as_ref()).lake) {
            Ok((lake, _)) => lake,
            Err(error) => return vec![error.to_string()],
        };
        let found = lake.verify(Depth::Bytes, &AtomicBool::new(false), &|_| {});
        let faults = found.faults.iter().map(|fault| format!("{fault:?}"));
        faults.chain(found.strangers.iter().map(|name| format!("stranger {name}"))).collect()
    }

    /// Whether anything is found of what was done to a file.
    fn is_found(&self, path: &Path) -> bool {
        let in_lake = path.starts_with(self.lock.path().join("lake"));
        !if in_lake { self.lake_faults() } else { self.journal_faults() }.is_empty()
    }

    /// Puts everything back as it was.
    fn heal(&self) {
        let mut now = BTreeMap::new();
        read(self.lock.path(), &mut now);
        now.remove(&self.lock.path().join("lock"));
        now.keys().filter(|path| !self.healthy.contains_key(*path)).for_each(|path| fs::remove_file(path).unwrap());
        for (path, bytes) in &self.healthy {
            if now.get(path) != Some(bytes) {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
    }

    fn name(&self, path: &Path) -> String {
        path.strip_prefix(self.lock.path()).unwrap().display().to_string()
    }
}

fn fill(lock: &DataLock, keys: Option<&KeyRing>, path: PathBuf) {
    let stop = AtomicBool::new(false);
    let (house, _) = House::open(lock, options(lock, keys), &stop).unwrap();
    let clocks = |_: &str, _: Option<Time>| Clock { zone: None, year: Year::Before(Time(1_780_000_000_000_000)) };
    let inputs = [Input::Path(path)];
    let (organization, source, limits) = ("ministry", "pcs", Limits::default());
    let options = ImportOptions { organization, source, inputs: &inputs, limits, clocks: &clocks, stop: &stop };
    house.import(&options, &mut |_| {}).unwrap();
    house.close().unwrap();
}

fn read(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, files);
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

fn patients() -> [Patient; 2] {
    let ring = KeyRing::parse(&format!("1 {}\n", "07".repeat(32))).unwrap();
    [Patient::new(None), Patient::new(Some(ring))]
}

#[test]
fn every_flipped_bit_of_journal_and_lake_is_found() {
    let flips = std::env::var("ATALAYA_FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(FLIPS);
    for (seed, patient) in (0..).zip(patients()) {
        let mut chance = Random::new(seed);
        let files: Vec<&PathBuf> = patient.healthy.keys().collect();
        let mut missed = Vec::new();
        for flip in 0..flips {
            // Small files get as many as large ones.
            let path = files[(flip % files.len() as u64) as usize];
            let healthy = &patient.healthy[path];
            if healthy.is_empty() {
                continue;
            }
            let bit = chance.below(8 * healthy.len() as u64);
            let mut bytes = healthy.clone();
            bytes[bit as usize / 8] ^= 1 << (bit % 8);
            fs::write(path, &bytes).unwrap();
            if !patient.is_found(path) {
                missed.push(format!("{}: bit {bit} of {}", patient.name(path), 8 * healthy.len()));
            }
            fs::write(path, healthy).unwrap();
        }
        assert!(missed.is_empty(), "{} of {flips} were not found: {missed:#?}", missed.len());
        drop(patient.folder);
    }
}

#[test]
fn files_removed_swapped_repeated_or_cut_are_found() {
    for patient in patients() {
        let mut missed = Vec::new();
        let mut check = |what: &str, path: &Path, change: &dyn Fn()| {
            change();
            if !patient.is_found(path) {
                missed.push(format!("{what}: {}", patient.name(path)));
            }
            patient.heal();
        };
        let files: Vec<(&PathBuf, &Vec<u8>)> = patient.healthy.iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
        for (at, (path, bytes)) in files.iter().enumerate() {
            if !can_be_made_again(&patient.name(path)) {
                check("removed", path, &|| fs::remove_file(path).unwrap());
            }
            check("cut by a byte", path, &|| fs::write(path, &bytes[..bytes.len() - 1]).unwrap());
            check("cut to half", path, &|| fs::write(path, &bytes[..bytes.len() / 2]).unwrap());
            check("emptied", path, &|| fs::write(path, b"").unwrap());
            check("repeated", path, &|| fs::write(path, [bytes.as_slice(), bytes.as_slice()].concat()).unwrap());
            let same_kind = |other: &Path| other.extension() == path.extension() && other.parent() == path.parent();
            let next = files[at + 1..].iter().find(|(other, other_bytes)| same_kind(other) && other_bytes != bytes);
            if let Some((other, other_bytes)) = next {
                check("swapped", path, &|| {
                    fs::write(path, other_bytes).unwrap();
                    fs::write(other, bytes).unwrap();
                });
                check("replaced by its neighbour", path, &|| fs::write(path, other_bytes).unwrap());
            }
        }
        assert!(missed.is_empty(), "{} were not found: {missed:#?}", missed.len());
    }
}

/// What may be missing: the logs' commits say it too, and it is made again from them. Nothing misses a checkpoint before the
/// last one.
fn can_be_made_again(name: &str) -> bool {
    name == "lake/catalogue" || name.ends_with(".checkpoint.parquet")
}

#[test]
fn a_tail_that_was_cut_is_found_by_the_anchor_and_by_the_sums() {
    for patient in patients() {
        // The journal: its last segment, and everything that says how far it went.
        let last = |folder: &str| {
            let folder = patient.lock.path().join(folder);
            patient.healthy.keys().rfind(|path| path.starts_with(&folder)).unwrap().clone()
        };
        fs::remove_file(last("journal/segments")).unwrap();
        assert!(!patient.journal_faults().is_empty());
        patient.heal();
        // The lake: the last commit of each table, and the catalogue that knew of it.
        let logs: Vec<PathBuf> = patient.healthy.keys().filter(|path| is_commit(path)).cloned().collect();
        let tables: BTreeMap<&Path, &PathBuf> = logs.iter().map(|path| (path.parent().unwrap(), path)).collect();
        for commit in tables.values() {
            fs::remove_file(commit).unwrap();
            fs::remove_file(patient.lock.path().join("lake/catalogue")).unwrap();
            let opened =
                House::open(&patient.lock, options(&patient.lock, patient.keys.as_ref()), &AtomicBool::new(false));
            let found = match &opened {
                Err(_) => true,
                Ok((house, _)) => house.balance().iter().any(|balance| !balance.holds()),
            };
            assert!(found, "{}", patient.name(commit));
            drop(opened);
            patient.heal();
        }
    }
}

fn is_commit(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("_delta_log"))
        && path.extension().is_some_and(|end| end == "json")
}
