//! How serious a rule says its findings are (Sigma's `level`).

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Sigma's levels, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Level {
    /// For enriching other findings; also what a rule without a level has.
    #[default]
    Informational,
    /// Worth a look in numbers.
    Low,
    /// Worth a look.
    Medium,
    /// Needs a prompt look.
    High,
    /// Needs a look at once.
    Critical,
}

impl Level {
    /// All levels, in rising order.
    pub const ALL: [Level; 5] = [Level::Informational, Level::Low, Level::Medium, Level::High, Level::Critical];

    /// Sigma's word for the level.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Informational => "informational",
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Critical => "critical",
        }
    }

    /// OCSF's `severity_id`: 1 informational to 5 critical.
    #[must_use]
    pub fn severity_id(self) -> u8 {
        self as u8 + 1
    }
}

/// The word names no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a level: informational, low, medium, high or critical")]
pub struct UnknownLevel(String);

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, UnknownLevel> {
        Level::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(word))
            .ok_or_else(|| UnknownLevel(word.to_owned()))
    }
}
