//! Lines of which nothing more is known: `message` is the line. Those of a DNS server's debug log, which prose
//! surrounds, are told line by line.
//!
//! Also the small steps that all text decoders share: interning a path, and adding a value
//! that had to be unescaped.

use crate::{Malformed, windows_dns};
use atalaya_model::{PathId, RecordFull, Sink, Value};

/// Decodes a line.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    if line.trim().is_empty() {
        return Err(Malformed::Syntax(0));
    }
    sink.text(PathId::ROOT, "message", line)?;
    windows_dns::decode(sink, line)
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
    use crate::check::{check, check_some, fails};

    #[test]
    fn a_line_is_its_message() {
        check(super::decode, "Anything at all\r\n", &[("message", "Anything at all")]);
        fails(super::decode, "  \n");
    }

    #[test]
    fn lines_of_a_dns_server_are_told_among_others() {
        let line =
            "14/03/2026 10:00:00 0A3C PACKET  1D0 UDP Rcv 192.0.2.5 7f3a Q [0001 D NOERROR] A (7)example(3)com(0)";
        check_some(super::decode, line, &[("message", line), ("dns.qname", "example.com")]);
    }
}
