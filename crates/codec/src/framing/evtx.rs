//! Chunks of Windows event log files. A chunk is 64 KiB, stands on its own, and is found by its
//! magic where the file lost its alignment. Records inside a chunk are the decoder's.

use memchr::memmem;

use super::{Batch, Cut, Frames, Piece, Torn, Why};
use crate::{Format, Header};

/// Bytes of a chunk.
pub const CHUNK_BYTES: usize = 64 << 10;
/// Bytes of the header of a file, before the first chunk.
pub const FILE_HEADER_BYTES: usize = 4096;
/// What a file begins with.
pub const FILE_MAGIC: &[u8; 8] = b"ElfFile\0";
/// What a chunk begins with.
pub const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";

/// Bytes that must be there before a chunk is judged: itself and the beginning of the next one.
const VIEW_BYTES: usize = CHUNK_BYTES + CHUNK_MAGIC.len();

#[derive(Debug)]
pub(super) struct EvtxFramer {
    at_start: bool,
    chunk: u64,
    /// Where a stretch began that holds neither chunks nor unused space.
    lost: Option<u64>,
}

impl Default for EvtxFramer {
    fn default() -> Self {
        EvtxFramer { at_start: true, chunk: 1, lost: None }
    }
}

impl EvtxFramer {
    pub(super) fn cut(&mut self, piece: &Piece<'_>) -> Cut {
        let mut cut = Cut::default();
        while cut.consumed < piece.bytes.len() && self.step(piece, &mut cut) {}
        if piece.last {
            self.found(piece.at(piece.bytes.len()), &mut cut);
        }
        cut
    }

    fn step(&mut self, piece: &Piece<'_>, cut: &mut Cut) -> bool {
        let rest = &piece.bytes[cut.consumed..];
        if rest.len() < CHUNK_MAGIC.len() && !piece.last {
            return false;
        }
        let headed = self.at_start && !rest.starts_with(CHUNK_MAGIC);
        let needed = if headed { FILE_HEADER_BYTES } else { VIEW_BYTES };
        if rest.len() < needed && !piece.last {
            return false;
        }
        self.at_start = false;
        if headed {
            self.file_header(piece, rest, cut);
        } else if rest.starts_with(CHUNK_MAGIC) {
            self.chunk(piece, rest, cut);
        } else {
            self.gap(piece, rest, cut);
        }
        true
    }

    fn file_header(&mut self, piece: &Piece<'_>, rest: &[u8], cut: &mut Cut) {
        let length = rest.len().min(FILE_HEADER_BYTES);
        if !is_sound(&rest[..length]) {
            let offset = piece.at(cut.consumed);
            cut.torn.push(Torn { offset, length: length as u64, why: Why::EvtxHeader });
        }
        cut.consumed += length;
    }

    fn chunk(&mut self, piece: &Piece<'_>, rest: &[u8], cut: &mut Cut) {
        self.found(piece.at(cut.consumed), cut);
        let length = chunk_length(rest);
        if length < CHUNK_BYTES {
            let offset = piece.at(cut.consumed);
            cut.torn.push(Torn { offset, length: length as u64, why: Why::EvtxChunkShort });
        }
        self.batch(cut.consumed..cut.consumed + length, cut);
        self.chunk += 1;
        cut.consumed += length;
    }

    /// Adds a chunk to the batch that it continues, or to a new one.
    fn batch(&self, range: std::ops::Range<usize>, cut: &mut Cut) {
        let padding = CHUNK_BYTES - range.len();
        if let Some(batch) = cut.batches.last_mut().filter(|batch| batch.range.end == range.start && batch.padding == 0)
        {
            batch.range.end = range.end;
            batch.padding = padding;
            return;
        }
        let header = Header { format: Format::Evtx, columns: None };
        cut.batches.push(Batch { header, first_record: self.chunk, range, frames: Frames::EvtxChunks, padding });
    }

    /// Something other than a chunk: unused space, or what was damaged.
    fn gap(&mut self, piece: &Piece<'_>, rest: &[u8], cut: &mut Cut) {
        let view = &rest[..rest.len().min(CHUNK_BYTES)];
        if self.lost.is_none() && view.iter().all(|byte| *byte == 0) {
            self.chunk += 1;
            cut.consumed += view.len();
            return;
        }
        self.lost.get_or_insert(piece.at(cut.consumed));
        // The magic may begin at the last bytes seen; those stay.
        let seen = &rest[..rest.len().min(VIEW_BYTES)];
        let next = memmem::find(seen, CHUNK_MAGIC);
        let beyond = if piece.last && seen.len() == rest.len() { seen.len() } else { CHUNK_BYTES };
        cut.consumed += next.unwrap_or(beyond);
        self.chunk += u64::from(next.is_none());
    }

    fn found(&mut self, end: u64, cut: &mut Cut) {
        if let Some(offset) = self.lost.take() {
            cut.torn.push(Torn { offset, length: end - offset, why: Why::EvtxGap });
        }
    }
}

/// How many bytes belong to the chunk that begins `rest`. It is cut short only where the next one
/// is not where it should be but inside it: the magic alone may be text of an event.
fn chunk_length(rest: &[u8]) -> usize {
    let whole = rest.len().min(CHUNK_BYTES);
    let next = &rest[whole..];
    if whole < CHUNK_BYTES
        || next.is_empty()
        || next.starts_with(CHUNK_MAGIC)
        || next.iter().take(8).all(|byte| *byte == 0)
    {
        return whole;
    }
    let is_header = |at: &usize| rest.get(at + 40..at + 44) == Some(&128u32.to_le_bytes());
    memmem::find_iter(&rest[8..whole], CHUNK_MAGIC).map(|at| at + 8).find(is_header).unwrap_or(whole)
}

/// Whether the header of a file is one: magic, size of the header, checksum.
fn is_sound(header: &[u8]) -> bool {
    let word = |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    header.len() == FILE_HEADER_BYTES
        && header.starts_with(FILE_MAGIC)
        && word(32) == Some(128)
        && word(124) == Some(crc32(&header[..120]))
}

/// The checksum of the header's first 120 bytes, bit by bit: it is taken once a file.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(super::crc32(b"123456789"), 0xCBF4_3926);
    }
}
