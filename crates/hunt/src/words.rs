//! Search words, for people who do not write SQL: `powershell host:dc01 -user:SYSTEM "enc"` becomes SQL that can be shown,
//! changed and run as it stands.
//!
//! - A word is looked for in all fields, whatever its case; in quotation marks it may hold blanks.
//! - `field:value` asks one field: for a part of its text, or, with `*` and `?`, for the whole of it; `field:=value` for
//!   the whole as written; `field:>5`, `field:10.0.0.0/8`, `field:*` (any value), `field:(a OR b)`.
//! - All must hold; `OR`, `NOT`, `-` and parentheses say otherwise. `last:7d`, `since:` and `until:` bound the time.

mod condition;
mod lexer;
mod parser;
mod select;
mod term;

use crate::fields::Fields;
use crate::period::{Period, PeriodError};
use atalaya_model::Time;
use parser::Query;

/// Bytes that search words may have.
pub const WORDS_BYTES_MAX: usize = 8 << 10;
/// Words and fields that a search may have.
pub const TERMS_MAX: usize = 128;
/// How deep parentheses and negations may stand in each other.
pub const NESTING_MAX: usize = 24;
/// Kinds that a search may name the fields of.
pub const KINDS_MAX: usize = 256;

/// Search words that were understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The SQL that they became.
    pub sql: String,
    /// The time that they name.
    pub period: Period,
    /// Texts that are looked for, so that they can be pointed out in what is found.
    pub sought: Vec<String>,
    /// What the person may have meant differently.
    pub notes: Vec<Note>,
}

/// What a person may have meant differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A word like `or` in small letters was looked for; in capitals it would have connected.
    SmallLetters(String),
    /// `-word` leaves out what has the word.
    LeavesOut(String),
    /// A network was looked for as text; `ip:` would have asked for its addresses.
    Network(String),
}

/// Why search words were not understood. Positions count characters from one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// More than [`WORDS_BYTES_MAX`].
    #[error("the search is longer than {WORDS_BYTES_MAX} bytes")]
    TooLong,
    /// More than [`TERMS_MAX`].
    #[error("the search has more than {TERMS_MAX} words")]
    TooMany,
    /// Deeper than [`NESTING_MAX`].
    #[error("the search is nested deeper than {NESTING_MAX}")]
    TooDeep,
    /// Fields of more kinds than [`KINDS_MAX`].
    #[error("the search names fields of more than {KINDS_MAX} kinds")]
    TooManyKinds,
    /// A quotation mark without its other half.
    #[error("the quotation mark at {at} is not closed")]
    Unclosed {
        /// Where it stands.
        at: usize,
    },
    /// A parenthesis without its other half.
    #[error("the parenthesis at {at} has no other half")]
    Parenthesis {
        /// Where it stands.
        at: usize,
    },
    /// `AND`, `OR`, `NOT` or a parenthesis with nothing to connect.
    #[error("`{word}` at {at} has nothing to connect")]
    Dangling {
        /// What stands there.
        word: String,
        /// Where.
        at: usize,
    },
    /// A field that nothing has.
    #[error("no field `{name}`")]
    UnknownField {
        /// Its name.
        name: String,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A field without a value.
    #[error("field `{field}` has no value")]
    NoValue {
        /// The field.
        field: String,
    },
    /// What a field of this type cannot be asked.
    #[error("field `{field}` cannot be `{value}`")]
    WrongValue {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// What the field holds.
        wants: Wants,
    },
    /// No event has this in the field, whose values are all known.
    #[error("nothing has `{value}` in field `{field}`")]
    UnknownValue {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A wildcard within a word that names no field.
    #[error("the wildcard in `{word}` needs a field")]
    Wildcard {
        /// The word.
        word: String,
    },
    /// A word longer than can be looked for.
    #[error("a word is longer than {max} bytes")]
    LongWord {
        /// What it may have.
        max: usize,
    },
    /// A time that is none.
    #[error(transparent)]
    Period(#[from] PeriodError),
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// Numbers.
    Number,
    /// `true` or `false`.
    Truth,
    /// Times.
    Time,
    /// Addresses, or networks like `10.0.0.0/8`.
    Network,
    /// Anything, but an order needs a number.
    Order,
}

impl Words {
    /// Understands search words, of what these fields say can be asked. `now` is what `last:` counts from, and `period` what
    /// bounds the search beside its words.
    ///
    /// # Errors
    ///
    /// Where they cannot be understood, or more is asked than the limits allow.
    pub fn read(text: &str, fields: &Fields, period: Period, now: Time) -> Result<Words, WordsError> {
        if text.len() > WORDS_BYTES_MAX {
            return Err(WordsError::TooLong);
        }
        let query = parser::parse(&lexer::tokens(text)?)?;
        let mut reading = term::Reading::new(fields, now);
        let query = reading.resolve(query)?;
        let period = reading.period.and(period)?;
        let sql = select::select(&query, fields, period)?;
        let mut sought = Vec::new();
        term::sought(&query, &mut sought);
        Ok(Words { sql, period, sought, notes: reading.notes })
    }
}

impl<T> Query<T> {
    /// The query with its terms changed.
    fn map<U>(self, change: &mut impl FnMut(T) -> Result<U, WordsError>) -> Result<Query<U>, WordsError> {
        let mut all =
            |parts: Vec<Query<T>>| parts.into_iter().map(|part| part.map(change)).collect::<Result<Vec<_>, _>>();
        Ok(match self {
            Query::Term(term) => Query::Term(change(term)?),
            Query::Not(inner) => Query::Not(Box::new(inner.map(change)?)),
            Query::All(parts) => Query::All(all(parts)?),
            Query::Any(parts) => Query::Any(all(parts)?),
        })
    }
}

/// The point in time that a value of a search names, as SQL knows it.
fn period_time(text: &str) -> Option<String> {
    crate::period::time(text).map(|time| time.to_string())
}
