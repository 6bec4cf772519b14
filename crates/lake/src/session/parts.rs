//! How large a question's expressions become once the engine has put them into each other.
//!
//! The engine puts what a column is made of into every condition on it, query by query, and writes some expressions twice
//! where they stood once. Thirty queries of a dozen words, each of which names the column of the one before twice, are a
//! thousand million parts: the planner would make them all, which nobody could stop. So they are counted before.

use crate::resolve::SQL_TOKENS_MAX;
use crate::session::QueryError;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion, TreeNodeVisitor};
use datafusion::common::{Column, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::expr::Case;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator};

/// Parts that all expressions of a question may have, with the columns that they name replaced by what those are.
const SQL_PARTS_MAX: usize = 4 * SQL_TOKENS_MAX;

/// Refuses a plan whose expressions would become larger than that.
pub(super) fn bounded(plan: &LogicalPlan) -> Result<(), QueryError> {
    let mut counted = Plans::default();
    plan.visit_with_subqueries(&mut counted).map_err(QueryError::Engine)?;
    if counted.total > SQL_PARTS_MAX { Err(QueryError::TooComplex) } else { Ok(()) }
}

/// The parts of each column of a plan's answer. A column that is not among them is one part.
type Parts = Vec<usize>;

/// Counts from the stored tables up.
#[derive(Debug, Default)]
struct Plans {
    /// The columns of the plans that are counted, until the plan above them takes them.
    counted: Vec<Parts>,
    /// How many there were when each open plan was entered.
    entered: Vec<usize>,
    total: usize,
}

impl<'n> TreeNodeVisitor<'n> for Plans {
    type Node = LogicalPlan;

    fn f_down(&mut self, _plan: &'n LogicalPlan) -> Result<TreeNodeRecursion> {
        self.entered.push(self.counted.len());
        Ok(TreeNodeRecursion::Continue)
    }

    fn f_up(&mut self, plan: &'n LogicalPlan) -> Result<TreeNodeRecursion> {
        let mut of_inputs = self.counted.split_off(self.entered.pop().unwrap_or(0));
        let inputs = plan.inputs();
        // Those of the subqueries in its expressions come first.
        of_inputs.drain(..of_inputs.len().saturating_sub(inputs.len()));
        let below = Below { inputs, of_inputs };
        let mut exprs = Parts::new();
        plan.apply_expressions(|expr| {
            let parts = below.expr(expr)?;
            // A column that is only passed on is counted where something is made of it.
            let passed = matches!(plan, LogicalPlan::Projection(_)) && matches!(expr, Expr::Column(_));
            self.total = self.total.saturating_add(if passed { 0 } else { parts });
            exprs.push(parts);
            Ok(TreeNodeRecursion::Continue)
        })?;
        self.counted.push(below.columns(plan, exprs));
        Ok(if self.total > SQL_PARTS_MAX { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    }
}

/// What is below a plan.
struct Below<'n> {
    inputs: Vec<&'n LogicalPlan>,
    of_inputs: Vec<Parts>,
}

impl Below<'_> {
    fn column(&self, column: &Column) -> usize {
        let known = self.inputs.iter().zip(&self.of_inputs).filter(|(_, parts)| !parts.is_empty());
        let mut found = known.filter_map(|(plan, parts)| parts.get(plan.schema().maybe_index_of_column(column)?));
        found.next().copied().unwrap_or(1)
    }

    fn expr(&self, expr: &Expr) -> Result<usize> {
        let mut counted = Exprs { below: self, open: vec![0] };
        expr.visit(&mut counted)?;
        Ok(counted.open.pop().unwrap_or(1))
    }

    /// The columns of the plan, whose own expressions have so many parts. None where all are one part.
    fn columns(&self, plan: &LogicalPlan, exprs: Parts) -> Parts {
        let columns = match plan {
            LogicalPlan::Projection(_) => exprs,
            // Sums are computed; what is grouped by is put into conditions like any column.
            LogicalPlan::Aggregate(groups) => exprs.into_iter().take(groups.group_expr.len()).collect(),
            _ if self.of_inputs.iter().all(Vec::is_empty) => return Parts::new(),
            LogicalPlan::SubqueryAlias(_) | LogicalPlan::Union(_) | LogicalPlan::RecursiveQuery(_) => self.by_place(),
            _ => plan.schema().columns().iter().map(|column| self.column(column)).collect(),
        };
        if columns.iter().all(|&parts| parts <= 1) { Parts::new() } else { columns }
    }

    /// Of each place the largest.
    fn by_place(&self) -> Parts {
        let places = self.of_inputs.iter().map(Vec::len).max().unwrap_or(0);
        let at = |place: usize| self.of_inputs.iter().filter_map(|parts| parts.get(place)).max().copied();
        (0..places).map(|place| at(place).unwrap_or(1)).collect()
    }
}

/// Counts an expression.
struct Exprs<'a> {
    below: &'a Below<'a>,
    /// The parts of what was counted inside each open expression; the first is the whole.
    open: Vec<usize>,
}

impl<'n> TreeNodeVisitor<'n> for Exprs<'_> {
    type Node = Expr;

    fn f_down(&mut self, _expr: &'n Expr) -> Result<TreeNodeRecursion> {
        self.open.push(0);
        Ok(TreeNodeRecursion::Continue)
    }

    fn f_up(&mut self, expr: &'n Expr) -> Result<TreeNodeRecursion> {
        let inside = self.open.pop().unwrap_or(0);
        let parts = match expr {
            Expr::Column(column) => self.below.column(column),
            Expr::Alias(_) => inside,
            other => inside.saturating_add(1).saturating_mul(times(other)),
        };
        if let Some(around) = self.open.last_mut() {
            *around = around.saturating_add(parts);
        }
        Ok(TreeNodeRecursion::Continue)
    }
}

/// How often the engine's simpler form of an expression has its operands at most.
fn times(expr: &Expr) -> usize {
    match expr {
        Expr::Between(_) => 2,
        Expr::InList(list) if list.list.len() <= 3 => 3,
        Expr::Case(case) if may_be_true(case) => 3,
        Expr::ScalarFunction(function) => match function.name() {
            "coalesce" | "nvl" | "ifnull" => 2,
            "regexp_like" => 4,
            _ => 1,
        },
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::RegexMatch | Operator::RegexIMatch | Operator::RegexNotMatch | Operator::RegexNotIMatch => 4,
            // `floor(x) = 5` becomes `x >= 5 AND x < 6`.
            _ if op.supports_propagation() && [left, right].iter().any(|side| is_call(side)) => 2,
            _ => 1,
        },
        _ => 1,
    }
}

/// Whether the engine may write it with AND and OR: its answers may be truths.
fn may_be_true(case: &Case) -> bool {
    let truth = |then: &Expr| !matches!(then, Expr::Literal(value, _) if !matches!(value, ScalarValue::Boolean(_)));
    case.when_then_expr.first().is_none_or(|(_, then)| truth(then))
}

fn is_call(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarFunction(_))
}
