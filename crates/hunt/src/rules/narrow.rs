//! What every event satisfies that a rule matches, as the condition of SQL that it is of a kind's table.
//!
//! Never stricter than what it is made from: whoever judges the rows that it leaves finds what he would have found in all.
//! What a row has beside its columns, in `rest`, may be anything: such rows are always left.

use crate::literal;
use atalaya_lake::{ColumnType, KindColumns};
use atalaya_sigma::ast::Comparison;
use atalaya_sigma::expr::Number;
use atalaya_sigma::narrow::{Narrow, NarrowOp};

/// Bytes that the condition may have; beyond them every row is judged, as a question has a bound too.
const NARROW_BYTES_MAX: usize = 128 * 1024;
/// Bytes of a literal that is asked for; of a longer one only whether there is a value.
const NARROW_LITERAL_BYTES_MAX: usize = 8 * 1024;

/// Tests and values beyond which reading everything costs less than looking first.
pub const NARROW_TESTS_MAX: usize = 64;

/// The condition; `None`: every row must be judged.
#[must_use]
pub fn condition(narrow: &Narrow, kind: &KindColumns) -> Option<String> {
    if narrow.size().0 > NARROW_TESTS_MAX {
        return None;
    }
    match of(narrow, kind) {
        Part::Always(true) => None,
        Part::Always(false) => Some("rest IS NOT NULL".to_owned()),
        Part::Sql(sql) if sql.len() > NARROW_BYTES_MAX => None,
        Part::Sql(sql) => Some(format!("({sql} OR rest IS NOT NULL)")),
    }
}

enum Part {
    Always(bool),
    Sql(String),
}

fn of(narrow: &Narrow, kind: &KindColumns) -> Part {
    match narrow {
        Narrow::True | Narrow::Anywhere(_) => Part::Always(true),
        Narrow::False => Part::Always(false),
        Narrow::Any(parts) => connected(parts, kind, true),
        Narrow::All(parts) => connected(parts, kind, false),
        Narrow::Test { field, op } => match kind.columns.iter().find(|column| column.canonical.as_ref() == Some(field))
        {
            Some(column) => test(&literal::name(&column.name), column.of, op),
            None => Part::Always(*op == NarrowOp::Null),
        },
    }
}

/// Parts connected by `OR`, or by `AND`; `enough` is the truth that decides alone.
fn connected(parts: &[Narrow], kind: &KindColumns, enough: bool) -> Part {
    let mut conditions = Vec::with_capacity(parts.len());
    for part in parts {
        match of(part, kind) {
            Part::Always(truth) if truth == enough => return Part::Always(enough),
            Part::Always(_) => {}
            Part::Sql(sql) => conditions.push(sql),
        }
    }
    match conditions.len() {
        0 => Part::Always(!enough),
        1 => Part::Sql(conditions.remove(0)),
        _ => Part::Sql(format!("({})", conditions.join(if enough { " OR " } else { " AND " }))),
    }
}

/// `column` is quoted. A literal too long for a question makes the condition wider, never the question impossible.
fn test(column: &str, of: Option<ColumnType>, op: &NarrowOp) -> Part {
    match asked(column, of, op) {
        Part::Sql(sql) if sql.len() > NARROW_LITERAL_BYTES_MAX && longest(op) > NARROW_LITERAL_BYTES_MAX => {
            Part::Sql(format!("{column} IS NOT NULL"))
        }
        part => part,
    }
}

/// Bytes of the longest literal of a test.
fn longest(op: &NarrowOp) -> usize {
    match op {
        NarrowOp::In(values) => values.iter().map(|value| literal::exactly(value).len()).max().unwrap_or(0),
        NarrowOp::Contains(part) => literal::containing(part).len(),
        NarrowOp::StartsWith(start) => literal::beginning(start).len(),
        NarrowOp::EndsWith(end) => literal::ending(end).len(),
        _ => 0,
    }
}

/// Typed values are compared as the texts that they were.
fn asked(column: &str, of: Option<ColumnType>, op: &NarrowOp) -> Part {
    let present = || Part::Sql(format!("{column} IS NOT NULL"));
    // A fraction is written in more than one way.
    let text = match of {
        Some(ColumnType::Text) => column.to_owned(),
        Some(ColumnType::Int32 | ColumnType::Int64 | ColumnType::Boolean) => format!("CAST({column} AS VARCHAR)"),
        _ if matches!(op, NarrowOp::Null | NarrowOp::Compare(..)) => column.to_owned(),
        _ => return present(),
    };
    match op {
        NarrowOp::In(values) if values.is_empty() => Part::Always(false),
        NarrowOp::In(values) => {
            let any = values.iter().map(|value| format!("{text} ILIKE {}", literal::exactly(value)));
            Part::Sql(format!("({})", any.collect::<Vec<_>>().join(" OR ")))
        }
        NarrowOp::Contains(part) => Part::Sql(format!("{text} ILIKE {}", literal::containing(part))),
        NarrowOp::StartsWith(start) => Part::Sql(format!("{text} ILIKE {}", literal::beginning(start))),
        NarrowOp::EndsWith(end) => Part::Sql(format!("{text} ILIKE {}", literal::ending(end))),
        NarrowOp::Compare(comparison, number) => compare(column, of, *comparison, *number),
        NarrowOp::Cidr(network) => Part::Sql(format!("cidr_match({text}, {})", literal::text(&network.to_string()))),
        NarrowOp::Exists => present(),
        NarrowOp::Null => Part::Sql(format!("{column} IS NULL")),
    }
}

