//! Search words and SQL: what they mean, and what they are answered.

use super::answer::{self, Ended};
use super::watch::Watch;
use super::{Hunt, organization};
use crate::arguments::Answered;
use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::units::duration;
use crate::voice::printable;
use atalaya_hunt::{Asked, Fields, Words, asked, query_message};
use atalaya_lake::{QueryError, Scope, Session};
use atalaya_messages::grouped;
use atalaya_model::Message;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

/// The view over all kinds, among the kinds that a session names.
const EVENTS: &str = "events";
/// Rows that are answered where they are not written to a file and nobody says how many.
const ROWS_SHOWN_MAX: u64 = 10_000;

/// A question that can be asked, and what belongs to it.
struct Question {
    sql: String,
    /// The texts that are looked for.
    sought: Vec<String>,
    notes: Vec<Message>,
    of_words: bool,
}

pub(super) fn run(hunt: &Hunt<'_>, text: &str, explain: bool, output: &Answered) -> Result<Status, Failure> {
    let began = Instant::now();
    let rows_max = if output.file.is_some() { None } else { Some(ROWS_SHOWN_MAX) };
    let mut bounds = hunt.bounds(rows_max);
    if asked(text) == Asked::Sql {
        bounds.period = hunt.range();
    }
    let session = hunt.lake.session(hunt.scope.clone(), bounds);
    let question = understood(hunt, text, &session)?;
    tell(hunt, &question);
    let sql = if explain { format!("EXPLAIN {}", question.sql) } else { question.sql };
    let watch = Watch::begin(hunt.voice, Arc::clone(&hunt.stop));
    let mut found = session.query(&sql).map_err(|error| query_message(&error))?;
    watch.question(found.canceller());
    let told = answer::give(&mut found, output, explain, &question.sought, &watch)?;
    drop(watch);
    let notes = [ended(&told.ended), summary(&told, began, found.progress().rows_read)];
    let notes = notes.into_iter().flatten().filter(|_| !explain).chain(told.notes);
    say(hunt, &notes.collect::<Vec<_>>());
    match told.ended {
        Ended::Whole | Ended::Closed | Ended::Broken(QueryError::Rows { .. }) => Ok(Status::Done),
        Ended::Broken(error) => Err(query_message(&error).into()),
    }
}

fn understood(hunt: &Hunt<'_>, text: &str, session: &Session) -> Result<Question, Failure> {
    if asked(text) == Asked::Sql {
        return Ok(Question { sql: text.to_owned(), sought: Vec::new(), notes: Vec::new(), of_words: false });
    }
    let several = hunt.scope == Scope::All && organization::all(hunt.lake).len() > 1;
    let values = values(hunt, session);
    let fields = Fields { several, values, ..Fields::new(&session.kinds(), &hunt.schema) };
    let words = Words::read(text, &fields, hunt.period, hunt.now).map_err(|error| error.message())?;
    let notes = words.notes.iter().map(|note| note.message()).collect();
    Ok(Question { sql: words.sql, sought: words.sought, notes, of_words: true })
}

/// Fields of which all values are known, as far as the hunt sees: nobody's error says what another organization has. What a
/// damaged table has of sources, nobody knows.
fn values(hunt: &Hunt<'_>, session: &Session) -> Vec<(String, Vec<String>)> {
    let kinds = session.kinds().into_iter().map(|kind| kind.kind).filter(|kind| kind != EVENTS).collect();
    let seen = organization::all(hunt.lake).into_iter().filter(|name| hunt.scope.sees(name)).collect();
    let mut values = vec![("organization".to_owned(), seen), ("kind".to_owned(), kinds)];
    if hunt.lake.damaged(&hunt.scope, None).is_empty() {
        let stored = hunt.lake.tallies().into_iter().filter(|stored| hunt.scope.sees(&stored.organization));
        let sources: BTreeSet<String> = stored.map(|stored| stored.source).collect();
        values.push(("source".to_owned(), sources.into_iter().collect()));
    }
    values
}

/// What the words became, and what may have been meant differently.
fn tell(hunt: &Hunt<'_>, question: &Question) {
    let mut page = Page::new(hunt.voice, Look::of_stderr());
    question.notes.iter().for_each(|note| {
        page.line(&hunt.voice.say(note));
        page.remedy(note);
    });
    if question.of_words {
        page.heading(&Message::new("hunt-became"));
    }
    let mut text = page.into_text();
    if question.of_words {
        // In lines of its own: a break within a literal would change it.
        question.sql.lines().for_each(|line| text += &format!("  {}\n", printable(line)));
        text.push('\n');
    }
    outcome::remark(&text);
}

/// Why there are no more rows, where there are more.
fn ended(ended: &Ended) -> Option<Message> {
    match ended {
        Ended::Broken(error @ QueryError::Rows { .. }) => Some(query_message(error)),
        _ => None,
    }
}

/// How much was found, where that is known.
fn summary(told: &answer::Told, began: Instant, rows_read: u64) -> Option<Message> {
    if !matches!(told.ended, Ended::Whole | Ended::Broken(QueryError::Rows { .. })) {
        return None;
    }
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let message = Message::new("hunt-summary")
        .with("rows", told.rows)
        .with("read", grouped(rows_read))
        .with("time", duration(millis));
    Some(message)
}

fn say(hunt: &Hunt<'_>, notes: &[Message]) {
    let mut page = Page::new(hunt.voice, Look::of_stderr());
    page.gap();
    for note in notes {
        page.line(&hunt.voice.say(note));
        page.remedy(note);
    }
    outcome::remark(&page.into_text());
}
