//! The `detection` of a rule, or what a filter has in its place: searches and conditions.

use atalaya_stdx::yaml::{Content, Key, Node, Position};

use super::modifier::modifiers;
use super::report::{Report, message};
use super::{Entries, take, value};
use crate::ast::{Condition, Detection, Item, Search};
use crate::condition::{CONDITION_BYTES_MAX, CONDITION_DEPTH_MAX, ConditionError, parse_condition, selects};

/// Reads searches and conditions. `key` is the name of the section: `detection` or `filter`.
pub(super) fn detection(node: Node, key: &str, report: &mut Report) -> Option<Detection> {
    let position = node.position;
    let Content::Map(mut map) = node.content else { return report.wrong_type(position, key, "map") };
    let condition = take(&mut map, "condition");
    let timeframe = take(&mut map, "timeframe");
    let positions: Vec<Position> = map.iter().map(|(key, _)| key.position).collect();
    let names: Vec<String> = map.iter().map(|(key, _)| key.text.clone()).collect();
    let searches = searches(map, report);
    let conditions = match condition {
        Some((_, node)) => conditions(&node, &names, report),
        None => report.missing(position, "condition"),
    };
    let (searches, conditions) = (searches?, conditions?);
    if searches.is_empty() {
        return report.error(position, message("rule-searches-missing").with("key", key));
    }
    if let Some((key, _)) = timeframe {
        report.warning(key.position, message("rule-timeframe-ignored"));
    }
    for ((name, _), position) in searches.iter().zip(positions) {
        if !conditions.iter().any(|condition| uses(condition, name)) {
            report.warning(position, message("rule-search-unused").with("search", name.as_str()));
        }
    }
    Some(Detection { searches, conditions })
}

fn searches(map: Entries, report: &mut Report) -> Option<Vec<(String, Search)>> {
    let mut searches = Vec::with_capacity(map.len());
    let mut whole = true;
    for (key, node) in map {
        match search(&key.text, node, report) {
            Some(search) => searches.push((key.text, search)),
            None => whole = false,
        }
    }
    whole.then_some(searches)
}

fn search(name: &str, node: Node, report: &mut Report) -> Option<Search> {
    let position = node.position;
    match node.content {
        Content::Map(map) if !map.is_empty() => items(map, report).map(Search::Map),
        Content::List(list) if !list.is_empty() => {
            if list.iter().all(|node| node.scalar().is_some()) {
                return keywords(Node { position, content: Content::List(list) }, report);
            }
            let elements: Vec<_> = list.into_iter().map(|node| search(name, node, report)).collect();
            elements.into_iter().collect::<Option<_>>().map(Search::List)
        }
        Content::Scalar(_) => keywords(node, report),
        _ => report.error(position, message("rule-search-empty").with("search", name)),
    }
}

/// Values without a field: any of them occurs anywhere in the event.
fn keywords(node: Node, report: &mut Report) -> Option<Search> {
    let place = report.place(node.position);
    let values = value::values(node, true, &[], report)?;
    Some(Search::Keyword(Item { field: None, modifiers: Vec::new(), values, place }))
}

fn items(map: Entries, report: &mut Report) -> Option<Vec<Item>> {
    let mut items = Vec::with_capacity(map.len());
    let mut whole = true;
    for (key, node) in map {
        match item(&key, node, report) {
            Some(item) => items.push(item),
            None => whole = false,
        }
    }
    whole.then_some(items)
}

fn item(key: &Key, node: Node, report: &mut Report) -> Option<Item> {
    let mut words = key.text.split('|');
    let field = words.next().filter(|field| !field.is_empty()).map(str::to_owned);
    let modifiers = modifiers(words, key.position, report)?;
    if let Some(modifier) = modifiers.iter().find(|m| field.is_none() && m.needs_field()) {
        let word = super::modifier::word(*modifier);
        return report.error(key.position, message("rule-modifier-needs-field").with("modifier", word));
    }
    let values = value::values(node, field.is_none(), &modifiers, report)?;
    Some(Item { field, modifiers, values, place: report.place(key.position) })
}

fn conditions(node: &Node, names: &[String], report: &mut Report) -> Option<Vec<Condition>> {
    let Some(texts) = node.texts() else { return report.wrong_type(node.position, "condition", "text") };
    if texts.is_empty() {
        return report.missing(node.position, "condition");
    }
    let places: Vec<Position> = match node.list() {
        Some(list) => list.iter().map(|node| node.position).collect(),
        None => vec![node.position],
    };
    let mut conditions = Vec::with_capacity(texts.len());
    for (text, position) in texts.into_iter().zip(places) {
        let condition = match parse_condition(text) {
            Ok(condition) => condition,
            Err(error) => return condition_fault(position, error, report),
        };
        resolved(&condition, names, position, report)?;
        conditions.push(condition);
    }
    Some(conditions)
}

/// Refuses a condition and says why.
pub(super) fn condition_fault<T>(position: Position, error: ConditionError, report: &mut Report) -> Option<T> {
    let message = match error {
        ConditionError::Unexpected { found, column } if found.is_empty() => {
            message("rule-condition-ends").with("column", u64::from(column))
        }
        ConditionError::Unexpected { found, column } => {
            message("rule-condition-syntax").with("found", found).with("column", u64::from(column))
        }
        ConditionError::Aggregation { column } => {
            message("rule-condition-aggregation").with("column", u64::from(column))
        }
        ConditionError::Long => message("rule-condition-long").with("limit", CONDITION_BYTES_MAX),
        ConditionError::Deep => message("rule-condition-deep").with("limit", CONDITION_DEPTH_MAX),
    };
    report.error(position, message)
}

/// Whether everything that the condition names exists.
fn resolved(condition: &Condition, names: &[String], position: Position, report: &mut Report) -> Option<()> {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().try_for_each(|part| resolved(part, names, position, report).ok_or(())).ok()
        }
        Condition::Not(part) => resolved(part, names, position, report),
        Condition::Search(name) if names.contains(name) => Some(()),
        Condition::Search(name) => report.error(position, message("rule-search-unknown").with("search", name.as_str())),
        Condition::Of { pattern, .. } if names.iter().any(|name| selects(pattern.as_deref(), name)) => Some(()),
        Condition::Of { pattern, .. } => {
            let pattern = pattern.as_deref().unwrap_or("them");
            report.error(position, message("rule-pattern-selects-none").with("pattern", pattern))
        }
    }
}

fn uses(condition: &Condition, name: &str) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(|part| uses(part, name)),
        Condition::Not(part) => uses(part, name),
        Condition::Search(search) => search == name,
        Condition::Of { pattern, .. } => selects(pattern.as_deref(), name),
    }
}
