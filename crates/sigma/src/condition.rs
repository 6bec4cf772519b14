//! The condition of a rule: text to [`Condition`].
//!
//! Grammar, from least to most binding: `or`, `and`, `not`, `x of pattern`, parentheses. The words of
//! the grammar are read in any case. Names are not resolved here: the caller knows what exists.

use crate::ast::{Condition, Quantity};

/// Bytes one condition may have.
pub const CONDITION_BYTES_MAX: usize = 16 << 10;
/// How deep parentheses and `not` may be nested in one condition.
pub const CONDITION_DEPTH_MAX: usize = 64;

/// Why a text is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// Something else was expected at the column (in characters, from 1).
    #[error("`{found}` is not expected at column {column}")]
    Unexpected {
        /// What stands there; empty at the end.
        found: String,
        /// The column in the condition's text, from 1.
        column: u32,
    },
    /// The condition goes on after a `|`, as aggregations of old did.
    #[error("an aggregation at column {column}")]
    Aggregation {
        /// The column in the condition's text, from 1.
        column: u32,
    },
    /// Longer than [`CONDITION_BYTES_MAX`].
    #[error("longer than {CONDITION_BYTES_MAX} bytes")]
    Long,
    /// Deeper than [`CONDITION_DEPTH_MAX`].
    #[error("nested deeper than {CONDITION_DEPTH_MAX} levels")]
    Deep,
}

/// Reads a condition.
pub fn parse_condition(text: &str) -> Result<Condition, ConditionError> {
    if text.len() > CONDITION_BYTES_MAX {
        return Err(ConditionError::Long);
    }
    if let Some(at) = text.find('|') {
        return Err(ConditionError::Aggregation { column: column(text, at) });
    }
    let mut reader = Reader { text, tokens: tokens(text), next: 0, depth: 0 };
    let condition = reader.or()?;
    if reader.next < reader.tokens.len() { Err(reader.unexpected()) } else { Ok(condition) }
}

/// Whether `name` is among the searches that `pattern` selects: `*` is any run of characters, and
/// no pattern (`them`) is every name that does not start with `_`.
#[must_use]
pub fn selects(pattern: Option<&str>, name: &str) -> bool {
    let Some(pattern) = pattern else { return !name.starts_with('_') };
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(head) else { return false };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(tail)
}

fn column(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].chars().count() + 1).unwrap_or(u32::MAX)
}

/// Tokens and where they stand: parentheses, and runs of anything but parentheses and blanks.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    let mut word = None;
    for (at, char) in text.char_indices() {
        let alone = matches!(char, '(' | ')');
        if alone || char.is_whitespace() {
            tokens.extend(word.take().map(|start| (start, &text[start..at])));
            if alone {
                tokens.push((at, &text[at..=at]));
            }
        } else {
            word.get_or_insert(at);
        }
    }
    tokens.extend(word.map(|start| (start, &text[start..])));
    tokens
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<(usize, &'a str)>,
    next: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn or(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.and()?];
        while self.take("or") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Condition::Or))
    }

    fn and(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.not()?];
        while self.take("and") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Condition::And))
    }

    fn not(&mut self) -> Result<Condition, ConditionError> {
        if !self.take("not") {
            return self.primary();
        }
        self.deeper(|reader| Ok(Condition::Not(Box::new(reader.not()?))))
    }

    fn primary(&mut self) -> Result<Condition, ConditionError> {
        if self.take("(") {
            let inside = self.deeper(Self::or)?;
            return if self.take(")") { Ok(inside) } else { Err(self.unexpected()) };
        }
        let Some(word) = self.peek(0).filter(|word| !is_reserved(word)) else { return Err(self.unexpected()) };
        if !self.peek(1).is_some_and(|next| next.eq_ignore_ascii_case("of")) {
            self.next += 1;
            return Ok(Condition::Search(word.to_owned()));
        }
        let Some(quantity) = quantity(word) else { return Err(self.unexpected()) };
        self.next += 2;
        let Some(pattern) = self.peek(0).filter(|word| !is_reserved(word)) else { return Err(self.unexpected()) };
        self.next += 1;
        let pattern = (!pattern.eq_ignore_ascii_case("them")).then(|| pattern.to_owned());
        Ok(Condition::Of { quantity, pattern })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ConditionError>) -> Result<T, ConditionError> {
        if self.depth >= CONDITION_DEPTH_MAX {
            return Err(ConditionError::Deep);
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn peek(&self, ahead: usize) -> Option<&'a str> {
        self.tokens.get(self.next + ahead).map(|(_, token)| *token)
    }

    fn take(&mut self, word: &str) -> bool {
        let taken = self.peek(0).is_some_and(|token| token.eq_ignore_ascii_case(word));
        self.next += usize::from(taken);
        taken
    }

    fn unexpected(&self) -> ConditionError {
        let (at, found) = self.tokens.get(self.next).copied().unwrap_or((self.text.len(), ""));
        ConditionError::Unexpected { found: found.to_owned(), column: column(self.text, at) }
    }
}

