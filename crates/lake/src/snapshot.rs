//! What a hunt reads: the tables that its caller may see, at one moment, held for as long as it lasts.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;

use crate::chunk::Chunk;
use crate::file_entry::FileEntry;
use crate::tables::Damaged;

/// Whose events a caller may see. Enforced here and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everyone's.
    All,
    /// Those of these organizations.
    Organizations(Vec<String>),
}

impl Scope {
    /// Whether the caller may see this organization's events.
    #[must_use]
    pub fn sees(&self, organization: &str) -> bool {
        match self {
            Scope::All => true,
            Scope::Organizations(all) => all.iter().any(|one| one == organization),
        }
    }
}

/// The tables that a caller may see, as they were at one moment: files and rows in memory together have every row once.
/// Files of it are not removed while it lives.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Ordered by organization and kind.
    pub(crate) tables: Vec<Arc<TableState>>,
    /// Those that cannot be read.
    pub(crate) damaged: Vec<Arc<Damaged>>,
}

impl Snapshot {
    /// These, none of which is damaged.
    #[cfg(test)]
    pub(crate) fn whole(tables: Vec<Arc<TableState>>) -> Snapshot {
        Snapshot { tables, damaged: Vec::new() }
    }

    /// How many tables it has.
    #[must_use]
    pub fn table_count(&self) -> usize {
        self.tables.len()
    }
}

/// A table at one moment. Never changed: another moment is another value, which shares what did not change.
#[derive(Debug)]
pub(crate) struct TableState {
    /// Whose it is.
    pub(crate) organization: Arc<str>,
    /// The kind of its events.
    pub(crate) kind: Arc<str>,
    /// The table's folder in the store: `<organization>/<kind>`, both escaped.
    pub(crate) folder: Arc<str>,
    /// Stored columns, then record columns, in the order in which they appeared; without `day`, which is in the paths.
    pub(crate) schema: SchemaRef,
    /// The last commit's version; `None` where there is none yet.
    pub(crate) version: Option<u64>,
    /// The files of that version, oldest commit first.
    pub(crate) files: Arc<[Arc<FileEntry>]>,
    /// Rows that are in no file of that version yet.
    pub(crate) chunks: Vec<Arc<Chunk>>,
}

impl TableState {
    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.chunks.is_empty()
    }
}
