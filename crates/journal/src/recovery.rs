//! What opening a journal finds after a crash, and what it does about it.
//!
//! Only the end of the journal can be torn by a crash: what was being written when it came. It is cut off if nothing in it
//! can have been acknowledged, and that is proven: by the state, which says how far the journal had come when it was
//! written, and by the blocks themselves, each of which says how far the journal was durable before it. If either speaks
//! of entries that would be cut off, it is damage, and nothing is touched.

use crate::block::Header;
use crate::error::OpenError;
use crate::fault::{Damage, Fault};
use crate::files::write_back;
use crate::log::{Extent, Head, Place, begin};
use crate::segment::{Kind, SEGMENT_HEADER_BYTES, Segment, file_name, list, peek, unreadable};
use crate::state::State;
use crate::tally::Counts;

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recovery {
    /// Whether the journal was made just now.
    pub created: bool,
    /// Entries that are newer than the state: the journal was not closed.
    pub recovered_entries: u64,
    /// Every entry before this offset is proven to have been durable, and is there. What was acknowledged beyond it is
    /// there too, for what is torn was never synced.
    pub proven: u64,
    /// What was cut off.
    pub torn: Option<Torn>,
    /// Files that were taken away: begun and never finished, or expired already.
    pub removed: Vec<String>,
    /// Older segments that cannot be opened and the end of the quarantine where it is not whole, to which nothing was done; and
    /// the state, where its copy had to be read.
    /// `verify` tells more.
    pub damaged: Vec<Fault>,
}

/// An end that was cut off: written and not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The segment, from the journal's folder.
    pub file: String,
    /// Where it was cut.
    pub position: u64,
    /// How many bytes there were.
    pub bytes: u64,
}

/// A log as it was found.
pub(crate) struct Found {
    pub(crate) extents: Vec<Extent>,
    pub(crate) head: Head,
}

/// Looks through the journal's log from where the state knew it, counts what it finds, and cuts what is torn.
pub(crate) fn journal(place: &Place, state: &mut State, recovery: &mut Recovery) -> Result<Found, OpenError> {
    let (segments, _) = list(place.files.as_ref(), &place.root.join(Kind::Journal.folder()))?;
    let known = state.head.head();
    recovery.proven = known.offset;
    let mut found = Found { extents: Vec::new(), head: known };
    if known.bytes == 0 && segments.first() != Some(&known.offset) {
        return first_segment(place, Kind::Journal, found);
    }
    if known.bytes > 0 && !segments.contains(&known.segment) {
        return Err(OpenError::Damaged(missing(Kind::Journal, known.segment)));
    }
    sealed(place, Kind::Journal, &segments, known.segment, &mut found, recovery);
    let newer: Vec<u64> = segments.into_iter().filter(|first| *first >= known.segment).collect();
    for (index, first) in newer.iter().enumerate() {
        let last = index + 1 == newer.len();
        let mut walk = Walk { place, state, recovery, found: &mut found, last };
        if walk.segment(*first)? == Step::Gone {
            break;
        }
    }
    recovery.recovered_entries = found.head.offset - known.offset;
    if found.extents.is_empty() {
        return first_segment(place, Kind::Journal, found);
    }
    Ok(found)
}

/// Brings the quarantine back to what the state says.
pub(crate) fn quarantine(place: &Place, state: &State, recovery: &mut Recovery) -> Result<Found, OpenError> {
    let kind = Kind::Quarantine;
    let folder = place.root.join(kind.folder());
    let (segments, _) = list(place.files.as_ref(), &folder)?;
    let known = state.quarantine.head.head();
    let mut found = Found { extents: Vec::new(), head: known };
    for first in segments.iter().copied().filter(|first| known.bytes == 0 || *first > known.segment) {
        place.files.remove(&folder.join(file_name(first)))?;
        recovery.removed.push(format!("{}/{}", kind.folder(), file_name(first)));
    }
    if known.bytes == 0 {
        return first_segment(place, kind, found);
    }
    sealed(place, kind, &segments, known.segment, &mut found, recovery);
    let segment = Segment::open(&place.reading(), kind, known.segment).map_err(OpenError::Damaged)?;
    let bytes = segment.file.size()?;
    if bytes < known.bytes {
        let cut = Damage::Cut { expected: known.offset, found: segment.whole_until(bytes) };
        return Err(OpenError::Damaged(segment.fault(bytes, cut)));
    }
    if let Err(fault) = last_block(&segment, &known) {
        recovery.damaged.push(fault);
    }
    let Segment { file, header, .. } = segment;
    if bytes > known.bytes {
        file.set_len(known.bytes)?;
        file.sync()?;
    }
    place.files.sync_folder(&folder)?;
    let (first, created, previous) = (header.first, header.created, header.previous);
    found.extents.push(Extent { first, created, bytes: known.bytes, key: header.key.0, previous });
    Ok(found)
}

