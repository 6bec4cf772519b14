//! The engine's functions that make longer texts and lists of what they are given, within a bound.
//!
//! The engine counts what its operators hold and not what a function makes, and a question may put such functions into each
//! other: fifty times doubled, a letter is a petabyte. So each of them first estimates how much it would make at most.

use super::text::Texts;
use datafusion::arrow::array::Array;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// Bytes that one function may make of one batch of rows.
pub const GROWTH_BYTES_MAX: usize = 128 << 20;
/// Bytes that one function may make of constants, which the planner does again and again.
pub const CONSTANT_BYTES_MAX: usize = 64 << 10;
/// The function that `||` becomes.
pub(crate) const JOINED: &str = "joined";

/// Bytes of a list for each byte of a text that it is cut from: an offset of its own for each letter.
const LIST_OF_LETTERS: usize = 5;

/// How many bytes are made at most of so many rows of the arguments.
type Estimate = fn(&[ColumnarValue], usize) -> usize;

/// The functions, with their estimates.
const GROWING: &[(&str, Estimate)] = &[
    ("concat", together),
    ("concat_ws", separated),
    ("overlay", together),
    ("replace", replaced),
    ("regexp_replace", replaced_anywhere),
    ("encode", |args, rows| together(args, rows).saturating_mul(2)),
    ("translate", |args, rows| together(args, rows).saturating_mul(4)),
    ("to_char", |args, rows| together(args, rows).saturating_mul(16)),
    ("array_to_string", multiplied),
    ("array_replace", multiplied),
    ("array_replace_n", multiplied),
    ("array_replace_all", multiplied),
    ("array_append", together),
    ("array_prepend", together),
    ("array_concat", together),
    ("make_array", together),
    ("arrays_zip", together),
    ("string_to_array", |args, rows| together(args, rows).saturating_mul(LIST_OF_LETTERS)),
    ("struct", together),
    ("named_struct", together),
    ("map", together),
];

/// Puts the bounded functions in the place of the engine's own.
pub(super) fn bound(context: &SessionContext) {
    for (name, estimate) in GROWING {
        if let Ok(inner) = context.state().udf(name) {
            context.register_udf(ScalarUDF::new_from_impl(Growing { inner, estimate: *estimate }));
        }
    }
    if let Ok(lists) = context.state().udf("array_concat") {
        let signature = Signature::user_defined(Volatility::Immutable);
        context.register_udf(ScalarUDF::new_from_impl(Joined { signature, lists }));
    }
}

/// Bytes of an argument over all rows, and of its longest value.
fn size(argument: &ColumnarValue, rows: usize) -> (usize, usize) {
    match argument {
        ColumnarValue::Scalar(value) => {
            let bytes = value.try_as_str().flatten().map_or_else(|| value.size(), str::len);
            (bytes.saturating_mul(rows), bytes)
        }
        ColumnarValue::Array(array) => array_size(array),
    }
}

fn array_size(array: &dyn Array) -> (usize, usize) {
    let Some(texts) = Texts::of(array) else {
        let bytes = array.get_array_memory_size();
        return (bytes, bytes);
    };
    let (mut total, mut longest) = (0usize, 0);
    texts.each(|text| {
        let bytes = text.map_or(0, str::len);
        total = total.saturating_add(bytes);
        longest = longest.max(bytes);
    });
    (total, longest)
}

fn together(args: &[ColumnarValue], rows: usize) -> usize {
    args.iter().map(|argument| size(argument, rows).0).fold(0, usize::saturating_add)
}

/// The first argument stands between the others.
fn separated(args: &[ColumnarValue], rows: usize) -> usize {
    let separators = args.first().map_or(0, |separator| size(separator, rows).0).saturating_mul(args.len());
    together(args, rows).saturating_add(separators)
}

/// Every occurrence of the second argument in the first is replaced with the third.
fn replaced(args: &[ColumnarValue], rows: usize) -> usize {
    let [text, from, to, ..] = args else { return 0 };
    let (bytes, _) = size(text, rows);
    let least = match from {
        ColumnarValue::Scalar(from) => from.try_as_str().flatten().map_or(1, str::len).max(1),
        ColumnarValue::Array(_) => 1,
    };
    (bytes / least).saturating_mul(size(to, rows).1).saturating_add(bytes)
}

/// The third argument may come to stand before and behind each letter of the first.
fn replaced_anywhere(args: &[ColumnarValue], rows: usize) -> usize {
    let [text, _, to, ..] = args else { return 0 };
    let (bytes, _) = size(text, rows);
    bytes.saturating_add(rows).saturating_mul(size(to, rows).1).saturating_add(bytes)
}

/// Each element of the first argument may become as long as the longest of the others.
fn multiplied(args: &[ColumnarValue], rows: usize) -> usize {
    let longest = args.iter().skip(1).map(|argument| size(argument, rows).1).max().unwrap_or(0);
    args.first().map_or(0, |first| size(first, rows).0).saturating_mul(1 + longest / 8)
}

fn check(name: &str, args: &[ColumnarValue], estimate: usize) -> Result<()> {
    let constant = args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
    let bytes_max = if constant { CONSTANT_BYTES_MAX } else { GROWTH_BYTES_MAX };
    if estimate <= bytes_max {
        return Ok(());
    }
    Err(DataFusionError::ResourcesExhausted(format!("{name} would make more than {bytes_max} bytes")))
}

#[derive(Debug)]
struct Growing {
    inner: Arc<ScalarUDF>,
    estimate: Estimate,
}

impl PartialEq for Growing {
    fn eq(&self, other: &Growing) -> bool {
        self.inner == other.inner
    }
}

impl Eq for Growing {}

impl std::hash::Hash for Growing {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl ScalarUDFImpl for Growing {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.inner.return_type(arguments)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(arguments)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        check(self.name(), &args.args, (self.estimate)(&args.args, rows))?;
        self.inner.invoke_with_args(args)
    }
}

/// `left || right`: both texts together; null where one is. What is no text is written as one, except that two lists become
/// one.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Joined {
    signature: Signature,
    /// What joins lists, bounded like everything here.
    lists: Arc<ScalarUDF>,
}

fn any_list<'a>(types: impl IntoIterator<Item = &'a DataType>) -> bool {
    types.into_iter().any(DataType::is_list)
}

impl ScalarUDFImpl for Joined {
    fn name(&self) -> &str {
        JOINED
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        if any_list(arguments) {
            return self.lists.coerce_types(arguments);
        }
        Ok(vec![DataType::Utf8View; arguments.len()])
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        if any_list(arguments) { self.lists.inner().return_type(arguments) } else { Ok(DataType::Utf8View) }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        if any_list(args.arg_fields.iter().map(|field| field.data_type())) {
            return self.lists.invoke_with_args(args);
        }
        check("||", &args.args, together(&args.args, args.number_rows))?;
        super::text::join(&args)
    }
}
