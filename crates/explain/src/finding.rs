//! What is known of a finding, and how its values are looked up.

use atalaya_model::LogSource;

use crate::text::says_something;

/// A finding, as the caller has it.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// The log source of the rule; category `correlation` where the rule is one.
    pub logsource: &'a LogSource,
    /// The rule's tags.
    pub tags: &'a [String],
    /// The kind of the event, `windows.sysmon`.
    pub kind: &'a str,
    /// The fields that the rule looked at, with the values that it found; the field `*` is any text of the event.
    pub matched: &'a [(&'a str, Vec<&'a str>)],
    /// The entities of the event by their words (`schema::ENTITIES`).
    pub entities: &'a [(&'a str, &'a str)],
    /// How many events contributed.
    pub count: u64,
}

/// Where a sentence's argument is found when the entities do not have it: the fields that rules call it.
const FIELDS: &[(&str, &[&str])] = &[
    ("event", &["EventID"]),
    ("details", &["Details", "NewValue"]),
    ("process", &["Image", "NewProcessName", "SourceImage", "ProcessName", "exe", "comm"]),
    ("parent_process", &["ParentImage", "ParentProcessName"]),
    ("command_line", &["CommandLine", "ScriptBlockText", "Payload"]),
    ("file", &["TargetFilename", "ImageLoaded", "name"]),
    ("outcome", &["Outcome"]),
    ("registry", &["TargetObject"]),
    ("domain", &["QueryName", "query", "DestinationHostname", "cs-host"]),
    ("url", &["cs-uri-stem", "cs-uri-query", "c-uri"]),
    ("target", &["TargetImage", "PipeName", "ServiceName", "TaskName", "TargetUserName", "ObjectName"]),
    ("action", &["eventName", "operationName", "Operation", "eventType", "action", "Action", "cs-method"]),
    ("message", &["Message", "Data", "payload"]),
];

impl<'a> Finding<'a> {
    /// The value of a sentence's argument, if it is known.
    pub(crate) fn value(&self, argument: &str) -> Option<&'a str> {
        if argument == "kind" {
            return Some(self.kind).filter(|kind| says_something(kind));
        }
        let entity = self.entities.iter().find(|(word, _)| *word == argument).map(|(_, value)| *value);
        entity.filter(|value| says_something(value)).or_else(|| {
            let (_, fields) = FIELDS.iter().find(|(word, _)| *word == argument)?;
            fields.iter().find_map(|field| self.field(field))
        })
    }

    /// The first value of a matched field.
    pub(crate) fn field(&self, name: &str) -> Option<&'a str> {
        let (_, values) = self.matched.iter().find(|(field, _)| *field == name)?;
        values.iter().copied().find(|value| says_something(value))
    }

    /// Whether the rule is one over the findings of other rules.
    pub(crate) fn is_correlation(&self) -> bool {
        self.logsource.category.as_deref() == Some("correlation") || self.count > 1
    }

    /// Whether a tag names the technique or one of its sub-techniques (`t1110`).
    pub(crate) fn has_technique(&self, technique: &str) -> bool {
        has_technique(self.tags, technique)
    }
}

/// Whether a tag names the technique or one of its sub-techniques (`t1110`).
pub(crate) fn has_technique(tags: &[String], technique: &str) -> bool {
    let mut named = tags.iter().filter_map(|tag| tag.strip_prefix("attack."));
    named.any(|tag| tag.split('.').next().is_some_and(|of| of.eq_ignore_ascii_case(technique)))
}
