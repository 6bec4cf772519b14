//! The ledger: whatever has a lifecycle, in a SQLite database of the data directory.
//!
//! Today findings. Nothing on the way of events waits for it: what is found waits in its own queue. Deliberately absent: any
//! statement that PostgreSQL has no counterpart of, beside the settings of the connection.

mod error;
mod findings;
mod opening;
mod rekey;
mod seal;

pub use error::{OpenError, ReadError, RecordError, RekeyError};
pub use findings::{FINDINGS_PAGE_MAX, Kept, Question, RECORD_FINDINGS_MAX, RuleCount};
pub use opening::{LEDGER_FOLDER, Ledger, Options};
pub use rekey::Rekeyed;
