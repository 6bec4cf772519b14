//! Stored rows back to events: the head, the entities, and every field as it was put into the sheet.
//!
//! A field's values are text, null or empty, in the order in which they came; fields come in the order of their columns,
//! then those of `rest`. Whether a text was written as a number is not kept.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use atalaya_model::{Time, ValueRef};
use atalaya_schema::ENTITIES;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;

use crate::column::{ENTITY_FIRST, STORED, canonical_name};
use crate::sheet::Head;
use crate::sheet::rest::{Item, Items, Name, Rest};

/// Why stored rows cannot be read as events.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// A column that every event has is not among those that were read.
    #[error("the rows have no column `{0}`")]
    Missing(&'static str),
    /// A column is of a type that is not ours.
    #[error("a column of the rows cannot be read")]
    Type(#[from] ArrowError),
    /// What stands in `rest` or in an array is not what was written.
    #[error("row {row} of the rows is not as it was written")]
    Damaged {
        /// Its number in the batch.
        row: usize,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A number or digest of the head is not one that was written.
    #[error("row {row} of the rows has no valid `{column}`")]
    Head {
        /// Its number in the batch.
        row: usize,
        /// The column.
        column: &'static str,
    },
}

/// Rows of a table, read from its files or from memory, with all of its columns.
#[derive(Debug)]
pub struct Rows {
    len: usize,
    stored: Vec<Option<ArrayRef>>,
    /// The record columns, as text, by canonical name.
    records: Vec<(Arc<str>, StringArray)>,
}

impl Rows {
    /// The rows of a batch. All stored columns but the entities must be there.
    pub fn new(batch: &RecordBatch) -> Result<Rows, RowsError> {
        let mut stored = vec![None; STORED.len()];
        let mut records = Vec::new();
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            if let Some(at) = STORED.iter().position(|column| column.name == field.name()) {
                stored[at] = Some(cast(array, &STORED[at].of.arrow())?);
            } else if let Some(name) = canonical_name(field.name())
                && array.null_count() < array.len()
            {
                let text = text_of(array)?;
                records.push((name.into(), text));
            }
        }
        let needed = |at: &usize| !(ENTITY_FIRST..ENTITY_FIRST + ENTITIES.len()).contains(at);
        if let Some(at) = (0..STORED.len()).filter(needed).find(|at| stored[*at].is_none()) {
            return Err(RowsError::Missing(STORED[at].name));
        }
        Ok(Rows { len: batch.num_rows(), stored, records })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What a row has besides its fields.
    pub fn head(&self, row: usize) -> Result<Head<'_>, RowsError> {
        let wrong = |column| move || RowsError::Head { row, column };
        let whole = |name| self.integer(name, row).ok_or_else(wrong(name));
        let unsigned = |name| whole(name)?.try_into().map_err(|_| wrong(name)());
        let flag = |name| self.flag(name, row).ok_or_else(wrong(name));
        let small = |name| self.integer(name, row).and_then(|value| u32::try_from(value).ok());
        Ok(Head {
            time: self.time("time", row),
            received: self.time("received", row).ok_or_else(wrong("received"))?,
            source: self.text("source", row).ok_or_else(wrong("source"))?,
            class_uid: small("class_uid"),
            severity_id: small("severity_id"),
            origin: self.text("origin", row).and_then(digest).ok_or_else(wrong("origin"))?,
            origin_record: unsigned("origin_record")?,
            origin_chunk: unsigned("origin_chunk")?,
            origin_stream: flag("origin_stream")?,
            late: flag("late")?,
            offset: unsigned("offset_")?,
            ordinal: small("ordinal_").ok_or_else(wrong("ordinal_"))?,
        })
    }

    /// An entity of a row, by its place in [`ENTITIES`].
    #[must_use]
    pub fn entity(&self, row: usize, entity: usize) -> Option<Cow<'_, str>> {
        let name = *ENTITIES.get(entity)?;
        match STORED[ENTITY_FIRST + entity].of.arrow() {
            DataType::Utf8 => self.text(name, row).map(Cow::Borrowed),
            _ => self.integer(name, row).map(|number| Cow::Owned(number.to_string())),
        }
    }

    /// Room for the fields of one row at a time.
    #[must_use]
    pub fn fields(&self) -> Fields<'_> {
        Fields { rows: self, text: String::new(), items: Vec::new() }
    }

    fn stored(&self, name: &str) -> Option<&ArrayRef> {
        let at = STORED.iter().position(|column| column.name == name)?;
        self.stored.get(at)?.as_ref()
    }

    fn text(&self, name: &str, row: usize) -> Option<&str> {
        let column = self.stored(name)?.as_string_opt::<i32>()?;
        column.is_valid(row).then(|| column.value(row))
    }

    fn integer(&self, name: &str, row: usize) -> Option<i64> {
        let column = self.stored(name)?;
        if column.is_null(row) {
            return None;
        }
        let wide = column.as_primitive_opt::<Int64Type>().map(|column| column.value(row));
        wide.or_else(|| column.as_primitive_opt::<Int32Type>().map(|column| column.value(row).into()))
    }

    fn time(&self, name: &str, row: usize) -> Option<Time> {
        let column = self.stored(name)?.as_primitive_opt::<TimestampMicrosecondType>()?;
        column.is_valid(row).then(|| Time(column.value(row)))
    }

    fn flag(&self, name: &str, row: usize) -> Option<bool> {
        let column = self.stored(name)?.as_boolean_opt()?;
        column.is_valid(row).then(|| column.value(row))
    }
}

