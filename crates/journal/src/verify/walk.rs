//! The way through all segments of a log.

use std::collections::BTreeMap;

use crate::block::{Hash, Header, entries};
use crate::entry::Slot;
use crate::fault::{Damage, Fault};
use crate::journal::UNFINISHED;
use crate::log::Head;
use crate::segment::{Kind, Reading, SEGMENT_HEADER_BYTES, Segment, file_name, list, unreadable};
use crate::state::{STATE_FILE, State};
use crate::verify::Verification;
use crate::verify::points::Points;
use crate::watch::Watch;

/// Where a log ends.
pub(super) struct Bounds {
    pub(super) head: Head,
    /// Where the decoder is: entries from here to the head are counted as pending.
    pub(super) decoder: u64,
    /// Whether what is behind the head is left alone.
    pub(super) to_head_only: bool,
}

/// The walk.
pub(super) struct Walk<'a> {
    reading: &'a Reading<'a>,
    kind: Kind,
    bounds: Bounds,
    points: &'a mut Points,
    watch: &'a Watch<'a>,
    out: &'a mut Verification,
    sources: Sources,
    /// The offset that has to follow.
    offset: u64,
    /// The hash so far; none behind damage.
    hash: Option<Hash>,
}

/// The sequence that each source goes on with, and how many of its entries are pending.
#[derive(Default)]
pub(super) struct Sources {
    next: BTreeMap<u32, u64>,
    pending: BTreeMap<u32, u64>,
}

impl Sources {
    fn count(&mut self, slots: &[Slot], bounds: &Bounds) {
        let pending = slots.iter().filter(|slot| (bounds.decoder..bounds.head.offset).contains(&slot.offset));
        for slot in pending {
            *self.pending.entry(slot.source.0).or_default() += 1;
        }
    }

    /// Compares what was counted with the state's tally. Behind damage there is nothing to compare.
    pub(super) fn compare(&self, state: &State, end: u64, out: &mut Verification) {
        if !out.is_whole() {
            return;
        }
        for (source_id, source) in (0..).zip(&state.sources) {
            let said = source.counts.pending();
            let counted = self.pending.get(&source_id).copied().unwrap_or(0);
            if said != Some(counted) {
                let said = said.unwrap_or(0);
                out.found(Damage::Tally { source_id, counted, said }.at(STATE_FILE, 0));
            }
            let next = self.next.get(&source_id).copied().filter(|_| end == state.head.offset);
            let expected = source.counts.accepted;
            if let Some(found) = next.filter(|next| *next != expected) {
                out.found(Damage::Sequence { source_id, expected, found }.at(STATE_FILE, 0));
            }
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        reading: &'a Reading<'a>,
        kind: Kind,
        bounds: Bounds,
        points: &'a mut Points,
        watch: &'a Watch<'a>,
        out: &'a mut Verification,
    ) -> Walk<'a> {
        Walk { reading, kind, bounds, points, watch, out, sources: Sources::default(), offset: 0, hash: None }
    }

    /// Walks from the segment that begins at `first`, where the hash is `base`.
    pub(super) fn run(mut self, first: u64, base: Hash) -> Sources {
        (self.offset, self.hash) = (first, Some(base));
        self.points.pass(first, Some(base));
        let folder = self.kind.folder();
        let (segments, others) = match list(self.reading.files, &self.reading.root.join(folder)) {
            Ok(listed) => listed,
            Err(error) => {
                self.out.found(unreadable(&error).at(folder, 0));
                return self.sources;
            }
        };
        for name in others.iter().filter(|name| !UNFINISHED.iter().any(|end| name.ends_with(end))) {
            self.out.found(Damage::Foreign.at(format!("{folder}/{name}"), 0));
        }
        // What is before the first had expired; a crash kept the file from going.
        let kept = segments.into_iter().filter(|segment| *segment >= first);
        let beyond = |segment: &u64| self.bounds.to_head_only && *segment > self.bounds.head.segment;
        let kept: Vec<u64> = kept.filter(|segment| !beyond(segment)).collect();
        for (index, segment) in kept.iter().enumerate() {
            self.out.stopped = self.watch.stopped();
            if self.out.stopped.is_some() {
                return self.sources;
            }
            self.enter(*segment);
            if let Err(fault) = self.segment(*segment, index + 1 == kept.len()) {
                self.lose(fault);
            }
            self.watch.further(|far| far.segments_done += 1);
        }
        if self.bounds.head.bytes > 0 && kept.last().is_none_or(|last| *last < self.bounds.head.segment) {
            let name = format!("{folder}/{}", file_name(self.bounds.head.segment));
            self.out.found(Damage::Missing.at(name, 0));
        }
        self.sources
    }

