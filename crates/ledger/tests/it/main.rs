//! The ledger as its callers see it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod correlations;
mod exceptions;
mod findings;
mod indicators;
mod opening;
