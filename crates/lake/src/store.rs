//! Where the tables' objects are: a local folder whose writes are durable, and encryption over any store.
//!
//! The libraries read and write through [`object_store::ObjectStore`]; its own local store syncs nothing.

mod answer;
mod disk;
mod durable;
mod layer;
mod parts;
mod seal;
mod sealed;

pub use disk::DiskLayer;
pub use durable::{Durable, FOLDERS_KNOWN_MAX, TREE_DEPTH_MAX};
pub use layer::{Layer, Listed, Meta};
pub use parts::PARTS_BYTES_MAX;
pub(crate) use parts::Parts;
pub use seal::KeyTrouble;
pub(crate) use seal::{is_damaged, is_sealed};
pub use sealed::{HEADERS_KNOWN_MAX, Sealed};
