//! From inputs into the journal, and from the journal into the lake, each frame once.

pub mod header;
mod import;

pub use import::{Acknowledged, ImportError, ImportOptions, Imported, News, OCCURRENCES_MAX, Part, import};
