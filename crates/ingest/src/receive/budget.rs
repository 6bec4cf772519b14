//! Bytes that were read and are not durable yet: so many of each source, and so many of all.

use std::sync::{Arc, Mutex, PoisonError};

use atalaya_journal::SourceId;
use rustc_hash::FxHashMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes under way of all sources.
pub const ALL_BYTES_MAX: usize = 32 << 20;
/// Bytes under way of one source.
pub const SOURCE_BYTES_MAX: usize = 4 << 20;

/// Bytes that a message takes beside its own: its place, its header, what waits for it.
pub(super) const PER_MESSAGE_BYTES: usize = 96;

/// The budget.
#[derive(Clone)]
pub(super) struct Budget {
    all: Arc<Semaphore>,
    sources: Arc<Mutex<FxHashMap<SourceId, Arc<Semaphore>>>>,
}

/// A part of the budget; given back when it is dropped.
pub(super) struct Share {
    parts: [OwnedSemaphorePermit; 2],
}

impl Share {
    /// Takes so many bytes out of the share; they are given back apart from the rest.
    pub(super) fn split(&mut self, bytes: usize) -> Option<Share> {
        let [own, all] = &mut self.parts;
        Some(Share { parts: [own.split(bytes)?, all.split(bytes)?] })
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { all: Arc::new(Semaphore::new(ALL_BYTES_MAX)), sources: Arc::default() }
    }
}

impl Budget {
    /// Waits until so many bytes of the source have room; `None` when the centre ends. More than the source's whole budget is
    /// taken as that.
    pub(super) async fn take(&self, source: SourceId, bytes: usize) -> Option<Share> {
        let bytes = u32::try_from(bytes.clamp(1, SOURCE_BYTES_MAX)).unwrap_or(u32::MAX);
        // First of its own: who waits there holds nothing that others need.
        let own = self.of(source).acquire_many_owned(bytes).await.ok()?;
        let all = self.all.clone().acquire_many_owned(bytes).await.ok()?;
        Some(Share { parts: [own, all] })
    }

    fn of(&self, source: SourceId) -> Arc<Semaphore> {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.entry(source).or_insert_with(|| Arc::new(Semaphore::new(SOURCE_BYTES_MAX))).clone()
    }
}
