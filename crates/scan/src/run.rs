//! The story of a scan: one thread reads, some decode and match, one puts everything in order.

pub(crate) mod assemble;
mod batches;
mod checkpoint;
mod journey;
mod mute;
mod order;

use crate::clocks::Clock;
use crate::ocsf;
use crate::options::{Options, ScanError};
use crate::output::Output;
use crate::partitions::Partitions;
use crate::progress::Progress;
use crate::redact::Redactor;
use crate::report::Report;
use crate::worker::{Role, Shared, UnitResult, Worker};
use assemble::Assembly;
use atalaya_reader::{Closed, Damage, Input, InputInfo, Limits, Piece, Unit};
use atalaya_schema::{Binder, Schema, ZoneRules};
use atalaya_sigma::RuleSet;
use crossbeam_channel::{Receiver, Sender, bounded};
use order::Reorder;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

/// Pieces that wait between reading and decoding, and between decoding and writing, for each thread.
const QUEUE_PIECES_MAX: usize = 3;
/// Pieces, for each thread, that are read and not yet put in order: a slow one makes the reader wait for it.
const UNDERWAY_PIECES_MAX: usize = 8;

/// What is told of an input to those who work on its units.
#[derive(Clone)]
pub(crate) struct InputName {
    pub(crate) name: Arc<str>,
    pub(crate) from_stdin: bool,
    pub(crate) clock: Clock,
}

/// A piece with its place in the order of reading.
struct Numbered<T> {
    number: u64,
    item: T,
}

/// What comes out of the threads.
enum Worked {
    Unit(Box<UnitResult>),
    Other(Piece),
    /// The thread panicked: a fault of the program.
    Panicked,
}

/// The names of the inputs that are open.
type Names = RwLock<HashMap<u32, InputName>>;

/// Scans the inputs with the rules. Damage, refusals and blindness are in the report; an error means that the
/// findings could not be written, the run was stopped or cannot be continued, or the program is at fault.
pub fn run(options: &Options, rules: &RuleSet, schema: &Arc<Schema>, progress: &Progress) -> Result<Report, ScanError> {
    let started = Instant::now();
    let plan = crate::correlation::plan(rules);
    let shared = Arc::new(shared(options, rules, schema, &plan));
    let scan = Scan { options, shared: &shared, schema, progress, names: Names::default() };
    let assembly = match &options.work {
        None => scan.whole(plan)?,
        Some(work) => journey::go_on(&scan, work, journey::begin(&scan, work, plan)?)?,
    };
    let mut report = assembly.finish(schema, progress)?;
    report.blind.patterns_unused = options.clocks.unused().map(str::to_owned).collect();
    report.bytes = progress.bytes.load(Ordering::Relaxed);
    report.elapsed_ms = started.elapsed().as_millis() as u64;
    Ok(report)
}

fn shared<'s>(
    options: &Options,
    rules: &'s RuleSet,
    schema: &'s Arc<Schema>,
    plan: &crate::correlation::Correlations,
) -> Shared<'s> {
    Shared {
        partitions: Partitions::new(rules, schema, plan.asked.clone()),
        level: options.level,
        since: options.since,
        until: options.until,
        decode_only: options.decode_only,
        writes: !options.outputs.is_empty() || options.detailed.is_some(),
        detailed: options.detailed.is_some(),
        details: AtomicBool::new(true),
        now: options.now,
        redactor: options.redact.clone().map(Redactor::new),
        roles: roles(rules, plan),
    }
}

/// What all passes of a scan share.
struct Scan<'s> {
    options: &'s Options,
    shared: &'s Arc<Shared<'s>>,
    schema: &'s Arc<Schema>,
    progress: &'s Progress,
    names: Names,
}

