//! How much room the disk has: a port, so that tests can fill it.

use std::io;
use std::path::PathBuf;

/// Tells how much room there is.
pub trait Space: Send + Sync {
    /// Bytes that this process may still write.
    fn free_bytes(&self) -> io::Result<u64>;
}

/// The room on the file system that a directory is on.
#[derive(Debug, Clone)]
pub struct DiskSpace {
    /// The directory.
    pub path: PathBuf,
}

impl Space for DiskSpace {
    fn free_bytes(&self) -> io::Result<u64> {
        let found = rustix::fs::statvfs(&self.path)?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }
}

/// Room without end, for those who do not want a reserve.
#[derive(Debug, Clone, Copy, Default)]
pub struct Endless;

impl Space for Endless {
    fn free_bytes(&self) -> io::Result<u64> {
        Ok(u64::MAX)
    }
}
