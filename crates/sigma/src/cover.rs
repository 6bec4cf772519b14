//! Which tests to look for: for each rule a set of tests of which one must hold whenever the rule does.
//!
//! Among the sets that a condition allows the one is chosen whose members are expected to hold most
//! rarely, so that conditions are evaluated for few rules only. A rule without such a set (it holds
//! where something is *not* there) is evaluated on every event of its log source.

use crate::expr::{Expr, Number, Op, Test};
use crate::pattern::Shape;

/// What [`cover`] answers: tests of which one must hold, and how often that is expected.
pub(crate) struct Cover<'e> {
    pub(crate) tests: Vec<&'e Test>,
    pub(crate) cost: f64,
}

/// The cheapest set of tests of which at least one holds whenever `expr` holds; `None` if there is none.
pub(crate) fn cover(expr: &Expr) -> Option<Cover<'_>> {
    match expr {
        Expr::Test(test) => cost(test).map(|cost| Cover { tests: vec![test], cost }),
        Expr::And(children) => children.iter().filter_map(cover).min_by(|left, right| left.cost.total_cmp(&right.cost)),
        Expr::Or(children) => union(children),
        Expr::AtLeast(0, _) => None,
        Expr::AtLeast(_, children) => union(children),
        Expr::Not(_) => None,
    }
}

fn union(children: &[Expr]) -> Option<Cover<'_>> {
    let mut all = Cover { tests: Vec::new(), cost: 0.0 };
    for child in children {
        let cover = cover(child)?;
        all.tests.extend(cover.tests);
        all.cost += cover.cost;
    }
    Some(all)
}

/// How often a test is expected to hold, from 0 to about 1000 times in 1000 events; `None` if absence may satisfy it.
fn cost(test: &Test) -> Option<f64> {
    let rarity = |len: usize| 400.0 / (1.0 + (len * len) as f64);
    let by_field = match test.field.as_deref() {
        Some("EventID" | "Channel" | "Provider_Name" | "EventType" | "Initiated" | "Level" | "type") => 20.0,
        Some("Image" | "ParentImage") => 2.0,
        _ => 1.0,
    };
    let cost = match &test.op {
        Op::Null => return None,
        Op::Exists => 1000.0,
        Op::Text(pattern) => match (&pattern.shape, pattern.longest_literal()) {
            (_, None) => 1000.0,
            (Shape::Exact(_), Some(literal)) => 0.5 * rarity(literal.len()),
            (_, Some(literal)) => rarity(literal.len()),
        },
        Op::Number(Number::Integer(number)) if *number > 1 => 10.0,
        Op::Number(_) | Op::Bool(_) => 200.0,
        Op::Regex(regex) => match crate::regex_text::required(regex) {
            Some(literals) => literals.iter().map(|literal| rarity(literal.len())).sum::<f64>() + 1.0,
            None => 900.0,
        },
        Op::Cidr(_) | Op::Compare(..) | Op::Field { .. } | Op::TimePart(..) => 800.0,
    };
    Some(cost * by_field)
}
