//! What can go wrong, an enum for each operation. The texts are for developers; people are told by the program.

use std::sync::Arc;

use crate::file_entry::FileEntry;
use crate::snapshot::TableState;

/// Why a lake could not be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The system refused.
    #[error("cannot open the lake")]
    Io(#[from] std::io::Error),
    /// The store refused.
    #[error("cannot read the lake")]
    Store(#[from] object_store::Error),
    /// The lake is encrypted, and there are no keys.
    #[error("the lake is encrypted, and there are no keys")]
    NoKeys,
    /// More tables than [`crate::TABLES_MAX`].
    #[error("there are too many tables")]
    TooManyTables,
    /// Rows were on their way from one table to others, and that cannot be ended.
    #[error("cannot end a transfer of rows that was interrupted")]
    Transfer(#[source] LakeError),
}

/// Why something was not done to an open lake. What was taken before stays taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LakeError {
    /// The rows do not continue those that were appended before.
    #[error("rows from offset {found} were appended, where {expected} was to follow")]
    Gap {
        /// The offset that had to follow.
        expected: u64,
        /// The offset that came.
        found: u64,
    },
    /// A chunk has rows that are not of the range it was given with.
    #[error("a chunk has rows of offsets that are not in the range it was given with")]
    Range,
    /// The disk's reserve is reached; rows stay in memory, and are written once there is room.
    #[error("the disk has {free_bytes} bytes left, and {reserve_bytes} are kept free")]
    ReserveReached {
        /// What is left.
        free_bytes: u64,
        /// What is kept free.
        reserve_bytes: u64,
    },
    /// Writing failed; rows stay in memory, and it is tried again.
    #[error("cannot write table `{table}`")]
    Write {
        /// The table's folder in the lake.
        table: String,
        /// What the store said.
        #[source]
        source: Arc<object_store::Error>,
    },
    /// Reading failed.
    #[error("cannot read table `{table}`")]
    Read {
        /// The table's folder in the lake.
        table: String,
        /// What the store said.
        #[source]
        source: Arc<object_store::Error>,
    },
    /// Rows cannot be made a Parquet file; they stay in memory.
    #[error("cannot encode rows of table `{table}`")]
    Encode {
        /// The table's folder in the lake.
        table: String,
        /// What the encoder said.
        #[source]
        source: Arc<datafusion::parquet::errors::ParquetError>,
    },
    /// The program failed while it wrote a table; rows stay in memory, and it is tried again.
    #[error("writing table `{table}` ended in a panic")]
    Panicked {
        /// The table's folder in the lake.
        table: String,
    },
    /// The files that were to be replaced are no longer all in the table.
    #[error("table `{table}` has changed meanwhile")]
    Conflict {
        /// The table's folder in the lake.
        table: String,
    },
    /// The table's log or one of its files is not as it was written.
    #[error("table `{table}` is damaged: {what}")]
    Damaged {
        /// The table's folder in the lake.
        table: String,
        /// What is wrong with it.
        what: String,
    },
    /// An object cannot be encrypted with another key.
    #[error("cannot encrypt the lake with another key")]
    Rekey {
        /// What the store said.
        #[source]
        source: Arc<object_store::Error>,
    },
    /// More tables than [`crate::TABLES_MAX`].
    #[error("there are too many tables")]
    TooManyTables,
    /// The name of an organization or kind is longer than a folder's name may be.
    #[error("the name of an organization or kind is too long")]
    NameTooLong,
    /// The lake was closed.
    #[error("the lake is closed")]
    Closed,
}

impl LakeError {
    /// A file of the table is not as it was written.
    pub(crate) fn changed(state: &TableState, file: &FileEntry) -> LakeError {
        let what = format!("file `{}` is not as it was written", file.path);
        LakeError::Damaged { table: state.folder.to_string(), what }
    }
}
