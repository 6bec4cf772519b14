//! Opening what is to be followed: regular files only, and never in a way that waits.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use atalaya_model::Message;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::failure;

/// A file, as the system tells it from others while it is there. A number may be given again when it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey {
    /// The device.
    pub device: u64,
    /// The number on it.
    pub inode: u64,
}

impl FileKey {
    pub(super) fn of(metadata: &Metadata) -> FileKey {
        FileKey { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// A regular file that is open.
#[derive(Debug)]
pub struct Regular {
    /// The file.
    pub file: File,
    /// Which it is.
    pub key: FileKey,
    /// Bytes it has.
    pub size: u64,
    /// When it was last modified, in microseconds since 1970.
    pub modified_us: i64,
}

/// Why a file is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is not there.
    Gone,
    /// It is there and cannot be read.
    Told(Message),
}

impl Refusal {
    /// Of an error that was met with a file.
    #[must_use]
    pub fn of(error: &io::Error) -> Refusal {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Refusal::Gone,
            _ => Refusal::Told(failure::message(error)),
        }
    }
}

/// Opens the file that is called so, wherever that leads.
pub fn open(path: &Path) -> Result<Regular, Refusal> {
    opened(path, OFlags::empty())
}

/// Opens the file of that name in its folder: a link is not gone behind.
pub fn open_within(path: &Path) -> Result<Regular, Refusal> {
    opened(path, OFlags::NOFOLLOW)
}

fn opened(path: &Path, more: OFlags) -> Result<Regular, Refusal> {
    // A pipe without a writer would be waited for.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY | more;
    let file: File = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => file.into(),
        Err(Errno::LOOP) => return Err(Refusal::Told(Message::new("reader-link"))),
        // A socket.
        Err(Errno::NXIO) => return Err(Refusal::Told(Message::new("reader-special"))),
        Err(error) => return Err(Refusal::of(&error.into())),
    };
    let metadata = file.metadata().map_err(|error| Refusal::of(&error))?;
    if !metadata.is_file() {
        return Err(Refusal::Told(Message::new("reader-special")));
    }
    let (key, size) = (FileKey::of(&metadata), metadata.len());
    Ok(Regular { file, key, size, modified_us: modified_us(&metadata) })
}

/// When it was last modified, as its folder says.
pub(super) fn modified_us(metadata: &Metadata) -> i64 {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    modified.and_then(|span| i64::try_from(span.as_micros()).ok()).unwrap_or(0)
}
