//! Histories: journals that live by chance, and what must hold of them afterwards.

use std::sync::Arc;

use atalaya_journal::{
    AppendError, Files, Filter, Journal, NewEntry, OpenError, Options, Quarantined, SourceId, Unread,
};
use atalaya_model::Time;

use crate::world::{World, assert_whole, hands, keep_bytes, rekey, ring, small, try_decode};
use atalaya_testkit::Random;

/// What is known of a history from outside.
#[derive(Default)]
pub(crate) struct History {
    /// Every frame that was handed over, and what was said of it.
    pub(crate) frames: Vec<(String, Said)>,
    /// After how many operations so many entries were acknowledged.
    pub(crate) acknowledged: Vec<(usize, u64)>,
    /// After how many operations the decoder's cursor was durable.
    pub(crate) checkpoints: Vec<(usize, u64)>,
}

/// What was said of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// It stands at this offset.
    Durable(u64),
    /// It is not in the journal.
    Refused,
    /// Nobody knows.
    Unknown,
}

/// Lives through some steps. `ops` tells how many operations the disk has seen.
pub(crate) struct Life<'a> {
    pub(crate) world: &'a World,
    pub(crate) files: Arc<dyn Files>,
    pub(crate) random: Random,
    pub(crate) ops: Box<dyn Fn() -> usize + 'a>,
    pub(crate) history: History,
    pub(crate) keys: u32,
}

/// The options of a history: tiny blocks and segments; the key is the `keys`-th.
pub(crate) fn options(files: &Arc<dyn Files>, keys: u32) -> Options {
    let all: Vec<_> = (1..=keys).map(|id| (id, id as u8)).collect();
    let keys = (keys > 0).then(|| ring(&all));
    Options { segment_bytes: 2500, block_bytes: 300, keys, files: files.clone(), ..small() }
}

impl Life<'_> {
    pub(crate) fn open(&self) -> Result<Journal, OpenError> {
        Ok(Journal::open(&self.world.lock, options(&self.files, self.keys), hands())?.0)
    }

    /// Lives until the steps are over, or something fails that only opening again mends.
    pub(crate) fn live(&mut self, steps: u64) -> Result<(), OpenError> {
        let mut journal = self.open()?;
        for _ in 0..steps {
            match self.random.below(16) {
                0 => {
                    self.checkpoint(&journal);
                    drop(journal);
                    self.keys += u32::from(self.random.once_in(3));
                    journal = self.open()?;
                }
                1 => self.checkpoint(&journal),
                2 => drop(rekey(&journal)),
                3 | 4 => drop(journal.expire(&keep_bytes(self.random.below(8000), Unread::Keep))),
                5..=8 => self.decode(&journal),
                _ => self.append(&journal),
            }
        }
        Ok(())
    }

    fn checkpoint(&mut self, journal: &Journal) {
        let Ok(at) = journal.cursor("decode") else { return };
        if journal.checkpoint().is_ok() {
            self.history.checkpoints.push(((self.ops)(), at));
        }
    }

    /// Decodes a little further; what cannot be written is tried again the next time.
    fn decode(&mut self, journal: &Journal) {
        let Ok(at) = journal.cursor("decode") else { return };
        let to = at + self.random.below(journal.head() - at + 1);
        let _ = try_decode(journal, to);
    }

    fn append(&mut self, journal: &Journal) {
        let name = format!("source {}", self.random.below(3));
        let Ok(source) = journal.source("A", &name) else { return };
        let count = 1 + self.random.below(6);
        let first = self.history.frames.len();
        let texts: Vec<_> = (0..count).map(|index| self.text(first + index as usize)).collect();
        let said = say(journal, source, &texts);
        for (index, text) in (0..).zip(texts) {
            let said = if let Said::Durable(first) = said { Said::Durable(first + index) } else { said };
            self.history.frames.push((text, said));
        }
        if let Said::Durable(first) = said {
            self.history.acknowledged.push(((self.ops)(), first + count));
        }
    }

    /// A frame that is like no other; some cannot be decoded.
    fn text(&mut self, number: usize) -> String {
        let noise = (0..self.random.below(40)).map(|_| format!("{:x}", self.random.draw())).collect::<String>();
        let mark = if self.random.once_in(5) { "!" } else { "" };
        format!("{mark}{number} {noise}")
    }
}

