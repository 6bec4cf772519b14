//! What findings, matches and the states of correlations say, encrypted with a key of the ring: `nonce[24]`, then the
//! ciphertext with its tag.
//!
//! Sealed with it are the organization and the identifier, so that none can be put in another's place.

use atalaya_journal::{KeyId, KeyRing};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};

use crate::error::ReadError;

/// What the keys of the ring are derived for.
const PURPOSE: &str = "ledger findings";
/// Bytes of the nonce.
const NONCE_BYTES: usize = 24;
/// The key's number where nothing is encrypted; no ring has a key of this number.
pub(crate) const PLAIN: KeyId = 0;

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SealError {
    /// The key is not in the ring.
    KeyMissing,
    /// It is not as it was written, or not where it was.
    Damaged,
    /// The system has no random bytes.
    Random,
}

impl SealError {
    /// As an error of reading what this key sealed, of the finding of this number.
    pub(crate) fn of(self, key: KeyId, number: i64) -> ReadError {
        match self {
            SealError::KeyMissing => ReadError::KeyMissing(key),
            SealError::Damaged | SealError::Random => ReadError::Damaged { number },
        }
    }
}

/// What is sealed with something: whose it is, and which.
pub(crate) fn place(organization: &str, what: &str) -> String {
    format!("{organization}\n{what}")
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The number of the key, and what is kept.
pub(crate) fn seal(keys: Option<&KeyRing>, place: &str, text: &str) -> Result<(KeyId, Vec<u8>), SealError> {
    let Some((keys, id)) = keys.and_then(|keys| Some((keys, keys.active()?))) else {
        return Ok((PLAIN, text.as_bytes().to_vec()));
    };
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
    let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
    let sealed = cipher(keys, id)?.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Damaged)?;
    Ok((id, [&nonce[..], &sealed].concat()))
}

/// The text again.
pub(crate) fn open(keys: Option<&KeyRing>, id: KeyId, place: &str, kept: Vec<u8>) -> Result<String, SealError> {
    let plain = if id == PLAIN { kept } else { unseal(keys.ok_or(SealError::KeyMissing)?, id, place, &kept)? };
    String::from_utf8(plain).map_err(|_| SealError::Damaged)
}

fn unseal(keys: &KeyRing, id: KeyId, place: &str, kept: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, sealed) = kept.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Damaged)?;
    let payload = Payload { msg: sealed, aad: place.as_bytes() };
    cipher(keys, id)?.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Damaged)
}

fn cipher(keys: &KeyRing, id: KeyId) -> Result<XChaCha20Poly1305, SealError> {
    let secret = keys.derive(id, PURPOSE).ok_or(SealError::KeyMissing)?;
    Ok(XChaCha20Poly1305::new(secret.expose().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_in_its_place_and_with_its_key_only() {
        let ring = |digits: &str| KeyRing::parse(&format!("7 {}\n", digits.repeat(32))).unwrap();
        let (one, other) = (ring("01"), ring("02"));
        let (id, kept) = seal(Some(&one), "a/1", "text").unwrap();
        assert_eq!(id, 7);
        assert!(!kept.windows(4).any(|window| window == b"text"));
        let check = |keys: Option<&KeyRing>, place: &str, kept: &[u8], expected: Result<&str, SealError>| {
            assert_eq!(open(keys, id, place, kept.to_vec()).as_deref(), expected.as_deref(), "{place}");
        };
        check(Some(&one), "a/1", &kept, Ok("text"));
        check(Some(&one), "b/1", &kept, Err(SealError::Damaged));
        check(Some(&other), "a/1", &kept, Err(SealError::Damaged));
        check(None, "a/1", &kept, Err(SealError::KeyMissing));
        check(Some(&one), "a/1", &kept[..20], Err(SealError::Damaged));
        assert_eq!(seal(None, "a/1", "text").unwrap(), (PLAIN, b"text".to_vec()));
    }
}
