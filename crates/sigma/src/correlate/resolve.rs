//! From the names in correlations to rules, and from fields to where their values are found.

use atalaya_model::{Diagnostic, Message, Severity};
use rustc_hash::FxHashMap;

use crate::ast::{About, Condition, Correlation, Quantity};
use crate::condition::selects;

/// What a correlation refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A rule over single events.
    Rule(u32),
    /// Another correlation.
    Correlation(usize),
}

/// Rules and correlations by id and by name.
pub(super) struct Directory<'a> {
    by_id: FxHashMap<String, Vec<Target>>,
    by_name: FxHashMap<&'a str, Vec<Target>>,
}

impl<'a> Directory<'a> {
    pub(super) fn new(rules: &[&'a About], correlations: &'a [Correlation]) -> Self {
        let mut directory = Directory { by_id: FxHashMap::default(), by_name: FxHashMap::default() };
        for (about, number) in rules.iter().zip(0..) {
            directory.add(about, Target::Rule(number));
        }
        for (number, correlation) in correlations.iter().enumerate() {
            directory.add(&correlation.about, Target::Correlation(number));
        }
        directory
    }

    fn add(&mut self, about: &'a About, target: Target) {
        if let Some(id) = &about.id {
            self.by_id.entry(id.to_ascii_lowercase()).or_default().push(target);
        }
        if let Some(name) = &about.name {
            self.by_name.entry(name).or_default().push(target);
        }
    }

    /// What `word` refers to; a message that says why it cannot be said.
    pub(super) fn find(&self, word: &str) -> Result<Target, Message> {
        let found = self.by_id.get(&word.to_ascii_lowercase()).or_else(|| self.by_name.get(word));
        match found.map_or(&[][..], Vec::as_slice) {
            [one] => Ok(*one),
            [] => Err(Message::new("correlation-rule-unknown").with("rule", word)),
            _ => Err(Message::new("correlation-rule-ambiguous").with("rule", word)),
        }
    }
}

/// The diagnostic that refuses a correlation.
pub(super) fn refused(correlation: &Correlation, message: Message) -> Diagnostic {
    Diagnostic { severity: Severity::Error, place: correlation.about.place.clone(), message }
}

/// The field of the rule at `position` of the correlation that `field` stands for.
pub(super) fn aliased<'c>(correlation: &'c Correlation, position: usize, about: &About, field: &'c str) -> &'c str {
    let reference = &correlation.rules[position];
    let is_rule = |name: &String| {
        name == reference
            || about.name.as_ref() == Some(name)
            || about.id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(name))
    };
    let alias = correlation.aliases.iter().find(|(alias, _)| alias == field);
    let of_rule = alias.and_then(|(_, fields)| fields.iter().find(|(rule, _)| is_rule(rule)));
    of_rule.map_or(field, |(_, field)| field)
}

/// A condition over the rules of a correlation, each a bit.
#[derive(Debug, Clone)]
pub(super) enum Logic {
    All(Vec<Logic>),
    Any(Vec<Logic>),
    Not(Box<Logic>),
    /// At least so many of the rules.
    Of(u32, u64),
}

impl Logic {
    /// The condition in terms of `rules`, which stand for the bits; a rule that is not among them is an error.
    pub(super) fn new(
        condition: &Condition,
        position: &dyn Fn(&str) -> Option<usize>,
        rules: &[String],
    ) -> Result<Self, Message> {
        let list = |parts: &[Condition]| {
            parts.iter().map(|part| Logic::new(part, position, rules)).collect::<Result<Vec<_>, _>>()
        };
        let unknown = |name: &str| Message::new("correlation-condition-rule-unknown").with("rule", name);
        match condition {
            Condition::And(parts) => Ok(Logic::All(list(parts)?)),
            Condition::Or(parts) => Ok(Logic::Any(list(parts)?)),
            Condition::Not(part) => Ok(Logic::Not(Box::new(Logic::new(part, position, rules)?))),
            Condition::Search(name) => Ok(Logic::Of(1, 1 << position(name).ok_or_else(|| unknown(name))?)),
            Condition::Of { quantity, pattern } => {
                let meant = rules.iter().enumerate().filter(|(_, name)| selects(pattern.as_deref(), name));
                let mask = meant.fold(0_u64, |mask, (bit, _)| mask | 1 << bit);
                match quantity {
                    _ if mask == 0 => Err(unknown(pattern.as_deref().unwrap_or("them"))),
                    Quantity::All => Ok(Logic::Of(mask.count_ones(), mask)),
                    Quantity::Any => Ok(Logic::Of(1, mask)),
                    Quantity::AtLeast(number) => Ok(Logic::Of(*number, mask)),
                }
            }
        }
    }

    /// Whether it still holds when more rules fire.
    pub(super) fn only_grows(&self) -> bool {
        match self {
            Logic::All(parts) | Logic::Any(parts) => parts.iter().all(Logic::only_grows),
            Logic::Not(_) => false,
            Logic::Of(..) => true,
        }
    }

    /// Whether it holds only where all of so many rules fire.
    pub(super) fn needs_all(&self, rules: usize) -> bool {
        let every = 1_u64.checked_shl(rules as u32).map_or(u64::MAX, |bit| bit - 1);
        self.only_grows() && self.holds(every) && (0..rules).all(|rule| !self.holds(every & !(1 << rule)))
    }

    /// Whether it holds where exactly the rules of `fired` fired.
    pub(super) fn holds(&self, fired: u64) -> bool {
        match self {
            Logic::All(parts) => parts.iter().all(|part| part.holds(fired)),
            Logic::Any(parts) => parts.iter().any(|part| part.holds(fired)),
            Logic::Not(part) => !part.holds(fired),
            Logic::Of(number, mask) => (fired & mask).count_ones() >= *number,
        }
    }
}
