//! Rules over the past: SQL narrows what is stored, and whoever judges what arrives judges the rest.
//!
//! What judges is a [`Judge`], which the program brings. Kinds are asked one after the other; nothing is sorted, since the
//! judge takes events in any order.

mod narrow;

pub use narrow::{NARROW_TESTS_MAX, condition};

use crate::literal;
use crate::period::Period;
use atalaya_lake::{Canceller, Head, Name, QueryError, Rows, RowsError, Session};
use atalaya_model::ValueRef;
use atalaya_sigma::narrow::Narrow;

/// Judges the events of the past.
pub trait Judge {
    /// Why it cannot go on.
    type Error;

    /// Judges an event of a kind, with its fields by the names under which they were kept.
    ///
    /// # Errors
    ///
    /// Where nothing more can be judged.
    fn event(&mut self, kind: &str, head: &Head<'_>, fields: &[(&str, ValueRef<'_>)]) -> Result<(), Self::Error>;
}

/// Why rules could not be applied to everything.
#[derive(Debug, thiserror::Error)]
pub enum RulesError<E> {
    /// What is stored cannot be read.
    #[error("cannot ask for the events of kind `{kind}`")]
    Query {
        /// The kind.
        kind: String,
        /// Why.
        #[source]
        source: QueryError,
    },
    /// What is stored is not as it was written.
    #[error("the events of kind `{kind}` are not as they were written")]
    Rows {
        /// The kind.
        kind: String,
        /// What is wrong with them.
        #[source]
        source: RowsError,
    },
    /// The judge cannot go on.
    #[error("events cannot be judged")]
    Judge(E),
}

/// What was applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The kinds that were asked, with what of them was asked and how many events that were.
    pub kinds: Vec<AppliedKind>,
}

/// A kind that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedKind {
    /// The kind.
    pub kind: String,
    /// Events that are stored.
    pub stored: u64,
    /// Events that were judged.
    pub judged: u64,
    /// The SQL that narrowed them.
    pub sql: String,
}

/// Hands the events that rules can concern to the judge. `narrowings` are the kinds and what every match of theirs
/// satisfies; kinds that the session does not see are passed over. Each question is made known to `asked` with what ends it.
///
/// # Errors
///
/// Where events cannot be read or judged; what was judged before stays judged.
pub fn hunt<J: Judge>(
    session: &Session,
    narrowings: &[(String, Narrow)],
    period: Period,
    judge: &mut J,
    asked: &mut dyn FnMut(&str, Canceller),
) -> Result<Applied, RulesError<J::Error>> {
    let seen = session.kinds();
    let mut applied = Applied::default();
    for (kind, narrow) in narrowings {
        let Some(columns) = seen.iter().find(|seen| seen.kind == *kind) else { continue };
        let sql = sql(kind, condition(narrow, columns), period);
        let judged = one(session, kind, &sql, judge, asked)?;
        applied.kinds.push(AppliedKind { kind: kind.clone(), stored: columns.rows, judged, sql });
    }
    Ok(applied)
}

/// The question for a kind's events. The columns of identity are never shown, and rows are read back with them.
fn sql(kind: &str, condition: Option<String>, period: Period) -> String {
    let within = (!period.is_everything()).then(|| format!("(time IS NULL OR {})", period.conditions().join(" AND ")));
    let conditions: Vec<String> = condition.into_iter().chain(within).collect();
    let filter = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let hidden = "CAST(0 AS BIGINT) AS offset_, CAST(0 AS INT) AS ordinal_";
    format!("SELECT *, {hidden} FROM {}{filter}", literal::name(kind))
}

fn one<J: Judge>(
    session: &Session,
    kind: &str,
    sql: &str,
    judge: &mut J,
    asked: &mut dyn FnMut(&str, Canceller),
) -> Result<u64, RulesError<J::Error>> {
    let query = |source| RulesError::Query { kind: kind.to_owned(), source };
    let damaged = |source| RulesError::Rows { kind: kind.to_owned(), source };
    let mut answer = session.query(sql).map_err(query)?;
    asked(kind, answer.canceller());
    let mut judged = 0;
    while let Some(batch) = answer.next().map_err(query)? {
        let rows = Rows::new(&batch).map_err(damaged)?;
        let mut fields = rows.fields();
        for row in 0..rows.len() {
            fields.read(row).map_err(damaged)?;
            let head = rows.head(row).map_err(damaged)?;
            let named: Vec<(&str, ValueRef<'_>)> = fields.iter().map(|(name, value)| (text(name), value)).collect();
            judge.event(kind, &head, &named).map_err(RulesError::Judge)?;
            judged += 1;
        }
    }
    Ok(judged)
}

fn text(name: Name<'_>) -> &str {
    match name {
        Name::Canonical(name) | Name::Path(name) => name,
    }
}
