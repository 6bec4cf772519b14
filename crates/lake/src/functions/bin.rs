//! `date_trunc` and `date_bin` on UTC: the engine's own, without looking a time zone up for each row.
//!
//! The engine cuts times without a zone by arithmetic and times with one, UTC too, by the calendar, some fifty times slower.
//! UTC needs no calendar: the zone is taken off and put on again.

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit, TimestampMicrosecondType};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::functions::datetime;
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
};
use std::sync::Arc;

/// The argument of both functions that is cut.
const CUT: usize = 1;

pub(super) fn faster() -> [ScalarUDF; 2] {
    [datetime::date_trunc(), datetime::date_bin()].map(|inner| ScalarUDF::new_from_impl(Utc { inner }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Utc {
    inner: Arc<ScalarUDF>,
}

impl ScalarUDFImpl for Utc {
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

    fn output_ordering(&self, input: &[ExprProperties]) -> Result<SortProperties> {
        self.inner.output_ordering(input)
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let cut = args.args.get(CUT).and_then(without_zone);
        let (Some((cut, zone)), 2) = (cut, args.args.len()) else {
            return self.inner.invoke_with_args(args);
        };
        args.args[CUT] = cut;
        args.arg_fields[CUT] = of_type(&args.arg_fields[CUT], None);
        args.return_field = of_type(&args.return_field, None);
        Ok(match self.inner.invoke_with_args(args)? {
            ColumnarValue::Array(array) => {
                let array = array.as_primitive::<TimestampMicrosecondType>().clone();
                ColumnarValue::Array(Arc::new(array.with_timezone(zone)))
            }
            ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(time, _)) => {
                ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(time, Some(zone)))
            }
            other @ ColumnarValue::Scalar(_) => other,
        })
    }
}

/// The column without its zone, where that is UTC and microseconds are counted.
fn without_zone(value: &ColumnarValue) -> Option<(ColumnarValue, Arc<str>)> {
    let ColumnarValue::Array(array) = value else { return None };
    match array.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if matches!(&**zone, "UTC" | "+00:00") => {
            let array = array.as_primitive::<TimestampMicrosecondType>().clone();
            Some((ColumnarValue::Array(Arc::new(array.with_timezone_opt::<Arc<str>>(None))), Arc::clone(zone)))
        }
        _ => None,
    }
}

fn of_type(field: &FieldRef, zone: Option<Arc<str>>) -> FieldRef {
    Arc::new(Field::clone(field).with_data_type(DataType::Timestamp(TimeUnit::Microsecond, zone)))
}
