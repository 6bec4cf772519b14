//! Opening: the catalogue says what was known, the tables' logs say what is; what the catalogue does not know is read.
//!
//! A table whose log is damaged does not close the lake: it is left out, and known to be damaged.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use atalaya_journal::DataLock;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStore;
use object_store::path::Path;
use rustc_hash::FxHashMap;

use crate::buffer::Buffer;
use crate::catalogue;
use crate::error::OpenError;
use crate::hold;
use crate::lake::Shared;
use crate::log::{Loaded, ReadError, catch_up, read_in_full};
use crate::names;
use crate::options::Options;
use crate::pool::Pool;
use crate::store::{DiskLayer, Durable, Sealed, is_damaged};
use crate::tables::{Damaged, TABLES_MAX, Tables};
use crate::upkeep::Upkeep;
use crate::verify;

/// The lake's folder in the data directory.
const LAKE_FOLDER: &str = "lake";
/// Tables whose logs are looked at together.
const TABLES_AT_ONCE: usize = 16;

/// How the lake was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Tables.
    pub tables: usize,
    /// What the catalogue was good for.
    pub cache: Cache,
    /// Tables whose log went further than the catalogue knew.
    pub caught_up: usize,
    /// Tables whose log was read from its checkpoint or beginning on.
    pub read_in_full: usize,
}

/// What the catalogue, a cache, was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// It was as it was written.
    Whole,
    /// There was none.
    Missing,
    /// It was not as it was written, or another version wrote it; it was not used.
    Unusable,
}

pub(crate) fn open(lock: &DataLock, options: Options) -> Result<(Shared, Opened), OpenError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(options.threads)
        .thread_name("lake runtime")
        .enable_time()
        .build()?;
    let store: Arc<dyn ObjectStore> = match &options.store {
        Some(store) => store.clone(),
        None => Arc::new(Durable::open(Arc::new(DiskLayer), &lock.path().join(LAKE_FOLDER))?),
    };
    let sealed = options.keys.clone().map(|keys| Sealed::new(store.clone(), keys));
    let store = sealed.clone().map_or(store, |sealed| Arc::new(sealed) as Arc<dyn ObjectStore>);
    let mut pool = Pool::default();
    let (known, cache) = runtime.block_on(catalogue::read(&store, &mut pool))?;
    let pool = Mutex::new(pool);
    let (tables, opened, damaged) = runtime.block_on(read_tables(&store, known, &pool, cache))?;
    if opened.tables == 0 && damaged.is_empty() {
        runtime.block_on(hold::begin(store.as_ref()))?;
    }
    let upkeep = Upkeep::new(options.clock.now());
    let shared = Shared {
        buffer: Buffer::new(options.buffer_bytes, options.flush_age),
        options,
        store,
        sealed,
        runtime: Some(runtime),
        tables: RwLock::new(tables),
        pool,
        order: Mutex::new(()),
        catalogued: Mutex::new(0),
        commits: AtomicU64::new(0),
        checkpoint_failures: AtomicU64::new(0),
        questions: std::sync::OnceLock::new(),
        upkeep,
    };
    let damaged = damaged.into_iter().map(|(folder, what)| diagnosed(&shared, folder, what)).collect();
    shared.tables.write().unwrap_or_else(PoisonError::into_inner).damaged = damaged;
    Ok((shared, opened))
}

/// What is wrong with a table whose log cannot be read.
fn diagnosed(shared: &Shared, folder: String, what: String) -> (String, Arc<Damaged>) {
    let fault = verify::first_fault(shared, &folder, &what);
    let (organization, kind) = names::names(&folder).expect("only folders of tables were read");
    let damaged = Damaged { organization: organization.as_str().into(), kind: kind.as_str().into(), fault, what };
    (folder, Arc::new(damaged))
}

/// How a table was found.
enum Found {
    AsKnown,
    CaughtUp,
    InFull,
}

