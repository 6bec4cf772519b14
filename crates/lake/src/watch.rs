//! Whoever waits for upkeep: is told how far it is, and may end it between two files. What ends it leaves what was done.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::upkeep::UpkeepProgress;

/// Upkeep that is watched.
pub(crate) struct Watch<'w> {
    stop: &'w AtomicBool,
    told: &'w dyn Fn(UpkeepProgress),
    so_far: Cell<UpkeepProgress>,
}

impl<'w> Watch<'w> {
    pub(crate) fn new(stop: &'w AtomicBool, told: &'w dyn Fn(UpkeepProgress)) -> Watch<'w> {
        Watch { stop, told, so_far: Cell::default() }
    }

    /// There are so many tables to do.
    pub(crate) fn begin(&self, tables: usize) {
        self.tell(UpkeepProgress { tables, ..self.so_far.get() });
    }

    /// So many files were read, of so many bytes.
    pub(crate) fn read(&self, files: u64, bytes: u64) {
        let so_far = self.so_far.get();
        self.tell(UpkeepProgress { files: so_far.files + files, bytes: so_far.bytes + bytes, ..so_far });
    }

    /// A table is done.
    pub(crate) fn done(&self) {
        let so_far = self.so_far.get();
        self.tell(UpkeepProgress { tables_done: so_far.tables_done + 1, ..so_far });
    }

    /// How far it is, where it is to end here.
    pub(crate) fn stopped(&self) -> Option<UpkeepProgress> {
        self.stop.load(Ordering::Relaxed).then(|| self.so_far.get())
    }

    fn tell(&self, progress: UpkeepProgress) {
        self.so_far.set(progress);
        (self.told)(progress);
    }
}
