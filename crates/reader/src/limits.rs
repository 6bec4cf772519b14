//! What is read, and how far reading goes.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::{Charset, Recycler};

/// Bytes of a unit, about; a frame that is longer makes a longer one.
pub const UNIT_BYTES: usize = 1 << 20;

/// Chunks of a Windows event log in a unit, at most.
pub const UNIT_CHUNKS: usize = 8;

/// What is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder or an archive.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// How far reading goes. The defaults let honest inputs of tens of gigabytes through.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Folders within folders.
    pub folder_depth_max: usize,
    /// Files and folders of one folder tree.
    pub folder_entries_max: u64,
    /// Zip and tar archives within each other.
    pub archives_max: u32,
    /// Layers of any kind within each other: gzip, zstd, zip, tar.
    pub layers_max: u32,
    /// Members of all archives in one input.
    pub members_max: u64,
    /// Bytes that one input may expand to.
    pub expanded_bytes_max: u64,
    /// How many times its own size an input may expand to, once past `expansion_floor_bytes`.
    pub expansion_ratio_max: u64,
    /// Expansion below this is never too much.
    pub expansion_floor_bytes: u64,
    /// Bytes of an archive from a stream that are kept in memory; more go to a temporary file.
    pub spool_memory_bytes: usize,
    /// Bytes of an archive from a stream at all.
    pub spool_bytes_max: u64,
    /// The charset of all inputs, where the user knows it.
    pub charset: Option<Charset>,
    /// Files and folders, by their canonical paths, that are not read though they stand among the inputs: those being
    /// written.
    pub own_files: Vec<PathBuf>,
    /// Whether SHA-256 is taken of what is read.
    pub hashing: bool,
    /// Bytes read so far, as stored; for a progress bar.
    pub bytes_read: Arc<AtomicU64>,
    /// Ends all reading once it is set, also where nothing is handed on meanwhile: what is not read yet counts as unreadable.
    pub halt: Arc<AtomicBool>,
    /// Where buffers come from and may be given back to.
    pub recycler: Recycler,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            folder_depth_max: 32,
            folder_entries_max: 1_000_000,
            archives_max: 2,
            layers_max: 4,
            members_max: 100_000,
            expanded_bytes_max: 1 << 38,
            expansion_ratio_max: 250,
            expansion_floor_bytes: 1 << 30,
            spool_memory_bytes: 32 << 20,
            spool_bytes_max: 64 << 30,
            charset: None,
            own_files: Vec::new(),
            hashing: true,
            bytes_read: Arc::default(),
            halt: Arc::default(),
            recycler: Recycler::default(),
        }
    }
}
