//! The kinds that come with the program, against real logs and against our samples.

mod builtin;
mod corpus;
mod decoded;
mod identity;
mod samples;
mod regression;
