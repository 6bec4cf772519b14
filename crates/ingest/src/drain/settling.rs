//! What was given to the lake and is not durable yet: for each range what became of its frames.
//!
//! Frames that could not be decoded are not kept here, only where they are: they are read from the journal once more when
//! their range is durable.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use atalaya_journal::{Batch, Entry, Filter, Journal, Outcome, Progress, SourceId, StateError};

use crate::decode::Counted;
use crate::reason::Reason;

/// Entries whose progress is told at once, about.
const ENTRIES_AT_ONCE: u64 = 1 << 16;

/// A range that the lake has, in memory at least.
struct Settled {
    range: Range<u64>,
    counts: BTreeMap<SourceId, Counted>,
    quarantined: Vec<(u64, Reason)>,
}

/// Ranges that wait to be durable, in order.
pub(crate) struct Settling {
    waiting: VecDeque<Settled>,
    next: u64,
}

impl Settling {
    /// Nothing waits; the lake has everything before this offset.
    pub(crate) fn new(next: u64) -> Settling {
        Settling { waiting: VecDeque::new(), next }
    }

    /// Where the next range begins.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The lake has these entries.
    pub(crate) fn add(
        &mut self,
        range: Range<u64>,
        counts: BTreeMap<SourceId, Counted>,
        quarantined: Vec<(u64, Reason)>,
    ) {
        self.next = range.end;
        self.waiting.push_back(Settled { range, counts, quarantined });
    }

    /// Everything before this offset is done with in another way.
    pub(crate) fn pass(&mut self, offset: u64) {
        self.next = offset;
    }

    /// Events that wait, by source.
    pub(crate) fn events(&self) -> BTreeMap<SourceId, u64> {
        let mut events = BTreeMap::new();
        for (source, counted) in self.waiting.iter().flat_map(|settled| &settled.counts) {
            *events.entry(*source).or_default() += counted.events;
        }
        events
    }

    /// Tells the journal what became of all entries before `durable`.
    pub(crate) fn settle(&mut self, journal: &Journal, durable: u64) -> Result<(), StateError> {
        while let Some(mut settled) = self.pop(durable) {
            while settled.range.end - settled.range.start < ENTRIES_AT_ONCE && settled.quarantined.is_empty() {
                let Some(more) = self.pop(durable) else { break };
                settled.join(more);
            }
            if let Err(error) = settled.tell(journal) {
                self.waiting.push_front(settled);
                return Err(error);
            }
        }
        Ok(())
    }

    fn pop(&mut self, durable: u64) -> Option<Settled> {
        self.waiting.front().filter(|settled| settled.range.end <= durable)?;
        self.waiting.pop_front()
    }
}

impl Settled {
    fn join(&mut self, more: Settled) {
        self.range.end = more.range.end;
        for (source, counted) in more.counts {
            let sum = self.counts.entry(source).or_default();
            sum.decoded += counted.decoded;
            sum.events += counted.events;
            sum.unreadable += counted.unreadable;
            sum.quarantined += counted.quarantined;
        }
        self.quarantined.extend(more.quarantined);
    }

    fn tell(&self, journal: &Journal) -> Result<(), StateError> {
        let outcomes: Vec<Outcome> = self.counts.iter().map(|(source, counted)| counted.outcome(*source)).collect();
        let batches = self.quarantined_batches(journal)?;
        let words: Vec<String> = self.quarantined.iter().map(|(_, reason)| reason.to_text()).collect();
        let mut wanted = self.quarantined.iter().zip(&words).peekable();
        let mut quarantined: Vec<(Entry<'_>, &str)> = Vec::new();
        for entry in batches.iter().flat_map(Batch::entries) {
            if let Some((_, word)) = wanted.next_if(|((offset, _), _)| *offset == entry.offset) {
                quarantined.push((entry, word));
            }
        }
        let Range { start: from, end: to } = self.range;
        journal.progress(&Progress { from, to, outcomes: &outcomes, quarantined: &quarantined })
    }

    /// The blocks that have the frames that could not be decoded.
    fn quarantined_batches(&self, journal: &Journal) -> Result<Vec<Batch>, StateError> {
        let mut batches: Vec<Batch> = Vec::new();
        let mut offsets = self.quarantined.iter().map(|(offset, _)| *offset).peekable();
        while let Some(offset) = offsets.next() {
            let batch = journal.read(offset, Filter::All)?.next(None)?;
            let Some(batch) = batch else { break };
            while offsets.next_if(|next| *next < batch.range().1).is_some() {}
            batches.push(batch);
        }
        Ok(batches)
    }
}
