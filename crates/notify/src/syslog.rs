//! A finding as a message of syslog (RFC 5424), and its frame in a stream (RFC 6587, octet counting).

use atalaya_model::{Finding, Level};

use crate::cef;

/// What stands in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ArcSight's Common Event Format.
    Cef,
    /// The OCSF Detection Finding, as JSON.
    Ocsf,
}

impl Format {
    /// The formats by their words.
    pub const WORDS: [(&'static str, Format); 2] = [("cef", Format::Cef), ("ocsf", Format::Ocsf)];

    /// Its media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Format::Cef => "text/plain; charset=utf-8",
            Format::Ocsf => "application/json",
        }
    }
}

/// The facility of all messages: log audit.
const FACILITY: u8 = 13;
/// Bytes of a message by datagram; what is longer cannot be sent so.
pub(crate) const DATAGRAM_BYTES_MAX: usize = 60_000;

/// The finding in one line.
pub(crate) fn text(finding: &Finding, format: Format) -> String {
    match format {
        Format::Cef => cef::line(finding),
        Format::Ocsf => finding.ocsf.lines().collect(),
    }
}

/// The finding as a message.
pub(crate) fn message(finding: &Finding, format: Format) -> String {
    let text = text(finding, format);
    let priority = FACILITY * 8 + severity(finding.level);
    format!("<{priority}>1 {} - atalaya - finding - {text}", finding.received)
}

/// The message with its length before it.
pub(crate) fn framed(message: &str) -> Vec<u8> {
    format!("{} {message}", message.len()).into_bytes()
}

/// Severities of 0, the worst, to 7.
fn severity(level: Level) -> u8 {
    match level {
        Level::Critical => 2,
        Level::High => 3,
        Level::Medium => 4,
        Level::Low => 5,
        Level::Informational => 6,
    }
}
