//! Values under which a rule holds, found from its condition.
//!
//! For proving that a rule can fire: the values are put into a sample of a log and the whole path from
//! bytes to finding is run. What is proposed here need not succeed; it is the run that decides.

mod text;

use crate::ast::Comparison;
use crate::expr::{Expr, FieldMatch, Number, Op, Test};
use crate::pattern::Pattern;
use std::collections::BTreeMap;

/// Proposals for one rule.
pub const PROPOSALS_MAX: usize = 64;
/// Steps of the search for them.
const STEPS_MAX: usize = 20_000;

/// What a field should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// This text.
    Text(String),
    /// Nothing: the field should not be there.
    Absent,
    /// Anything: it should be there.
    Present,
}

/// For each field what it should hold; keywords under `None`.
pub type Proposal = BTreeMap<Option<String>, Want>;

/// What is asked of one field, gathered from the tests on the way.
#[derive(Debug, Clone, Default)]
struct Asked {
    patterns: Vec<Pattern>,
    whole: Option<String>,
    absent: bool,
    present: bool,
}

type State = BTreeMap<Option<String>, Asked>;

/// Proposals of values under which `expr` holds, simplest first; none if it cannot hold by what is proposed here.
#[must_use]
pub fn proposals(expr: &Expr) -> Vec<Proposal> {
    let mut search = Search { found: Vec::new(), steps: 0 };
    search.solve(&[(expr, true)], State::new());
    search.found
}

struct Search {
    found: Vec<Proposal>,
    steps: usize,
}

impl Search {
    /// Satisfies the goals from the last on, depth first.
    fn solve(&mut self, goals: &[(&Expr, bool)], state: State) {
        self.steps += 1;
        if self.found.len() >= PROPOSALS_MAX || self.steps > STEPS_MAX {
            return;
        }
        let Some(((goal, wanted), rest)) = goals.split_last() else {
            self.found.extend(state.into_iter().map(|(field, asked)| Some((field, asked.value()?))).collect::<Option<_>>());
            return;
        };
        match (goal, wanted) {
            (Expr::And(children), true) | (Expr::Or(children), false) => {
                let mut goals = rest.to_vec();
                goals.extend(children.iter().rev().map(|child| (child, *wanted)));
                self.solve(&goals, state);
            }
            (Expr::Or(children), true) | (Expr::And(children), false) => {
                for child in children {
                    let mut goals = rest.to_vec();
                    goals.push((child, *wanted));
                    self.solve(&goals, state.clone());
                }
            }
            (Expr::AtLeast(count, children), true) => {
                let mut goals = rest.to_vec();
                goals.extend(children.iter().take(*count as usize).map(|child| (child, true)));
                self.solve(&goals, state);
            }
            (Expr::AtLeast(_, children), false) => {
                let mut goals = rest.to_vec();
                goals.extend(children.iter().map(|child| (child, false)));
                self.solve(&goals, state);
            }
            (Expr::Not(child), wanted) => {
                let mut goals = rest.to_vec();
                goals.push((child, !wanted));
                self.solve(&goals, state);
            }
            (Expr::Test(test), true) => {
                for state in holds(test, &state) {
                    self.solve(rest, state);
                }
            }
            (Expr::Test(test), false) => {
                if let Some(state) = fails(test, state) {
                    self.solve(rest, state);
                }
            }
        }
    }
}

/// States in which the test holds.
fn holds(test: &Test, state: &State) -> Vec<State> {
    let with = |change: &dyn Fn(&mut Asked)| {
        let mut state = state.clone();
        change(state.entry(test.field.clone()).or_default());
        vec![state]
    };
    let whole = |text: String| {
        with(&move |asked: &mut Asked| {
            asked.present = true;
            if asked.whole.as_ref().is_some_and(|known| *known != text) {
                asked.absent = true;
            }
            asked.whole = Some(text.clone());
        })
    };
    match &test.op {
        Op::Text(pattern) => with(&|asked| {
            asked.present = true;
            asked.patterns.push(pattern.clone());
        }),
        Op::Number(number) => whole(written(*number)),
        Op::Bool(value) => whole(value.to_string()),
        Op::Null => with(&|asked| asked.absent = true),
        Op::Exists => with(&|asked| asked.present = true),
        Op::Regex(regex) => text::of_regex(regex).into_iter().flat_map(whole).collect(),
        Op::Cidr(cidr) => whole(cidr.example()),
        Op::Compare(comparison, number) => whole(beside(*comparison, *number)),
        Op::TimePart(..) => Vec::new(),
        Op::Field { other, how, .. } => fields(test, other, *how, state),
    }
}

fn fields(test: &Test, other: &str, how: FieldMatch, state: &State) -> Vec<State> {
    let (left, right) = match how {
        FieldMatch::Equal | FieldMatch::Contains | FieldMatch::StartsWith | FieldMatch::EndsWith => ("same", "same"),
        FieldMatch::Compare(Comparison::Gt | Comparison::Gte | Comparison::Neq) => ("2", "1"),
        FieldMatch::Compare(Comparison::Lt | Comparison::Lte) => ("1", "2"),
        FieldMatch::Compare(Comparison::Eq) => ("1", "1"),
    };
    let mut state = state.clone();
    state.entry(test.field.clone()).or_default().whole = Some(left.to_owned());
    state.entry(Some(other.to_owned())).or_default().whole = Some(right.to_owned());
    vec![state]
}

/// The state in which the test fails: usually as it is, since what is not asked for gets a value of no meaning.
fn fails(test: &Test, mut state: State) -> Option<State> {
    let asked = state.entry(test.field.clone()).or_default();
    match &test.op {
        Op::Null => asked.present = true,
        Op::Exists => asked.absent = true,
        Op::Text(pattern) if pattern.matches("") && pattern.longest_literal().is_none() => asked.absent = true,
        _ => {}
    }
    (!(asked.absent && asked.present)).then_some(state)
}

impl Asked {
    /// A value that has all that is asked; `None` where that is a contradiction.
    fn value(self) -> Option<Want> {
        let asks = self.present || self.whole.is_some() || !self.patterns.is_empty();
        if self.absent {
            return (!asks).then_some(Want::Absent);
        }
        if let Some(whole) = self.whole {
            return Some(Want::Text(whole));
        }
        if self.patterns.is_empty() {
            return Some(Want::Present);
        }
        text::of_patterns(&self.patterns).map(Want::Text)
    }
}

fn written(number: Number) -> String {
    match number {
        Number::Integer(integer) => integer.to_string(),
        Number::Float(float) => float.to_string(),
    }
}

fn beside(comparison: Comparison, number: Number) -> String {
    let step = match comparison {
        Comparison::Lt | Comparison::Neq => -1.0,
        Comparison::Gt => 1.0,
        Comparison::Lte | Comparison::Gte | Comparison::Eq => 0.0,
    };
    written(Number::from_float(number.float() + step))
}
