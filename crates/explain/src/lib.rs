//! A finding told in plain words: what happened, what causes it innocently, what to look at first, what its techniques mean.
//!
//! Deterministic and offline: it sees a finding's log source, tags, matched fields and entities, and answers with messages
//! of the catalogue. No rule is read here; what a rule says of itself goes before what is derived here, and the surfaces see to that.

mod attack;
mod finding;

pub use attack::{Tactic, Technique, attack_problems, tactic, tactics, technique, techniques};
pub use finding::Finding;

use atalaya_model::{LogSource, Message};

/// What happened.
#[must_use]
pub fn happened(_finding: &Finding<'_>) -> Vec<Message> {
    Vec::new()
}

/// Innocent causes.
#[must_use]
pub fn causes(_logsource: &LogSource, _tags: &[String]) -> Vec<Message> {
    Vec::new()
}

/// First checks.
#[must_use]
pub fn checks(_logsource: &LogSource, _tags: &[String]) -> Vec<Message> {
    Vec::new()
}
