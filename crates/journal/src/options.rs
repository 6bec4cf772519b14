//! What a journal is opened with: sizes, the reserve, keys, and the world outside.

use std::sync::Arc;
use std::time::Duration;

use crate::files::{Disk, Files};
use crate::keys::KeyRing;
use crate::space::{Endless, Space};

/// Bytes that a block may be filled up to, before it is compressed.
pub const BLOCK_BYTES_MAX: usize = 1 << 20;
/// Bytes that a segment may be set to.
pub const SEGMENT_BYTES_MAX: u64 = 1 << 30;
/// Bytes of entries that may be set to wait for the disk.
pub const QUEUE_BYTES_MAX: usize = 1 << 30;

/// The highest level of zstd that may be set; higher ones take memory without measure.
pub const COMPRESSION_LEVEL_MAX: i32 = 19;

/// How a journal is kept. What is too large is lowered to its limit.
#[derive(Clone)]
pub struct Options {
    /// After how many bytes another segment is begun.
    pub segment_bytes: u64,
    /// Up to how many bytes of entries a block is filled, before compression.
    pub block_bytes: usize,
    /// The level of zstd.
    pub compression_level: i32,
    /// Bytes of entries that may wait for the disk; whoever brings more waits too.
    pub queue_bytes: usize,
    /// Bytes of entries that are written and synced together at most.
    pub group_bytes: usize,
    /// How long a group that is small may wait for more.
    pub linger: Duration,
    /// Bytes that are left free on the disk: appends that would take of them are refused.
    pub reserve_bytes: u64,
    /// Bytes of files that the quarantine may have.
    pub quarantine_bytes: u64,
    /// The keys, where the journal is encrypted or was.
    pub keys: Option<KeyRing>,
    /// The file layer.
    pub files: Arc<dyn Files>,
    /// The room on the disk.
    pub space: Arc<dyn Space>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            segment_bytes: 64 << 20,
            block_bytes: 256 << 10,
            compression_level: 1,
            queue_bytes: 32 << 20,
            group_bytes: 8 << 20,
            linger: Duration::from_millis(2),
            reserve_bytes: 1 << 30,
            quarantine_bytes: 1 << 30,
            keys: None,
            files: Arc::new(Disk),
            space: Arc::new(Endless),
        }
    }
}

impl Options {
    pub(crate) fn bounded(mut self) -> Options {
        self.segment_bytes = self.segment_bytes.min(SEGMENT_BYTES_MAX);
        self.block_bytes = self.block_bytes.min(BLOCK_BYTES_MAX);
        self.queue_bytes = self.queue_bytes.min(QUEUE_BYTES_MAX);
        self.compression_level = self.compression_level.clamp(1, COMPRESSION_LEVEL_MAX);
        self.group_bytes = self.group_bytes.min(self.queue_bytes);
        self
    }
}