fn one_or(mut parts: Vec<Condition>, many: impl FnOnce(Vec<Condition>) -> Condition) -> Condition {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}

fn is_reserved(word: &str) -> bool {
    ["(", ")", "and", "or", "not"].iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
}

fn quantity(word: &str) -> Option<Quantity> {
    match word {
        _ if word.eq_ignore_ascii_case("all") => Some(Quantity::All),
        _ if word.eq_ignore_ascii_case("any") => Some(Quantity::Any),
        "1" => Some(Quantity::Any),
        _ => word.parse().ok().filter(|number| *number > 0).map(Quantity::AtLeast),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(condition: &Condition) -> String {
        let list = |parts: &[Condition]| parts.iter().map(show).collect::<Vec<_>>().join(" ");
        match condition {
            Condition::And(parts) => format!("(& {})", list(parts)),
            Condition::Or(parts) => format!("(| {})", list(parts)),
            Condition::Not(part) => format!("(! {})", show(part)),
            Condition::Search(name) => name.clone(),
            Condition::Of { quantity, pattern } => format!("{quantity:?}:{}", pattern.as_deref().unwrap_or("them")),
        }
    }

    #[test]
    fn precedence_is_that_of_the_specification() {
        let check = |text: &str, expected: &str| assert_eq!(show(&parse_condition(text).unwrap()), expected, "{text}");
        check("a", "a");
        check("a or b and not c", "(| a (& b (! c)))");
        check("not a and b", "(& (! a) b)");
        check("not (a or b) AND c", "(& (! (| a b)) c)");
        check("not not a", "(! (! a))");
        check("1 of sel-1_* or all of them", "(| Any:sel-1_* All:them)");
        check("any of a* and 2 of them", "(& Any:a* AtLeast(2):them)");
        check("not 1 of filter_*", "(! Any:filter_*)");
        check("((a))and(b)", "(& a b)");
        check("all and 1", "(& all 1)");
    }

    #[test]
    fn faults_name_what_was_found_and_the_column() {
        let check = |text: &str, expected: &str, at: u32| {
            let expected = ConditionError::Unexpected { found: expected.to_owned(), column: at };
            assert_eq!(parse_condition(text), Err(expected), "{text}");
        };
        check("", "", 1);
        check("a and", "", 6);
        check("a b", "b", 3);
        check("(a or b", "", 8);
        check("ñ or )", ")", 6);
        check("0 of a*", "0", 1);
        check("1 of", "", 5);
        assert_eq!(parse_condition("a | count() > 5"), Err(ConditionError::Aggregation { column: 3 }));
        assert_eq!(parse_condition(&"(".repeat(5000)), Err(ConditionError::Deep));
        assert_eq!(parse_condition(&"not ".repeat(4000)), Err(ConditionError::Deep));
        assert_eq!(parse_condition(&"a ".repeat(9000)), Err(ConditionError::Long));
    }

    #[test]
    fn patterns_select_names() {
        let check = |pattern, name, expected| assert_eq!(selects(pattern, name), expected, "{pattern:?} {name}");
        check(None, "a", true);
        check(None, "_a", false);
        check(Some("a*"), "ab", true);
        check(Some("a*"), "ba", false);
        check(Some("*a"), "ba", true);
        check(Some("a*a"), "a", false);
        check(Some("a*b*c"), "axbxc", true);
        check(Some("a*b*c"), "axc", false);
        check(Some("a*bc*bc"), "abc", false);
        check(Some("a"), "ab", false);
        check(Some("_*"), "_a", true);
    }
}
