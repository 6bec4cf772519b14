//! Which columns a table has, and how rows of a chunk come to fit them.
//!
//! A table's columns only become more. A chunk's column that the table cannot have (another spelling has the name, the
//! table is full) moves to `rest`; one of another type is read as the table's type, and what cannot be goes to `rest`.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use rustc_hash::FxHashMap;

use crate::chunk::Chunk;
use crate::column::{COLUMNS_MAX, ColumnType, DAY, STORED, canonical_name};
use crate::fields::text_of;
use crate::sheet::rest::{Item, Items, Rest, RestText, rest_name};
use crate::sheet::{TextCells, Values};

/// The columns of a table, which grow as fields appear.
#[derive(Debug, Clone)]
pub(crate) struct TableColumns {
    schema: SchemaRef,
    /// Place of each column, by its name in lower case.
    places: FxHashMap<Box<str>, usize>,
}

impl TableColumns {
    /// Of a new table.
    #[cfg(test)]
    pub(crate) fn new() -> TableColumns {
        TableColumns::of(&Arc::new(Schema::new(crate::column::stored_fields())))
    }

    /// Of a table that has this schema.
    pub(crate) fn of(schema: &SchemaRef) -> TableColumns {
        let place = |(place, field): (usize, &Arc<Field>)| (field.name().to_ascii_lowercase().into(), place);
        TableColumns { schema: schema.clone(), places: schema.fields().iter().enumerate().map(place).collect() }
    }

    /// The table's schema: stored columns, then record columns in the order in which they appeared; without `day`.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Takes up the columns of a chunk, and returns the chunk such that each of its columns is one of the table's, by
    /// name and type.
    pub(crate) fn admit(&mut self, chunk: Chunk) -> Result<Chunk, ArrowError> {
        let mut new = Vec::new();
        let mut strangers = Vec::new();
        for (at, field) in chunk.batch.schema().fields().iter().enumerate().filter(|(_, field)| field.name() != DAY) {
            let Some(of) = ColumnType::of(field.data_type()) else {
                return Err(ArrowError::SchemaError(format!("column `{}` is of no type of ours", field.name())));
            };
            let place = self.places.get(field.name().to_ascii_lowercase().as_str()).copied();
            match place.map(|place| self.field(place, &new)) {
                Some(known) if known.name() == field.name() && *known.data_type() == of.arrow() => {}
                Some(known) if known.name() == field.name() => strangers.push((at, ColumnType::of(known.data_type()))),
                Some(_) => strangers.push((at, None)),
                None if self.places.len() >= STORED.len() + COLUMNS_MAX => strangers.push((at, None)),
                None => {
                    self.places.insert(field.name().to_ascii_lowercase().into(), self.places.len());
                    let field = Field::new(field.name(), of.arrow(), true).with_metadata(field.metadata().clone());
                    new.push(Arc::new(field));
                }
            }
        }
        if !new.is_empty() {
            let fields: Vec<_> = self.schema.fields().iter().cloned().chain(new).collect();
            self.schema = Arc::new(Schema::new(fields));
        }
        if strangers.is_empty() { Ok(chunk) } else { fit(chunk, &strangers) }
    }

    fn field<'a>(&'a self, place: usize, new: &'a [Arc<Field>]) -> &'a Arc<Field> {
        let known = self.schema.fields();
        known.get(place).unwrap_or_else(|| &new[place - known.len()])
    }
}

/// The chunk with each stranger, a column by its place, of the type that the table has for it, or moved to `rest`.
fn fit(mut chunk: Chunk, strangers: &[(usize, Option<ColumnType>)]) -> Result<Chunk, ArrowError> {
    let batch = &chunk.batch;
    let rows = batch.num_rows();
    let texts: Vec<(String, StringArray)> = strangers
        .iter()
        .map(|(at, _)| {
            let name = canonical_name(batch.schema().field(*at).name()).unwrap_or_default();
            Ok((rest_name(Some(&name), ""), text_of(batch.column(*at))?))
        })
        .collect::<Result<_, ArrowError>>()?;
    let rest = cast(batch.column_by_name("rest").ok_or_else(missing_rest)?, &DataType::Utf8)?;
    let rest: &StringArray = rest.as_string();
    let mut values: Vec<Values> = strangers.iter().map(|(_, of)| of.map_or(Values::Rest, Values::of_type)).collect();
    let mut new_rest = TextCells::default();
    for row in 0..rows {
        let before = if rest.is_valid(row) { rest.value(row) } else { "" };
        let mut parts = read_rest(before)?;
        let mut moved = false;
        for ((name, text), values) in texts.iter().zip(&mut values) {
            if text.is_valid(row) {
                moved |= move_value(&mut parts, name, text.value(row), values, row, &mut chunk.misfits)?;
            }
        }
        write_rest(&mut new_rest, row, before, &parts, moved);
    }
    let arrays: Vec<Option<ArrayRef>> = values.iter_mut().map(|values| values.array(rows)).collect::<Result<_, _>>()?;
    chunk.batch = replaced(&chunk.batch, strangers, arrays, new_rest.take(rows)?)?;
    Ok(chunk)
}

fn missing_rest() -> ArrowError {
    ArrowError::SchemaError("a chunk has no column `rest`".to_owned())
}

fn read_rest(text: &str) -> Result<Rest<'_>, ArrowError> {
    if text.is_empty() {
        return Ok(Rest::default());
    }
    Rest::parse(text).map_err(|error| ArrowError::ExternalError(Box::new(error)))
}

/// Puts a value of a stranger where it fits. Whether `rest` of the row changed.
fn move_value<'a>(
    parts: &mut Rest<'a>,
    name: &'a str,
    text: &'a str,
    values: &mut Values,
    row: usize,
    misfits: &mut u64,
) -> Result<bool, ArrowError> {
    use crate::sheet::Fit;
    // What `rest` says of the field is the exact text already.
    let exact = parts.fields.iter().any(|(known, _)| known == name);
    let is_array = parts.array.iter().any(|known| known == name);
    if is_array {
        parts.array.retain(|known| known != name);
        let items = Items::parse(text).map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
        parts.fields.push((Cow::Borrowed(name), items));
        return Ok(true);
    }
    let fit = values.set(row, text);
    *misfits += u64::from(fit == Fit::Misfit);
    if fit == Fit::Whole || exact {
        return Ok(false);
    }
    parts.fields.push((Cow::Borrowed(name), Items(vec![Item::Text(Cow::Borrowed(text))])));
    Ok(true)
}

fn write_rest(cells: &mut TextCells, row: usize, before: &str, parts: &Rest<'_>, moved: bool) {
    if moved {
        let mut text = RestText::default();
        text.write(parts);
        if let Some(text) = text.finish() {
            cells.set(row, text);
        }
    } else if !before.is_empty() {
        cells.set(row, before);
    }
}

/// The batch with other arrays in the place of the strangers and of `rest`; strangers without any value are left out.
fn replaced(
    batch: &RecordBatch,
    strangers: &[(usize, Option<ColumnType>)],
    arrays: Vec<Option<ArrayRef>>,
    rest: Option<ArrayRef>,
) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<Option<(Field, ArrayRef)>> = batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, array)| {
            let rest = rest.clone().filter(|_| field.name() == "rest");
            Some((field.as_ref().clone(), rest.unwrap_or_else(|| array.clone())))
        })
        .collect();
    for ((at, _), array) in strangers.iter().zip(arrays) {
        let field = batch.schema().field(*at).clone();
        columns[*at] = array.map(|array| (field.with_data_type(array.data_type().clone()), array));
    }
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().flatten().unzip();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
}
