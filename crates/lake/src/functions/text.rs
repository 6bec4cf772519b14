//! The texts of an argument, whatever way the columns lay them out.

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Float64Builder, LargeStringArray, StringArray, StringViewArray,
    StringViewBuilder,
};
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use std::sync::Arc;

/// A column of texts.
pub(super) enum Texts<'a> {
    Small(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
}

impl<'a> Texts<'a> {
    /// The texts of the array; `None` where it holds something else.
    pub(super) fn of(array: &'a dyn Array) -> Option<Texts<'a>> {
        match array.data_type() {
            DataType::Utf8 => Some(Texts::Small(array.as_string())),
            DataType::LargeUtf8 => Some(Texts::Large(array.as_string())),
            DataType::Utf8View => Some(Texts::View(array.as_string_view())),
            _ => None,
        }
    }

    /// Each text in turn.
    pub(super) fn each(&self, mut seen: impl FnMut(Option<&'a str>)) {
        match self {
            Texts::Small(array) => array.iter().for_each(&mut seen),
            Texts::Large(array) => array.iter().for_each(&mut seen),
            Texts::View(array) => array.iter().for_each(&mut seen),
        }
    }
}

/// Evaluates `function` on the argument's values: once on a constant, once on each distinct value of a dictionary where that
/// is less work, else on each row.
pub(super) fn over(
    argument: &ColumnarValue,
    function: impl Fn(&ArrayRef) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    match argument {
        ColumnarValue::Scalar(value) => {
            let answer = function(&plain(&value.to_array_of_size(1)?)?)?;
            Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answer, 0)?))
        }
        ColumnarValue::Array(array) => match array.as_any_dictionary_opt() {
            Some(dictionary) if dictionary.values().len() <= dictionary.keys().len() => {
                let answers = function(&plain(dictionary.values())?)?;
                Ok(ColumnarValue::Array(take(&answers, dictionary.keys(), None)?))
            }
            _ => Ok(ColumnarValue::Array(function(&plain(array)?)?)),
        },
    }
}

/// The array as texts: what is not text is written as text.
fn plain(array: &ArrayRef) -> Result<ArrayRef> {
    match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(Arc::clone(array)),
        _ => Ok(cast(array, &DataType::Utf8View)?),
    }
}

fn texts(array: &ArrayRef) -> Result<Texts<'_>> {
    Texts::of(array).ok_or_else(|| DataFusionError::Internal(format!("not texts: {}", array.data_type())))
}

/// Texts to texts, row by row. Null stays null.
pub(super) fn to_texts(args: &ScalarFunctionArgs, function: fn(&str) -> Option<String>) -> Result<ColumnarValue> {
    over(&args.args[0], |array| {
        let mut answers = StringViewBuilder::with_capacity(array.len());
        texts(array)?.each(|text| answers.append_option(text.and_then(function)));
        Ok(Arc::new(answers.finish()))
    })
}

/// Texts to numbers, row by row. Null stays null.
pub(super) fn to_numbers(args: &ScalarFunctionArgs, function: fn(&str) -> Option<f64>) -> Result<ColumnarValue> {
    over(&args.args[0], |array| {
        let mut answers = Float64Builder::with_capacity(array.len());
        texts(array)?.each(|text| answers.append_option(text.and_then(function)));
        Ok(Arc::new(answers.finish()))
    })
}

/// Whether each text of the first argument is one that `function` finds. Null stays null.
pub(super) fn to_truths(argument: &ColumnarValue, function: impl Fn(&str) -> bool) -> Result<ColumnarValue> {
    over(argument, |array| {
        let mut answers = BooleanBuilder::with_capacity(array.len());
        texts(array)?.each(|text| answers.append_option(text.map(&function)));
        Ok(Arc::new(answers.finish()))
    })
}

/// The text of a constant argument; `None` where the argument is null or not a constant text.
pub(super) fn constant(argument: &ColumnarValue) -> Option<&str> {
    match argument {
        ColumnarValue::Scalar(value) => value.try_as_str().flatten(),
        ColumnarValue::Array(_) => None,
    }
}

/// The two texts of each row where the second is not a constant.
pub(super) fn pairs(args: &ScalarFunctionArgs, function: fn(&str, &str) -> Option<bool>) -> Result<ColumnarValue> {
    let view = |argument: &ColumnarValue| {
        Ok::<_, DataFusionError>(cast(&argument.to_array(args.number_rows)?, &DataType::Utf8View)?)
    };
    let (first, second) = (view(&args.args[0])?, view(&args.args[1])?);
    let mut answers = BooleanBuilder::with_capacity(args.number_rows);
    for (left, right) in first.as_string_view().iter().zip(second.as_string_view().iter()) {
        answers.append_option(left.zip(right).and_then(|(left, right)| function(left, right)));
    }
    Ok(ColumnarValue::Array(Arc::new(answers.finish())))
}

/// The two texts of each row together; null where one is.
pub(super) fn join(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let constants = args.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
    let rows = if constants { 1 } else { args.number_rows };
    let view =
        |argument: &ColumnarValue| Ok::<_, DataFusionError>(cast(&argument.to_array(rows)?, &DataType::Utf8View)?);
    let (left, right) = (view(&args.args[0])?, view(&args.args[1])?);
    let mut answers = StringViewBuilder::with_capacity(rows);
    let mut text = String::new();
    for (left, right) in left.as_string_view().iter().zip(right.as_string_view().iter()) {
        text.clear();
        let both = left.zip(right).map(|(left, right)| [left, right]);
        both.iter().flatten().for_each(|part| text.push_str(part));
        answers.append_option(both.map(|_| text.as_str()));
    }
    let answers: ArrayRef = Arc::new(answers.finish());
    if constants {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answers, 0)?));
    }
    Ok(ColumnarValue::Array(answers))
}
