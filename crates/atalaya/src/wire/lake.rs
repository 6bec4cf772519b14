//! What `lake` answers, as JSON.

use atalaya_lake::{Stored, TableStatus};
use serde::Serialize;

/// What is in the lake.
#[derive(Serialize)]
pub(crate) struct Status<'s> {
    tables: Vec<Table<'s>>,
    sources: Vec<Source<'s>>,
}

#[derive(Serialize)]
struct Table<'s> {
    organization: &'s str,
    kind: &'s str,
    version: Option<u64>,
    files: u64,
    files_small: u64,
    events: u64,
    events_buffered: u64,
    bytes: u64,
    columns: u64,
    misfits: u64,
    skipped: u64,
    first: Option<String>,
    last: Option<String>,
}

/// What the lake has of a source.
#[derive(Serialize)]
pub(crate) struct Source<'s> {
    organization: &'s str,
    source: &'s str,
    stored: u64,
    expired: u64,
    buffered: u64,
}

impl<'s> Status<'s> {
    pub(crate) fn new(tables: &'s [TableStatus], sources: &'s [Stored]) -> Status<'s> {
        Status { tables: tables.iter().map(Table::new).collect(), sources: sources.iter().map(Source::new).collect() }
    }
}

impl<'s> Table<'s> {
    fn new(table: &'s TableStatus) -> Table<'s> {
        Table {
            organization: &table.organization,
            kind: &table.kind,
            version: table.version,
            files: table.files,
            files_small: table.files_small,
            events: table.rows,
            events_buffered: table.rows_buffered,
            bytes: table.bytes,
            columns: table.columns,
            misfits: table.misfits,
            skipped: table.skipped,
            first: table.first.map(|time| time.to_string()),
            last: table.last.map(|time| time.to_string()),
        }
    }
}

impl<'s> Source<'s> {
    fn new(stored: &'s Stored) -> Source<'s> {
        Source {
            organization: &stored.organization,
            source: &stored.source,
            stored: stored.stored,
            expired: stored.expired,
            buffered: stored.buffered,
        }
    }
}