/// Whether the segment ends with the block that the state knew as the last, and that is whole: nothing else may ever read it.
fn last_block(segment: &Segment, known: &Head) -> Result<(), Fault> {
    let (mut at, mut hash) = (SEGMENT_HEADER_BYTES as u64, segment.header.hash());
    while at < known.bytes {
        let Some(header) = segment.block(at)? else { break };
        if at + header.block_bytes() >= known.bytes {
            hash = header.hash(&segment.packed(at, &header)?);
        }
        at += header.block_bytes();
    }
    if hash == known.hash { Ok(()) } else { Err(segment.fault(at, Damage::Chain)) }
}

fn first_segment(place: &Place, kind: Kind, mut found: Found) -> Result<Found, OpenError> {
    let (_, head, extent, _) = begin(place, kind, found.head)?;
    found.head = head;
    found.extents = vec![extent];
    Ok(found)
}

fn missing(kind: Kind, first: u64) -> Fault {
    Damage::Missing.at(format!("{}/{}", kind.folder(), file_name(first)), 0)
}

/// Notes the segments before the one that the state knew as the last.
fn sealed(place: &Place, kind: Kind, segments: &[u64], until: u64, found: &mut Found, recovery: &mut Recovery) {
    for first in segments.iter().copied().filter(|first| *first < until) {
        let extent = peek(&place.reading(), kind, first).and_then(|(name, file, header)| {
            let bytes = file.size().map_err(|error| unreadable(&error).at(name, 0))?;
            Ok(Extent { first, created: header.created, bytes, key: header.key.0, previous: header.previous })
        });
        found.extents.push(extent.unwrap_or_else(|fault| {
            recovery.damaged.push(fault);
            let created = found.extents.last().map_or(place.clock.now(), |before| before.created);
            Extent { first, created, bytes: 0, key: 0, previous: [0; 32] }
        }));
    }
}

/// What became of a segment.
#[derive(PartialEq, Eq)]
enum Step {
    /// It belongs to the journal.
    Kept,
    /// It had only been begun, and was taken away.
    Gone,
}

/// The way through the segments that are newer than the state.
struct Walk<'a> {
    place: &'a Place,
    state: &'a mut State,
    recovery: &'a mut Recovery,
    found: &'a mut Found,
    /// Whether no segment follows.
    last: bool,
}

