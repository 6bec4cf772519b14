//! What a commit changes, and the bytes of its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use atalaya_model::Time;
use datafusion::arrow::datatypes::SchemaRef;
use sha2::{Digest as _, Sha256};

use super::action::{Add, CommitInfo, Format, Line, MetaData, Protocol, Remove, Txn};
use super::{APP_LAKE, APP_REPLAY, Hash, Head, PARTITION, PROPERTY_EXPIRED, digest, entry, hex, schema};
use crate::file_entry::{DataFile, FileEntry};
use crate::pool::Pool;

/// What is done to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Rows are added.
    Write,
    /// The same rows are put into other files.
    Optimize,
    /// Rows are taken out.
    Delete,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Operation::Write => "WRITE",
            Operation::Optimize => "OPTIMIZE",
            Operation::Delete => "DELETE",
        }
    }
}

/// How far the rows of a writer are in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// Those of journal entries before this offset.
    Lake(u64),
    /// Those of replayed frames before this number.
    Replay(u64),
}

/// A file that is stored and shall be in the table.
#[derive(Debug, Clone)]
pub(crate) struct Added(Add);

impl Added {
    /// The file, which was stored under this path in the table's folder, with so many misfits among its rows.
    pub(crate) fn new(file: &DataFile, path: &str, misfits: u64, operation: Operation, now: Time) -> Added {
        Added(entry::add(file, path, misfits, operation == Operation::Optimize, now.millis()))
    }

    /// The path under which it was stored.
    pub(crate) fn stored_at(&self) -> &str {
        &self.0.path
    }

    /// Where a file of that day is stored, under a name that no other has.
    pub(crate) fn path(day: i32) -> String {
        format!("{PARTITION}={}/{}.parquet", entry::day_text(day), uuid::Uuid::new_v4())
    }
}

/// What a commit changes.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) operation: Operation,
    pub(crate) added: Vec<Added>,
    /// Files of the table that are in it no longer.
    pub(crate) removed: Vec<Arc<FileEntry>>,
    /// How far a writer is with it.
    pub(crate) version: Option<Version>,
    /// Rows that expire with it, by source.
    pub(crate) expired: BTreeMap<Arc<str>, u64>,
    /// How many of the table's first chunks in memory are in the added files.
    pub(crate) flushed: usize,
}

impl Change {
    pub(crate) fn new(operation: Operation) -> Change {
        Change {
            operation,
            added: Vec::new(),
            removed: Vec::new(),
            version: None,
            expired: BTreeMap::new(),
            flushed: 0,
        }
    }
}

/// A commit that can be written.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    pub(crate) bytes: bytes::Bytes,
    /// What the log says of the table once it is written.
    pub(crate) head: Head,
    /// The files that it adds.
    pub(crate) files: Vec<Arc<FileEntry>>,
    pub(crate) change: Change,
}

impl Commit {
    /// The commit that follows `head`. `columns` are the table's, those too that are new with it. `None` where a file is not
    /// described such that it could be read back.
    pub(crate) fn new(
        head: &Head,
        columns: &SchemaRef,
        change: Change,
        now: Time,
        name: &str,
        pool: &mut Pool,
    ) -> Option<Commit> {
        let head = next(head, columns, &change, now);
        let mut lines = vec![Line { commit_info: Some(info(&head, &change, now)), ..Line::default() }];
        if head.next.version == Some(0) {
            let protocol = Protocol { min_reader_version: 1, min_writer_version: 2 };
            lines.push(Line { protocol: Some(protocol), ..Line::default() });
        }
        if head.describes {
            let meta_data = Some(meta_data(&head.next, columns, name));
            lines.push(Line { meta_data, ..Line::default() });
        }
        lines.extend(change.version.map(|version| Line { txn: Some(txn(version, now)), ..Line::default() }));
        lines.extend(change.removed.iter().map(|file| remove(file, change.operation, now)));
        lines.extend(change.added.iter().map(|added| Line { add: Some(added.0.clone()), ..Line::default() }));
        let mut bytes = lines.iter().fold(Vec::new(), |mut bytes, line| {
            bytes.extend(serde_json::to_vec(line).expect("texts, numbers and maps by text are JSON"));
            bytes.push(b'\n');
            bytes
        });
        digest::set(&mut bytes);
        let files = change.added.iter().map(|added| entry::entry(&added.0, columns, pool).map(Arc::new));
        let files = files.collect::<Option<_>>()?;
        let hash: Hash = Sha256::digest(&bytes).into();
        Some(Commit { bytes: bytes.into(), head: Head { hash, ..head.next }, files, change })
    }
}

/// The head behind a commit.
struct Next {
    next: Head,
    previous: Option<Hash>,
    /// Whether the commit describes the table anew.
    describes: bool,
}

fn next(head: &Head, columns: &SchemaRef, change: &Change, now: Time) -> Next {
    let mut next = head.clone();
    next.version = Some(head.version.map_or(0, |version| version + 1));
    if head.version.is_none() {
        next.id = uuid::Uuid::new_v4().to_string().into();
        next.created = now.millis();
    }
    next.columns = columns.fields().len();
    for (source, rows) in &change.expired {
        *next.expired.entry(source.clone()).or_default() += rows;
    }
    match change.version {
        Some(Version::Lake(version)) => next.covered = version,
        Some(Version::Replay(version)) => next.replayed = version,
        None => {}
    }
    let describes = head.version.is_none() || next.columns != head.columns || next.expired != head.expired;
    Next { next, previous: head.version.map(|_| head.hash), describes }
}

fn info(head: &Next, change: &Change, now: Time) -> CommitInfo {
    CommitInfo {
        timestamp: now.millis(),
        operation: change.operation.name().to_owned(),
        operation_parameters: BTreeMap::new(),
        engine_info: concat!("Atalaya/", env!("CARGO_PKG_VERSION")).to_owned(),
        is_blind_append: change.operation == Operation::Write,
        previous: head.previous.map(|hash| hex(&hash)),
        sha256: digest::BLANK.to_owned(),
    }
}

fn meta_data(head: &Head, columns: &SchemaRef, name: &str) -> MetaData {
    let mut configuration = BTreeMap::new();
    if !head.expired.is_empty() {
        let expired: BTreeMap<&str, u64> = head.expired.iter().map(|(source, rows)| (source.as_ref(), *rows)).collect();
        configuration.insert(PROPERTY_EXPIRED.to_owned(), serde_json::to_string(&expired).ok());
    }
    MetaData {
        id: head.id.to_string(),
        name: Some(name.to_owned()),
        format: Some(Format { provider: "parquet".to_owned(), options: BTreeMap::new() }),
        schema_string: schema::to_delta(columns),
        partition_columns: vec![PARTITION.to_owned()],
        configuration,
        created_time: Some(head.created),
    }
}

fn txn(version: Version, now: Time) -> Txn {
    let (app_id, version) = match version {
        Version::Lake(version) => (APP_LAKE, version),
        Version::Replay(version) => (APP_REPLAY, version),
    };
    Txn { app_id: app_id.to_owned(), version: version as i64, last_updated: Some(now.millis()) }
}

fn remove(file: &FileEntry, operation: Operation, now: Time) -> Line {
    let remove = Remove {
        path: file.path.to_string(),
        data_change: operation != Operation::Optimize,
        deletion_timestamp: Some(now.millis()),
        extended_file_metadata: Some(true),
        partition_values: Some(entry::partition(file.day)),
        size: Some(file.size as i64),
    };
    Line { remove: Some(remove), ..Line::default() }
}
