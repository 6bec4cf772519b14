//! Which record paths tell kinds apart, and which of their values make a difference.
//!
//! Built once per schema from all conditions. A path that is not in here need not be looked at; two
//! values of one class cannot lead to different kinds or log sources.

use crate::condition::{Condition, Form, Test};
use crate::dialect::{Dialect, Target};
use rustc_hash::FxHashMap;

/// Whole values that all conditions together may name.
pub(crate) const LITERALS_MAX: usize = 60_000;
/// Beginnings and forms of values that conditions on one path may name, for its values to be remembered by class.
pub(crate) const PREFIXES_MAX: usize = 112;
/// Bytes of the longest value that a condition may name.
pub(crate) const LITERAL_BYTES_MAX: usize = 128;

/// What conditions ask of the values at a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Interest {
    /// Whole values matter, not only presence.
    pub(crate) literals: bool,
    /// These beginnings matter, in ASCII lower case.
    pub(crate) prefixes: Vec<Box<str>>,
    /// These forms matter.
    pub(crate) forms: Vec<Form>,
}

/// The paths that tell kinds apart.
#[derive(Debug, Default, Clone)]
pub(crate) struct Slots {
    exact: FxHashMap<Box<str>, Interest>,
    /// Paths with this beginning and, where one is given, this last key.
    patterns: Vec<(Box<str>, Option<Box<str>>, Interest)>,
    /// Every whole value that a condition names, in ASCII lower case, with its number from 0.
    literals: FxHashMap<Box<str>, u32>,
}

impl Interest {
    fn add(&mut self, test: &Test) {
        let Test::OneOf(patterns) = test else { return };
        for pattern in patterns {
            if let Some(form) = &pattern.form {
                self.add_form(form);
            } else if !pattern.prefix {
                self.literals = true;
            } else if !self.prefixes.contains(&pattern.text) {
                self.prefixes.push(pattern.text.clone());
            }
        }
    }

    fn merge(&mut self, other: &Interest) {
        self.literals |= other.literals;
        for prefix in &other.prefixes {
            if !self.prefixes.contains(prefix) {
                self.prefixes.push(prefix.clone());
            }
        }
        other.forms.iter().for_each(|form| self.add_form(form));
    }

    fn add_form(&mut self, form: &Form) {
        if !self.forms.contains(form) {
            self.forms.push(form.clone());
        }
    }
}

impl Slots {
    /// A condition on a record path.
    pub(crate) fn add_raw(&mut self, condition: &Condition) {
        self.exact.entry(condition.name.clone()).or_default().add(&condition.test);
        self.add_literals(&condition.test);
    }

    /// Conditions on canonical names, for each path that a dialect may give such a name.
    pub(crate) fn add_canonical<'a>(&mut self, dialect: &Dialect, conditions: impl Iterator<Item = &'a Condition>) {
        let mut interests: FxHashMap<&str, Interest> = FxHashMap::default();
        for condition in conditions {
            interests.entry(&condition.name).or_default().add(&condition.test);
            self.add_literals(&condition.test);
        }
        for (path, target) in &dialect.fields.exact {
            if let Some(interest) = target.as_deref().and_then(|name| interests.get(name)) {
                self.exact.entry(path.clone()).or_default().merge(interest);
            }
        }
        for (beginning, target) in &dialect.fields.beginnings {
            for (name, interest) in interests.iter().filter(|(name, _)| !dialect.fields.exact_names.contains(**name)) {
                self.add_beginning(beginning, target, name, interest);
            }
        }
    }

    fn add_beginning(&mut self, beginning: &str, target: &Target, name: &str, interest: &Interest) {
        match target {
            Target::Nothing => {}
            Target::Name(all) if &**all == name => self.add_pattern(beginning, None, interest),
            Target::Name(_) => {}
            // Which paths give the name is not worth inverting; all that begin so are looked at.
            Target::Capital => self.add_pattern(beginning, None, interest),
            Target::Last => self.add_pattern(beginning, Some(name), interest),
            Target::Rest(before, after) => {
                let rest = name.strip_prefix(&**before).and_then(|rest| rest.strip_suffix(&**after));
                if let Some(rest) = rest {
                    self.exact.entry(format!("{beginning}{rest}").into()).or_default().merge(interest);
                    self.exact.entry(format!("{beginning}{rest}.#text").into()).or_default().merge(interest);
                }
            }
        }
    }

    fn add_pattern(&mut self, beginning: &str, last: Option<&str>, interest: &Interest) {
        let same =
            |entry: &&mut (Box<str>, Option<Box<str>>, Interest)| *entry.0 == *beginning && entry.1.as_deref() == last;
        match self.patterns.iter_mut().find(same) {
            Some((_, _, known)) => known.merge(interest),
            None => self.patterns.push((beginning.into(), last.map(Into::into), interest.clone())),
        }
    }

    fn add_literals(&mut self, test: &Test) {
        let Test::OneOf(patterns) = test else { return };
        for pattern in patterns.iter().filter(|pattern| !pattern.prefix && pattern.form.is_none()) {
            let number = self.literals.len() as u32;
            self.literals.entry(pattern.text.clone()).or_insert(number);
        }
    }

    /// How many different values conditions name.
    pub(crate) fn literal_count(&self) -> usize {
        self.literals.len()
    }

    /// What matters about the values at `path`; `None`: nothing.
    pub(crate) fn interest(&self, path: &str) -> Option<Interest> {
        let mut interest = self.exact.get(path).cloned();
        let element = path.strip_suffix(".#text").unwrap_or(path);
        for (beginning, last, more) in &self.patterns {
            let ends = last.as_deref().is_none_or(|last| element.rsplit('.').next() == Some(last));
            if ends && path.starts_with(&**beginning) {
                interest.get_or_insert_default().merge(more);
            }
        }
        interest
    }

    /// The number of the whole value `folded` (in ASCII lower case), if a condition names it.
    #[inline]
    pub(crate) fn literal(&self, folded: &str) -> Option<u32> {
        self.literals.get(folded).copied()
    }
}
