//! The state: what the journal knows beside its entries, in one signed document that is replaced as a whole.
//!
//! Names, tallies, cursors, holds, and how far both logs go. Because it is one document, cursor and tally move together
//! or not at all. It may be older than the journal; what was appended since is counted when the journal is opened.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::block::Hash;
use crate::bytes::{hex, unhex};
use crate::files::{Files, replace_document};
use crate::log::Head;
use crate::tally::Counts;

/// What the signature says it is.
pub(crate) const DOCUMENT_KIND: &str = "state";
/// The file.
pub(crate) const STATE_FILE: &str = "state.json";
/// Its copy: written before it, read where it is damaged.
pub(crate) const STATE_COPY_FILE: &str = "state.copy.json";

/// Puts the document and its copy in place of those before. The copy goes first, so that it is never the older one: what
/// the state does not count on any more may be gone.
pub(crate) fn write(files: &dyn Files, root: &Path, document: &[u8]) -> io::Result<()> {
    replace_document(files, &root.join(STATE_COPY_FILE), document)?;
    replace_document(files, &root.join(STATE_FILE), document)
}

/// The document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) format: u32,
    /// The journal's own identifier, in hexadecimal digits.
    pub(crate) journal: String,
    /// When it was written, microseconds.
    pub(crate) written: i64,
    /// Whether the journal was closed after that, so that the files end where this says.
    pub(crate) closed: bool,
    /// The offset of the first entry that is kept, and the hash before it.
    pub(crate) first: u64,
    pub(crate) base: HexHash,
    pub(crate) head: StoredHead,
    pub(crate) quarantine: QuarantineState,
    pub(crate) organizations: Vec<String>,
    pub(crate) sources: Vec<SourceState>,
    pub(crate) cursors: BTreeMap<String, u64>,
    pub(crate) holds: BTreeMap<String, (u64, u64)>,
    /// How far the record of imported files went when it was last synced; 0 where there is none.
    #[serde(default)]
    pub(crate) inputs: u32,
    /// What the entries behind the decoder's cursor are decoded with, in the decoder's words; empty where nobody said.
    #[serde(default)]
    pub(crate) decoder: String,
}

/// A source: whose it is, its name, its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceState {
    pub(crate) organization: u32,
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

/// The quarantine's log: it is what this says, and nothing behind it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuarantineState {
    /// The first entry that was not replayed.
    pub(crate) first: u64,
    /// The first entry that is kept: where a segment begins. And the hash before it.
    pub(crate) kept: u64,
    pub(crate) base: HexHash,
    pub(crate) head: StoredHead,
}

/// A [`Head`] as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredHead {
    pub(crate) offset: u64,
    pub(crate) hash: HexHash,
    pub(crate) segment: u64,
    pub(crate) bytes: u64,
}

impl From<Head> for StoredHead {
    fn from(head: Head) -> StoredHead {
        StoredHead { offset: head.offset, hash: HexHash(head.hash), segment: head.segment, bytes: head.bytes }
    }
}

impl StoredHead {
    pub(crate) fn head(&self) -> Head {
        Head { offset: self.offset, hash: self.hash.0, segment: self.segment, bytes: self.bytes }
    }
}

/// A hash, in hexadecimal digits where it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HexHash(pub(crate) Hash);

impl Serialize for HexHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for HexHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        unhex(&text).map(HexHash).ok_or_else(|| serde::de::Error::custom("not a hash"))
    }
}
