//! A disk that fails at a chosen call: full, broken, or writing less than it was asked to.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use atalaya_journal::OpenFile;
use atalaya_lake::{Layer, Listed, Meta};

use crate::sim::Sim;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    NoSpace,
    Device,
    Short,
}

/// When it fails, and how.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) calls_left: AtomicI64,
    pub(crate) how: How,
    /// How many calls fail.
    pub(crate) calls: i64,
}

impl Trouble {
    pub(crate) fn new(calls_left: i64, how: How, calls: i64) -> Arc<Trouble> {
        Arc::new(Trouble { calls_left: AtomicI64::new(calls_left), how, calls })
    }

    fn strikes(&self) -> bool {
        let left = self.calls_left.fetch_sub(1, Ordering::Relaxed);
        left <= 0 && left > -self.calls
    }

    fn may(&self) -> io::Result<()> {
        match self.strikes() {
            true if self.how == How::Device => Err(io::Error::other("input/output error")),
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Failing {
    pub(crate) disk: Sim,
    pub(crate) trouble: Arc<Trouble>,
}

struct FailingFile {
    file: Arc<dyn OpenFile>,
    trouble: Arc<Trouble>,
}

impl Layer for Failing {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.disk.make_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        self.disk.list(folder)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        self.trouble.may()?;
        Ok(Arc::new(FailingFile { file: self.disk.create(path)?, trouble: self.trouble.clone() }))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        self.trouble.may()?;
        self.disk.open(path)
    }

    fn meta(&self, path: &Path) -> io::Result<Meta> {
        self.disk.meta(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.disk.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.disk.sync_folder(folder)
    }
}

impl OpenFile for FailingFile {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        self.file.read_at(buffer, position)
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        match self.trouble.strikes() {
            true if self.trouble.how == How::Short && bytes.len() > 1 => {
                self.file.write_at(&bytes[..bytes.len() / 2], position)
            }
            true => {
                // What arrived before the error stays on the disk.
                self.file.write_at(&bytes[..bytes.len() / 3], position)?;
                Err(io::ErrorKind::StorageFull.into())
            }
            false => self.file.write_at(bytes, position),
        }
    }

    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.trouble.may()?;
        self.file.sync()
    }
}
