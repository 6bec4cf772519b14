//! The decoder's progress, and the quarantine: copies of frames that could not be decoded, until they are replayed.
//!
//! The quarantine is a log of its own, of the same format, and a queue: what is replayed leaves at its beginning, and what
//! still cannot be decoded is put at its end again. How far it goes is what the state says, so that cursor, tally and
//! quarantine move together.

use crate::bytes::Bytes;
use crate::core::{Books, lock};
use crate::entry::{Entry, SourceId};
use crate::error::{ReadError, StateError};
use crate::journal::Journal;
use crate::log::{Log, WriteFailure};
use crate::reader::{Filter, Reader};
use crate::tally::{DECODE_CURSOR, Outcome};

/// Bytes of the reason that is kept with a frame; a longer one is cut at a character.
pub const REASON_BYTES_MAX: usize = 1024;
/// Bytes before the reason that is put before a frame's header: its own offset and sequence, and the reason's length.
const PREFIX_FIXED_BYTES: usize = 20;
/// Bytes that are put before a frame's header, at the most.
pub(crate) const PREFIX_BYTES_MAX: usize = PREFIX_FIXED_BYTES + REASON_BYTES_MAX;

/// What the decoder did with the entries from one offset up to but not with another.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Where the decoder's cursor is.
    pub from: u64,
    /// Where it moves.
    pub to: u64,
    /// What became of the frames, by source; together as many as there are entries in between.
    pub outcomes: &'a [Outcome],
    /// The entries that could not be decoded, in order, and why.
    pub quarantined: &'a [(Entry<'a>, &'a str)],
}

/// What the decoder did with the frames of the quarantine from one number up to but not with another.
#[derive(Debug, Clone, Copy)]
pub struct Replayed<'a> {
    /// The first frame that was not replayed before.
    pub from: u64,
    /// Where the next replay begins.
    pub to: u64,
    /// What became of the frames, by source; together as many as there are in between.
    pub outcomes: &'a [Outcome],
    /// The frames that still cannot be decoded, and why.
    pub still: &'a [(Quarantined<'a>, &'a str)],
}

/// A frame of the quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarantined<'a> {
    /// Its place in the quarantine.
    pub number: u64,
    /// The entry that it was, with its own offset, sequence, header and frame.
    pub entry: Entry<'a>,
    /// Why it could not be decoded.
    pub reason: &'a str,
}

impl<'a> Quarantined<'a> {
    /// The frame in an entry that a reader of the quarantine gave; `None` if it is no such entry.
    #[must_use]
    pub fn of(entry: Entry<'a>) -> Option<Quarantined<'a>> {
        let mut bytes = Bytes(entry.header);
        let (offset, sequence) = (bytes.u64()?, bytes.u64()?);
        let reason_bytes = bytes.u32()? as usize;
        let reason = std::str::from_utf8(bytes.take(reason_bytes)?).ok()?;
        let original = Entry { offset, sequence, header: bytes.0, ..entry };
        Some(Quarantined { number: entry.offset, entry: original, reason })
    }
}

/// What is put before the header of a frame in the quarantine.
fn prefix(entry: &Entry<'_>, reason: &str) -> Vec<u8> {
    let reason = &reason[..reason.floor_char_boundary(REASON_BYTES_MAX)];
    let mut out = Vec::with_capacity(PREFIX_FIXED_BYTES + reason.len());
    out.extend_from_slice(&entry.offset.to_le_bytes());
    out.extend_from_slice(&entry.sequence.to_le_bytes());
    out.extend_from_slice(&(reason.len() as u32).to_le_bytes());
    out.extend_from_slice(reason.as_bytes());
    out
}

impl Journal {
    /// Moves the decoder's cursor, its tally and the quarantine, together. Durable with the next
    /// [`Journal::checkpoint`]; after a crash all three are where they were then, and the decoder begins there again.
    pub fn progress(&self, progress: &Progress<'_>) -> Result<(), StateError> {
        if let Some(error) = self.core.failure() {
            return Err(StateError::Failed(error));
        }
        let mut log = lock(&self.core.quarantine_log);
        self.check_progress(progress)?;
        let kept = self.keep(&mut log, progress.quarantined)?;
        let mut books = self.core.books();
        for outcome in progress.outcomes {
            let counts = &mut books.sources[outcome.source.0 as usize].counts;
            counts.decoded += outcome.decoded;
            counts.events += outcome.events;
            counts.unreadable += outcome.unreadable;
            counts.quarantined += outcome.quarantined;
        }
        for (entry, _) in &progress.quarantined[kept..] {
            books.sources[entry.source.0 as usize].counts.unkept += 1;
        }
        books.cursors.insert(DECODE_CURSOR.to_owned(), progress.to);
        books.generation += 1;
        Ok(())
    }

