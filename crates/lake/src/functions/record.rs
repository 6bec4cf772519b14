//! The computed column `record`: an event's own fields, as JSON, under their canonical names; and words searched in all of
//! them.
//!
//! Which columns a record has differs from file to file, so the column `record` of a question becomes, for each file, one of
//! the two functions here over the record columns that this file has. The fields that have no column come from `rest`.

use super::text::{constant, to_truths};
use super::word::{Finder, any, in_json};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The function that writes the record: its arguments are `rest`, then the columns of these names.
pub(crate) fn record_of(names: Vec<String>) -> ScalarUDF {
    ScalarUDF::new_from_impl(RecordOf { names, signature: Signature::variadic_any(Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct RecordOf {
    names: Vec<String>,
    signature: Signature,
}

impl ScalarUDFImpl for RecordOf {
    fn name(&self) -> &str {
        "record"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8View)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = args.args.iter().map(|column| column.to_array(args.number_rows));
        let columns = columns.map(|column| flat(&column?)).collect::<Result<Vec<_>>>()?;
        let Some((rest, columns)) = columns.split_first() else {
            return Err(DataFusionError::Internal("a record without its rest".to_owned()));
        };
        let rest = cast(rest, &DataType::Utf8View)?;
        let mut answers = StringViewBuilder::with_capacity(args.number_rows);
        for row in 0..args.number_rows {
            let mut record = Map::new();
            for (name, column) in self.names.iter().zip(columns).filter(|(_, column)| column.is_valid(row)) {
                record.insert(name.clone(), value(column, row)?);
            }
            let rest = rest.as_string_view();
            if rest.is_valid(row) {
                add_rest(&mut record, rest.value(row));
            }
            answers.append_value(Value::Object(record).to_string());
        }
        Ok(ColumnarValue::Array(Arc::new(answers.finish())))
    }
}

/// Without a dictionary, texts as views.
fn flat(column: &ArrayRef) -> Result<ArrayRef> {
    match column.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Dictionary(_, _) => Ok(cast(column, &DataType::Utf8View)?),
        _ => Ok(Arc::clone(column)),
    }
}

fn value(column: &ArrayRef, row: usize) -> Result<Value> {
    if let Some(texts) = column.as_string_view_opt() {
        return Ok(Value::from(texts.value(row)));
    }
    Ok(match ScalarValue::try_from_array(column, row)? {
        ScalarValue::Int64(Some(number)) => Value::from(number),
        ScalarValue::Int32(Some(number)) => Value::from(number),
        ScalarValue::Float64(Some(number)) => Value::from(number),
        ScalarValue::Boolean(Some(truth)) => Value::from(truth),
        other => Value::from(other.to_string()),
    })
}

/// Puts what `rest` says of a record's fields among them. A rest that is no JSON stays whole, under its own name.
fn add_rest(record: &mut Map<String, Value>, rest: &str) {
    let Ok(Value::Object(mut parts)) = serde_json::from_str::<Value>(rest) else {
        record.insert("?rest".to_owned(), Value::from(rest));
        return;
    };
    for name in names(parts.remove("array")) {
        let array = record.get(&name).and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
        if let Some(array @ Value::Array(_)) = array {
            record.insert(name, array);
        }
    }
    for name in names(parts.remove("null")) {
        record.insert(name, Value::Null);
    }
    for name in names(parts.remove("empty")) {
        record.insert(name, Value::from(""));
    }
    if let Some(Value::Object(fields)) = parts.remove("fields") {
        record.extend(fields);
    }
}

fn names(list: Option<Value>) -> Vec<String> {
    let Some(Value::Array(list)) = list else { return Vec::new() };
    list.into_iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The function that searches a column `rest`: `matches_rest(rest, 'word')`.
pub(crate) fn matches_rest() -> ScalarUDF {
    let signature = Signature::any(2, Volatility::Immutable);
    ScalarUDF::new_from_impl(super::Simple::new("matches_rest", signature, DataType::Boolean, search_rest))
}

fn search_rest(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let word = constant(&args.args[1]).unwrap_or_default();
    let (finder, written) = (Finder::new(word), Finder::new(&in_json(word)));
    any(&args.args[..1], args.number_rows, |column| {
        to_truths(column, |rest| written.finds(rest) && rest_has(rest, &finder))
    })
}

/// Whether one of the values in the rest contains the word: names of fields do not count.
fn rest_has(rest: &str, finder: &Finder) -> bool {
    fn has(value: &Value, finder: &Finder) -> bool {
        match value {
            Value::String(text) => finder.finds(text),
            Value::Array(values) => values.iter().any(|value| has(value, finder)),
            Value::Object(fields) => fields.values().any(|value| has(value, finder)),
            other => finder.finds(&other.to_string()),
        }
    }
    match serde_json::from_str::<Value>(rest) {
        Ok(Value::Object(parts)) => parts.get("fields").is_some_and(|fields| has(fields, finder)),
        _ => finder.finds(rest),
    }
}
