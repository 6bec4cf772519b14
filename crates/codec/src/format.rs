//! The formats that a stream of bytes can have, and what a frame needs beside its own bytes.

use std::sync::Arc;

/// How a stream is cut into frames and a frame becomes a record. Recognised from the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Windows event log file; frames are its chunks.
    Evtx,
    /// One JSON object a line.
    JsonLines,
    /// JSON arrays, concatenated or indented objects, wrappers such as `{"Records": […]}`.
    Json,
    /// Windows events as XML, one or many, with or without `<Events>` around them.
    WindowsXml,
    /// Zeek's tab-separated logs with `#fields`.
    ZeekTsv,
    /// W3C extended log format with `#Fields:`.
    W3c,
    /// Values separated by comma, semicolon or tab, with a header line.
    Csv,
    /// Linux audit lines.
    Auditd,
    /// Syslog lines, RFC 5424 and 3164 and what vendors make of them, with any body.
    Syslog,
    /// ArcSight common event format, without a syslog header.
    Cef,
    /// IBM log event extended format, without a syslog header.
    Leef,
    /// `key=value` lines, without a syslog header.
    KeyValue,
    /// Common and combined access log of web servers.
    WebAccess,
    /// Lines of which nothing more is known.
    Text,
}

impl Format {
    /// The word for the format, as kinds and reports use it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Format::Evtx => "evtx",
            Format::JsonLines => "json",
            Format::Json => "json",
            Format::WindowsXml => "windows-xml",
            Format::ZeekTsv => "zeek-tsv",
            Format::W3c => "w3c",
            Format::Csv => "csv",
            Format::Auditd => "auditd",
            Format::Syslog => "syslog",
            Format::Cef => "cef",
            Format::Leef => "leef",
            Format::KeyValue => "key-value",
            Format::WebAccess => "web-access",
            Format::Text => "text",
        }
    }
}

/// The columns of a format that names them once, ahead of the frames.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The columns' names, in order.
    pub names: Vec<String>,
    /// The byte between values.
    pub separator: u8,
    /// The text that stands for an absent value (`-` in Zeek and W3C).
    pub unset: Option<String>,
    /// The text that stands for an empty value (`(empty)` in Zeek).
    pub empty: Option<String>,
    /// The text between the elements of a set (`,` in Zeek).
    pub set_separator: Option<String>,
    /// Which columns are sets or vectors (Zeek's `#types`); as long as `names`, or empty.
    pub sets: Vec<bool>,
    /// What the stream says of itself: Zeek's `#path`, W3C's `#Software`.
    pub stream: Option<String>,
}

/// What the frames of a unit share and need to be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The format of the frames.
    pub format: Format,
    /// The columns, where the format names them ahead.
    pub columns: Option<Arc<Columns>>,
}
