//! How much one question may take.

use atalaya_model::Time;
use std::ops::Range;
use std::time::Duration;

/// Bytes that one question may be given at most.
pub const MEMORY_BYTES_MAX: usize = 64 << 30;
/// Threads that one question may be given at most.
pub const QUESTION_THREADS_MAX: usize = 64;

/// How much one question may take. What is too large or too small is brought to its limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes that it may hold at a time: groups, sorted rows, joins. What it reads passes through beside it.
    pub memory_bytes: usize,
    /// Rows that it may answer with; `None`: as many as there are.
    pub rows_max: Option<u64>,
    /// How long it may work. Waiting for whoever takes the rows does not count.
    pub time: Duration,
    /// Threads on which it works.
    pub threads: usize,
    /// When the events were that it sees; `None`: whenever. An event without a time is in no period.
    pub period: Option<Range<Time>>,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            memory_bytes: 256 << 20,
            rows_max: Some(10_000),
            time: Duration::from_secs(60),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            period: None,
        }
    }
}

impl Bounds {
    pub(super) fn bounded(mut self) -> Bounds {
        self.memory_bytes = self.memory_bytes.clamp(1 << 20, MEMORY_BYTES_MAX);
        self.threads = self.threads.clamp(1, QUESTION_THREADS_MAX);
        self
    }
}
