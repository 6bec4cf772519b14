//! Conditions on fields by which dialects, kinds and log sources are told apart.
//!
//! They look at presence and at whole values or beginnings of values, compared without ASCII case;
//! anything finer is a rule's business.

use atalaya_model::ValueRef;

/// What a field must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// There, and not null.
    Present,
    /// Not there, or null.
    Absent,
    /// One of these.
    OneOf(Vec<Pattern>),
}

/// A value, or the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The text, in ASCII lower case.
    pub text: Box<str>,
    /// Whether the text is only the beginning.
    pub prefix: bool,
}

/// A field and what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The field: a record path for dialects, a canonical name for kinds and log sources.
    pub name: Box<str>,
    /// What it must be.
    pub test: Test,
}

/// Conditions that must all hold, and conditions of which none may.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When {
    /// All of these must hold.
    pub all: Vec<Condition>,
    /// None of these may hold.
    pub unless: Vec<Condition>,
}

impl Pattern {
    /// The pattern written as `word`: a trailing `*` makes it a beginning.
    #[must_use]
    pub fn new(word: &str) -> Pattern {
        let (text, prefix) = word.strip_suffix('*').map_or((word, false), |beginning| (beginning, true));
        Pattern { text: text.to_ascii_lowercase().into(), prefix }
    }

    pub(crate) fn accepts(&self, value: &str) -> bool {
        let part = if self.prefix { value.as_bytes().get(..self.text.len()) } else { Some(value.as_bytes()) };
        part.is_some_and(|part| part.eq_ignore_ascii_case(self.text.as_bytes()))
    }
}

impl Condition {
    /// Whether the condition holds among `fields`; of several values of the field, one suffices.
    pub(crate) fn holds<N: AsRef<str>>(&self, fields: &[(N, ValueRef<'_>)]) -> bool {
        let mut values = fields.iter().filter(|(name, _)| name.as_ref() == &*self.name).map(|(_, value)| *value);
        match &self.test {
            Test::Present => values.any(|value| value != ValueRef::Null),
            Test::Absent => values.all(|value| value == ValueRef::Null),
            Test::OneOf(patterns) => {
                values.filter_map(ValueRef::text).any(|value| patterns.iter().any(|pattern| pattern.accepts(value)))
            }
        }
    }

    /// How much the condition narrows: whole values more than beginnings, these more than presence.
    fn weight(&self) -> u32 {
        match &self.test {
            Test::Absent => 1,
            Test::Present => 2,
            Test::OneOf(patterns) if patterns.iter().any(|pattern| pattern.prefix) => 3,
            Test::OneOf(_) => 4,
        }
    }
}

impl When {
    pub(crate) fn holds<N: AsRef<str>>(&self, fields: &[(N, ValueRef<'_>)]) -> bool {
        self.all.iter().all(|condition| condition.holds(fields))
            && !self.unless.iter().any(|condition| condition.holds(fields))
    }

    /// How specific the conditions are together.
    pub(crate) fn weight(&self) -> u32 {
        self.all.iter().map(Condition::weight).sum::<u32>() + self.unless.len() as u32
    }

    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter().chain(&self.unless)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_whole_without_case_and_stars_make_beginnings() {
        let check = |pattern: &str, value: &str| Pattern::new(pattern).accepts(value);
        assert!(check("Security", "security"));
        assert!(!check("Security", "security2"));
        assert!(check("Microsoft-*", "microsoft-windows"));
        assert!(!check("é*", "e"));
    }

    #[test]
    fn null_is_not_presence_and_one_value_of_several_suffices() {
        let fields = [("a", ValueRef::Null), ("b", ValueRef::Text("x")), ("b", ValueRef::Number("1"))];
        let check = |name: &str, test| Condition { name: name.into(), test }.holds(&fields);
        assert!(!check("a", Test::Present) && check("a", Test::Absent) && check("c", Test::Absent));
        assert!(check("b", Test::OneOf(vec![Pattern::new("1")])) && !check("b", Test::Absent));
    }
}
