//! From the journal into the lake: entries in runs, decoded by several threads, handed to the lake in order.
//!
//! The decoder's cursor moves when the lake has made rows durable, never before, so that after a crash the drain begins where
//! something may be missing and the lake leaves out what it has. How much is under way is bounded: the reader waits for the
//! decoders, and these wait for the lake.

mod feed;
mod settling;

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use atalaya_journal::{Batch, DECODE_CURSOR, Journal, ReadError, SourceId, StateError};
use atalaya_lake::{Chunk, Lake, LakeError};
use atalaya_model::Time;
use atalaya_schema::Schema;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::decode::{Counted, Decoded, Decoding, Fate, Placed, Seen};
use crate::detect::Detect;
use crate::reason::Reason;
use feed::feed;

pub(crate) use settling::Settling;

/// Bytes of entries that are decoded together, about.
const RUN_BYTES: usize = 2 << 20;
/// Runs under way for each thread: read and not yet with the lake.
const RUNS_PER_THREAD_MAX: usize = 2;
/// How long the drain waits for the next run before it looks what has become durable.
const PATIENCE: Duration = Duration::from_millis(100);
/// How often cursor and tally are made durable.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);
/// How often a write that failed is tried again, and after how long.
const TRIES: u32 = 3;
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// How often it is looked whether what was found is durable.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What came of a drain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drained {
    /// What was decoded.
    pub seen: Seen,
    /// Entries that damage of the journal took.
    pub lost: u64,
}

/// Why a drain ended early. What was not made durable is still in the journal.
#[derive(Debug, thiserror::Error)]
pub enum DrainError {
    /// The journal cannot be read.
    #[error("cannot read the journal")]
    Read(#[from] ReadError),
    /// The journal's state cannot be changed.
    #[error("cannot move the decoder's cursor")]
    State(#[from] StateError),
    /// The lake refuses.
    #[error("cannot store events")]
    Lake(#[from] LakeError),
    /// The lake has events of what waits that other kinds of log have decoded; these would store them once more.
    #[error("what waits was begun to be decoded with other kinds of log")]
    Kinds,
    /// A thread ended by a fault of the program.
    #[error("a decoding thread ended by a fault of the program")]
    Thread,
}

/// What a drain works on.
#[derive(Clone, Copy)]
pub(crate) struct Plant<'a> {
    pub(crate) journal: &'a Journal,
    pub(crate) lake: &'a Lake,
    pub(crate) schema: &'a Arc<Schema>,
    pub(crate) threads: usize,
    /// Looks at the events, where somebody wants to.
    pub(crate) detect: Option<&'a dyn Detect>,
    /// The drain ends at this offset; it may be moved meanwhile.
    pub(crate) until: &'a AtomicU64,
    pub(crate) stop: &'a AtomicBool,
}

/// What the reader hands on.
enum Fed {
    /// Entries of this range.
    Run(Range<u64>, Vec<Batch>),
    /// Entries of this range cannot be read.
    Lost(Range<u64>),
    /// Nothing more can be read.
    Failed(ReadError),
}

/// What became of a run.
struct Done {
    range: Range<u64>,
    /// When the latest of its entries was received.
    reached: Option<Time>,
    chunks: Vec<Chunk>,
    counts: BTreeMap<SourceId, Counted>,
    quarantined: Vec<(u64, Reason)>,
    seen: Seen,
}

/// What comes out of the threads.
enum Worked {
    Done(Box<Done>),
    Lost(Range<u64>),
    Failed(ReadError),
    Panicked,
}

/// A piece of work with its place in the order of reading.
struct Numbered<T> {
    number: u64,
    item: T,
}

/// Drains the journal from where the settling stands, and counts it; when it returns well, everything before the end is
/// durable.
pub(crate) fn drain(plant: Plant<'_>, settling: &Mutex<Settling>, drained: &mut Drained) -> Result<(), DrainError> {
    let threads = plant.threads.max(1);
    catch_up(plant, &mut locked(settling))?;
    let from = locked(settling).next();
    plant.detect.inspect(|detect| detect.passed(from, None));
    std::thread::scope(|scope| {
        let (to_workers, from_feeder) = bounded(1);
        let (to_collector, from_workers) = bounded(threads);
        let (begun, ended) = bounded(RUNS_PER_THREAD_MAX * threads);
        let feeder = scope.spawn(move || feed(plant, from, &begun, &to_workers));
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (from_feeder, to_collector) = (from_feeder.clone(), to_collector.clone());
                scope.spawn(move || work(plant, &from_feeder, &to_collector))
            })
            .collect();
        drop((from_feeder, to_collector));
        let mut collector = Collector { plant, settling, drained, checkpointed: Instant::now() };
        let collected = collector.run(from_workers, &ended);
        // The feeder sees that nobody listens any more.
        drop(ended);
        let joined: Vec<_> = workers.into_iter().map(|worker| worker.join()).chain([feeder.join()]).collect();
        collected?;
        if joined.iter().any(Result::is_err) {
            return Err(DrainError::Thread);
        }
        collector.end()
    })
}

