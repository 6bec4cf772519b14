//! Events as columns: Delta tables per organization and kind, and questions to them.
//!
//! Rows come as [`Chunk`]s that a [`Sheet`] built, wait in memory, where hunts see them at once, and are written as a few
//! large Parquet files, each commit carrying how far the journal's rows are in the table: so every row is there exactly
//! once, whatever happens. What a caller may see is decided by the [`Scope`] of his snapshot and nowhere else.
//!
//! Everything is called synchronously; the crate owns the runtime that its libraries need. `docs/lake.md` has the folder.

mod admit;
mod answer;
mod buffer;
mod catalogue;
mod chunk;
mod column;
mod compact;
mod error;
mod expire;
mod export;
mod fields;
mod file;
mod file_entry;
mod flush;
mod functions;
mod hold;
mod lake;
mod log;
mod merge;
mod names;
mod opening;
mod options;
mod pool;
mod provider;
mod rekey;
mod resolve;
#[cfg(test)]
mod samples;
mod session;
mod sheet;
mod snapshot;
mod store;
mod table;
mod tables;
mod tally;
mod transfer;
mod upkeep;
mod vacuum;
mod verify;
mod weight;

/// The columnar library that answers are made of, and its files.
pub use datafusion::{arrow, parquet};

pub use answer::{Answer, Canceller, Progress};
pub use catalogue::CATALOGUE_BYTES_MAX;
pub use chunk::Chunk;
pub use column::{
    COLUMN_NAME_BYTES_MAX, COLUMNS_MAX, ColumnType, DAY, STORED, StoredColumn, canonical_name, column_name,
    stored_fields,
};
pub use compact::{COMPACTED_BYTES_MAX, COMPACTED_ROWS_MAX, CompactOptions, Compacted};
pub use error::{LakeError, OpenError};
pub use expire::{ExpireError, Expired, Expiry};
pub use export::{ExportError, ExportRequest, Exported, ExportedFile};
pub use fields::{Fields, Rows, RowsError};
pub use functions::{
    CONSTANT_BYTES_MAX, DECODED_BYTES_MAX, FUNCTIONS, Function, GROWTH_BYTES_MAX, WORD_BYTES_MAX, WORD_COLUMNS_MAX,
};
pub use hold::{HOLD_NAME_BYTES_MAX, HOLDS_MAX, Held, HoldError};
pub use lake::{Cache, Lake, Opened};
pub use log::COMMITS_READ_MAX;
pub use options::{BUFFER_BYTES_MAX, BUFFER_BYTES_MIN, Options, THREADS_MAX};
pub use rekey::Rekeyed;
pub use resolve::{
    NEAREST_MAX, RARE_CALLS_MAX, RARE_TIMES_DEFAULT, SQL_BYTES_MAX, SQL_CHAIN_MAX, SQL_DEPTH_MAX, SQL_TABLES_MAX,
    SQL_TOKEN_BYTES_MAX, SQL_TOKENS_MAX,
};
pub use session::{
    Bounds, KindColumn, KindColumns, MEMORY_BYTES_MAX, QUESTION_STACK_BYTES, QUESTION_THREADS_MAX, QueryError, Session,
};
pub use sheet::rest::Name;
pub use sheet::{ColumnIx, Head, Sheet};
pub use snapshot::{Scope, Snapshot};
pub use store::{
    DiskLayer, Durable, FOLDERS_KNOWN_MAX, HEADERS_KNOWN_MAX, KeyTrouble, Layer, Listed, Meta, PARTS_BYTES_MAX, Sealed,
    TREE_DEPTH_MAX,
};
pub use tables::TABLES_MAX;
pub use tally::{Stored, TableStatus};
pub use transfer::{Again, Decode, RowId, TransferError, Transferred};
pub use upkeep::UpkeepProgress;
pub use vacuum::Vacuumed;
pub use verify::{Depth, FAULTS_MAX, Fault, Verification, Wrong};
pub use weight::WINDOW_BYTES_MAX;
