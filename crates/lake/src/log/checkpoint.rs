//! Checkpoints: what a log says in one file, so that readers need not read every commit, and old commits can go.
//!
//! Beside each stands its SHA-256, written before it. The hint which one is the last is not written: it is optional, the only
//! file of a log that would be overwritten, and nothing could tell whether it is whole.

mod narrow;
mod witness;

use std::sync::Arc;

use deltalake_core::DeltaTable;
use deltalake_core::logstore::{StorageConfig, default_logstore};
use deltalake_core::protocol::checkpoints::create_checkpoint;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStore;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use url::Url;

use super::read::numbered;
use super::{CHECKPOINT, CHECKPOINT_DIGEST, log_path};
use narrow::Narrow;
use witness::Witness;

/// Why there is no checkpoint.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckpointError {
    #[error("cannot write a checkpoint")]
    Delta(#[from] deltalake_core::DeltaTableError),
    #[error("cannot remove old commits")]
    Store(#[from] object_store::Error),
    #[error("the table's location is no address")]
    Location,
}

/// Writes a checkpoint of the table's last version, and removes commits from before `keep`, an earlier checkpoint's version.
/// Returns the version.
pub(crate) async fn checkpoint(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    keep: Option<u64>,
) -> Result<u64, CheckpointError> {
    let path = Path::parse(folder).map_err(|_| CheckpointError::Location)?;
    let table: Arc<dyn ObjectStore> = Arc::new(PrefixStore::new(Witness::new(store.clone()), path));
    // The library sees the table's folder as the whole store: an address would have to be escaped once more.
    let location = Url::parse("memory:///").map_err(|_| CheckpointError::Location)?;
    let log = default_logstore(table.clone(), table, &location, &StorageConfig::default());
    let mut table = DeltaTable::new(Arc::new(Narrow(log)));
    table.load().await?;
    create_checkpoint(&table, None).await?;
    let version = table.version().unwrap_or(0);
    if let Some(keep) = keep {
        clean(store, folder, keep).await?;
    }
    Ok(version)
}

/// Removes commits and checkpoints of versions before `keep`.
async fn clean(store: &Arc<dyn ObjectStore>, folder: &str, keep: u64) -> Result<(), object_store::Error> {
    let objects: Vec<_> = store.list(Some(&log_path(folder))).try_collect().await?;
    let old = objects.into_iter().map(|meta| meta.location).filter(move |location| {
        numbered(location)
            .is_some_and(|(version, what)| version < keep && ["json", CHECKPOINT, CHECKPOINT_DIGEST].contains(&what))
    });
    let old = futures::stream::iter(old.map(Ok).collect::<Vec<_>>()).boxed();
    store.delete_stream(old).try_collect::<Vec<_>>().await.map(drop)
}
