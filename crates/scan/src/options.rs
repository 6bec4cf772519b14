//! What a scan is asked to do, and why it may not begin or not end.

use crate::{Clocks, RedactKey, Work};
use atalaya_model::{Level, Time};
use atalaya_reader::{Input, Limits};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a scan is asked to do.
pub struct Options {
    /// What to read, in order.
    pub inputs: Vec<Input>,
    /// Findings below this level are not written.
    pub level: Level,
    /// Events before this time are left out.
    pub since: Option<Time>,
    /// Events from this time on are left out.
    pub until: Option<Time>,
    /// Zone and year for logs that name none, by input.
    pub clocks: Clocks,
    /// Threads that decode and match; at least one.
    pub threads: usize,
    /// Read, recognise and count, and apply no rule.
    pub decode_only: bool,
    /// Files to write findings to, as NDJSON.
    pub outputs: Vec<PathBuf>,
    /// A file to write the findings to with the events behind them, for those who show them.
    pub detailed: Option<PathBuf>,
    /// Mask personal data in everything that comes out, with pseudonyms made with this key.
    pub redact: Option<RedactKey>,
    /// Where the run keeps what it did, if it can be continued.
    pub work: Option<Work>,
    /// Turned on when the run is to stop: it stops at the next piece.
    pub stop: Arc<AtomicBool>,
    /// The bounds of reading.
    pub limits: Limits,
    /// When the scan began: the time of the findings' creation.
    pub now: Time,
}

impl Options {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Why a scan ended early.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A file for findings cannot be written.
    #[error("cannot write findings to `{path}`")]
    Output {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A run that reads a stream cannot be continued.
    #[error("a stream cannot be read again, so the run could not be continued")]
    Stream,
    /// The run was told to stop; what it did is kept, if it can be continued.
    #[error("the run was stopped")]
    Stopped,
    /// What a run that can be continued keeps is of no use.
    #[error("cannot go on with what the folder holds")]
    Work {
        /// Why.
        #[source]
        fault: WorkFault,
    },
    /// A thread of the scan panicked: a fault of the program.
    #[error("a thread of the scan ended unexpectedly")]
    Thread,
}

/// Why a run cannot be continued, or cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum WorkFault {
    /// It cannot be read.
    #[error("cannot read the state of the run")]
    Read(#[source] std::io::Error),
    /// It cannot be written.
    #[error("cannot write the state of the run")]
    Write(#[source] std::io::Error),
    /// It is damaged.
    #[error("the state of the run is damaged")]
    Damaged,
    /// It belongs to another task: other options, rules, kinds, or another version.
    #[error("the state is that of another run")]
    Task,
    /// A file is not what it was.
    #[error("`{0}` is not what it was")]
    Changed(String),
}
