//! What one input may expand to.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::Limits;

/// Which limit ended an expansion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    /// More than [`Limits::expanded_bytes_max`].
    #[error("expands to more than {0} bytes")]
    Total(u64),
    /// More than [`Limits::expansion_ratio_max`].
    #[error("expands to more than {0} times its size")]
    Ratio(u64),
    /// More than [`Limits::members_max`].
    #[error("has more than {0} members")]
    Members(u64),
}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        io::Error::other(stop)
    }
}

/// The accounts of one input: what it is as stored, and what came out of it.
#[derive(Debug)]
pub(crate) struct Budget {
    total_max: u64,
    ratio_max: u64,
    floor: u64,
    members_max: u64,
    stored: Cell<u64>,
    expanded: Cell<u64>,
    members: Cell<u64>,
    stop: Cell<Option<Stop>>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Rc<Self> {
        Rc::new(Budget {
            total_max: limits.expanded_bytes_max,
            ratio_max: limits.expansion_ratio_max,
            floor: limits.expansion_floor_bytes,
            members_max: limits.members_max,
            stored: Cell::default(),
            expanded: Cell::default(),
            members: Cell::default(),
            stop: Cell::default(),
        })
    }

    /// Bytes of the input itself were read.
    pub(crate) fn stored(&self, bytes: usize) {
        self.stored.set(self.stored.get() + bytes as u64);
    }

    /// A member of an archive begins.
    pub(crate) fn member(&self) -> Result<(), Stop> {
        self.members.set(self.members.get() + 1);
        let many = self.members.get() > self.members_max;
        self.stop.set(self.stop.get().or(many.then_some(Stop::Members(self.members_max))));
        self.stop.get().map_or(Ok(()), Err)
    }

    /// Bytes came out of a layer. They are kept; if they were too many, no more will come.
    fn expand(&self, bytes: usize) {
        let expanded = self.expanded.get() + bytes as u64;
        self.expanded.set(expanded);
        let stop = if expanded > self.total_max {
            Some(Stop::Total(self.total_max))
        } else if expanded > self.floor && expanded / self.ratio_max.max(1) > self.stored.get() {
            Some(Stop::Ratio(self.ratio_max))
        } else {
            None
        };
        self.stop.set(self.stop.get().or(stop));
    }

    /// Why nothing more may come out of the input; once stopped, it stays stopped.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.stop.get()
    }
}

/// What comes out of a layer, accounted for.
pub(crate) struct Expanded<R> {
    pub(crate) inner: R,
    pub(crate) budget: Rc<Budget>,
}

impl<R: Read> Read for Expanded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(stop) = self.budget.stopped() {
            return Err(stop.into());
        }
        let read = self.inner.read(out)?;
        self.budget.expand(read);
        Ok(read)
    }
}
