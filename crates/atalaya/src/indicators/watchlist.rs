//! What a running centre looks for: the set, which is replaced when indicators change.

use super::each;
use crate::data::Books;
use crate::outcome::Failure;
use atalaya_detection::Desk;
use atalaya_indicators::{Builder, Known, Set};
use atalaya_ledger::IndicatorQuestion;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// What is looked for in what arrives.
pub(crate) struct Watchlist {
    set: RwLock<Arc<Set>>,
    /// Where what is seen in the past is handed in; none: the centre ends.
    desk: Mutex<Option<Desk>>,
    /// One changes indicators at a time.
    changing: Mutex<()>,
    /// Hits that were left out, because their events had too many.
    beyond: AtomicU64,
}

impl Watchlist {
    /// With what the ledger has; and how many indicators cannot be read.
    pub(crate) fn new(books: &Books, desk: Desk) -> Result<(Watchlist, u64), Failure> {
        let (set, unread) = load(books)?;
        let (set, desk) = (RwLock::new(Arc::new(set)), Mutex::new(Some(desk)));
        Ok((Watchlist { set, desk, changing: Mutex::default(), beyond: AtomicU64::new(0) }, unread))
    }

    /// What is looked for now.
    pub(crate) fn current(&self) -> Arc<Set> {
        Arc::clone(&self.set.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks for what the ledger has by now; returns how many indicators cannot be read.
    pub(crate) fn renew(&self, books: &Books) -> Result<u64, Failure> {
        let (set, unread) = load(books)?;
        *self.set.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
        Ok(unread)
    }

    /// Keeps others from changing indicators meanwhile.
    pub(crate) fn changing(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where what is seen is handed in; none: the centre ends.
    pub(crate) fn desk(&self) -> Option<Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The centre ends: nothing is handed in any more.
    pub(crate) fn close(&self) {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// So many hits more were left out.
    pub(crate) fn count_beyond(&self, beyond: u64) {
        self.beyond.fetch_add(beyond, Ordering::Relaxed);
    }

    /// Hits that were left out.
    pub(crate) fn beyond(&self) -> u64 {
        self.beyond.load(Ordering::Relaxed)
    }
}

/// The set of all indicators that are not removed, and how many cannot be read.
fn load(books: &Books) -> Result<(Set, u64), Failure> {
    let mut builder = Builder::default();
    let mut beyond = 0;
    let unread = each(books, &IndicatorQuestion::default(), &mut |kept, indicator| {
        let (organization, origin) = (kept.organization.as_deref(), kept.origin.as_str());
        beyond += u64::from(!builder.add(&Known { id: kept.id, organization, origin, indicator: &indicator }));
        Ok(true)
    })?;
    Ok((builder.build(), unread + beyond))
}