    fn check_progress(&self, progress: &Progress<'_>) -> Result<(), StateError> {
        let books = self.core.books();
        let head = self.core.journal.view().head.offset;
        let at = books.cursors.get(DECODE_CURSOR).copied().unwrap_or(0);
        if progress.from != at || progress.to < at || progress.to > head {
            return Err(StateError::Cursor { at, to: progress.to, head });
        }
        let inside = |(entry, _): &(Entry<'_>, &str)| (progress.from..progress.to).contains(&entry.offset);
        let listed = progress.quarantined.iter().map(|(entry, _)| entry.source);
        let adds_up = adds_up(progress.outcomes, progress.to - progress.from, listed)
            && progress.quarantined.iter().all(inside)
            && progress.outcomes.iter().all(|outcome| fits(&books, outcome));
        if adds_up { Ok(()) } else { Err(StateError::Unbalanced) }
    }

    /// Copies as many of the frames as the quarantine has room for.
    fn keep(&self, log: &mut Log, frames: &[(Entry<'_>, &str)]) -> Result<usize, StateError> {
        let room = self.core.options.quarantine_bytes.saturating_sub(self.quarantine_bytes(log));
        let mut used = 0;
        let fits = |(entry, _): &&(Entry<'_>, &str)| {
            used += (entry.header.len() + entry.frame.len()) as u64;
            used <= room
        };
        let kept = frames.iter().take_while(fits).count();
        self.copy(log, frames[..kept].iter().copied())?;
        Ok(kept)
    }

    fn quarantine_bytes(&self, log: &Log) -> u64 {
        let view = self.core.quarantine.view();
        let sealed = view.segments.iter().filter(|segment| segment.first != log.head.segment);
        sealed.map(|segment| segment.bytes).sum::<u64>() + log.head.bytes
    }

    /// Writes the frames to the end of the quarantine; all of them or none.
    fn copy<'a>(&self, log: &mut Log, frames: impl Iterator<Item = (Entry<'a>, &'a str)>) -> Result<(), StateError> {
        let (mut out, mut head, synced) = (Vec::new(), log.head, log.head.offset);
        log.builder.clear();
        let mut counted = rustc_hash::FxHashMap::default();
        for (entry, reason) in frames {
            // In the quarantine a source's sequence is that of its frames within their block.
            let sequence = counted.entry(entry.source).or_insert(0);
            log.builder.push(&Entry { offset: head.offset, sequence: *sequence, ..entry }, &prefix(&entry, reason));
            *sequence += 1;
            head.offset += 1;
            if log.builder.is_full() {
                head.hash = log.builder.finish(&log.sealer, head.hash, synced, &mut out)?;
                counted.clear();
            }
        }
        if !log.builder.is_empty() {
            head.hash = log.builder.finish(&log.sealer, head.hash, synced, &mut out)?;
        }
        if out.is_empty() {
            return Ok(());
        }
        self.core.ask_for_room(out.len() as u64)?;
        log.write(&out).map_err(|failure| self.failed(failure))?;
        head.bytes += out.len() as u64;
        log.head = head;
        if head.bytes >= self.core.options.segment_bytes {
            // What a failed sync leaves behind nobody knows, and a second one may say that all is well.
            log.sync().map_err(|error| StateError::Failed(self.core.fail(error)))?;
            if let Err(failure @ WriteFailure::Broken(_)) = log.roll() {
                return Err(self.failed(failure));
            }
        }
        Ok(())
    }

    fn failed(&self, failure: WriteFailure) -> StateError {
        match failure {
            WriteFailure::Mended(error) => StateError::Io(error),
            WriteFailure::Broken(error) => StateError::Failed(self.core.fail(error)),
        }
    }

    /// A reader of the quarantine, from the first frame that was not replayed. What it gives is to be taken apart with
    /// [`Quarantined::of`].
    pub fn quarantined(&self, filter: Filter) -> Result<Reader, ReadError> {
        let first = self.core.books().quarantine_first;
        Ok(Reader::new(self.core.place.clone(), self.core.quarantine.clone(), first, filter))
    }

    /// Takes replayed frames out of the quarantine and counts what became of them; durable when it returns. What still
    /// cannot be decoded is kept as a new frame of the quarantine.
    pub fn replayed(&self, replayed: &Replayed<'_>) -> Result<(), StateError> {
        if let Some(error) = self.core.failure() {
            return Err(StateError::Failed(error));
        }
        let mut log = lock(&self.core.quarantine_log);
        self.check_replay(replayed)?;
        self.copy(&mut log, replayed.still.iter().map(|(frame, reason)| (frame.entry, *reason)))?;
        let mut books = self.core.books();
        for outcome in replayed.outcomes {
            let counts = &mut books.sources[outcome.source.0 as usize].counts;
            counts.decoded += outcome.decoded;
            counts.events += outcome.events;
            counts.unreadable += outcome.unreadable;
            counts.quarantined -= outcome.decoded;
        }
        books.quarantine_first = replayed.to;
        books.generation += 1;
        let mut view = self.core.quarantine.view();
        let after = view.segments.partition_point(|segment| segment.first <= replayed.to);
        let gone = view.segments.drain(..after.saturating_sub(1));
        books.doomed.extend(gone.map(|segment| (self.core.quarantine.kind, segment.first)));
        drop((view, books, log));
        self.checkpoint()
    }

    fn check_replay(&self, replayed: &Replayed<'_>) -> Result<(), StateError> {
        let books = self.core.books();
        let (at, head) = (books.quarantine_first, self.core.quarantine.view().head.offset);
        if replayed.from != at || replayed.to < at || replayed.to > head {
            return Err(StateError::Cursor { at, to: replayed.to, head });
        }
        let listed = replayed.still.iter().map(|(frame, _)| frame.entry.source);
        let kept = |outcome: &Outcome| {
            let counts = books.sources.get(outcome.source.0 as usize).map(|source| source.counts);
            counts.is_some_and(|counts| {
                outcome.decoded.saturating_add(outcome.quarantined) <= counts.quarantined - counts.unkept
            })
        };
        let good =
            adds_up(replayed.outcomes, replayed.to - replayed.from, listed) && replayed.outcomes.iter().all(kept);
        if good { Ok(()) } else { Err(StateError::Unbalanced) }
    }
}

/// Whether the outcomes are about as many entries as there are, each source once, and as many are listed as quarantined.
fn adds_up(outcomes: &[Outcome], entries: u64, listed: impl Iterator<Item = SourceId>) -> bool {
    let mut left = rustc_hash::FxHashMap::default();
    let mut sum = 0_u64;
    for outcome in outcomes {
        sum = sum.saturating_add(outcome.decoded).saturating_add(outcome.quarantined);
        if left.insert(outcome.source, outcome.quarantined).is_some() {
            return false;
        }
    }
    for source in listed {
        match left.get_mut(&source) {
            Some(count) if *count > 0 => *count -= 1,
            _ => return false,
        }
    }
    sum == entries && left.values().all(|count| *count == 0)
}

/// Whether so many frames of the source are waiting.
fn fits(books: &Books, outcome: &Outcome) -> bool {
    let pending = books.sources.get(outcome.source.0 as usize).and_then(|source| source.counts.pending());
    pending.is_some_and(|pending| outcome.decoded.saturating_add(outcome.quarantined) <= pending)
}
