//! The scan: logs in, findings and a report out, once.
//!
//! Wires reader, codec, schema and sigma together. It keeps no state between runs, writes nothing but
//! the findings it is asked for, and prints nothing.

mod clocks;
mod correlation;
mod coverage;
mod detail;
mod glob;
mod lane;
mod leases;
pub mod live;
mod load;
mod needs;
mod occurrences;
mod ocsf;
mod options;
mod output;
mod partitions;
pub mod past;
mod progress;
mod provenance;
mod redact;
pub mod report;
mod run;
pub mod sighting;
mod stats;
mod work;
mod worker;

pub use clocks::{CLOCK_PATTERNS_MAX, Clocks};
pub use coverage::{Canaries, Canary, CanaryEvent, Coverage, Feed, Outcome, RuleCoverage, canaries, coverage};
pub use leases::{Holder, LEASE_DAYS_MAX, LEASES_MAX, Lease, Leases};
pub use load::{LoadError, RULE_FILES_MAX, builtin_rules, load_rules};
pub use options::{Options, ScanError, WorkFault};
pub use progress::Progress;
pub use provenance::Provenance;
pub use redact::{RedactKey, masked_name};
pub use run::run;
pub use work::{BATCH_BYTES, Work};
