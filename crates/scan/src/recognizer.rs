//! From a frame to a record whose kind is known: decoder and binder of one thread.

use atalaya_codec::{Decoder, Header, Nested};
use atalaya_model::PathId;
use atalaya_schema::{Binder, Encoding, Identity};

/// The decoder and the binder of one thread, which share a table of paths.
pub(crate) struct Recognizer {
    pub(crate) decoder: Decoder,
    pub(crate) binder: Binder,
}

impl Recognizer {
    pub(crate) fn new(binder: Binder) -> Self {
        Recognizer { decoder: Decoder::new(), binder }
    }

    /// Starts a new table of paths where the old one is nearly full; `true` if so: what was kept by path is void.
    #[inline]
    pub(crate) fn renew(&mut self) -> bool {
        let renewed = self.decoder.renew_paths();
        if renewed {
            self.binder.reset();
        }
        renewed
    }

    /// What the record is that was decoded from `frame`; texts in it that are records themselves are decoded too.
    #[inline]
    pub(crate) fn identify(&mut self, frame: &str, header: &Header) -> Option<Identity> {
        let format = header.format.word();
        let record = self.decoder.record(frame);
        let identity = self.binder.identify(format, self.decoder.paths(), &record);
        let expansions = self.binder.expansions(identity.as_ref()?.dialect);
        if expansions.is_empty() {
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
        self.binder.identify(format, self.decoder.paths(), &self.decoder.record(frame))
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
