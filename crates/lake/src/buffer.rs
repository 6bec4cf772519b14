//! What waits in memory, over all tables: how much, since when, from which offset on, and which table is written next.
//!
//! Nothing of the rows is here. Locked after a table, never before one.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use crate::error::LakeError;

/// How long a table whose write failed is left alone, where nobody asks for it; twice as long after each failure.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// How often that is doubled at most.
const RETRY_DOUBLED_MAX: u32 = 7;
/// How long a writer sleeps at most.
const SLEEP_MAX: Duration = Duration::from_millis(250);

/// What waits of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    /// Bytes in memory.
    pub(crate) bytes: usize,
    /// The first offset.
    pub(crate) first: u64,
    /// Since when.
    pub(crate) since: Instant,
}

/// What waits, and who waits for it.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes_max: usize,
    age_max: Duration,
    waiting: Mutex<Waiting>,
    /// There is something to write.
    work: Condvar,
    /// Something was written, or could not be.
    change: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    appended: Option<u64>,
    tables: FxHashMap<usize, Pending>,
    bytes: usize,
    /// Bytes that somebody wants to bring and has no room for.
    wanted: usize,
    /// Somebody waits until all rows before this offset are written.
    flush_to: u64,
    /// How many do; with the last of them it is over.
    flushing: usize,
    /// What went wrong and was told nobody.
    failure: Option<LakeError>,
    failures: u64,
    closing: bool,
}

#[derive(Debug)]
struct Pending {
    wait: Wait,
    writing: bool,
    retry: Option<Instant>,
    /// Writes of it that failed, one after the other.
    failures: u32,
}

impl Buffer {
    pub(crate) fn new(bytes_max: usize, age_max: Duration) -> Buffer {
        let (waiting, work, change) = Default::default();
        Buffer { bytes_max, age_max, waiting, work, change }
    }

    /// What waits of a table now.
    pub(crate) fn set(&self, table: usize, wait: Option<Wait>) {
        let mut waiting = self.lock();
        let before = waiting.tables.get(&table).map_or(0, |pending| pending.wait.bytes);
        waiting.bytes = waiting.bytes - before + wait.map_or(0, |wait| wait.bytes);
        match (wait, waiting.tables.get_mut(&table)) {
            (Some(wait), Some(pending)) => {
                // Rows that came earlier wait longer.
                let since = if wait.first == pending.wait.first { pending.wait.since } else { wait.since };
                pending.wait = Wait { since, ..wait };
            }
            (Some(wait), None) => {
                waiting.tables.insert(table, Pending { wait, writing: false, retry: None, failures: 0 });
            }
            (None, Some(pending)) if pending.writing => {
                pending.wait = Wait { bytes: 0, first: u64::MAX, ..pending.wait }
            }
            (None, _) => {
                waiting.tables.remove(&table);
            }
        }
        if self.is_pressed(&waiting) || waiting.flush_to > 0 {
            self.work.notify_all();
        }
        self.change.notify_all();
    }

