//! Entries that damage took: the decoder leaves them behind, and the tally says so.
//!
//! How many of which source they were is known even where no header can be read: in order, a source's next sequence is the
//! number of its entries that were done with, and the blocks behind the damage say with which sequence each goes on.

use std::collections::BTreeMap;

use crate::core::{Books, Core, lock};
use crate::entry::SourceId;
use crate::error::{ReadError, StateError};
use crate::journal::Journal;
use crate::reader::{Filter, Reader};
use crate::tally::DECODE_CURSOR;

impl Journal {
    /// Gives up the entries between the decoder's cursor and `to`, which are damaged: counts them as lost, by source, and
    /// moves the cursor. `to` is what [`Reader::skip_damage`] said. Durable when it returns.
    pub fn lose(&self, to: u64) -> Result<BTreeMap<SourceId, u64>, StateError> {
        if let Some(error) = self.core.failure() {
            return Err(StateError::Failed(error));
        }
        // The decoder moves nothing meanwhile.
        let still = lock(&self.core.quarantine_log);
        let sequences = sequences(&self.core, to)?;
        let mut books = self.core.books();
        let head = self.core.journal.view().head.offset;
        let at = books.cursors.get(DECODE_CURSOR).copied().unwrap_or(0);
        if to < at || to > head {
            return Err(StateError::Cursor { at, to, head });
        }
        let lost = share(&books, &sequences, to - at).ok_or(StateError::Unbalanced)?;
        for (source, count) in &lost {
            books.sources[source.0 as usize].counts.lost += count;
        }
        books.cursors.insert(DECODE_CURSOR.to_owned(), to);
        books.generation += 1;
        drop((books, still));
        self.checkpoint()?;
        Ok(lost)
    }
}

/// How many of the lost entries were of which source; together they are `entries`.
fn share(books: &Books, sequences: &Sequences, entries: u64) -> Option<BTreeMap<SourceId, u64>> {
    let (mut lost, mut left) = (BTreeMap::new(), entries);
    // Those that are certain come first. Of the others it is known how many are lost here and in damage further on; what
    // is not counted here is counted there.
    for certain in [true, false] {
        for (id, source) in (0..).zip(&books.sources) {
            let done = source.counts.accepted - source.counts.pending()?;
            let found = sequences.first.get(&id);
            let (next, known) = found.copied().unwrap_or((source.counts.accepted, !sequences.damaged));
            if known != certain {
                continue;
            }
            let most = next.checked_sub(done)?;
            let count = if certain { most } else { most.min(left) };
            left = left.checked_sub(count)?;
            if count > 0 {
                lost.insert(SourceId(id), count);
            }
        }
    }
    (left == 0).then_some(lost)
}

/// The sequence with which each source goes on from an offset, and whether no damage is before that; none for those that
/// have nothing more.
struct Sequences {
    first: BTreeMap<u32, (u64, bool)>,
    damaged: bool,
}

fn sequences(core: &Core, from: u64) -> Result<Sequences, ReadError> {
    let sources = core.books().sources.len();
    let mut reader = Reader::new(core.place.clone(), core.journal.clone(), from, Filter::All);
    let mut found = Sequences { first: BTreeMap::new(), damaged: false };
    while found.first.len() < sources {
        let batch = match reader.next(None) {
            Ok(Some(batch)) => batch,
            Ok(None) => break,
            Err(ReadError::Damaged(_)) => {
                found.damaged = true;
                reader.skip_damage()?;
                continue;
            }
            Err(error) => return Err(error),
        };
        for entry in batch.entries() {
            found.first.entry(entry.source.0).or_insert((entry.sequence, !found.damaged));
        }
    }
    Ok(found)
}
