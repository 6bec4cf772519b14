//! The kinds that come with the program, against real logs and against our samples.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stdout, reason = "what was seen in the corpus is worth reading")]

mod addresses;
mod builtin;
mod corpus;
mod deceit;
mod decoded;
mod identity;
mod kept;
mod regression;
mod samples;
