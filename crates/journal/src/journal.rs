//! The journal: opening, appending, reading, cursors, the tally.

use std::io;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::bytes::unhex;
use crate::clock::Clock;
use crate::core::{Core, lock};
use crate::entry::{FRAME_BYTES_MAX, FRAME_HEADER_BYTES_MAX, NewEntry, OrganizationId, SourceId};
use crate::error::{AppendError, OpenError, ReadError, StateError};
use crate::files::Files;
use crate::keys::KeyId;
use crate::lock::DataLock;
use crate::log::Place;
use crate::names::checked;
use crate::opening::{books, clean, is_there, known, make_folders, resume};
use crate::options::Options;
use crate::queue::{Appended, BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Lane, Queue, Reply, Waiting};
use crate::reader::{Filter, Reader};
use crate::recovery::{self, Recovery};
use crate::segment::{Kind, newest_key};
use crate::state::SourceState;
use crate::status::Status;
use crate::tally::Tally;
use crate::writer::Writer;

/// The journal's folder in the data directory.
pub(crate) const JOURNAL_FOLDER: &str = "journal";
/// The signing key's file.
pub(crate) const SIGNING_KEY_FILE: &str = "keys/signing.key";
/// Where signed checkpoints are kept.
pub(crate) const CHECKPOINTS_FOLDER: &str = "checkpoints";
/// How the names of files end that were begun and not finished.
pub(crate) const UNFINISHED: [&str; 2] = [".new", ".rekey"];

/// An open journal. Shared by reference between threads; closed when dropped.
pub struct Journal {
    pub(crate) core: Arc<Core>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// An append that is on its way.
#[derive(Debug)]
pub struct Ticket(Receiver<Reply>);

impl Ticket {
    /// Waits until the entries are durable, or refused.
    pub fn wait(self) -> Result<Appended, AppendError> {
        self.0.recv().unwrap_or(Err(AppendError::Closed))
    }

    /// What [`Ticket::wait`] would return, if that is known already. To be asked until then and no longer.
    pub fn poll(&mut self) -> Option<Result<Appended, AppendError>> {
        match self.0.try_recv() {
            Ok(reply) => Some(reply),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(AppendError::Closed)),
        }
    }
}

impl Journal {
    /// Whether there is a journal in the data directory, be it damaged. Where there is none, [`Journal::open`] makes one.
    pub fn is_there(lock: &DataLock, files: &dyn Files) -> io::Result<bool> {
        is_there(files, &lock.path().join(JOURNAL_FOLDER))
    }

    /// The key with which the journal in the data directory is written at present, 0 where it is not encrypted; `None` where
    /// there is none, or its newest segment does not say. Nothing is opened or changed.
    pub fn newest_key(lock: &DataLock, files: &dyn Files) -> io::Result<Option<KeyId>> {
        newest_key(files, &lock.path().join(JOURNAL_FOLDER).join(Kind::Journal.folder()))
    }

    /// Opens the journal in the data directory, or makes it. After a crash it repairs itself; what it did is told.
    pub fn open(lock: &DataLock, options: Options, clock: Arc<dyn Clock>) -> Result<(Journal, Recovery), OpenError> {
        let options = options.bounded();
        let root = lock.path().join(JOURNAL_FOLDER);
        let files = options.files.clone();
        make_folders(files.as_ref(), lock.path(), &root)?;
        let mut recovery = Recovery::default();
        let (signing, mut state) = known(files.as_ref(), &root, clock.as_ref(), &mut recovery)?;
        clean(files.as_ref(), &root, &state, &mut recovery)?;
        let journal = unhex(&state.journal).ok_or(OpenError::StateDamaged)?;
        let place = Arc::new(Place { files, clock, root, keys: options.keys.clone(), journal });
        let found = recovery::journal(&place, &mut state, &mut recovery)?;
        let quarantined = recovery::quarantine(&place, &state, &mut recovery)?;
        let (log, stream) = resume(&place, Kind::Journal, found, &options)?;
        let (quarantine_log, quarantine) = resume(&place, Kind::Quarantine, quarantined, &options)?;
        let core = Arc::new(Core {
            queue: Queue::new(options.queue_bytes),
            place,
            options,
            signing,
            journal: stream,
            quarantine,
            quarantine_log: Mutex::new(quarantine_log),
            books: Mutex::new(books(state)),
            persisting: Mutex::new(0),
            failed: Mutex::new(None),
        });
        core.persist()?;
        let writer = Writer::new(core.clone(), log);
        let thread = std::thread::Builder::new().name("journal-writer".to_owned()).spawn(move || writer.run())?;
        Ok((Journal { core, writer: Mutex::new(Some(thread)) }, recovery))
    }