    /// Compares where the segment begins with where the one before it ended.
    fn enter(&mut self, segment: u64) {
        if segment == self.offset {
            return;
        }
        let name = |first| format!("{}/{}", self.kind.folder(), file_name(first));
        // After damage it is not known where the segment before would have ended.
        if segment > self.offset && self.hash.is_some() {
            self.lose(Damage::Missing.at(name(self.offset), 0));
        } else if segment < self.offset {
            self.lose(Damage::Foreign.at(name(segment), 0));
        }
        self.offset = segment;
    }

    /// Tells of damage behind which hashes and sequences are not known.
    fn lose(&mut self, fault: Fault) {
        self.out.found(fault);
        self.forget();
    }

    fn forget(&mut self) {
        self.hash = None;
        self.sources.next.clear();
    }

    fn segment(&mut self, first: u64, last: bool) -> Result<(), Fault> {
        let mut segment = Segment::open(self.reading, self.kind, first)?;
        self.out.segments += 1;
        if self.hash.is_some_and(|hash| hash != segment.header.previous) {
            self.lose(segment.fault(0, Damage::Chain));
        }
        // Where what was before is gone or damaged, this is what is known of it.
        self.points.pass(first, Some(segment.header.previous));
        self.hash = Some(segment.header.hash());
        self.points.pass(first, self.hash);
        let bytes = segment.bytes()?;
        let bounded = self.bounds.to_head_only && first == self.bounds.head.segment;
        let end = if bounded { self.bounds.head.bytes.min(bytes) } else { bytes };
        let mut position = SEGMENT_HEADER_BYTES as u64;
        while position < end {
            let header = match segment.block(position) {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(fault) if last && position > SEGMENT_HEADER_BYTES as u64 => {
                    self.out.found(segment.fault(position, Damage::Tail { bytes: end - position }));
                    return Err(fault);
                }
                Err(fault) => return Err(fault),
            };
            if position + header.block_bytes() > end {
                // Of a block without its end no entry is there.
                return Err(segment.fault(position, Damage::Tail { bytes: end - position }));
            }
            self.block(&mut segment, position, &header);
            self.watch.further(|far| far.bytes += header.block_bytes());
            position += header.block_bytes();
        }
        Ok(())
    }

    fn block(&mut self, segment: &mut Segment, position: u64, header: &Header) {
        if header.first != self.offset {
            let damage = Damage::Offset { expected: self.offset, found: header.first };
            self.lose(segment.fault(position, damage));
        } else if self.hash.is_some_and(|hash| hash != header.previous) {
            self.lose(segment.fault(position, Damage::Chain));
        }
        self.offset = header.end();
        let content = segment.packed(position, header).and_then(|packed| {
            let raw = segment.unpack(position, header, &packed)?;
            let slots = entries(self.kind, header, &raw).map_err(|damage| segment.fault(position, damage))?;
            Ok((header.hash(&packed), slots))
        });
        match content {
            Ok((hash, slots)) => {
                self.hash = Some(hash);
                self.out.blocks += 1;
                self.out.entries += u64::from(header.count);
                self.out.bytes += header.block_bytes();
                if self.kind == Kind::Journal {
                    self.sequences(segment, position, header);
                    self.sources.count(&slots, &self.bounds);
                }
            }
            Err(fault) => self.lose(fault),
        }
        self.points.pass(self.offset, self.hash);
    }

    fn sequences(&mut self, segment: &Segment, position: u64, header: &Header) {
        for share in &header.shares {
            let (source_id, found) = (share.source.0, share.first_sequence);
            let next = self.sources.next.insert(source_id, found + u64::from(share.count));
            if let Some(expected) = next.filter(|expected| *expected != found) {
                self.out.found(segment.fault(position, Damage::Sequence { source_id, expected, found }));
            }
        }
    }
}
