//! What tests need and programs must not: the corpus of real logs, children kept within limits, tables of addresses,
//! chance that can be repeated.
//!
//! A development dependency only. Nothing here judges; it finds, unpacks and runs.

pub mod child;
mod corpus;
mod member;
pub mod mmdb;
mod random;

pub use corpus::{Corpus, Regression, corpus};
pub use member::{MEMBER_BYTES_MAX, Member, members};
pub use random::Random;
