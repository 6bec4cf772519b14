//! What a scan is asked to do, and why it may not begin or not end.

use crate::{Clocks, RedactKey};
use atalaya_model::{Level, Time};
use atalaya_reader::{Input, Limits};
use std::path::PathBuf;

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
    /// The bounds of reading.
    pub limits: Limits,
    /// When the scan began: the time of the findings' creation.
    pub now: Time,
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
    /// A thread of the scan panicked: a fault of the program.
    #[error("a thread of the scan ended unexpectedly")]
    Thread,
}
