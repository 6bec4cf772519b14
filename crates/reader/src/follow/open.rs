//! Opening what is to be followed: regular files only, and never in a way that waits.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use atalaya_model::Message;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat};
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
    pub(super) fn of(stat: &Stat) -> FileKey {
        FileKey { device: stat.st_dev, inode: stat.st_ino }
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

/// Whether links are gone behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It was named, and is meant wherever the name leads.
    Named,
    /// It was met so many steps below a folder that was named: a link in the place of any of them is not gone behind.
    Met {
        /// Folders and the file itself.
        steps: usize,
    },
}

/// Opens the file that is called so, as far as its reach goes.
pub fn open(path: &Path, reach: Reach) -> Result<Regular, Refusal> {
    match reach {
        Reach::Named => opened(CWD, path, OFlags::empty()),
        Reach::Met { .. } => {
            let folder = folder_of(path, reach).map_err(|error| refused(error.into()))?;
            let name = path.file_name().ok_or(Refusal::Gone)?;
            opened(folder, Path::new(name), OFlags::NOFOLLOW)
        }
    }
}

/// Opens the folder in which the file is, each step below what was named without going behind a link.
pub(super) fn folder_of(path: &Path, reach: Reach) -> Result<OwnedFd, Errno> {
    let steps = if let Reach::Met { steps } = reach { steps.max(1) } else { 1 };
    let named = path.ancestors().nth(steps).ok_or(Errno::NOENT)?;
    let mut folder = open_folder(CWD, named, OFlags::empty())?;
    let between = path.parent().and_then(|parent| parent.strip_prefix(named).ok()).ok_or(Errno::NOENT)?;
    for step in between.components() {
        folder = open_folder(&folder, Path::new(step.as_os_str()), OFlags::NOFOLLOW)?;
    }
    Ok(folder)
}

/// Opens a folder.
pub(super) fn open_folder(within: impl AsFd, name: &Path, more: OFlags) -> Result<OwnedFd, Errno> {
    // What is named by nothing is where we are.
    let name = if name.as_os_str().is_empty() { Path::new(".") } else { name };
    rustix::fs::openat(within, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | more, Mode::empty())
}

/// What the folder says of a name in it, a link being a link.
pub(super) fn looked_at(folder: impl AsFd, name: &std::ffi::CStr) -> Result<Stat, Errno> {
    rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
}

fn refused(error: io::Error) -> Refusal {
    match Errno::from_io_error(&error) {
        Some(Errno::LOOP) => Refusal::Told(Message::new("reader-link")),
        _ => Refusal::of(&error),
    }
}

fn opened(within: impl AsFd, path: &Path, more: OFlags) -> Result<Regular, Refusal> {
    // A pipe without a writer would be waited for.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY | more;
    let file: File = match rustix::fs::openat(within, path, flags, Mode::empty()) {
        Ok(file) => file.into(),
        // A socket.
        Err(Errno::NXIO) => return Err(Refusal::Told(Message::new("reader-special"))),
        Err(error) => return Err(refused(error.into())),
    };
    let stat = rustix::fs::fstat(&file).map_err(|error| refused(error.into()))?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(Refusal::Told(Message::new("reader-special")));
    }
    Ok(Regular { file, key: FileKey::of(&stat), size: size(&stat), modified_us: modified_us(&stat) })
}

/// Bytes that it has.
pub(super) fn size(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or(0)
}

/// When it was last modified, in microseconds since 1970.
pub(super) fn modified_us(stat: &Stat) -> i64 {
    let part = i64::try_from(stat.st_mtime_nsec / 1000).unwrap_or(0);
    stat.st_mtime.saturating_mul(1_000_000).saturating_add(part)
}
