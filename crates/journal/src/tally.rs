//! The tally: for every source a sum that balances at all times.
//!
//! accepted = decoded + quarantined + pending + expired unread (+ lost, which is zero on a sound disk). What is pending is
//! what the decoder's cursor has not passed; `verify` counts it in the log and compares.

use serde::{Deserialize, Serialize};

use crate::entry::{OrganizationId, SourceId};

/// The cursor that the decoder moves, together with the tally.
pub const DECODE_CURSOR: &str = "decode";

/// What is counted for each source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Entries that were acknowledged, and those found after a crash that were whole.
    pub accepted: u64,
    /// Frames that were decoded.
    pub decoded: u64,
    /// Events that the decoded frames held.
    pub events: u64,
    /// Records of decoded frames that could not be read, beside events that could: in chunks of Windows event logs.
    #[serde(default)]
    pub unreadable: u64,
    /// Frames that could not be decoded.
    pub quarantined: u64,
    /// Frames among them that the quarantine had no room for: they are in the journal until it expires, and then lost.
    pub unkept: u64,
    /// Entries that expired before they were decoded, because the administrator asked for it.
    pub expired_unread: u64,
    /// Entries that damage took before they were decoded.
    #[serde(default)]
    pub lost: u64,
    /// Entries that were refused because the disk's reserve was reached. They are not among the accepted.
    pub refused: u64,
}

impl Counts {
    /// Entries that wait for the decoder. `None` if the sum does not balance.
    #[must_use]
    pub fn pending(&self) -> Option<u64> {
        [self.decoded, self.quarantined, self.expired_unread, self.lost]
            .iter()
            .try_fold(self.accepted, |rest, part| rest.checked_sub(*part))
    }
}

/// A source and its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The source.
    pub source: SourceId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The source's name.
    pub source_name: String,
    /// The organization's name.
    pub organization_name: String,
    /// What was counted.
    pub counts: Counts,
    /// What waits for the decoder.
    pub pending: u64,
}

/// What became of the frames of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The source.
    pub source: SourceId,
    /// Frames that were decoded.
    pub decoded: u64,
    /// Events that they held.
    pub events: u64,
    /// Records that they held and that could not be read.
    pub unreadable: u64,
    /// Frames that could not be decoded.
    pub quarantined: u64,
}
