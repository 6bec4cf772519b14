//! The tests of the whole scan: from files to findings.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod attribution;
mod correlating;
mod coverage;
mod equality;
mod examples;
mod going_on;
mod live;
#[allow(dead_code, reason = "the tests of Sigma use more of it")]
#[path = "../../../sigma/tests/it/naive.rs"]
mod naive;
mod past;
mod reference;
mod regression;
mod scanning;
mod streams;
