//! A query to the condition of SQL that it is of one table.
//!
//! A field that the events of a table cannot have holds nothing there, so that conditions on it fold away.

use super::WordsError;
use super::parser::Query;
use super::term::{Ask, FieldTest, is_network};
use super::{Wants, period_time};
use crate::fields::{Field, FieldKind, Meaning};
use crate::literal;
use crate::period;

/// The table that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table<'a> {
    /// The events of all kinds, or of all but those that are asked one by one.
    Events,
    /// The events of one kind: its number, and its name.
    Kind(usize, &'a str),
}

/// A condition, of which it may be known beforehand what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// It holds of every event, or of none.
    Always(bool),
    /// SQL that is true, false or null.
    Sql(String),
    /// SQL that is never null.
    Known(String),
    /// Several, all of which must hold.
    All(String),
    /// Several, one of which must hold.
    Any(String),
}

use Condition::{All, Always, Any, Known, Sql};

impl Condition {
    /// The SQL as a part of a longer condition.
    fn part(self) -> String {
        match self {
            Always(truth) => truth.to_string().to_ascii_uppercase(),
            Sql(sql) | Known(sql) => sql,
            All(sql) | Any(sql) => format!("({sql})"),
        }
    }

    /// The SQL as a part of one whose parts are connected by `AND`.
    pub(super) fn sql(self) -> String {
        match self {
            All(sql) => sql,
            other => other.part(),
        }
    }

    fn not(self) -> Condition {
        match self {
            Always(truth) => Always(!truth),
            Known(sql) => Known(format!("NOT {sql}")),
            other => Known(format!("({} IS NOT TRUE)", other.part())),
        }
    }
}

/// The condition that the query is of a table.
pub(super) fn condition(query: &Query<Ask<'_>>, table: Table<'_>) -> Result<Condition, WordsError> {
    match query {
        Query::Term(Ask::Everything) => Ok(Always(true)),
        Query::Term(Ask::Word(word)) => Ok(Known(format!("matches_word(record, {})", literal::text(word)))),
        Query::Term(Ask::Field { meaning, name, test }) => field(meaning, name, test, table),
        Query::Not(inner) => Ok(condition(inner, table)?.not()),
        Query::All(parts) => several(parts, table, false),
        Query::Any(parts) => several(parts, table, true),
    }
}

