//! Values of answers as text: times in RFC 3339, numbers exactly, anything else as the engine writes it.

use atalaya_lake::arrow::array::{Array, ArrayRef, AsArray};
use atalaya_lake::arrow::compute::cast;
use atalaya_lake::arrow::datatypes::{DataType, Int64Type, Schema, TimeUnit};
use atalaya_lake::arrow::error::ArrowError;
use atalaya_lake::arrow::util::display::{ArrayFormatter, FormatOptions};
use atalaya_model::Time;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The names of the columns of an answer, each once: what has a name of another gets a number behind it.
#[must_use]
pub fn names(schema: &Schema) -> Vec<String> {
    let mut taken: BTreeSet<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut seen = BTreeSet::new();
    let name = |field: &std::sync::Arc<atalaya_lake::arrow::datatypes::Field>| {
        let name = field.name();
        if seen.insert(name.clone()) {
            return name.clone();
        }
        let numbered = (2_usize..).map(|number| format!("{name}_{number}"));
        let free = numbered.into_iter().find(|name| taken.insert(name.clone()));
        free.unwrap_or_else(|| name.clone())
    };
    schema.fields().iter().map(name).collect()
}

/// The values of one column of a batch as text.
pub struct Cells<'a> {
    how: How<'a>,
    /// Whether the values are numbers, truths or times, which no spreadsheet takes for anything else.
    pub is_plain: bool,
}

enum How<'a> {
    Texts(Cow<'a, ArrayRef>),
    Times(ArrayRef, TimeUnit),
    Other(&'a ArrayRef, ArrayFormatter<'a>),
}

const OPTIONS: FormatOptions<'static> = FormatOptions::new();

impl<'a> Cells<'a> {
    /// The values of the column.
    ///
    /// # Errors
    ///
    /// Where they are of a type that has no text.
    pub fn new(column: &'a ArrayRef) -> Result<Cells<'a>, ArrowError> {
        let how = match column.data_type() {
            DataType::Utf8View => How::Texts(Cow::Borrowed(column)),
            DataType::Utf8 | DataType::LargeUtf8 => How::Texts(Cow::Owned(cast(column, &DataType::Utf8View)?)),
            DataType::Dictionary(_, of) if of.is_string() => How::Texts(Cow::Owned(cast(column, &DataType::Utf8View)?)),
            DataType::Timestamp(unit, _) => How::Times(cast(column, &DataType::Int64)?, *unit),
            _ => How::Other(column, ArrayFormatter::try_new(column, &OPTIONS)?),
        };
        let data_type = column.data_type();
        let is_plain = data_type.is_numeric() || data_type.is_temporal() || *data_type == DataType::Boolean;
        Ok(Cells { how, is_plain })
    }

    /// The value of the row; `None`: there is none.
    ///
    /// # Errors
    ///
    /// Where it has no text.
    pub fn text(&self, row: usize) -> Result<Option<Cow<'_, str>>, ArrowError> {
        Ok(match &self.how {
            How::Texts(texts) => texts.is_valid(row).then(|| Cow::Borrowed(texts.as_string_view().value(row))),
            How::Times(times, unit) => {
                times.is_valid(row).then(|| Cow::Owned(moment(times.as_primitive::<Int64Type>().value(row), *unit)))
            }
            How::Other(column, _) if column.is_null(row) => None,
            How::Other(_, formatter) => Some(Cow::Owned(formatter.value(row).try_to_string()?)),
        })
    }
}

/// The point in time in RFC 3339, as exact as it is kept.
pub(super) fn moment(value: i64, unit: TimeUnit) -> String {
    let micros = match unit {
        TimeUnit::Second => value.saturating_mul(1_000_000),
        TimeUnit::Millisecond => value.saturating_mul(1000),
        TimeUnit::Microsecond => value,
        TimeUnit::Nanosecond => value.div_euclid(1000),
    };
    let text = Time(micros).to_string();
    match unit {
        TimeUnit::Nanosecond => format!("{}{:03}Z", text.trim_end_matches('Z'), value.rem_euclid(1000)),
        _ => text,
    }
}
