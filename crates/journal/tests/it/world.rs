//! What the tests share: a clock that is set, small options, and reading everything back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use atalaya_journal::{
    Anchor, Clock, DataDir, DataLock, Entry, Files, Filter, Journal, KeyRing, NewEntry, Options, Outcome, Progress,
    Reader, Recovery, Rekeyed, SourceId, StateError, Unread, Verification,
};
use atalaya_model::Time;

/// A clock that stands still until it is set.
#[derive(Default)]
pub(crate) struct Hands(pub(crate) AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::Relaxed))
    }
}

pub(crate) fn hands() -> Arc<Hands> {
    Arc::new(Hands(AtomicI64::new(1_700_000_000_000_000)))
}

/// Options under which a few entries make blocks and segments.
pub(crate) fn small() -> Options {
    Options { segment_bytes: 4096, block_bytes: 512, linger: Duration::ZERO, reserve_bytes: 0, ..Options::default() }
}

pub(crate) fn open(lock: &DataLock, options: Options) -> (Journal, Recovery) {
    Journal::open(lock, options, hands()).unwrap()
}

/// A journal in a folder of its own.
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

    pub(crate) fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("data/journal")
    }
}

pub(crate) fn ring(text: &[(u32, u8)]) -> KeyRing {
    let lines = text.iter().map(|(id, byte)| format!("{id} {}\n", format!("{byte:02x}").repeat(32)));
    KeyRing::parse(&lines.collect::<String>()).unwrap()
}

/// Appends the frames, each as an entry, together.
pub(crate) fn append(journal: &Journal, source: SourceId, frames: &[&str]) -> u64 {
    let entries: Vec<_> = frames.iter().map(|frame| entry(source, frame)).collect();
    journal.append(&entries).unwrap().first
}

pub(crate) fn entry(source: SourceId, frame: &str) -> NewEntry<'_> {
    NewEntry { source, received: Time(1_700_000_000_000_000), header: b"ndjson", frame: frame.as_bytes() }
}

/// All that a reader gives now, as offset, source, sequence and frame.
pub(crate) fn rest(reader: &mut Reader) -> Vec<(u64, u32, u64, String)> {
    let mut all = Vec::new();
    while let Some(batch) = reader.next(None).unwrap() {
        all.extend(batch.entries().map(|entry| row(&entry)));
    }
    all
}

pub(crate) fn row(entry: &Entry<'_>) -> (u64, u32, u64, String) {
    let frame = String::from_utf8(entry.frame.to_vec()).unwrap();
    (entry.offset, entry.source.0, entry.sequence, frame)
}

pub(crate) fn frames(journal: &Journal) -> Vec<String> {
    let mut reader = journal.read(journal.first(), Filter::All).unwrap();
    rest(&mut reader).into_iter().map(|(.., frame)| frame).collect()
}

/// Decodes up to `to`: frames that begin with `!` cannot be decoded.
pub(crate) fn decode(journal: &Journal, to: u64) {
    try_decode(journal, to).unwrap();
}

pub(crate) fn try_decode(journal: &Journal, to: u64) -> Result<(), StateError> {
    let from = journal.cursor("decode")?;
    let mut reader = journal.read(from, Filter::All)?;
    while reader.offset() < to {
        let Some(batch) = reader.next(None)? else { break };
        let (from, to) = (batch.range().0, batch.range().1.min(to));
        let entries: Vec<_> = batch.entries().filter(|entry| entry.offset < to).collect();
        let bad: Vec<_> =
            entries.iter().filter(|entry| is_bad(entry)).map(|entry| (*entry, "not to be decoded")).collect();
        let outcomes = outcomes(entries.iter().map(|entry| (entry.source, is_bad(entry))));
        journal.progress(&Progress { from, to, outcomes: &outcomes, quarantined: &bad })?;
    }
    Ok(())
}

pub(crate) fn is_bad(entry: &Entry<'_>) -> bool {
    entry.frame.starts_with(b"!")
}

pub(crate) fn outcomes(frames: impl Iterator<Item = (SourceId, bool)>) -> Vec<Outcome> {
    let mut all: Vec<Outcome> = Vec::new();
    for (source, bad) in frames {
        if !all.iter().any(|outcome| outcome.source == source) {
            all.push(Outcome { source, decoded: 0, events: 0, unreadable: 0, quarantined: 0 });
        }
        let outcome = all.iter_mut().find(|outcome| outcome.source == source).unwrap();
        let decoded = u64::from(!bad);
        outcome.decoded += decoded;
        outcome.events += decoded;
        outcome.quarantined += 1 - decoded;
    }
    all
}

pub(crate) fn keep_bytes(bytes_max: u64, unread: Unread) -> atalaya_journal::Retention {
    atalaya_journal::Retention { age_max: None, bytes_max: Some(bytes_max), unread }
}

/// Verifies a journal that is not open, to its end.
pub(crate) fn verify(
    lock: &DataLock,
    files: &Arc<dyn Files>,
    keys: Option<&KeyRing>,
    anchors: &[Anchor],
) -> Verification {
    atalaya_journal::verify(lock, files, keys, anchors, &AtomicBool::new(false), &|_| {})
}

/// Encrypts all that is to be encrypted anew.
pub(crate) fn rekey(journal: &Journal) -> Result<Rekeyed, StateError> {
    journal.rekey(&AtomicBool::new(false), &|_| {})
}

/// Everything that must hold of an open journal at any time.
pub(crate) fn assert_whole(journal: &Journal) {
    let verification = journal.verify(&[]);
    assert!(verification.is_whole(), "{:?}", verification.faults);
    for tally in journal.tallies() {
        let pending = tally.counts.pending();
        assert!(pending.is_some(), "{tally:?}");
    }
}
