//! A finding handed to `explain`.

use crate::spool::Line;
use atalaya_explain::Finding;
use atalaya_model::{LogSource, Message};

/// What happened, told by the rule's log source and tags.
pub(crate) fn happened(logsource: &LogSource, tags: &[String], line: &Line) -> Vec<Message> {
    let Some(data) = line.data() else { return Vec::new() };
    let matched: Vec<(&str, Vec<&str>)> = data
        .matched
        .0
        .iter()
        .map(|(field, values)| (field.as_str(), values.as_slice().iter().map(String::as_str).collect()))
        .collect();
    let entities: Vec<(&str, &str)> =
        data.entities.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    atalaya_explain::happened(&Finding {
        logsource,
        tags,
        kind: &data.kind,
        matched: &matched,
        entities: &entities,
        count: line.count,
    })
}
