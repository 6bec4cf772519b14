//! What is known of a finding, and how its values are looked up.

use atalaya_model::LogSource;

/// A finding, as the caller has it.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// The log source of the rule; category `correlation` where the rule is one.
    pub logsource: &'a LogSource,
    /// The rule's tags.
    pub tags: &'a [String],
    /// The kind of the event, `windows.sysmon`.
    pub kind: &'a str,
    /// The fields that the rule looked at, with the values that it found; the field `*` is the whole text.
    pub matched: &'a [(&'a str, Vec<&'a str>)],
    /// The entities of the event by their words (`schema::ENTITIES`).
    pub entities: &'a [(&'a str, &'a str)],
    /// How many events contributed.
    pub count: u64,
}
