//! Whoever waits for long work: is told how far it is, and may end it. What ends it leaves what was done.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Long work that is watched; `P` says how far it is, in whatever it counts.
pub struct Watch<'w, P> {
    stop: &'w AtomicBool,
    told: &'w dyn Fn(P),
    so_far: Cell<P>,
}

impl<'w, P: Copy + Default> Watch<'w, P> {
    /// Work that begins, is to end when `stop` is on, and of which `told` hears.
    pub fn new(stop: &'w AtomicBool, told: &'w dyn Fn(P)) -> Watch<'w, P> {
        Watch { stop, told, so_far: Cell::default() }
    }

    /// It is so much further.
    pub fn further(&self, step: impl FnOnce(&mut P)) {
        let mut so_far = self.so_far.get();
        step(&mut so_far);
        self.so_far.set(so_far);
        (self.told)(so_far);
    }

    /// How far it is, where it is to end here.
    pub fn stopped(&self) -> Option<P> {
        self.stop.load(Ordering::Relaxed).then(|| self.so_far.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_hears_of_each_step_and_may_end_the_work() {
        let (stop, heard) = (AtomicBool::new(false), Cell::new(0));
        let tell = |far: u64| heard.set(far);
        let watch = Watch::new(&stop, &tell);
        assert_eq!(watch.stopped(), None);
        watch.further(|far| *far += 2);
        watch.further(|far| *far += 3);
        assert_eq!(heard.get(), 5);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(watch.stopped(), Some(5));
    }
}
