//! The formats that a syslog message may be in, recognised from its first bytes or its pairs.
//!
//! A body that cannot be read leaves the header and the message, and says why.

use crate::{Malformed, auditd, cef, json, kv, leef, xml};
use atalaya_model::{PathId, Sink};
use memchr::memmem;

/// Decodes the body beside the header where it has a format of its own.
pub(super) fn decode(sink: &mut Sink<'_>, syslog: PathId, message: &str) -> Result<(), Malformed> {
    let fields = sink.buf.len();
    let Err(fault) = decode_any(sink, message) else { return Ok(()) };
    sink.buf.truncate(fields);
    Ok(sink.text(syslog, "body_error", word(fault))?)
}

fn decode_any(sink: &mut Sink<'_>, message: &str) -> Result<(), Malformed> {
    let message = message.trim();
    match message.as_bytes().first() {
        None => return Ok(()),
        Some(b'{') => return json::decode(sink, message),
        Some(b'@') if let Some(json) = message.strip_prefix("@cee:") => return json::decode(sink, json.trim_start()),
        Some(b'<') if message.starts_with("<Event") => return xml::decode(sink, message),
        Some(b'L') if message.starts_with("LEEF:") => return leef::decode(sink, message),
        _ => {}
    }
    if let Some(start) = cef_start(message) {
        return cef::decode(sink, &message[start..]);
    }
    if memmem::find(message.as_bytes(), b"type=").is_some() && memmem::find(message.as_bytes(), b" audit(").is_some()
        || memmem::find(message.as_bytes(), b"msg=audit(").is_some()
    {
        return auditd::decode(sink, message);
    }
    if kv::is_mostly_pairs(message) {
        return kv::decode_pairs(sink, message).map(|_| ());
    }
    Ok(())
}

/// Where CEF begins; some senders put words of their own in front.
fn cef_start(message: &str) -> Option<usize> {
    let start = memmem::find(message.as_bytes(), b"CEF:")?;
    let is_version = matches!(message.as_bytes()[start + 4..], [b'0'..=b'9', b'|', ..]);
    let stands_alone = start == 0 || message.as_bytes()[start - 1] == b' ';
    (start == 0 || is_version && stands_alone).then_some(start)
}

/// The reason in one word, a value that can be searched for.
fn word(fault: Malformed) -> &'static str {
    match fault {
        Malformed::Syntax(_) => "syntax",
        Malformed::Depth => "depth",
        Malformed::Fields => "fields",
        Malformed::Paths => "paths",
        Malformed::Text => "text",
        Malformed::Length => "length",
        Malformed::Columns => "columns",
    }
}
