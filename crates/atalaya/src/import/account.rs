//! What an import came to, collected while it goes on.

use crate::arguments::ImportTask;
use crate::data::quarantine;
use crate::outcome::{Failure, Status};
use atalaya_ingest::{Drained, House, Imported, News, Opened};
use atalaya_lake::Lake;
use atalaya_model::Message;
use std::collections::BTreeMap;

/// Entries of a list that are kept; the rest is counted.
const LISTED_MAX: usize = 100;

/// A list whose rest is counted.
#[derive(Debug, Clone)]
pub(crate) struct List<T> {
    /// The first entries.
    pub(crate) first: Vec<T>,
    /// How many there are.
    pub(crate) total: u64,
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List { first: Vec::new(), total: 0 }
    }
}

impl<T> List<T> {
    fn push(&mut self, entry: T) {
        self.total += 1;
        if self.first.len() < LISTED_MAX {
            self.first.push(entry);
        }
    }
}

/// What became of what was taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// What was taken.
    pub(crate) imported: Imported,
    /// What was decoded and stored of it.
    pub(crate) drained: Drained,
    /// Events that were added, by kind.
    pub(crate) kinds: BTreeMap<String, u64>,
    /// Why entries could not be decoded, and how many, the most frequent first.
    pub(crate) reasons: Vec<(Message, u64)>,
    /// Whether both sums of all sources hold.
    pub(crate) balanced: bool,
}

/// What an import came to.
pub(crate) struct Account {
    /// Entries that were acknowledged so far.
    pub(crate) frames: u64,
    /// Contents that were imported before: their names.
    pub(crate) known: List<String>,
    /// Inputs whose import went on, and how many entries they had.
    pub(crate) resumed: List<(String, u64)>,
    /// Places that yield nothing.
    pub(crate) damages: List<(String, u64, Message)>,
    /// What was not read, and why.
    pub(crate) skipped: List<(String, Message)>,
    /// Inputs in which nothing is.
    pub(crate) empty: List<String>,
    /// Inputs that changed while they were read.
    pub(crate) changed: List<String>,
    /// Entries that an earlier run had left to be decoded.
    pub(crate) left_over: u64,
    /// Lines of the record of imported files that are damaged or missing.
    pub(crate) record_damaged: u64,
    /// Patterns of zones and years that fitted no input.
    pub(crate) patterns_unused: Vec<String>,
    /// What became of it all.
    pub(crate) kept: Kept,
    organization: String,
    before: BTreeMap<String, u64>,
    quarantine: u64,
}

impl Account {
    /// An account that begins now.
    pub(crate) fn new(task: &ImportTask, house: &House<'_>, opened: &Opened) -> Account {
        Account {
            frames: 0,
            known: List::default(),
            resumed: List::default(),
            damages: List::default(),
            skipped: List::default(),
            empty: List::default(),
            changed: List::default(),
            left_over: opened.drained.seen.frames + opened.drained.seen.quarantined,
            record_damaged: opened.inputs_damaged,
            patterns_unused: Vec::new(),
            kept: Kept::default(),
            organization: task.organization.clone(),
            before: events(house.lake(), &task.organization),
            quarantine: house.journal().status().quarantine.1,
        }
    }

    /// Notes what is told.
    pub(crate) fn hear(&mut self, news: &News<'_>) {
        match news {
            News::Acknowledged { part, .. } => self.frames += part.frames,
            News::Done { name, frames: 0 } => self.empty.push((*name).to_owned()),
            News::Done { .. } => {}
            News::Known { name, .. } => self.known.push((*name).to_owned()),
            News::Resumed { name, frames, .. } => self.resumed.push(((*name).to_owned(), *frames)),
            News::Damaged { name, offset, message } => {
                self.damages.push(((*name).to_owned(), *offset, (*message).clone()));
            }
            News::Skipped { name, message } => self.skipped.push(((*name).to_owned(), (*message).clone())),
            News::Changed { name } => self.changed.push((*name).to_owned()),
        }
    }

    /// Counts what became of it.
    pub(crate) fn close(&mut self, imported: Imported, drained: Drained, house: &House<'_>) -> Result<(), Failure> {
        let mut kinds = events(house.lake(), &self.organization);
        for (kind, events) in &mut kinds {
            *events = events.saturating_sub(self.before.get(kind).copied().unwrap_or(0));
        }
        kinds.retain(|_, events| *events > 0);
        let balanced = house.balance().iter().all(|balance| balance.holds());
        let reasons = quarantine::reasons(house.journal(), self.quarantine)?;
        self.kept = Kept { imported, drained, kinds, reasons, balanced };
        Ok(())
    }

    /// How the run ends: badly where nothing could be read or it was stopped.
    pub(crate) fn status(&self) -> Status {
        let imported = &self.kept.imported;
        let nothing = imported.inputs == 0 && imported.known == 0 && imported.skipped > 0;
        if nothing || imported.stopped { Status::Failed } else { Status::Done }
    }
}

/// Events of the organization by kind, those in memory too.
fn events(lake: &Lake, organization: &str) -> BTreeMap<String, u64> {
    let tables = lake.tables().into_iter().filter(|table| table.organization == organization);
    tables.map(|table| (table.kind, table.rows + table.rows_buffered)).collect()
}
