//! A block: some entries, compressed together, behind a header that says whose they are. `docs/journal.md` has it byte by
//! byte.
//!
//! Bytes in, bytes out. What is read here may be anybody's: every length is checked before it is believed.

mod build;
mod content;
mod search;
#[cfg(test)]
mod tests;

use atalaya_model::Time;
use sha2::{Digest as _, Sha256};

use crate::bytes::Bytes;
use crate::entry::{FRAME_BYTES_MAX, FRAME_HEADER_BYTES_MAX, OrganizationId, SourceId};
use crate::quarantine::PREFIX_BYTES_MAX;

pub(crate) use build::Builder;
pub(crate) use content::{Opener, Sealer, entries};
pub(crate) use search::find;

/// Sources that a block may hold entries of; the writer begins another block before there are more.
pub const BLOCK_SOURCES_MAX: usize = 4096;
/// Bytes of entries that a block may hold: what it is filled up to, and one entry of the largest size.
pub const BLOCK_RAW_BYTES_MAX: usize = (1 << 20) + FRAME_BYTES_MAX + FRAME_HEADER_BYTES_MAX + PREFIX_BYTES_MAX + 64;
/// Bytes that the content of a block may have on the disk.
pub(crate) const STORED_BYTES_MAX: usize = BLOCK_RAW_BYTES_MAX + (BLOCK_RAW_BYTES_MAX >> 7) + 1024;

/// The first bytes of a block.
pub(crate) const MAGIC: [u8; 4] = *b"ATJB";
/// Bytes of a header before the list of its sources.
pub(crate) const FIXED_BYTES: usize = 116;
/// Bytes that each source takes in the header.
const SOURCE_BYTES: usize = 20;
/// Bytes of a checksum.
pub(crate) const CHECKSUM_BYTES: usize = 4;
/// Bytes that a header may have.
pub(crate) const HEADER_BYTES_MAX: usize = FIXED_BYTES + BLOCK_SOURCES_MAX * SOURCE_BYTES + CHECKSUM_BYTES;
/// Bytes of an entry before its header and its frame, at least.
const ENTRY_BYTES_MIN: u32 = 4;

/// Where in a header the fields are that encryption changes; the hash sees zeros there.
const STORED_AT: std::ops::Range<usize> = 56..60;
const NONCE_AT: std::ops::Range<usize> = 60..84;

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What the checksums of a segment's block headers begin with. Nobody who sends entries can know it, so no frame can hold
/// what would pass for a header where one is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed(u32);

impl Seed {
    /// The seed of the segment whose header has this hash.
    pub(crate) fn of(segment: &Hash) -> Seed {
        Seed(crc32c::crc32c(segment))
    }

    fn checksum(self, header: &[u8]) -> u32 {
        crc32c::crc32c_append(self.0, header)
    }
}

/// The entries of one source in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) organization: OrganizationId,
    pub(crate) source: SourceId,
    pub(crate) first_sequence: u64,
    pub(crate) count: u32,
}

/// A block's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// The offset of the first entry.
    pub(crate) first: u64,
    /// Every entry before this offset was durable when the block was written.
    pub(crate) synced: u64,
    pub(crate) count: u32,
    /// The earliest and the latest time of receipt.
    pub(crate) times: (Time, Time),
    pub(crate) raw_bytes: u32,
    pub(crate) packed_bytes: u32,
    pub(crate) stored_bytes: u32,
    pub(crate) nonce: [u8; 24],
    /// The hash of the block before, or of the segment's header.
    pub(crate) previous: Hash,
    pub(crate) shares: Vec<Share>,
}

impl Header {
    /// The offset after the last entry.
    pub(crate) fn end(&self) -> u64 {
        self.first + u64::from(self.count)
    }

    pub(crate) fn header_bytes(&self) -> usize {
        FIXED_BYTES + self.shares.len() * SOURCE_BYTES + CHECKSUM_BYTES
    }

    /// Bytes of the whole block.
    pub(crate) fn block_bytes(&self) -> u64 {
        self.header_bytes() as u64 + u64::from(self.stored_bytes) + CHECKSUM_BYTES as u64
    }

