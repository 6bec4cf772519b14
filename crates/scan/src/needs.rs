//! Which fields a rule cannot do without.

use atalaya_sigma::expr::{Expr, Op};
use std::collections::BTreeSet;

/// Fields without a value in which the rule cannot hold, whatever else the event carries.
pub(crate) fn needed_fields(expr: &Expr) -> BTreeSet<&str> {
    match expr {
        Expr::Test(test) => match &test.op {
            Op::Null => BTreeSet::new(),
            Op::Field { other, .. } => test.field.as_deref().into_iter().chain([other.as_str()]).collect(),
            Op::Text(pattern) if pattern.matches("") => BTreeSet::new(),
            _ => test.field.as_deref().into_iter().collect(),
        },
        Expr::And(children) => children.iter().flat_map(needed_fields).collect(),
        Expr::Or(children) => common(children.iter().map(needed_fields)),
        Expr::AtLeast(count, children) if *count as usize >= children.len() => {
            children.iter().flat_map(needed_fields).collect()
        }
        Expr::AtLeast(_, children) => common(children.iter().map(needed_fields)),
        Expr::Not(_) => BTreeSet::new(),
    }
}

fn common<'e>(mut sets: impl Iterator<Item = BTreeSet<&'e str>>) -> BTreeSet<&'e str> {
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |common, set| common.intersection(&set).copied().collect())
}
