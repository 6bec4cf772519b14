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

    /// So many are not counted after all.
    pub(super) fn take_back(&self, less: u64) {
        self.0.fetch_sub(less, Ordering::Relaxed);
    }

    /// Takes a number that was counted elsewhere.
    pub(super) fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }
}

/// What was not taken as it was sent: what a person is to know of while it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Losses {
    /// See [`Counts::dropped`].
    pub dropped: u64,
    /// See [`Counts::cut`].
    pub cut: u64,
    /// See [`Counts::crowded`].
    pub crowded: u64,
    /// See [`Counts::yielded`].
    pub yielded: u64,
    /// See [`Counts::foreign`].
    pub foreign: u64,
    /// See [`Counts::broken`].
    pub broken: u64,
    /// See [`Counts::untrusted`].
    pub untrusted: u64,
    /// See [`Counts::unauthorized`].
    pub unauthorized: u64,
    /// See [`Counts::refused`].
    pub refused: u64,
    /// See [`Counts::unread`].
    pub unread: u64,
    /// See [`Counts::torn`].
    pub torn: u64,
    /// See [`Counts::truncated`].
    pub truncated: u64,
    /// See [`Counts::vanished`].
    pub vanished: u64,
    /// See [`Counts::passed`].
    pub passed: u64,
    /// See [`Counts::beyond`].
    pub beyond: u64,
}

/// What is counted at an inlet since it was opened, or at an address that sources share of what is not known to be of one.
#[derive(Debug, Default)]
pub struct Counts {
    /// Messages that were read, to be handed to the journal.
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
    /// Connections that had been silent for long, and were closed because a new one needed their place.
    pub yielded: Count,
    /// Connections and datagrams of addresses that may not send here.
    pub foreign: Count,
    /// Connections that broke the protocol, and were closed for it.
    pub broken: Count,
    /// Connections whose TLS handshake failed or was not done in time.
    pub untrusted: Count,
    /// Requests without a token of a source, or with one that may not be sent from their address.
    pub unauthorized: Count,
    /// Requests that were refused for what is in them, and messages that were refused one by one; their senders were told.
    pub refused: Count,
    /// Connections that were closed because their answers were not read in time.
    pub unread: Count,
    /// Records of followed files that are too long, or stand under no columns: they are not kept.
    pub torn: Count,
    /// Times that a followed file was cut off, or something else was written in its place.
    pub truncated: Count,
    /// Followed files that were gone before all that was seen of them was read.
    pub vanished: Count,
    /// Files that are not followed for what they are: no text, no regular file, not to be read, to be imported whole.
    pub passed: Count,
    /// Files that are not followed since there are too many.
    pub beyond: Count,
    /// Copies of followed files, of which nothing was read that was read of those.
    pub copies: Count,
}

impl Counts {
    /// What was lost by now.
    #[must_use]
    pub fn losses(&self) -> Losses {
        Losses {
            dropped: self.dropped.get(),
            cut: self.cut.get(),
            crowded: self.crowded.get(),
            yielded: self.yielded.get(),
            foreign: self.foreign.get(),
            broken: self.broken.get(),
            untrusted: self.untrusted.get(),
            unauthorized: self.unauthorized.get(),
            refused: self.refused.get(),
            unread: self.unread.get(),
            torn: self.torn.get(),
            truncated: self.truncated.get(),
            vanished: self.vanished.get(),
            passed: self.passed.get(),
            beyond: self.beyond.get(),
        }
    }
}

impl Losses {
    /// What a source itself sent and is not kept as it was sent: in messages, connections and requests. What strangers do
    /// at its inlet is not among it.
    #[must_use]
    pub fn of_source(&self) -> u64 {
        self.dropped + self.cut + self.crowded + self.refused + self.torn + self.vanished + self.beyond
    }

    /// What was lost since then.
    #[must_use]
    pub fn since(&self, then: &Losses) -> Losses {
        Losses {
            dropped: self.dropped.saturating_sub(then.dropped),
            cut: self.cut.saturating_sub(then.cut),
            crowded: self.crowded.saturating_sub(then.crowded),
            yielded: self.yielded.saturating_sub(then.yielded),
            foreign: self.foreign.saturating_sub(then.foreign),
            broken: self.broken.saturating_sub(then.broken),
            untrusted: self.untrusted.saturating_sub(then.untrusted),
            unauthorized: self.unauthorized.saturating_sub(then.unauthorized),
            refused: self.refused.saturating_sub(then.refused),
            unread: self.unread.saturating_sub(then.unread),
            torn: self.torn.saturating_sub(then.torn),
            truncated: self.truncated.saturating_sub(then.truncated),
            vanished: self.vanished.saturating_sub(then.vanished),
            passed: self.passed.saturating_sub(then.passed),
            beyond: self.beyond.saturating_sub(then.beyond),
        }
    }
}
