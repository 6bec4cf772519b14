//! A query to the whole question in SQL.

use super::condition::{Condition, Table, condition, envelope_column};
use super::parser::Query;
use super::term::Ask;
use super::{KINDS_MAX, WordsError};
use crate::fields::{Fields, Meaning};
use crate::literal;
use crate::period::Period;
use std::collections::BTreeSet;

/// What is shown of an event, where the fields are known.
const SHOWN: [&str; 13] = [
    "time",
    "organization",
    "kind",
    "host",
    "user",
    "process",
    "command_line",
    "src_ip",
    "dst_ip",
    "domain",
    "file",
    "message",
    "record",
];

/// The question that the query is.
///
/// Fields that every event has are asked of all events at once. A field of some kinds' records is asked of these kinds, one
/// by one, and what else the query may hold of is asked of the rest.
pub(super) fn select(query: &Query<Ask<'_>>, fields: &Fields, period: Period) -> Result<String, WordsError> {
    let mut kinds = BTreeSet::new();
    kinds_asked(query, &mut kinds);
    if kinds.len() > KINDS_MAX {
        return Err(WordsError::TooManyKinds);
    }
    let mut parts = Vec::new();
    for number in &kinds {
        let kind = &fields.kinds[*number].kind;
        let condition = condition(query, Table::Kind(*number, kind))?;
        parts.extend(part(condition, &literal::name(kind), Vec::new(), (fields, period)));
    }
    let without: Vec<String> = kinds.iter().map(|number| literal::text(&fields.kinds[*number].kind)).collect();
    let without = if without.is_empty() { Vec::new() } else { vec![format!("kind NOT IN ({})", without.join(", "))] };
    parts.extend(part(condition(query, Table::Events)?, "events", without, (fields, period)));
    if parts.is_empty() {
        parts.push(format!("SELECT {} FROM events WHERE FALSE", shown(fields)));
    }
    Ok(parts.join("\nUNION ALL\n"))
}

/// The kinds whose records' fields the query names.
fn kinds_asked(query: &Query<Ask<'_>>, kinds: &mut BTreeSet<usize>) {
    match query {
        Query::Term(Ask::Field { meaning: Meaning::Record(having), .. }) => {
            kinds.extend(having.iter().map(|(kind, _)| *kind))
        }
        Query::Term(_) => {}
        Query::Not(inner) => kinds_asked(inner, kinds),
        Query::All(parts) | Query::Any(parts) => parts.iter().for_each(|part| kinds_asked(part, kinds)),
    }
}

/// What is asked of one table; `None`: nothing of it can be found.
fn part(
    condition: Condition,
    table: &str,
    mut conditions: Vec<String>,
    (fields, period): (&Fields, Period),
) -> Option<String> {
    match condition {
        Condition::Always(false) => return None,
        Condition::Always(true) => {}
        condition => conditions.push(condition.sql()),
    }
    conditions.extend(period.conditions());
    let select = format!("SELECT {} FROM {table}", shown(fields));
    Some(if conditions.is_empty() { select } else { format!("{select} WHERE {}", conditions.join(" AND ")) })
}

fn shown(fields: &Fields) -> String {
    let shown = SHOWN.into_iter().filter(|name| fields.several || *name != "organization");
    shown.map(envelope_column).collect::<Vec<_>>().join(", ")
}
