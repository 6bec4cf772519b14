//! What is kept: the commands on a data directory, from outside.

mod answers;
mod import;
mod journal;
mod refusals;
mod unsettled;

use atalaya_journal::{DataDir, DataLock, Journal, NewEntry, Options, SystemClock};
use atalaya_model::Time;
use std::path::Path;
use std::sync::Arc;

/// A key ring with one key.
pub(crate) fn ring(number: u32, digit: char) -> String {
    format!("{number} {}\n", digit.to_string().repeat(64))
}

/// A data directory with a journal of small segments: entries of two sources, one a day.
pub(crate) fn filled(folder: &Path, days: i64) -> DataLock {
    let lock = DataDir::lock(folder).unwrap();
    let options = Options { segment_bytes: 1, ..Options::default() };
    let (journal, _) = Journal::open(&lock, options, Arc::new(SystemClock)).unwrap();
    let sources = ["firewall", "mail"].map(|name| journal.source("ministry", name).unwrap());
    for day in 0..days {
        let received = Time(1_735_689_600_000_000 + day * 86_400_000_000);
        let entries = sources.map(|source| NewEntry { source, received, header: b"", frame: b"frame" });
        journal.append(&entries).unwrap();
    }
    journal.close().unwrap();
    lock
}
