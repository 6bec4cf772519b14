//! The two sums of each source: they hold at all times, across crashes, or something is wrong.
//!
//! Frames: accepted = decoded + quarantined + pending + expired unread + lost. Events: decoded = stored + expired + pending; those
//! of canaries are stored nowhere.

use std::collections::BTreeMap;

use atalaya_journal::{Counts, Journal, SourceId};
use atalaya_lake::{Lake, Stored};

use crate::canary::is_protected;

/// The sums of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Whose it is.
    pub organization: String,
    /// Its name.
    pub source: String,
    /// What the journal counts of frames.
    pub frames: Counts,
    /// Frames that wait for the decoder. `None`: the sum does not hold.
    pub frames_pending: Option<u64>,
    /// Events that were decoded.
    pub events: u64,
    /// Events in durable tables.
    pub events_stored: u64,
    /// Events that expired.
    pub events_expired: u64,
    /// Events in memory.
    pub events_pending: u64,
}

impl Balance {
    /// Whether the sum of frames holds.
    #[must_use]
    pub fn frames_hold(&self) -> bool {
        self.frames_pending.is_some()
    }

    /// Whether the sum of events holds.
    #[must_use]
    pub fn events_hold(&self) -> bool {
        let canaries = if is_protected(&self.organization) { 0 } else { self.events };
        self.events == canaries + self.events_stored + self.events_expired + self.events_pending
    }

    /// Whether both hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.frames_hold() && self.events_hold()
    }
}

/// The sums of all sources, in the order of organizations and sources. `settling` are events that the lake has and the
/// journal does not count yet. Nothing may be given to the lake or counted meanwhile.
pub(crate) fn balance(journal: &Journal, lake: &Lake, settling: &BTreeMap<SourceId, u64>) -> Vec<Balance> {
    let mut all: BTreeMap<(String, String), Balance> = BTreeMap::new();
    for tally in journal.tallies() {
        let mut balance = nothing(&tally.organization_name, &tally.source_name);
        balance.frames = tally.counts;
        balance.frames_pending = tally.counts.pending();
        balance.events = tally.counts.events + settling.get(&tally.source).copied().unwrap_or(0);
        all.insert((tally.organization_name, tally.source_name), balance);
    }
    for Stored { organization, source, stored, expired, buffered } in lake.tallies() {
        let of_nobody = nothing(&organization, &source);
        let balance = all.entry((organization, source)).or_insert(of_nobody);
        (balance.events_stored, balance.events_expired, balance.events_pending) = (stored, expired, buffered);
    }
    all.into_values().collect()
}

fn nothing(organization: &str, source: &str) -> Balance {
    Balance {
        organization: organization.to_owned(),
        source: source.to_owned(),
        frames: Counts::default(),
        frames_pending: Some(0),
        events: 0,
        events_stored: 0,
        events_expired: 0,
        events_pending: 0,
    }
}
