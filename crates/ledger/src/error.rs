//! Why the ledger cannot be opened, written or read.

use std::io;

use atalaya_journal::KeyId;

/// SQLite's code for what is wrong; `-` where it gave none.
fn code(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.map_or_else(|| "-".to_owned(), std::borrow::Cow::into_owned)
}

/// What the database answers, by SQLite's code.
#[derive(Debug, thiserror::Error)]
#[error("SQLite code {}", code(.0))]
pub struct DatabaseError(#[from] sqlx::Error);

impl DatabaseError {
    /// SQLite's code; `-` where it gave none.
    #[must_use]
    pub fn code(&self) -> String {
        code(&self.0)
    }
}

/// Why the ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its folder cannot be made, or is not ours to read.
    #[error("cannot use the ledger's folder")]
    Io(#[from] io::Error),
    /// The database.
    #[error("cannot open the ledger's database")]
    Database(#[source] DatabaseError),
    /// A later version of the program wrote it.
    #[error("the ledger has format {found}, and this program knows none later than {known}")]
    Newer {
        /// The format that is there.
        found: i64,
        /// The latest that is known.
        known: i64,
    },
}

/// Why findings could not be recorded. None of those given is.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The disk's reserve is reached.
    #[error("the disk has {free_bytes} bytes left, and {reserve_bytes} are kept free")]
    ReserveReached {
        /// What is left.
        free_bytes: u64,
        /// What is kept free.
        reserve_bytes: u64,
    },
    /// More at once than [`crate::RECORD_FINDINGS_MAX`].
    #[error("more findings or matches at once than are taken")]
    TooMany,
    /// How much room the disk has is not known.
    #[error("cannot ask how much room the disk has")]
    Space(#[source] io::Error),
    /// The database.
    #[error("cannot write to the ledger's database")]
    Database(#[source] DatabaseError),
    /// What is kept is to be encrypted, and cannot be.
    #[error("the system has no random bytes")]
    Random,
}

/// Why findings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database.
    #[error("cannot read the ledger's database")]
    Database(#[source] DatabaseError),
    /// The key that a finding was encrypted with is not in the ring.
    #[error("key {0} is not in the key ring")]
    KeyMissing(KeyId),
    /// A finding is not as it was written.
    #[error("finding {number} of the ledger is damaged")]
    Damaged {
        /// Its number in the ledger.
        number: i64,
    },
}

/// Why findings could not be encrypted anew. Those before are.
#[derive(Debug, thiserror::Error)]
pub enum RekeyError {
    /// A finding cannot be read, or not be written.
    #[error("cannot encrypt findings anew")]
    Read(#[from] ReadError),
    /// The system gives no random bytes.
    #[error("the system has no random bytes")]
    Random,
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> OpenError {
        OpenError::Database(error.into())
    }
}

impl From<sqlx::Error> for RecordError {
    fn from(error: sqlx::Error) -> RecordError {
        RecordError::Database(error.into())
    }
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> ReadError {
        ReadError::Database(error.into())
    }
}
