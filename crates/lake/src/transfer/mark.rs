//! The mark of a transfer: what is being committed, so that it can be taken back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use serde::{Deserialize, Serialize};

use crate::error::LakeError;
use crate::flush::keep_log_short;
use crate::lake::Shared;
use crate::log::{Change, Operation, is_whole, set_digest};

/// The file, beside the organizations' folders.
const MARK_FILE: &str = "transfer.json";

/// Which rows are on their way.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Its own.
    pub(super) sha256: String,
    pub(super) organization: String,
    /// The kind whose table they leave.
    pub(super) kind: String,
    /// The file of that table that has them; once the table has it no longer, the transfer is complete.
    pub(super) file: String,
    /// The files that have them too, by the kind of their table.
    pub(super) added: BTreeMap<String, Vec<String>>,
}

/// Writes the mark. Durable when this returns.
pub(super) fn write(shared: &Shared, mark: &Mark) -> Result<(), LakeError> {
    let mut bytes = serde_json::to_vec(mark).expect("texts and maps by text are JSON");
    set_digest(&mut bytes);
    shared.upkeep.unfinished.store(true, Ordering::Relaxed);
    let path = Path::from(MARK_FILE);
    shared.runtime().block_on(shared.store.put(&path, bytes.into())).map(drop).map_err(write_error)
}

/// Ends the transfer that the mark is of, where there is one: what was added is taken back, unless all was done. Upkeep's
/// turn is the caller's.
pub(crate) fn settle(shared: &Shared) -> Result<(), LakeError> {
    let Some(mark) = read(shared)? else {
        shared.upkeep.unfinished.store(false, Ordering::Relaxed);
        return Ok(());
    };
    let table = shared.table(&mark.organization, &mark.kind)?;
    table.settle(shared)?;
    if table.state().files.iter().any(|file| *file.path == *mark.file) {
        take_back(shared, &mark)?;
    }
    remove(shared)
}

fn take_back(shared: &Shared, mark: &Mark) -> Result<(), LakeError> {
    for (kind, paths) in &mark.added {
        let table = shared.table(&mark.organization, kind)?;
        table.settle(shared)?;
        let mut change = Change::new(Operation::Delete);
        let state = table.state();
        let added = state.files.iter().filter(|file| paths.iter().any(|path| **path == *file.path));
        change.removed = added.cloned().collect();
        if !change.removed.is_empty() {
            table.commit(shared, change)?;
            keep_log_short(shared, &table);
        }
    }
    Ok(())
}

fn read(shared: &Shared) -> Result<Option<Mark>, LakeError> {
    let path = Path::from(MARK_FILE);
    match shared.runtime().block_on(async { shared.store.get(&path).await?.bytes().await }) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(mark) if is_whole(&bytes) => Ok(Some(mark)),
            _ => {
                let what = "the mark of a transfer is not as it was written".to_owned();
                Err(LakeError::Damaged { table: MARK_FILE.to_owned(), what })
            }
        },
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(LakeError::Read { table: MARK_FILE.to_owned(), source: Arc::new(error) }),
    }
}

/// The transfer is complete, or nothing is left of it.
pub(super) fn remove(shared: &Shared) -> Result<(), LakeError> {
    match shared.runtime().block_on(shared.store.delete(&Path::from(MARK_FILE))) {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => {
            shared.upkeep.unfinished.store(false, Ordering::Relaxed);
            Ok(())
        }
        Err(error) => Err(write_error(error)),
    }
}

fn write_error(error: object_store::Error) -> LakeError {
    LakeError::Write { table: MARK_FILE.to_owned(), source: Arc::new(error) }
}
