//! What an examiner leaves behind: the findings of a scan as files for people and for other programs.
//!
//! Everything is rendered from the scan's report, the rules and the *spool*: a file with one line for each finding, an
//! OCSF Detection Finding with the event's fields and its record. No rule is judged here and no log is read.

mod error;
mod html;
mod material;
mod navigator;
mod rulebook;
mod spool;
mod stix;
mod timeline;
mod told;

pub use error::ReportError;
pub use html::{DETAIL_BYTES_MAX, FINDINGS_MAX, html};
pub use material::{Material, Outcome, Run};
pub use navigator::{RULES_IN_COMMENT_MAX, navigator};
pub use stix::{SIGHTINGS_MAX, stix};
pub use timeline::{SORTED_MAX, timeline};
