//! How far each file was read: what is durable in the journal, and which files they were.
//!
//! Threads that follow write into the book; one thread keeps it, as a note beside the journal. A file is in the note before its
//! first frame is handed in. Of the journal, the note says up to which offset all frames are in it: what was handed in later
//! and is not durable yet holds that back.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use atalaya_codec::Header;
use atalaya_journal::{Journal, SourceId};
use atalaya_model::Time;
use atalaya_reader::follow::{FileKey, Print, Reached};
use rustc_hash::FxHashMap;

use super::REMEMBERED_FILES_MAX;
use super::stored::{NOTE, Stored};
use crate::header::FOLLOWED_BYTES;

/// How often the book is written, where only places have moved.
const KEEP_EVERY: Duration = Duration::from_secs(5);
/// How often it is written where nothing has moved, so that a start reads little of the journal.
const KEEP_AT_LEAST_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether something is to be written.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long it is waited before it is written again where that failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The name that a file was given.
pub(super) type FileName = [u8; FOLLOWED_BYTES];

/// What is known of a file.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) source: SourceId,
    /// Where it was last.
    pub(super) path: PathBuf,
    pub(super) key: FileKey,
    /// Whether more of it may come.
    pub(super) open: bool,
    /// When it was last heard of.
    pub(super) seen: Time,
    /// How far it was read; none: nothing of it is in the journal.
    pub(super) reached: Option<Reached>,
    /// What the journal has beyond that.
    pub(super) beyond: Option<Beyond>,
}

/// The last frame of a file that the journal has, where the note does not know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beyond {
    /// Where it ends.
    pub(super) position: u64,
    /// Its last bytes.
    pub(super) tail: Print,
    pub(super) header: Header,
}

/// The book.
#[derive(Default)]
pub(in super::super) struct Book {
    inside: Mutex<Inside>,
    kept: Condvar,
}

#[derive(Default)]
struct Inside {
    records: FxHashMap<FileName, Record>,
    /// Grows with every change.
    generation: u64,
    /// The generation that is kept.
    kept: u64,
    /// The generation that somebody waits for.
    wanted: u64,
    /// The end of the journal, as it was last looked at: what is handed in now comes behind it.
    head: u64,
    /// What is handed in and not durable: behind which offset it comes.
    underway: BTreeMap<u64, u64>,
    handed_in: u64,
    over: bool,
}

impl Book {
    pub(super) fn new(records: FxHashMap<FileName, Record>, head: u64) -> Book {
        Book { inside: Mutex::new(Inside { records, head, ..Inside::default() }), kept: Condvar::new() }
    }

    /// What is known of the files of a source.
    pub(super) fn of(&self, source: SourceId) -> Vec<(FileName, Record)> {
        let inside = self.lock();
        let own = inside.records.iter().filter(|(_, record)| record.source == source);
        own.map(|(name, record)| (*name, record.clone())).collect()
    }

    /// Returns when all that was written down is kept; false where the centre ends.
    pub(super) fn wait(&self) -> bool {
        let mut inside = self.lock();
        let wanted = inside.generation;
        inside.wanted = wanted;
        let waits = |inside: &mut Inside| inside.kept < wanted && !inside.over;
        let inside = self.kept.wait_while(inside, waits).unwrap_or_else(PoisonError::into_inner);
        inside.kept >= wanted
    }

    /// Writes down which file it is, and of one that is new that nothing of it was read. How far another was read stays as it
    /// is: that moves by what is durable alone.
    pub(super) fn note(&self, name: FileName, record: &Record) {
        let mut inside = self.lock();
        let Record { path, key, open, seen, .. } = record;
        match inside.records.get_mut(&name) {
            Some(known) => {
                (known.key, known.open, known.seen) = (*key, *open, *seen);
                known.path.clone_from(path);
            }
            None => drop(inside.records.insert(name, record.clone())),
        }
        inside.generation += 1;
        inside.forget();
    }

    /// Nothing is to be known of the file.
    pub(super) fn remove(&self, name: &FileName) {
        let mut inside = self.lock();
        inside.records.remove(name);
        inside.generation += 1;
    }

    /// What the journal has of the file was found in the file.
    pub(super) fn settle(&self, name: &FileName, reached: Reached) {
        let mut inside = self.lock();
        if let Some(record) = inside.records.get_mut(name) {
            (record.reached, record.beyond) = (Some(reached), None);
            inside.generation += 1;
        }
    }

    /// Something is about to be handed in; its number.
    pub(super) fn hand_in(&self) -> u64 {
        let mut inside = self.lock();
        let (number, head) = (inside.handed_in, inside.head);
        inside.handed_in += 1;
        inside.underway.insert(number, head);
        number
    }

    /// It is durable, and the file was read so far by it.
    pub(super) fn durable(&self, number: u64, name: &FileName, reached: Option<Reached>, seen: Time) {
        let mut inside = self.lock();
        inside.underway.remove(&number);
        inside.generation += 1;
        if let (Some(record), Some(reached)) = (inside.records.get_mut(name), reached) {
            (record.reached, record.beyond, record.seen) = (Some(reached), None, seen);
        }
    }

    /// Keeps the book until it is over, and tells where that fails.
    pub(in super::super) fn keep(&self, journal: &Journal, fails: &dyn Fn(&io::Error)) {
        let (mut kept_at, mut has_failed) = (Instant::now(), false);
        loop {
            let is_over = {
                let mut inside = self.lock();
                inside.head = journal.head();
                let waiting = kept_at.elapsed();
                let is_due = inside.wanted > inside.kept
                    || inside.generation > inside.kept && waiting >= KEEP_EVERY
                    || waiting >= KEEP_AT_LEAST_EVERY
                    || inside.over;
                if !is_due || (has_failed && !inside.over && waiting < RETRY_AFTER) {
                    drop(inside);
                    std::thread::sleep(LOOK_EVERY);
                    continue;
                }
                inside.over
            };
            kept_at = Instant::now();
            match self.write(journal) {
                Ok(()) => has_failed = false,
                Err(error) => {
                    if !std::mem::replace(&mut has_failed, true) {
                        fails(&error);
                    }
                }
            }
            if is_over {
                return;
            }
        }
    }

    /// Nothing more will be handed in.
    pub(in super::super) fn end(&self) {
        self.lock().over = true;
        self.kept.notify_all();
    }

    fn write(&self, journal: &Journal) -> io::Result<()> {
        // What comes behind this is in the journal's next part, or is under way.
        let head = journal.head();
        let (stored, generation) = {
            let inside = self.lock();
            let upto = inside.underway.first_key_value().map_or(head, |(_, from)| head.min(*from));
            (Stored::new(upto, inside.records.iter()), inside.generation)
        };
        journal.keep_note(NOTE, &stored)?;
        self.lock().kept = generation;
        self.kept.notify_all();
        // The journal is not to lose what would have to be read from it. Where it has moved on already, that is so.
        let _ = journal.advance(NOTE, stored.upto);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Forgets what has been gone longest where there is too much.
    fn forget(&mut self) {
        while self.records.len() > REMEMBERED_FILES_MAX {
            let oldest = self.records.iter().min_by_key(|(_, record)| (record.open, record.seen));
            let Some(oldest) = oldest.map(|(name, _)| *name) else { return };
            self.records.remove(&oldest);
        }
    }
}

/// Ends the book when it is dropped: nobody waits for it any more.
pub(in super::super) struct Ended(pub(in super::super) Arc<Book>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.end();
    }
}
