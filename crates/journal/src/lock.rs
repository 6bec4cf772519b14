//! The lock of a data directory: one process owns it, and stores take the lock as proof.
//!
//! The operating system holds the lock and lets go of it when the process ends, however it ends. The process id in the
//! file is for people; nothing is decided by it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::files::{Disk, make_durable};

/// The file inside the data directory that is locked.
const LOCK_FILE: &str = "lock";
/// Bytes of the lock file that are read for the other process's id.
const PID_BYTES_MAX: u64 = 20;

/// A directory that holds an installation's data.
#[derive(Debug)]
pub struct DataDir;

/// Proof that this process owns a data directory, until it is dropped.
#[derive(Debug)]
pub struct DataLock {
    path: PathBuf,
    /// Locked for as long as it is open.
    _file: File,
}

/// Why a data directory could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process owns it.
    #[error("the data directory `{}` is in use by another process{}", .path.display(), .pid.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    Locked {
        /// The data directory.
        path: PathBuf,
        /// What the other process wrote into the lock file, where that is a number.
        pid: Option<u32>,
    },
    /// It is another user's: what this one would make in it, that one could not open.
    #[error("the data directory `{}` is that of user {owner}", .path.display())]
    Foreign {
        /// The data directory.
        path: PathBuf,
        /// The number of the user who made its lock file.
        owner: u32,
    },
    /// The directory or its lock file cannot be made or opened.
    #[error("cannot lock the data directory `{}`", .path.display())]
    Io {
        /// The data directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl DataDir {
    /// Takes the directory for this process; makes it if it is not there, closed to the machine's other users. Does not wait.
    pub fn lock(path: impl AsRef<Path>) -> Result<DataLock, LockError> {
        let path = path.as_ref().to_owned();
        let io = |source| LockError::Io { path: path.clone(), source };
        make_durable(&Disk, &path).map_err(io)?;
        if let Some(owner) = foreigner(&path.join(LOCK_FILE)) {
            return Err(LockError::Foreign { path, owner });
        }
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).clone();
        let mut file = options.open(path.join(LOCK_FILE)).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Locked { pid: pid(&mut file), path }),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        sign(&mut file).map_err(io)?;
        Ok(DataLock { path, _file: file })
    }
}

impl DataLock {
    /// The directory that is owned.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Who made the file, where that is not the user of this process.
#[cfg(target_os = "linux")]
fn foreigner(file: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    let owner = file.metadata().ok()?.uid();
    // The folder of a process is that of its user. Where it cannot be seen, nothing is known.
    let own = Path::new("/proc/self").metadata().ok()?.uid();
    (owner != own).then_some(owner)
}

#[cfg(not(target_os = "linux"))]
fn foreigner(_file: &Path) -> Option<u32> {
    None
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(PID_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
