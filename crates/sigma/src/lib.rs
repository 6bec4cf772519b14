//! Sigma: rules compiled together and evaluated on events.
//!
//! Pure: text and events in, diagnostics and matches out. No disk, no clock, no knowledge of kinds.

pub mod ast;
pub mod condition;
pub mod parse;
