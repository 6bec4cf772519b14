//! Lines of which nothing more is known.
//!
//! Also the small steps that all text decoders share: interning a path, and adding a value
//! that had to be unescaped. Not here: any guess at what a line means.

use crate::Malformed;
use atalaya_model::{PathId, RecordFull, Sink, Value};

/// Decodes a line: `message` is the line.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    if line.trim().is_empty() {
        return Err(Malformed::Syntax(0));
    }
    Ok(sink.text(PathId::ROOT, "message", line)?)
}

/// The path of `key` below `parent`.
#[inline]
pub(crate) fn path(sink: &mut Sink<'_>, parent: PathId, key: &str) -> Result<PathId, Malformed> {
    Ok(sink.paths.child(parent, key).map_err(RecordFull::from)?)
}

/// Adds at `path` the text that `write` writes.
#[inline]
pub(crate) fn written(sink: &mut Sink<'_>, path: PathId, write: impl FnOnce(&mut String)) -> Result<(), Malformed> {
    let span = sink.buf.scratch(write)?;
    Ok(sink.buf.push(path, Value::Text(span))?)
}

/// The value of the two hexadecimal digits at `at`.
#[inline]
pub(crate) fn hex_byte(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| (*bytes.get(at)? as char).to_digit(16);
    u8::try_from(digit(at)? << 4 | digit(at + 1)?).ok()
}

#[cfg(test)]
mod tests {
    use crate::check::{check, fails};

    #[test]
    fn a_line_is_its_message() {
        check(super::decode, "Anything at all\r\n", &[("message", "Anything at all")]);
        fails(super::decode, "  \n");
    }
}
