//! Events of no known kind decoded again, after the kinds became more.
//!
//! Their frames are read from the journal once more, so that time, names and kind are what an import of today would give;
//! the lake brings what is of a kind by now into its table. Events whose frames the journal has let go of stay.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_journal::{Batch, Filter, Journal, ReadError, Reader, StateError};
use atalaya_lake::{Again, Lake, LakeError, RowId, TransferError, Transferred};
use atalaya_schema::Schema;

use crate::decode::{Decoding, Place, UNRECOGNISED};

/// Bytes of blocks of the journal that are decoded together, about.
const ROUND_BYTES: usize = 4 << 20;
/// Entries that are passed over by reading on; what is further away is looked for.
const READ_ON_MAX: u64 = 4096;

/// What became of events of no known kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recognition {
    /// Events that were looked at.
    pub looked: u64,
    /// Events that are of a kind now and in its table, by its name.
    pub kinds: BTreeMap<String, u64>,
    /// Events that stay because their entries cannot be read any more: the journal has let go of them, or they came from
    /// the quarantine.
    pub gone: u64,
    /// Events that stay because a hold keeps them that would not do so in the table of their kind.
    pub held: u64,
    /// Whether it was stopped.
    pub stopped: bool,
}

impl Recognition {
    /// Events that are of a kind now.
    #[must_use]
    pub fn recognised(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// Events that stay, for whatever reason.
    #[must_use]
    pub fn stay(&self) -> u64 {
        self.looked - self.recognised()
    }
}

/// Why not every event was looked at. It can be called again.
#[derive(Debug, thiserror::Error)]
pub enum RecognitionError {
    /// The journal cannot be read.
    #[error("cannot read the journal")]
    Read(#[from] ReadError),
    /// The decoder's cursor cannot be moved behind what is stored.
    #[error("cannot move the decoder's cursor")]
    State(#[from] StateError),
    /// The lake refuses.
    #[error("cannot write what waits")]
    Lake(#[from] LakeError),
    /// The lake refuses to bring rows into other tables.
    #[error("cannot bring events into the tables of their kinds")]
    Transfer(#[from] TransferError),
}

/// Looks at all events of no known kind. Everything that was decoded must be durable, and the cursor behind it.
pub(crate) fn recognise(
    journal: &Journal,
    lake: &Lake,
    schema: &Arc<Schema>,
    stop: &AtomicBool,
) -> Result<Recognition, RecognitionError> {
    let mut looking =
        Looking { journal, decoding: Decoding::new(schema.clone(), None), frames: Frames::new(journal), gone: 0 };
    let transferred = lake.transfer(UNRECOGNISED, &mut |_, rows| looking.again(rows), stop)?;
    let Transferred { looked, kinds, held, stopped } = transferred;
    Ok(Recognition { looked, kinds, gone: looking.gone, held, stopped })
}

/// Events that are looked at.
struct Looking<'a> {
    journal: &'a Journal,
    decoding: Decoding<'a>,
    frames: Frames<'a>,
    gone: u64,
}

impl Looking<'_> {
    /// Decodes the frames of these rows, from the first on, as many as go together.
    fn again(&mut self, rows: &[RowId]) -> Result<Again, RecognitionError> {
        let (mut looked, mut bytes) = (0, 0);
        while looked < rows.len() && bytes < ROUND_BYTES {
            let RowId { late, offset, .. } = rows[looked];
            // An entry has rows one behind the other.
            let of_entry = rows[looked..].iter().take_while(|row| (row.late, row.offset) == (late, offset)).count();
            looked += of_entry;
            // The numbers of the quarantine are not the journal's.
            let batch = if late { None } else { self.frames.at(offset)? };
            let entry = batch.and_then(|batch| batch.entries().find(|entry| entry.offset == offset));
            match entry {
                Some(entry) => {
                    bytes += entry.frame.len();
                    // What cannot be decoded any more has no rows, and those that are there stay.
                    self.decoding.frame(self.journal, &entry, Place { offset, late: false });
                }
                None => self.gone += of_entry as u64,
            }
        }
        Ok(Again { looked, chunks: self.decoding.take() })
    }
}

/// Blocks of the journal, as they are asked for.
struct Frames<'a> {
    journal: &'a Journal,
    reader: Option<Reader>,
    batch: Option<Batch>,
}

impl<'a> Frames<'a> {
    fn new(journal: &'a Journal) -> Frames<'a> {
        Frames { journal, reader: None, batch: None }
    }

    /// The block with this entry; `None` where it has expired or is damaged.
    fn at(&mut self, offset: u64) -> Result<Option<&Batch>, ReadError> {
        let has = |batch: &Batch| (batch.range().0..batch.range().1).contains(&offset);
        while !self.batch.as_ref().is_some_and(has) {
            let near = |reader: &Reader| (reader.offset()..=reader.offset() + READ_ON_MAX).contains(&offset);
            let reader = match self.reader.take().filter(near) {
                Some(reader) => reader,
                None => match self.journal.read(offset, Filter::All) {
                    Err(ReadError::Expired { .. }) => return Ok(None),
                    reader => reader?,
                },
            };
            if !self.read_on(reader, offset)? {
                return Ok(None);
            }
        }
        Ok(self.batch.as_ref())
    }

    /// Reads the next block. `false`: what is there of the entry cannot be read.
    fn read_on(&mut self, mut reader: Reader, offset: u64) -> Result<bool, ReadError> {
        self.batch = None;
        match reader.next(None) {
            Ok(Some(batch)) => self.batch = Some(batch),
            Ok(None) | Err(ReadError::Expired { .. }) => return Ok(false),
            Err(ReadError::Damaged(_)) => {
                let behind = reader.skip_damage()?;
                self.reader = Some(reader);
                return Ok(behind <= offset);
            }
        }
        self.reader = Some(reader);
        Ok(true)
    }
}
