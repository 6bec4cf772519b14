//! From a question as people write it to one that the engine understands: only questions, names without regard to case.
//!
//! Names without quotes are looked for first among the columns as they are called here, then among the canonical names of
//! record columns: `CommandLine` becomes `"r_CommandLine"`, and its answer is headed `CommandLine`. A kind is found by its
//! name, whatever its case, with `_` for `-`. What cannot be found is an error with the nearest names.

mod balance;
mod dialect;
mod items;
mod names;
mod rare;
mod scope;
mod sizes;
mod visitor;

pub use balance::SQL_CHAIN_MAX;
pub(crate) use names::{ColumnName, Names, PUBLIC, TableNames, reference};
pub use rare::{RARE_CALLS_MAX, RARE_TIMES_DEFAULT};

use crate::session::QueryError;
use datafusion::error::DataFusionError;
use datafusion::sql::parser::{DFParserBuilder, Statement as Parsed};
use datafusion::sql::sqlparser::ast::{DescribeAlias, ObjectName, Query, SetExpr, Statement, Visit, VisitMut, Visitor};
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
use std::ops::ControlFlow;

/// Bytes that a question may have.
pub const SQL_BYTES_MAX: usize = 256 * 1024;
/// Words, signs and values that a question may have.
pub const SQL_TOKENS_MAX: usize = 32_768;
/// Bytes that a single one of them may have.
pub const SQL_TOKEN_BYTES_MAX: usize = 16 * 1024;
/// Tables that a question may read, one as often as it is read.
pub const SQL_TABLES_MAX: usize = 256;
/// How deep expressions and subqueries may lie in each other.
pub const SQL_DEPTH_MAX: usize = 48;
/// Names that are offered at most where one is not known.
pub const NEAREST_MAX: usize = 5;

/// Parses the text, makes sure that it is one question and nothing else, and resolves its names.
pub(crate) fn resolve(sql: &str, names: &Names) -> Result<Parsed, QueryError> {
    let mut statement = parse(sql)?;
    let inner = question(&mut statement)?;
    if let Some(rewritten) = listing(inner, names)? {
        *inner = rewritten;
    }
    let mut visitor = visitor::Resolver::new(names);
    match inner.visit(&mut visitor) {
        ControlFlow::Continue(()) => Ok(statement),
        ControlFlow::Break(error) => Err(*error),
    }
}

fn parse(sql: &str) -> Result<Parsed, QueryError> {
    if sql.len() > SQL_BYTES_MAX {
        return Err(QueryError::TooLong { bytes_max: SQL_BYTES_MAX });
    }
    let dialect = dialect::Asking::default();
    let tokens = Tokenizer::new(&dialect, sql).tokenize_with_location().map_err(|error| syntax(error.into()))?;
    let words = tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).count();
    let long = |token: &TokenWithSpan| token.token.to_string().len() > SQL_TOKEN_BYTES_MAX;
    if words > SQL_TOKENS_MAX || tokens.iter().any(|token| !matches!(token.token, Token::Whitespace(_)) && long(token))
    {
        return Err(QueryError::TooComplex);
    }
    let parser = DFParserBuilder::new(tokens).with_dialect(&dialect).with_recursion_limit(SQL_DEPTH_MAX);
    let parsed = parser.build().and_then(|mut parser| parser.parse_statements()).map_err(refused)?;
    let mut parsed = Vec::from(parsed);
    match (parsed.pop(), parsed.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(QueryError::NotAQuestion),
    }
}

fn refused(error: DataFusionError) -> QueryError {
    match error {
        DataFusionError::SQL(error, _) => syntax(*error),
        DataFusionError::Diagnostic(_, error) => refused(*error),
        other => QueryError::Engine(other),
    }
}

