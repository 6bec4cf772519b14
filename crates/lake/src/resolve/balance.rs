//! Long chains of conditions, as trees that are broad instead of deep.
//!
//! The parser makes of `a OR b OR c …` a tree as deep as it has conditions, and the planner's work grows with the square of
//! the depth. AND and OR may be grouped as one likes; other chains may not, and have a bound.

use crate::session::QueryError;
use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr};

/// Operands that a chain of operators other than AND and OR may have.
pub const SQL_CHAIN_MAX: usize = 256;

/// Makes the chain that begins here broad.
pub(super) fn balance(expr: &mut Expr) -> Result<(), Box<QueryError>> {
    let Expr::BinaryOp { op, .. } = expr else { return Ok(()) };
    if !matches!(op, BinaryOperator::And | BinaryOperator::Or) {
        return bounded(expr);
    }
    let op = op.clone();
    if depth(expr, &op) <= 2 {
        return Ok(());
    }
    let whole = std::mem::replace(expr, Expr::Identifier(String::new().as_str().into()));
    let mut operands = operands(whole, &op).into_iter().map(Some).collect::<Vec<_>>();
    if let Some(tree) = tree(&mut operands, &op) {
        *expr = tree;
    }
    Ok(())
}

fn depth(expr: &Expr, of: &BinaryOperator) -> usize {
    let (mut depth, mut expr) = (0, expr);
    while let Expr::BinaryOp { left, op, .. } = expr
        && op == of
    {
        depth += 1;
        expr = left;
    }
    depth
}

fn bounded(expr: &Expr) -> Result<(), Box<QueryError>> {
    let (mut length, mut expr) = (1, expr);
    while let Expr::BinaryOp { left, .. } = expr {
        length += 1;
        expr = left;
    }
    if length > SQL_CHAIN_MAX { Err(Box::new(QueryError::TooComplex)) } else { Ok(()) }
}

/// The operands of the chain, in their order.
fn operands(whole: Expr, of: &BinaryOperator) -> Vec<Expr> {
    let mut operands = Vec::new();
    let mut expr = whole;
    loop {
        match expr {
            Expr::BinaryOp { left, op, right } if op == *of => {
                operands.push(*right);
                expr = *left;
            }
            first => {
                operands.push(first);
                break;
            }
        }
    }
    operands.reverse();
    operands
}

/// The operands under as few levels as can be. Its depth is the logarithm of their number.
fn tree(operands: &mut [Option<Expr>], op: &BinaryOperator) -> Option<Expr> {
    if let [only] = operands {
        return only.take();
    }
    let (left, right) = operands.split_at_mut(operands.len() / 2);
    let (left, right) = (tree(left, op)?, tree(right, op)?);
    Some(Expr::BinaryOp { left: Box::new(left), op: op.clone(), right: Box::new(right) })
}
