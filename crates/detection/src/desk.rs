//! Where findings are handed in, from many threads.
//!
//! Marks stand between the findings in the queue: a mark says that everything found before an offset stands before it. When
//! what stands before a mark is durable, its offset is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use atalaya_ledger::Suppression;
use atalaya_model::{Finding, Match, Time};
use crossbeam_channel::{Receiver, SendTimeoutError, Sender, bounded};

/// Portions of findings, and marks, that wait to be recorded.
pub const PORTIONS_MAX: usize = 32;
/// How often it is looked whether somebody has given up.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What is handed in.
pub(crate) enum Portion {
    Found(Vec<Finding>, Vec<Match>),
    /// Not found, because of exceptions.
    Suppressed(Vec<Suppression>),
    /// Found in canaries.
    Canaries(Vec<Finding>, Vec<Match>),
    /// All canaries that were let in at this time were handed in.
    Round(Time),
    /// Everything found before this offset was handed in before; by then everything was received up to this time.
    Mark(u64, Option<Time>),
}

/// What the recorder shares with those who hand in.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) durable: AtomicU64,
    pub(crate) given_up: AtomicBool,
    unjudged: AtomicU64,
    timeless: AtomicU64,
    /// Where the entries end that wait to be decoded, as far as that is known.
    pub(crate) head: AtomicU64,
    /// Rounds of canaries of which it is kept what came of them.
    pub(crate) rounds: AtomicU64,
}

/// Where findings are handed in.
#[derive(Clone)]
pub struct Desk {
    portions: Sender<Portion>,
    state: Arc<State>,
}

/// A desk, and where it is emptied.
pub(crate) fn desk() -> (Desk, Receiver<Portion>, Arc<State>) {
    let (sender, portions) = bounded(PORTIONS_MAX);
    let state = Arc::new(State::default());
    (Desk { portions: sender, state: state.clone() }, portions, state)
}

impl Desk {
    /// Hands in what was found. Waits for room, unless somebody has given up.
    pub fn hand_in(&self, findings: Vec<Finding>, matches: Vec<Match>) {
        if !findings.is_empty() || !matches.is_empty() {
            self.put(Portion::Found(findings, matches));
        }
    }

    /// Hands in what exceptions kept from being found, as [`Desk::hand_in`].
    pub fn hand_in_suppressed(&self, suppressed: Vec<Suppression>) {
        if !suppressed.is_empty() {
            self.put(Portion::Suppressed(suppressed));
        }
    }

    /// Hands in what was found in canaries, as [`Desk::hand_in`].
    pub fn hand_in_canaries(&self, findings: Vec<Finding>, matches: Vec<Match>) {
        if !findings.is_empty() || !matches.is_empty() {
            self.put(Portion::Canaries(findings, matches));
        }
    }

    /// Everything was handed in that was found in the canaries which were let in at this time.
    pub fn end_round(&self, tried: Time) {
        self.put(Portion::Round(tried));
    }

    /// Rounds of canaries of which it is kept what came of them.
    #[must_use]
    pub fn rounds(&self) -> u64 {
        self.state.rounds.load(Ordering::Acquire)
    }

    /// So many events could not be judged, and so many matches be taken by no correlation since their events have no time.
    pub fn count(&self, unjudged: u64, timeless: u64) {
        self.state.unjudged.fetch_add(unjudged, Ordering::Relaxed);
        self.state.timeless.fetch_add(timeless, Ordering::Relaxed);
    }

    /// Entries wait to be decoded up to this offset.
    pub fn note_head(&self, head: u64) {
        self.state.head.store(head, Ordering::Relaxed);
    }

    /// Everything found before this offset was handed in; by then everything was received up to this time.
    pub fn mark(&self, offset: u64, reached: Option<Time>) {
        self.put(Portion::Mark(offset, reached));
    }

    /// The offset before which everything that was found is durable.
    #[must_use]
    pub fn durable(&self) -> u64 {
        self.state.durable.load(Ordering::Acquire)
    }

    /// Events that no rule could be asked about.
    #[must_use]
    pub fn unjudged(&self) -> u64 {
        self.state.unjudged.load(Ordering::Relaxed)
    }

    /// Matches of events without a time, which correlations cannot take.
    #[must_use]
    pub fn timeless(&self) -> u64 {
        self.state.timeless.load(Ordering::Relaxed)
    }

    /// Nothing is waited for any more: what is not durable by now will be found again.
    pub fn give_up(&self) {
        self.state.given_up.store(true, Ordering::Relaxed);
    }

    fn put(&self, mut portion: Portion) {
        while !self.state.given_up.load(Ordering::Relaxed) {
            match self.portions.send_timeout(portion, LOOK_EVERY) {
                Err(SendTimeoutError::Timeout(again)) => portion = again,
                // Without a recorder nothing becomes durable, and so nothing is passed over.
                Ok(()) | Err(SendTimeoutError::Disconnected(_)) => return,
            }
        }
    }
}
