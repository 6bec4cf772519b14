//! From what a rule says to what it means: modifiers applied, searches and conditions one expression.

mod text;
mod value;

use crate::ast::{Condition, Detection, Item, Quantity, Search};
use crate::expr::{Expr, Test};
use atalaya_model::{Diagnostic, Message, Place, Severity};
use std::collections::BTreeMap;

/// Tests one rule may come to; a rule with more is refused.
pub const TESTS_MAX: usize = 50_000;

/// The values that stand for `%name%` in values with `expand`.
pub type Placeholders = BTreeMap<String, Vec<String>>;

/// What lowering a detection needs and finds.
pub struct Lowering<'a> {
    placeholders: &'a Placeholders,
    /// Placeholders that have no values: what uses them can never match.
    pub placeholders_missing: Vec<String>,
    tests: usize,
    /// Whether a value without its placeholder's values is taken to match.
    assumed: bool,
    /// Whether the value that was lowered last is such a one.
    unknown: bool,
}

impl<'a> Lowering<'a> {
    /// A lowering with these values for placeholders.
    #[must_use]
    pub fn new(placeholders: &'a Placeholders) -> Self {
        Lowering { placeholders, placeholders_missing: Vec::new(), tests: 0, assumed: false, unknown: false }
    }

    /// The expression of a detection: any of its conditions. Whether a value matches whose placeholder has no values is
    /// unknown, and what is unknown makes no rule fire: below a `not` it is taken to match, elsewhere not to.
    pub fn detection(&mut self, detection: &Detection) -> Result<Expr, Diagnostic> {
        let searches = self.searches(detection)?;
        let mut assumed = None;
        if !self.placeholders_missing.is_empty() {
            // The same tests once more: they count once.
            let tests = self.tests;
            self.assumed = true;
            assumed = Some(self.searches(detection)?);
            (self.assumed, self.tests) = (false, tests);
        }
        let below_not = assumed.as_ref().unwrap_or(&searches);
        let conditions = detection.conditions.iter().map(|condition| lower_condition(condition, &searches, below_not));
        Ok(or(conditions.collect()))
    }

    fn searches<'d>(&mut self, detection: &'d Detection) -> Result<Vec<(&'d str, Expr)>, Diagnostic> {
        let lower = |(name, search): &'d (String, Search)| Ok((name.as_str(), self.search(search)?));
        detection.searches.iter().map(lower).collect()
    }

    fn search(&mut self, search: &Search) -> Result<Expr, Diagnostic> {
        match search {
            Search::Map(items) => Ok(and(items.iter().map(|item| self.item(item)).collect::<Result<_, _>>()?)),
            Search::List(list) => Ok(or(list.iter().map(|search| self.search(search)).collect::<Result<_, _>>()?)),
            Search::Keyword(item) => self.item(item),
        }
    }

    fn item(&mut self, item: &Item) -> Result<Expr, Diagnostic> {
        let modifiers = value::Modifiers::of(&item.modifiers);
        let mut values = Vec::with_capacity(item.values.len());
        for literal in &item.values {
            self.unknown = false;
            let ops = value::lower(literal, &modifiers, item.field.is_none(), self)
                .map_err(|message| refused(&item.place, message))?;
            self.tests += ops.len();
            if self.tests > TESTS_MAX * (1 + usize::from(self.assumed)) {
                return Err(refused(&item.place, Message::new("rule-too-large").with("limit", TESTS_MAX)));
            }
            let test = |lowered: value::Lowered| {
                let expr = Expr::Test(Test { field: item.field.clone(), op: lowered.op });
                if lowered.negated { Expr::Not(Box::new(expr)) } else { expr }
            };
            let known = or(ops.into_iter().map(test).collect());
            values.push(if self.unknown && self.assumed != modifiers.neq { Expr::TRUE } else { known });
        }
        let matched = if modifiers.all { and(values) } else { or(values) };
        Ok(if modifiers.neq { Expr::Not(Box::new(matched)) } else { matched })
    }
}

fn refused(place: &Place, message: Message) -> Diagnostic {
    Diagnostic { severity: Severity::Error, place: place.clone(), message }
}

fn and(mut children: Vec<Expr>) -> Expr {
    if children.len() == 1 { children.remove(0) } else { Expr::And(children) }
}

fn or(mut children: Vec<Expr>) -> Expr {
    if children.len() == 1 { children.remove(0) } else { Expr::Or(children) }
}

/// The expression of a condition over `searches`, those under a `not` over `below_not`.
fn lower_condition(condition: &Condition, searches: &[(&str, Expr)], below_not: &[(&str, Expr)]) -> Expr {
    let lower = |conditions: &[Condition]| conditions.iter().map(|c| lower_condition(c, searches, below_not)).collect();
    match condition {
        Condition::And(children) => and(lower(children)),
        Condition::Or(children) => or(lower(children)),
        Condition::Not(child) => Expr::Not(Box::new(lower_condition(child, below_not, searches))),
        Condition::Search(name) => {
            let found = searches.iter().find(|(candidate, _)| candidate == name);
            found.map_or(Expr::FALSE, |(_, expr)| expr.clone())
        }
        Condition::Of { quantity, pattern } => {
            let chosen = searches.iter().filter(|(name, _)| is_meant(name, pattern.as_deref()));
            let chosen: Vec<Expr> = chosen.map(|(_, expr)| expr.clone()).collect();
            match quantity {
                _ if chosen.is_empty() => Expr::FALSE,
                Quantity::All => and(chosen),
                Quantity::Any | Quantity::AtLeast(1) => or(chosen),
                Quantity::AtLeast(count) => Expr::AtLeast(*count, chosen),
            }
        }
    }
}

/// Whether `1 of pattern` means the search; `them` means all whose names do not begin with an underscore.
fn is_meant(name: &str, pattern: Option<&str>) -> bool {
    let Some(pattern) = pattern else { return !name.starts_with('_') };
    let mut rest = name;
    let mut parts = pattern.split('*');
    let Some(stripped) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = stripped;
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