/// The journal may have let go of entries that nobody had read, where that was asked for.
fn catch_up(plant: Plant<'_>, settling: &mut Settling) -> Result<(), DrainError> {
    let cursor = plant.journal.cursor(DECODE_CURSOR)?;
    if cursor > settling.next() {
        plant.lake.append(Vec::new(), settling.next()..cursor)?;
        settling.pass(cursor);
    }
    Ok(())
}

fn work(plant: Plant<'_>, from_feeder: &Receiver<Numbered<Fed>>, to_collector: &Sender<Numbered<Worked>>) {
    let mut decoding = Decoding::new(plant.schema.clone(), plant.detect);
    for Numbered { number, item } in from_feeder {
        let item = match item {
            Fed::Run(range, batches) => {
                let done = catch_unwind(AssertUnwindSafe(|| run(plant.journal, &mut decoding, range, &batches)));
                done.map_or(Worked::Panicked, |done| Worked::Done(Box::new(done)))
            }
            Fed::Lost(range) => Worked::Lost(range),
            Fed::Failed(error) => Worked::Failed(error),
        };
        if to_collector.send(Numbered { number, item }).is_err() {
            return;
        }
    }
}

/// Decodes the entries of a run.
fn run(journal: &Journal, decoding: &mut Decoding<'_>, range: Range<u64>, batches: &[Batch]) -> Done {
    let mut counts: BTreeMap<SourceId, Counted> = BTreeMap::new();
    let mut quarantined = Vec::new();
    let frames: Vec<Placed<'_>> = batches.iter().flat_map(Batch::entries).map(Placed::new).collect();
    let Decoded { chunks, fates, seen } = decoding.decode(journal, &frames);
    for (Placed { entry, .. }, fate) in frames.iter().zip(fates) {
        let fate = if decoding.is_canary(journal, entry.source) { fate.of_canary() } else { fate };
        counts.entry(entry.source).or_default().add(fate);
        if let Fate::Quarantined(reason) = fate {
            quarantined.push((entry.offset, reason));
        }
    }
    let reached = batches.iter().flat_map(Batch::entries).map(|entry| entry.received).max();
    Done { range, reached, chunks, counts, quarantined, seen }
}

/// Puts runs in order, gives them to the lake and moves the cursor.
struct Collector<'a, 's> {
    plant: Plant<'a>,
    /// Whoever holds it sees the lake and the journal as they are between two runs.
    settling: &'s Mutex<Settling>,
    drained: &'s mut Drained,
    checkpointed: Instant,
}

