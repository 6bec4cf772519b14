//! An input that is being read: its units become entries of the journal.

use std::ops::Range;
use std::sync::Arc;

use atalaya_codec::Header;
use atalaya_codec::framing::{CHUNK_BYTES, lines};
use atalaya_journal::{NewEntry, SourceId};
use atalaya_reader::{Frames, InputInfo, Unit};

use super::occurrences::Occurrences;
use super::resume::Found;
use crate::header::{Clock, Origin, Shared, Stretch};

/// Entries that are handed over at once.
const ENTRIES_MAX: usize = 8192;
/// Bytes that are handed over at once, unless a single frame is larger.
const BYTES_MAX: usize = 4 << 20;

/// An input that is being read.
pub(super) struct Opened {
    pub(super) name: Arc<str>,
    pub(super) sha256: Option<[u8; 32]>,
    source: SourceId,
    clock: Clock,
    /// Frames up to this number are in the journal.
    behind: Option<u64>,
    /// Frames that are in the journal or on their way, with those of earlier imports.
    pub(super) frames: u64,
    /// Frames whose header would have been too long.
    pub(super) refused: u64,
    stretch: Option<(Header, Option<Stretch>)>,
    headers: Vec<u8>,
    pieces: Vec<Piece>,
}

/// A frame of a unit.
struct Piece {
    number: u64,
    header: Range<usize>,
    frame: Range<usize>,
}

/// Entries of one input that are handed over together.
pub(super) struct Handful<'a> {
    pub(super) open: &'a Opened,
    pub(super) source: SourceId,
    headers: &'a [u8],
    bytes: &'a [u8],
    pieces: &'a [Piece],
    /// Frames of the input with those of this.
    pub(super) frames: u64,
}

impl Handful<'_> {
    pub(super) fn entries(&self, received: atalaya_model::Time) -> Vec<NewEntry<'_>> {
        let entry = |piece: &Piece| NewEntry {
            source: self.source,
            received,
            header: &self.headers[piece.header.clone()],
            frame: &self.bytes[piece.frame.clone()],
        };
        self.pieces.iter().map(entry).collect()
    }

    /// The numbers of the first and the last frame.
    pub(super) fn numbers(&self) -> (u64, u64) {
        let number = |piece: Option<&Piece>| piece.map_or(0, |piece| piece.number);
        (number(self.pieces.first()), number(self.pieces.last()))
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Bytes of the frames, and of their headers.
    pub(super) fn bytes(&self) -> (usize, usize) {
        let sum = |of: fn(&Piece) -> &Range<usize>| self.pieces.iter().map(|piece| of(piece).len()).sum();
        (sum(|piece| &piece.frame), sum(|piece| &piece.header))
    }
}

impl Opened {
    pub(super) fn new(info: &InputInfo, sha256: Option<[u8; 32]>, source: SourceId, clock: Clock) -> Opened {
        Opened {
            name: info.name.as_str().into(),
            sha256,
            source,
            clock,
            behind: None,
            frames: 0,
            refused: 0,
            stretch: None,
            headers: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Leaves out what is in the journal.
    pub(super) fn go_on_behind(&mut self, found: Found) {
        (self.behind, self.frames) = (found.last, found.frames);
    }

    /// Hands the unit's frames over, some at a time.
    pub(super) fn unit<E>(
        &mut self,
        unit: &Unit,
        occurrences: &mut Occurrences,
        mut send: impl FnMut(&Handful<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let stretch = self.stretch(&unit.header);
        let (mut headers, mut pieces) = (std::mem::take(&mut self.headers), std::mem::take(&mut self.pieces));
        headers.clear();
        pieces.clear();
        for (record, frame) in frames(unit) {
            if self.behind.is_some_and(|behind| record <= behind) {
                continue;
            }
            let Some(stretch) = &stretch else {
                self.refused += 1;
                continue;
            };
            let number = match self.sha256 {
                Some(_) => record,
                None => occurrences.count(&unit.bytes[frame.clone()], record),
            };
            let start = headers.len();
            stretch.put(number, &mut headers);
            pieces.push(Piece { number, header: start..headers.len(), frame });
        }
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(handful(rest));
            self.frames += now.len() as u64;
            let (source, frames) = (self.source, self.frames);
            send(&Handful { open: self, source, headers: &headers, bytes: &unit.bytes, pieces: now, frames })?;
            rest = later;
        }
        (self.headers, self.pieces) = (headers, pieces);
        Ok(())
    }

    /// What writes the headers of frames under this header of the unit; `None` where it does not fit.
    fn stretch(&mut self, header: &Header) -> Option<Stretch> {
        if let Some((known, stretch)) = &self.stretch
            && known == header
        {
            return stretch.clone();
        }
        let origin = self.sha256.map_or(Origin::Stream, Origin::File);
        let shared = Shared { header: header.clone(), origin, clock: self.clock.clone() };
        let stretch = Stretch::new(&shared).ok();
        self.stretch = Some((header.clone(), stretch.clone()));
        stretch
    }
}

/// How many of the pieces go together.
fn handful(pieces: &[Piece]) -> usize {
    let mut bytes = 0;
    let fits = |piece: &&Piece| {
        bytes += piece.header.len() + piece.frame.len();
        bytes <= BYTES_MAX
    };
    pieces.iter().take(ENTRIES_MAX).take_while(fits).count().max(1)
}

/// The frames of a unit: number and place. Chunks of a Windows event log that were never used are none.
fn frames(unit: &Unit) -> Box<dyn Iterator<Item = (u64, Range<usize>)> + '_> {
    match &unit.frames {
        Frames::Lines => Box::new(
            lines(&unit.bytes)
                .map(|(index, start, line)| (unit.first_record + index as u64, start..start + line.len())),
        ),
        Frames::Ranges(ranges) => Box::new(
            (unit.first_record..).zip(ranges).map(|(number, range)| (number, range.start as usize..range.end as usize)),
        ),
        Frames::EvtxChunks => {
            let chunks = unit.bytes.chunks_exact(CHUNK_BYTES).enumerate();
            let used = chunks.filter(|(_, chunk)| chunk.iter().any(|byte| *byte != 0));
            Box::new(used.map(|(index, _)| {
                let start = index * CHUNK_BYTES;
                (unit.offset + start as u64, start..start + CHUNK_BYTES)
            }))
        }
    }
}
