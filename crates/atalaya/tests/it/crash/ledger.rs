//! What was acknowledged, kept outside of the program, and what must be found of it.

use std::collections::BTreeSet;

use super::events::is_old;
use super::look::Seen;

/// Events by their numbers.
#[derive(Default)]
pub(super) struct Ledger {
    acknowledged: BTreeSet<u64>,
    /// Those that were handed over; not all of them need to have arrived.
    sent: BTreeSet<u64>,
    /// Old ones that were there when an expiry began: they may be gone.
    mortal: BTreeSet<u64>,
}

impl Ledger {
    pub(super) fn send(&mut self, number: u64) {
        self.sent.insert(number);
    }

    pub(super) fn acknowledge(&mut self, numbers: impl IntoIterator<Item = u64>) {
        self.acknowledged.extend(numbers);
    }

    /// An expiry begins: of what has arrived so far, what is old may go.
    pub(super) fn expire(&mut self) {
        self.mortal.extend(self.sent.iter().copied().filter(|number| is_old(*number)));
    }

    pub(super) fn acknowledged(&self) -> u64 {
        self.acknowledged.len() as u64
    }

    /// Everything that was acknowledged is there; nothing is there twice; nothing is there that was not sent.
    pub(super) fn check(&self, seen: &Seen, what: &str) {
        let mut lake = seen.lake.clone();
        lake.sort_unstable();
        let twice: Vec<u64> = lake.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(twice.is_empty(), "{what}: in the lake twice: {twice:?}");
        let lake: BTreeSet<u64> = lake.into_iter().collect();
        let quarantine: BTreeSet<u64> = seen.quarantine.iter().copied().collect();
        assert_eq!(quarantine.len(), seen.quarantine.len(), "{what}: in the quarantine twice");
        let both: Vec<&u64> = lake.intersection(&quarantine).collect();
        assert!(both.is_empty(), "{what}: in the lake and in the quarantine: {both:?}");
        let pending: BTreeSet<u64> = seen.pending.iter().copied().collect();
        let there = |number: &u64| lake.contains(number) || quarantine.contains(number) || pending.contains(number);
        let lost: Vec<&u64> =
            self.acknowledged.iter().filter(|number| !there(number) && !self.mortal.contains(number)).collect();
        assert!(lost.is_empty(), "{what}: acknowledged and lost: {lost:?}");
        let all = lake.iter().chain(&quarantine).chain(&pending);
        let strange: Vec<&u64> = all.filter(|number| !self.sent.contains(number)).collect();
        assert!(strange.is_empty(), "{what}: never sent: {strange:?}");
    }
}
