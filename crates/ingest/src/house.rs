//! The house of what is kept: journal, lake and the record of imported files of one data directory, opened together.
//!
//! Opening decodes what waits. Where that cannot be done now, the house is open all the same, and says why: what is stored
//! can be searched and looked after, and what waits stays in the journal.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::sleep;
use std::time::{Duration, Instant};

use atalaya_journal::{
    Clock, DECODE_CURSOR, DataLock, DiskSpace, Files, Inputs, InputsError, Journal, KeyRing, Options as JournalOptions,
    Recovery, StateError, SystemClock,
};
use atalaya_lake::{Lake, LakeError, Options as LakeOptions, Scope};
use atalaya_schema::Schema;

use crate::balance::{Balance, balance};
use crate::decoder::takes_over;
use crate::detect::Detect;
use crate::drain::{DrainError, Drained, Plant, Settling, drain};
use crate::import::{ImportError, ImportOptions, Imported, News, import};
use crate::recognition::{Recognition, RecognitionError, recognise};
use crate::replay::{Replay, ReplayError, Replaying};

/// After how long what could not be decoded is tried again, while the house is attended to.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// How long what waits may go on to be decoded when the work is over.
const END_WITHIN: Duration = Duration::from_secs(30);
/// How often it is looked whether a thread has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How a house is kept.
#[derive(Clone)]
pub struct HouseOptions {
    /// The journal.
    pub journal: JournalOptions,
    /// The lake.
    pub lake: LakeOptions,
    /// The kinds of log.
    pub schema: Arc<Schema>,
    /// Threads that decode.
    pub threads: usize,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl HouseOptions {
    /// As usual, for a data directory there, with these keys: both stores keep the reserve of its disk free.
    #[must_use]
    pub fn new(folder: &Path, keys: Option<KeyRing>, schema: Arc<Schema>) -> HouseOptions {
        let space = Arc::new(DiskSpace { path: folder.to_owned() });
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        HouseOptions {
            journal: JournalOptions { keys: keys.clone(), space: space.clone(), ..JournalOptions::default() },
            lake: LakeOptions { keys, space, ..LakeOptions::default() },
            schema,
            threads,
            clock: Arc::new(SystemClock),
        }
    }
}

/// How the house was found, and what opening it did.
#[derive(Debug)]
pub struct Opened {
    /// What the journal mended.
    pub recovery: Recovery,
    /// How the lake was found.
    pub lake: atalaya_lake::Opened,
    /// Lines of the record of imported files that are damaged: those files may be imported again.
    pub inputs_damaged: u64,
    /// A replay that had been interrupted and was finished.
    pub replay: Option<Replay>,
    /// What had waited for the decoder.
    pub drained: Drained,
    /// Why something still waits; empty where nothing does.
    pub undone: Vec<UndoneError>,
}

/// What is told of the decoding while the house is attended to.
#[derive(Debug)]
pub enum Upkeep<'a> {
    /// What comes waits in the journal for now; it is tried again.
    Waits(&'a UndoneError),
    /// It is decoded again.
    GoesOn,
}

/// Why something of what waited was not decoded and stored. It waits in the journal.
#[derive(Debug, thiserror::Error)]
pub enum UndoneError {
    /// The replay that had been interrupted.
    #[error("cannot finish the replay that was interrupted")]
    Replay(#[from] ReplayError),
    /// What waits for the decoder.
    #[error("cannot store what waits for the decoder")]
    Drain(#[from] DrainError),
}

/// Why a house cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal.
    #[error("cannot open the journal")]
    Journal(#[from] atalaya_journal::OpenError),
    /// The lake.
    #[error("cannot open the lake")]
    Lake(#[from] atalaya_lake::OpenError),
    /// The record of imported files.
    #[error("cannot open the record of imported files")]
    Inputs(#[from] io::Error),
    /// The decoder's cursor.
    #[error("cannot read the decoder's cursor")]
    State(#[from] StateError),
    /// There is no journal, and what came from one is there.
    #[error("the journal is missing, while the lake or the record of imported files has something")]
    JournalMissing,
    /// The lake has events of entries that the journal does not have: it was brought back from an earlier time, or is another
    /// one's. The lake would take new entries for those.
    #[error("the lake has events of entries that the journal does not have")]
    JournalBehind,
}

/// Why a house could not be closed. What was acknowledged is in the journal.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The lake.
    #[error("cannot close the lake")]
    Lake(#[from] LakeError),
    /// The record of imported files.
    #[error("cannot write the record of imported files")]
    Inputs(#[from] InputsError),
    /// The journal.
    #[error("cannot close the journal")]
    Journal(#[from] StateError),
}

/// Why an import is not whole.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Not all was taken. What was acknowledged is stored, if that is possible.
    #[error("the import ended early")]
    Import(#[from] ImportError),
    /// All was taken, and waits in the journal: it could not be stored.
    #[error("what was imported could not be stored")]
    Drain(#[from] DrainError),
}

/// Journal, lake and the record of imported files.
pub struct House<'a> {
    lock: &'a DataLock,
    options: HouseOptions,
    journal: Journal,
    lake: Lake,
    inputs: Mutex<Inputs>,
    settling: Mutex<Settling>,
    /// Who decodes; one at a time.
    turn: Mutex<()>,
    kinds: RwLock<Kinds>,
}

/// What frames are decoded with.
#[derive(Clone)]
struct Kinds {
    schema: Arc<Schema>,
    /// Whether what waits may be decoded with these.
    decodes: bool,
}

/// What becomes of what waits when the work of [`House::attend`] is over.
#[derive(Clone, Copy)]
pub enum Rest<'r> {
    /// It is decoded, for so long as may be expected.
    Decoded,
    /// It is left to whoever attends to the house next. What is under way is brought to its end however long that takes,
    /// unless this is turned on.
    Left(&'r AtomicBool),
}

impl<'a> House<'a> {
    /// Opens the house of the data directory, or makes it; decodes and stores what waits, as far as that is possible.
    pub fn open(
        lock: &'a DataLock,
        options: HouseOptions,
        stop: &AtomicBool,
    ) -> Result<(House<'a>, Opened), OpenError> {
        let (house, mut opened) = House::enter(lock, options)?;
        house.settle(&mut opened, stop);
        Ok((house, opened))
    }

    /// Opens the house of the data directory, or makes it, and leaves what waits for [`House::attend`].
    pub fn enter(lock: &'a DataLock, options: HouseOptions) -> Result<(House<'a>, Opened), OpenError> {
        let files = options.journal.files.clone();
        let is_new = !Journal::is_there(lock, files.as_ref()).map_err(atalaya_journal::OpenError::Io)?;
        let (lake, lake_opened) = Lake::open(lock, options.lake.clone())?;
        if is_new && !is_empty(lock, files.as_ref(), &lake)? {
            return Err(OpenError::JournalMissing);
        }
        let (journal, recovery) = Journal::open(lock, options.journal.clone(), options.clock.clone())?;
        if lake.covered() > journal.head() || lake.replayed() > journal.status().quarantine.1 {
            return Err(OpenError::JournalBehind);
        }
        let inputs = Inputs::open(lock, files.as_ref(), journal.inputs_mark())?;
        let inputs_damaged = inputs.damaged();
        let settling = Mutex::new(Settling::new(journal.cursor(DECODE_CURSOR)?));
        let decodes = takes_over(&journal, &lake, &options.schema)?;
        let kinds = RwLock::new(Kinds { schema: options.schema.clone(), decodes });
        let house =
            House { lock, options, journal, lake, inputs: Mutex::new(inputs), settling, turn: Mutex::default(), kinds };
        let opened = Opened {
            recovery,
            lake: lake_opened,
            inputs_damaged,
            replay: None,
            drained: Drained::default(),
            undone: Vec::new(),
        };
        Ok((house, opened))
    }

    /// Decodes what waits.
    fn settle(&self, opened: &mut Opened, stop: &AtomicBool) {
        let kinds = self.kinds();
        if !kinds.decodes {
            opened.undone.push(DrainError::Kinds.into());
            return;
        }
        match self.replaying(&kinds, stop).finish() {
            Ok(replay) => opened.replay = replay,
            Err(error) => opened.undone.push(error.into()),
        }
        match self.drain(stop) {
            Ok(drained) => opened.drained = drained,
            Err(error) => opened.undone.push(error.into()),
        }
    }

    /// Entries that wait to be decoded.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.journal.head().saturating_sub(self.settling().next())
    }

    /// The data directory.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.lock.path()
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The lake.
    #[must_use]
    pub fn lake(&self) -> &Lake {
        &self.lake
    }

    /// Files that were imported, or whose import was begun.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Imports the inputs and stores them meanwhile. What is told is what the journal has acknowledged; when this returns
    /// well, it is in durable tables too.
    pub fn import(
        &self,
        options: &ImportOptions<'_>,
        tell: &mut dyn FnMut(News<'_>),
    ) -> Result<(Imported, Drained), KeepError> {
        let kinds = &self.kinds();
        if !kinds.decodes {
            return Err(DrainError::Kinds.into());
        }
        let (until, never) = (AtomicU64::new(u64::MAX), AtomicBool::new(false));
        let (until, never) = (&until, &never);
        std::thread::scope(|scope| {
            let draining = scope.spawn(move || {
                let mut drained = Drained::default();
                let _turn = self.turn();
                drain(self.plant(kinds, until, never, None), &self.settling, &mut drained).map(|()| drained)
            });
            let _ending = Ending { until, journal: &self.journal };
            let imported = import(&self.journal, &self.inputs, self.options.clock.as_ref(), options, tell);
            until.store(self.journal.head(), Ordering::Relaxed);
            let drained = draining.join().unwrap_or(Err(DrainError::Thread));
            Ok((imported?, drained?))
        })
    }

    /// Does the work, and decodes and stores meanwhile what waits and what comes into the journal by it, with `detect` looking
    /// at each event. What cannot be decoded
    /// is told once and tried again after a while; the work goes on, and says when it ends what becomes of what waits: what is
    /// left waits in the journal until the house is attended to or opened again. Gives what the work gave, what was decoded,
    /// and why something is left that was not to be.
    pub fn attend<'r, T: Send>(
        &self,
        detect: Option<&dyn Detect>,
        tell: &(dyn Fn(Upkeep<'_>) + Sync),
        work: impl FnOnce(&Journal) -> (T, Rest<'r>),
    ) -> (T, Drained, Option<UndoneError>) {
        let (until, stop) = (AtomicU64::new(u64::MAX), AtomicBool::new(false));
        let (until, stop) = (&until, &stop);
        std::thread::scope(|scope| {
            let draining = scope.spawn(move || {
                let mut drained = Drained::default();
                let undone = self.keep_up(until, stop, detect, &mut drained, tell).err();
                (drained, undone)
            });
            let ending = Ending { until, journal: &self.journal };
            let (done, rest) = work(&self.journal);
            if let Rest::Left(_) = rest {
                until.store(0, Ordering::Relaxed);
            }
            drop(ending);
            let ended = Instant::now();
            let is_enough = || match rest {
                Rest::Decoded => ended.elapsed() >= END_WITHIN,
                Rest::Left(given_up) => given_up.load(Ordering::Relaxed) && ended.elapsed() >= END_WITHIN,
            };
            while !draining.is_finished() {
                if is_enough() && !stop.swap(true, Ordering::Relaxed) {
                    detect.inspect(|detect| detect.give_up());
                }
                sleep(LOOK_EVERY);
            }
            let failed = || (Drained::default(), Some(DrainError::Thread.into()));
            let (drained, undone) = draining.join().unwrap_or_else(|_| failed());
            let mut settling = self.settling();
            if let Some(found) = detect.map(Detect::durable).filter(|found| *found < settling.next()) {
                settling.bind(found);
            }
            (done, drained, undone)
        })
    }

    /// Decodes until the end is known and reached, however often that fails.
    fn keep_up(
        &self,
        until: &AtomicU64,
        stop: &AtomicBool,
        detect: Option<&dyn Detect>,
        drained: &mut Drained,
        tell: &(dyn Fn(Upkeep<'_>) + Sync),
    ) -> Result<(), UndoneError> {
        let mut waits = false;
        let is_over = || until.load(Ordering::Relaxed) < u64::MAX;
        loop {
            // After a failure first what is there: then it is known that it goes on.
            let now = AtomicU64::new(self.journal.head());
            let error = match self.decode(if waits { &now } else { until }, stop, detect, drained) {
                Ok(()) if waits => {
                    waits = false;
                    tell(Upkeep::GoesOn);
                    continue;
                }
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if !std::mem::replace(&mut waits, true) {
                tell(Upkeep::Waits(&error));
            }
            let is_final = matches!(error, UndoneError::Drain(DrainError::Kinds | DrainError::Thread));
            let failed = Instant::now();
            while !is_over() && (is_final || failed.elapsed() < RETRY_AFTER) {
                sleep(LOOK_EVERY);
            }
            if is_over() {
                return Err(error);
            }
        }
    }

    fn decode(
        &self,
        until: &AtomicU64,
        stop: &AtomicBool,
        detect: Option<&dyn Detect>,
        drained: &mut Drained,
    ) -> Result<(), UndoneError> {
        let kinds = self.kinds();
        if !kinds.decodes {
            return Err(DrainError::Kinds.into());
        }
        self.replaying(&kinds, stop).finish()?;
        let _turn = self.turn();
        Ok(drain(self.plant(&kinds, until, stop, detect), &self.settling, drained)?)
    }

    /// Decodes and stores everything that the journal has by now.
    pub fn drain(&self, stop: &AtomicBool) -> Result<Drained, DrainError> {
        let kinds = self.kinds();
        if !kinds.decodes {
            return Err(DrainError::Kinds);
        }
        let (until, mut drained) = (AtomicU64::new(self.journal.head()), Drained::default());
        let _turn = self.turn();
        drain(self.plant(&kinds, &until, stop, None), &self.settling, &mut drained)?;
        Ok(drained)
    }

    /// Decodes frames of the quarantine again.
    pub fn replay(&self, stop: &AtomicBool) -> Result<Replay, ReplayError> {
        let kinds = self.kinds();
        if !kinds.decodes {
            return Err(ReplayError::Kinds);
        }
        // Nothing is drained meanwhile: the sums are of one moment.
        let _turn = self.turn();
        self.replaying(&kinds, stop).all()
    }

    /// Decodes events of no known kind again, and brings those that are of one by now into its table.
    pub fn recognise(&self, stop: &AtomicBool) -> Result<Recognition, RecognitionError> {
        // Nothing is drained meanwhile, and nothing that moves will be decoded anew after a crash.
        let _turn = self.turn();
        let mut settling = self.settling();
        settling.settle(&self.journal, self.lake.flush()?)?;
        self.journal.checkpoint()?;
        recognise(&self.journal, &self.lake, &self.kinds().schema, stop)
    }

    /// The sums of all sources, at one moment between two runs of what is drained.
    #[must_use]
    pub fn balance(&self) -> Vec<Balance> {
        let settling = self.settling();
        balance(&self.journal, &self.lake, &settling.events())
    }

    /// Makes everything durable, and closes.
    pub fn close(self) -> Result<(), CloseError> {
        let House { journal, lake, settling, inputs, .. } = self;
        let mut inputs = inputs.into_inner().unwrap_or_else(PoisonError::into_inner);
        inputs.sync()?;
        journal.note_inputs(inputs.mark());
        let mut settling = settling.into_inner().unwrap_or_else(PoisonError::into_inner);
        let durable = lake.flush()?;
        settling.settle(&journal, durable)?;
        lake.close()?;
        Ok(journal.close()?)
    }

    /// Decodes with these kinds from now on; false, and nothing is changed, where what waits was begun to be decoded with those of
    /// before. Nothing may be decoding.
    pub fn take_up(&self, schema: Arc<Schema>) -> Result<bool, StateError> {
        let _turn = self.turn();
        let takes = takes_over(&self.journal, &self.lake, &schema)?;
        if takes {
            *self.kinds.write().unwrap_or_else(PoisonError::into_inner) = Kinds { schema, decodes: true };
        }
        Ok(takes)
    }

    fn kinds(&self) -> Kinds {
        self.kinds.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn plant<'p>(
        &'p self,
        kinds: &'p Kinds,
        until: &'p AtomicU64,
        stop: &'p AtomicBool,
        detect: Option<&'p dyn Detect>,
    ) -> Plant<'p> {
        let (schema, threads) = (&kinds.schema, self.options.threads);
        Plant { journal: &self.journal, lake: &self.lake, schema, threads, detect, until, stop }
    }

    fn replaying<'p>(&'p self, kinds: &'p Kinds, stop: &'p AtomicBool) -> Replaying<'p> {
        let (journal, lake) = (&self.journal, &self.lake);
        let files = &self.options.journal.files;
        Replaying { lock: self.lock, files, journal, lake, schema: &kinds.schema, stop }
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settling(&self) -> MutexGuard<'_, Settling> {
        self.settling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nothing is there that came from a journal.
fn is_empty(lock: &DataLock, files: &dyn Files, lake: &Lake) -> io::Result<bool> {
    let inputs = Inputs::open(lock, files, 0)?;
    let no_table = lake.tables().is_empty() && lake.damaged(&Scope::All, None).is_empty();
    Ok(no_table && inputs.is_empty() && inputs.damaged() == 0)
}

/// Lets the drain end, with what there is where nothing else is said, also where the import panics: the thread would be waited
/// for in vain.
struct Ending<'a> {
    until: &'a AtomicU64,
    journal: &'a Journal,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let head = self.journal.head();
        // Where an end was named already, that one holds.
        let _ = self.until.compare_exchange(u64::MAX, head, Ordering::Relaxed, Ordering::Relaxed);
    }
}
