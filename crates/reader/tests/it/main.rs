//! The reader at its boundary: real files, folders and archives in a temporary folder.
#![allow(clippy::unwrap_used)]

mod archives;
mod files;
mod hostile;
mod reading;
