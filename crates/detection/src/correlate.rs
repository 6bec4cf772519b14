//! Where findings of correlations come from: a port. What they are is not known here.

use std::time::Duration;

use atalaya_model::{Correlated, Match, Time};

/// Makes findings of matches, in the recorder's thread.
///
/// What is taken is recorded with the findings that were found beside it, before the next mark; what comes of it is recorded
/// then or later. After a start it goes on with what was recorded.
pub trait Correlate {
    /// Takes matches, in any order, and returns those that are to be recorded: the others are known or of no use.
    fn take(&mut self, matches: Vec<Match>) -> Vec<Match>;
    /// Everything received by then was taken: what came of it.
    fn pass(&mut self, reached: Option<Time>) -> Correlated;
    /// Nothing came for so long, until `now`: what came of that.
    fn idle(&mut self, since: Duration, now: Time) -> Correlated;
    /// It ends: what was taken and not judged yet.
    fn end(&mut self) -> Correlated;
}
