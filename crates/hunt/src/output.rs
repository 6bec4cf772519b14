//! Answers as files: tables for spreadsheets, objects for programs, columns for other engines.
//!
//! Rows are written as they come. How an answer looks on a terminal is the program's business.

mod csv;
mod json;
mod parquet;
mod value;

pub use csv::Csv;
pub use json::Json;
pub use parquet::Parquet;
pub use value::{Cells, names};

use atalaya_lake::arrow::array::RecordBatch;
use atalaya_lake::arrow::error::ArrowError;
use atalaya_lake::parquet::errors::ParquetError;

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The system refused.
    #[error("cannot write the answer")]
    Io(#[from] std::io::Error),
    /// A value is of a type that has no text.
    #[error("cannot show a value of the answer")]
    Value(#[from] ArrowError),
    /// The rows cannot be made a Parquet file.
    #[error("cannot encode the answer")]
    Encode(#[from] ParquetError),
}

/// Takes the rows of an answer.
pub trait Output {
    /// Writes these rows.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    fn rows(&mut self, batch: &RecordBatch) -> Result<(), OutputError>;

    /// Writes what is left, when there are no more rows.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    fn finish(self: Box<Self>) -> Result<(), OutputError>;
}
