//! Values and names as they stand in SQL. A value never becomes anything but a literal.

use atalaya_model::Time;

/// The text as a literal.
pub(crate) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The point in time. The engine reads texts as nanoseconds, which reach from 1677 to 2262; others it is told as a number.
pub(crate) fn time(time: Time) -> String {
    if time.0.checked_mul(1000).is_some() {
        text(&time.to_string())
    } else {
        format!("to_timestamp_micros({})", time.0)
    }
}

/// The name in quotation marks, so that any name is possible.
pub(crate) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The pattern, in which `*` stands for anything and `?` for one character, as a pattern of `LIKE`.
pub(crate) fn pattern(pattern: &str) -> String {
    let mut like = String::with_capacity(pattern.len() + 2);
    for c in pattern.chars() {
        match c {
            '*' => like.push('%'),
            '?' => like.push('_'),
            c => push(&mut like, c),
        }
    }
    text(&like)
}

/// The text as a pattern of `LIKE` that nothing but the text fits.
pub(crate) fn exactly(whole: &str) -> String {
    text(&escaped(whole))
}

/// The text as a pattern of `LIKE` that fits what begins with it.
pub(crate) fn beginning(start: &str) -> String {
    text(&(escaped(start) + "%"))
}

/// The text as a pattern of `LIKE` that fits what ends with it.
pub(crate) fn ending(end: &str) -> String {
    text(&format!("%{}", escaped(end)))
}

/// The text as a pattern of `LIKE` that fits what contains it.
pub(crate) fn containing(part: &str) -> String {
    text(&format!("%{}%", escaped(part)))
}

/// Patterns of `LIKE` that fit an array of JSON, as the lake writes it, with the text as its first value or as a later one.
pub(crate) fn of_array(whole: &str) -> [String; 2] {
    let mut json = String::with_capacity(whole.len() + 2);
    for c in whole.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if u32::from(c) < 0x20 => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    let json = escaped(&json);
    [text(&format!("[\"{json}\"%")), text(&format!("[%,\"{json}\"%"))]
}

fn escaped(text: &str) -> String {
    let mut like = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut like, c));
    like
}

fn push(like: &mut String, c: char) {
    if matches!(c, '%' | '_' | '\\') {
        like.push('\\');
    }
    like.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_literal() {
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(text("'; DROP TABLE x --"), "'''; DROP TABLE x --'");
        assert_eq!(name("a\"b.c"), "\"a\"\"b.c\"");
    }

    #[test]
    fn patterns_have_only_the_wildcards_that_were_written() {
        assert_eq!(pattern("*\\pow?r*"), "'%\\\\pow_r%'");
        assert_eq!(pattern("50%_x"), "'50\\%\\_x'");
        assert_eq!(exactly("a*_"), "'a*\\_'");
        assert_eq!(beginning("10.0."), "'10.0.%'");
        assert_eq!(of_array("a\\b\"\n"), ["'[\"a\\\\\\\\b\\\\\"\\\\u000a\"%'", "'[%,\"a\\\\\\\\b\\\\\"\\\\u000a\"%'"]);
    }
}