fn say(journal: &Journal, source: SourceId, texts: &[String]) -> Said {
    let entry = |text: &'_ String| -> (SourceId, Vec<u8>) { (source, text.clone().into_bytes()) };
    let owned: Vec<_> = texts.iter().map(entry).collect();
    let entries =
        owned.iter().map(|(source, frame)| NewEntry { source: *source, received: Time(7), header: b"h", frame });
    match journal.append(&entries.collect::<Vec<_>>()) {
        Ok(appended) => Said::Durable(appended.first),
        Err(AppendError::Io(_) | AppendError::ReserveReached { .. }) => Said::Refused,
        Err(_) => Said::Unknown,
    }
}

/// The rows that the journal has: offset and frame.
pub(crate) fn rows(journal: &Journal) -> Vec<(u64, String)> {
    let mut reader = journal.read(journal.first(), Filter::All).unwrap();
    let mut all = Vec::new();
    while let Some(batch) = reader.next(None).unwrap() {
        all.extend(batch.entries().map(|entry| (entry.offset, String::from_utf8(entry.frame.to_vec()).unwrap())));
    }
    all
}

impl History {
    /// What must hold after the disk has seen `ops` operations and the journal was opened again.
    pub(crate) fn check(&self, journal: &Journal, ops: usize) {
        assert_whole(journal);
        let rows = rows(journal);
        let head = journal.head();
        let acknowledged = self.acknowledged.iter().filter(|(at, _)| *at <= ops).map(|(_, end)| *end).max();
        assert!(head >= acknowledged.unwrap_or(0), "{head} of {acknowledged:?} acknowledged entries");
        assert!(rows.iter().map(|(offset, _)| *offset).eq(journal.first()..head), "offsets are dense");
        let mut known = self.frames.iter();
        for (offset, frame) in &rows {
            // Each is one that was handed over, once, in order; refused ones are not there.
            let (_, said) = known.find(|(text, _)| text == frame).expect("handed over, and in this order");
            assert_ne!(*said, Said::Refused, "{frame}");
            assert!(matches!(said, Said::Durable(at) if at == offset) || *said == Said::Unknown, "{frame}");
        }
        self.check_decoder(journal, ops);
    }

    /// Cursor, tally and quarantine are of one moment, and not older than the last checkpoint.
    fn check_decoder(&self, journal: &Journal, ops: usize) {
        let cursor = journal.cursor("decode").unwrap();
        let durable = self.checkpoints.iter().filter(|(at, _)| *at <= ops).map(|(_, cursor)| *cursor).max();
        assert!(cursor >= durable.unwrap_or(0), "the cursor went back to {cursor} from {durable:?}");
        let counts: Vec<_> = journal.tallies().into_iter().map(|tally| tally.counts).collect();
        let done: u64 = counts.iter().map(|counts| counts.decoded + counts.quarantined).sum();
        assert_eq!(done, cursor);
        let quarantined: u64 = counts.iter().map(|counts| counts.quarantined).sum();
        let mut reader = journal.quarantined(Filter::All).unwrap();
        let mut offsets = Vec::new();
        while let Some(batch) = reader.next(None).unwrap() {
            for entry in batch.entries() {
                let frame = Quarantined::of(entry).unwrap().entry;
                assert!(frame.frame.starts_with(b"!"));
                offsets.push(frame.offset);
            }
        }
        assert_eq!(offsets.len() as u64, quarantined);
        assert!(offsets.is_sorted_by(|a, b| a < b) && offsets.iter().all(|offset| *offset < cursor));
    }
}
