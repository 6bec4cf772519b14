//! An input that is being read: its units become entries of the journal.

use std::ops::Range;
use std::sync::Arc;

use atalaya_codec::Header;
use atalaya_codec::framing::{CHUNK_BYTES, lines};
use atalaya_journal::{Kept, NewEntry, SourceId};
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
    /// What the journal has of it: frames up to a number are left out.
    found: Found,
    /// Whether the last of these is as the journal has it; `None` where that was not seen.
    fits: Option<bool>,
    /// Frames that are in the journal or on their way, with those of earlier imports.
    pub(super) frames: u64,
    stretch: Option<(Header, Stretches)>,
    gathered: Gathered,
}

/// A frame of a unit.
struct Piece {
    number: u64,
    header: Range<usize>,
    frame: Range<usize>,
}

/// What writes the headers of frames.
#[derive(Clone)]
struct Stretches {
    /// `None` where the columns fit no header.
    whole: Option<Stretch>,
    /// Without the columns.
    nameless: Stretch,
}

impl Stretches {
    fn of(&self, frame_bytes: usize) -> &Stretch {
        self.whole.as_ref().filter(|whole| whole.suits(frame_bytes)).unwrap_or(&self.nameless)
    }
}

/// Frames of a unit that are handed over next. Their headers together may be far larger than the unit, so that no more of
/// them are made than go at once.
#[derive(Default)]
struct Gathered {
    headers: Vec<u8>,
    pieces: Vec<Piece>,
    frame_bytes: usize,
}

impl Gathered {
    fn clear(&mut self) {
        self.headers.clear();
        self.pieces.clear();
        self.frame_bytes = 0;
    }

    /// Whether so many bytes more are to go without what is here.
    fn is_full(&self, more: usize) -> bool {
        let bytes = self.headers.len() + self.frame_bytes + more;
        self.pieces.len() >= ENTRIES_MAX || (!self.pieces.is_empty() && bytes > BYTES_MAX)
    }

    fn push(&mut self, number: u64, frame: Range<usize>, stretch: &Stretch) {
        let start = self.headers.len();
        stretch.put(number, &mut self.headers);
        self.frame_bytes += frame.len();
        self.pieces.push(Piece { number, header: start..self.headers.len(), frame });
    }
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

