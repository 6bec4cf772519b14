//! Conditions on fields by which dialects, kinds and log sources are told apart.
//!
//! They look at presence, at whole values or beginnings of values, compared without ASCII case, and, for texts that
//! nothing else tells apart, at their form; anything finer is a rule's business.

use atalaya_model::ValueRef;
use regex::{Regex, RegexBuilder};

/// Bytes of memory that the form of a text may take once compiled.
const FORM_BYTES_MAX: usize = 1 << 20;

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

/// A value, the beginning of one, or its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The text, in ASCII lower case; of a form as written.
    pub text: Box<str>,
    /// Whether the text is only the beginning.
    pub prefix: bool,
    /// The form, where it is one.
    pub(crate) form: Option<Form>,
}

/// The form of a text, written as a regular expression. A copy searches with memory of its own.
#[derive(Debug, Clone)]
pub(crate) struct Form(Regex);

impl Form {
    pub(crate) fn accepts(&self, value: &str) -> bool {
        self.0.is_match(value)
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Form) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Form {}

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
    /// The pattern written as `word`: a leading `~` makes it a form, a trailing `*` a beginning. An error is that of
    /// a form that cannot be compiled.
    pub fn new(word: &str) -> Result<Pattern, regex::Error> {
        if let Some(form) = word.strip_prefix('~') {
            let regex = RegexBuilder::new(form).size_limit(FORM_BYTES_MAX).build()?;
            return Ok(Pattern { text: word.into(), prefix: false, form: Some(Form(regex)) });
        }
        let (text, prefix) = word.strip_suffix('*').map_or((word, false), |beginning| (beginning, true));
        Ok(Pattern { text: text.to_ascii_lowercase().into(), prefix, form: None })
    }

    /// Whether it is the form of a value.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.form.is_some()
    }

    pub(crate) fn accepts(&self, value: &str) -> bool {
        if let Some(form) = &self.form {
            return form.accepts(value);
        }
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
            Test::OneOf(patterns) if patterns.iter().any(|pattern| pattern.prefix || pattern.form.is_some()) => 3,
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
        let check = |pattern: &str, value: &str| Pattern::new(pattern).unwrap().accepts(value);
        assert!(check("Security", "security"));
        assert!(!check("Security", "security2"));
        assert!(check("Microsoft-*", "microsoft-windows"));
        assert!(!check("é*", "e"));
    }

    #[test]
    fn a_tilde_makes_a_form() {
        let form = Pattern::new("~^[0-9]{4}/[0-9]{2} \\[(?:error|warn)\\]").unwrap();
        assert!(
            form.accepts("2026/03 [error] x") && !form.accepts("2026/03 [Error] x") && !form.accepts(" 2026/03 [warn]")
        );
        assert!(Pattern::new("~(").is_err() && Pattern::new("~(\\w{500}){500}").is_err());
    }

    #[test]
    fn null_is_not_presence_and_one_value_of_several_suffices() {
        let fields = [("a", ValueRef::Null), ("b", ValueRef::Text("x")), ("b", ValueRef::Number("1"))];
        let check = |name: &str, test| Condition { name: name.into(), test }.holds(&fields);
        assert!(!check("a", Test::Present) && check("a", Test::Absent) && check("c", Test::Absent));
        assert!(check("b", Test::OneOf(vec![Pattern::new("1").unwrap()])) && !check("b", Test::Absent));
    }
}
