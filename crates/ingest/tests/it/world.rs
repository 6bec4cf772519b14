//! What the tests share: a data directory, a house in it, and what it holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use atalaya_codec::{Format, Header};
use atalaya_ingest::header::{self, Clock, Origin, Shared, Stretch, Year};
use atalaya_ingest::{Drained, House, HouseOptions, ImportOptions, Imported, KeepError, News, Opened};
use atalaya_journal::{DataDir, DataLock, Endless, Filter, Journal, NewEntry};
use atalaya_model::Time;
use atalaya_reader::{Input, Limits};
use atalaya_schema::Schema;

pub(crate) const ORGANIZATION: &str = "Ministry";

pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) lock: DataLock,
}

impl World {
    pub(crate) fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path().join("data")).unwrap();
        World { folder, lock }
    }

    pub(crate) fn house(&self) -> (House<'_>, Opened) {
        open(&self.lock)
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

pub(crate) fn options(folder: &Path) -> HouseOptions {
    let mut options = HouseOptions::new(folder, None, Schema::builtin());
    options.journal.space = std::sync::Arc::new(Endless);
    options.lake.space = std::sync::Arc::new(Endless);
    options.threads = 2;
    options
}

pub(crate) fn open(lock: &DataLock) -> (House<'_>, Opened) {
    House::open(lock, options(lock.path()), &AtomicBool::new(false)).unwrap()
}

pub(crate) fn clock(_: &str, _: Option<Time>) -> Clock {
    Clock { zone: None, year: Year::Before(Time(1_700_000_000_000_000)) }
}

/// Imports the paths, until the news say that it is enough.
pub(crate) fn import_until(
    house: &House<'_>,
    source: &str,
    paths: &[PathBuf],
    enough: &mut dyn FnMut(&News<'_>) -> bool,
) -> Result<(Imported, Drained), KeepError> {
    let stop = AtomicBool::new(false);
    let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    let (organization, limits) = (ORGANIZATION, Limits::default());
    let options = ImportOptions { organization, source, inputs: &inputs, limits, clocks: &clock, stop: &stop };
    house.import(&options, &mut |news| {
        if enough(&news) {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    })
}

pub(crate) fn import(house: &House<'_>, source: &str, paths: &[PathBuf]) -> (Imported, Drained) {
    import_until(house, source, paths, &mut |_| false).unwrap()
}

/// How often the journal has each frame: by source, file, number and text.
pub(crate) type Frames = BTreeMap<(u32, Option<[u8; 32]>, u64, Vec<u8>), u64>;

pub(crate) fn frames(journal: &Journal) -> Frames {
    let mut all = Frames::new();
    let mut reader = journal.read(journal.first(), Filter::All).unwrap();
    while let Some(batch) = reader.next(None).unwrap() {
        for entry in batch.entries() {
            let (number, shared) = header::split(entry.header).unwrap();
            *all.entry((entry.source.0, header::file_of(shared), number, entry.frame.to_vec())).or_default() += 1;
        }
    }
    all
}

/// Everything that must hold of a house at rest.
pub(crate) fn assert_balanced(house: &House<'_>) {
    for balance in house.balance() {
        assert!(balance.holds(), "{balance:?}");
        assert_eq!((balance.frames_pending, balance.events_pending), (Some(0), 0), "{balance:?}");
    }
    let verification = house.journal().verify(&[]);
    assert!(verification.is_whole(), "{:?}", verification.faults);
}

/// Rows of each kind.
pub(crate) fn rows(house: &House<'_>) -> BTreeMap<String, u64> {
    house.lake().tables().into_iter().map(|table| (table.kind, table.rows + table.rows_buffered)).collect()
}

/// Events as NDJSON, so many of them, that no other call of another seed makes.
pub(crate) fn ndjson(seed: u64, events: u64) -> String {
    let event = |number: u64| {
        format!(
            "{{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Hostname\":\"dc{}.example.com\",\
             \"UtcTime\":\"2023-11-0{} 10:00:00.000\",\"Image\":\"C:\\\\a{seed}.exe\",\"CommandLine\":\"a {number}\"}}\n",
            number % 3,
            1 + number % 9,
        )
    };
    (0..events).map(event).collect()
}

/// Entries that were acknowledged in the journal and that nobody has decoded.
pub(crate) fn receive(journal: &Journal, events: u64) {
    let source = journal.source(ORGANIZATION, "x").unwrap();
    let header = Header { format: Format::JsonLines, columns: None };
    let shared = Shared { header, origin: Origin::File([3; 32]), clock: clock("", None) };
    let stretch = Stretch::new(&shared).unwrap();
    for (number, line) in (1..).zip(ndjson(5, events).lines()) {
        let mut header = Vec::new();
        stretch.put(number, &mut header);
        let received = Time(1_700_000_000_000_000);
        journal.append(&[NewEntry { source, received, header: &header, frame: line.as_bytes() }]).unwrap();
    }
}
