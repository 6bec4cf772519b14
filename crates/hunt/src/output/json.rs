//! One JSON object a line: numbers with all their digits, times as RFC 3339, null where there is no value.

use super::{Cells, Output, OutputError, names};
use atalaya_lake::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use atalaya_lake::arrow::datatypes::{DataType, Float32Type, Float64Type, Schema};
use std::io::Write;

/// How deep lists and structures of a value are written as such; deeper ones are a text.
const DEPTH_MAX: usize = 8;

/// Writes rows as objects, each in a line of its own.
pub struct Json<W: Write> {
    out: W,
    /// The names, quoted, with the colon behind.
    names: Vec<String>,
    line: Vec<u8>,
}

impl<W: Write> Json<W> {
    /// Ready for rows of these columns.
    pub fn new(out: W, schema: &Schema) -> Json<W> {
        let names = names(schema).iter().map(|name| quoted(name) + ":").collect();
        Json { out, names, line: Vec::new() }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl<W: Write> Output for Json<W> {
    fn rows(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        let columns = batch.columns().iter().map(|column| Column::new(column, 0)).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            self.line.clear();
            for (number, (name, column)) in self.names.iter().zip(&columns).enumerate() {
                self.line.push(if number == 0 { b'{' } else { b',' });
                self.line.extend_from_slice(name.as_bytes());
                column.write(row, &mut self.line)?;
            }
            self.line.extend_from_slice(if columns.is_empty() { b"{}\n" } else { b"}\n" });
            self.out.write_all(&self.line)?;
        }
        Ok(self.out.flush()?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        Ok(self.out.flush()?)
    }
}

/// A column, and how its values are written.
struct Column<'a> {
    array: &'a ArrayRef,
    cells: Cells<'a>,
    depth: usize,
}

impl<'a> Column<'a> {
    fn new(array: &'a ArrayRef, depth: usize) -> Result<Column<'a>, OutputError> {
        Ok(Column { array, cells: Cells::new(array)?, depth })
    }

    fn write(&self, row: usize, line: &mut Vec<u8>) -> Result<(), OutputError> {
        if self.array.is_null(row) {
            line.extend_from_slice(b"null");
            return Ok(());
        }
        match self.array.data_type() {
            DataType::Float64 => number(self.array.as_primitive::<Float64Type>().value(row), line),
            DataType::Float32 => number(self.array.as_primitive::<Float32Type>().value(row).into(), line),
            DataType::List(_) if self.depth < DEPTH_MAX => self.list(&self.array.as_list::<i32>().value(row), line)?,
            DataType::LargeList(_) if self.depth < DEPTH_MAX => {
                self.list(&self.array.as_list::<i64>().value(row), line)?
            }
            DataType::Struct(_) if self.depth < DEPTH_MAX => self.structure(row, line)?,
            of if of.is_integer() || of.is_decimal() || *of == DataType::Boolean => {
                line.extend_from_slice(self.cells.text(row)?.unwrap_or_default().as_bytes());
            }
            _ => line.extend_from_slice(quoted(&self.cells.text(row)?.unwrap_or_default()).as_bytes()),
        }
        Ok(())
    }

    fn list(&self, values: &ArrayRef, line: &mut Vec<u8>) -> Result<(), OutputError> {
        let column = Column::new(values, self.depth + 1)?;
        line.push(b'[');
        for row in 0..values.len() {
            if row > 0 {
                line.push(b',');
            }
            column.write(row, line)?;
        }
        line.push(b']');
        Ok(())
    }

    fn structure(&self, row: usize, line: &mut Vec<u8>) -> Result<(), OutputError> {
        let fields = self.array.as_struct();
        line.push(b'{');
        for (number, (name, values)) in fields.column_names().iter().zip(fields.columns()).enumerate() {
            if number > 0 {
                line.push(b',');
            }
            line.extend_from_slice((quoted(name) + ":").as_bytes());
            Column::new(values, self.depth + 1)?.write(row, line)?;
        }
        line.push(b'}');
        Ok(())
    }
}

/// JSON has no infinity and nothing that is no number: these are texts.
fn number(value: f64, line: &mut Vec<u8>) {
    let text = if value.is_finite() { value.to_string() } else { format!("\"{value}\"") };
    line.extend_from_slice(text.as_bytes());
}
