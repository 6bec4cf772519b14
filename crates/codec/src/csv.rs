//! A record of a file with separated values whose header line named the columns.
//!
//! A record may span lines within quotes; cutting it out of the file happens elsewhere. A value
//! that is JSON stays text: the schema expands it where a kind says so.

use crate::text::path;
use crate::w3c::quoted_value;
use crate::{Columns, Malformed};
use atalaya_model::{PathId, Sink};
use memchr::memchr;

/// Decodes one record by its columns. Empty values beyond the last column are no fault.
pub fn decode(sink: &mut Sink<'_>, columns: &Columns, text: &str) -> Result<(), Malformed> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let mut rest = Some(text);
    for name in &columns.names {
        let path = path(sink, PathId::ROOT, name)?;
        let value = rest.ok_or(Malformed::Columns)?;
        let end = match value.strip_prefix('"') {
            Some(quoted) => quoted_value(sink, path, quoted)?.ok_or(Malformed::Syntax(text.len()))? + 1,
            None => plain_value(sink, columns, path, value)?,
        };
        rest = match value.as_bytes().get(end) {
            None => None,
            Some(byte) if *byte == columns.separator => Some(value.get(end + 1..).ok_or(Malformed::Syntax(end))?),
            Some(_) => return Err(Malformed::Syntax(text.len() - value.len() + end)),
        };
    }
    let is_blank = |byte: &u8| *byte == columns.separator || byte.is_ascii_whitespace() || *byte == b'"';
    if rest.is_none_or(|extra| extra.as_bytes().iter().all(is_blank)) { Ok(()) } else { Err(Malformed::Columns) }
}

fn plain_value(sink: &mut Sink<'_>, columns: &Columns, path: PathId, text: &str) -> Result<usize, Malformed> {
    let end = memchr(columns.separator, text.as_bytes()).unwrap_or(text.len());
    let value = text.get(..end).ok_or(Malformed::Columns)?;
    if columns.unset.as_deref() != Some(value) {
        sink.text_at(path, value)?;
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::Columns;
    use crate::check::{check, fails, fields};
    use proptest::prelude::*;

    fn columns(count: usize) -> Columns {
        let names = (0..count).map(|number| format!("c{number}")).collect();
        Columns { names, separator: b',', ..Columns::default() }
    }

    #[test]
    fn values_are_named_by_their_columns() {
        let columns = columns(3);
        let line = |sink: &mut atalaya_model::Sink<'_>, text: &str| decode(sink, &columns, text);
        check(line, "a,,\"x, \"\"y\"\"\nz\"\r\n", &[("c0", "a"), ("c1", ""), ("c2", "x, \"y\"\nz")]);
        check(line, "a,\"{\"\"k\"\": 1}\",ñ,, ,\"\"", &[("c0", "a"), ("c1", "{\"k\": 1}"), ("c2", "ñ")]);
        check(line, "a \"b\", c,", &[("c0", "a \"b\""), ("c1", " c"), ("c2", "")]);
        for text in ["", "a,b", "a,b,c,d", "a,\"b,c", "a,\"b\"x,c"] {
            fails(line, text);
        }
    }

    proptest! {
        #[test]
        fn what_was_printed_is_read_back(values in prop::collection::vec("(?s).{0,12}", 1..6)) {
            let columns = columns(values.len());
            let quoted: Vec<_> = values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
            let found = fields(|sink, text| decode(sink, &columns, text), &quoted.join(",")).unwrap();
            prop_assert_eq!(found.into_iter().map(|(_, value)| value).collect::<Vec<_>>(), values);
        }

        #[test]
        fn any_record_is_decoded_or_refused(text in "(?s).{0,60}", record in "[a\",\r\n é]{0,40}") {
            let columns = columns(3);
            let _ = fields(|sink, text| decode(sink, &columns, text), &text);
            let _ = fields(|sink, text| decode(sink, &columns, text), &record);
        }
    }
}
