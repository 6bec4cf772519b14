//! Building blocks: entries are gathered until a block is full, then compressed.

use std::io;

use atalaya_model::Time;
use rustc_hash::FxHashMap;

use super::content::SALT_BYTES;
use super::{BLOCK_SOURCES_MAX, Hash, Header, Sealer, Share};
use crate::bytes::{put_signed_varint, put_varint};
use crate::entry::Entry;
use crate::signing::random;

/// Gathers entries for a block.
pub(crate) struct Builder {
    /// The size that a block is filled up to.
    full_bytes: usize,
    packer: zstd::bulk::Compressor<'static>,
    raw: Vec<u8>,
    packed: Vec<u8>,
    shares: Vec<Share>,
    places: FxHashMap<u32, usize>,
    first: u64,
    count: u32,
    times: (Time, Time),
    last: Time,
}

impl Builder {
    pub(crate) fn new(full_bytes: usize, level: i32) -> io::Result<Builder> {
        Ok(Builder {
            full_bytes,
            packer: zstd::bulk::Compressor::new(level)?,
            raw: Vec::new(),
            packed: Vec::new(),
            shares: Vec::new(),
            places: FxHashMap::default(),
            first: 0,
            count: 0,
            times: (Time(0), Time(0)),
            last: Time(0),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether the block is to be finished before another entry.
    pub(crate) fn is_full(&self) -> bool {
        self.raw.len() >= self.full_bytes || self.shares.len() >= BLOCK_SOURCES_MAX
    }

    /// Forgets what was gathered.
    pub(crate) fn clear(&mut self) {
        self.raw.clear();
        self.shares.clear();
        self.places.clear();
        self.count = 0;
    }

    /// Takes an entry, which must follow the one before it; `header_prefix` goes before its header.
    pub(crate) fn push(&mut self, entry: &Entry<'_>, header_prefix: &[u8]) {
        if self.count == 0 {
            self.first = entry.offset;
            self.times = (entry.received, entry.received);
            self.last = Time(0);
        }
        debug_assert_eq!(entry.offset, self.first + u64::from(self.count), "entries are dense");
        let place = self.share(entry);
        put_varint(&mut self.raw, place as u64);
        put_signed_varint(&mut self.raw, entry.received.micros().wrapping_sub(self.last.micros()));
        put_varint(&mut self.raw, (header_prefix.len() + entry.header.len()) as u64);
        put_varint(&mut self.raw, entry.frame.len() as u64);
        self.raw.extend_from_slice(header_prefix);
        self.raw.extend_from_slice(entry.header);
        self.raw.extend_from_slice(entry.frame);
        self.last = entry.received;
        self.times = (self.times.0.min(entry.received), self.times.1.max(entry.received));
        self.count += 1;
    }

    fn share(&mut self, entry: &Entry<'_>) -> usize {
        let shares = &mut self.shares;
        let place = *self.places.entry(entry.source.0).or_insert_with(|| {
            let (organization, source) = (entry.organization, entry.source);
            shares.push(Share { organization, source, first_sequence: entry.sequence, count: 0 });
            shares.len() - 1
        });
        shares[place].count += 1;
        place
    }

    /// Appends the finished block to `out` and returns its hash.
    pub(crate) fn finish(
        &mut self,
        sealer: &Sealer,
        previous: Hash,
        synced: u64,
        out: &mut Vec<u8>,
    ) -> io::Result<Hash> {
        self.pack()?;
        let mut header = Header {
            first: self.first,
            synced,
            count: self.count,
            times: self.times,
            raw_bytes: self.raw.len() as u32,
            packed_bytes: self.packed.len() as u32,
            stored_bytes: 0,
            nonce: [0; 24],
            previous,
            shares: std::mem::take(&mut self.shares),
        };
        sealer.seal(&mut header, &self.packed, out)?;
        self.clear();
        Ok(header.hash(&self.packed))
    }

    fn pack(&mut self) -> io::Result<()> {
        let bound = SALT_BYTES + zstd::zstd_safe::compress_bound(self.raw.len());
        self.packed.resize(bound, 0);
        self.packed[..SALT_BYTES].copy_from_slice(random::<SALT_BYTES>()?.as_slice());
        let compressed = self.packer.compress_to_buffer(&self.raw, &mut self.packed[SALT_BYTES..])?;
        self.packed.truncate(SALT_BYTES + compressed);
        Ok(())
    }
}
