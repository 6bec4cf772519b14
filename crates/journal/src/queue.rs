//! The queue between those who append and the writer: bounded in bytes, emptied in groups.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use atalaya_model::Time;

use crate::entry::{NewEntry, SourceId};
use crate::error::AppendError;

/// Entries that may be appended at once.
pub const BATCH_ENTRIES_MAX: usize = 1 << 16;
/// Bytes that may be appended at once.
pub const BATCH_BYTES_MAX: usize = 32 << 20;
/// Groups smaller than this wait for more, as long as the options say.
const SMALL_BYTES: usize = 64 << 10;

/// Where a batch has come to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The offset of its first entry; the others follow without a gap.
    pub first: u64,
    /// How many entries it has.
    pub count: u64,
}

/// Batches that are taken in their order or not at all: once one is refused, so are all that were submitted behind it. So
/// what was acknowledged has no holes, and whoever appends can go on behind it.
#[derive(Debug, Clone, Default)]
pub struct Lane(Arc<AtomicBool>);

impl Lane {
    pub(crate) fn is_closed(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn close(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// What is told to whoever appended.
pub(crate) type Reply = Result<Appended, AppendError>;

/// An entry without its bytes.
pub(crate) struct Piece {
    pub(crate) source: SourceId,
    pub(crate) received: Time,
    pub(crate) header_bytes: u32,
    pub(crate) frame_bytes: u32,
}

/// Entries that were brought together, and who waits for them.
pub(crate) struct Waiting {
    pub(crate) pieces: Vec<Piece>,
    /// Headers and frames one after another.
    pub(crate) bytes: Vec<u8>,
    pub(crate) reply: SyncSender<Reply>,
    pub(crate) lane: Option<Lane>,
}

impl Waiting {
    pub(crate) fn new(entries: &[NewEntry<'_>], reply: SyncSender<Reply>) -> Waiting {
        let size = entries.iter().map(|entry| entry.header.len() + entry.frame.len()).sum();
        let mut bytes = Vec::with_capacity(size);
        let piece = |entry: &NewEntry<'_>| {
            bytes.extend_from_slice(entry.header);
            bytes.extend_from_slice(entry.frame);
            let (header_bytes, frame_bytes) = (entry.header.len() as u32, entry.frame.len() as u32);
            Piece { source: entry.source, received: entry.received, header_bytes, frame_bytes }
        };
        let pieces = entries.iter().map(piece).collect();
        Waiting { pieces, bytes, reply, lane: None }
    }

    fn cost(&self) -> usize {
        self.bytes.len() + self.pieces.len() * size_of::<Piece>()
    }
}

/// Batches that wait for the writer.
pub(crate) struct Queue {
    bytes_max: usize,
    inside: Mutex<Inside>,
    filled: Condvar,
    emptied: Condvar,
}

#[derive(Default)]
struct Inside {
    batches: VecDeque<Waiting>,
    bytes: usize,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(bytes_max: usize) -> Queue {
        Queue { bytes_max, inside: Mutex::default(), filled: Condvar::new(), emptied: Condvar::new() }
    }

    /// Puts the batch in once there is room. A batch that is larger than the queue goes in when it is empty.
    pub(crate) fn put(&self, batch: Waiting) -> Result<(), AppendError> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |inside: &mut Inside| !inside.closed && self.is_full(inside, &batch);
        let inside = self.emptied.wait_while(inside, full).unwrap_or_else(PoisonError::into_inner);
        self.push(inside, batch)
    }

    /// Puts the batch in if there is room.
    pub(crate) fn try_put(&self, batch: Waiting) -> Result<(), AppendError> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_full(&inside, &batch) { Err(AppendError::Busy) } else { self.push(inside, batch) }
    }

    fn is_full(&self, inside: &Inside, batch: &Waiting) -> bool {
        !inside.batches.is_empty() && inside.bytes + batch.cost() > self.bytes_max
    }

    fn push(&self, mut inside: std::sync::MutexGuard<'_, Inside>, batch: Waiting) -> Result<(), AppendError> {
        if inside.closed {
            return Err(AppendError::Closed);
        }
        inside.bytes += batch.cost();
        inside.batches.push_back(batch);
        drop(inside);
        self.filled.notify_one();
        Ok(())
    }

    /// Waits for batches and takes up to so many bytes of them. `None` once the queue is closed and empty.
    pub(crate) fn take(&self, bytes_max: usize, linger: Duration) -> Option<Vec<Waiting>> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = |inside: &mut Inside| !inside.closed && inside.batches.is_empty();
        let mut inside = self.filled.wait_while(inside, empty).unwrap_or_else(PoisonError::into_inner);
        if !linger.is_zero() {
            let small = |inside: &mut Inside| !inside.closed && inside.bytes < SMALL_BYTES;
            inside = self.filled.wait_timeout_while(inside, linger, small).unwrap_or_else(PoisonError::into_inner).0;
        }
        let (mut group, mut bytes) = (Vec::new(), 0);
        while let Some(next) = inside.batches.front() {
            if !group.is_empty() && bytes + next.cost() > bytes_max {
                break;
            }
            bytes += next.cost();
            group.extend(inside.batches.pop_front());
        }
        inside.bytes -= bytes;
        drop(inside);
        self.emptied.notify_all();
        (!group.is_empty()).then_some(group)
    }

    /// Takes no more batches; those that are in it are still written.
    pub(crate) fn close(&self) {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.filled.notify_all();
        self.emptied.notify_all();
    }
}
