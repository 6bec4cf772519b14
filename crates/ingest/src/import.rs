//! From inputs into the journal: each frame an entry, with what is needed to decode it, and each content once.
//!
//! One thread digests the file that comes next, one reads, and the caller's own hands frames to the journal, which makes them
//! durable meanwhile; how much is on its way is bounded. A content that is known is not taken again, one whose import was
//! interrupted is gone on with behind the last frame that was acknowledged. Nothing is decoded here.

mod occurrences;
mod opened;
mod reading;
mod resume;
mod sending;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use atalaya_journal::{AppendError, Begun, Clock as Now, Inputs, InputsError, Journal, Kept, ReadError, StateError};
use atalaya_lake::Lake;
use atalaya_model::{Message, Time};
use atalaya_reader::{Closed, Input, InputInfo, Limits};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use rustc_hash::FxHashSet;

use crate::canary::is_protected;
use crate::header::Clock;
use occurrences::Occurrences;
use opened::Opened;
use reading::{Item, Streams};
use resume::Search;
use sending::Sending;

pub use occurrences::OCCURRENCES_MAX;

/// Pieces that wait between reading and sending.
const PIECES_MAX: usize = 2;
/// How long a slow input is waited for before what is durable is told.
const POLL: Duration = Duration::from_millis(50);

/// What is to be imported.
pub struct ImportOptions<'a> {
    /// Whose it is.
    pub organization: &'a str,
    /// Where it comes from.
    pub source: &'a str,
    /// Files, folders, archives, standard input.
    pub inputs: &'a [Input],
    /// The bounds of reading. Its count of bytes moves as they are read.
    pub limits: Limits,
    /// Zone and year of stamps that name none, for the input of that name, last modified then.
    pub clocks: &'a (dyn Fn(&str, Option<Time>) -> Clock + Sync),
    /// Ends the import where it is, once it is set. What was acknowledged stays, and another import goes on behind it.
    pub stop: &'a AtomicBool,
}

/// How far an import is: what is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Acknowledged {
    /// Frames.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
    /// All of them are in the journal before this offset.
    pub offset: u64,
}

/// Frames of one input that were acknowledged together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The input's name.
    pub name: Arc<str>,
    /// Its digest; none where it came by stream.
    pub sha256: Option<[u8; 32]>,
    /// Where the first of them is in the journal.
    pub offset: u64,
    /// How many there are.
    pub frames: u64,
    /// The number of the first: its record, of a Windows event log its chunk's offset, by stream its occurrence.
    pub first: u64,
    /// The number of the last.
    pub last: u64,
}

/// What is told while an import goes on.
#[derive(Debug)]
pub enum News<'a> {
    /// Frames are durable.
    Acknowledged {
        /// How far it is.
        so_far: Acknowledged,
        /// What came last.
        part: &'a Part,
    },
    /// All frames of an input are durable.
    Done {
        /// The input.
        name: &'a str,
        /// Its frames, with those of earlier imports.
        frames: u64,
    },
    /// The content was imported before; nothing of it is taken.
    Known {
        /// The input.
        name: &'a str,
        /// The source that its frames are of, where its import was not part of this one.
        source: Option<&'a str>,
    },
    /// An import that was interrupted goes on.
    Resumed {
        /// The input.
        name: &'a str,
        /// The source that its frames are of.
        source: &'a str,
        /// Frames that were acknowledged before.
        frames: u64,
        /// Some of the journal where they were is gone, so that frames may be taken again.
        uncertain: bool,
    },
    /// A part of an input yields no frame.
    Damaged {
        /// The input.
        name: &'a str,
        /// Where, in the stream, expanded and in UTF-8.
        offset: u64,
        /// Why.
        message: &'a Message,
    },
    /// Something is not read.
    Skipped {
        /// Its name.
        name: &'a str,
        /// Why.
        message: &'a Message,
    },
    /// The input is not what it was when its digest was taken, or what an earlier import that was cut short took for it. The
    /// frames are kept; what the input has will be imported, from its beginning, when it is imported again.
    Changed {
        /// The input.
        name: &'a str,
    },
}

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// What is durable.
    pub acknowledged: Acknowledged,
    /// Inputs of which frames were taken, or looked for.
    pub inputs: u64,
    /// Inputs whose content was imported before.
    pub known: u64,
    /// Inputs whose import went on.
    pub resumed: u64,
    /// Frames of them that were there already.
    pub frames_before: u64,
    /// Parts of inputs that yielded no frame.
    pub damages: u64,
    /// Files, members and rests of archives that were not read.
    pub skipped: u64,
    /// Inputs that changed while they were read.
    pub changed: u64,
    /// Frames of streams whose repetitions are no longer told apart, since there are more than [`OCCURRENCES_MAX`].
    pub occurrences_beyond: u64,
    /// Whether it was stopped.
    pub stopped: bool,
}

