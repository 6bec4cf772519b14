//! Windows event log chunks to JSON texts that [`crate::json`] decodes.
//!
//! A chunk of 64 KiB decodes on its own. Damage is reported with its offset and reading goes on
//! behind it. The rendering is that of the `evtx` crate with attributes under `#attributes`; its
//! bounds (output, nodes and depth per record and chunk) are the crate's.

use evtx::{EvtxParser, ParserSettings, RenderedChunk, RenderedChunkItem};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a chunk.
pub const CHUNK_BYTES: usize = 65_536;
/// Bytes of the header of a file, ahead of its chunks.
pub const FILE_HEADER_BYTES: usize = 4096;
/// What a chunk begins with.
pub const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";

/// Something in a chunk that could not be read, or should not be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkDamage {
    /// Offset of the chunk, from the beginning of the first chunk given.
    pub chunk_offset: u64,
    /// The record, where one is to blame and its number is known.
    pub record_id: Option<u64>,
    /// What is wrong.
    pub fault: ChunkFault,
}

/// What can be wrong with a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkFault {
    /// The chunk's header or string table cannot be read; its records are lost.
    Chunk,
    /// A record cannot be read; the others of the chunk are.
    Record,
    /// A checksum is wrong; what could be read was read.
    Checksum,
    /// The decoder gave up on the chunk altogether.
    Panic,
}

impl ChunkDamage {
    /// Whether records are missing for it, one or more.
    #[must_use]
    pub fn loses_records(&self) -> bool {
        self.fault != ChunkFault::Checksum
    }
}

/// What [`render`] found in a chunk, in order.
pub enum Rendered<'a> {
    /// A record as JSON, with its EventRecordID and its chunk's offset.
    Record {
        /// The chunk's offset, from the beginning of the first chunk given.
        chunk_offset: u64,
        /// The number that Windows gave the record.
        record_id: u64,
        /// The record as JSON.
        json: &'a str,
    },
    /// Something that could not be read.
    Damage(ChunkDamage),
}