async fn read_tables(
    store: &Arc<dyn ObjectStore>,
    mut known: FxHashMap<String, Loaded>,
    pool: &Mutex<Pool>,
    cache: Cache,
) -> Result<(Tables, Opened, BTreeMap<String, String>), OpenError> {
    let folders = folders(store).await?;
    let reads = folders.into_iter().map(|folder| {
        let known = known.remove(&folder);
        async move {
            let read = read_table(store.as_ref(), &folder, known, pool).await;
            match read.map_err(unread) {
                Ok(read) => Ok((folder, Ok(read))),
                Err(Unread::Damaged(what)) => Ok((folder, Err(what))),
                Err(Unread::Closed(error)) => Err(error),
            }
        }
    });
    let mut reads = futures::stream::iter(reads.collect::<Vec<_>>()).buffered(TABLES_AT_ONCE);
    let mut tables = Tables::default();
    let mut opened = Opened { tables: 0, cache, caught_up: 0, read_in_full: 0 };
    let mut damaged = BTreeMap::new();
    while let Some((folder, read)) = reads.try_next().await? {
        let read = match read {
            Ok(read) => read,
            Err(what) => {
                damaged.insert(folder, what);
                continue;
            }
        };
        let (Some((loaded, found)), Some((organization, kind))) = (read, names::names(&folder)) else { continue };
        match found {
            Found::AsKnown => {}
            Found::CaughtUp => opened.caught_up += 1,
            Found::InFull => opened.read_in_full += 1,
        }
        let mut pool = pool.lock().unwrap_or_else(PoisonError::into_inner);
        tables.insert(&organization, &kind, &folder, loaded, &mut pool);
    }
    // What is known to have a log has one; a table does not go.
    let gone = known.into_iter().filter(|(_, loaded)| loaded.head.version.is_some()).map(|(folder, _)| folder);
    let gone = gone.filter(|folder| names::names(folder).is_some());
    damaged.extend(gone.map(|folder| (folder, "its log is missing".to_owned())));
    opened.tables = tables.len();
    Ok((tables, opened, damaged))
}

/// The folders of all tables, in order. Others are none of ours and are passed over.
pub(crate) async fn folders(store: &Arc<dyn ObjectStore>) -> Result<Vec<String>, OpenError> {
    let organizations = store.list_with_delimiter(None).await?.common_prefixes;
    let kinds = organizations.into_iter().map(|organization: Path| {
        let store = store.clone();
        async move { store.list_with_delimiter(Some(&organization)).await }
    });
    let mut kinds = futures::stream::iter(kinds.collect::<Vec<_>>()).buffered(TABLES_AT_ONCE);
    let mut folders = Vec::new();
    while let Some(listed) = kinds.try_next().await? {
        let ours = listed.common_prefixes.into_iter().map(String::from).filter(|folder| names::names(folder).is_some());
        folders.extend(ours);
        if folders.len() > TABLES_MAX {
            return Err(OpenError::TooManyTables);
        }
    }
    folders.sort_unstable();
    Ok(folders)
}

async fn read_table(
    store: &dyn ObjectStore,
    folder: &str,
    known: Option<Loaded>,
    pool: &Mutex<Pool>,
) -> Result<Option<(Loaded, Found)>, ReadError> {
    if let Some(known) = known
        && let Some((loaded, new)) = catch_up(store, folder, known, pool).await?
    {
        let found = if new == 0 { Found::AsKnown } else { Found::CaughtUp };
        return Ok(Some((loaded, found)));
    }
    let loaded = read_in_full(store, folder, pool).await?;
    Ok(loaded.map(|loaded| (loaded, Found::InFull)))
}

/// Why a table was not read: only it, or the whole lake, is not.
enum Unread {
    Damaged(String),
    Closed(OpenError),
}

fn unread(error: ReadError) -> Unread {
    match error {
        ReadError::Damaged(what) => Unread::Damaged(what),
        ReadError::Store(error) if is_damaged(&error) => {
            Unread::Damaged("a file of the log cannot be decrypted".to_owned())
        }
        ReadError::Store(error) => Unread::Closed(OpenError::Store(error)),
        ReadError::NoKeys => Unread::Closed(OpenError::NoKeys),
    }
}