/// A text that the engine takes for no number may still be one for the rule. Fractions are rounded, so that what lies
/// beside a bound counts as on it.
fn compare(column: &str, of: Option<ColumnType>, comparison: Comparison, number: Number) -> Part {
    let sign = match comparison {
        Comparison::Lt | Comparison::Lte => "<=",
        Comparison::Gt | Comparison::Gte => ">=",
        Comparison::Eq => "=",
        Comparison::Neq => return Part::Sql(format!("{column} IS NOT NULL")),
    };
    Part::Sql(match (of, number) {
        (Some(ColumnType::Int32 | ColumnType::Int64), Number::Integer(whole)) => format!("{column} {sign} {whole}"),
        (Some(ColumnType::Text), number) => {
            let number = number.float();
            format!("({column} IS NOT NULL AND coalesce(TRY_CAST({column} AS DOUBLE) {sign} {number}, TRUE))")
        }
        (_, number) => format!("CAST({column} AS DOUBLE) {sign} {}", number.float()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use atalaya_lake::KindColumn;

    fn kind() -> KindColumns {
        let column = |name: &str, of| KindColumn {
            name: format!("r_{name}"),
            canonical: Some(name.to_owned()),
            of: Some(of),
            computed: false,
        };
        KindColumns {
            kind: "windows.sysmon".to_owned(),
            columns: vec![
                column("Image", ColumnType::Text),
                column("EventID", ColumnType::Int64),
                column("Port", ColumnType::Text),
                column("Score", ColumnType::Float64),
            ],
            rows: 0,
        }
    }

    fn check(narrow: Narrow, expected: Option<&str>) {
        assert_eq!(condition(&narrow, &kind()).as_deref(), expected, "{narrow:?}");
    }

    fn is(field: &str, op: NarrowOp) -> Narrow {
        Narrow::Test { field: field.to_owned(), op }
    }

    #[test]
    fn rows_that_a_rule_may_match_are_left() {
        let ends = || is("Image", NarrowOp::EndsWith("\\cmd_.exe".to_owned()));
        check(ends(), Some("(\"r_Image\" ILIKE '%\\\\cmd\\_.exe' OR rest IS NOT NULL)"));
        let number = |comparison| NarrowOp::Compare(comparison, Number::Integer(5));
        check(is("EventID", number(Comparison::Gt)), Some("(\"r_EventID\" >= 5 OR rest IS NOT NULL)"));
        check(is("Score", number(Comparison::Eq)), Some("(CAST(\"r_Score\" AS DOUBLE) = 5 OR rest IS NOT NULL)"));
        check(
            is("Port", number(Comparison::Lt)),
            Some(
                "((\"r_Port\" IS NOT NULL AND coalesce(TRY_CAST(\"r_Port\" AS DOUBLE) <= 5, TRUE)) OR rest IS NOT NULL)",
            ),
        );
        check(
            is("EventID", NarrowOp::In(vec!["1".into()])),
            Some("((CAST(\"r_EventID\" AS VARCHAR) ILIKE '1') OR rest IS NOT NULL)"),
        );
        check(is("Score", NarrowOp::Contains("1".into())), Some("(\"r_Score\" IS NOT NULL OR rest IS NOT NULL)"));
        check(is("Absent", NarrowOp::Exists), Some("rest IS NOT NULL"));
        check(is("Absent", NarrowOp::Null), None);
        check(Narrow::Any(vec![ends(), is("Absent", NarrowOp::Null)]), None);
        check(
            Narrow::All(vec![ends(), Narrow::Anywhere("x".into())]),
            Some("(\"r_Image\" ILIKE '%\\\\cmd\\_.exe' OR rest IS NOT NULL)"),
        );
        check(Narrow::True, None);
        check(Narrow::False, Some("rest IS NOT NULL"));
    }

    #[test]
    fn what_is_too_long_for_a_question_is_judged_without_one() {
        let long = |bytes: usize| "a\\".repeat(bytes / 2);
        let present = Some("(\"r_Image\" IS NOT NULL OR rest IS NOT NULL)");
        check(is("Image", NarrowOp::Contains(long(20_000))), present);
        check(is("Image", NarrowOp::StartsWith(long(20_000))), present);
        check(is("Image", NarrowOp::EndsWith(long(20_000))), present);
        check(is("Image", NarrowOp::In(vec!["x".into(), long(20_000)])), present);
        let all = Narrow::All(vec![
            is("Image", NarrowOp::Contains(long(20_000))),
            is("Image", NarrowOp::Contains("x".into())),
        ]);
        check(all, Some("((\"r_Image\" IS NOT NULL AND \"r_Image\" ILIKE '%x%') OR rest IS NOT NULL)"));
        check(Narrow::All((0..60).map(|_| is("Image", NarrowOp::Contains(long(5_000)))).collect()), None);
    }

    #[test]
    fn what_costs_more_than_it_saves_is_not_asked() {
        let many = (0..=NARROW_TESTS_MAX).map(|number| number.to_string()).collect();
        check(is("Image", NarrowOp::In(many)), None);
    }
}
