//! Entries: what arrived, before it has a place in the journal and after.

use std::sync::Arc;

use atalaya_model::Time;
use serde::{Deserialize, Serialize};

/// Bytes that a frame may have: the codec's bound.
pub const FRAME_BYTES_MAX: usize = 16 << 20;
/// Bytes that the header of a frame may have.
pub const FRAME_HEADER_BYTES_MAX: usize = 64 << 10;

/// An organization's number in this journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrganizationId(pub u32);

/// A source's number in this journal; it belongs to one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// An entry that is to be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// Where it comes from; the source says whose it is.
    pub source: SourceId,
    /// When it was received.
    pub received: Time,
    /// What is needed to decode the frame (its format, columns, provenance), in the caller's own form.
    pub header: &'a [u8],
    /// The frame as it was received.
    pub frame: &'a [u8],
}

/// An entry of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place among all entries, from 0.
    pub offset: u64,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Where it comes from.
    pub source: SourceId,
    /// Its place among the entries of its source, from 0.
    pub sequence: u64,
    /// When it was received.
    pub received: Time,
    /// What is needed to decode the frame.
    pub header: &'a [u8],
    /// The frame as it was received.
    pub frame: &'a [u8],
}

/// The place of an entry in the bytes of its block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) offset: u64,
    pub(crate) organization: OrganizationId,
    pub(crate) source: SourceId,
    pub(crate) sequence: u64,
    pub(crate) received: Time,
    /// Where the header begins, where the frame begins, where it ends.
    pub(crate) spans: [u32; 3],
}

/// Entries that were read together: those of one block that were asked for. Cheap to clone and to send elsewhere.
#[derive(Debug, Clone)]
pub struct Batch {
    pub(crate) raw: Arc<Vec<u8>>,
    pub(crate) slots: Arc<Vec<Slot>>,
    pub(crate) range: (u64, u64),
}

impl Batch {
    /// The entries, in their order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> + '_ {
        self.slots.iter().map(|slot| self.entry(slot))
    }

    /// The offsets that this batch answers for, from and up to but not with: entries in between that it does not have
    /// were not asked for.
    #[must_use]
    pub fn range(&self) -> (u64, u64) {
        self.range
    }

    /// Bytes of memory that it holds, which may be more than its entries have.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.raw.len() + self.slots.len() * size_of::<Slot>()
    }

    fn entry(&self, slot: &Slot) -> Entry<'_> {
        let [header, frame, end] = slot.spans.map(|place| place as usize);
        Entry {
            offset: slot.offset,
            organization: slot.organization,
            source: slot.source,
            sequence: slot.sequence,
            received: slot.received,
            header: &self.raw[header..frame],
            frame: &self.raw[frame..end],
        }
    }
}