    /// Of the last frame.
    pub(super) fn crc32c(&self) -> u32 {
        self.pieces.last().map_or(0, |piece| crc32c::crc32c(&self.bytes[piece.frame.clone()]))
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
            found: Found::default(),
            fits: None,
            frames: 0,
            stretch: None,
            gathered: Gathered::default(),
        }
    }

    /// Leaves out what is in the journal.
    pub(super) fn go_on_behind(&mut self, found: Found) {
        (self.found, self.frames) = (found, found.frames);
    }

    /// What the journal had of it before.
    pub(super) fn kept(&self) -> Option<Kept> {
        self.found.last.map(|number| Kept { frames: self.found.frames, number })
    }

    /// Whether what the journal has under this content's digest is something else, now that all of the content was read:
    /// the file was changed while an import read it that was cut short.
    pub(super) fn is_other(&self) -> bool {
        self.found.crc32c.is_some() && self.fits != Some(true)
    }

    /// Whether the frame is in the journal already, or is not to follow what is there.
    fn is_behind(&mut self, record: u64, frame: &[u8]) -> bool {
        let Found { last: Some(last), crc32c: Some(crc32c), .. } = self.found else {
            return self.found.last.is_some_and(|last| record <= last);
        };
        if record == last {
            self.fits = Some(crc32c::crc32c(frame) == crc32c);
        }
        record <= last || self.fits != Some(true)
    }

    /// Hands the unit's frames over, some at a time.
    pub(super) fn unit<E>(
        &mut self,
        unit: &Unit,
        occurrences: &mut Occurrences,
        mut send: impl FnMut(&Handful<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let stretches = self.stretches(&unit.header);
        let mut gathered = std::mem::take(&mut self.gathered);
        for (record, frame) in frames(unit) {
            if self.is_behind(record, &unit.bytes[frame.clone()]) {
                continue;
            }
            let number = match self.sha256 {
                Some(_) => record,
                None => occurrences.count(&unit.bytes[frame.clone()], record),
            };
            let stretch = stretches.of(frame.len());
            if gathered.is_full(frame.len() + stretch.header_bytes_max()) {
                self.hand_over(&mut gathered, unit, &mut send)?;
            }
            gathered.push(number, frame, stretch);
        }
        if !gathered.pieces.is_empty() {
            self.hand_over(&mut gathered, unit, &mut send)?;
        }
        self.gathered = gathered;
        Ok(())
    }

    fn hand_over<E>(
        &mut self,
        gathered: &mut Gathered,
        unit: &Unit,
        send: &mut impl FnMut(&Handful<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.frames += gathered.pieces.len() as u64;
        let (headers, bytes, pieces) = (&gathered.headers, &unit.bytes, &gathered.pieces);
        send(&Handful { open: self, source: self.source, headers, bytes, pieces, frames: self.frames })?;
        gathered.clear();
        Ok(())
    }

    /// What writes the headers of frames under this header of the unit.
    fn stretches(&mut self, header: &Header) -> Stretches {
        if let Some((known, stretches)) = &self.stretch
            && known == header
        {
            return stretches.clone();
        }
        let origin = self.sha256.map_or(Origin::Stream, Origin::File);
        let shared = Shared { header: header.clone(), origin, clock: self.clock.clone() };
        let nameless = Stretch::new(&shared.nameless()).expect("what is left has its bounds");
        let stretches = Stretches { whole: Stretch::new(&shared).ok(), nameless };
        self.stretch = Some((header.clone(), stretches.clone()));
        stretches
    }
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use atalaya_codec::{Columns, Format};
    use atalaya_journal::{Endless, Options};
    use atalaya_reader::Charset;

    use super::*;
    use crate::header::Year;

    fn unit(name_bytes: usize, rows: usize) -> Unit {
        let columns = Columns { names: vec!["n".repeat(name_bytes)], separator: b'\t', ..Columns::default() };
        Unit {
            input: 0,
            sequence: 0,
            header: Header { format: Format::ZeekTsv, columns: Some(Arc::new(columns)) },
            first_record: 1,
            offset: 0,
            bytes: b"x\n".repeat(rows),
            frames: Frames::Lines,
        }
    }

    fn source() -> SourceId {
        let folder = tempfile::tempdir().unwrap();
        let lock = atalaya_journal::DataDir::lock(folder.path()).unwrap();
        let options = Options { space: Arc::new(Endless), ..Options::default() };
        let (journal, _) =
            atalaya_journal::Journal::open(&lock, options, Arc::new(atalaya_journal::SystemClock)).unwrap();
        journal.source("ministry", "fw-01").unwrap()
    }

    #[test]
    fn headers_of_a_unit_are_never_all_in_memory_at_once() {
        let check = |name_bytes: usize, rows: usize, least: usize| {
            let info = InputInfo {
                id: 0,
                name: "x.log".to_owned(),
                format: Format::ZeekTsv,
                charset: Charset::Utf8,
                size: None,
                modified: None,
            };
            let clock = Clock { zone: None, year: Year::Given(2026) };
            let mut open = Opened::new(&info, Some([1; 32]), source(), clock);
            let (mut handfuls, mut numbers) = (0, Vec::new());
            open.unit::<Infallible>(&unit(name_bytes, rows), &mut Occurrences::default(), |handful| {
                let (frames, headers) = handful.bytes();
                assert!(frames + headers <= BYTES_MAX && handful.len() <= ENTRIES_MAX, "{frames} {headers}");
                assert_eq!(handful.headers.len(), headers, "only what is handed over has headers");
                handfuls += 1;
                numbers.extend(handful.pieces.iter().map(|piece| piece.number));
                Ok(())
            })
            .unwrap();
            assert!(handfuls >= least, "{handfuls}");
            assert_eq!((open.frames, numbers), (rows as u64, (1..=rows as u64).collect::<Vec<_>>()));
        };
        check(3, 100, 1);
        check(3, 20_000, 3);
        check(4000, 20_000, 20);
    }
}
