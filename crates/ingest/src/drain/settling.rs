//! What was given to the lake and is not durable yet: for each range what became of its frames.
//!
//! Frames that could not be decoded are not kept here, only where they are: they are read from the journal once more when
//! their range is durable.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use atalaya_journal::{Batch, Entry, Filter, Journal, Outcome, Progress, ReadError, SourceId, StateError};

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
    /// What was found from here on is not durable, and nobody waits for it: it is to be decoded again.
    bound: u64,
}

impl Settling {
    /// Nothing waits; the lake has everything before this offset.
    pub(crate) fn new(next: u64) -> Settling {
        Settling { waiting: VecDeque::new(), next, bound: u64::MAX }
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

    /// Nothing from this offset on is told any more.
    pub(crate) fn bind(&mut self, offset: u64) {
        self.bound = offset;
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
        let durable = durable.min(self.bound);
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
        let Some((first, _)) = self.quarantined.first() else { return Ok(batches) };
        // A reader finds its place from the beginning of a segment, so that one goes through the range, whatever it has.
        let mut reader = journal.read(*first, Filter::All)?;
        for (offset, _) in &self.quarantined {
            while batches.last().is_none_or(|batch| batch.range().1 <= *offset) {
                let batch = match reader.next(None) {
                    // What is damaged by now is not wanted, unless this says so too.
                    Err(ReadError::Damaged(_)) => {
                        reader = journal.read(*offset, Filter::All)?;
                        reader.next(None)?
                    }
                    batch => batch?,
                };
                let Some(batch) = batch else { return Ok(batches) };
                if batch.range().1 > *offset {
                    batches.push(batch);
                }
            }
        }
        Ok(batches)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use atalaya_journal::{DECODE_CURSOR, DataDir, Disk, Files, NewEntry, OpenFile, Options, SystemClock};
    use atalaya_model::Time;

    use super::*;

    /// Counts how often something is read.
    #[derive(Clone, Default)]
    struct Counting(Arc<AtomicU64>);

    struct CountingFile(Arc<dyn OpenFile>, Counting);

    impl Counting {
        fn file(&self, file: io::Result<Arc<dyn OpenFile>>) -> io::Result<Arc<dyn OpenFile>> {
            Ok(Arc::new(CountingFile(file?, self.clone())))
        }
    }

    impl Files for Counting {
        fn make_folder(&self, path: &Path) -> io::Result<()> {
            Disk.make_folder(path)
        }

        fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
            Disk.list(folder)
        }

        fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
            self.file(Disk.create(path))
        }

        fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
            self.file(Disk.open(path))
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            Disk.rename(from, to)
        }

        fn remove(&self, path: &Path) -> io::Result<()> {
            Disk.remove(path)
        }

        fn sync_folder(&self, folder: &Path) -> io::Result<()> {
            Disk.sync_folder(folder)
        }
    }

    impl OpenFile for CountingFile {
        fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
            self.1.0.fetch_add(1, Ordering::Relaxed);
            self.0.read_at(buffer, position)
        }

        fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
            self.0.write_at(bytes, position)
        }

        fn size(&self) -> io::Result<u64> {
            self.0.size()
        }

        fn set_len(&self, len: u64) -> io::Result<()> {
            self.0.set_len(len)
        }

        fn sync(&self) -> io::Result<()> {
            self.0.sync()
        }
    }

    #[test]
    fn settling_reads_no_more_often_the_more_is_quarantined_before() {
        let reads = |every: usize| {
            let folder = tempfile::tempdir().unwrap();
            let (lock, files) = (DataDir::lock(folder.path()).unwrap(), Counting::default());
            let options = Options { block_bytes: 1, files: Arc::new(files.clone()), ..Options::default() };
            let (journal, _) = Journal::open(&lock, options, Arc::new(SystemClock)).unwrap();
            let source = journal.source("ministry", "fw-01").unwrap();
            let entry = NewEntry { source, received: Time(0), header: b"h", frame: b"frame" };
            journal.append(&[entry; 400]).unwrap();
            let mut settling = Settling::new(journal.cursor(DECODE_CURSOR).unwrap());
            let quarantined: Vec<_> = (0..400).step_by(every).map(|offset| (offset, Reason::Panic)).collect();
            let count = quarantined.len() as u64;
            let counted = Counted { decoded: 400 - count, quarantined: count, ..Counted::default() };
            settling.add(0..400, BTreeMap::from([(source, counted)]), quarantined);
            let before = files.0.load(Ordering::Relaxed);
            settling.settle(&journal, 400).unwrap();
            assert_eq!(journal.status().quarantine, (0, count));
            files.0.load(Ordering::Relaxed) - before
        };
        for every in [1, 2, 7, 100] {
            let reads = reads(every);
            assert!(reads < 400 * 6, "{reads} reads, every {every}");
        }
    }
}
