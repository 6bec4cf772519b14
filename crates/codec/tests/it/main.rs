//! The codec at its boundary.

mod framing;
mod sniff;
