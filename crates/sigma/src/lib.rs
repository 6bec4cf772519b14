//! Sigma: rules compiled together and evaluated on events.
//!
//! Pure: text and events in, diagnostics and matches out. No disk, no clock, no knowledge of kinds.

pub mod ast;
mod check;
pub mod condition;
pub mod correlate;
mod cover;
pub mod expr;
mod fold;
mod lower;
mod matcher;
pub mod narrow;
pub mod parse;
mod partition;
mod pattern;
mod regex_text;
mod ruleset;
mod slots;
mod tables;
mod time_part;
pub mod witness;

pub use lower::{Lowering, Placeholders, TESTS_MAX};
pub use matcher::Matcher;
pub use partition::{Member, Partition, SLOTS_MAX};
pub use pattern::{Pattern, Piece, Shape};
pub use regex_text::REGEX_BYTES_MAX;
pub use ruleset::{DOCUMENTS_MAX, LoadedRule, RuleSet};
pub use slots::Slots;
