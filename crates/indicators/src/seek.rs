//! Looks for the values of a set in the fields of an event.
//!
//! What can be an address, a name or a hash is found by what every such thing has: a dot, a colon, thirty-two hexadecimal digits. Only
//! what passes the filter is made into the form in which values are compared. Nothing is allocated where nothing hits, unless names
//! are not written in ASCII.

mod files;
mod hashes;
mod ips;
mod names;
mod urls;

use atalaya_model::Time;

use crate::set::{Owner, Scope, Set, Together};
use crate::value::Sort;

/// Indicators that one event may hit; further ones are counted.
pub const HITS_MAX: usize = 64;
/// Places of an event where an indicator is seen that are kept; further ones say nothing new.
const SEEN_MAX: usize = 8;
/// Alternatives of several values that are watched in one event.
const WATCHED_MAX: usize = 1024;
/// Bytes of what stands in the event that are kept.
const OBSERVED_BYTES_MAX: usize = 512;

/// An indicator that an event hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the set.
    pub indicator: u32,
    /// Where it is seen.
    pub seen: Vec<Seen>,
}

/// A value that is seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The number of the field.
    pub field: u32,
    /// Its sort.
    pub sort: Sort,
    /// What is looked for.
    pub value: String,
    /// What stands in the event.
    pub observed: String,
}

/// One thread's part.
#[derive(Debug, Default)]
pub struct Seeker {
    hits: Vec<Hit>,
    watched: Vec<Watched>,
    beyond: u64,
    buffer: Vec<u8>,
}

/// An alternative of which something was seen.
#[derive(Debug)]
struct Watched {
    indicator: u32,
    term: u32,
    parts: u8,
    got: u8,
    seen: Vec<Seen>,
}

/// Where is looked: a field of an event.
#[derive(Clone, Copy)]
struct At<'a> {
    set: &'a Set,
    scope: Scope<'a>,
    time: Time,
    field: u32,
    text: &'a str,
}

impl Seeker {
    /// Looks at the value of a field of an event of this time.
    #[inline]
    pub fn look(&mut self, set: &Set, scope: Scope<'_>, time: Time, field: u32, text: &str) {
        let (shapes, at) = (&set.shapes, At { set, scope, time, field, text });
        if shapes.v4 || shapes.names() {
            self.names(at);
        }
        if shapes.v4 || shapes.v6 {
            self.ips(at);
        }
        if shapes.hashes && text.len() >= hashes::DIGITS_MIN {
            self.hashes(at);
        }
        if shapes.files {
            self.file(at);
        }
    }

    /// What the event hit, all of whose fields were looked at, by the numbers of indicators.
    pub fn take(&mut self) -> Vec<Hit> {
        for watched in std::mem::take(&mut self.watched) {
            if watched.got.count_ones() == u32::from(watched.parts) {
                watched.seen.into_iter().for_each(|seen| self.hit(watched.indicator, seen));
            }
        }
        let mut hits = std::mem::take(&mut self.hits);
        hits.sort_unstable_by_key(|hit| hit.indicator);
        hits
    }

    /// Whether the event hit nothing so far.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty() && self.watched.is_empty()
    }

    /// Hits that were left out since this was last asked, because their events had too many.
    pub fn beyond(&mut self) -> u64 {
        std::mem::take(&mut self.beyond)
    }

    /// A value that may be there was made into its form: it is, where the set has its key.
    #[cold]
    fn found(&mut self, at: At<'_>, key: u128, seen: &dyn Fn() -> (Sort, String, String)) {
        for owner in at.set.owners(key) {
            let indicator = match owner {
                Owner::Alone(indicator) | Owner::Together(Together { indicator, .. }) => indicator,
            };
            if !at.set.concerns(indicator, at.scope, at.time) {
                continue;
            }
            let (sort, value, mut observed) = seen();
            observed.truncate(observed.floor_char_boundary(OBSERVED_BYTES_MAX));
            let seen = Seen { field: at.field, sort, value, observed };
            match owner {
                Owner::Alone(_) => self.hit(indicator, seen),
                Owner::Together(together) => self.watch(together, seen),
            }
        }
    }

    fn hit(&mut self, indicator: u32, seen: Seen) {
        let has_room = self.hits.len() < HITS_MAX;
        match self.hits.iter_mut().find(|hit| hit.indicator == indicator) {
            Some(hit) if hit.seen.len() < SEEN_MAX && !hit.seen.contains(&seen) => hit.seen.push(seen),
            Some(_) => {}
            None if has_room => self.hits.push(Hit { indicator, seen: vec![seen] }),
            None => self.beyond += 1,
        }
    }

    fn watch(&mut self, together: Together, seen: Seen) {
        let Together { indicator, term, part, parts } = together;
        let is_it = |watched: &&mut Watched| (watched.indicator, watched.term) == (indicator, term);
        let has_room = self.watched.len() < WATCHED_MAX;
        match self.watched.iter_mut().find(is_it) {
            Some(watched) => {
                watched.got |= 1 << part;
                if watched.seen.len() < SEEN_MAX && !watched.seen.contains(&seen) {
                    watched.seen.push(seen);
                }
            }
            None if has_room => {
                self.watched.push(Watched { indicator, term, parts, got: 1 << part, seen: vec![seen] });
            }
            None => self.beyond += 1,
        }
    }
}
