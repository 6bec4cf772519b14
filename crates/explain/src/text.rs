//! Values made fit to stand within a sentence.

/// Characters of a value within a sentence; what is longer ends in an ellipsis. The whole value stands in the event.
pub const VALUE_CHARS_MAX: usize = 300;

/// The value on one line: blanks and control characters as single blanks, shortened where it is long.
pub(crate) fn within_sentence(value: &str) -> String {
    let mut text = String::new();
    let mut blank = false;
    let mut left = VALUE_CHARS_MAX;
    for c in value.trim().chars() {
        if c.is_whitespace() || c.is_control() {
            blank = true;
            continue;
        }
        if left == 0 {
            text.push('…');
            break;
        }
        if blank && !text.is_empty() {
            text.push(' ');
            left -= 1;
        }
        blank = false;
        text.push(c);
        left = left.saturating_sub(1);
    }
    text
}

/// What senders write where they know nothing; the number is that of an unset log-in identifier on Linux.
const NOTHING: &[&str] = &[
    "",
    "-",
    "--",
    "?",
    "**",
    "n/a",
    "(null)",
    "null",
    "(none)",
    "unset",
    "not applicable",
    "4294967295",
    "<unknown process>",
];

/// Whether the value says anything.
pub(crate) fn says_something(value: &str) -> bool {
    !NOTHING.iter().any(|nothing| value.trim().eq_ignore_ascii_case(nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_on_one_line_and_shortened() {
        let check = |value: &str, text: &str| assert_eq!(within_sentence(value), text);
        check("a\r\n\tb\u{0}c", "a b c");
        check("  whoami  ", "whoami");
        check("", "");
        check(&"x".repeat(VALUE_CHARS_MAX), &"x".repeat(VALUE_CHARS_MAX));
        check(&"機".repeat(VALUE_CHARS_MAX + 1), &format!("{}…", "機".repeat(VALUE_CHARS_MAX)));
    }

    #[test]
    fn marks_for_nothing_say_nothing() {
        assert!(["", " - ", "N/A", "**"].iter().all(|value| !says_something(value)));
        assert!(["0", "SYSTEM", "-x"].iter().all(|value| says_something(value)));
    }
}
