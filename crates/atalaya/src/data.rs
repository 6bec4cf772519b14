//! The data directory: taken for this process alone, with its keys, and the journal in it opened.
//!
//! The one place of the program that reads keys. What they are is never shown, nor any text that was taken for one.

pub(crate) mod anchors;
pub(crate) mod faults;
mod kept;
mod keys;
pub(crate) mod lake_faults;
mod lake_keys;
pub(crate) mod ledger;
pub(crate) mod quarantine;
mod reach;

pub(crate) use kept::Kept;
pub(crate) use lake_keys::LakeKeys;
pub(crate) use ledger::Books;
pub(crate) use reach::Reach;

use crate::arguments::Data;
use crate::local;
use crate::outcome::Failure;
use atalaya_ingest::{House, HouseOptions, OpenError, Opened};
use atalaya_journal::{DataDir, DataLock, Disk, DiskSpace, Journal, KeyRing, Options, Recovery, Space, SystemClock};
use atalaya_lake::{Lake, Options as LakeOptions};
use atalaya_ledger::Ledger;
use atalaya_model::Message;
use atalaya_schema::Schema;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The folders in a data directory by which one is told.
const FOLDERS: [&str; 2] = ["journal", LAKE_FOLDER];
const LAKE_FOLDER: &str = "lake";

/// A data directory that this process owns, and its keys.
pub(crate) struct Owned {
    lock: DataLock,
    keys: Option<KeyRing>,
}

impl Owned {
    /// The directory that is there; where there is none, nothing is made.
    pub(crate) fn existing(data: &Data) -> Result<Owned, Failure> {
        let there: io::Result<Vec<bool>> = FOLDERS.iter().map(|folder| is_folder(&data.folder.join(folder))).collect();
        match there {
            Ok(there) if there.contains(&true) => Owned::made(data),
            Ok(_) => Err(nothing(&data.folder)),
            // A folder that one may not enter is not an empty one.
            Err(error) => Err(faults::folder(&data.folder, &error)),
        }
    }

    /// The directory, which is made where there is none.
    pub(crate) fn made(data: &Data) -> Result<Owned, Failure> {
        // What is wrong with the keys is known before anything is made.
        let keys = keys::ring(data.keys.as_deref())?;
        let lock = DataDir::lock(&data.folder).map_err(|error| match local::is_there(&data.folder) {
            true => Message::new("local-fail-not-here").into(),
            false => faults::lock(&error),
        })?;
        Ok(Owned { lock, keys })
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        self.lock.path()
    }

    /// Proof that it is this process's.
    pub(crate) fn lock(&self) -> &DataLock {
        &self.lock
    }

    /// The keys, where there are some.
    pub(crate) fn keys(&self) -> Option<&KeyRing> {
        self.keys.as_ref()
    }

    /// The same for a command that only reads: where what is kept is not encrypted, what it has to write is not either.
    pub(crate) fn reading(self) -> Result<Owned, Failure> {
        let present = Journal::newest_key(&self.lock, &Disk).map_err(|error| faults::folder(self.folder(), &error))?;
        Ok(if present == Some(0) { self.decrypting() } else { self })
    }

    /// The same, so that what is written from now on is not encrypted.
    pub(crate) fn decrypting(self) -> Owned {
        Owned { keys: self.keys.map(KeyRing::for_reading_only), ..self }
    }

    /// The room on its disk.
    pub(crate) fn space(&self) -> Arc<dyn Space> {
        Arc::new(DiskSpace { path: self.folder().to_owned() })
    }

    /// How its journal is opened.
    pub(crate) fn journal_options(&self) -> Options {
        Options { keys: self.keys.clone(), space: self.space(), ..Options::default() }
    }

    /// Its journal, and what opening it mended. Where there is none, none is made.
    pub(crate) fn journal(&self) -> Result<(Journal, Recovery), Failure> {
        match Journal::is_there(&self.lock, &Disk) {
            Ok(true) => {}
            Ok(false) if self.folder().join(LAKE_FOLDER).is_dir() => return Err(faults::journal_missing()),
            Ok(false) => return Err(nothing(self.folder())),
            Err(error) => return Err(faults::folder(self.folder(), &error)),
        }
        let opened = Journal::open(&self.lock, self.journal_options(), Arc::new(SystemClock));
        let (journal, recovery) = opened.map_err(|error| faults::open(&error))?;
        self.keyed(&journal)?;
        Ok((journal, recovery))
    }

    /// How its lake is opened.
    pub(crate) fn lake_options(&self) -> LakeOptions {
        LakeOptions { keys: self.keys.clone(), space: self.space(), ..LakeOptions::default() }
    }

    /// Its lake.
    pub(crate) fn lake(&self) -> Result<Lake, Failure> {
        let opened = Lake::open(&self.lock, self.lake_options());
        opened.map(|(lake, _)| lake).map_err(|error| lake_faults::open(&error))
    }

    /// Whether a centre has run here: what waits is left to it then, because its rules judge what is decoded.
    pub(crate) fn is_attended(&self) -> bool {
        Ledger::is_there(&self.lock)
    }

    /// Refuses where something waits for the centre: what decodes more would pass it over, and no rule would judge it.
    pub(crate) fn settled(&self, house: &House<'_>) -> Result<(), Failure> {
        match house.waiting() {
            waiting if waiting > 0 && self.is_attended() => {
                Err(Message::new("data-fail-waits-for-centre").with("entries", waiting).into())
            }
            _ => Ok(()),
        }
    }

    /// Journal and lake together, with nothing left to decode but what waits for a centre; made where there are none.
    pub(crate) fn house(
        &self,
        schema: Arc<Schema>,
        threads: Option<usize>,
        stop: &AtomicBool,
    ) -> Result<(House<'_>, Opened), Failure> {
        let (house, opened) = self.opened(schema, threads, stop).map_err(|error| faults::house(&error))?;
        self.keyed(house.journal())?;
        match opened.undone.first() {
            Some(error) => Err(faults::undone(error)),
            None => Ok((house, opened)),
        }
    }

    /// The same, with what waits left for whoever attends to the house.
    pub(crate) fn entered(&self, schema: Arc<Schema>) -> Result<(House<'_>, Opened), Failure> {
        let options = HouseOptions::new(self.folder(), self.keys.clone(), schema);
        let (house, opened) = House::enter(&self.lock, options).map_err(|error| faults::house(&error))?;
        self.keyed(house.journal())?;
        Ok((house, opened))
    }

    /// The same, also where something is left that cannot be decoded and stored now. Keys may be wanting.
    fn opened(
        &self,
        schema: Arc<Schema>,
        threads: Option<usize>,
        stop: &AtomicBool,
    ) -> Result<(House<'_>, Opened), OpenError> {
        let mut options = HouseOptions::new(self.folder(), self.keys.clone(), schema);
        options.threads = threads.unwrap_or(options.threads);
        if self.is_attended() { House::enter(&self.lock, options) } else { House::open(&self.lock, options, stop) }
    }

    /// Refuses a journal that is encrypted where no key was given: what comes would silently not be.
    pub(crate) fn keyed(&self, journal: &Journal) -> Result<(), Failure> {
        let encrypted = journal.status().segments_by_key.keys().any(|key| *key > 0);
        if encrypted && self.keys.is_none() { Err(Message::new("data-fail-keyless").into()) } else { Ok(()) }
    }
}

fn is_folder(path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(found.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// That no data is there.
fn nothing(folder: &Path) -> Failure {
    Message::new("data-fail-nothing").with("folder", folder.display().to_string()).into()
}
