//! Numbers in a question by which the engine sets memory aside before it counts any, and how large they may be.

use crate::session::QueryError;
use datafusion::sql::sqlparser::ast::{
    ArrayElemTypeDef, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr, Value,
};

/// Points that a percentile may be estimated from. Each group has as many.
const CENTROIDS_MAX: u32 = 1_000;
/// Bytes that `string_agg` may put between two texts.
const SEPARATOR_BYTES_MAX: usize = 1_024;
/// Expressions that all sets of groups of a SELECT may have together: CUBE of twelve columns has fewer.
const GROUPING_MAX: usize = 50_000;

type Step = Result<(), Box<QueryError>>;

/// Refuses the call of a function whose last argument says how much is to be set aside, if that is no small constant.
pub(super) fn of_call(name: &str, function: &Function) -> Step {
    let (function_name, fits): (&'static str, fn(&Value) -> bool) = match name {
        "approx_percentile_cont" => ("approx_percentile_cont", is_small),
        "approx_percentile_cont_with_weight" => ("approx_percentile_cont_with_weight", is_small),
        "string_agg" => ("string_agg", is_short),
        _ => return Ok(()),
    };
    match last(function) {
        Some(value) if fits(value) => Ok(()),
        _ => Err(Box::new(QueryError::Misplaced { function: function_name })),
    }
}

/// The last argument. `None` where it is no constant, or where the arguments have names and so any order.
fn last(function: &Function) -> Option<&Value> {
    let FunctionArguments::List(list) = &function.args else { return None };
    if !list.args.iter().all(|argument| matches!(argument, FunctionArg::Unnamed(_))) {
        return None;
    }
    match list.args.last()? {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value))) => Some(&value.value),
        _ => None,
    }
}

/// The percentile, or how many points it is estimated from.
fn is_small(value: &Value) -> bool {
    matches!(value, Value::Number(number, _) if number.parse::<f64>().is_ok_and(|number| number <= f64::from(CENTROIDS_MAX)))
}

fn is_short(value: &Value) -> bool {
    match value {
        Value::Null => true,
        value => value.clone().into_string().is_some_and(|text| text.len() <= SEPARATOR_BYTES_MAX),
    }
}

/// Refuses lists of a length that the question gives, which the engine fills up.
pub(super) fn of_cast(expr: &Expr) -> Step {
    let to = match expr {
        Expr::Cast { data_type, .. } => data_type,
        Expr::TypedString(typed) => &typed.data_type,
        _ => return Ok(()),
    };
    if is_sized(to) { Err(Box::new(QueryError::TooComplex)) } else { Ok(()) }
}

fn is_sized(of: &DataType) -> bool {
    match of {
        DataType::Array(ArrayElemTypeDef::SquareBracket(_, Some(_))) => true,
        DataType::Array(
            ArrayElemTypeDef::SquareBracket(inner, None)
            | ArrayElemTypeDef::AngleBracket(inner)
            | ArrayElemTypeDef::Parenthesis(inner),
        ) => is_sized(inner),
        DataType::Struct(fields, _) => fields.iter().any(|field| is_sized(&field.field_type)),
        _ => false,
    }
}

/// Refuses more sets of groups than the planner can write down.
pub(super) fn of_groups(group_by: &GroupByExpr) -> Step {
    let GroupByExpr::Expressions(exprs, modifiers) = group_by else { return Ok(()) };
    let (mut sets, mut columns) = (1usize, 0usize);
    for expr in exprs {
        let (more, inside) = match expr {
            Expr::Cube(inside) => (power(inside.len()), inside),
            Expr::Rollup(inside) => (inside.len() + 1, inside),
            Expr::GroupingSets(inside) => (inside.len(), inside),
            _ => (1, &Vec::new()),
        };
        sets = sets.saturating_mul(more.max(1));
        columns += inside.iter().map(Vec::len).sum::<usize>().max(1);
    }
    if !modifiers.is_empty() {
        sets = sets.saturating_mul(power(exprs.len()));
    }
    if sets > 1 && sets.saturating_mul(columns) > GROUPING_MAX {
        return Err(Box::new(QueryError::TooComplex));
    }
    Ok(())
}

fn power(columns: usize) -> usize {
    u32::try_from(columns).ok().and_then(|columns| 2usize.checked_pow(columns)).unwrap_or(usize::MAX)
}