/// Renders whole chunks that stand back to back. A rest shorter than a chunk is ignored.
pub fn render(chunks: &[u8], each: &mut dyn FnMut(Rendered<'_>)) {
    let whole: Vec<&[u8]> = chunks.chunks_exact(CHUNK_BYTES).collect();
    let order = order(&whole);
    let rendered = catch_unwind(AssertUnwindSafe(|| parse(&whole)));
    match rendered {
        Ok(Some(rendered)) if rendered.len() == order.len() => {
            for (number, rendered) in order.into_iter().zip(&rendered) {
                emit((number * CHUNK_BYTES) as u64, whole[number], rendered, each);
            }
        }
        _ if whole.len() > 1 => one_by_one(&whole, each),
        _ => each(damage(0, None, ChunkFault::Panic)),
    }
}

/// When the chunks of a batch could not be told apart, or the decoder gave up on one of them.
fn one_by_one(whole: &[&[u8]], each: &mut dyn FnMut(Rendered<'_>)) {
    for (number, chunk) in whole.iter().enumerate() {
        let offset = (number * CHUNK_BYTES) as u64;
        render(chunk, &mut |rendered| {
            each(match rendered {
                Rendered::Record { record_id, json, .. } => Rendered::Record { chunk_offset: offset, record_id, json },
                Rendered::Damage(damage) => Rendered::Damage(ChunkDamage { chunk_offset: offset, ..damage }),
            });
        });
    }
}

fn damage(chunk_offset: u64, record_id: Option<u64>, fault: ChunkFault) -> Rendered<'static> {
    Rendered::Damage(ChunkDamage { chunk_offset, record_id, fault })
}

fn emit(offset: u64, chunk: &[u8], rendered: &RenderedChunk, each: &mut dyn FnMut(Rendered<'_>)) {
    if !checksums_hold(chunk) {
        each(damage(offset, None, ChunkFault::Checksum));
    }
    let mut start = 0;
    for item in &rendered.items {
        match item {
            RenderedChunkItem::Record { event_record_id, end } => {
                match std::str::from_utf8(&rendered.data[start..end - 1]) {
                    Ok(json) => each(Rendered::Record { chunk_offset: offset, record_id: *event_record_id, json }),
                    Err(_) => each(damage(offset, Some(*event_record_id), ChunkFault::Record)),
                }
                start = *end;
            }
            RenderedChunkItem::Failed(error) => {
                let (record_id, fault) = blame(error);
                each(damage(offset, record_id, fault));
            }
        }
    }
}

fn blame(error: &evtx::err::EvtxError) -> (Option<u64>, ChunkFault) {
    use evtx::err::EvtxError;
    match error {
        EvtxError::FailedToParseRecord { record_id, .. } => (Some(*record_id), ChunkFault::Record),
        EvtxError::FailedToReadRecordAt { .. } => (None, ChunkFault::Record),
        _ => (None, ChunkFault::Chunk),
    }
}

/// The order in which the decoder yields the chunks: from the one with the lowest record number on, then the rest.
fn order(whole: &[&[u8]]) -> Vec<usize> {
    let first = |chunk: &[u8]| {
        let (first, last) = (u64_at(chunk, 24), u64_at(chunk, 32));
        (chunk.starts_with(CHUNK_MAGIC) && first <= last).then_some(first)
    };
    let mut oldest = (u64::MAX, 0);
    for (number, chunk) in whole.iter().enumerate() {
        if let Some(first) = first(chunk)
            && first < oldest.0
        {
            oldest = (first, number);
        }
    }
    let used = |number: &usize| !whole[*number].iter().all(|byte| *byte == 0);
    (oldest.1..whole.len()).chain(0..oldest.1).filter(used).collect()
}

fn parse(whole: &[&[u8]]) -> Option<Vec<RenderedChunk>> {
    let mut file = Vec::with_capacity(FILE_HEADER_BYTES + whole.len() * CHUNK_BYTES);
    file.extend_from_slice(&file_header());
    whole.iter().for_each(|chunk| file.extend_from_slice(chunk));
    let settings = ParserSettings::new().indent(false);
    let mut parser = EvtxParser::from_read_seek(Cursor::new(file)).ok()?.with_configuration(settings);
    Some(parser.chunks_json_bytes(false).collect())
}

/// The header of a file as [MS-EVEN6] and the decoder want it, for chunks without their file.
fn file_header() -> [u8; FILE_HEADER_BYTES] {
    let mut header = [0; FILE_HEADER_BYTES];
    header[..8].copy_from_slice(b"ElfFile\0");
    header[32..36].copy_from_slice(&128u32.to_le_bytes());
    header[36..38].copy_from_slice(&1u16.to_le_bytes());
    header[38..40].copy_from_slice(&3u16.to_le_bytes());
    header[40..42].copy_from_slice(&(FILE_HEADER_BYTES as u16).to_le_bytes());
    let checksum = evtx::checksum_ieee(&header[..120]);
    header[124..128].copy_from_slice(&checksum.to_le_bytes());
    header
}

/// Whether the checksums that the chunk's header carries are right, or it says that it carries none.
fn checksums_hold(chunk: &[u8]) -> bool {
    const NO_CRC32: u32 = 4;
    if u32_at(chunk, 120) & NO_CRC32 != 0 {
        return true;
    }
    let free_space = u32_at(chunk, 48) as usize;
    let Some(records) = chunk.get(512..free_space) else { return false };
    let header = [&chunk[..120], &chunk[128..512]].concat();
    evtx::checksum_ieee(records) == u32_at(chunk, 52) && evtx::checksum_ieee(&header) == u32_at(chunk, 124)
}

fn u32_at(chunk: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([chunk[at], chunk[at + 1], chunk[at + 2], chunk[at + 3]])
}

fn u64_at(chunk: &[u8], at: usize) -> u64 {
    u64::from(u32_at(chunk, at)) | u64::from(u32_at(chunk, at + 4)) << 32
}
