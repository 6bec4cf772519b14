//! Files that grow, as a source: what is written to their ends goes the way of what comes by wire.
//!
//! ```text
//!  folders ─► look ─► which file is which ─► turns ─► parcels ─► intake ─► journal
//!             (roll)                        (reader)      │                   │
//!                                                   book ◄┘ how far, once durable
//! ```
//!
//! A thread for each source looks, and reads files in turns of so many bytes, so that none keeps others waiting. Each frame
//! has the name of its file and the place where it ends in its header: the journal itself says how far every file was read. The
//! book says the same of what is older, so that a start reads little of the journal. A frame is in the journal once, whatever
//! happens: what the book does not say yet is read from the journal before anything is read from files.

mod book;
mod handing;
mod looking;
mod restore;
mod roll;
mod source;
mod stored;
mod tidings;
mod watched;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use atalaya_journal::SourceId;
use atalaya_model::Message;
use atalaya_reader::follow::{Bounds, Pattern};

use super::Counts;
use super::framing::MESSAGE_BYTES_MAX;

pub(super) use book::{Book, Ended};
pub use restore::RestoreError;
pub(super) use source::{Outlet, Surroundings, follow};
pub(super) use tidings::{Tidings, tidings};

/// Files that one source follows at a time.
pub const FOLLOWED_FILES_MAX: usize = 4096;
/// Entries of folders that are looked at for one source at a time.
pub const LOOK_ENTRIES_MAX: u64 = 65_536;
/// Files that one source has open at a time.
pub const OPEN_FILES_MAX: usize = 128;
/// Files of all sources of which it is remembered how far they were read; those that have been gone longest are forgotten first.
pub const REMEMBERED_FILES_MAX: usize = 32_768;
/// Bytes that are read of a file at a turn.
const TURN_BYTES: usize = 1 << 20;

/// Files and folders that are followed.
#[derive(Debug, Clone)]
pub struct Watch {
    /// The source's name, for counts.
    pub name: String,
    /// The source in the journal.
    pub source: SourceId,
    /// The zone of stamps that name none; none: UTC.
    pub zone: Option<String>,
    /// What is followed.
    pub patterns: Vec<Pattern>,
    /// How often, and how long, things are waited for.
    pub pace: Pace,
}

/// How often, and how long, things are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often it is looked what has come.
    pub look_every: Duration,
    /// After how long without a change a file says all that it will say of what it is.
    pub settled_after: Duration,
    /// After how long without a change a last line without an end is taken as it is.
    pub unfinished_for: Duration,
    /// For how long a file is read on that has gone from its place.
    pub gone_for: Duration,
    /// After how long without a change a file is closed; when it changes it is opened again.
    pub open_for: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            look_every: Duration::from_secs(1),
            settled_after: Duration::from_secs(10),
            unfinished_for: Duration::from_secs(60),
            gone_for: Duration::from_secs(30),
            open_for: Duration::from_secs(300),
        }
    }
}

/// A watch, and what is counted there.
#[derive(Debug, Clone)]
pub struct Followed {
    /// What is followed.
    pub watch: Arc<Watch>,
    /// What is counted.
    pub counts: Arc<Counts>,
}

impl Followed {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(watch: Watch) -> Followed {
        Followed { watch: Arc::new(watch), counts: Arc::default() }
    }
}

/// What is told of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfFile {
    /// The file or folder.
    pub path: PathBuf,
    /// What is to be known of it.
    pub what: FileNews,
}

/// What is to be known of a file that is followed, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileNews {
    /// It is not read: why.
    Unread(Message),
    /// It is read now.
    Read,
    /// Its format is one of those that are read when they are whole.
    Whole,
    /// Columns in a character set in which they are not followed.
    Charset,
    /// It was cut off, or something else was written in its place: it is read from its beginning.
    Truncated,
    /// It is gone, and not all that was seen of it was read.
    Vanished,
    /// It is a copy of one that is followed: what both have is not read twice.
    Copy,
    /// So many files are not followed since there are too many.
    Beyond(u64),
    /// How far files were read is not known any more: they are read from their beginning.
    Forgotten,
    /// Nothing of the source is followed any more, by a fault of the program.
    Failed,
}

/// How much is read at a turn.
pub(super) fn bounds() -> Bounds {
    Bounds { line_bytes_max: MESSAGE_BYTES_MAX, turn_bytes: TURN_BYTES }
}
