//! A block's content: packed (salted and compressed), sealed where there is a key, and back.

use atalaya_model::Time;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};

use super::{CHECKSUM_BYTES, FRAME_BYTES_MAX, FRAME_HEADER_BYTES_MAX, Header, Seed};
use crate::bytes::Bytes;
use crate::entry::Slot;
use crate::fault::Damage;
use crate::keys::Secret;
use crate::quarantine::PREFIX_BYTES_MAX;
use crate::segment::Kind;
use crate::signing::random;

/// Bytes that nobody can guess before the compressed entries: without them the hash of a small block, which stands in the
/// open, would tell who guesses its content that the guess is right.
pub(crate) const SALT_BYTES: usize = 16;
/// Bytes that the cipher adds.
const TAG_BYTES: u32 = 16;

/// Writes blocks: puts header and content together, encrypted where there is a key.
pub(crate) struct Sealer {
    cipher: Option<XChaCha20Poly1305>,
    seed: Seed,
}

impl Sealer {
    pub(crate) fn new(key: Option<&Secret>, seed: Seed) -> Sealer {
        Sealer { cipher: key.map(cipher), seed }
    }

    /// Appends the block to `out`. Sets the fields of the header that depend on the key.
    pub(crate) fn seal(&self, header: &mut Header, packed: &[u8], out: &mut Vec<u8>) -> std::io::Result<()> {
        let sealed;
        let stored = match &self.cipher {
            None => {
                (header.stored_bytes, header.nonce) = (header.packed_bytes, [0; 24]);
                packed
            }
            Some(cipher) => {
                (header.stored_bytes, header.nonce) = (header.packed_bytes + TAG_BYTES, *random()?);
                let payload = Payload { msg: packed, aad: &header.encode() };
                let sealing = cipher.encrypt(&XNonce::from(header.nonce), payload);
                sealed = sealing.map_err(|_| std::io::Error::other("the block is too large to encrypt"))?;
                &sealed
            }
        };
        let encoded = header.encode();
        out.extend_from_slice(&encoded);
        out.extend_from_slice(&self.seed.checksum(&encoded).to_le_bytes());
        out.extend_from_slice(stored);
        out.extend_from_slice(&crc32c::crc32c(stored).to_le_bytes());
        Ok(())
    }
}

/// Reads the content of blocks of one segment.
pub(crate) struct Opener {
    cipher: Option<XChaCha20Poly1305>,
    unpacker: zstd::bulk::Decompressor<'static>,
}

impl Opener {
    pub(crate) fn new(key: Option<&Secret>) -> std::io::Result<Opener> {
        Ok(Opener { cipher: key.map(cipher), unpacker: zstd::bulk::Decompressor::new()? })
    }

    /// The packed content, from what stands behind the header (checksum included).
    pub(crate) fn open(&self, header: &Header, mut stored: Vec<u8>) -> Result<Vec<u8>, Damage> {
        let end = stored.len().checked_sub(CHECKSUM_BYTES).ok_or(Damage::BlockBody)?;
        let checksum = Bytes(&stored[end..]).u32().ok_or(Damage::BlockBody)?;
        if end != header.stored_bytes as usize || crc32c::crc32c(&stored[..end]) != checksum {
            return Err(Damage::BlockBody);
        }
        stored.truncate(end);
        let packed = match &self.cipher {
            None if header.nonce == [0; 24] => stored,
            None => return Err(Damage::BlockBody),
            Some(cipher) => {
                let payload = Payload { msg: &stored, aad: &header.encode() };
                cipher.decrypt(&XNonce::from(header.nonce), payload).map_err(|_| Damage::BlockBody)?
            }
        };
        if packed.len() == header.packed_bytes as usize { Ok(packed) } else { Err(Damage::BlockBody) }
    }

    /// The entries' bytes, from the packed content.
    pub(crate) fn unpack(&mut self, header: &Header, packed: &[u8]) -> Result<Vec<u8>, Damage> {
        let compressed = packed.get(SALT_BYTES..).ok_or(Damage::BlockBody)?;
        let mut raw = Vec::with_capacity(header.raw_bytes as usize);
        let unpacked = self.unpacker.decompress_to_buffer(compressed, &mut raw);
        match unpacked {
            Ok(bytes) if bytes == header.raw_bytes as usize => Ok(raw),
            _ => Err(Damage::BlockBody),
        }
    }
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.reveal().into())
}

/// The places of the entries in the bytes of a block of this log.
pub(crate) fn entries(kind: Kind, header: &Header, raw: &[u8]) -> Result<Vec<Slot>, Damage> {
    let prefix_bytes_max = match kind {
        Kind::Journal => 0,
        Kind::Quarantine => PREFIX_BYTES_MAX,
    };
    slots(header, raw, FRAME_HEADER_BYTES_MAX + prefix_bytes_max).ok_or(Damage::BlockBody)
}

fn slots(header: &Header, raw: &[u8], frame_header_bytes_max: usize) -> Option<Vec<Slot>> {
    let mut rest = Bytes(raw);
    let mut seen = vec![0_u32; header.shares.len()];
    let mut received = 0_i64;
    let mut slots = Vec::with_capacity(header.count as usize);
    for index in 0..u64::from(header.count) {
        let which = rest.length(header.shares.len().checked_sub(1)?)?;
        let share = &header.shares[which];
        received = received.wrapping_add(rest.signed_varint()?);
        let header_bytes = rest.length(frame_header_bytes_max)?;
        let frame_bytes = rest.length(FRAME_BYTES_MAX)?;
        let start = raw.len() - rest.0.len();
        rest.take(header_bytes + frame_bytes)?;
        slots.push(Slot {
            offset: header.first + index,
            organization: share.organization,
            source: share.source,
            sequence: share.first_sequence + u64::from(seen[which]),
            received: Time(received),
            spans: [start as u32, (start + header_bytes) as u32, (start + header_bytes + frame_bytes) as u32],
        });
        seen[which] += 1;
    }
    let counts = header.shares.iter().map(|share| share.count);
    (rest.0.is_empty() && seen.into_iter().eq(counts)).then_some(slots)
}
