//! `rare(value [, times])`: a condition that holds for values which the same question sees few times.
//!
//! `SELECT … FROM t WHERE a AND rare(x)` becomes `… WHERE a AND x IN (SELECT x FROM t WHERE a GROUP BY x HAVING count(*) <=
//! 3)`. It is a condition of WHERE and nothing else; inside OR or NOT, or in SELECT, it is refused.

use crate::session::QueryError;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, Select, SetExpr, Statement,
    TableWithJoins, Value,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

/// How often a rare value is seen at most, unless the question says.
pub const RARE_TIMES_DEFAULT: u64 = 3;
/// Calls of `rare` that one question may have.
pub const RARE_CALLS_MAX: usize = 4;

/// Counts the calls of one question.
#[derive(Debug, Default)]
pub(super) struct Calls(usize);

impl Calls {
    /// Writes each `rare(…)` among the conditions of WHERE as what it means.
    pub(super) fn rewrite(&mut self, select: &mut Select) -> Result<(), Box<QueryError>> {
        let Some(condition) = select.selection.take() else { return Ok(()) };
        let (mut plain, mut rare) = (Vec::new(), Vec::new());
        for condition in conditions(condition) {
            match call(&condition) {
                Some(call) => rare.push(call?),
                None => plain.push(condition),
            }
        }
        self.0 += rare.len();
        if self.0 > RARE_CALLS_MAX {
            return Err(Box::new(QueryError::TooComplex));
        }
        let common = all(plain);
        let few = rare.into_iter().map(|(value, times)| few(value, times, &select.from, common.clone()));
        let few = few.collect::<Option<Vec<Expr>>>().ok_or(Box::new(QueryError::Misplaced { function: "rare" }))?;
        select.selection = all(common.into_iter().chain(few).collect());
        Ok(())
    }
}

/// The conditions that must all hold, in their order.
fn conditions(condition: Expr) -> Vec<Expr> {
    let mut found = Vec::new();
    let mut open = vec![condition];
    while let Some(condition) = open.pop() {
        match condition {
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => open.extend([*right, *left]),
            other => found.push(other),
        }
    }
    found
}

fn all(conditions: Vec<Expr>) -> Option<Expr> {
    conditions.into_iter().reduce(|left, right| Expr::BinaryOp {
        left: Box::new(left),
        op: BinaryOperator::And,
        right: Box::new(right),
    })
}

/// The value and the times of `rare(value, times)`; `None` where it is something else.
fn call(condition: &Expr) -> Option<Result<(Expr, u64), Box<QueryError>>> {
    let function = match condition {
        Expr::Function(function) => function,
        Expr::Nested(inner) => return call(inner),
        _ => return None,
    };
    let [name] = &function.name.0[..] else { return None };
    if !name.as_ident()?.value.eq_ignore_ascii_case("rare") {
        return None;
    }
    Some(arguments(function).ok_or(Box::new(QueryError::Misplaced { function: "rare" })))
}

fn arguments(function: &Function) -> Option<(Expr, u64)> {
    let FunctionArguments::List(list) = &function.args else { return None };
    let argument = |argument: &FunctionArg| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    };
    match &list.args[..] {
        [value] => Some((argument(value)?, RARE_TIMES_DEFAULT)),
        [value, times] => Some((argument(value)?, number(&argument(times)?)?)),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(number, _) => number.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// `value IN (SELECT value FROM … WHERE … GROUP BY value HAVING count(*) <= times)`.
fn few(value: Expr, times: u64, from: &[TableWithJoins], condition: Option<Expr>) -> Option<Expr> {
    let template = format!("SELECT 1 WHERE x IN (SELECT x FROM t GROUP BY x HAVING count(*) <= {times})");
    let parsed = Parser::parse_sql(&GenericDialect {}, &template).ok()?;
    let Some(Statement::Query(query)) = parsed.into_iter().next() else { return None };
    let SetExpr::Select(outer) = *query.body else { return None };
    let Some(Expr::InSubquery { mut subquery, negated, .. }) = outer.selection else { return None };
    let SetExpr::Select(inner) = &mut *subquery.body else { return None };
    inner.from = from.to_vec();
    inner.selection = condition;
    inner.projection = vec![datafusion::sql::sqlparser::ast::SelectItem::ExprWithAlias {
        expr: value.clone(),
        alias: Ident::with_quote('"', "value"),
    }];
    inner.group_by = datafusion::sql::sqlparser::ast::GroupByExpr::Expressions(vec![value.clone()], Vec::new());
    Some(Expr::InSubquery { expr: Box::new(value), subquery, negated })
}
