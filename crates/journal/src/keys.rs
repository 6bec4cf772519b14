//! The keys that blocks are encrypted with: secrets, and the ring that holds them by number.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::bytes::unhex;
use crate::files::{Files, read_document};

/// Keys that a ring may hold.
pub const KEYS_MAX: usize = 256;
/// Bytes that the text of a ring may have.
pub const KEY_RING_BYTES_MAX: usize = 64 << 10;

/// The number of a key; 0 stands for "not encrypted" in the files and is no key.
pub type KeyId = u32;

/// Thirty-two bytes that nobody sees: no `Display`, no value in `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// The secret of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Secret(Zeroizing::new(bytes))
    }

    pub(crate) fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// The bytes, for a cipher of another store.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// What stands in a segment's header, so that a wrong key is told from damage.
    pub(crate) fn check(&self) -> [u8; 8] {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"atalaya-journal key check\n")
            .chain_update(self.0.as_slice())
            .finalize()
            .into();
        digest.first_chunk().copied().expect("a digest has more than eight bytes")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The keys at hand, and which of them new segments use.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    active: Option<KeyId>,
    keys: BTreeMap<KeyId, Secret>,
}

/// Why a text is no ring of keys. Never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingError {
    /// The line is not a number from 1 on and 64 hexadecimal digits.
    #[error("line {line} of the key ring is not a number and 64 lower-case hexadecimal digits")]
    Line {
        /// The line, from 1.
        line: usize,
    },
    /// The number was there before.
    #[error("line {line} of the key ring repeats the number of another key")]
    Repeated {
        /// The line, from 1.
        line: usize,
    },
    /// There is no key in it.
    #[error("the key ring holds no key")]
    Empty,
    /// It is longer than [`KEY_RING_BYTES_MAX`] or has more keys than [`KEYS_MAX`].
    #[error("the key ring is too large")]
    TooLarge,
    /// It cannot be read.
    #[error("cannot read the key ring")]
    Unreadable,
}

impl KeyRing {
    /// Reads a ring: a line for each key, `number digits`, the last one being the key that new segments use. Empty lines
    /// and those that begin with `#` say nothing.
    pub fn parse(text: &str) -> Result<KeyRing, KeyRingError> {
        if text.len() > KEY_RING_BYTES_MAX {
            return Err(KeyRingError::TooLarge);
        }
        let mut ring = KeyRing::default();
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        for (line, text) in lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
            let (id, secret) = key(text).ok_or(KeyRingError::Line { line })?;
            if ring.keys.insert(id, secret).is_some() {
                return Err(KeyRingError::Repeated { line });
            }
            ring.active = Some(id);
        }
        match ring.keys.len() {
            0 => Err(KeyRingError::Empty),
            1..=KEYS_MAX => Ok(ring),
            _ => Err(KeyRingError::TooLarge),
        }
    }

    /// Reads the ring from a file, which a systemd credential is too.
    pub fn read(files: &dyn Files, path: &std::path::Path) -> Result<KeyRing, KeyRingError> {
        let bytes = read_document(files, path).ok().flatten().map(Zeroizing::new).ok_or(KeyRingError::Unreadable)?;
        KeyRing::parse(std::str::from_utf8(&bytes).map_err(|_| KeyRingError::Unreadable)?)
    }

    /// The same keys for reading, and none for new segments: what was encrypted stays readable, what comes is not.
    #[must_use]
    pub fn for_reading_only(mut self) -> KeyRing {
        self.active = None;
        self
    }

    /// The key that new segments use.
    #[must_use]
    pub fn active(&self) -> Option<KeyId> {
        self.active
    }

    /// The numbers of all keys.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.keys.keys().copied()
    }

    /// A key for another purpose than the journal's own, made from the key of that number: whoever learns the one does not
    /// learn the other.
    #[must_use]
    pub fn derive(&self, id: KeyId, purpose: &str) -> Option<Secret> {
        let digest = Sha256::new()
            .chain_update(b"atalaya key for another purpose\n")
            .chain_update((purpose.len() as u64).to_le_bytes())
            .chain_update(purpose)
            .chain_update(self.get(id)?.reveal());
        Some(Secret::new(digest.finalize().into()))
    }

    pub(crate) fn get(&self, id: KeyId) -> Option<&Secret> {
        self.keys.get(&id)
    }

    pub(crate) fn active_key(&self) -> Option<(KeyId, Secret)> {
        self.active.and_then(|id| Some((id, self.keys.get(&id)?.clone())))
    }
}

fn key(line: &str) -> Option<(KeyId, Secret)> {
    let (id, digits) = line.split_once(char::is_whitespace)?;
    let id = id.parse().ok().filter(|id| *id > 0)?;
    Some((id, Secret::new(unhex(digits.trim())?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_read_line_by_line() {
        let digits = "0f".repeat(32);
        let check = |text: &str, expected: Result<Option<KeyId>, KeyRingError>| {
            assert_eq!(KeyRing::parse(text).map(|ring| ring.active()), expected, "{text}");
        };
        check(&format!("# keys\n\n1 {digits}\n7\t{digits}\n"), Ok(Some(7)));
        check(&format!("7 {digits}\n1 {digits}"), Ok(Some(1)));
        check(&format!("1 {digits}\n1 {digits}"), Err(KeyRingError::Repeated { line: 2 }));
        check(&format!("0 {digits}"), Err(KeyRingError::Line { line: 1 }));
        check(&format!("1 {}", &digits[1..]), Err(KeyRingError::Line { line: 1 }));
        check("# nothing", Err(KeyRingError::Empty));
        check(&" ".repeat(KEY_RING_BYTES_MAX + 1), Err(KeyRingError::TooLarge));
    }

    #[test]
    fn keys_for_other_purposes_are_other_keys() {
        let ring = KeyRing::parse(&format!("1 {}\n3 {}", "0e".repeat(32), "0f".repeat(32))).unwrap();
        let derive = |id, purpose| ring.derive(id, purpose).map(|secret| *secret.expose());
        assert_eq!(derive(3, "one"), derive(3, "one"));
        assert_ne!(derive(3, "one"), derive(3, "two"));
        assert_ne!(derive(3, "one"), derive(1, "one"));
        assert_ne!(derive(3, "one"), Some([0x0f; 32]));
        assert_eq!(derive(2, "one"), None);
    }

    #[test]
    fn nothing_shows_a_secret() {
        let ring = KeyRing::parse(&format!("3 {}", "0f".repeat(32))).unwrap();
        let shown = format!("{ring:?}");
        assert!(shown.contains("Secret") && !shown.contains("0f") && !shown.contains("15"), "{shown}");
    }
}
