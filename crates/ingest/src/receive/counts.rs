//! What is counted at an inlet, beside the journal's own sums.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that many tasks add to.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// How many by now.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// Takes a number that was counted elsewhere.
    pub(super) fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }
}

/// What is counted at an inlet since it was opened.
#[derive(Debug, Default)]
pub struct Counts {
    /// Messages that were handed to the journal.
    pub messages: Count,
    /// Their bytes.
    pub bytes: Count,
    /// Messages that the journal has acknowledged.
    pub durable: Count,
    /// Pieces of messages that were too long to be kept together.
    pub cut: Count,
    /// Messages in which nothing was.
    pub empty: Count,
    /// Datagrams that the system dropped because nobody read them in time.
    pub dropped: Count,
    /// Connections that were taken.
    pub connections: Count,
    /// Connections that were refused because there were too many.
    pub crowded: Count,
    /// Connections and datagrams of addresses that may not send here.
    pub foreign: Count,
    /// Connections that broke the protocol, and were closed for it.
    pub broken: Count,
}
