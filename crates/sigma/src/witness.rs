//! Values under which a rule holds, found from its condition.
//!
//! For proving that a rule can fire: the values are put into a sample of a log and the whole path from
//! bytes to finding is run. What is proposed here need not succeed; it is the run that decides.

mod asked;
mod judge;
mod text;

pub use asked::Free;

use crate::expr::{Expr, Op, Test};
use asked::Asked;
use judge::Judge;
use std::collections::BTreeMap;

/// Proposals for one rule.
pub const PROPOSALS_MAX: usize = 64;
/// Steps of the search for them.
const STEPS_MAX: usize = 20_000;
/// Texts that the search tries.
const TEXTS_MAX: usize = 100_000;

/// What a field should hold.
#[derive(Debug, Clone)]
pub enum Want<'e> {
    /// This text.
    Text(String),
    /// Nothing: the field should not be there.
    Absent,
    /// Anything that meets these conditions.
    Free(Free<'e>),
}

/// For each field what it should hold; keywords under `None`.
pub type Proposal<'e> = BTreeMap<Option<&'e str>, Want<'e>>;

type State<'e> = BTreeMap<Option<&'e str>, Asked<'e>>;

/// Proposals of values under which `expr` holds, simplest first; none if it cannot hold by what is proposed here.
#[must_use]
pub fn proposals(expr: &Expr) -> Vec<Proposal<'_>> {
    let mut search = Search { found: Vec::new(), steps: 0, judge: Judge::new(TEXTS_MAX) };
    search.solve(&[(expr, true)], State::new());
    search.found
}

struct Search<'e> {
    found: Vec<Proposal<'e>>,
    steps: usize,
    judge: Judge<'e>,
}

impl<'e> Search<'e> {
    /// Satisfies the goals from the last on, depth first.
    fn solve(&mut self, goals: &[(&'e Expr, bool)], state: State<'e>) {
        self.steps += 1;
        if self.found.len() >= PROPOSALS_MAX || self.steps > STEPS_MAX {
            return;
        }
        let Some(((goal, wanted), rest)) = goals.split_last() else {
            let value = |(field, asked): (_, Asked<'e>)| Some((field, asked.want(&mut self.judge)?));
            let proposal: Option<Proposal<'e>> = state.into_iter().map(value).collect();
            self.found.extend(proposal);
            return;
        };
        let all = |children: &'e [Expr], wanted| {
            let mut goals = rest.to_vec();
            goals.extend(children.iter().rev().map(|child| (child, wanted)));
            goals
        };
        match (goal, wanted) {
            (Expr::And(children), true) | (Expr::Or(children) | Expr::AtLeast(_, children), false) => {
                self.solve(&all(children, *wanted), state);
            }
            (Expr::Or(children), true) | (Expr::And(children), false) => {
                for child in children {
                    self.solve(&all(std::slice::from_ref(child), *wanted), state.clone());
                }
            }
            (Expr::AtLeast(count, children), true) => {
                for some in children.windows((*count as usize).max(1)) {
                    self.solve(&all(some, true), state.clone());
                }
            }
            (Expr::Not(child), wanted) => self.solve(&all(std::slice::from_ref(&**child), !wanted), state),
            (Expr::Test(test), wanted) => {
                if let Some(state) = self.tested(test, *wanted, state) {
                    self.solve(rest, state);
                }
            }
        }
    }

    /// The state in which the test also holds, or fails; `None` where that is a contradiction.
    fn tested(&mut self, test: &'e Test, wanted: bool, mut state: State<'e>) -> Option<State<'e>> {
        let asked = state.entry(test.field.as_deref()).or_default();
        match &test.op {
            Op::Field { other, how, .. } if wanted => {
                let (left, right) = asked::beside(*how);
                asked.exactly(left, &mut self.judge)?;
                state.entry(Some(other)).or_default().exactly(right, &mut self.judge)?;
            }
            Op::Field { .. } => asked.unlike_others(&mut self.judge)?,
            op => asked.ask(op, wanted, &mut self.judge)?,
        }
        Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Placeholders, RuleSet};

    /// What the first proposal for a rule with this detection puts into the field.
    fn check(detection: &str, field: &str, expected: Option<&str>) {
        let head = "title: t\nid: 00000000-0000-4000-8000-000000000001\nlogsource: {product: windows}\ndetection:\n";
        let text = format!("{head}{detection}");
        let rules = RuleSet::load([("t.yml", text.as_str())], &Placeholders::new());
        let proposals = proposals(&rules.rules[0].expr);
        let found = proposals.first().and_then(|proposal| match proposal.get(&Some(field))? {
            Want::Text(text) => Some(text.clone()),
            Want::Free(free) => Some(format!("free: {}", free.text())),
            Want::Absent => Some("absent".to_owned()),
        });
        assert_eq!(found.as_deref(), expected, "{detection}");
    }

    #[test]
    fn a_value_meets_what_is_wanted_and_not_what_is_let_pass() {
        check("  a: {F|endswith: '.exe'}\n  condition: a", "F", Some(".exe"));
        check("  a: {F|endswith: '.exe'}\n  b: {F: '.exe'}\n  condition: a and not b", "F", Some("witness.exe"));
        check("  a:\n    F|re: '^x[0-9]{2}$'\n    F|contains: '1'\n  condition: a", "F", Some("x11"));
        check("  a: {F|re: 'x[0-9]{2}', F|endswith: '.bat'}\n  condition: a", "F", Some("x00.bat"));
        check("  a: {F: [1, 2]}\n  b: {F: 1}\n  condition: a and not b", "F", Some("2"));
        check("  a: {G: 1}\n  b: [{F: null}, {F: ''}, {F: witness}]\n  condition: a and not b", "F", Some("free: w"));
        check("  a: {G: 1}\n  b: {F|exists: true}\n  condition: a and not b", "F", Some("absent"));
        check("  a: {G: 1}\n  b: {F: '*'}\n  condition: a and not b", "F", Some("absent"));
        check("  a: {G: 1}\n  b: {F|fieldref: H}\n  condition: a and not b", "F", Some("witness"));
        check("  a: {F: x}\n  b: {F: null}\n  condition: a and b", "F", None);
    }
}
