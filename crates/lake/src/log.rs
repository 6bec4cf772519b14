//! A table's log: Delta commits that are written, read back and checkpointed.
//!
//! One process writes, and keeps what the log says in memory: a commit reads nothing. Commits are chained: each carries
//! the SHA-256 of the one before it, and its own.

mod action;
mod checkpoint;
mod commit;
mod digest;
mod entry;
mod read;
mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use object_store::path::Path;

pub(crate) use checkpoint::checkpoint;
pub(crate) use commit::{Added, Change, Commit, Operation, Version};
pub(crate) use digest::{BLANK, is_whole, set as set_digest};
pub use read::COMMITS_READ_MAX;
pub(crate) use read::{ReadError, catch_up, numbered, read_in_full};
pub(crate) use schema::{from_delta, to_delta};

use crate::file_entry::FileEntry;

/// The folder of a table's log.
const LOG_FOLDER: &str = "_delta_log";
/// How the name of a checkpoint ends, behind its version, and that of its SHA-256.
pub(crate) const CHECKPOINT: &str = "checkpoint.parquet";
pub(crate) const CHECKPOINT_DIGEST: &str = "checkpoint.sha256";
/// The identifier of the transactions that bring rows in the order of the journal.
const APP_LAKE: &str = "atalaya-lake";
/// The identifier of the transactions that bring rows of replays.
const APP_REPLAY: &str = "atalaya-replay";
/// The property with what expired, rows by source.
const PROPERTY_EXPIRED: &str = "atalaya.expired";
/// The partition column.
const PARTITION: &str = crate::column::DAY;

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What the log says of a table, beside its files and columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Head {
    /// The last commit; `None` where there is none yet.
    pub(crate) version: Option<u64>,
    /// The hash of the last commit's file; zeros where there is none or where another program removed it.
    pub(crate) hash: Hash,
    /// Rows of journal entries before this offset are in the table.
    pub(crate) covered: u64,
    /// Rows of replayed frames before this number are in the table.
    pub(crate) replayed: u64,
    /// The table's own identifier.
    pub(crate) id: Box<str>,
    /// When it was made, milliseconds.
    pub(crate) created: i64,
    /// Columns that the last metadata names, without the partition column.
    pub(crate) columns: usize,
    /// Rows that expired, by source.
    pub(crate) expired: BTreeMap<Arc<str>, u64>,
    /// The version of the last checkpoint.
    pub(crate) checkpoint: Option<u64>,
}

/// A table as its log says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loaded {
    pub(crate) head: Head,
    pub(crate) schema: SchemaRef,
    /// Oldest commit first.
    pub(crate) files: Vec<Arc<FileEntry>>,
}

/// The file of a commit, from the table's folder.
pub(crate) fn commit_path(folder: &str, version: u64) -> Path {
    Path::parse(format!("{folder}/{LOG_FOLDER}/{version:020}.json")).unwrap_or_default()
}

/// The folder of a table's log.
pub(crate) fn log_path(folder: &str) -> Path {
    Path::parse(format!("{folder}/{LOG_FOLDER}")).unwrap_or_default()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn unhex(text: &str) -> Option<Hash> {
    let text = text.as_bytes();
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()?;
    }
    Some(bytes)
}
