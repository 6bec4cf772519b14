//! Readers: each goes through a log at its own pace, a block at a time, and sees only what is durable.
//!
//! A reader holds one block in memory and no lock while it reads; the writer never waits for one.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use crate::block::{Header, entries};
use crate::entry::{Batch, OrganizationId, SourceId};
use crate::error::ReadError;
use crate::fault::{Damage, Fault};
use crate::log::{Place, Stream, View};
use crate::segment::{SEGMENT_HEADER_BYTES, Segment, unreadable};

/// Which entries are wanted. Blocks without any are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    All,
    /// Those of one organization.
    Organization(OrganizationId),
    /// Those of one source.
    Source(SourceId),
}

impl Filter {
    fn wants(self, organization: OrganizationId, source: SourceId) -> bool {
        match self {
            Filter::All => true,
            Filter::Organization(wanted) => organization == wanted,
            Filter::Source(wanted) => source == wanted,
        }
    }
}

/// Reads entries in the order of their offsets.
pub struct Reader {
    place: Arc<Place>,
    stream: Arc<Stream>,
    filter: Filter,
    /// The next offset that has not been looked at.
    next: u64,
    at: Option<At>,
    /// What ended the last reading.
    fault: Option<Fault>,
}

/// Where the reader stands in the files.
struct At {
    segment: Segment,
    position: u64,
    /// The offset of the block at `position`.
    offset: u64,
}

impl At {
    /// The header of the block at hand, which must end no later than at `end`.
    fn block(&self, end: u64) -> Result<Header, Fault> {
        let fault = |damage| self.segment.fault(self.position, damage);
        let header = self.segment.block(self.position)?;
        let header = header.ok_or_else(|| fault(Damage::Cut { expected: end, found: self.offset }))?;
        if header.first != self.offset || header.end() > end {
            return Err(fault(Damage::Offset { expected: self.offset, found: header.first }));
        }
        Ok(header)
    }

    /// Whether the block at hand is whole; an error where that cannot be told.
    fn is_whole(&self, end: u64) -> Result<bool, Fault> {
        let content = self.block(end).and_then(|header| self.segment.packed(self.position, &header));
        match content {
            Ok(_) => Ok(true),
            Err(fault) if fault.damage.hinders_only() => Err(fault),
            Err(_) => Ok(false),
        }
    }

    fn pass(&mut self, header: &Header) {
        self.position += header.block_bytes();
        self.offset = header.end();
    }

    /// Goes to the next whole header behind damage, if the block begins at an offset that is wanted.
    fn leap(&mut self, wanted: impl Fn(u64) -> bool) -> Result<bool, Fault> {
        let offset = self.offset;
        let found = self.segment.find(self.position + 1, |header| header.first > offset && wanted(header.first));
        let found = found.map_err(|error| self.segment.fault(self.position, unreadable(&error)))?;
        let Some((position, header)) = found else { return Ok(false) };
        (self.position, self.offset) = (position, header.first);
        Ok(true)
    }
}

/// What the view says about the next offset.
enum Ahead {
    /// It is in the segment that begins here and ends before the other offset.
    Here { first: u64, end: u64 },
    /// It is not there yet.
    Nothing,
}

impl Reader {
    pub(crate) fn new(place: Arc<Place>, stream: Arc<Stream>, from: u64, filter: Filter) -> Reader {
        Reader { place, stream, filter, next: from, at: None, fault: None }
    }

