//! The bytes of a file, or of an archive's member, as they are stored: counted and hashed as they
//! stream by.

use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::budget::Budget;

/// Bytes that are read behind the end of a stream, so that the hash is that of the whole.
const DRAIN_BYTES: usize = 256 << 10;

/// A file or member that is read.
pub(crate) struct Stored<'a> {
    inner: &'a mut dyn Read,
    bytes: u64,
    hasher: Option<Sha256>,
}

impl<'a> Stored<'a> {
    pub(crate) fn new(inner: &'a mut dyn Read, hashing: bool) -> Self {
        Stored { inner, bytes: 0, hasher: hashing.then(Sha256::new) }
    }

    /// Reads what is left and returns the size and the hash; no hash where it could not be read.
    pub(crate) fn finish(mut self) -> (u64, Option<[u8; 32]>) {
        let mut rest = vec![0; DRAIN_BYTES];
        let whole = loop {
            match self.read(&mut rest) {
                Ok(0) => break true,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
        };
        let hash = self.hasher.filter(|_| whole).map(|hasher| hasher.finalize().into());
        (self.bytes, hash)
    }
}

impl Read for Stored<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.bytes += read as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&out[..read]);
        }
        Ok(read)
    }
}

/// An input itself: what is read of it moves the progress bar and is what expansion is measured by.
pub(crate) struct Metered<R> {
    pub(crate) inner: R,
    pub(crate) budget: Rc<Budget>,
    pub(crate) bytes_read: Arc<AtomicU64>,
    pub(crate) halt: Arc<AtomicBool>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.halt.load(Ordering::Relaxed) {
            return Err(io::Error::other("reading was ended"));
        }
        let read = self.inner.read(out)?;
        self.budget.stored(read);
        self.bytes_read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Bytes of which it is known how many there must be.
pub(crate) struct Exact<R> {
    pub(crate) inner: R,
    pub(crate) left: u64,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        let read = self.inner.read(&mut out[..room])?;
        self.left -= read as u64;
        if read == 0 && room > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }
}
