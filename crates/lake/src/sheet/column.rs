//! A record column of a sheet: its name, its values, and what the present row has put into it.

use atalaya_schema::FieldType;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::error::ArrowError;

use super::cells::{Cells, TextCells};
use crate::column::ColumnType;

/// The values of a record column.
#[derive(Debug)]
pub(crate) enum Values {
    Text(TextCells),
    Integer(Cells<i64>),
    Float(Cells<f64>),
    Boolean(Cells<bool>),
    /// There is no column: all values go to `rest`.
    Rest,
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// The column has it, and prints it again as it was.
    Whole,
    /// The column has it, but prints it differently.
    Reworded,
    /// The column is of another type.
    Misfit,
    /// There is no column.
    Nowhere,
}

impl Values {
    pub(crate) fn of(declared: Option<FieldType>) -> Values {
        match declared {
            Some(FieldType::Integer) => Values::Integer(Cells::default()),
            Some(FieldType::Float) => Values::Float(Cells::default()),
            Some(FieldType::Boolean) => Values::Boolean(Cells::default()),
            Some(FieldType::Time | FieldType::Ip) | None => Values::Text(TextCells::default()),
        }
    }

    pub(crate) fn of_type(of: ColumnType) -> Values {
        match of {
            ColumnType::Int64 | ColumnType::Int32 | ColumnType::Time => Values::Integer(Cells::default()),
            ColumnType::Float64 => Values::Float(Cells::default()),
            ColumnType::Boolean => Values::Boolean(Cells::default()),
            ColumnType::Text => Values::Text(TextCells::default()),
        }
    }

    /// What the column holds; `None`: nothing, all goes to `rest`.
    pub(crate) fn column_type(&self) -> Option<ColumnType> {
        Some(match self {
            Values::Text(_) => ColumnType::Text,
            Values::Integer(_) => ColumnType::Int64,
            Values::Float(_) => ColumnType::Float64,
            Values::Boolean(_) => ColumnType::Boolean,
            Values::Rest => return None,
        })
    }

    /// Gives row `row` a value, as far as the column can hold it.
    #[inline]
    pub(crate) fn set(&mut self, row: usize, text: &str) -> Fit {
        match self {
            Values::Text(cells) => {
                cells.set(row, text);
                Fit::Whole
            }
            Values::Integer(cells) => fit(text.parse().ok(), text, |value| cells.set(row, value)),
            Values::Float(cells) => {
                let value = text.parse().ok().filter(|value: &f64| value.is_finite());
                fit(value, text, |value| cells.set(row, value))
            }
            Values::Boolean(cells) => {
                let value = match text {
                    "true" | "True" | "TRUE" | "T" => Some(true),
                    "false" | "False" | "FALSE" | "F" => Some(false),
                    _ => None,
                };
                fit(value, text, |value| cells.set(row, value))
            }
            Values::Rest => Fit::Nowhere,
        }
    }

    /// Takes back the value of the last row that has one, and prints it.
    pub(crate) fn pop(&mut self, print: impl FnOnce(&str)) {
        match self {
            Values::Text(cells) => cells.pop().map(print),
            Values::Integer(cells) => cells.pop().map(|value| print(&value.to_string())),
            Values::Float(cells) => cells.pop().map(|value| print(&value.to_string())),
            Values::Boolean(cells) => cells.pop().map(|value| print(&value.to_string())),
            Values::Rest => None,
        };
    }

    /// Takes back the value of row `row`, if it is the last one that has one.
    pub(crate) fn forget(&mut self, row: usize) {
        match self {
            Values::Text(cells) => cells.forget(row),
            Values::Integer(cells) => cells.forget(row),
            Values::Float(cells) => cells.forget(row),
            Values::Boolean(cells) => cells.forget(row),
            Values::Rest => {}
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Values::Text(cells) => cells.bytes(),
            Values::Integer(cells) => cells.bytes(),
            Values::Float(cells) => cells.bytes(),
            Values::Boolean(cells) => cells.bytes(),
            Values::Rest => 0,
        }
    }

    /// The column of `rows` rows; `None` where no row has a value. Begins anew.
    pub(crate) fn array(&mut self, rows: usize) -> Result<Option<ArrayRef>, ArrowError> {
        Ok(match self {
            Values::Text(cells) => cells.take(rows)?,
            Values::Integer(cells) => cells.array(rows),
            Values::Float(cells) => cells.array(rows),
            Values::Boolean(cells) => cells.array(rows),
            Values::Rest => None,
        })
    }
}

fn fit<T: Copy + ToString>(value: Option<T>, text: &str, set: impl FnOnce(T)) -> Fit {
    let Some(value) = value else { return Fit::Misfit };
    set(value);
    if value.to_string() == text { Fit::Whole } else { Fit::Reworded }
}

/// What the present row has put into a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// One value, and the column has it.
    One,
    /// Null, once.
    Null,
    /// An empty array or object, once.
    Empty,
    /// What the column alone cannot say: the list of this number.
    List(usize),
}

/// A field of the records of a sheet.
#[derive(Debug)]
pub(crate) struct Column {
    /// The name in `rest`, as JSON.
    pub(crate) json_name: Box<str>,
    /// The name of the record column; unused where there is none.
    pub(crate) name: Box<str>,
    /// Whether its values are looked up whole.
    pub(crate) lookup: bool,
    pub(crate) values: Values,
    /// The number of the last row that put something; rows are counted from 1.
    pub(crate) row: usize,
    pub(crate) put: Put,
}
