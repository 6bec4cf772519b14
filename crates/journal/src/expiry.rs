//! Expiry: whole segments go, the oldest first, once every consumer has passed them.
//!
//! A signed checkpoint says what went and what the hash chain was there; the state is written without the segments before
//! their files are removed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::anchor::Anchor;
use crate::core::{Core, lock};
use crate::entry::SourceId;
use crate::error::{ReadError, StateError};
use crate::files::replace_document;
use crate::journal::{CHECKPOINTS_FOLDER, Journal};
use crate::log::Extent;
use crate::reader::{Filter, Reader};
use crate::state::HexHash;
use crate::tally::DECODE_CURSOR;

/// Checkpoints that are kept; the oldest go first.
pub const CHECKPOINTS_MAX: usize = 1024;

/// What the signature of a checkpoint says it is.
pub(crate) const DOCUMENT_KIND: &str = "checkpoint";

/// How long entries are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Segments that were ended longer ago than this may go.
    pub age_max: Option<Duration>,
    /// Segments may go until all of them together have no more bytes than this.
    pub bytes_max: Option<u64>,
    /// What happens to those that a cursor has not passed.
    pub unread: Unread,
}

/// What happens to entries that were not read when their time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// They stay, and so does everything after them.
    Keep,
    /// They go, are counted as expired unread, and the cursors move behind them.
    Expire,
}

/// What an expiry did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expired {
    /// Segments that went.
    pub segments: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Their entries.
    pub entries: u64,
    /// Entries among them that had not been decoded.
    pub unread: u64,
    /// What keeps a segment whose time has come.
    pub kept_by: Option<KeptBy>,
}

/// What keeps a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptBy {
    /// A cursor that has not passed it.
    Cursor(String),
    /// A hold.
    Hold(String),
}

/// What is kept of a prefix that went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Where the history was; what is kept begins there.
    pub anchor: Anchor,
    /// The first offset that went with this checkpoint.
    pub from: u64,
    /// Segments that went.
    pub segments: usize,
}

impl Journal {
    /// Lets go of what the retention does not keep. Durable when it returns.
    pub fn expire(&self, retention: &Retention) -> Result<Expired, StateError> {
        if let Some(error) = self.core.failure() {
            return Err(StateError::Failed(error));
        }
        // Neither the decoder nor a new hold may change what is being weighed here.
        let still = lock(&self.core.quarantine_log);
        let plan = plan(&self.core, retention);
        let mut expired = Expired { kept_by: plan.kept_by, ..Expired::default() };
        let Some(last) = plan.extents.last() else { return Ok(expired) };
        expired.segments = plan.extents.len();
        expired.bytes = plan.extents.iter().map(|extent| extent.bytes).sum();
        expired.entries = plan.end - plan.extents[0].first;
        let unread = self.unread(plan.end)?;
        expired.unread = unread.iter().map(|(_, count)| count).sum();
        debug_assert!(last.first < plan.end, "segments that expire have entries");
        self.write_checkpoint(&plan.extents, plan.end, plan.hash)?;
        self.forget(plan.extents.len(), plan.end, &unread);
        drop(still);
        self.checkpoint()?;
        Ok(expired)
    }

    /// The entries before `end` that the decoder has not passed, by source.
    fn unread(&self, end: u64) -> Result<Vec<(SourceId, u64)>, StateError> {
        let from = self.core.books().cursors.get(DECODE_CURSOR).copied().unwrap_or(0);
        Ok(count(&self.core, from, end)?)
    }

    fn write_checkpoint(&self, gone: &[Extent], end: u64, hash: HexHash) -> Result<(), StateError> {
        let anchor = Anchor::new(&self.core, end, hash);
        let checkpoint = Checkpoint { anchor, from: gone[0].first, segments: gone.len() };
        let (files, folder) = (self.core.place.files.as_ref(), self.core.place.root.join(CHECKPOINTS_FOLDER));
        let document = self.core.signing.document(DOCUMENT_KIND, &checkpoint)?;
        replace_document(files, &folder.join(format!("{end:016x}.json")), &document)?;
        let mut names = files.list(&folder)?;
        names.sort_unstable();
        let many = names.len().saturating_sub(CHECKPOINTS_MAX);
        names.iter().take(many).try_for_each(|name| files.remove(&folder.join(name)))?;
        Ok(())
    }

    fn forget(&self, segments: usize, end: u64, unread: &[(SourceId, u64)]) {
        let mut books = self.core.books();
        for (source, count) in unread {
            books.sources[source.0 as usize].counts.expired_unread += count;
        }
        books.cursors.values_mut().for_each(|at| *at = end.max(*at));
        let mut view = self.core.journal.view();
        let gone = view.segments.drain(..segments);
        books.doomed.extend(gone.map(|extent| (self.core.journal.kind, extent.first)));
        books.generation += 1;
    }
}

/// What is to go.
struct Plan {
    extents: Vec<Extent>,
    /// The offset after the last entry that goes, and the hash there.
    end: u64,
    hash: HexHash,
    kept_by: Option<KeptBy>,
}

fn plan(core: &Core, retention: &Retention) -> Plan {
    let now = core.place.clock.now().micros();
    let books = core.books();
    let view = core.journal.view();
    let mut bytes = view.bytes();
    let mut plan = Plan { extents: Vec::new(), end: view.first(), hash: HexHash([0; 32]), kept_by: None };
    for pair in view.segments.windows(2) {
        let [segment, after] = pair else { break };
        let age = u64::try_from(now.saturating_sub(after.created.micros())).unwrap_or(0);
        let too_old = retention.age_max.is_some_and(|max| Duration::from_micros(age) > max);
        let too_much = retention.bytes_max.is_some_and(|max| bytes > max);
        if !too_old && !too_much {
            break;
        }
        let cursor = books.cursors.iter().find(|(_, at)| **at < after.first && retention.unread == Unread::Keep);
        let hold = books.holds.iter().find(|(_, (from, to))| *from < after.first && *to > segment.first);
        plan.kept_by = hold.map(|(name, _)| KeptBy::Hold(name.clone()));
        plan.kept_by = plan.kept_by.or(cursor.map(|(name, _)| KeptBy::Cursor(name.clone())));
        if plan.kept_by.is_some() {
            break;
        }
        bytes -= segment.bytes;
        plan.extents.push(*segment);
        (plan.end, plan.hash) = (after.first, HexHash(after.previous));
    }
    plan
}

/// Counts the entries from one offset up to but not with another, by source.
pub(crate) fn count(core: &Core, from: u64, end: u64) -> Result<Vec<(SourceId, u64)>, ReadError> {
    let mut counts = std::collections::BTreeMap::<SourceId, u64>::new();
    let mut reader = Reader::new(core.place.clone(), core.journal.clone(), from, Filter::All);
    while reader.offset() < end {
        let Some(batch) = reader.next(None)? else { break };
        for entry in batch.entries().filter(|entry| entry.offset < end) {
            *counts.entry(entry.source).or_default() += 1;
        }
    }
    Ok(counts.into_iter().collect())
}
