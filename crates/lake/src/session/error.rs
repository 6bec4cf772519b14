//! Why a question has no answer, or no whole one.

use crate::error::LakeError;
use crate::resolve::{Names, SQL_DEPTH_MAX, SQL_TOKENS_MAX, nearest};
use datafusion::arrow::error::ArrowError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::parquet::errors::ParquetError;
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
    /// It would need a table that is damaged, and have no whole answer.
    #[error("table `{table}` is damaged")]
    Damaged {
        /// The table's folder in the lake.
        table: String,
    },
    /// It divides by zero.
    #[error("the question divides by zero")]
    Division,
    /// A value is not what the question takes it for: no number, no time, no network, or one that is too large.
    #[error("a value is not what the question takes it for")]
    Value(#[source] DataFusionError),
    /// A file of the lake is missing, or cannot be read.
    #[error("cannot read a file of the lake")]
    File {
        /// The folder of its table in the lake, where that is known.
        table: Option<String>,
        /// What the engine said.
        #[source]
        source: DataFusionError,
    },
    /// The engine cannot answer it.
    #[error("cannot answer the question")]
    Engine(#[source] DataFusionError),
}

/// Errors within errors that are looked through for what went wrong.
const CAUSES_MAX: usize = 16;
/// What the reader of files says where a condition on rows fails.
const CONDITION: &str = "Error evaluating filter predicate";
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
            DataFusionError::External(of_ours) => match of_ours.downcast_ref() {
                Some(LakeError::Damaged { table, .. }) => QueryError::Damaged { table: table.clone() },
                _ => QueryError::of_engine(error),
            },
            _ => QueryError::of_engine(error),
        }
    }

    /// What the engine's own error means.
    fn of_engine(error: DataFusionError) -> QueryError {
        let first: &(dyn std::error::Error + 'static) = &error;
        for cause in std::iter::successors(Some(first), |error| error.source()).take(CAUSES_MAX) {
            match cause.downcast_ref::<ArrowError>() {
                Some(ArrowError::DivideByZero) => return QueryError::Division,
                Some(ArrowError::CastError(_) | ArrowError::ParseError(_) | ArrowError::ArithmeticOverflow(_)) => {
                    return QueryError::Value(error);
                }
                Some(ArrowError::ParquetError(_)) => return QueryError::of_file(error),
                _ => {}
            }
            if cause.is::<ParquetError>() || cause.is::<object_store::Error>() {
                return QueryError::of_file(error);
            }
        }
        QueryError::Engine(error)
    }

    /// A file cannot be read. The engine names it in its text, if at all.
    fn of_file(source: DataFusionError) -> QueryError {
        let text = source.to_string();
        // What a condition says while rows are read is told like a fault of the file.
        if text.contains(CONDITION) {
            return match text {
                text if text.contains("DivideByZero") => QueryError::Division,
                text if ["CastError(", "ParseError(", "ArithmeticOverflow("].iter().any(|one| text.contains(one)) => {
                    QueryError::Value(source)
                }
                _ => QueryError::Engine(source),
            };
        }
        let table = text.split_once("/day=").and_then(|(before, _)| {
            let path = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\'')).next()?;
            let (rest, kind) = path.rsplit_once('/')?;
            Some(format!("{}/{kind}", rest.rsplit('/').next()?))
        });
        QueryError::File { table, source }
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
