//! What `lake` answers, as JSON.

use super::Text;
use crate::data::{LakeKeys, lake_faults};
use crate::voice::Voice;
use atalaya_journal::KeyId;
use atalaya_lake::{Held, Stored, TableStatus, Verification};
use atalaya_model::Message;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is in the lake.
#[derive(Serialize)]
pub(crate) struct Status<'s> {
    tables: Vec<Table<'s>>,
    damaged: Vec<Fault<'s>>,
    sources: Vec<Source<'s>>,
    holds: Vec<Hold<'s>>,
    encryption: Encryption<'s>,
}

/// The key for what comes, and how many files need which; 0 is none, and `null` not known.
#[derive(Serialize)]
struct Encryption<'s> {
    active_key: Option<KeyId>,
    files_by_key: Option<&'s BTreeMap<KeyId, u64>>,
}

#[derive(Serialize)]
struct Hold<'s> {
    name: &'s str,
    organization: &'s str,
    kind: Option<&'s str>,
    since: String,
    until: String,
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
    pub(crate) fn new(
        tables: &'s [TableStatus],
        damaged: &'s [atalaya_lake::Fault],
        sources: &'s [Stored],
        holds: &'s BTreeMap<String, Held>,
        keys: &'s Result<LakeKeys, Message>,
        voice: Voice,
    ) -> Status<'s> {
        let hold = |(name, held): (&'s String, &'s Held)| Hold {
            name,
            organization: &held.organization,
            kind: held.kind.as_deref(),
            since: held.from.to_string(),
            until: held.to.to_string(),
        };
        Status {
            tables: tables.iter().map(Table::new).collect(),
            damaged: faults(damaged, voice),
            sources: sources.iter().map(Source::new).collect(),
            holds: holds.iter().map(hold).collect(),
            encryption: Encryption {
                active_key: keys.as_ref().ok().map(|keys| keys.active),
                files_by_key: keys.as_ref().ok().map(|keys| &keys.files),
            },
        }
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

/// What a verification found.
#[derive(Serialize)]
pub(crate) struct Verified<'v> {
    whole: bool,
    stopped: bool,
    tables_left: usize,
    tables: u64,
    commits: u64,
    files: u64,
    bytes: u64,
    events: u64,
    faults: Vec<Fault<'v>>,
    fault_count: u64,
    replaced: &'v [String],
    strangers: &'v [String],
}

/// What is wrong with a file.
#[derive(Serialize)]
pub(crate) struct Fault<'v> {
    table: &'v str,
    file: &'v str,
    message: Text,
}

impl<'v> Fault<'v> {
    fn new(fault: &'v atalaya_lake::Fault, voice: Voice) -> Fault<'v> {
        Fault { table: &fault.table, file: &fault.file, message: Text::new(&lake_faults::fault(fault), voice) }
    }
}

pub(crate) fn faults(faults: &[atalaya_lake::Fault], voice: Voice) -> Vec<Fault<'_>> {
    faults.iter().map(|fault| Fault::new(fault, voice)).collect()
}

impl<'v> Verified<'v> {
    pub(crate) fn new(found: &'v Verification, voice: Voice) -> Verified<'v> {
        Verified {
            whole: found.is_whole(),
            stopped: found.stopped.is_some(),
            tables_left: found.stopped.map_or(0, |far| far.tables - far.tables_done),
            tables: found.tables,
            commits: found.commits,
            files: found.files,
            bytes: found.bytes,
            events: found.rows,
            faults: faults(&found.faults, voice),
            fault_count: found.fault_count,
            replaced: &found.replaced,
            strangers: &found.strangers,
        }
    }
}
