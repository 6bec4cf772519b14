//! Why a question has no answer, or no whole one.

use crate::resolve::{Names, SQL_DEPTH_MAX, SQL_TOKENS_MAX, nearest};
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;
use std::time::Duration;

/// Why a question has no answer, or no whole one.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is no SQL.
    #[error("cannot read the question")]
    Syntax {
        /// Line and column, from 1 on, where that is known.
        position: Option<(u64, u64)>,
        /// What was expected there.
        #[source]
        source: Box<ParserError>,
    },
    /// It is longer than a question may be.
    #[error("the question is longer than {bytes_max} bytes")]
    TooLong {
        /// Bytes that it may have.
        bytes_max: usize,
    },
    /// It has too many words, or they lie too deep in each other.
    #[error(
        "the question has more than {SQL_TOKENS_MAX} words, is nested deeper than {SQL_DEPTH_MAX}, or is otherwise too large"
    )]
    TooComplex,
    /// It does something else than ask, or there is more than one.
    #[error("not a single question: only SELECT, WITH, EXPLAIN, DESCRIBE and SHOW TABLES are")]
    NotAQuestion,
    /// It names a column that its tables do not have.
    #[error("unknown column `{name}`")]
    UnknownColumn {
        /// The column, as written.
        name: String,
        /// The nearest names.
        near: Vec<String>,
        /// Where a column of that name, or of the nearest, is: the column and the kinds that have it.
        kinds: Vec<(String, Vec<String>)>,
    },
    /// It names a table that the caller cannot see.
    #[error("unknown table `{name}`")]
    UnknownTable {
        /// The table, as written.
        name: String,
        /// The nearest names.
        near: Vec<String>,
    },
    /// It names a function that there is not.
    #[error("unknown function `{name}`")]
    UnknownFunction {
        /// The function, as written.
        name: String,
        /// The nearest names.
        near: Vec<String>,
    },
    /// It uses a function where that cannot be, or with other arguments.
    #[error("`{function}` cannot stand here, or not with these arguments")]
    Misplaced {
        /// The function.
        function: &'static str,
    },
    /// It needs more memory than it may have.
    #[error("the question needs more than {bytes_max} bytes of memory")]
    Memory {
        /// Bytes that it may have.
        bytes_max: usize,
    },
    /// It works longer than it may.
    #[error("the question was stopped after {limit:?}")]
    Time {
        /// How long it may work.
        limit: Duration,
    },
    /// There are more rows than it may answer with. Those that it may were given.
    #[error("there are more than {rows_max} rows")]
    Rows {
        /// Rows that it may answer with.
        rows_max: u64,
    },
    /// Somebody cancelled it.
    #[error("the question was cancelled")]
    Cancelled,
    /// The engine cannot answer it.
    #[error("cannot answer the question")]
    Engine(#[source] DataFusionError),
}

/// Columns beside the one written whose kinds are named.
const OFFERED_MAX: usize = 3;

impl QueryError {
    /// The column is none of these; what it may have meant.
    pub(crate) fn unknown_column<'a>(
        name: &str,
        columns: impl IntoIterator<Item = &'a str>,
        names: &Names,
    ) -> QueryError {
        let mut near = nearest(name, columns);
        if near.is_empty() {
            let all = names.tables().flat_map(|table| table.columns());
            near = nearest(name, all.map(|column| column.shown()));
        }
        let offered = std::iter::once(name).chain(near.iter().map(String::as_str).filter(|near| *near != name));
        let kinds = offered.take(1 + OFFERED_MAX).map(|column| (column.to_owned(), names.kinds_with(column)));
        let kinds = kinds.filter(|(_, kinds)| !kinds.is_empty()).collect();
        QueryError::UnknownColumn { name: name.to_owned(), near, kinds }
    }

    /// What the engine's error means.
    pub(crate) fn of(error: DataFusionError, bytes_max: usize) -> QueryError {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => QueryError::Memory { bytes_max },
            _ => QueryError::Engine(error),
        }
    }

    /// What the planner's error means, which may be about a name that only the planner could judge.
    pub(crate) fn of_planning(error: DataFusionError, bytes_max: usize, names: &Names) -> QueryError {
        if let DataFusionError::SchemaError(schema, _) = error.find_root()
            && let SchemaError::FieldNotFound { field, valid_fields } = &**schema
        {
            return QueryError::unknown_column(
                &field.name,
                valid_fields.iter().map(|field| field.name.as_str()),
                names,
            );
        }
        QueryError::of(error, bytes_max)
    }
}
