//! From a frame to a record whose kind is known: decoder and binder of one thread.

use atalaya_codec::{Decoder, Header, Nested};
use atalaya_model::PathId;
use atalaya_schema::{Binder, DialectIx, Encoding, Identity};
use std::sync::Arc;

/// The decoder and the binder of one thread, which share a table of paths.
pub struct Recognizer {
    /// Frames to records.
    pub decoder: Decoder,
    /// Records to kinds, names and times.
    pub binder: Binder,
}

impl Recognizer {
    /// One that has seen nothing.
    #[must_use]
    pub fn new(binder: Binder) -> Self {
        Recognizer { decoder: Decoder::new(), binder }
    }

    /// Starts a new table of paths where the old one is nearly full; `true` if so: what was kept by path is void.
    #[inline]
    pub fn renew(&mut self) -> bool {
        let renewed = self.decoder.renew_paths();
        if renewed {
            self.binder.reset();
        }
        renewed
    }

    /// What the record is that was decoded from `frame`; texts in it that are records themselves are decoded too.
    #[inline]
    pub fn identify(&mut self, frame: &str, header: &Header) -> Option<Identity> {
        let format = header.format.word();
        let record = self.decoder.record(frame);
        let identity = self.binder.identify(format, self.decoder.paths(), &record);
        let dialect = identity.as_ref()?.dialect;
        let expansions = self.binder.expansions(dialect);
        if expansions.is_empty() && self.binder.extractions(dialect).is_empty() {
            return identity;
        }
        let paths = self.decoder.paths();
        let found = |path: &str| -> Option<PathId> {
            record.fields().iter().map(|field| field.path).find(|id| paths.name(*id) == path)
        };
        let wanted: Vec<(PathId, Nested)> = expansions
            .iter()
            .filter_map(|expansion| Some((found(&expansion.path)?, nested(expansion.encoding))))
            .collect();
        for (path, nested) in wanted {
            // A text that is not what the sender usually puts there stays the text it is.
            let _ = self.decoder.expand(frame, path, nested);
        }
        self.extract(frame, dialect);
        self.binder.identify(format, self.decoder.paths(), &self.decoder.record(frame))
    }

    /// Adds the fields that the dialect's patterns find in the record's texts.
    fn extract(&mut self, frame: &str, dialect: DialectIx) {
        let schema = Arc::clone(self.binder.schema());
        let mut found: Vec<(String, String)> = Vec::new();
        for extraction in schema.extractions(dialect) {
            let (record, paths) = (self.decoder.record(frame), self.decoder.paths());
            let Some(field) = record.fields().iter().find(|field| paths.name(field.path) == extraction.path) else {
                continue;
            };
            let (path, text) = (field.path, record.value(field).text().unwrap_or_default());
            extraction.find(text, &mut |name, part| found.push((name.to_owned(), part.to_owned())));
            for (name, part) in found.drain(..) {
                // A record that is full stays as it is: its text is still there for rules.
                let _ = self.decoder.add(frame, path, &name, &part);
            }
        }
    }
}

fn nested(encoding: Encoding) -> Nested {
    match encoding {
        Encoding::Json => Nested::Json,
        Encoding::Xml => Nested::Xml,
        Encoding::KvLines => Nested::KvLines,
        Encoding::Auditd => Nested::Auditd,
    }
}
