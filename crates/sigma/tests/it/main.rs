//! The tests of Sigma: reading, the reference evaluator, and what the specification says of both.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod agreement;
mod corpus;
mod correlating;
mod generate;
mod naive;
mod parsing;
mod vectors;
