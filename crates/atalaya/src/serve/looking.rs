//! The lookout at work: every few seconds it is read what every source has brought.

use super::Open;
use super::settings::Source;
use crate::data::{Books, ledger};
use crate::outcome::Failure;
use atalaya_detection::{Desk, Lookout, Reading, Watched};
use atalaya_journal::{Clock, Journal};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often sources are looked at.
const EVERY: Duration = Duration::from_secs(5);
/// How often it is looked whether to end.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Events of the future, by organization and source.
#[derive(Debug, Default)]
pub(super) struct Ahead(Mutex<HashMap<(String, String), u64>>);

impl Ahead {
    /// So many more.
    pub(super) fn add(&self, more: HashMap<(String, String), u64>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (source, count) in more {
            *all.entry(source).or_default() += count;
        }
    }

    fn of(&self, organization: &str, source: &str) -> u64 {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&(organization.to_owned(), source.to_owned())).copied().unwrap_or(0)
    }
}

/// The lookout of the shift before, which the next goes on with.
#[derive(Default)]
pub(super) struct LastLookout(Mutex<Option<Lookout>>);

/// What sources are read from.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) inlets: &'a [Open],
    pub(super) journal: &'a Journal,
    pub(super) ahead: &'a Ahead,
    pub(super) last: &'a LastLookout,
    pub(super) books: &'a Books,
    pub(super) clock: &'a dyn Clock,
}

impl Sight<'_> {
    /// The lookout over these sources.
    pub(super) fn lookout(&self, sources: &[Source]) -> Result<Lookout, Failure> {
        let seen = self.books.ask(self.books.ledger().sources_seen()).map_err(|error| ledger::read(&error))?;
        let watched = sources.iter().map(|source| Watched {
            organization: source.organization.clone(),
            source: source.name.clone(),
            silent_after: source.silent_after,
        });
        let lookout = Lookout::new(watched.collect(), &seen, &self.readings(), self.clock.now());
        let before = self.last.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(match before {
            Some(before) => lookout.going_on(before),
            None => lookout,
        })
    }

    /// Looks until it is over.
    pub(super) fn keep(&self, mut lookout: Lookout, desk: &Desk, over: &AtomicBool) {
        self.look(&mut lookout, desk);
        let mut looked = Instant::now();
        while !over.load(Ordering::Relaxed) {
            thread::sleep(LOOK_EVERY);
            if looked.elapsed() >= EVERY {
                looked = Instant::now();
                self.look(&mut lookout, desk);
            }
        }
        self.look(&mut lookout, desk);
        *self.last.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(lookout);
    }

    fn look(&self, lookout: &mut Lookout, desk: &Desk) {
        let (findings, seen) = lookout.look(&self.readings(), self.clock.now());
        desk.note_head(self.journal.head());
        // What cannot be kept now is kept the next time; a ledger that cannot be written says so when a finding comes.
        let _ = self.books.ask(self.books.ledger().note_sources(&seen));
        desk.hand_in(findings, Vec::new());
    }

    /// Of each source whose it is, its name, and how much of what it sent was not kept since the centre began.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&String, &String, u64)> {
        let lost = |open: &Open| open.counts.losses().of_source();
        self.inlets.iter().map(move |open| (&open.organization, &open.source, lost(open)))
    }

    fn readings(&self) -> Vec<Reading> {
        let tallies = self.journal.tallies();
        let reading = |open: &Open| {
            let is_it = |tally: &&atalaya_journal::Tally| {
                (&tally.organization_name, &tally.source_name) == (&open.organization, &open.source)
            };
            let counts = tallies.iter().find(is_it).map(|tally| tally.counts).unwrap_or_default();
            Reading {
                accepted: counts.accepted,
                decoded: counts.decoded,
                quarantined: counts.quarantined,
                lost: open.counts.losses().of_source(),
                ahead: self.ahead.of(&open.organization, &open.source),
            }
        };
        self.inlets.iter().map(reading).collect()
    }
}
