//! The catalogue: what the tables' logs said, in one file, so that opening thousands of tables need not read their logs.
//!
//! A cache: the logs decide. Where it is missing, damaged or of another version, the logs are read.

mod row;

use std::sync::Arc;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::error::OpenError;
use crate::lake::Shared;
use crate::log::{Loaded, hex};
use crate::opening::Cache;
use crate::pool::Pool;
use crate::snapshot::Scope;
use crate::store::is_sealed;
use row::{Reader, Writer};

/// The file, beside the organizations' folders.
pub(crate) const CATALOGUE_FILE: &str = "catalogue";
/// Commits after which it is written again.
pub(crate) const COMMITS_BETWEEN: u64 = 500;
/// Bytes that it may have, unpacked; a larger one is not used.
pub const CATALOGUE_BYTES_MAX: u64 = 1 << 30;
/// What it begins with; then come the SHA-256 of the rest in hexadecimal digits, a line feed, and the rest.
const MAGIC: &str = "atalaya-catalogue 1 ";
/// The level of zstd.
const COMPRESSION_LEVEL: i32 = 1;

/// Writes what the tables are now. As long as one is damaged, what was known of it is not forgotten: nothing is written.
pub(crate) fn write(shared: &Shared) -> Result<(), object_store::Error> {
    let tables: Vec<_> = {
        let tables = shared.tables();
        if !tables.damaged.is_empty() {
            return Ok(());
        }
        tables.seen(&Scope::All).cloned().collect()
    };
    let packed = (|| {
        let mut writer = Writer::new(zstd::Encoder::new(Vec::new(), COMPRESSION_LEVEL)?);
        for table in tables {
            let (state, head, _) = table.moment();
            writer.table(&table.folder, &head, &state)?;
        }
        writer.out.finish()
    })();
    let packed = packed.map_err(|source| object_store::Error::Generic { store: "lake", source: Box::new(source) })?;
    let mut bytes = format!("{MAGIC}{}\n", hex(&Sha256::digest(&packed))).into_bytes();
    bytes.extend(packed);
    let path = Path::from(CATALOGUE_FILE);
    shared.runtime().block_on(shared.store.put(&path, bytes.into())).map(drop)
}

/// What it says of each table, by folder.
pub(crate) async fn read(
    store: &Arc<dyn ObjectStore>,
    pool: &mut Pool,
) -> Result<(FxHashMap<String, Loaded>, Cache), OpenError> {
    let bytes = match store.get(&Path::from(CATALOGUE_FILE)).await {
        Ok(found) => found.bytes().await?,
        Err(object_store::Error::NotFound { .. }) => return Ok((FxHashMap::default(), Cache::Missing)),
        Err(error) => return Err(error.into()),
    };
    if is_sealed(&bytes) {
        return Err(OpenError::NoKeys);
    }
    Ok(match tables(&bytes, pool) {
        Some(known) => (known, Cache::Whole),
        None => (FxHashMap::default(), Cache::Unusable),
    })
}

fn tables(bytes: &[u8], pool: &mut Pool) -> Option<FxHashMap<String, Loaded>> {
    let rest = bytes.strip_prefix(MAGIC.as_bytes())?;
    let (digest, rest) = rest.split_at_checked(64)?;
    let packed = rest.strip_prefix(b"\n")?;
    if hex(&Sha256::digest(packed)).as_bytes() != digest {
        return None;
    }
    Reader::new(packed).ok()?.read(pool)
}
