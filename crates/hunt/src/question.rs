//! Whether a person wrote SQL or search words.

/// What a person wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A question in SQL.
    Sql,
    /// Search words.
    Words,
}

/// What follows `EXPLAIN` in SQL.
const EXPLAINED: [&str; 5] = ["SELECT", "WITH", "ANALYZE", "VERBOSE", "FORMAT"];
/// What follows `SHOW` in SQL.
const SHOWN: [&str; 4] = ["TABLES", "COLUMNS", "FUNCTIONS", "FULL"];

/// What the text is. It is SQL where it begins as a question in SQL begins; `SHOW`, `EXPLAIN`, `WITH` and `DESCRIBE` are
/// also words of logs and count only before what follows them in SQL.
#[must_use]
pub fn asked(text: &str) -> Asked {
    let start = without_comments(text).trim_start_matches(['(', ' ', '\t', '\r', '\n']);
    let (first, rest) = split(start);
    let rest = rest.trim_start();
    let second = split(rest).0.to_ascii_uppercase();
    let is_sql = match first.to_ascii_uppercase().as_str() {
        "SELECT" => !rest.is_empty() && !rest.starts_with(':'),
        "WITH" => second == "RECURSIVE" || names_a_query(rest),
        "DESCRIBE" | "DESC" => is_one_name(rest),
        "EXPLAIN" => EXPLAINED.contains(&second.as_str()) || rest.starts_with('('),
        "SHOW" => SHOWN.contains(&second.as_str()),
        _ => false,
    };
    if is_sql { Asked::Sql } else { Asked::Words }
}

/// The text behind comments at its beginning.
fn without_comments(text: &str) -> &str {
    let mut text = text.trim_start();
    loop {
        let behind = if let Some(comment) = text.strip_prefix("-- ") {
            comment.split_once('\n').map(|(_, rest)| rest)
        } else if let Some(comment) = text.strip_prefix("/*") {
            comment.split_once("*/").map(|(_, rest)| rest)
        } else {
            None
        };
        match behind {
            Some(rest) => text = rest.trim_start(),
            None => return text,
        }
    }
}

/// The letters at the beginning, and what is behind them.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    text.split_at(end)
}

/// `x AS (`, `x (a, b) AS (`.
fn names_a_query(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let mut words = upper.split(|c: char| c.is_whitespace() || c == '(' || c == ')').filter(|word| !word.is_empty());
    words.nth(1).is_some() && upper.contains('(') && upper.split_whitespace().any(|word| word == "AS" || word == "AS(")
}

fn is_one_name(text: &str) -> bool {
    let text = text.trim_end_matches(';').trim_end();
    let quoted = text.starts_with('"') && text.ends_with('"') && text.len() > 2;
    let bare = text.contains('.') || text.eq_ignore_ascii_case("events");
    !text.is_empty() && (quoted || bare && !text.contains(|c: char| c.is_whitespace() || c == ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_and_words_are_told_apart() {
        let check = |text: &str, expected: Asked| assert_eq!(asked(text), expected, "{text}");
        check("SELECT 1", Asked::Sql);
        check("  select * from events", Asked::Sql);
        check("(SELECT 1) UNION (SELECT 2)", Asked::Sql);
        check("-- top users\nSELECT 1", Asked::Sql);
        check("/* x */ SELECT 1", Asked::Sql);
        check("select", Asked::Words);
        check("selection", Asked::Words);
        check("WITH a AS (SELECT 1) SELECT * FROM a", Asked::Sql);
        check("with recursive a as (select 1) select * from a", Asked::Sql);
        check("with powershell", Asked::Words);
        check("EXPLAIN SELECT 1", Asked::Sql);
        check("explain analyze select 1", Asked::Sql);
        check("explain error", Asked::Words);
        check("SHOW TABLES", Asked::Sql);
        check("show running-config", Asked::Words);
        check("DESCRIBE windows.sysmon", Asked::Sql);
        check("describe \"windows.sysmon\";", Asked::Sql);
        check("describe events", Asked::Sql);
        check("describe instances", Asked::Words);
        check("-- enc", Asked::Words);
        check("powershell host:dc01 -user:SYSTEM \"enc\"", Asked::Words);
        check("drop table users", Asked::Words);
        check("", Asked::Words);
    }
}
