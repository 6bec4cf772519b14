//! Whoever waits for long work on segments: is told how far it is, and may end it. What ends it leaves what was done.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SegmentProgress {
    /// Segments there are to do.
    pub segments: u64,
    /// Segments that are done.
    pub segments_done: u64,
    /// Bytes that were read.
    pub bytes: u64,
}

/// Long work that is watched.
pub(crate) struct Watch<'w> {
    stop: &'w AtomicBool,
    told: &'w dyn Fn(SegmentProgress),
    so_far: Cell<SegmentProgress>,
}

impl<'w> Watch<'w> {
    pub(crate) fn new(stop: &'w AtomicBool, told: &'w dyn Fn(SegmentProgress)) -> Watch<'w> {
        Watch { stop, told, so_far: Cell::default() }
    }

    /// There are so many segments to do.
    pub(crate) fn begin(&self, segments: u64) {
        self.tell(SegmentProgress { segments, ..self.so_far.get() });
    }

    /// So much was read.
    pub(crate) fn read(&self, bytes: u64) {
        let so_far = self.so_far.get();
        self.tell(SegmentProgress { bytes: so_far.bytes + bytes, ..so_far });
    }

    /// A segment is done.
    pub(crate) fn done(&self) {
        let so_far = self.so_far.get();
        self.tell(SegmentProgress { segments_done: so_far.segments_done + 1, ..so_far });
    }

    /// How far it is, where it is to end here.
    pub(crate) fn stopped(&self) -> Option<SegmentProgress> {
        self.stop.load(Ordering::Relaxed).then(|| self.so_far.get())
    }

    fn tell(&self, progress: SegmentProgress) {
        self.so_far.set(progress);
        (self.told)(progress);
    }
}
