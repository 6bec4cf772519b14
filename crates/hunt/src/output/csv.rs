//! RFC 4180 for spreadsheets: what could be a formula is a text.

use super::{Cells, Output, OutputError, names};
use atalaya_lake::arrow::array::RecordBatch;
use atalaya_lake::arrow::datatypes::Schema;
use atalaya_stdx::spreadsheet::cell;
use std::io::Write;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes rows as comma-separated values, a row of names first. No value is an empty cell, as an empty text is.
pub struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Begins with the names. `marked`: with a byte order mark, without which some spreadsheets read other letters.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn new(mut out: W, schema: &Schema, marked: bool) -> Result<Csv<W>, OutputError> {
        if marked {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(names(schema).iter().map(|name| cell(name).into_owned())).map_err(fault)?;
        Ok(Csv { writer })
    }
}

impl<W: Write> Output for Csv<W> {
    fn rows(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        let columns = batch.columns().iter().map(Cells::new).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            for column in &columns {
                let text = column.text(row)?.unwrap_or_default();
                let text = if column.is_plain { text } else { cell(&text).into_owned().into() };
                self.writer.write_field(text.as_bytes()).map_err(fault)?;
            }
            self.writer.write_record(None::<&[u8]>).map_err(fault)?;
        }
        Ok(self.writer.flush()?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        Ok(self.writer.flush()?)
    }
}

fn fault(error: csv::Error) -> OutputError {
    OutputError::Io(error.into())
}