    /// Waits until so many bytes more have room. Tells what went wrong before.
    pub(crate) fn make_room(&self, bytes: usize) -> Result<(), LakeError> {
        let mut waiting = self.lock();
        loop {
            if let Some(failure) = waiting.failure.take() {
                waiting.wanted = 0;
                return Err(failure);
            }
            if waiting.closing {
                return Err(LakeError::Closed);
            }
            if waiting.bytes == 0 || waiting.bytes + bytes <= self.bytes_max {
                waiting.wanted = 0;
                return Ok(());
            }
            waiting.wanted = bytes;
            self.work.notify_all();
            waiting = self.change.wait_timeout(waiting, SLEEP_MAX).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The offset that the next range begins at; `None` before the first one.
    pub(crate) fn appended(&self) -> Option<u64> {
        self.lock().appended
    }

    /// All rows of entries before `end` were brought.
    pub(crate) fn advance(&self, end: u64) {
        self.lock().appended = Some(end);
    }

    /// All rows of entries before this offset are written.
    pub(crate) fn durable(&self) -> u64 {
        self.lock().durable()
    }

    /// Writes that failed since the lake was opened.
    pub(crate) fn failures(&self) -> u64 {
        self.lock().failures
    }

    /// Bytes that wait.
    pub(crate) fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Waits until everything that was brought is written, or something goes wrong.
    pub(crate) fn flush(&self) -> Result<u64, LakeError> {
        let mut waiting = self.lock();
        let to = waiting.appended.unwrap_or(0);
        waiting.flush_to = waiting.flush_to.max(to);
        waiting.flushing += 1;
        waiting.tables.values_mut().for_each(|pending| pending.retry = None);
        waiting.failure = None;
        self.work.notify_all();
        loop {
            let flushed = waiting.flushed(to);
            if let Some(flushed) = flushed {
                waiting.flushing -= 1;
                waiting.flush_to = if waiting.flushing == 0 { 0 } else { waiting.flush_to };
                return flushed;
            }
            waiting = self.change.wait_timeout(waiting, SLEEP_MAX).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for a table that is to be written, and returns it; `None` when there is nothing more to do ever.
    pub(crate) fn next(&self) -> Option<usize> {
        let mut waiting = self.lock();
        loop {
            if waiting.closing {
                return None;
            }
            if let Some(table) = self.choose(&waiting) {
                if let Some(pending) = waiting.tables.get_mut(&table) {
                    pending.writing = true;
                }
                return Some(table);
            }
            let sleep = SLEEP_MAX.min(self.age_max).max(Duration::from_millis(1));
            waiting = self.work.wait_timeout(waiting, sleep).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The table that [`Buffer::next`] gave was written, or could not be.
    pub(crate) fn done(&self, table: usize, result: Result<(), LakeError>) {
        let mut waiting = self.lock();
        if let Some(pending) = waiting.tables.get_mut(&table) {
            pending.writing = false;
            let after = RETRY_AFTER * (1 << pending.failures.min(RETRY_DOUBLED_MAX));
            pending.retry = result.is_err().then(|| Instant::now() + after);
            pending.failures = if result.is_err() { pending.failures + 1 } else { 0 };
            if pending.wait.first == u64::MAX {
                waiting.tables.remove(&table);
            }
        }
        if let Err(error) = result {
            waiting.failures += 1;
            waiting.failure = Some(error);
        }
        self.work.notify_all();
        self.change.notify_all();
    }

    /// Ends those who wait for work.
    pub(crate) fn close(&self) {
        self.lock().closing = true;
        self.work.notify_all();
        self.change.notify_all();
    }

    fn choose(&self, waiting: &Waiting) -> Option<usize> {
        let now = Instant::now();
        let ready = || {
            let tables = waiting.tables.iter().filter(|(_, pending)| !pending.writing && pending.wait.bytes > 0);
            tables.filter(|(_, pending)| pending.retry.is_none_or(|retry| retry <= now))
        };
        let largest = |(_, pending): &(&usize, &Pending)| pending.wait.bytes;
        let asked = ready().filter(|(_, pending)| pending.wait.first < waiting.flush_to).max_by_key(largest);
        let pressed = || self.is_pressed(waiting).then(|| ready().max_by_key(largest)).flatten();
        let old = || {
            let old = ready().filter(|(_, pending)| now.duration_since(pending.wait.since) >= self.age_max);
            old.min_by_key(|(_, pending)| pending.wait.since)
        };
        asked.or_else(pressed).or_else(old).map(|(table, _)| *table)
    }

    fn is_pressed(&self, waiting: &Waiting) -> bool {
        waiting.bytes > self.bytes_max / 2 || (waiting.wanted > 0 && waiting.bytes + waiting.wanted > self.bytes_max)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// How a flush to this offset ended; `None` while it goes on.
    fn flushed(&mut self, to: u64) -> Option<Result<u64, LakeError>> {
        let durable = self.durable();
        if durable >= to {
            return Some(Ok(durable));
        }
        let closed = self.closing.then_some(LakeError::Closed);
        self.failure.take().or(closed).map(Err)
    }

    fn durable(&self) -> u64 {
        let first = self.tables.values().map(|pending| pending.wait.first).min();
        let appended = self.appended.unwrap_or(0);
        first.map_or(appended, |first| first.min(appended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(first: u64) -> Option<Wait> {
        Some(Wait { bytes: 1, first, since: Instant::now() })
    }

    #[test]
    fn a_flush_that_ends_leaves_the_others_their_turn() {
        let buffer = Buffer::new(1 << 20, Duration::MAX);
        let flush_to = |end| {
            while buffer.lock().flush_to != end {
                std::thread::yield_now()
            }
        };
        std::thread::scope(|scope| {
            buffer.set(0, wait(3));
            buffer.advance(10);
            let first = scope.spawn(|| buffer.flush());
            flush_to(10);
            buffer.set(1, wait(12));
            buffer.advance(20);
            let second = scope.spawn(|| buffer.flush());
            flush_to(20);
            buffer.set(0, None);
            assert_eq!(first.join().unwrap().unwrap(), 12);
            assert_eq!(buffer.choose(&buffer.lock()), Some(1), "the second one still waits");
            buffer.set(1, None);
            assert_eq!(second.join().unwrap().unwrap(), 20);
        });
        assert_eq!(buffer.lock().flush_to, 0);
    }
}
