//! How far a scan has come, for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that the scan raises and a watcher reads.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes read of the inputs as stored.
    pub bytes: std::sync::Arc<AtomicU64>,
    /// Events decoded.
    pub events: AtomicU64,
    /// Findings so far.
    pub findings: AtomicU64,
}

impl Progress {
    pub(crate) fn add(&self, events: u64, findings: u64) {
        self.events.fetch_add(events, Ordering::Relaxed);
        self.findings.fetch_add(findings, Ordering::Relaxed);
    }
}
