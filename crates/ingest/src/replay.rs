//! Frames of the quarantine decoded again, after a kind or a decoder was mended.
//!
//! Rows go into the lake under a transaction of their own and are marked late. A mark says which frames are being replayed
//! before the first row is stored: after a crash the same are replayed again, and tables that have theirs leave them out.
//! What still cannot be decoded stays in the quarantine, at its end.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use atalaya_journal::{
    Batch, DataLock, Files, Filter, Journal, Outcome, Quarantined, ReadError, ReplayMark, SourceId, StateError,
};
use atalaya_lake::{Lake, LakeError};
use atalaya_schema::Schema;

use crate::decode::{Counted, Decoded, Decoding, Fate, Placed, Seen};

/// Bytes of frames that are replayed together, about.
const ROUND_BYTES: usize = 4 << 20;

/// What a replay came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replay {
    /// What was decoded, and what still was not.
    pub seen: Seen,
    /// Whether it was stopped.
    pub stopped: bool,
}

/// Why a replay ended early. It can be called again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The mark cannot be read or written.
    #[error("cannot mark what is being replayed")]
    Mark(#[from] std::io::Error),
    /// The quarantine cannot be read.
    #[error("cannot read the quarantine")]
    Read(#[from] ReadError),
    /// The journal's state cannot be changed.
    #[error("cannot take replayed frames out of the quarantine")]
    State(#[from] StateError),
    /// The lake refuses.
    #[error("cannot store events")]
    Lake(#[from] LakeError),
    /// What waits was begun with other kinds, and is to be finished with them.
    #[error("what waits was begun to be decoded with other kinds of log")]
    Kinds,
}

/// What a replay works on.
pub(crate) struct Replaying<'a> {
    pub(crate) lock: &'a DataLock,
    pub(crate) files: &'a Arc<dyn Files>,
    pub(crate) journal: &'a Journal,
    pub(crate) lake: &'a Lake,
    pub(crate) schema: &'a Arc<Schema>,
    pub(crate) stop: &'a AtomicBool,
}

impl Replaying<'_> {
    /// Finishes a replay that was interrupted, if there is one.
    pub(crate) fn finish(&self) -> Result<Option<Replay>, ReplayError> {
        let Some(to) = self.interrupted()? else { return Ok(None) };
        let mut replay = Replay::default();
        self.round(Some(to), to, &mut replay)?;
        Ok(Some(replay))
    }

    /// Replays everything that is in the quarantine now.
    pub(crate) fn all(&self) -> Result<Replay, ReplayError> {
        let mut replay = self.finish()?.unwrap_or_default();
        // What cannot be decoded comes back behind this.
        let end = self.journal.status().quarantine.1;
        while self.journal.status().quarantine.0 < end {
            if self.stop.load(Ordering::Relaxed) {
                replay.stopped = true;
                break;
            }
            self.round(None, end, &mut replay)?;
        }
        Ok(replay)
    }

    /// The end of the range whose replay was begun and not finished.
    fn interrupted(&self) -> Result<Option<u64>, ReplayError> {
        let mark = ReplayMark::read(self.lock, self.files.as_ref())?;
        let (first, head) = self.journal.status().quarantine;
        Ok(mark.filter(|mark| mark.from == first && mark.to > first && mark.to <= head).map(|mark| mark.to))
    }

    /// Replays the next frames, up to `to` where that is given, else as many as go together and are before `end`.
    fn round(&self, to: Option<u64>, end: u64, replay: &mut Replay) -> Result<(), ReplayError> {
        let (range, batches) = self.read(to, end)?;
        if to.is_none() {
            let mark = ReplayMark { from: range.start, to: range.end };
            mark.write(self.lock, self.files.as_ref())?;
        }
        let mut decoding = Decoding::new(self.schema.clone(), None);
        let mut counts: BTreeMap<SourceId, Counted> = BTreeMap::new();
        let mut still = Vec::new();
        let frames = batches.iter().flat_map(Batch::entries).filter(|entry| range.contains(&entry.offset));
        let frames: Option<Vec<Quarantined<'_>>> = frames.map(Quarantined::of).collect();
        let frames = frames.ok_or_else(|| damaged(self.journal, &range))?;
        let placed: Vec<Placed<'_>> = frames.iter().map(Placed::late).collect();
        let Decoded { chunks, fates, seen } = decoding.decode(self.journal, &placed);
        for (frame, fate) in frames.into_iter().zip(fates) {
            counts.entry(frame.entry.source).or_default().add(fate);
            if let Fate::Quarantined(reason) = fate {
                still.push((frame, reason.to_text()));
            }
        }
        self.lake.append_late(chunks, range.clone())?;
        let outcomes: Vec<Outcome> = counts.iter().map(|(source, counted)| counted.outcome(*source)).collect();
        let still: Vec<_> = still.iter().map(|(frame, reason)| (*frame, reason.as_str())).collect();
        let (from, to) = (range.start, range.end);
        self.journal.replayed(&atalaya_journal::Replayed { from, to, outcomes: &outcomes, still: &still })?;
        replay.seen += seen;
        Ok(())
    }

    /// The frames of the next round, and which they are.
    fn read(&self, to: Option<u64>, end: u64) -> Result<(Range<u64>, Vec<Batch>), ReplayError> {
        let from = self.journal.status().quarantine.0;
        let mut reader = self.journal.quarantined(Filter::All)?;
        let (mut batches, mut bytes) = (Vec::new(), 0);
        while reader.offset() < to.unwrap_or(end) && (to.is_some() || bytes < ROUND_BYTES) {
            let Some(batch) = reader.next(None)? else { break };
            bytes += batch.bytes();
            batches.push(batch);
        }
        Ok((from..reader.offset().min(to.unwrap_or(end)), batches))
    }
}

/// A frame of the quarantine is not as the journal puts it there.
fn damaged(journal: &Journal, range: &Range<u64>) -> ReplayError {
    let (at, head) = journal.status().quarantine;
    StateError::Cursor { at, to: range.end, head }.into()
}
