//! A table's log read back: from its checkpoint on, or from a version that is known.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use super::action::{Line, MetaData};
use super::{
    APP_LAKE, APP_REPLAY, CHECKPOINT, CHECKPOINT_DIGEST, Hash, Head, Loaded, PROPERTY_EXPIRED, commit_path, entry, hex,
    is_whole, log_path, schema, unhex,
};
use crate::column::stored_fields;
use crate::file_entry::FileEntry;
use crate::pool::Pool;
use crate::store::is_sealed;

/// Commits of a table that are read behind its checkpoint; more are never left without one.
pub const COMMITS_READ_MAX: u64 = 1_000_000;
/// Rows of a checkpoint that are read at a time.
const CHECKPOINT_ROWS: usize = 1024;

/// Why a table's log cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("cannot read the log")]
    Store(#[from] object_store::Error),
    #[error("the log is damaged: {0}")]
    Damaged(String),
    #[error("the log is encrypted, and there are no keys")]
    NoKeys,
}

/// The table as its log says, from the last checkpoint on; `None` where there is no log.
pub(crate) async fn read_in_full(
    store: &dyn ObjectStore,
    folder: &str,
    pool: &Mutex<Pool>,
) -> Result<Option<Loaded>, ReadError> {
    let (checkpoint, last) = versions(store, folder).await?;
    let Some(last) = last.max(checkpoint) else { return Ok(None) };
    let mut reading = Reading::new(Loaded::default());
    if let Some(version) = checkpoint {
        let bytes = read_checkpoint(store, folder, version).await?;
        reading.take_checkpoint(&bytes, &mut lock(pool))?;
        reading.loaded.head.version = Some(version);
        reading.loaded.head.checkpoint = Some(version);
        match read(store, &commit_path(folder, version)).await {
            Ok(bytes) => reading.loaded.head.hash = Sha256::digest(&bytes).into(),
            Err(ReadError::Store(object_store::Error::NotFound { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    let first = checkpoint.map_or(0, |version| version + 1);
    if last.saturating_sub(first) > COMMITS_READ_MAX {
        return Err(ReadError::Damaged("there are too many commits without a checkpoint".to_owned()));
    }
    for version in first..=last {
        match read(store, &commit_path(folder, version)).await {
            Ok(bytes) => reading.take_commit(version, &bytes, &mut lock(pool))?,
            Err(ReadError::Store(object_store::Error::NotFound { .. })) => {
                return Err(ReadError::Damaged(format!("commit {version} is missing")));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Some(reading.finish(&mut lock(pool))))
}

/// Brings what was known of a table up to its log's end. `None` where a checkpoint has replaced what was known, and the log
/// must be read in full; otherwise, how many commits were new.
pub(crate) async fn catch_up(
    store: &dyn ObjectStore,
    folder: &str,
    known: Loaded,
    pool: &Mutex<Pool>,
) -> Result<Option<(Loaded, u64)>, ReadError> {
    let Some(known_version) = known.head.version else { return Ok(None) };
    match read(store, &commit_path(folder, known_version)).await {
        Ok(bytes) if Hash::from(Sha256::digest(&bytes)) == known.head.hash => {}
        Ok(_) => return Err(ReadError::Damaged(format!("commit {known_version} is not as it was written"))),
        Err(ReadError::Store(object_store::Error::NotFound { .. })) => {
            let (checkpoint, _) = versions(store, folder).await?;
            if checkpoint.is_some_and(|version| version > known_version) {
                return Ok(None);
            }
            return Err(ReadError::Damaged(format!("commit {known_version} is missing")));
        }
        Err(error) => return Err(error),
    }
    let mut reading = None;
    let mut known = Some(known);
    for version in known_version + 1..=known_version + COMMITS_READ_MAX {
        let bytes = match read(store, &commit_path(folder, version)).await {
            Ok(bytes) => bytes,
            Err(ReadError::Store(object_store::Error::NotFound { .. })) => break,
            Err(error) => return Err(error),
        };
        let reading = reading.get_or_insert_with(|| Reading::new(known.take().unwrap_or_default()));
        reading.take_commit(version, &bytes, &mut lock(pool))?;
    }
    Ok(Some(match reading {
        None => (known.unwrap_or_default(), 0),
        Some(reading) => {
            let loaded = reading.finish(&mut lock(pool));
            let new = loaded.head.version.unwrap_or(known_version) - known_version;
            (loaded, new)
        }
    }))
}

fn lock(pool: &Mutex<Pool>) -> MutexGuard<'_, Pool> {
    pool.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn read(store: &dyn ObjectStore, path: &Path) -> Result<Bytes, ReadError> {
    let bytes = store.get(path).await?.bytes().await?;
    if is_sealed(&bytes) { Err(ReadError::NoKeys) } else { Ok(bytes) }
}

/// A checkpoint, which is the one whose SHA-256 stands beside it.
async fn read_checkpoint(store: &dyn ObjectStore, folder: &str, version: u64) -> Result<Bytes, ReadError> {
    let damaged = |what| ReadError::Damaged(format!("checkpoint {version} {what}"));
    let digest = match read(store, &log_file(folder, version, CHECKPOINT_DIGEST)).await {
        Err(ReadError::Store(object_store::Error::NotFound { .. })) => return Err(damaged("has no digest")),
        read => read?,
    };
    let bytes = read(store, &log_file(folder, version, CHECKPOINT)).await?;
    let whole = format!("{}\n", hex(&Sha256::digest(&bytes))).as_bytes() == digest;
    if whole { Ok(bytes) } else { Err(damaged("is not as it was written")) }
}

/// The last checkpoint and the last commit.
async fn versions(store: &dyn ObjectStore, folder: &str) -> Result<(Option<u64>, Option<u64>), ReadError> {
    let mut objects = store.list(Some(&log_path(folder)));
    let (mut checkpoint, mut commit) = (None, None);
    while let Some(meta) = objects.try_next().await? {
        match numbered(&meta.location) {
            Some((version, CHECKPOINT)) => checkpoint = checkpoint.max(Some(version)),
            Some((version, "json")) => commit = commit.max(Some(version)),
            _ => {}
        }
    }
    Ok((checkpoint, commit))
}

/// The version of a file of the log, and what it is.
pub(crate) fn numbered(path: &Path) -> Option<(u64, &str)> {
    let (number, rest) = path.filename()?.split_once('.')?;
    Some(((number.len() == 20).then(|| number.parse().ok())??, rest))
}

fn log_file(folder: &str, version: u64, what: &str) -> Path {
    log_path(folder).join(format!("{version:020}.{what}"))
}

impl Default for Loaded {
    fn default() -> Loaded {
        let schema = Arc::new(datafusion::arrow::datatypes::Schema::new(stored_fields()));
        Loaded { head: Head::default(), schema, files: Vec::new() }
    }
}

/// A log while it is read.
struct Reading {
    loaded: Loaded,
    /// Places of the files, by path; removed ones leave holes until the end.
    places: FxHashMap<Box<str>, usize>,
    files: Vec<Option<Arc<FileEntry>>>,
}

impl Reading {
    fn new(mut loaded: Loaded) -> Reading {
        let files: Vec<_> = std::mem::take(&mut loaded.files).into_iter().map(Some).collect();
        let place = |(at, file): (usize, &Option<Arc<FileEntry>>)| file.as_ref().map(|file| (file.path.clone(), at));
        let places = files.iter().enumerate().filter_map(place).collect();
        Reading { loaded, places, files }
    }

    fn take_checkpoint(&mut self, bytes: &Bytes, pool: &mut Pool) -> Result<(), ReadError> {
        let damaged = |error: &dyn std::fmt::Display| ReadError::Damaged(format!("the checkpoint: {error}"));
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes.clone()).map_err(|error| damaged(&error))?;
        let reader = reader.with_batch_size(CHECKPOINT_ROWS).build().map_err(|error| damaged(&error))?;
        let mut lines = Vec::new();
        for batch in reader {
            let mut writer = LineDelimitedWriter::new(&mut lines);
            let batch = batch.map_err(|error| damaged(&error))?;
            writer.write(&batch).and_then(|()| writer.finish()).map_err(|error| damaged(&error))?;
        }
        // Files are read by the columns, which may come behind them.
        let lines = parse(&lines)?;
        let (files, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.add.is_some());
        for line in others.into_iter().map(|line| Line { remove: None, ..line }).chain(files) {
            self.take(line, pool)?;
        }
        Ok(())
    }

    fn take_commit(&mut self, version: u64, bytes: &[u8], pool: &mut Pool) -> Result<(), ReadError> {
        if !is_whole(bytes) {
            return Err(ReadError::Damaged(format!("commit {version} is not as it was written")));
        }
        let lines = parse(bytes)?;
        let previous = lines.iter().find_map(|line| line.commit_info.as_ref()?.previous.as_deref()?.into());
        let head = &mut self.loaded.head;
        let follows = |previous| unhex(previous) == Some(head.hash) || head.hash == Hash::default();
        if !previous.is_none_or(follows) {
            return Err(ReadError::Damaged(format!("commit {version} does not follow the one before it")));
        }
        head.version = Some(version);
        head.hash = Sha256::digest(bytes).into();
        let (described, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.meta_data.is_some());
        described.into_iter().chain(others).try_for_each(|line| self.take(line, pool))
    }

    fn take(&mut self, line: Line, pool: &mut Pool) -> Result<(), ReadError> {
        if let Some(protocol) = line.protocol.filter(|protocol| protocol.min_reader_version > 1) {
            let version = protocol.min_reader_version;
            return Err(ReadError::Damaged(format!("it needs reader version {version}, which is not known")));
        }
        if let Some(described) = line.meta_data {
            self.describe(&described, pool)?;
        }
        if let Some(txn) = line.txn {
            let (version, head) = (u64::try_from(txn.version).unwrap_or(0), &mut self.loaded.head);
            match txn.app_id.as_str() {
                APP_LAKE => head.covered = version,
                APP_REPLAY => head.replayed = version,
                _ => {}
            }
        }
        if let Some(at) = line.remove.and_then(|remove| self.places.remove(remove.path.as_str())) {
            self.files[at] = None;
        }
        if let Some(add) = line.add {
            let file = entry::entry(&add, &self.loaded.schema, pool);
            let file = file.ok_or_else(|| ReadError::Damaged(format!("file `{}` is not described", add.path)))?;
            if let Some(at) = self.places.insert(file.path.clone(), self.files.len()) {
                self.files[at] = None;
            }
            self.files.push(Some(Arc::new(file)));
        }
        Ok(())
    }

    fn describe(&mut self, described: &MetaData, pool: &mut Pool) -> Result<(), ReadError> {
        let schema = schema::from_delta(&described.schema_string);
        let schema = schema.ok_or_else(|| ReadError::Damaged("its columns are none of ours".to_owned()))?;
        let expired = described.configuration.get(PROPERTY_EXPIRED).and_then(Option::as_deref).unwrap_or("{}");
        let expired: BTreeMap<String, u64> = serde_json::from_str(expired)
            .map_err(|_| ReadError::Damaged(format!("the property `{PROPERTY_EXPIRED}` is not readable")))?;
        let head = &mut self.loaded.head;
        head.id = described.id.as_str().into();
        head.created = described.created_time.unwrap_or(0);
        head.columns = schema.fields().len();
        head.expired = expired.into_iter().map(|(source, rows)| (pool.text(&source), rows)).collect();
        self.loaded.schema = pool.schema(&schema);
        Ok(())
    }

    fn finish(mut self, pool: &mut Pool) -> Loaded {
        self.loaded.files = self.files.into_iter().flatten().collect();
        self.loaded.schema = pool.schema(&self.loaded.schema);
        self.loaded
    }
}

fn parse(bytes: &[u8]) -> Result<Vec<Line>, ReadError> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let parsed: Result<_, serde_json::Error> = lines.map(serde_json::from_slice).collect();
    parsed.map_err(|error| ReadError::Damaged(format!("a line is not readable: {error}")))
}
