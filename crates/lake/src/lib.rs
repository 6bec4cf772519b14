//! Events as columns: Delta tables per organization and kind, and questions to them.
//!
//! Rows come as [`Chunk`]s that a [`Sheet`] built, wait in memory, where hunts see them at once, and are written as a few
//! large Parquet files, each commit carrying how far the journal's rows are in the table: so every row is there exactly
//! once, whatever happens. What a caller may see is decided by the [`Scope`] of his snapshot and nowhere else.
//!
//! Everything is called synchronously; the crate owns the runtime that its libraries need. `docs/lake.md` has the folder.

mod buffer;
mod catalogue;
mod chunk;
mod error;
mod file_entry;
mod flush;
mod lake;
mod log;
mod options;
mod snapshot;
mod store;
mod table;
mod tally;

pub use chunk::Chunk;
pub use error::{LakeError, OpenError};
pub use lake::{Cache, Lake, Opened};
pub use options::{BUFFER_BYTES_MAX, BUFFER_BYTES_MIN, Options, THREADS_MAX};
pub use snapshot::{Scope, Snapshot};
pub use tally::{Stored, TableStatus};