/// Parts connected by `OR`, one of which suffices, or by `AND`. `enough` is the truth that decides alone.
fn several(parts: &[Query<Ask<'_>>], table: Table<'_>, enough: bool) -> Result<Condition, WordsError> {
    let conditions = parts.iter().map(|part| condition(part, table)).collect::<Result<Vec<_>, _>>()?;
    Ok(connected(conditions, enough))
}

fn connected(mut conditions: Vec<Condition>, enough: bool) -> Condition {
    if conditions.contains(&Always(enough)) {
        return Always(enough);
    }
    conditions.retain(|condition| *condition != Always(!enough));
    match conditions.len() {
        0 => Always(!enough),
        1 => conditions.remove(0),
        _ => {
            let parts: Vec<String> = conditions.into_iter().map(Condition::part).collect();
            if enough { Any(parts.join(" OR ")) } else { All(parts.join(" AND ")) }
        }
    }
}

fn field(meaning: &Meaning<'_>, name: &str, test: &FieldTest, table: Table<'_>) -> Result<Condition, WordsError> {
    let asked = |field: &Field, column: &str| self::asked(field, column, name, test);
    match (meaning, table) {
        (Meaning::Envelope(fields), _) => {
            let conditions = fields.iter().map(|field| asked(field, &envelope_column(&field.name)));
            Ok(connected(conditions.collect::<Result<_, _>>()?, true))
        }
        (Meaning::Record(kinds), Table::Kind(number, _)) => match kinds.iter().find(|(kind, _)| *kind == number) {
            Some((_, field)) => of_record(field, &literal::name(&field.name), name, test),
            None => Ok(Always(false)),
        },
        (Meaning::Record(_), Table::Events) => Ok(Always(false)),
    }
}

/// A field of the record may be there several times, and is then an array of JSON: any of its values may be the whole one.
fn of_record(field: &Field, column: &str, name: &str, test: &FieldTest) -> Result<Condition, WordsError> {
    let one = asked(field, column, name, test)?;
    Ok(match test {
        FieldTest::Is(value) if field.of == FieldKind::Text && !value.is_empty() => {
            let [first, later] = literal::of_array(value);
            connected(vec![one, like(column, &first), like(column, &later)], true)
        }
        _ => one,
    })
}

/// The column of the envelope. `user` without quotation marks is a function of SQL.
pub(super) fn envelope_column(name: &str) -> String {
    let plain =
        name != "user" && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if plain { name.to_owned() } else { literal::name(name) }
}

fn asked(field: &Field, column: &str, name: &str, test: &FieldTest) -> Result<Condition, WordsError> {
    let wrong = |value: &str, wants| WordsError::WrongValue { field: name.to_owned(), value: value.to_owned(), wants };
    match (test, field.of) {
        (FieldTest::Present, FieldKind::Text | FieldKind::Address) => Ok(Sql(format!("{column} <> ''"))),
        (FieldTest::Present, _) => Ok(Known(format!("{column} IS NOT NULL"))),
        (FieldTest::Order(sign, value), FieldKind::Number) => {
            let number = number(value).ok_or_else(|| wrong(value, Wants::Number))?;
            Ok(Sql(format!("{column} {sign} {number}")))
        }
        (FieldTest::Order(sign, value), FieldKind::Time | FieldKind::Day) => {
            let time = period_time(value).ok_or_else(|| wrong(value, Wants::Time))?;
            Ok(Sql(format!("{column} {sign} {}", moment(field.of, &time))))
        }
        (FieldTest::Order(sign, value), FieldKind::Text) => {
            let number = number(value).ok_or_else(|| wrong(value, Wants::Order))?;
            Ok(Sql(format!("TRY_CAST({column} AS DOUBLE) {sign} {number}")))
        }
        (FieldTest::Order(_, value), FieldKind::Address | FieldKind::Truth) => Err(wrong(value, Wants::Order)),
        (FieldTest::Like(pattern), FieldKind::Text | FieldKind::Address) => {
            Ok(like(column, &literal::pattern(pattern)))
        }
        (FieldTest::Like(pattern), _) => Ok(like(&format!("CAST({column} AS VARCHAR)"), &literal::pattern(pattern))),
        (FieldTest::Is(value), FieldKind::Text | FieldKind::Address) if value.is_empty() => {
            Ok(Sql(format!("{column} = ''")))
        }
        (FieldTest::Is(value), FieldKind::Text) => Ok(like(column, &literal::exactly(value))),
        (FieldTest::Has(value), FieldKind::Text) => Ok(part(column, value)),
        (FieldTest::Is(value) | FieldTest::Has(value), FieldKind::Address)
            if value.contains('/') && !is_network(value) =>
        {
            Err(wrong(value, Wants::Network))
        }
        (FieldTest::Is(value) | FieldTest::Has(value), FieldKind::Address) => Ok(address(column, value, test)),
        (FieldTest::Is(value) | FieldTest::Has(value), FieldKind::Number) => {
            let number = number(value).ok_or_else(|| wrong(value, Wants::Number))?;
            Ok(Sql(format!("{column} = {number}")))
        }
        (FieldTest::Is(value) | FieldTest::Has(value), FieldKind::Truth) => {
            truth(column, value).ok_or_else(|| wrong(value, Wants::Truth))
        }
        (FieldTest::Is(value) | FieldTest::Has(value), FieldKind::Time | FieldKind::Day) => {
            let time = period_time(value).ok_or_else(|| wrong(value, Wants::Time))?;
            Ok(Sql(format!("{column} = {}", moment(field.of, &time))))
        }
    }
}

fn like(column: &str, pattern: &str) -> Condition {
    Sql(format!("{column} ILIKE {pattern}"))
}

/// A part of a text. A network is also meant as one, since fields that hold addresses do not always say so.
fn part(column: &str, value: &str) -> Condition {
    let word = Known(format!("matches_word({column}, {})", literal::text(value)));
    if !is_network(value) {
        return word;
    }
    connected(vec![Sql(format!("cidr_match({column}, {})", literal::text(value))), word], true)
}

/// Addresses are compared as such where one or a network is named; else the beginning of one is meant.
fn address(column: &str, value: &str, test: &FieldTest) -> Condition {
    if is_network(value) {
        return Sql(format!("cidr_match({column}, {})", literal::text(value)));
    }
    match value.parse::<std::net::IpAddr>() {
        // Some systems write an address of IPv4 as one of IPv6.
        Ok(std::net::IpAddr::V4(_)) => {
            Sql(format!("{column} IN ({}, {})", literal::text(value), literal::text(&format!("::ffff:{value}"))))
        }
        Ok(std::net::IpAddr::V6(_)) => Sql(format!("cidr_match({column}, {})", literal::text(&format!("{value}/128")))),
        Err(_) if matches!(test, FieldTest::Is(_)) => like(column, &literal::exactly(value)),
        Err(_) => like(column, &literal::beginning(value)),
    }
}

fn truth(column: &str, value: &str) -> Option<Condition> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(Sql(format!("{column} = TRUE"))),
        "false" | "0" => Some(Sql(format!("{column} = FALSE"))),
        _ => None,
    }
}

/// The number as it stands in SQL: digits, a sign, a point.
fn number(text: &str) -> Option<&str> {
    const DIGITS_MAX: usize = 32;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, "0"), |(whole, fraction)| (whole, fraction));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (text.len() <= DIGITS_MAX && all_digits(whole) && all_digits(fraction)).then_some(text)
}

fn moment(of: FieldKind, time: &str) -> String {
    match of {
        FieldKind::Day => format!("DATE {}", literal::text(time.split('T').next().unwrap_or(time))),
        _ => period::time(time).map_or_else(|| literal::text(time), literal::time),
    }
}
