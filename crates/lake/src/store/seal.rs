//! An encrypted object, byte by byte: a header, then pieces that are each sealed with their place.
//!
//! `magic[8] version[4] key[4] seed[16] check[8]`, then for each 64 KiB of the object the ciphertext and its tag of 16
//! bytes; numbers are little-endian. The nonce is the seed and the piece's number. Sealed with each piece are the header,
//! the object's name, the piece's number and whether it is the last one: so pieces that were changed, swapped, taken from
//! another object or cut off are noticed, and any piece can be read alone.

use std::error::Error;
use std::ops::Range;

use atalaya_journal::{KeyId, KeyRing};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};

/// What an encrypted object begins with.
const MAGIC: &[u8; 8] = b"ATALSEAL";
/// The only version there is.
const VERSION: u32 = 1;
/// Bytes before the first piece.
pub(super) const HEADER_BYTES: usize = 40;
/// Bytes of an object that are sealed together.
pub(super) const PIECE_BYTES: u64 = 64 << 10;
/// Bytes that a tag adds to each piece.
const TAG_BYTES: u64 = 16;
/// What the keys of the ring are derived for.
const PURPOSE: &str = "lake objects";

/// Why an object cannot be encrypted or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealError {
    /// The key is not in the ring.
    #[error("key {0} is not in the key ring")]
    KeyMissing(KeyId),
    /// The key of that number is another one.
    #[error("key {0} of the key ring is not the one it was encrypted with")]
    KeyWrong(KeyId),
    /// It is not as it was written.
    #[error("the encrypted object is damaged")]
    Damaged,
    /// The system has no random bytes.
    #[error("the system has no random bytes")]
    Random,
}

/// Whether the object with these first bytes is encrypted.
pub(crate) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The header of an encrypted object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    bytes: [u8; HEADER_BYTES],
}

/// Errors within errors that are looked through.
const CAUSES_MAX: usize = 16;

/// Whether an encrypted object is not as it was written, for which its key was there.
pub(crate) fn is_damaged(error: &object_store::Error) -> bool {
    sealed(error) == Some(SealError::Damaged)
}

/// A key without which something in a lake cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyTrouble {
    /// It was not given.
    Missing(KeyId),
    /// Another one was given under its number.
    Wrong(KeyId),
}

impl KeyTrouble {
    /// What of an error is about keys; `None`: nothing.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Option<KeyTrouble> {
        match sealed(error)? {
            SealError::KeyMissing(id) => Some(KeyTrouble::Missing(id)),
            SealError::KeyWrong(id) => Some(KeyTrouble::Wrong(id)),
            SealError::Damaged | SealError::Random => None,
        }
    }
}

/// Why an object could not be read, somewhere below the error.
fn sealed(error: &(dyn Error + 'static)) -> Option<SealError> {
    let mut next = Some(error);
    for _ in 0..CAUSES_MAX {
        let error = next?;
        if let Some(sealed) = error.downcast_ref::<SealError>() {
            return Some(*sealed);
        }
        next = error.source();
    }
    None
}

impl Header {
    /// The header in these first bytes; `None` where they are of an object that is not encrypted.
    pub(super) fn read(bytes: &[u8]) -> Option<Result<Header, SealError>> {
        if !is_sealed(bytes) {
            return None;
        }
        let header = bytes.first_chunk().map(|bytes| Header { bytes: *bytes });
        Some(header.filter(|header| header.number(8) == VERSION).ok_or(SealError::Damaged))
    }

    fn new(id: KeyId, cipher: &Cipher) -> Result<Header, SealError> {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&id.to_le_bytes());
        getrandom::fill(&mut bytes[16..32]).map_err(|_| SealError::Random)?;
        bytes[32..].copy_from_slice(&cipher.check);
        Ok(Header { bytes })
    }

    fn number(&self, at: usize) -> u32 {
        self.bytes[at..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    pub(super) fn key(&self) -> KeyId {
        self.number(12)
    }

    fn nonce(&self, piece: u64) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..16].copy_from_slice(&self.bytes[16..32]);
        nonce[16..].copy_from_slice(&piece.to_le_bytes());
        nonce.into()
    }
}

