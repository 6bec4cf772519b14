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
