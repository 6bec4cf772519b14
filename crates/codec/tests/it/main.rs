//! The codec at its boundary.
#![allow(clippy::unwrap_used)]

mod framing;
mod sniff;
