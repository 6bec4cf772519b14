//! What the threads of an open journal share: both logs, the books, and the writing of the state.
//!
//! Locks are taken in this order, and none is held while another thread's work is waited for: persisting, quarantine,
//! books, a view.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::bytes::hex;
use crate::error::AppendError;
use crate::log::{Log, Place, Stream};
use crate::options::Options;
use crate::queue::Queue;
use crate::segment::{FORMAT_VERSION, Kind, file_name};
use crate::signing::Key;
use crate::state::{self, DOCUMENT_KIND, HexHash, QuarantineState, SourceState, State};

/// Names, tallies, cursors, holds.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) organizations: Vec<String>,
    pub(crate) sources: Vec<SourceState>,
    pub(crate) cursors: BTreeMap<String, u64>,
    pub(crate) holds: BTreeMap<String, (u64, u64)>,
    /// How far the record of imported files went.
    pub(crate) inputs: u32,
    /// What the entries behind the decoder's cursor are decoded with.
    pub(crate) decoder: String,
    /// The first entry of the quarantine that was not replayed.
    pub(crate) quarantine_first: u64,
    /// Grows with every change.
    pub(crate) generation: u64,
    /// The generation of the last source that was registered.
    pub(crate) registered: u64,
    /// Segments that go once the state is written that does not count on them.
    pub(crate) doomed: Vec<(Kind, u64)>,
    /// Whether nothing more will be written.
    pub(crate) closed: bool,
}

/// An open journal, as its threads see it.
pub(crate) struct Core {
    pub(crate) place: Arc<Place>,
    pub(crate) options: Options,
    pub(crate) signing: Key,
    pub(crate) journal: Arc<Stream>,
    pub(crate) quarantine: Arc<Stream>,
    pub(crate) quarantine_log: Mutex<Log>,
    pub(crate) books: Mutex<Books>,
    /// The generation that is on the disk.
    pub(crate) persisting: Mutex<u64>,
    pub(crate) queue: Queue,
    pub(crate) failed: Mutex<Option<Arc<io::Error>>>,
}

impl Core {
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        lock(&self.books)
    }

    /// Why nothing more can be written, where that is so.
    pub(crate) fn failure(&self) -> Option<Arc<io::Error>> {
        lock(&self.failed).clone()
    }

    pub(crate) fn fail(&self, error: io::Error) -> Arc<io::Error> {
        lock(&self.failed).get_or_insert_with(|| Arc::new(error)).clone()
    }

    /// An error where so many bytes would take of the disk's reserve.
    pub(crate) fn ask_for_room(&self, bytes: u64) -> io::Result<()> {
        let free = self.options.space.free_bytes()?;
        let enough = free.saturating_sub(bytes) >= self.options.reserve_bytes;
        if enough { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    /// The same, as what appends is told.
    pub(crate) fn room_for(&self, bytes: u64) -> Result<(), AppendError> {
        let free_bytes = self.options.space.free_bytes().map_err(|error| AppendError::Io(Arc::new(error)))?;
        let reserve_bytes = self.options.reserve_bytes;
        let enough = free_bytes.saturating_sub(bytes) >= reserve_bytes;
        if enough { Ok(()) } else { Err(AppendError::ReserveReached { free_bytes, reserve_bytes }) }
    }

    /// Writes the state, unless what is on the disk is as new as this call. Returns when it is durable.
    pub(crate) fn persist(&self) -> io::Result<()> {
        let wanted = self.books().generation;
        let mut persisted = lock(&self.persisting);
        if *persisted >= wanted {
            return Ok(());
        }
        let quarantine = lock(&self.quarantine_log);
        let (state, generation, doomed) = self.snapshot(&quarantine);
        // The state says how far the quarantine goes, so that must be on the disk first.
        let synced = quarantine.sync().inspect_err(|error| drop(self.fail(error.kind().into())));
        let head = quarantine.head;
        drop(quarantine);
        let written = synced.and_then(|()| {
            let document = self.signing.document(DOCUMENT_KIND, &state)?;
            state::write(self.place.files.as_ref(), &self.place.root, &document)
        });
        if let Err(error) = written {
            self.books().doomed.extend(doomed);
            return Err(error);
        }
        *persisted = generation;
        self.quarantine.publish(head);
        self.remove(doomed)
    }

    fn snapshot(&self, quarantine: &Log) -> (State, u64, Vec<(Kind, u64)>) {
        let mut books = self.books();
        let doomed = std::mem::take(&mut books.doomed);
        let view = self.journal.view();
        let kept = self.quarantine.view();
        let state = State {
            format: FORMAT_VERSION,
            journal: hex(&self.place.journal),
            written: self.place.clock.now().micros(),
            closed: books.closed,
            first: view.first(),
            base: HexHash(view.base()),
            head: view.head.into(),
            quarantine: QuarantineState {
                first: books.quarantine_first,
                kept: kept.first(),
                base: HexHash(kept.base()),
                head: quarantine.head.into(),
            },
            organizations: books.organizations.clone(),
            sources: books.sources.clone(),
            cursors: books.cursors.clone(),
            holds: books.holds.clone(),
            inputs: books.inputs,
            decoder: books.decoder.clone(),
        };
        (state, books.generation, doomed)
    }

    /// Removes segments that nothing counts on any more. What cannot be removed now goes later.
    fn remove(&self, mut doomed: Vec<(Kind, u64)>) -> io::Result<()> {
        while let Some((kind, first)) = doomed.pop() {
            let path = self.place.root.join(kind.folder()).join(file_name(first));
            match self.place.files.remove(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    let mut books = self.books();
                    books.doomed.push((kind, first));
                    books.doomed.append(&mut doomed);
                    return Err(error);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Locks, also after a thread died with the lock: what is inside is changed in single steps that leave it whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