    /// Appends entries, together with what other threads append, and returns when all of them are durable. Waits for room
    /// in the queue.
    pub fn append(&self, entries: &[NewEntry<'_>]) -> Result<Appended, AppendError> {
        self.submit(entries)?.wait()
    }

    /// Whether so many bytes can be appended now without taking of the disk's reserve. Nothing is counted as refused.
    pub fn room_for(&self, bytes: u64) -> Result<(), AppendError> {
        self.core.room_for(bytes)
    }

    /// Hands entries over to the writer, waiting for room in the queue, and returns a ticket to wait with.
    pub fn submit(&self, entries: &[NewEntry<'_>]) -> Result<Ticket, AppendError> {
        let (batch, ticket) = self.batch(entries)?;
        self.core.queue.put(batch)?;
        Ok(ticket)
    }

    /// As [`Journal::submit`]; taken only if everything submitted before it in the lane is.
    pub fn submit_in(&self, lane: &Lane, entries: &[NewEntry<'_>]) -> Result<Ticket, AppendError> {
        let (mut batch, ticket) = self.batch(entries)?;
        batch.lane = Some(lane.clone());
        self.core.queue.put(batch)?;
        Ok(ticket)
    }

    /// Hands entries over if there is room in the queue; [`AppendError::Busy`] if not.
    pub fn try_submit(&self, entries: &[NewEntry<'_>]) -> Result<Ticket, AppendError> {
        let (batch, ticket) = self.batch(entries)?;
        self.core.queue.try_put(batch)?;
        Ok(ticket)
    }

    fn batch(&self, entries: &[NewEntry<'_>]) -> Result<(Waiting, Ticket), AppendError> {
        if let Some(error) = self.core.failure() {
            return Err(AppendError::Failed(error));
        }
        self.check(entries)?;
        let (reply, receiver) = sync_channel(1);
        Ok((Waiting::new(entries, reply), Ticket(receiver)))
    }

    fn check(&self, entries: &[NewEntry<'_>]) -> Result<(), AppendError> {
        let sources = self.core.books().sources.len();
        if let Some(entry) = entries.iter().find(|entry| entry.source.0 as usize >= sources) {
            return Err(AppendError::UnknownSource(entry.source));
        }
        let long =
            |entry: &NewEntry<'_>| entry.frame.len() > FRAME_BYTES_MAX || entry.header.len() > FRAME_HEADER_BYTES_MAX;
        if let Some(index) = entries.iter().position(long) {
            return Err(AppendError::TooLong { index });
        }
        let bytes: usize = entries.iter().map(|entry| entry.header.len() + entry.frame.len()).sum();
        if entries.len() > BATCH_ENTRIES_MAX || bytes > BATCH_BYTES_MAX {
            return Err(AppendError::TooMuch);
        }
        Ok(())
    }

    /// A reader from this offset on. An offset that has expired is an error.
    pub fn read(&self, from: u64, filter: Filter) -> Result<Reader, ReadError> {
        let first = self.core.journal.view().first();
        if from < first {
            return Err(ReadError::Expired { first });
        }
        Ok(Reader::new(self.core.place.clone(), self.core.journal.clone(), from, filter))
    }

    /// The offset that the next entry will have: everything before it is durable.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.core.journal.view().head.offset
    }

    /// The offset of the first entry that is kept.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.core.journal.view().first()
    }

    /// The tally of every source.
    #[must_use]
    pub fn tallies(&self) -> Vec<Tally> {
        let books = self.core.books();
        let tally = |(id, source): (usize, &SourceState)| Tally {
            source: SourceId(id as u32),
            organization: OrganizationId(source.organization),
            source_name: source.name.clone(),
            organization_name: books.organizations.get(source.organization as usize).cloned().unwrap_or_default(),
            counts: source.counts,
            pending: source.counts.pending().unwrap_or(0),
        };
        books.sources.iter().enumerate().map(tally).collect()
    }

    /// How the journal is.
    #[must_use]
    pub fn status(&self) -> Status {
        Status::of(&self.core)
    }

    /// What [`Journal::note_inputs`] was told last, as far as it is durable; 0 where it never was.
    #[must_use]
    pub fn inputs_mark(&self) -> u32 {
        self.core.books().inputs
    }

    /// Notes how far the record of imported files goes: what [`Inputs::mark`](crate::Inputs::mark) said, after it was synced.
    /// Durable with the next [`Journal::checkpoint`].
    pub fn note_inputs(&self, mark: u32) {
        let mut books = self.core.books();
        if books.inputs != mark {
            books.inputs = mark;
            books.generation += 1;
        }
    }

    /// What [`Journal::note_decoder`] was told last; empty where it never was.
    #[must_use]
    pub fn decoder(&self) -> String {
        self.core.books().decoder.clone()
    }

    /// Notes what the entries behind the decoder's cursor are decoded with from now on, in a few words of the decoder. Durable
    /// when it returns.
    pub fn note_decoder(&self, decoder: &str) -> Result<(), StateError> {
        checked(decoder)?;
        let mut books = self.core.books();
        decoder.clone_into(&mut books.decoder);
        books.generation += 1;
        drop(books);
        self.checkpoint()
    }

    /// Makes cursors, tallies, holds and quarantine durable. Cheap when nothing has changed.
    pub fn checkpoint(&self) -> Result<(), StateError> {
        match self.core.failure() {
            Some(error) => Err(StateError::Failed(error)),
            None => Ok(self.core.persist()?),
        }
    }

    /// Writes what waits, makes the state durable and closes.
    pub fn close(self) -> Result<(), StateError> {
        self.stop();
        self.checkpoint()
    }

    fn stop(&self) {
        self.core.queue.close();
        if let Some(thread) = lock(&self.writer).take() {
            // A writer that panicked has left what is on the disk as it was; opening will read it.
            let _ = thread.join();
            let mut books = self.core.books();
            books.closed = true;
            books.generation += 1;
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.stop();
        if self.core.failure().is_none() {
            // Nobody is left to tell; the next opening counts again.
            let _ = self.core.persist();
        }
    }
}
