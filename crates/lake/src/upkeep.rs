//! Upkeep: what is done to tables beside taking rows. One thing at a time; nothing that appends or hunts wait for is held.
//!
//! Every step is a commit of its own or touches only what no commit names: whatever is interrupted leaves a good lake, and
//! done again it goes on.

mod source;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use atalaya_model::Time;

use crate::error::LakeError;
use crate::lake::Shared;
use crate::transfer;

pub(crate) use source::{ObjectReader, open_file, read_object};

/// What upkeep keeps while the lake is open.
#[derive(Debug)]
pub(crate) struct Upkeep {
    turn: Mutex<()>,
    /// Whether a transfer of rows was begun and not ended: rows may be in two tables.
    pub(crate) unfinished: AtomicBool,
    /// When the lake was opened: nobody is still writing what is older.
    pub(crate) opened: Time,
}

impl Upkeep {
    pub(crate) fn new(opened: Time) -> Upkeep {
        Upkeep { turn: Mutex::new(()), unfinished: AtomicBool::new(false), opened }
    }

    /// Waits until no other upkeep is being done.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// Waits until no other upkeep is being done; then each row is in one file.
    pub(crate) fn quiet_turn(&self) -> Result<MutexGuard<'_, ()>, LakeError> {
        let turn = self.upkeep.turn();
        if self.upkeep.unfinished.load(Ordering::Relaxed) {
            transfer::settle(self)?;
        }
        Ok(turn)
    }
}

/// How far upkeep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UpkeepProgress {
    /// Tables there are to do; 0 where the work does not go by tables.
    pub tables: usize,
    /// Tables that are done.
    pub tables_done: usize,
    /// Files that were read.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// Upkeep that is watched; it ends between two files.
pub(crate) type Watch<'w> = atalaya_stdx::watch::Watch<'w, UpkeepProgress>;
