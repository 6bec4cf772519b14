//! The ledger: whatever has a lifecycle, in a SQLite database of the data directory.
//!
//! Today findings, and what correlations wait for. Nothing on the way of events waits for it: what is found waits in its own queue. Deliberately absent: any
//! statement that PostgreSQL has no counterpart of, beside the settings of the connection.

mod error;
mod expire;
mod findings;
mod opening;
mod record;
mod rekey;
mod seal;
mod shares;
mod sources;
mod waiting;

pub use error::{OpenError, ReadError, RecordError, RekeyError};
pub use findings::{FINDINGS_PAGE_MAX, Kept, Question, RuleCount};
pub use opening::{LEDGER_FOLDER, Ledger, Options, SHARE_BYTES};
pub use record::{Entries, RECORD_FINDINGS_MAX, Standing};
pub use rekey::Rekeyed;
pub use shares::{RULE_DAY_MAX, RULE_DAY_SURE};
pub use sources::SourceSeen;
