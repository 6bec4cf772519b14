//! Correlations behind the recorder's port.

use crate::data::{Books, ledger};
use crate::outcome::Failure;
use atalaya_detection::Correlate;
use atalaya_ledger::Page;
use atalaya_model::{Correlated, Match, Time};
use atalaya_scan::live::{Correlator, Counts, Judging, Live};
use std::time::Duration;

/// The correlations of the rules.
pub(super) struct Correlating<'r>(Correlator<'r>);

impl<'r> Correlating<'r> {
    /// Goes on with what the ledger has.
    pub(super) fn new(live: &Live<'r>, books: &Books, now: Time) -> Result<Correlating<'r>, Failure> {
        let mut correlator = live.correlator();
        let kept = books.ledger();
        let swept = books.ask(kept.correlations_swept()).map_err(|error| ledger::read(&error))?;
        swept.into_iter().for_each(|swept| correlator.go_on(swept, now));
        let (stretches, unread) = books.ask(kept.stretches()).map_err(|error| ledger::read(&error))?;
        correlator.pass_over(Vec::new(), unread);
        for (finding, state) in stretches {
            correlator.stand(finding, &state);
        }
        let mut after = None;
        loop {
            let page = books.ask(kept.matches(after.as_ref())).map_err(|error| ledger::read(&error))?;
            let Page { matches, unread, last } = page;
            if last.is_none() {
                break;
            }
            after = last;
            correlator.pass_over(unread, 0);
            correlator.take(matches);
        }
        correlator.went_on();
        Ok(Correlating(correlator))
    }

    /// What became of matches.
    pub(super) fn counts(&self) -> Counts {
        self.0.counts()
    }
}

impl Correlate for Correlating<'_> {
    fn take(&mut self, matches: Vec<Match>) -> Vec<Match> {
        self.0.take(matches)
    }

    fn pass(&mut self, reached: Option<Time>) -> Correlated {
        match reached {
            Some(reached) => self.0.pass(reached),
            None => self.0.judge(Judging::Rested),
        }
    }

    fn idle(&mut self, since: Duration, now: Time) -> Correlated {
        self.0.idle(since, now)
    }

    fn end(&mut self) -> Correlated {
        self.0.judge(Judging::All)
    }
}
