//! Puts what several threads finish in the order in which it was read.

use std::collections::BTreeMap;

/// Items by number; gives them out from 0 on without a gap. It holds no more than may be under way.
pub(crate) struct Reorder<T> {
    waiting: BTreeMap<u64, T>,
    next: u64,
}

impl<T> Default for Reorder<T> {
    fn default() -> Self {
        Reorder { waiting: BTreeMap::new(), next: 0 }
    }
}

impl<T> Reorder<T> {
    pub(crate) fn put(&mut self, number: u64, item: T) {
        self.waiting.insert(number, item);
    }

    pub(crate) fn next(&mut self) -> Option<T> {
        let item = self.waiting.remove(&self.next)?;
        self.next += 1;
        Some(item)
    }
}
