//! A run that can be continued: batch after batch, the state written behind each, and the log of what was done.

use super::Scan;
use super::assemble::Assembly;
use super::batches::{Batches, divide};
use super::checkpoint::{Checkpoint, State};
use crate::correlation::Correlations;
use crate::options::{ScanError, WorkFault};
use crate::output::{Output, hex};
use crate::work::{Deed, Log, Work};
use atalaya_model::Message;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The program in the log.
const PROGRAM: &str = concat!("atalaya ", env!("CARGO_PKG_VERSION"));

/// The log of a run, and who says what messages mean.
pub(crate) struct Diary {
    log: Log,
    say: Arc<dyn Fn(&Message) -> String + Send + Sync>,
}

impl Diary {
    pub(super) fn add(&self, deed: Deed<'_>) -> Result<(), ScanError> {
        self.log.add(deed).map_err(unwritable)
    }

    pub(super) fn skipped(&self, input: &str, why: &Message) -> Result<(), ScanError> {
        self.add(Deed::Skipped { input, why: &(self.say)(why) })
    }

    pub(super) fn damaged(&self, input: &str, offset: u64, why: &Message) -> Result<(), ScanError> {
        self.add(Deed::Damaged { input, offset, why: &(self.say)(why) })
    }
}

fn unwritable(source: std::io::Error) -> ScanError {
    ScanError::Work { fault: WorkFault::Write(source) }
}

/// Where a run stands when it begins.
pub(super) struct Begun<'s> {
    assembly: Assembly<'s>,
    batches: Batches,
    task: String,
    files_done: usize,
}

/// Begins a run, or takes up the one whose state the folder holds.
pub(super) fn begin<'s>(scan: &Scan<'s>, work: &Work, plan: Correlations) -> Result<Begun<'s>, ScanError> {
    std::fs::create_dir_all(work.state_folder()).map_err(unwritable)?;
    let mut limits = scan.options.limits.clone();
    limits.own_files.extend(work.folder.canonicalize());
    let batches = divide(scan.options, &limits)?;
    let task = task(scan, work);
    let found = Checkpoint::load(work, &task, &batches.files)?;
    let lengths = found.as_ref().map(|found| found.state.lengths.clone()).unwrap_or_default();
    let (state_folder, options) = (work.state_folder(), scan.options);
    let output = Output::create(&options.outputs, options.detailed.as_deref(), Some((&state_folder, &lengths)))?;
    let mut assembly = Assembly::new(scan.shared, output, plan);
    let log = Log::open(work).map_err(unwritable)?;
    assembly.keep_diary(Diary { log, say: Arc::clone(&work.say) });
    let files_done = match found {
        Some(found) => resume(scan, &mut assembly, found, batches.files.len())?,
        None => start(scan, work, &mut assembly, &batches)?,
    };
    Ok(Begun { assembly, batches, task, files_done })
}

fn start(scan: &Scan<'_>, work: &Work, assembly: &mut Assembly<'_>, batches: &Batches) -> Result<usize, ScanError> {
    let rules = scan.shared.partitions.rules;
    let deed = Deed::Started {
        program: PROGRAM,
        asked: &work.asked,
        rules: rules.rules.len() as u64,
        correlations: rules.correlations.len() as u64,
        files: batches.files.len(),
        bytes: batches.files.iter().map(|file| file.bytes).sum(),
    };
    note(assembly, deed)?;
    for (name, message) in &batches.skipped {
        assembly.skip(scan.shared.masked("", name).into_owned(), message.clone())?;
    }
    Ok(0)
}

fn resume(scan: &Scan<'_>, assembly: &mut Assembly<'_>, found: Checkpoint, files: usize) -> Result<usize, ScanError> {
    let files_done = found.files_done;
    // Patterns that fitted an input of an earlier run are not unused.
    found.state.names.iter().for_each(|name| drop(scan.options.clocks.of(name, None)));
    scan.progress.bytes.store(found.state.bytes_read, Ordering::Relaxed);
    assembly.put(found.state);
    note(assembly, Deed::Resumed { program: PROGRAM, files_done, files })?;
    Ok(files_done)
}

/// Reads what is left, batch by batch.
pub(super) fn go_on<'s>(scan: &Scan<'s>, work: &Work, begun: Begun<'s>) -> Result<Assembly<'s>, ScanError> {
    let Begun { mut assembly, batches, task, mut files_done } = begun;
    let limits = scan.limits(&assembly);
    let (mut passes, done_before) = (0, files_done);
    for (inputs, files_behind) in batches.batches.iter().filter(|(_, behind)| *behind > done_before) {
        if scan.options.is_stopped() || work.batches_max.is_some_and(|max| passes >= max) {
            return stop(&assembly, files_done);
        }
        scan.pass(&mut assembly, inputs, &limits)?;
        if scan.options.is_stopped() {
            return stop(&assembly, files_done);
        }
        (files_done, passes) = (*files_behind, passes + 1);
        let checkpoint = |state| Checkpoint::new(&task, &batches.files, files_done, state);
        save(scan, work, &mut assembly, checkpoint)?;
    }
    Ok(assembly)
}

fn stop<'s>(assembly: &Assembly<'s>, files_done: usize) -> Result<Assembly<'s>, ScanError> {
    note(assembly, Deed::Stopped { files_done })?;
    Err(ScanError::Stopped)
}

fn save(
    scan: &Scan<'_>,
    work: &Work,
    assembly: &mut Assembly<'_>,
    checkpoint: impl Fn(State) -> Checkpoint,
) -> Result<(), ScanError> {
    let bytes_read = scan.progress.bytes.load(Ordering::Relaxed);
    let state = State { bytes_read, ..assembly.keep()? };
    let checkpoint = checkpoint(state);
    let files_done = checkpoint.files_done;
    assembly.put(checkpoint.write(work)?);
    note(assembly, Deed::Saved { files_done, findings: assembly.findings_so_far() })?;
    assembly.diary().map_or(Ok(()), |diary| diary.log.sync()).map_err(unwritable)
}

fn note(assembly: &Assembly<'_>, deed: Deed<'_>) -> Result<(), ScanError> {
    assembly.diary().map_or(Ok(()), |diary| diary.add(deed))
}

/// What makes a run another one: the version, what was asked for, the rules and the kinds.
fn task(scan: &Scan<'_>, work: &Work) -> String {
    let mut digest = Digested(Sha256::new());
    let rules = scan.shared.partitions.rules;
    write!(digest, "{:?}\n{:?}\n{:?}", rules.rules, rules.correlations, scan.schema.kinds())
        .expect("a digest takes all");
    write!(digest, "{:?}", scan.schema.dialects()).expect("a digest takes all");
    format!("{PROGRAM}\n{}\n{}", work.asked, hex(&digest.0.finalize()))
}

/// Text on its way into a digest.
struct Digested(Sha256);

impl std::fmt::Write for Digested {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}
