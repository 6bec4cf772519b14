//! What the tests of the text decoders share: decode a text, show its fields, compare.

use crate::Malformed;
use atalaya_model::{Paths, RecordBuf, Sink, ValueRef};

/// The fields that `decode` finds in `text`, null as `<null>` and empty containers as `<empty>`.
pub(crate) fn fields(
    decode: impl Fn(&mut Sink<'_>, &str) -> Result<(), Malformed>,
    text: &str,
) -> Result<Vec<(String, String)>, Malformed> {
    let (mut paths, mut buf) = (Paths::new(), RecordBuf::default());
    decode(&mut Sink { frame: text, paths: &mut paths, buf: &mut buf }, text)?;
    let record = buf.record(text);
    let shown = |value| match value {
        ValueRef::Null => "<null>",
        ValueRef::Empty => "<empty>",
        value => value.text().expect("only null and empty have no text"),
    };
    Ok(record.fields().iter().map(|f| (paths.name(f.path).to_owned(), shown(record.value(f)).to_owned())).collect())
}

/// The fields are exactly these, in this order.
#[track_caller]
pub(crate) fn check(
    decode: impl Fn(&mut Sink<'_>, &str) -> Result<(), Malformed>,
    text: &str,
    expected: &[(&str, &str)],
) {
    let found = fields(decode, text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let found: Vec<_> = found.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

/// These fields are there, whatever else is.
#[track_caller]
pub(crate) fn check_some(
    decode: impl Fn(&mut Sink<'_>, &str) -> Result<(), Malformed>,
    text: &str,
    expected: &[(&str, &str)],
) {
    let found = fields(decode, text).unwrap_or_else(|error| panic!("{error}: {text}"));
    for (path, value) in expected {
        let seen: Vec<_> = found.iter().filter(|(name, _)| name == path).map(|(_, value)| value.as_str()).collect();
        assert!(seen.contains(value), "{path} is {seen:?}, not {value:?}: {text}");
    }
}

/// The text is refused.
#[track_caller]
pub(crate) fn fails(decode: impl Fn(&mut Sink<'_>, &str) -> Result<(), Malformed>, text: &str) {
    assert!(fields(decode, text).is_err(), "{text}");
}
