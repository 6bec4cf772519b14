//! The formats that a syslog message may be in, recognised from its first bytes or its pairs.
//!
//! A body that cannot be read leaves the header and the message, and says why.

use crate::{Malformed, auditd, cef, json, kv, leef, windows_dns, xml};
use atalaya_model::{PathId, Sink};
use memchr::memchr;

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
        Some(b'0'..=b'9') => windows_dns::decode(sink, message)?,
        Some(b'L') if message.starts_with("LEEF:") => return leef::decode(sink, message),
        _ => {}
    }
    if let Some(start) = cef_start(message) {
        return cef::decode(sink, &message[start..]);
    }
    if auditd::stamp(message).is_some_and(|stamp| auditd::head_value(&message[..stamp], "type=").is_some()) {
        return auditd::decode(sink, message);
    }
    if kv::is_mostly_pairs(message) {
        return kv::decode_pairs(sink, message).map(|_| ());
    }
    Ok(())
}

/// Where CEF begins; some senders put words of their own in front.
fn cef_start(message: &str) -> Option<usize> {
    if message.starts_with("CEF:") {
        return Some(0);
    }
    let bar = memchr(b'|', message.as_bytes())?;
    let front = message[..bar].strip_suffix(|c: char| c.is_ascii_digit())?.strip_suffix("CEF:")?;
    front.ends_with(' ').then_some(front.len())
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
