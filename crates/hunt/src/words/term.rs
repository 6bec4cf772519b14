//! Terms to what they mean of the fields that there are.

use super::lexer::{Term, Test};
use super::parser::Query;
use super::{Note, Wants, WordsError};
use crate::fields::{Fields, Meaning};
use crate::period::{self, Period, PeriodError};
use atalaya_lake::WORD_BYTES_MAX;
use atalaya_model::Time;
use atalaya_sigma::{Pattern, Piece};

/// What a term asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask<'a> {
    /// Nothing.
    Everything,
    /// A word in any field.
    Word(String),
    /// Something of a field.
    Field { meaning: Meaning<'a>, name: String, test: FieldTest },
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldTest {
    /// A value that is not empty.
    Present,
    /// A part of the value.
    Has(String),
    /// The whole value, with wildcards.
    Like(String),
    /// The whole value.
    Is(String),
    /// A number or time on this side of another.
    Order(&'static str, String),
}

/// Terms being understood, and what was learned beside.
pub(super) struct Reading<'a> {
    fields: &'a Fields,
    now: Time,
    pub(super) period: Period,
    pub(super) notes: Vec<Note>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(fields: &'a Fields, now: Time) -> Reading<'a> {
        Reading { fields, now, period: Period::default(), notes: Vec::new() }
    }

    pub(super) fn resolve(&mut self, query: Query<Term>) -> Result<Query<Ask<'a>>, WordsError> {
        self.note(&query);
        let query = self.without_periods(query)?;
        query.map(&mut |term| self.ask(term))
    }

    /// Takes the words about time out of a query all of whose parts must hold.
    fn without_periods(&mut self, query: Query<Term>) -> Result<Query<Term>, WordsError> {
        let parts = match query {
            Query::All(parts) => parts,
            part @ Query::Term(_) => vec![part],
            other => return Ok(other),
        };
        let mut kept = Vec::with_capacity(parts.len());
        for part in parts {
            match &part {
                Query::Term(term) if term.field.is_some() => match self.period_of(term)? {
                    Some(period) => self.period = self.period.and(period)?,
                    None => kept.push(part),
                },
                _ => kept.push(part),
            }
        }
        Ok(if kept.len() == 1 { kept.remove(0) } else { Query::All(kept) })
    }

    fn period_of(&self, term: &Term) -> Result<Option<Period>, WordsError> {
        let name = term.field.as_deref().unwrap_or_default().to_ascii_lowercase();
        if self.fields.meaning(&name).is_some() {
            return Ok(None);
        }
        let wrong = || PeriodError::Time(term.value.clone());
        Ok(Some(match name.as_str() {
            "last" => Period::last(&term.value, self.now)?,
            "since" => Period { since: Some(period::time(&term.value).ok_or_else(wrong)?), until: None },
            "until" => Period { since: None, until: Some(period::end(&term.value).ok_or_else(wrong)?) },
            _ => return Ok(None),
        }))
    }

    fn ask(&mut self, term: Term) -> Result<Ask<'a>, WordsError> {
        let Some(name) = term.field.clone() else { return self.word(term) };
        let Some(meaning) = self.fields.meaning(&name) else {
            if ["last", "since", "until"].contains(&name.to_ascii_lowercase().as_str()) {
                return Err(PeriodError::Place.into());
            }
            if is_no_field(&name, &term) {
                return self.word(Term { field: None, value: term.whole.clone(), ..term });
            }
            return Err(WordsError::UnknownField { near: self.fields.near(&name), name });
        };
        if term.value.is_empty() && !term.quoted {
            return Err(WordsError::NoValue { field: name });
        }
        bounded(&term.value)?;
        let test = self.test(&name, term)?;
        self.known(&name, &test)?;
        Ok(Ask::Field { meaning, name, test })
    }

    /// Refuses a value that no event has, where all values of the field are known: it may be mistyped.
    fn known(&self, name: &str, test: &FieldTest) -> Result<(), WordsError> {
        let unknown = match test {
            FieldTest::Has(value) => {
                let part = value.to_lowercase();
                (value, self.fields.unknown(name, value, |known| known.to_lowercase().contains(&part)))
            }
            FieldTest::Is(value) => {
                let whole = value.to_lowercase();
                (value, self.fields.unknown(name, value, |known| known.to_lowercase() == whole))
            }
            FieldTest::Like(value) => {
                let pattern = pattern(value);
                (value, self.fields.unknown(name, value, |known| pattern.matches(&known.to_lowercase())))
            }
            FieldTest::Present | FieldTest::Order(..) => return Ok(()),
        };
        match unknown {
            (value, Some(near)) => Err(WordsError::UnknownValue { field: name.to_owned(), value: value.clone(), near }),
            (_, None) => Ok(()),
        }
    }

    fn test(&mut self, field: &str, term: Term) -> Result<FieldTest, WordsError> {
        let wild = !term.quoted && term.value.contains(['*', '?']);
        let order = |sign| {
            let wrong =
                || WordsError::WrongValue { field: field.to_owned(), value: term.value.clone(), wants: Wants::Order };
            if term.value.is_empty() { Err(wrong()) } else { Ok(FieldTest::Order(sign, term.value.clone())) }
        };
        Ok(match term.test {
            Test::Less => return order("<"),
            Test::LessOrIs => return order("<="),
            Test::More => return order(">"),
            Test::MoreOrIs => return order(">="),
            Test::Has if wild && term.value.chars().all(|c| c == '*') => FieldTest::Present,
            Test::Has if wild => FieldTest::Like(term.value),
            Test::Has if !term.value.is_empty() => FieldTest::Has(term.value),
            Test::Has | Test::Is => FieldTest::Is(term.value),
        })
    }

    /// A word in any field. Wildcards around it say nothing, as it is a part of a text anyway.
    fn word(&mut self, term: Term) -> Result<Ask<'a>, WordsError> {
        let word = if term.quoted { term.value.as_str() } else { term.value.trim_matches('*') };
        if word.is_empty() {
            return Ok(Ask::Everything);
        }
        if !term.quoted && word.contains('*') {
            return Err(WordsError::Wildcard { word: term.value });
        }
        bounded(word)?;
        Ok(Ask::Word(word.to_owned()))
    }

    fn note(&mut self, query: &Query<Term>) {
        match query {
            Query::Term(term) => self.note_term(term),
            Query::Not(inner) => match inner.as_ref() {
                Query::Term(term) if term.field.is_none() && !term.quoted => {
                    self.notes.push(Note::LeavesOut(term.value.clone()));
                }
                _ => {}
            },
            Query::All(parts) | Query::Any(parts) => parts.iter().for_each(|part| self.note(part)),
        }
    }

    fn note_term(&mut self, term: &Term) {
        if term.field.is_some() || term.quoted {
            return;
        }
        if ["or", "and", "not", "Or", "And", "Not"].contains(&term.value.as_str()) {
            self.notes.push(Note::SmallLetters(term.value.clone()));
        } else if is_network(&term.value) {
            self.notes.push(Note::Network(term.value.clone()));
        }
    }
}

