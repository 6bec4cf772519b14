//! Syslog lines: RFC 5424, RFC 3164 and what vendors make of it, with or without a priority.
//!
//! The parser is generous: year, zone, host and tag may be missing, relays may have put headers
//! in front of headers. What it cannot attribute stays in `syslog.message`; only a line without a
//! priority, a time and a Cisco mnemonic is no syslog. A body in a format of its own
//! is decoded beside the header. Times stay as written: year and zone are the schema's business.

mod body;
mod legacy;
mod rfc5424;
mod stamp;

use crate::Malformed;
use crate::text::path;
use atalaya_model::{PathId, Sink};

const BYTE_ORDER_MARK: char = '\u{feff}';
/// The largest priority: facility 23, severity 7.
const PRIORITY_MAX: usize = 191;
const NUMBERS: [&str; 24] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
    "21", "22", "23",
];

/// Decodes one line.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_start_matches(BYTE_ORDER_MARK).trim_end_matches(['\r', '\n', '\0']);
    let syslog = path(sink, PathId::ROOT, "syslog")?;
    let (priority, rest) = priority(line).map_or((None, line), |(priority, rest)| (Some(priority), rest));
    if let Some((text, code)) = priority {
        sink.number(syslog, "priority", text)?;
        sink.number(syslog, "facility", NUMBERS[code / 8])?;
        sink.number(syslog, "severity", NUMBERS[code % 8])?;
    }
    let message = match rfc5424::decode(sink, syslog, rest)? {
        Some(message) => message,
        None => legacy::decode(sink, syslog, rest, priority.is_some())?,
    };
    sink.text(syslog, "message", message)?;
    body::decode(sink, syslog, message)
}

/// The priority `<13>`, as written and as a number, and what follows it.
fn priority(line: &str) -> Option<((&str, usize), &str)> {
    let (digits, rest) = line.strip_prefix('<')?.split_once('>')?;
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let code = digits.parse().ok().filter(|code| is_number && *code <= PRIORITY_MAX)?;
    Some(((digits, code), rest))
}

/// Adds a field unless it is missing.
fn add(sink: &mut Sink<'_>, below: PathId, key: &str, value: Option<&str>) -> Result<(), Malformed> {
    match value {
        Some(value) => Ok(sink.text(below, key, value)?),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