/// The cipher of a key.
struct Cipher {
    cipher: XChaCha20Poly1305,
    /// Tells a wrong key from damage.
    check: [u8; 8],
}

impl Cipher {
    fn of(keys: &KeyRing, id: KeyId) -> Result<Cipher, SealError> {
        let secret = keys.derive(id, PURPOSE).ok_or(SealError::KeyMissing(id))?;
        let digest = Sha256::new().chain_update(b"check\n").chain_update(secret.expose()).finalize();
        let mut check = [0; 8];
        check.copy_from_slice(&digest[..8]);
        Ok(Cipher { cipher: XChaCha20Poly1305::new(secret.expose().into()), check })
    }
}

/// How long an object is, from the bytes of its encrypted form; `None` where there is no such object.
pub(super) fn plain_size(stored: u64) -> Option<u64> {
    let body = stored.checked_sub(HEADER_BYTES as u64)?;
    let pieces = body.div_ceil(PIECE_BYTES + TAG_BYTES).max(1);
    let plain = body.checked_sub(pieces * TAG_BYTES)?;
    (self::pieces(plain) == pieces).then_some(plain)
}

/// Which bytes of the encrypted form are needed to read these of the object: those of one piece at least.
pub(super) fn stored_range(plain: &Range<u64>, size: u64) -> Range<u64> {
    let place = |piece: u64| HEADER_BYTES as u64 + piece * (PIECE_BYTES + TAG_BYTES);
    let first = first_piece(plain, size);
    let end = plain.end.div_ceil(PIECE_BYTES).max(first + 1);
    let last = HEADER_BYTES as u64 + size + pieces(size) * TAG_BYTES;
    place(first)..if end >= pieces(size) { last } else { place(end) }
}

/// How many pieces an object has.
fn pieces(size: u64) -> u64 {
    size.div_ceil(PIECE_BYTES).max(1)
}

/// The piece that a range begins in.
fn first_piece(plain: &Range<u64>, size: u64) -> u64 {
    (plain.start / PIECE_BYTES).min(pieces(size) - 1)
}

/// The encrypted form of an object.
pub(super) fn seal(keys: &KeyRing, id: KeyId, name: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let cipher = Cipher::of(keys, id)?;
    let header = Header::new(id, &cipher)?;
    let pieces = pieces(plain.len() as u64);
    let mut out = Vec::with_capacity(HEADER_BYTES + plain.len() + (pieces * TAG_BYTES) as usize);
    out.extend_from_slice(&header.bytes);
    let mut rest = plain;
    for piece in 0..pieces {
        let (now, later) = rest.split_at(rest.len().min(PIECE_BYTES as usize));
        let with = sealed_with(&header, name, piece, piece + 1 == pieces);
        let payload = Payload { msg: now, aad: &with };
        let sealed = cipher.cipher.encrypt(&header.nonce(piece), payload).map_err(|_| SealError::Damaged)?;
        out.extend_from_slice(&sealed);
        rest = later;
    }
    Ok(out)
}

/// Bytes `plain` of an object of `size` bytes, from those of the encrypted form that [`stored_range`] named.
pub(super) fn open(
    keys: &KeyRing,
    header: &Header,
    name: &str,
    size: u64,
    plain: &Range<u64>,
    stored: &[u8],
) -> Result<Vec<u8>, SealError> {
    let cipher = Cipher::of(keys, header.key())?;
    if cipher.check != header.bytes[32..] {
        return Err(SealError::KeyWrong(header.key()));
    }
    let (pieces, first) = (pieces(size), first_piece(plain, size));
    let mut out = Vec::with_capacity(stored.len());
    for (piece, sealed) in (first..).zip(stored.chunks((PIECE_BYTES + TAG_BYTES) as usize)) {
        let with = sealed_with(header, name, piece, piece + 1 == pieces);
        let payload = Payload { msg: sealed, aad: &with };
        out.extend(cipher.cipher.decrypt(&header.nonce(piece), payload).map_err(|_| SealError::Damaged)?);
    }
    let (start, len) = ((plain.start - first * PIECE_BYTES) as usize, (plain.end - plain.start) as usize);
    if out.len() < start + len {
        return Err(SealError::Damaged);
    }
    out.truncate(start + len);
    out.drain(..start);
    Ok(out)
}

