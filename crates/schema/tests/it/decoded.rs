//! Records out of files, decoded as the program decodes them.

use atalaya_codec::{evtx, json, xml};
use atalaya_model::{PathId, Paths, RecordBuf, Sink};
use atalaya_schema::{Binder, Encoding, Identity, Schema, ZoneRules};
use std::path::{Path, PathBuf};

/// Paths, a record and a binder, as one thread has them.
pub(crate) struct Bench {
    pub(crate) paths: Paths,
    pub(crate) buf: RecordBuf,
    pub(crate) binder: Binder,
}

impl Bench {
    pub(crate) fn new() -> Bench {
        Bench::with(Schema::builtin())
    }

    pub(crate) fn with(schema: std::sync::Arc<Schema>) -> Bench {
        let zones = ZoneRules::utc(atalaya_model::Time(1_773_446_400_000_000));
        Bench { paths: Paths::new(), buf: RecordBuf::default(), binder: Binder::new(schema, zones) }
    }

    /// Decodes a JSON text and what stands inside it, and says what it is.
    pub(crate) fn identify_json(&mut self, format: &'static str, text: &str) -> Option<Identity> {
        self.buf.clear();
        let mut sink = Sink { frame: text, paths: &mut self.paths, buf: &mut self.buf };
        json::decode(&mut sink, text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
        self.identify(format, text)
    }

    /// Decodes a JSON text and says what it is before anything inside it is decoded.
    pub(crate) fn first(&mut self, format: &'static str, text: &str) -> Option<Identity> {
        self.buf.clear();
        let mut sink = Sink { frame: text, paths: &mut self.paths, buf: &mut self.buf };
        json::decode(&mut sink, text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
        self.binder.identify(format, &self.paths, &self.buf.record(text))
    }

    pub(crate) fn identify_xml(&mut self, text: &str) -> Option<Identity> {
        self.buf.clear();
        let mut sink = Sink { frame: text, paths: &mut self.paths, buf: &mut self.buf };
        xml::decode(&mut sink, text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
        self.identify("windows-xml", text)
    }

    fn identify(&mut self, format: &'static str, text: &str) -> Option<Identity> {
        let id = self.binder.identify(format, &self.paths, &self.buf.record(text))?;
        let expansions = self.binder.expansions(id.dialect).to_vec();
        if expansions.is_empty() {
            return Some(id);
        }
        for expansion in expansions {
            let path = self.path(&expansion.path);
            let Some(inner) = self.buf.record(text).get_text(path).map(str::to_owned) else { continue };
            let mut sink = Sink { frame: text, paths: &mut self.paths, buf: &mut self.buf };
            let decoded = match expansion.encoding {
                Encoding::Json => json::decode_below(&mut sink, path, &inner),
                Encoding::Xml => xml::decode_fragment(&mut sink, path, &inner),
                other => panic!("no Windows dialect has {other:?}"),
            };
            decoded.unwrap_or_else(|fault| panic!("{fault}: {inner}"));
        }
        self.binder.identify(format, &self.paths, &self.buf.record(text))
    }

    fn path(&mut self, dotted: &str) -> PathId {
        self.paths.dotted(dotted).unwrap()
    }
}

/// Each record of an EVTX file as JSON.
pub(crate) fn evtx_records(bytes: &[u8], mut each: impl FnMut(&str)) {
    for chunk in bytes[evtx::FILE_HEADER_BYTES..].chunks_exact(evtx::CHUNK_BYTES) {
        evtx::render(chunk, &mut |rendered| {
            if let evtx::Rendered::Record { json, .. } = rendered {
                each(json);
            }
        });
    }
}

/// The corpus of real logs, where there is one.
pub(crate) fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("ATALAYA_CORPUS").map(PathBuf::from);
    let folder = named.unwrap_or(
        Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../../shared/corpus"),
    );
    if !folder.is_dir() {
        println!("skipped: no corpus");
        return None;
    }
    Some(folder)
}

/// The files below `folder` whose names end with `ending`, in order.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