impl Walk<'_> {
    fn segment(&mut self, first: u64) -> Result<Step, OpenError> {
        let segment = match Segment::open(&self.place.reading(), Kind::Journal, first) {
            Err(fault) if fault.damage == Damage::SegmentHeader => return self.begun_only(first, fault),
            opened => opened.map_err(OpenError::Damaged)?,
        };
        let continues = self.found.head.bytes > 0 && first == self.found.head.segment;
        if !continues {
            self.enter(&segment)?;
        }
        let bytes = segment.bytes().map_err(OpenError::Damaged)?;
        if bytes < self.found.head.bytes {
            let (expected, found) = (self.found.head.offset, segment.whole_until(bytes));
            return Err(OpenError::Damaged(segment.fault(bytes, Damage::Cut { expected, found })));
        }
        // What the state knew is on the disk.
        let durable = if continues { self.found.head.bytes } else { 0 };
        let fault = self.blocks(&segment);
        if let Err(fault) = fault {
            self.cut(&segment, bytes, fault)?;
        }
        // What is whole may still be in the system's memory only.
        write_back(segment.file.as_ref(), durable, self.found.head.bytes)?;
        segment.file.sync()?;
        self.place.files.sync_folder(&self.place.root.join(Kind::Journal.folder()))?;
        let (header, bytes) = (&segment.header, self.found.head.bytes);
        let (created, previous) = (header.created, header.previous);
        self.found.extents.push(Extent { first, created, bytes, key: header.key.0, previous });
        Ok(Step::Kept)
    }

    /// Goes on to the segment that follows.
    fn enter(&mut self, segment: &Segment) -> Result<(), OpenError> {
        let head = &mut self.found.head;
        let damaged = |damage| Err(OpenError::Damaged(segment.fault(0, damage)));
        if segment.header.first != head.offset {
            return damaged(Damage::Offset { expected: head.offset, found: segment.header.first });
        }
        if segment.header.previous != head.hash {
            return damaged(Damage::Chain);
        }
        let bytes = SEGMENT_HEADER_BYTES as u64;
        *head = Head { offset: head.offset, hash: segment.header.hash(), segment: head.offset, bytes };
        Ok(())
    }

    /// Walks the blocks as long as they are whole.
    fn blocks(&mut self, segment: &Segment) -> Result<(), Fault> {
        loop {
            let head = self.found.head;
            let Some(header) = segment.block(head.bytes)? else { return Ok(()) };
            let fault = |damage| segment.fault(head.bytes, damage);
            if header.previous != head.hash {
                return Err(fault(Damage::Chain));
            }
            if header.first != head.offset {
                return Err(fault(Damage::Offset { expected: head.offset, found: header.first }));
            }
            let packed = segment.packed(head.bytes, &header)?;
            self.count(segment, &header)?;
            let (offset, bytes) = (header.end(), head.bytes + header.block_bytes());
            self.found.head = Head { offset, hash: header.hash(&packed), bytes, ..head };
            self.recovery.proven = self.recovery.proven.max(header.synced);
        }
    }

    /// Counts what the state has not counted.
    fn count(&mut self, segment: &Segment, header: &Header) -> Result<(), Fault> {
        let position = self.found.head.bytes;
        let accepted = |source: u32| self.state.sources.get(source as usize).map_or(0, |known| known.counts.accepted);
        for share in &header.shares {
            let (expected, found) = (accepted(share.source.0), share.first_sequence);
            if expected != found || share.source.0 as usize >= self.state.sources.len() {
                let source_id = share.source.0;
                return Err(segment.fault(position, Damage::Sequence { source_id, expected, found }));
            }
        }
        for share in &header.shares {
            let counts: &mut Counts = &mut self.state.sources[share.source.0 as usize].counts;
            counts.accepted += u64::from(share.count);
        }
        Ok(())
    }

    /// Cuts off what is torn, or refuses to.
    fn cut(&mut self, segment: &Segment, bytes: u64, fault: Fault) -> Result<(), OpenError> {
        let head = self.found.head;
        let acknowledged = self.recovery.proven > head.offset
            || segment.find(head.bytes, |header| header.synced > head.offset)?.is_some();
        let tearing = [Damage::BlockHeader, Damage::BlockBody, Damage::Chain].contains(&fault.damage);
        if !self.last || acknowledged || !tearing {
            return Err(OpenError::Damaged(fault));
        }
        segment.file.set_len(head.bytes)?;
        let torn = Torn { file: segment.name.clone(), position: head.bytes, bytes: bytes - head.bytes };
        self.recovery.torn = Some(torn);
        Ok(())
    }

    /// A segment without a whole header: it had only been begun, unless something says otherwise.
    fn begun_only(&mut self, first: u64, fault: Fault) -> Result<Step, OpenError> {
        let head = self.found.head;
        let known = head.bytes > 0 && head.segment == first;
        let path = self.place.root.join(&fault.file);
        let file = self.place.files.open(&path)?;
        // The header is synced before the first block is written, so there can be no block.
        if known || !self.last || first != head.offset || file.size()? > SEGMENT_HEADER_BYTES as u64 {
            return Err(OpenError::Damaged(fault));
        }
        self.place.files.remove(&path)?;
        self.place.files.sync_folder(&self.place.root.join(Kind::Journal.folder()))?;
        self.recovery.removed.push(fault.file);
        Ok(Step::Gone)
    }
}
