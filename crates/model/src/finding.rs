//! What the engine says of an event, on its way from who judges to who keeps.

use crate::{Level, Time};

/// What a rule says of an event. It is known by its organization and `uid`: the same rule says the same of the same event
/// once, however often the event is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// OCSF's `finding_info.uid`, made of the rule's identifier and of where the event is from.
    pub uid: String,
    /// Whose event it is.
    pub organization: String,
    /// The source that the event came from.
    pub source: String,
    /// The rule's identifier.
    pub rule: String,
    /// How serious the rule says it is.
    pub level: Level,
    /// The event's kind.
    pub kind: String,
    /// When the event happened, where that is known.
    pub time: Option<Time>,
    /// When the event was received.
    pub received: Time,
    /// The finding as an OCSF Detection Finding (class 2004), a JSON object.
    pub ocsf: String,
}

/// What a match is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MatchKey {
    /// Whose event it is.
    pub organization: String,
    /// The rule's identifier.
    pub rule: String,
    /// Where the event is from, as the engine writes that.
    pub place: Vec<u8>,
}

/// That a rule matched an event, for correlations that wait for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// What it is known by.
    pub key: MatchKey,
    /// When the event happened.
    pub time: Time,
    /// When it was received.
    pub received: Time,
    /// What correlations need of the event, as the engine writes it.
    pub facts: String,
}

/// A correlation's finding as it is by now: it may grow as more arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The finding.
    pub finding: Finding,
    /// What the engine needs to go on with it, as it writes that.
    pub state: String,
    /// Identifiers of earlier findings of the organization that it takes the place of.
    pub supersedes: Vec<String>,
}

/// What came of matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Correlated {
    /// Findings that are new or have changed.
    pub stretches: Vec<Stretch>,
    /// Matches that nothing waits for any longer.
    pub forgotten: Vec<MatchKey>,
    /// Findings that will not change any longer: organization and identifier.
    pub settled: Vec<(String, String)>,
    /// The time of reception at which everything was let go of that nothing waits for, where that was done.
    pub swept: Option<Time>,
}
