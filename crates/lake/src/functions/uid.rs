//! The computed column `uid`: the identifier of an event that people see.
//!
//! The first half of a SHA-256 over whose event it is and where it comes from, so it is the same after compaction, on
//! another machine, and in another lake with the same material; it says nothing of other organizations' events.

use super::Simple;
use datafusion::arrow::array::{Array, AsArray, StringViewBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, Signature, Volatility};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// What begins the hashed bytes, so that no other hash of ours is ever the same.
const DOMAIN: &[u8] = b"atalaya event\0";
/// Bytes of the hash that are shown.
const UID_BYTES: usize = 16;

/// `event_uid(organization, origin, origin_chunk, origin_record)`. Not registered: the column `uid` becomes it.
pub(crate) fn event_uid() -> ScalarUDF {
    let signature = Signature::any(4, Volatility::Immutable);
    ScalarUDF::new_from_impl(Simple::new("event_uid", signature, DataType::Utf8View, uids))
}

fn uids(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let column =
        |place: usize, of: &DataType| -> Result<_> { Ok(cast(&args.args[place].to_array(args.number_rows)?, of)?) };
    let (organizations, origins) = (column(0, &DataType::Utf8View)?, column(1, &DataType::Utf8View)?);
    let (chunks, records) = (column(2, &DataType::Int64)?, column(3, &DataType::Int64)?);
    let (organizations, origins) = (organizations.as_string_view(), origins.as_string_view());
    let (chunks, records) = (chunks.as_primitive::<Int64Type>(), records.as_primitive::<Int64Type>());
    let mut answers = StringViewBuilder::with_capacity(args.number_rows);
    let mut text = String::new();
    for row in 0..args.number_rows {
        if organizations.is_null(row) || origins.is_null(row) {
            answers.append_null();
            continue;
        }
        text.clear();
        write_uid(&mut text, organizations.value(row), origins.value(row), chunks.value(row), records.value(row));
        answers.append_value(&text);
    }
    Ok(ColumnarValue::Array(Arc::new(answers.finish())))
}

fn write_uid(text: &mut String, organization: &str, origin: &str, chunk: i64, record: i64) {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(u64::try_from(organization.len()).unwrap_or(u64::MAX).to_le_bytes());
    hash.update(organization);
    hash.update(origin);
    hash.update(chunk.to_le_bytes());
    hash.update(record.to_le_bytes());
    for byte in hash.finalize().iter().take(UID_BYTES) {
        let _ = write!(text, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_events_origin_changes_its_identifier() {
        let uid = |organization: &str, origin: &str, chunk, record| {
            let mut text = String::new();
            write_uid(&mut text, organization, origin, chunk, record);
            text
        };
        let all =
            [uid("a", "f", 0, 1), uid("b", "f", 0, 1), uid("a", "g", 0, 1), uid("a", "f", 1, 1), uid("a", "f", 0, 2)];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert!(all.iter().all(|uid| uid.len() == 2 * UID_BYTES));
        assert_ne!(uid("ab", "c", 0, 0), uid("a", "bc", 0, 0));
    }
}