impl Collector<'_, '_> {
    fn run(&mut self, from_workers: Receiver<Numbered<Worked>>, ended: &Receiver<()>) -> Result<(), DrainError> {
        let (mut waiting, mut next) = (BTreeMap::new(), 0);
        loop {
            match from_workers.recv_timeout(PATIENCE) {
                Ok(Numbered { number, item }) => drop(waiting.insert(number, item)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            while let Some(item) = waiting.remove(&next) {
                next += 1;
                // One more run may be read; an error here only says that all are.
                let _ = ended.try_recv();
                self.take(item)?;
            }
            self.settle()?;
        }
    }

    fn take(&mut self, item: Worked) -> Result<(), DrainError> {
        match item {
            Worked::Panicked => Err(DrainError::Thread),
            Worked::Failed(error) => Err(error.into()),
            Worked::Lost(range) => self.lose(range),
            Worked::Done(done) => {
                let Done { range, reached, chunks, counts, quarantined, seen } = *done;
                let end = range.end;
                let mut settling = locked(self.settling);
                self.append(chunks, &range)?;
                settling.add(range, counts, quarantined);
                drop(settling);
                self.drained.seen += seen;
                self.pass(end, reached);
                Ok(())
            }
        }
    }

    /// Gives the rows to the lake. What failed is a write of rows that were there before; it is tried again.
    fn append(&self, chunks: Vec<Chunk>, range: &Range<u64>) -> Result<(), DrainError> {
        for _ in 1..TRIES {
            match self.plant.lake.append(chunks.clone(), range.clone()) {
                Err(LakeError::ReserveReached { .. } | LakeError::Write { .. }) => std::thread::sleep(RETRY_AFTER),
                appended => return Ok(appended?),
            }
        }
        Ok(self.plant.lake.append(chunks, range.clone())?)
    }

    /// Gives up entries that cannot be read, once everything before them is done with.
    fn lose(&mut self, range: Range<u64>) -> Result<(), DrainError> {
        self.flush()?;
        let mut settling = locked(self.settling);
        self.append(Vec::new(), &range)?;
        let lost = self.plant.journal.lose(range.end)?;
        settling.pass(range.end);
        drop(settling);
        self.drained.lost += lost.values().sum::<u64>();
        self.pass(range.end, None);
        Ok(())
    }

    fn pass(&self, offset: u64, reached: Option<Time>) {
        if let Some(detect) = self.plant.detect {
            detect.passed(offset, reached);
        }
    }

    /// The offset before which everything is durable: what is stored and what was found.
    fn durable(&self) -> u64 {
        let stored = self.plant.lake.durable();
        self.plant.detect.map_or(stored, |detect| stored.min(detect.durable()))
    }

    /// Waits for what was found, unless the end does not wait.
    fn wait_for_findings(&self) {
        let next = locked(self.settling).next();
        let waits = |detect: &dyn Detect| detect.durable() < next;
        while self.plant.detect.is_some_and(waits) && !self.plant.stop.load(Ordering::Relaxed) {
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Moves the cursor behind what is durable.
    fn settle(&mut self) -> Result<(), DrainError> {
        let durable = self.durable();
        locked(self.settling).settle(self.plant.journal, durable)?;
        if self.checkpointed.elapsed() >= CHECKPOINT_EVERY {
            self.plant.journal.checkpoint()?;
            self.checkpointed = Instant::now();
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), DrainError> {
        if locked(self.settling).is_empty() {
            return Ok(());
        }
        let mut flushed = self.plant.lake.flush();
        for _ in 1..TRIES {
            if flushed.is_ok() {
                break;
            }
            std::thread::sleep(RETRY_AFTER);
            flushed = self.plant.lake.flush();
        }
        flushed?;
        self.wait_for_findings();
        self.settle()
    }

    /// Makes everything durable that was decoded.
    fn end(&mut self) -> Result<(), DrainError> {
        self.flush()?;
        Ok(self.plant.journal.checkpoint()?)
    }
}

/// Whether the drain is to go on reading at this offset.
fn goes_on(plant: &Plant<'_>, offset: u64) -> bool {
    !plant.stop.load(Ordering::Relaxed) && offset < plant.until.load(Ordering::Relaxed)
}

fn locked(settling: &Mutex<Settling>) -> MutexGuard<'_, Settling> {
    settling.lock().unwrap_or_else(PoisonError::into_inner)
}