    /// The next offset that was not read or skipped: where a cursor may move to once all that was read is done with.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.next
    }

    /// The next entries. Where there are none yet, waits for them until the deadline, or not at all without one; `None`
    /// if nothing came, or nothing can come any more.
    pub fn next(&mut self, deadline: Option<Instant>) -> Result<Option<Batch>, ReadError> {
        let from = self.next;
        loop {
            let Ahead::Here { first, end } = self.ahead(deadline)? else { return Ok(None) };
            let stepped = self.step(first, end);
            self.fault = match &stepped {
                Err(ReadError::Damaged(fault)) => Some(fault.clone()),
                _ => None,
            };
            if let Some(batch) = stepped? {
                return Ok(Some(Batch { range: (from, self.next), ..batch }));
            }
        }
    }

    /// After [`ReadError::Damaged`]: goes on behind the damage, to the next block that is whole, and returns the
    /// offset there. The entries in between cannot be read; whoever reads for others says that they are missing.
    ///
    /// An error, and nothing is passed, where they cannot be read now only: the key is not at hand, or the system refuses.
    pub fn skip_damage(&mut self) -> Result<u64, ReadError> {
        if let Some(fault) = self.fault.as_ref().filter(|fault| fault.damage.hinders_only()) {
            return Err(ReadError::Damaged(fault.clone()));
        }
        let Ahead::Here { first, end } = self.ahead(None)? else { return Ok(self.next) };
        self.next = self.behind(first, end).map_err(ReadError::Damaged)?;
        Ok(self.next)
    }

    /// Stands before the next whole block of the segment that is not the one at hand; its offset, or where the segment ends.
    fn behind(&mut self, first: u64, end: u64) -> Result<u64, Fault> {
        let Some(mut at) = self.at.take().filter(|at| at.segment.header.first == first) else { return Ok(end) };
        loop {
            match at.block(end) {
                Ok(header) => at.pass(&header),
                Err(fault) if fault.damage.hinders_only() => return Err(fault),
                Err(_) if at.leap(|first| first < end)? => {}
                Err(_) => return Ok(end),
            }
            if at.offset >= end {
                return Ok(end);
            }
            // What is behind the damage may be damaged too.
            if at.is_whole(end)? {
                let offset = at.offset;
                self.at = Some(at);
                return Ok(offset);
            }
        }
    }

    /// Finds the segment of the next offset, waiting where it is not there yet.
    fn ahead(&self, deadline: Option<Instant>) -> Result<Ahead, ReadError> {
        let mut view = self.stream.view();
        while view.head.offset <= self.next && !view.closed {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let Some(left) = left.filter(|left| !left.is_zero()) else { return Ok(Ahead::Nothing) };
            view = self.stream.grown.wait_timeout(view, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        if view.head.offset <= self.next { Ok(Ahead::Nothing) } else { self.here(&view) }
    }

    fn here(&self, view: &View) -> Result<Ahead, ReadError> {
        let after = view.segments.partition_point(|segment| segment.first <= self.next);
        let Some(index) = after.checked_sub(1) else { return Err(ReadError::Expired { first: view.first() }) };
        let end = view.segments.get(after).map_or(view.head.offset, |segment| segment.first);
        Ok(Ahead::Here { first: view.segments[index].first, end })
    }

    /// Goes on by one block; its entries, if it has wanted ones.
    fn step(&mut self, first: u64, end: u64) -> Result<Option<Batch>, ReadError> {
        let at = match self.at.take().filter(|at| at.segment.header.first == first) {
            Some(at) => at,
            None => self.open(first)?,
        };
        let at = self.at.insert(at);
        let header = match at.block(end) {
            Ok(header) => header,
            Err(fault) if fault.damage.hinders_only() => return Err(ReadError::Damaged(fault)),
            // On the way to the next offset, damage before it is no matter.
            Err(_) if at.offset < self.next && at.leap(|first| first <= self.next).map_err(ReadError::Damaged)? => {
                return Ok(None);
            }
            Err(fault) => return Err(ReadError::Damaged(fault)),
        };
        let wanted = header.end() > self.next && self.is_wanted(&header);
        let batch = if wanted { Some(self.batch(&header)?) } else { None };
        let Some(at) = &mut self.at else { return Ok(None) };
        at.pass(&header);
        self.next = self.next.max(header.end());
        Ok(batch.filter(|batch| !batch.slots.is_empty()))
    }

    fn open(&self, first: u64) -> Result<At, ReadError> {
        let opened = Segment::open(&self.place.reading(), self.stream.kind, first);
        let segment = opened.map_err(|fault| match fault.damage {
            // It may have expired between the look at the view and now.
            Damage::Missing if self.stream.view().first() > first => {
                ReadError::Expired { first: self.stream.view().first() }
            }
            _ => ReadError::Damaged(fault),
        })?;
        Ok(At { segment, position: SEGMENT_HEADER_BYTES as u64, offset: first })
    }

    fn is_wanted(&self, header: &Header) -> bool {
        header.shares.iter().any(|share| self.filter.wants(share.organization, share.source))
    }

    /// The wanted entries of the block, from the next offset on.
    fn batch(&mut self, header: &Header) -> Result<Batch, ReadError> {
        let at = self.at.as_mut().expect("the block's header was read from it");
        let packed = at.segment.packed(at.position, header).map_err(ReadError::Damaged)?;
        let raw = at.segment.unpack(at.position, header, &packed).map_err(ReadError::Damaged)?;
        let slots = entries(self.stream.kind, header, &raw);
        let mut slots = slots.map_err(|damage| ReadError::Damaged(at.segment.fault(at.position, damage)))?;
        let (filter, next) = (self.filter, self.next);
        slots.retain(|slot| slot.offset >= next && filter.wants(slot.organization, slot.source));
        Ok(Batch { raw: Arc::new(raw), slots: Arc::new(slots), range: (0, 0) })
    }
}