    /// The header without its checksum.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.header_bytes());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&(self.header_bytes() as u32).to_le_bytes());
        out.extend_from_slice(&self.first.to_le_bytes());
        out.extend_from_slice(&self.synced.to_le_bytes());
        out.extend_from_slice(&self.count.to_le_bytes());
        out.extend_from_slice(&(self.shares.len() as u32).to_le_bytes());
        out.extend_from_slice(&self.times.0.micros().to_le_bytes());
        out.extend_from_slice(&self.times.1.micros().to_le_bytes());
        out.extend_from_slice(&self.raw_bytes.to_le_bytes());
        out.extend_from_slice(&self.packed_bytes.to_le_bytes());
        out.extend_from_slice(&self.stored_bytes.to_le_bytes());
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&self.previous);
        for share in &self.shares {
            out.extend_from_slice(&share.organization.0.to_le_bytes());
            out.extend_from_slice(&share.source.0.to_le_bytes());
            out.extend_from_slice(&share.first_sequence.to_le_bytes());
            out.extend_from_slice(&share.count.to_le_bytes());
        }
        out
    }

    /// How long the header says it is, if these are the first bytes of one.
    pub(crate) fn length(start: &[u8]) -> Option<usize> {
        let mut start = Bytes(start);
        let length = start.array().filter(|magic| *magic == MAGIC).and_then(|_| start.u32())? as usize;
        let whole = length.checked_sub(FIXED_BYTES + CHECKSUM_BYTES)?.is_multiple_of(SOURCE_BYTES);
        (whole && length <= HEADER_BYTES_MAX).then_some(length)
    }

    /// The header in exactly these bytes, checksum included.
    pub(crate) fn decode(bytes: &[u8], seed: Seed) -> Option<Header> {
        Header::length(bytes).filter(|length| *length == bytes.len())?;
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>()?;
        if seed.checksum(body) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let mut body = Bytes(&body[MAGIC.len() + 4..]);
        let (first, synced, count, sources) = (body.u64()?, body.u64()?, body.u32()?, body.u32()?);
        let header = Header {
            first,
            synced,
            count,
            times: (Time(body.i64()?), Time(body.i64()?)),
            raw_bytes: body.u32()?,
            packed_bytes: body.u32()?,
            stored_bytes: body.u32()?,
            nonce: body.array()?,
            previous: body.array()?,
            shares: (0..body.0.len() / SOURCE_BYTES).map(|_| share(&mut body)).collect::<Option<_>>()?,
        };
        (header.shares.len() == sources as usize && header.is_sound()).then_some(header)
    }

    /// Whether the numbers can be true together.
    fn is_sound(&self) -> bool {
        let counted: u64 = self.shares.iter().map(|share| u64::from(share.count)).sum();
        counted == u64::from(self.count)
            && self.count > 0
            && self.count <= self.raw_bytes / ENTRY_BYTES_MIN
            && self.raw_bytes as usize <= BLOCK_RAW_BYTES_MAX
            && self.stored_bytes as usize <= STORED_BYTES_MAX
            && self.packed_bytes <= self.stored_bytes
            && self.first.checked_add(u64::from(self.count)).is_some()
            && self.synced <= self.first
            && self.shares.iter().all(|share| share.count > 0 && share.first_sequence < u64::MAX >> 1)
    }

    /// The hash that the next block carries: over the header without what encryption changes, and the content as it was
    /// before encryption. It stays the same when a block is encrypted with another key.
    pub(crate) fn hash(&self, packed: &[u8]) -> Hash {
        let mut header = self.encode();
        header[STORED_AT].fill(0);
        header[NONCE_AT].fill(0);
        Sha256::new().chain_update(header).chain_update(packed).finalize().into()
    }
}

fn share(body: &mut Bytes<'_>) -> Option<Share> {
    Some(Share {
        organization: OrganizationId(body.u32()?),
        source: SourceId(body.u32()?),
        first_sequence: body.u64()?,
        count: body.u32()?,
    })
}
