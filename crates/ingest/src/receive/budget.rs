//! Bytes that were read and are not durable yet: so many of each source, and so many of all.

use std::sync::{Arc, Mutex, PoisonError};

use atalaya_journal::SourceId;
use rustc_hash::FxHashMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::http::OTLP_ROOM_BYTES_MAX;

/// Bytes under way of all sources.
pub const ALL_BYTES_MAX: usize = 32 << 20;
/// Bytes under way of one source.
pub const SOURCE_BYTES_MAX: usize = 4 << 20;

/// Bytes of requests that are read whole, of all sources, with what is made of them: of the greatest that there may be, three at
/// once.
pub const WHOLE_BYTES_MAX: usize = 3 * OTLP_ROOM_BYTES_MAX;

/// Bytes that a message takes beside its own: its place, its header, what waits for it.
pub(super) const PER_MESSAGE_BYTES: usize = 96;

/// The budget.
#[derive(Clone)]
pub(super) struct Budget {
    all: Arc<Semaphore>,
    /// Bytes of one source.
    source_bytes: usize,
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

    /// Gives back all but so many bytes.
    pub(super) fn shrink(&mut self, bytes: usize) {
        let [own, _] = &self.parts;
        drop(self.split(own.num_permits().saturating_sub(bytes)));
    }
}

impl Budget {
    /// For what is on its way into the journal.
    pub(super) fn underway() -> Budget {
        Budget::new(ALL_BYTES_MAX, SOURCE_BYTES_MAX)
    }

    /// For requests that are read whole: the greatest of a source at a time.
    pub(super) fn whole() -> Budget {
        Budget::new(WHOLE_BYTES_MAX, OTLP_ROOM_BYTES_MAX)
    }

    fn new(all_bytes: usize, source_bytes: usize) -> Budget {
        Budget { all: Arc::new(Semaphore::new(all_bytes)), source_bytes, sources: Arc::default() }
    }

    /// Waits until so many bytes of the source have room; `None` when the centre ends. More than the source's whole budget is
    /// taken as that.
    pub(super) async fn take(&self, source: SourceId, bytes: usize) -> Option<Share> {
        let bytes = u32::try_from(bytes.clamp(1, self.source_bytes)).unwrap_or(u32::MAX);
        // First of its own: who waits there holds nothing that others need.
        let own = self.of(source).acquire_many_owned(bytes).await.ok()?;
        let all = self.all.clone().acquire_many_owned(bytes).await.ok()?;
        Some(Share { parts: [own, all] })
    }

    fn of(&self, source: SourceId) -> Arc<Semaphore> {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.entry(source).or_insert_with(|| Arc::new(Semaphore::new(self.source_bytes))).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_needed_is_given_back_and_others_find_room() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let budget = Budget::new(100, 60);
        let take = |source, bytes| {
            let mut taking = std::pin::pin!(budget.take(SourceId(source), bytes));
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    share = &mut taking => share,
                    () = std::future::ready(()) => None,
                }
            })
        };
        let mut share = take(0, 1000).unwrap();
        assert_eq!((budget.all.available_permits(), take(0, 1).is_some()), (40, false));
        assert!(take(1, 41).is_none());
        share.shrink(25);
        share.shrink(30);
        assert_eq!(budget.all.available_permits(), 75);
        let other = (take(0, 35), take(1, 40));
        assert!(other.0.is_some() && other.1.is_some());
        drop((share, other));
        assert_eq!(budget.all.available_permits(), 100);
    }
}
