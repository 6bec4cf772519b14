//! Events of the past: judged as the scan judges what it reads, where they come from elsewhere.
//!
//! Who stored them hands them over, in any order, with their kind, their time, their provenance and their fields by the
//! names of [`Schema::kept`]. Rules, correlations, findings and their identifiers are those of a scan of the same
//! events; a source's name takes the place of a file's. What a scan tells of the files themselves, gaps between record
//! numbers for one, is not known here and not told.

mod judge;
mod narrow;

use crate::correlation::plan;
use crate::options::ScanError;
use crate::output::Output;
use crate::partitions::Partitions;
use crate::progress::Progress;
use crate::redact::{RedactKey, Redactor};
use crate::report::Report;
use crate::run::assemble::Assembly;
use crate::run::roles;
use crate::worker::Shared;
use atalaya_model::{Level, Time};
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
pub use judge::{Judge, PastEvent};
pub use narrow::{applicable, narrow};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// How events of the past are to be judged.
#[derive(Clone)]
pub struct PastOptions {
    /// Findings below this level are not written.
    pub level: Level,
    /// Events before this time are left out.
    pub since: Option<Time>,
    /// Events from this time on are left out.
    pub until: Option<Time>,
    /// Files to write findings to, as NDJSON.
    pub outputs: Vec<PathBuf>,
    /// A file to write the findings to with the fields of their events, for those who show them.
    pub detailed: Option<PathBuf>,
    /// Mask personal data in everything that comes out, with pseudonyms made with this key.
    pub redact: Option<RedactKey>,
    /// Turned on when no further event is to be judged.
    pub stop: Arc<AtomicBool>,
    /// When the judging began: the time of the findings' creation.
    pub now: Time,
}

/// Judges events of the past. One thread's work is done here; [`Past::judge`] gives another thread its own.
pub struct Past<'s> {
    common: Arc<Common<'s>>,
    own: Judge<'s>,
    started: Instant,
}

/// What all threads share.
struct Common<'s> {
    shared: Arc<Shared<'s>>,
    schema: Arc<Schema>,
    assembly: Mutex<Assembly<'s>>,
    /// Judges that were given out and have not come back.
    away: AtomicUsize,
    stop: Arc<AtomicBool>,
    progress: Progress,
}

impl<'s> Past<'s> {
    /// Ready for the first event. An error says that the findings cannot be written.
    pub fn new(options: &PastOptions, rules: &'s RuleSet, schema: &'s Arc<Schema>) -> Result<Past<'s>, ScanError> {
        let plan = plan(rules);
        let shared = Arc::new(Shared {
            partitions: Partitions::new(rules, schema, plan.asked.clone()),
            level: options.level,
            since: options.since,
            until: options.until,
            decode_only: false,
            writes: !options.outputs.is_empty() || options.detailed.is_some(),
            detailed: options.detailed.is_some(),
            details: AtomicBool::new(true),
            now: options.now,
            redactor: options.redact.clone().map(Redactor::new),
            roles: roles(rules, &plan),
        });
        let output = Output::create(&options.outputs, options.detailed.as_deref(), None)?;
        let common = Arc::new(Common {
            assembly: Mutex::new(Assembly::new(&shared, output, plan)),
            shared,
            schema: Arc::clone(schema),
            away: AtomicUsize::new(0),
            stop: Arc::clone(&options.stop),
            progress: Progress::default(),
        });
        let own = Judge::new(&common);
        Ok(Past { common, own, started: Instant::now() })
    }

    /// Judges an event; see [`Judge::examine`].
    pub fn examine<'e>(
        &mut self,
        event: &PastEvent<'_>,
        fields: impl IntoIterator<Item = (&'e str, atalaya_model::ValueRef<'e>)>,
    ) -> Result<(), ScanError> {
        self.own.examine(event, fields)
    }

    /// What another thread judges with. It is to be given back by [`Past::take`].
    #[must_use]
    pub fn judge(&self) -> Judge<'s> {
        self.common.away.fetch_add(1, Ordering::Relaxed);
        Judge::new(&self.common)
    }

    /// Takes back what a thread judged with, and what it counted.
    pub fn take(&mut self, judge: Judge<'s>) -> Result<(), ScanError> {
        self.common.away.fetch_sub(1, Ordering::Relaxed);
        judge.finish()
    }

    /// Events judged and findings so far, correlations left out, as far as the threads told.
    #[must_use]
    pub fn so_far(&self) -> (u64, u64) {
        let progress = &self.common.progress;
        (progress.events.load(Ordering::Relaxed), progress.findings.load(Ordering::Relaxed))
    }

    /// Runs the correlations over everything, closes the files and tells what was found. Fails where a thread did not
    /// give back what it judged with: what it found would be missing.
    pub fn finish(self) -> Result<Report, ScanError> {
        let Past { common, own, started } = self;
        own.finish()?;
        if common.stop.load(Ordering::Relaxed) {
            return Err(ScanError::Stopped);
        }
        let common = Arc::into_inner(common).filter(|common| common.away.load(Ordering::Relaxed) == 0);
        let Common { assembly, schema, progress, .. } = common.ok_or(ScanError::Thread)?;
        let assembly = assembly.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut report = assembly.finish(&schema, &progress)?;
        report.elapsed_ms = started.elapsed().as_millis() as u64;
        Ok(report)
    }
}
