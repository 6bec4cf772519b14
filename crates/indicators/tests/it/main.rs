//! What is read of files of indicators, and what is found of them in events.
#![allow(clippy::unwrap_used)]

mod naive;
mod reading;
mod seeking;
