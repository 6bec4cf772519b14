//! The tests of the whole scan: from files to findings.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod correlating;
mod regression;
mod scanning;
mod streams;