/// Why an import ended early. What was acknowledged stays, and another import goes on behind it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The organization's name is too long for the lake, or that of the canaries.
    #[error("the organization's name cannot be kept")]
    Organization,
    /// The journal refused.
    #[error("cannot append to the journal")]
    Append(#[from] AppendError),
    /// The source cannot be registered.
    #[error("cannot register the source")]
    State(#[from] StateError),
    /// What was acknowledged before cannot be found.
    #[error("cannot read the journal")]
    Read(#[from] ReadError),
    /// The record of imported files cannot be written.
    #[error("cannot write the record of imported files")]
    Inputs(#[from] InputsError),
    /// A thread ended by a fault of the program.
    #[error("a thread of the import ended by a fault of the program")]
    Thread,
}

/// Imports the inputs; tells what happens while it does.
pub(crate) fn import(
    journal: &Journal,
    inputs: &Mutex<Inputs>,
    now: &dyn Now,
    options: &ImportOptions<'_>,
    tell: &mut dyn FnMut(News<'_>),
) -> Result<Imported, ImportError> {
    // Names are checked, and there is a source, before anything is read: what is acknowledged can be stored.
    if !Lake::takes_name(options.organization) || !is_protected(options.organization) {
        return Err(ImportError::Organization);
    }
    journal.source(options.organization, options.source)?;
    let is_known = |sha256: &[u8; 32]| {
        let known = lock(inputs).known(options.organization, sha256);
        known.is_some_and(|known| known.done.is_some())
    };
    run(Import::new(journal, inputs, now, options, tell), &is_known)
}

/// Reads what is not known, and takes it.
fn run(mut import: Import<'_, '_>, is_known: &(dyn Fn(&[u8; 32]) -> bool + Sync)) -> Result<Imported, ImportError> {
    let limits = Limits { halt: Arc::default(), ..import.options.limits.clone() };
    let halt = Arc::clone(&limits.halt);
    let options = ImportOptions { limits, ..*import.options };
    std::thread::scope(|scope| {
        let (to, from) = crossbeam_channel::bounded(PIECES_MAX);
        let reader = scope.spawn(|| reading::read(&options, is_known, to));
        let taken = import.run(&from);
        // The reader sees that nobody listens any more, also in the middle of a file.
        drop(from);
        halt.store(true, Ordering::Relaxed);
        let read = reader.join().map_err(|_| ImportError::Thread);
        let ended = import.end();
        taken.and(read).and(ended).map(|()| import.outcome())
    })
}

fn lock(inputs: &Mutex<Inputs>) -> MutexGuard<'_, Inputs> {
    inputs.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An import under way.
struct Import<'a, 'n> {
    journal: &'a Journal,
    inputs: &'a Mutex<Inputs>,
    now: &'a dyn Now,
    options: &'a ImportOptions<'a>,
    tell: &'n mut dyn FnMut(News<'_>),
    sending: Sending<'a>,
    occurrences: Occurrences,
    /// Contents that this import began.
    begun: FxHashSet<[u8; 32]>,
    /// Contents that this import has opened.
    opened: FxHashSet<[u8; 32]>,
    open: Option<Opened>,
    search: Search,
    imported: Imported,
}

impl<'a, 'n> Import<'a, 'n> {
    fn new(
        journal: &'a Journal,
        inputs: &'a Mutex<Inputs>,
        now: &'a dyn Now,
        options: &'a ImportOptions<'a>,
        tell: &'n mut dyn FnMut(News<'_>),
    ) -> Self {
        Import {
            journal,
            inputs,
            now,
            options,
            tell,
            sending: Sending::new(journal, inputs, options.organization),
            occurrences: Occurrences::default(),
            begun: FxHashSet::default(),
            opened: FxHashSet::default(),
            open: None,
            search: Search::default(),
            imported: Imported::default(),
        }
    }

    fn run(&mut self, from: &Receiver<Item>) -> Result<(), ImportError> {
        loop {
            let item = match from.recv_timeout(POLL) {
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
                item => item,
            };
            if self.options.stop.load(Ordering::Relaxed) {
                self.imported.stopped = true;
                return Ok(());
            }
            match item {
                Ok(item) => self.take(item)?,
                Err(_) => self.sending.poll(self.tell)?,
            }
        }
    }

    fn take(&mut self, item: Item) -> Result<(), ImportError> {
        match item {
            Item::Streams(streams) => self.begin(&streams)?,
            Item::Open(info, sha256) => self.open(&info, sha256)?,
            Item::Unit(unit) => {
                let Some(open) = &mut self.open else { return Ok(()) };
                let received = self.now.now();
                open.unit(&unit, &mut self.occurrences, |entries| self.sending.send(entries, received, self.tell))?;
                self.options.limits.recycler.give(unit.bytes);
            }
            Item::Damage(damage) => {
                self.imported.damages += 1;
                let name = self.open.as_ref().map_or("", |open| &open.name);
                (self.tell)(News::Damaged { name, offset: damage.offset, message: &damage.message });
            }
            Item::Close(closed) => self.close(&closed)?,
            Item::Known(name, sha256) => self.known(&name, &sha256),
            Item::Skipped(name, message) => {
                self.imported.skipped += 1;
                (self.tell)(News::Skipped { name: &name, message: &message });
            }
        }
        Ok(())
    }

    /// Writes down that the streams of a file are begun, at once for all of them.
    fn begin(&mut self, streams: &Streams) -> Result<(), ImportError> {
        let mut inputs = lock(self.inputs);
        let (organization, source) = (self.options.organization, self.options.source);
        for (name, sha256) in streams {
            let Some(sha256) = *sha256 else { continue };
            if inputs.known(organization, &sha256).is_none() {
                inputs.begin(&Begun { sha256, organization, source, name, from: self.journal.head() })?;
                self.begun.insert(sha256);
            }
        }
        Ok(())
    }

    fn open(&mut self, info: &InputInfo, sha256: Option<[u8; 32]>) -> Result<(), ImportError> {
        self.open = None;
        let clock = (self.options.clocks)(&info.name, info.modified);
        let known = sha256.and_then(|sha256| lock(self.inputs).known(self.options.organization, &sha256));
        let again = sha256.filter(|sha256| !self.opened.insert(*sha256));
        if let Some(sha256) = again.or(sha256.filter(|_| known.as_ref().is_some_and(|known| known.done.is_some()))) {
            self.known(&info.name, &sha256);
            return Ok(());
        }
        self.imported.inputs += 1;
        let source = known.as_ref().map_or(self.options.source, |known| &known.source);
        let id = self.journal.source(self.options.organization, source)?;
        let mut open = Opened::new(info, sha256, id, clock);
        let interrupted = sha256.filter(|sha256| !self.begun.contains(sha256)).zip(known.as_ref());
        if let Some((sha256, known)) = interrupted {
            let known_of = |sha256: &[u8; 32]| lock(self.inputs).known(self.options.organization, sha256);
            let from = |sha256: &[u8; 32]| known_of(sha256).map_or(0, |known| known.from);
            let found = self.search.find(self.journal, self.options.organization, &sha256, known, &from)?;
            self.imported.resumed += 1;
            self.imported.frames_before += found.frames;
            let (name, frames) = (&info.name, found.frames);
            (self.tell)(News::Resumed { name, source, frames, uncertain: found.uncertain });
            open.go_on_behind(found);
        }
        self.open = Some(open);
        Ok(())
    }

    fn known(&mut self, name: &str, sha256: &[u8; 32]) {
        self.imported.known += 1;
        let known = lock(self.inputs).known(self.options.organization, sha256);
        let source = known.filter(|_| !self.begun.contains(sha256)).map(|known| known.source);
        (self.tell)(News::Known { name, source: source.as_deref() });
    }

    fn close(&mut self, closed: &Closed) -> Result<(), ImportError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let changed = open.sha256.is_some() && open.sha256 != closed.sha256;
        if !changed && !open.is_other() {
            return self.sending.close(&open, self.tell);
        }
        self.imported.changed += 1;
        (self.tell)(News::Changed { name: &open.name });
        // Where it could not be read to its end, nobody knows whether it is another.
        match open.sha256.filter(|_| closed.sha256.is_some()) {
            Some(sha256) => self.forget(&sha256, open.kept().filter(|_| changed)),
            None => Ok(()),
        }
    }

    /// What was taken as this content was something else: the content will be taken from its beginning, or behind what is
    /// kept, also in this import.
    fn forget(&mut self, sha256: &[u8; 32], kept: Option<Kept>) -> Result<(), ImportError> {
        self.sending.change(sha256, kept, self.tell)?;
        self.begun.remove(sha256);
        self.opened.remove(sha256);
        self.search = Search::default();
        Ok(())
    }

    /// Waits for what is on its way, and writes down how far it came.
    fn end(&mut self) -> Result<(), ImportError> {
        let ended = self.sending.end(self.tell);
        self.imported.stopped |= self.options.stop.load(Ordering::Relaxed);
        ended
    }

    fn outcome(&self) -> Imported {
        let (acknowledged, occurrences_beyond) = (self.sending.acknowledged, self.occurrences.beyond);
        Imported { acknowledged, occurrences_beyond, ..self.imported }
    }
}
