//! Verification: is everything there, byte for byte, that the tables' logs name, and do the logs hang together?
//!
//! Faults are listed, not returned as errors: the first one must not hide the others. Files that no commit names are no
//! fault, since a crash may leave them, but they are listed too: a copy that somebody put there is among them.

mod glance;
mod log;
mod rows;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use object_store::ObjectStoreExt as _;
use rustc_hash::FxHashSet;

use crate::catalogue;
use crate::file_entry::FileEntry;
use crate::hold::{self, HoldError};
use crate::lake::{Cache, Lake, Shared};
use crate::opening;
use crate::pool::Pool;
use crate::snapshot::{Scope, TableState};
use crate::store::Sealed;
use crate::table::Table;
use crate::upkeep::{ObjectReader, UpkeepProgress, Watch};
use crate::vacuum::data_files;

/// Faults that are listed; more are counted.
pub const FAULTS_MAX: usize = 10_000;

/// How thoroughly is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// Every byte of every file is read.
    #[default]
    Bytes,
    /// Also that no row is there twice.
    Rows,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Tables that were looked at.
    pub tables: u64,
    /// Commits of their logs.
    pub commits: u64,
    /// Data files.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Rows of them, as the logs say.
    pub rows: u64,
    /// What is wrong; the first [`FAULTS_MAX`].
    pub faults: Vec<Fault>,
    /// How much is wrong.
    pub fault_count: u64,
    /// How far it was when it was stopped; `None` where everything was read.
    pub stopped: Option<UpkeepProgress>,
    /// Data files that no table has, from the lake's folder on: of compaction and expiry, until vacuum removes them.
    pub replaced: Vec<String>,
    /// Data files that no commit names, from the lake's folder on: left by a crash, or put there.
    pub strangers: Vec<String>,
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The table's folder; empty where it is none of a table.
    pub table: String,
    /// The file, from that folder on.
    pub file: String,
    /// What is wrong with it.
    pub what: Wrong,
}

/// What can be wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It is not there.
    Missing,
    /// It has another size than the log says.
    Size {
        /// What the log says.
        expected: u64,
        /// What it has.
        found: u64,
    },
    /// Its SHA-256 is another than the log says.
    Digest,
    /// It cannot be read.
    Unreadable(String),
    /// The commit does not follow the one before it.
    Unchained,
    /// It says something else than what the lake knows of the table.
    Differs,
    /// So many of its rows are in the table already.
    Repeated(u64),
}

impl Verification {
    /// Whether everything was read and nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.fault_count == 0 && self.stopped.is_none()
    }

    /// Whether it ends here, which is noted.
    fn ends(&mut self, watch: &Watch<'_>) -> bool {
        self.stopped = watch.stopped();
        self.stopped.is_some()
    }

    fn add(&mut self, table: &str, file: impl Into<String>, what: Wrong) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { table: table.to_owned(), file: file.into(), what });
        }
    }
}

impl Lake {
    /// Verifies all tables as they are now, until that is done or `stop` is on.
    #[must_use]
    pub fn verify(&self, depth: Depth, stop: &AtomicBool, progress: &dyn Fn(UpkeepProgress)) -> Verification {
        let _turn = self.shared.upkeep.turn();
        self.shared.sealed.iter().for_each(Sealed::forget_all);
        let mut found = Verification::default();
        verify_catalogue(&self.shared, &mut found);
        verify_holds(&self.shared, &mut found);
        let tables: Vec<_> = self.shared.tables().seen(&Scope::All).cloned().collect();
        let watch = Watch::new(stop, progress);
        watch.further(|far| far.tables = tables.len());
        for table in tables {
            if found.ends(&watch) {
                break;
            }
            if let Err(error) = table.settle(&self.shared) {
                found.add(&table.folder, "_delta_log", Wrong::Unreadable(error.to_string()));
            }
            verify_table(&self.shared, &table, depth, &watch, &mut found);
            if found.stopped.is_some() {
                break;
            }
            watch.further(|far| far.tables_done += 1);
        }
        if found.stopped.is_none() {
            let damaged: Vec<_> = self.shared.tables().seen_damaged(&Scope::All).cloned().collect();
            for table in damaged {
                found.tables += 1;
                log::verify_damaged(&self.shared, &table.fault.table, &table.what, &mut found);
            }
            verify_unlogged(&self.shared, &mut found);
        }
        found
    }
}

/// The first thing that is wrong with a table whose log cannot be read; `what` is what reading it said.
pub(crate) fn first_fault(shared: &Shared, folder: &str, what: &str) -> Fault {
    let mut found = Verification::default();
    log::verify_damaged(shared, folder, what, &mut found);
    found.faults.swap_remove(0)
}

