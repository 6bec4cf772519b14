//! A finding told in plain words: what happened, what causes it innocently, what to look at first, what its techniques mean.
//!
//! Deterministic and offline: it sees a finding's log source, tags, matched fields and entities, and answers with messages
//! of the catalogue. No rule is read here; what a rule says of itself goes before what is derived here, and the surfaces see to that.

mod advice;
mod attack;
mod finding;
mod happened;
mod tales;
mod text;

pub use advice::{causes, checks};
pub use attack::{Tactic, Technique, attack_problems, tactic, tactics, technique, techniques};
pub use finding::Finding;
pub use happened::{REST_FIELDS_MAX, REST_VALUES_MAX, SENTENCES_MAX, happened};
pub use text::VALUE_CHARS_MAX;