fn sealed_with(header: &Header, name: &str, piece: u64, last: bool) -> Vec<u8> {
    let mut with = header.bytes.to_vec();
    with.extend_from_slice(&piece.to_le_bytes());
    with.push(u8::from(last));
    with.extend_from_slice(name.as_bytes());
    with
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> KeyRing {
        KeyRing::parse(&format!("1 {}\n2 {}\n", "01".repeat(32), "02".repeat(32))).unwrap()
    }

    fn read(keys: &KeyRing, name: &str, stored: &[u8], plain: Range<u64>) -> Result<Vec<u8>, SealError> {
        let header = Header::read(stored).ok_or(SealError::Damaged)??;
        let size = plain_size(stored.len() as u64).ok_or(SealError::Damaged)?;
        if plain.end > size {
            return Err(SealError::Damaged);
        }
        let range = stored_range(&plain, size);
        open(keys, &header, name, size, &plain, &stored[range.start as usize..range.end as usize])
    }

    fn sample(len: u64) -> Vec<u8> {
        (0..len).map(|index| (index * 31 + index / 251) as u8).collect()
    }

    #[test]
    fn any_range_of_an_object_of_any_size_is_read_back() {
        let piece = PIECE_BYTES;
        for size in [0, 1, 15, 16, 17, piece - 1, piece, piece + 1, 3 * piece, 3 * piece + 5] {
            let plain = sample(size);
            let stored = seal(&ring(), 2, "a", &plain).unwrap();
            assert_eq!(plain_size(stored.len() as u64), Some(size));
            for range in [0..size, 0..size.min(9), size.saturating_sub(9)..size, size / 2..size, size / 3..size / 2 + 1]
            {
                let range = range.start..range.end.min(size).max(range.start);
                let expected = &plain[range.start as usize..range.end as usize];
                assert_eq!(read(&ring(), "a", &stored, range.clone()).as_deref(), Ok(expected), "{size} {range:?}");
            }
        }
    }

    #[test]
    fn what_is_changed_swapped_cut_or_renamed_is_noticed() {
        let size = 2 * PIECE_BYTES + 100;
        let stored = seal(&ring(), 1, "a", &sample(size)).unwrap();
        let whole = |stored: &[u8], name| read(&ring(), name, stored, 0..plain_size(stored.len() as u64).unwrap_or(1));
        assert!(whole(&stored, "a").is_ok());
        assert_eq!(whole(&stored, "b"), Err(SealError::Damaged));
        for bit in (0..stored.len() * 8).step_by(8191).chain(0..HEADER_BYTES * 8) {
            let mut flipped = stored.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(whole(&flipped, "a").is_err(), "bit {bit}");
        }
        for len in [0, 39, 40, 56, HEADER_BYTES + PIECE_BYTES as usize + 16, stored.len() - 1] {
            assert!(whole(&stored[..len], "a").is_err(), "cut to {len}");
        }
        let mut swapped = stored.clone();
        let sealed = (PIECE_BYTES + TAG_BYTES) as usize;
        swapped[HEADER_BYTES..HEADER_BYTES + 2 * sealed].rotate_left(sealed);
        assert_eq!(whole(&swapped, "a"), Err(SealError::Damaged));
        let mut other = seal(&ring(), 1, "a", &sample(size)).unwrap();
        other[HEADER_BYTES..HEADER_BYTES + sealed].copy_from_slice(&stored[HEADER_BYTES..HEADER_BYTES + sealed]);
        assert_eq!(whole(&other, "a"), Err(SealError::Damaged));
    }

    #[test]
    fn a_missing_key_and_a_wrong_key_are_told_from_damage() {
        let stored = seal(&ring(), 2, "a", b"secret").unwrap();
        let other = |text: &str| KeyRing::parse(text).unwrap();
        let check = |keys: &KeyRing, expected| assert_eq!(read(keys, "a", &stored, 0..6), Err(expected));
        check(&other(&format!("1 {}", "01".repeat(32))), SealError::KeyMissing(2));
        check(&other(&format!("2 {}", "01".repeat(32))), SealError::KeyWrong(2));
    }
}