/// A cache, but one that a flipped bit should not slip into.
fn verify_catalogue(shared: &Shared, found: &mut Verification) {
    let mut pool = Pool::default();
    match shared.runtime().block_on(catalogue::read(&shared.store, &mut pool)) {
        Ok((_, Cache::Whole | Cache::Missing)) => {}
        Ok((_, Cache::Unusable)) => found.add("", catalogue::CATALOGUE_FILE, Wrong::Digest),
        Err(error) => found.add("", catalogue::CATALOGUE_FILE, Wrong::Unreadable(error.to_string())),
    }
}

fn verify_holds(shared: &Shared, found: &mut Verification) {
    match hold::read(shared) {
        Ok(_) => {}
        Err(HoldError::Missing) => found.add("", hold::HOLDS_FILE, Wrong::Missing),
        Err(HoldError::Damaged) => found.add("", hold::HOLDS_FILE, Wrong::Digest),
        Err(error) => found.add("", hold::HOLDS_FILE, Wrong::Unreadable(error.to_string())),
    }
}

/// Folders of tables that the lake knows nothing of: their files are strangers, of a first write that a crash ended or put
/// there.
fn verify_unlogged(shared: &Shared, found: &mut Verification) {
    let folders = match shared.runtime().block_on(opening::folders(&shared.store)) {
        Ok(folders) => folders,
        Err(error) => return found.add("", "", Wrong::Unreadable(error.to_string())),
    };
    let known: FxHashSet<_> = shared.tables().seen(&Scope::All).map(|table| table.folder.clone()).collect();
    let damaged: FxHashSet<_> = shared.tables().damaged.keys().cloned().collect();
    let known = |folder: &&String| known.contains(folder.as_str()) || damaged.contains(folder.as_str());
    for folder in folders.iter().filter(|folder| !known(folder)) {
        match data_files(shared, folder) {
            Ok(files) => found.strangers.extend(files.into_iter().map(|file| file.location.to_string())),
            Err(error) => found.add(folder, "", Wrong::Unreadable(error.to_string())),
        }
    }
}

fn verify_table(shared: &Shared, table: &Table, depth: Depth, watch: &Watch<'_>, found: &mut Verification) {
    let (state, head, _) = table.moment();
    found.tables += 1;
    let named = log::verify(shared, &state, &head, found);
    let mut whole = Vec::new();
    for file in state.files.iter() {
        if found.ends(watch) {
            return;
        }
        found.files += 1;
        found.bytes += file.size;
        found.rows += file.rows;
        match verify_file(shared, &state, file) {
            None => whole.push(file.clone()),
            Some(wrong) => found.add(&state.folder, file.path.as_ref(), wrong),
        }
        watch.further(|far| {
            far.files += 1;
            far.bytes += file.size;
        });
    }
    if depth == Depth::Rows {
        rows::verify(shared, &state, &whole, watch, found);
        if found.stopped.is_some() {
            return;
        }
    }
    verify_folder(shared, &state, &named, found);
}

fn verify_file(shared: &Shared, state: &TableState, file: &Arc<FileEntry>) -> Option<Wrong> {
    let Ok(location) = crate::compact::location(state, file) else { return Some(Wrong::Missing) };
    let read = || {
        let size = shared.runtime().block_on(shared.store.head(&location))?.size;
        Ok((ObjectReader::new(shared, location, size)?.digest()?, size))
    };
    match read() {
        Ok((_, size)) if size != file.size => Some(Wrong::Size { expected: file.size, found: size }),
        Ok((hash, _)) => (hash != file.sha256).then_some(Wrong::Digest),
        Err(object_store::Error::NotFound { .. }) => Some(Wrong::Missing),
        Err(error) => Some(Wrong::Unreadable(error.to_string())),
    }
}

/// Data files in the table's folder that the table does not have. Those of flushes that are going on are young.
fn verify_folder(shared: &Shared, state: &TableState, named: &FxHashSet<String>, found: &mut Verification) {
    let files = match data_files(shared, &state.folder) {
        Ok(files) => files,
        Err(error) => return found.add(&state.folder, "", Wrong::Unreadable(error.to_string())),
    };
    let current: FxHashSet<&str> = state.files.iter().map(|file| file.path.as_ref()).collect();
    for file in files {
        let path = file.location.as_ref();
        let inside = path.strip_prefix(&*state.folder).unwrap_or(path).trim_start_matches('/');
        if current.contains(inside) {
            continue;
        }
        if named.contains(inside) {
            found.replaced.push(path.to_owned());
        } else if file.last_modified.timestamp_micros() < shared.upkeep.opened.micros() {
            found.strangers.push(path.to_owned());
        }
    }
}