/// A record column as the text that its values were.
pub(crate) fn text_of(array: &ArrayRef) -> Result<StringArray, ArrowError> {
    use datafusion::arrow::datatypes::Float64Type;
    if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        // The kernel prints `1.0` where we print `1`.
        return Ok(numbers.iter().map(|number| number.map(|number| number.to_string())).collect());
    }
    Ok(cast(array, &DataType::Utf8)?.as_string::<i32>().clone())
}

fn digest(hex: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = hex.as_bytes().chunks_exact(2);
    if hex.len() != 64 {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(pairs) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(digest)
}

/// Where a field's name is.
#[derive(Debug, Clone)]
enum NameAt {
    Column(usize),
    /// In the text; as `rest` has it.
    Rest(Range<usize>),
}

#[derive(Debug, Clone)]
enum ValueAt {
    Text(Range<usize>),
    Null,
    Empty,
}

/// The fields of one row, its values in the order in which they were put.
#[derive(Debug)]
pub struct Fields<'a> {
    rows: &'a Rows,
    text: String,
    items: Vec<(NameAt, ValueAt)>,
}

impl Fields<'_> {
    /// Reads the fields of row number `row`.
    pub fn read(&mut self, row: usize) -> Result<(), RowsError> {
        self.text.clear();
        self.items.clear();
        let rows = self.rows;
        let damaged = |source| RowsError::Damaged { row, source };
        let rest = match rows.text("rest", row) {
            Some(text) => Rest::parse(text).map_err(damaged)?,
            None => Rest::default(),
        };
        for (at, (name, column)) in rows.records.iter().enumerate() {
            if column.is_null(row) || !rest.fields.is_empty() && is_in_rest(&rest, name) {
                continue;
            }
            let text = column.value(row);
            let name = NameAt::Column(at);
            if rest.array.iter().any(|known| Name::of_rest(known) == Name::Canonical(&rows.records[at].0)) {
                self.add_items(&name, &Items::parse(text).map_err(damaged)?);
            } else {
                self.add_text(name, text);
            }
        }
        self.add_rest(&rest);
        Ok(())
    }

    fn add_rest(&mut self, rest: &Rest<'_>) {
        for (name, items) in &rest.fields {
            let name = NameAt::Rest(self.keep(name));
            self.add_items(&name, items);
        }
        for (names, value) in [(&rest.null, ValueAt::Null), (&rest.empty, ValueAt::Empty)] {
            for name in names {
                let name = NameAt::Rest(self.keep(name));
                self.items.push((name, value.clone()));
            }
        }
    }

    fn add_items(&mut self, name: &NameAt, items: &Items<'_>) {
        for item in &items.0 {
            match item {
                Item::Text(text) => self.add_text(name.clone(), text),
                Item::Null => self.items.push((name.clone(), ValueAt::Null)),
                Item::Empty => self.items.push((name.clone(), ValueAt::Empty)),
            }
        }
    }

    fn add_text(&mut self, name: NameAt, text: &str) {
        let text = self.keep(text);
        self.items.push((name, ValueAt::Text(text)));
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    /// The fields that were read last.
    pub fn iter(&self) -> impl Iterator<Item = (Name<'_>, ValueRef<'_>)> {
        self.items.iter().map(|(name, value)| {
            let name = match name {
                NameAt::Column(at) => Name::Canonical(&self.rows.records[*at].0),
                NameAt::Rest(range) => Name::of_rest(&self.text[range.clone()]),
            };
            let value = match value {
                ValueAt::Text(range) => ValueRef::Text(&self.text[range.clone()]),
                ValueAt::Null => ValueRef::Null,
                ValueAt::Empty => ValueRef::Empty,
            };
            (name, value)
        })
    }
}

/// Whether `rest` has the exact text of a field whose column prints it differently.
fn is_in_rest(rest: &Rest<'_>, name: &str) -> bool {
    rest.fields.iter().any(|(known, _)| Name::of_rest(known) == Name::Canonical(name))
}

#[cfg(test)]
mod tests;
