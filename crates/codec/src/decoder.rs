//! Frames of any format to records: the one place where formats meet their decoders.

use crate::framing::FRAME_BYTES_MAX;
use crate::{Format, Header, Malformed};
use crate::{auditd, cef, csv, json, kv, leef, syslog, text, w3c, web, xml, zeek};
use atalaya_model::{Field, PathId, Paths, Record, RecordBuf, Sink, Value};

/// The text of a field that is itself a log entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nested {
    /// A JSON object or array.
    Json,
    /// A Windows event as XML, or its `EventData` alone.
    Xml,
    /// `Name: value` or `Name=value` lines.
    KvLines,
    /// A Linux audit line.
    Auditd,
}

/// Decodes frames of any format, one at a time, with the storage and the paths of one thread.
#[derive(Default)]
pub struct Decoder {
    paths: Paths,
    buf: RecordBuf,
    nested: String,
}

impl Decoder {
    /// A decoder that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Decoder::default()
    }

    /// The paths of all records decoded since the last [`Decoder::renew_paths`].
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Starts a new table of paths if the old one is nearly full; `true` if so: what was kept by path is void.
    pub fn renew_paths(&mut self) -> bool {
        let full = self.paths.is_nearly_full();
        if full {
            self.paths = Paths::new();
        }
        full
    }

    /// The record that was decoded last, over the same frame.
    #[must_use]
    pub fn record<'a>(&'a self, frame: &'a str) -> Record<'a> {
        self.buf.record(frame)
    }

    /// Decodes a frame; the record is then at [`Decoder::record`].
    #[inline]
    pub fn decode(&mut self, header: &Header, frame: &str) -> Result<(), Malformed> {
        self.buf.clear();
        if frame.len() > FRAME_BYTES_MAX {
            return Err(Malformed::Length);
        }
        let sink = &mut Sink { frame, paths: &mut self.paths, buf: &mut self.buf };
        let columns = || header.columns.as_deref().ok_or(Malformed::Columns);
        match header.format {
            Format::Evtx | Format::JsonLines | Format::Json => json::decode(sink, frame),
            Format::WindowsXml => xml::decode(sink, frame),
            Format::ZeekTsv => zeek::decode(sink, columns()?, frame),
            Format::W3c => w3c::decode(sink, columns()?, frame),
            Format::Csv => csv::decode(sink, columns()?, frame),
            Format::Auditd => auditd::decode(sink, frame),
            Format::Syslog => syslog::decode(sink, frame),
            Format::Cef => cef::decode(sink, frame),
            Format::Leef => leef::decode(sink, frame),
            Format::KeyValue => kv::decode(sink, frame),
            Format::WebAccess => web::decode(sink, frame),
            Format::Text => text::decode(sink, frame),
        }
    }

    /// Adds the text `value`, a part of the record's own text, as `key` below `parent`.
    pub fn add(&mut self, frame: &str, parent: PathId, key: &str, value: &str) -> Result<(), Malformed> {
        let sink = &mut Sink { frame, paths: &mut self.paths, buf: &mut self.buf };
        Ok(sink.text(parent, key, value)?)
    }

    /// Decodes the text of the field at `path` in place: what it holds becomes fields below `path`. `false` if the
    /// record has no such text; an error leaves the record as it was, with what was read of the text.
    pub fn expand(&mut self, frame: &str, path: PathId, nested: Nested) -> Result<bool, Malformed> {
        let record = self.buf.record(frame);
        let Some(Field { value: Value::Text(span), .. }) = record.fields().iter().find(|field| field.path == path)
        else {
            return Ok(false);
        };
        let mut text = std::mem::take(&mut self.nested);
        text.clear();
        text.push_str(self.buf.text(frame, *span));
        let sink = &mut Sink { frame, paths: &mut self.paths, buf: &mut self.buf };
        let decoded = match nested {
            Nested::Json => json::decode_below(sink, path, text.trim()),
            Nested::Xml if text.trim_start().starts_with("<EventData") => xml::decode_fragment(sink, path, text.trim()),
            Nested::Xml => xml::decode(sink, text.trim()),
            Nested::KvLines => kv::expand_lines(sink, path, &text),
            Nested::Auditd => auditd::decode(sink, text.trim()),
        };
        self.nested = text;
        self.nested.shrink_to(1 << 20);
        decoded.map(|()| true)
    }
}
