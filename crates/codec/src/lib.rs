//! Bytes to records.
//!
//! Pure: bytes in, fields out. What a field means is the schema's business; where bytes come from
//! is the reader's. Every decoder is bounded in depth, length and fields, and answers input that
//! it cannot read with [`Malformed`], never with a panic.

pub mod auditd;
pub mod cef;
#[cfg(test)]
mod check;
pub mod csv;
mod decoder;
pub mod evtx;
mod format;
pub mod framing;
pub mod json;
pub mod kv;
pub mod leef;
mod malformed;
mod sniff;
pub mod syslog;
pub mod text;
pub mod w3c;
pub mod web;
mod windows_dns;
pub mod xml;
pub mod zeek;

pub use decoder::{Decoder, Nested};
pub use format::{Columns, Format, Header};
pub use malformed::Malformed;
pub use sniff::{HEAD_BYTES_MAX, sniff};
