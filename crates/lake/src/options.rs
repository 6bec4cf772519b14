//! What a lake is opened with: buffers, the reserve, keys, and the world outside.

use std::sync::Arc;
use std::time::Duration;

use atalaya_journal::{Clock, Endless, KeyRing, Space, SystemClock};
use object_store::ObjectStore;

/// Bytes of rows that may be set to wait in memory.
pub const BUFFER_BYTES_MAX: usize = 4 << 30;
/// Bytes of rows that are let wait in memory at least.
pub const BUFFER_BYTES_MIN: usize = 64 << 10;
/// Threads that may be set to write files.
pub const THREADS_MAX: usize = 64;
/// The highest level of zstd that may be set.
const COMPRESSION_LEVEL_MAX: i32 = 19;

/// How a lake is kept. What is too large or too small is brought to its limit.
#[derive(Clone)]
pub struct Options {
    /// The keys, where the lake is encrypted or was.
    pub keys: Option<KeyRing>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The room on the disk.
    pub space: Arc<dyn Space>,
    /// Bytes that are left free on the disk: nothing is written that would take of them.
    pub reserve_bytes: u64,
    /// Bytes of rows that may wait in memory; whoever brings more waits too.
    pub buffer_bytes: usize,
    /// How long rows wait in memory at most before they are written.
    pub flush_age: Duration,
    /// Threads that write files.
    pub threads: usize,
    /// Where the tables are kept, in place of the data directory.
    pub store: Option<Arc<dyn ObjectStore>>,
    /// The level of zstd for what is written first: the fastest, because compaction packs it again, with a level of its own.
    pub compression_level: i32,
    /// After how many commits of a table a checkpoint of its log is written.
    pub checkpoint_commits: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            keys: None,
            clock: Arc::new(SystemClock),
            space: Arc::new(Endless),
            reserve_bytes: 1 << 30,
            buffer_bytes: 48 << 20,
            flush_age: Duration::from_secs(60),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            store: None,
            compression_level: 1,
            checkpoint_commits: 20,
        }
    }
}

impl Options {
    pub(crate) fn bounded(mut self) -> Options {
        self.buffer_bytes = self.buffer_bytes.clamp(BUFFER_BYTES_MIN, BUFFER_BYTES_MAX);
        self.threads = self.threads.clamp(1, THREADS_MAX);
        self.compression_level = self.compression_level.clamp(1, COMPRESSION_LEVEL_MAX);
        self.checkpoint_commits = self.checkpoint_commits.max(2);
        self
    }
}
