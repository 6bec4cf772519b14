//! What went wrong, as messages for people.

use crate::period::PeriodError;
use crate::words::{KINDS_MAX, NESTING_MAX, Note, TERMS_MAX, WORDS_BYTES_MAX, Wants, WordsError};
use atalaya_lake::QueryError;
use atalaya_model::Message;

/// Kinds that are named where a column is in several.
const KINDS_NAMED_MAX: usize = 5;

impl PeriodError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            PeriodError::Length(text) => Message::new("hunt-period-length").with("value", text.as_str()),
            PeriodError::Time(text) => Message::new("hunt-period-time").with("value", text.as_str()),
            PeriodError::Place => Message::new("hunt-period-place"),
            PeriodError::Order => Message::new("hunt-period-order"),
        }
    }
}

impl WordsError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            WordsError::TooLong => Message::new("hunt-words-long").with("limit", WORDS_BYTES_MAX),
            WordsError::TooMany => Message::new("hunt-words-many").with("limit", TERMS_MAX),
            WordsError::TooDeep => Message::new("hunt-words-deep").with("limit", NESTING_MAX),
            WordsError::TooManyKinds => Message::new("hunt-words-kinds").with("limit", KINDS_MAX),
            WordsError::Unclosed { at } => Message::new("hunt-words-quote").with("at", *at),
            WordsError::Parenthesis { at } => Message::new("hunt-words-parenthesis").with("at", *at),
            WordsError::Dangling { word, at } => {
                Message::new("hunt-words-dangling").with("word", word.as_str()).with("at", *at)
            }
            WordsError::UnknownField { name, near } if near.is_empty() => {
                Message::new("hunt-words-field").with("name", name.as_str())
            }
            WordsError::UnknownField { name, near } => {
                Message::new("hunt-words-field-near").with("name", name.as_str()).with("near", near.join(", "))
            }
            WordsError::NoValue { field } => Message::new("hunt-words-no-value").with("field", field.as_str()),
            WordsError::WrongValue { field, value, wants } => {
                let message = match wants {
                    Wants::Number => Message::new("hunt-words-number"),
                    Wants::Truth => Message::new("hunt-words-truth"),
                    Wants::Time => Message::new("hunt-words-time"),
                    Wants::Network => Message::new("hunt-words-network"),
                    Wants::Order => Message::new("hunt-words-order"),
                };
                message.with("field", field.as_str()).with("value", value.as_str())
            }
            WordsError::UnknownValue { field, value, near } if near.is_empty() => {
                Message::new("hunt-words-value").with("field", field.as_str()).with("value", value.as_str())
            }
            WordsError::UnknownValue { field, value, near } => Message::new("hunt-words-value-near")
                .with("field", field.as_str())
                .with("value", value.as_str())
                .with("near", near.join(", ")),
            WordsError::Wildcard { word } => Message::new("hunt-words-wildcard").with("word", word.as_str()),
            WordsError::LongWord { max } => Message::new("hunt-words-long-word").with("limit", *max),
            WordsError::Period(error) => error.message(),
        }
    }
}

impl Note {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Note::SmallLetters(word) => {
                Message::new("hunt-note-small").with("word", word.as_str()).with("capitals", word.to_uppercase())
            }
            Note::LeavesOut(word) => Message::new("hunt-note-leaves-out").with("word", word.as_str()),
            Note::Network(network) => Message::new("hunt-note-network").with("network", network.as_str()),
        }
    }
}

/// What a person is told of a question without an answer.
#[must_use]
pub fn query_message(error: &QueryError) -> Message {
    match error {
        QueryError::Syntax { position: Some((line, column)), source } => Message::new("hunt-sql-syntax-at")
            .with("line", *line)
            .with("column", *column)
            .with("reason", source.to_string()),
        QueryError::Syntax { position: None, source } => {
            Message::new("hunt-sql-syntax").with("reason", source.to_string())
        }
        QueryError::TooLong { bytes_max } => Message::new("hunt-sql-long").with("limit", *bytes_max),
        QueryError::TooComplex => Message::new("hunt-sql-complex"),
        QueryError::NotAQuestion => Message::new("hunt-sql-no-question"),
        QueryError::UnknownColumn { name, near, kinds } => column(name, near, kinds),
        QueryError::UnknownTable { name, near } if near.is_empty() => {
            Message::new("hunt-sql-table").with("name", name.as_str())
        }
        QueryError::UnknownTable { name, near } => {
            Message::new("hunt-sql-table-near").with("name", name.as_str()).with("near", near.join(", "))
        }
        QueryError::UnknownFunction { name, near } if near.is_empty() => {
            Message::new("hunt-sql-function").with("name", name.as_str())
        }
        QueryError::UnknownFunction { name, near } => {
            Message::new("hunt-sql-function-near").with("name", name.as_str()).with("near", near.join(", "))
        }
        QueryError::Misplaced { function } => Message::new("hunt-sql-misplaced").with("function", *function),
        QueryError::Memory { bytes_max } => Message::new("hunt-sql-memory").with("mebibytes", *bytes_max >> 20),
        QueryError::Time { limit } => Message::new("hunt-sql-time").with("seconds", limit.as_secs()),
        QueryError::Rows { rows_max } => Message::new("hunt-sql-rows").with("limit", *rows_max),
        QueryError::Cancelled => Message::new("hunt-sql-cancelled"),
        QueryError::Damaged { table } => Message::new("hunt-sql-damaged").with("table", table.as_str()),
        QueryError::Division => Message::new("hunt-sql-division"),
        QueryError::Value(source) => Message::new("hunt-sql-value").with("reason", source.find_root().to_string()),
        QueryError::File { table: Some(table), source } => Message::new("hunt-sql-file-of")
            .with("table", table.as_str())
            .with("reason", source.find_root().to_string()),
        QueryError::File { table: None, source } => {
            Message::new("hunt-sql-file").with("reason", source.find_root().to_string())
        }
        QueryError::Engine(source) => Message::new("hunt-sql-engine").with("reason", source.to_string()),
    }
}

fn column(name: &str, near: &[String], kinds: &[(String, Vec<String>)]) -> Message {
    let places: Vec<String> = kinds.iter().map(|(column, kinds)| place(column, kinds)).collect();
    match (near.is_empty(), places.is_empty()) {
        (true, true) => Message::new("hunt-sql-column").with("name", name),
        (false, true) => Message::new("hunt-sql-column-near").with("name", name).with("near", near.join(", ")),
        (true, false) => Message::new("hunt-sql-column-kinds").with("name", name).with("places", places.join("; ")),
        (false, false) => Message::new("hunt-sql-column-near-kinds")
            .with("name", name)
            .with("near", near.join(", "))
            .with("places", places.join("; ")),
    }
}

/// `CommandLine: windows.security, windows.sysmon`; what is not named is shown by an ellipsis.
fn place(column: &str, kinds: &[String]) -> String {
    let named = kinds.iter().take(KINDS_NAMED_MAX).map(String::as_str);
    let more = (kinds.len() > KINDS_NAMED_MAX).then_some("…");
    format!("{column}: {}", named.chain(more).collect::<Vec<_>>().join(", "))
}
