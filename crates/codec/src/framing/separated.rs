//! Values between separators, quotes respected: what the header line of a CSV stream needs, and
//! what recognising one needs. Decoding records is the decoder's.

use std::borrow::Cow;

/// The separators that are recognised, in the order in which ties are decided.
pub(crate) const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The values of one record without its line end.
pub(crate) fn split(record: &[u8], separator: u8) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let mut rest = Some(record);
    std::iter::from_fn(move || {
        let record = rest?;
        let end = value_end(record, separator);
        rest = record.get(end + 1..);
        Some(unquote(&record[..end]))
    })
}

/// Where the value that begins `record` ends.
fn value_end(record: &[u8], separator: u8) -> usize {
    let (mut at, mut quoted) = (0, false);
    while let Some(byte) = record.get(at) {
        match *byte {
            b'"' if quoted && record.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted => quoted = false,
            b'"' if at == 0 => quoted = true,
            byte if byte == separator && !quoted => return at,
            _ => {}
        }
        at += 1;
    }
    record.len()
}

fn unquote(value: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = value.strip_prefix(b"\"") else { return Cow::Borrowed(value) };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    if !inner.contains(&b'"') {
        return Cow::Borrowed(inner);
    }
    Cow::Owned(String::from_utf8_lossy(inner).replace("\"\"", "\"").into_bytes())
}

/// The separator that divides `record` into most values.
pub(super) fn separator(record: &[u8]) -> u8 {
    let values = |separator: &u8| split(record, *separator).count();
    // The last of equals wins in `max_by_key`, so the order is turned around.
    SEPARATORS.iter().rev().copied().max_by_key(values).expect("there are separators")
}
