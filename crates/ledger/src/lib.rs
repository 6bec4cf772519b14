//! The ledger: whatever has a lifecycle, in a SQLite database of the data directory.
//!
//! Today findings, what correlations wait for, what of detection is proven, where rules have exceptions, indicators, and what was
//! last seen of sources. Nothing on the way of events waits for it: what is found waits in its own queue. Deliberately absent: any
//! statement that PostgreSQL has no counterpart of, beside pragmas, `BEGIN IMMEDIATE` and `VACUUM`.

mod error;
mod exceptions;
mod expire;
mod findings;
mod forwards;
mod indicators;
mod opening;
mod proofs;
mod record;
mod rekey;
mod seal;
mod shares;
mod sources;
mod waiting;

pub use error::{DatabaseError, OpenError, ReadError, RecordError, RekeyError};
pub use exceptions::{EXCEPTIONS_MAX, Exception, Suppression};
pub use findings::{FINDINGS_PAGE_MAX, Kept, Question, RuleCount};
pub use forwards::Forwarded;
pub use indicators::{
    INDICATORS_KEPT_MAX, INDICATORS_PAGE_MAX, IndicatorPage, IndicatorQuestion, KeptIndicator,
    ORGANIZATION_INDICATORS_MAX, REVOKED_KEPT_MAX, indicator_id,
};
pub use opening::{LEDGER_FOLDER, Ledger, Options, SHARE_BYTES};
pub use proofs::{Ability, Judging, Proof, Proven};
pub use record::{Entries, RECORD_FINDINGS_MAX, Standing};
pub use rekey::Rekeyed;
pub use shares::{RULE_DAY_FINDINGS_MAX, RULE_DAY_SERIOUS_FINDINGS_MAX, RULE_DAY_SURE_FINDINGS_MAX};
pub use sources::SourceSeen;
pub use waiting::Page;