fn syntax(error: ParserError) -> QueryError {
    if matches!(error, ParserError::RecursionLimitExceeded) {
        return QueryError::TooComplex;
    }
    let text = error.to_string();
    let number = |after: &str| {
        let digits = &text[text.rfind(after)? + after.len()..];
        digits.split(|letter: char| !letter.is_ascii_digit()).next()?.parse::<u64>().ok()
    };
    let position = number("Line: ").zip(number("Column: ")).filter(|&(line, _)| line > 0);
    QueryError::Syntax { position, source: Box::new(error) }
}

/// The question inside: what EXPLAIN explains, or the statement itself.
fn question(parsed: &mut Parsed) -> Result<&mut Statement, QueryError> {
    let mut inner = match parsed {
        Parsed::Statement(statement) => &mut **statement,
        Parsed::Explain(explain) => match &mut *explain.statement {
            Parsed::Statement(statement) if matches!(**statement, Statement::Query(_)) => &mut **statement,
            _ => return Err(QueryError::NotAQuestion),
        },
        _ => return Err(QueryError::NotAQuestion),
    };
    if let Statement::Explain { statement, describe_alias: DescribeAlias::Explain, .. } = inner {
        if !matches!(**statement, Statement::Query(_)) {
            return Err(QueryError::NotAQuestion);
        }
        inner = statement;
    }
    match inner {
        Statement::Query(query) if only_asks(query) => Ok(inner),
        Statement::ShowTables { .. } | Statement::ExplainTable { .. } => Ok(inner),
        _ => Err(QueryError::NotAQuestion),
    }
}

/// Whether the query, with everything inside it, only reads.
fn only_asks(query: &Query) -> bool {
    struct Writes;
    impl Visitor for Writes {
        type Break = ();

        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            let plain = query.locks.is_empty() && query.for_clause.is_none() && query.format_clause.is_none();
            if plain && query.pipe_operators.is_empty() && asks(&query.body) {
                return ControlFlow::Continue(());
            }
            ControlFlow::Break(())
        }
    }
    query.visit(&mut Writes).is_continue()
}

fn asks(body: &SetExpr) -> bool {
    let mut body = body;
    while let SetExpr::SetOperation { left, right, .. } = body {
        if !asks(right) {
            return false;
        }
        body = left;
    }
    match body {
        SetExpr::Select(select) => select.into.is_none(),
        SetExpr::Query(_) | SetExpr::Values(_) | SetExpr::SetOperation { .. } => true,
        _ => false,
    }
}

/// SHOW TABLES and DESCRIBE as the questions that they are, to the tables which say what there is.
fn listing(statement: &Statement, names: &Names) -> Result<Option<Statement>, QueryError> {
    let sql = match statement {
        Statement::ShowTables { .. } => "SELECT * FROM lake.kinds ORDER BY kind".to_owned(),
        Statement::ExplainTable { table_name, .. } => {
            let table = names.table(&parts(table_name)).ok_or_else(|| unknown_table(table_name, names))?;
            let kind = table.kind.replace('\'', "''");
            format!("SELECT \"column\", name, type FROM lake.columns WHERE kind = '{kind}' ORDER BY place")
        }
        _ => return Ok(None),
    };
    match parse(&sql)? {
        Parsed::Statement(statement) => Ok(Some(*statement)),
        _ => Err(QueryError::NotAQuestion),
    }
}

/// The names that `written` may have been meant to be.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    atalaya_stdx::near::nearest(written, names, NEAREST_MAX).into_iter().map(str::to_owned).collect()
}

pub(super) fn unknown_table(name: &ObjectName, names: &Names) -> QueryError {
    let name = parts(name).iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
    let near = nearest(&name, names.kinds());
    QueryError::UnknownTable { name, near }
}

/// The parts of a name. A part that is not an identifier is never found.
pub(super) fn parts(name: &ObjectName) -> Vec<datafusion::sql::sqlparser::ast::Ident> {
    name.0.iter().map(|part| part.as_ident().cloned().unwrap_or_else(|| "".into())).collect()
}
