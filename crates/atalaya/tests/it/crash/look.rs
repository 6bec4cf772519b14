//! Looks into a data directory that nothing runs on: which events are where. Changes nothing that matters: opening repairs what
//! a kill left, as the program does.

use std::path::Path;
use std::sync::Arc;

use atalaya_journal::{DataDir, Filter, Journal, KeyRing, Options, SystemClock};
use atalaya_lake::arrow::util::display::array_value_to_string;
use atalaya_lake::{Bounds, Lake, Scope};

use super::events::mentioned;

/// Where the events are, by their numbers.
pub(super) struct Seen {
    pub(super) lake: Vec<u64>,
    pub(super) quarantine: Vec<u64>,
    /// Not decoded yet, as far as the journal knows: the lake may have them already.
    pub(super) pending: Vec<u64>,
}

pub(super) fn look(data: &Path, keys: Option<&KeyRing>, what: &str) -> Seen {
    let lock = DataDir::lock(data).unwrap();
    let options = Options { keys: keys.cloned(), ..Options::default() };
    let (journal, recovery) = Journal::open(&lock, options, Arc::new(SystemClock)).unwrap();
    assert!(recovery.damaged.is_empty(), "{what}: {recovery:?}");
    let pending = frames(&journal, journal.cursor("decode").unwrap());
    let quarantine = quarantined(&journal);
    journal.close().unwrap();
    let options = atalaya_lake::Options { keys: keys.cloned(), ..atalaya_lake::Options::default() };
    let (lake, _) = Lake::open(&lock, options).unwrap();
    let stored = stored(&lake);
    lake.close().unwrap();
    Seen { lake: stored, quarantine, pending }
}

fn frames(journal: &Journal, from: u64) -> Vec<u64> {
    let mut found = Vec::new();
    let mut reader = journal.read(from, Filter::All).unwrap();
    while let Some(batch) = reader.next(Some(std::time::Instant::now())).unwrap() {
        batch.entries().for_each(|entry| mentioned(entry.frame, &mut found));
    }
    found
}

fn quarantined(journal: &Journal) -> Vec<u64> {
    let mut found = Vec::new();
    let mut reader = journal.quarantined(Filter::All).unwrap();
    while let Some(batch) = reader.next(Some(std::time::Instant::now())).unwrap() {
        batch.entries().for_each(|entry| mentioned(entry.frame, &mut found));
    }
    found
}

/// The marks of all rows, each once for its row: it is in several columns.
fn stored(lake: &Lake) -> Vec<u64> {
    let session = lake.session(Scope::All, Bounds { rows_max: None, ..Bounds::default() });
    let mut found = Vec::new();
    for kind in session.kinds().iter().filter(|kind| kind.kind != "events" && kind.rows > 0) {
        let of_record = kind.columns.iter().filter(|column| column.canonical.is_some()).map(|column| &column.name);
        let columns: Vec<String> = of_record.map(|name| format!("\"{name}\"")).collect();
        let sql = format!("SELECT rest, {} FROM \"{}\"", columns.join(", "), kind.kind);
        let mut answer = session.query(&sql).unwrap();
        while let Some(batch) = answer.next().unwrap() {
            for row in 0..batch.num_rows() {
                let mut of_row = Vec::new();
                for column in batch.columns() {
                    mentioned(array_value_to_string(column, row).unwrap().as_bytes(), &mut of_row);
                }
                of_row.dedup();
                found.extend(of_row);
            }
        }
    }
    found
}