impl<'s> Scan<'s> {
    /// Everything in one pass.
    fn whole(&self, plan: crate::correlation::Correlations) -> Result<Assembly<'s>, ScanError> {
        let output = Output::create(&self.options.outputs, self.options.detailed.as_deref(), None)?;
        let mut assembly = Assembly::new(self.shared, output, plan);
        let limits = self.limits(&assembly);
        self.pass(&mut assembly, &self.options.inputs, &limits)?;
        if self.options.is_stopped() { Err(ScanError::Stopped) } else { Ok(assembly) }
    }

    /// The bounds of reading, with what is written left out.
    fn limits(&self, assembly: &Assembly<'_>) -> Limits {
        let mut limits = self.options.limits.clone();
        limits.bytes_read = Arc::clone(&self.progress.bytes);
        limits.own_files.extend(assembly.own_files());
        if let Some(folder) = self.options.work.as_ref().and_then(|work| work.folder.canonicalize().ok()) {
            limits.own_files.push(folder);
        }
        limits
    }

    /// Reads and examines the inputs; when it returns, no input is open and all that threads counted is counted.
    fn pass(&self, assembly: &mut Assembly<'_>, inputs: &[Input], limits: &Limits) -> Result<(), ScanError> {
        let (threads, before) = (self.options.threads.max(1), assembly.inputs_so_far());
        let (shared, names, progress) = (self.shared, &self.names, self.progress);
        std::thread::scope(|scope| {
            let (to_workers, from_reader) = bounded(QUEUE_PIECES_MAX * threads);
            let (to_merger, from_workers) = bounded(QUEUE_PIECES_MAX * threads);
            let (begun, ended) = bounded(UNDERWAY_PIECES_MAX * threads);
            let reader = scope.spawn(move || self.read(inputs, limits, before, &begun, &to_workers));
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    let binder = Binder::new(Arc::clone(self.schema), ZoneRules::utc(self.options.now));
                    let worker = Worker::new(shared, binder);
                    let (from_reader, to_merger) = (from_reader.clone(), to_merger.clone());
                    let recycler = limits.recycler.clone();
                    scope.spawn(move || work(worker, names, &recycler, &from_reader, &to_merger, progress))
                })
                .collect();
            drop((from_reader, to_merger));
            let merged = self.merge(assembly, from_workers, ended);
            reader.join().map_err(|_| ScanError::Thread)?;
            for worker in workers {
                assembly.worker(worker.join().map_err(|_| ScanError::Thread)?.examiner);
            }
            merged
        })
    }

    /// Reads the inputs; `before` of them were read in earlier passes.
    fn read(
        &self,
        inputs: &[Input],
        limits: &Limits,
        before: u32,
        begun: &Sender<()>,
        to_workers: &Sender<Numbered<Piece>>,
    ) {
        let (mut number, clocks) = (0, &self.options.clocks);
        atalaya_reader::read(inputs, limits, &mut |piece| {
            // Patterns are for the name that the person knows.
            let clock = match &piece {
                Piece::Open(info) => Some(clocks.of(&info.name, info.modified)),
                _ => None,
            };
            let piece = numbered_on(masked(piece, self.shared), before);
            if let (Piece::Open(info), Some(clock)) = (&piece, clock) {
                remember(&self.names, info, clock);
            }
            let numbered = Numbered { number, item: piece };
            number += 1;
            if !self.options.is_stopped() && begun.send(()).is_ok() && to_workers.send(numbered).is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
    }

    /// Puts what the threads come to in order, until all is done or the run is told to stop.
    fn merge(
        &self,
        assembly: &mut Assembly<'_>,
        from_workers: Receiver<Numbered<Worked>>,
        ended: Receiver<()>,
    ) -> Result<(), ScanError> {
        let mut reorder = Reorder::default();
        for Numbered { number, item } in from_workers {
            if self.options.is_stopped() {
                break;
            }
            reorder.put(number, item);
            while let Some(item) = reorder.next() {
                // One more piece may be read; an error here only says that all are.
                let _ = ended.try_recv();
                match item {
                    Worked::Panicked => return Err(ScanError::Thread),
                    Worked::Unit(result) => assembly.unit(*result)?,
                    Worked::Other(Piece::Close(closed)) => {
                        let input = self.names.write().unwrap_or_else(PoisonError::into_inner).remove(&closed.input);
                        input.into_iter().for_each(|input| assembly.clock(closed.input, input.clock));
                        assembly.piece(Piece::Close(closed))?;
                    }
                    Worked::Other(piece) => assembly.piece(piece)?,
                }
            }
        }
        Ok(())
    }
}

/// The piece with inputs numbered from `before` on.
fn numbered_on(piece: Piece, before: u32) -> Piece {
    match piece {
        Piece::Open(info) => Piece::Open(InputInfo { id: info.id + before, ..info }),
        Piece::Unit(unit) => Piece::Unit(Unit { input: unit.input + before, ..unit }),
        Piece::Damage(damage) => Piece::Damage(Damage { input: damage.input + before, ..damage }),
        Piece::Close(closed) => Piece::Close(Closed { input: closed.input + before, ..closed }),
        skipped @ Piece::Skipped { .. } => skipped,
    }
}

pub(crate) fn roles(rules: &RuleSet, plan: &crate::correlation::Correlations) -> Vec<Role> {
    (0..rules.rules.len() as u32)
        .map(|rule| Role { finds: !plan.silent.contains(&rule), feeds: plan.asked.contains_key(&rule) })
        .collect()
}

/// The piece with personal data in its name masked, if that is asked for.
fn masked(piece: Piece, shared: &Shared<'_>) -> Piece {
    let mask = |name: String| shared.masked("", &name).into_owned();
    match piece {
        Piece::Open(info) => Piece::Open(InputInfo { name: mask(info.name), ..info }),
        Piece::Skipped { name, message } => Piece::Skipped { name: mask(name), message },
        other => other,
    }
}

fn remember(names: &Names, info: &InputInfo, clock: Clock) {
    let name = InputName { name: info.name.as_str().into(), from_stdin: info.name == "-", clock };
    names.write().unwrap_or_else(PoisonError::into_inner).insert(info.id, name);
}

fn work<'s>(
    mut worker: Worker<'s>,
    names: &Names,
    recycler: &atalaya_reader::Recycler,
    from_reader: &Receiver<Numbered<Piece>>,
    to_merger: &Sender<Numbered<Worked>>,
    progress: &Progress,
) -> Worker<'s> {
    for Numbered { number, item } in from_reader {
        let item = match item {
            Piece::Unit(unit) => {
                let input = names.read().unwrap_or_else(PoisonError::into_inner).get(&unit.input).cloned();
                let input = input.expect("an input is opened before its units are read");
                let worked = catch_unwind(AssertUnwindSafe(|| worker.unit(&unit, &input)));
                recycler.give(unit.bytes);
                match worked {
                    Ok(result) => {
                        progress.add(result.events, result.findings);
                        Worked::Unit(Box::new(result))
                    }
                    Err(_) => Worked::Panicked,
                }
            }
            other => Worked::Other(other),
        };
        if to_merger.send(Numbered { number, item }).is_err() {
            break;
        }
    }
    worker
}

/// The tactics of a rule's tags, for the report.
pub(crate) fn tactics(tags: &[String]) -> impl Iterator<Item = &'static str> {
    tags.iter().filter_map(|tag| ocsf::tactic(tag)).map(|(_, name)| name)
}
