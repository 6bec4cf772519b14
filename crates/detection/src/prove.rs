//! Which rules canaries have proven: a port. What proves a rule is not known here.

use atalaya_ledger::Proven;
use atalaya_model::{Finding, Match};

/// Tells which rules were proven by what was found in canaries, in the recorder's thread.
///
/// Nothing of it is recorded but that.
pub trait Prove {
    /// What was found in canaries: the rules that are proven by it, also together with what was found before in this round.
    fn take(&mut self, findings: &[Finding], matches: Vec<Match>) -> Vec<Proven>;
    /// All canaries of a round were taken: what is proven by that nothing more comes. The next round begins anew.
    fn end(&mut self) -> Vec<Proven>;
}