/// The texts that must or may be in what is found, each once.
pub(super) fn sought(query: &Query<Ask<'_>>, into: &mut Vec<String>) {
    let text = match query {
        Query::Term(Ask::Word(text)) => text,
        Query::Term(Ask::Field { test: FieldTest::Has(text) | FieldTest::Is(text), .. }) => text,
        Query::Term(Ask::Field { test: FieldTest::Like(pattern), .. }) => {
            pattern.split(['*', '?']).max_by_key(|part| part.len()).unwrap_or_default()
        }
        Query::All(parts) | Query::Any(parts) => return parts.iter().for_each(|part| sought(part, into)),
        Query::Term(_) | Query::Not(_) => return,
    };
    if !text.is_empty() && !into.iter().any(|known| known == text) {
        into.push(text.to_owned());
    }
}

/// The pattern, in which `*` stands for anything and `?` for one character, in lower case.
fn pattern(text: &str) -> Pattern {
    let piece = |c| match c {
        '*' => Piece::Run,
        '?' => Piece::One,
        c => Piece::Literal(c.to_string()),
    };
    Pattern::new(text.to_lowercase().chars().map(piece).collect(), true)
}

fn bounded(word: &str) -> Result<(), WordsError> {
    if word.len() > WORD_BYTES_MAX { Err(WordsError::LongWord { max: WORD_BYTES_MAX }) } else { Ok(()) }
}

/// Whether what is before the colon is no name but the beginning of a path, an address or a time.
fn is_no_field(name: &str, term: &Term) -> bool {
    if term.test != Test::Has || term.quoted {
        return false;
    }
    let value = term.value.as_str();
    let hex = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.' | '%' | '/'));
    let port = value.len() <= 5 && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.starts_with(['\\', ':'])
        || value.starts_with("//")
        || name.chars().count() == 1 && value.starts_with('/')
        || hex(name) && hex(value)
        || name.contains('.') && port
}

/// Whether the text is an address with the length of a prefix.
pub(super) fn is_network(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let Ok(address) = address.parse::<std::net::IpAddr>() else { return false };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    !length.starts_with('+') && length.parse::<u8>().is_ok_and(|length| length <= longest)
}
