//! The journal's own signature: an Ed25519 key made when the journal was, and documents that carry a signature.
//!
//! A key on the same disk proves little against who owns the disk; it finds damage, and together with an anchor that was
//! taken away it proves the history.

use std::io;
use std::path::Path;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::bytes::{hex, unhex};
use crate::files::{Files, read_document, replace_document};

/// The first word of the key's file.
const KEY_WORD: &str = "atalaya-journal-signing-key";

/// The journal's signing key.
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn generate() -> io::Result<Key> {
        Ok(Key(SigningKey::from_bytes(&*random()?)))
    }

    /// The key in the file; `None` where there is no file.
    pub(crate) fn read(files: &dyn Files, path: &Path) -> io::Result<Option<Key>> {
        let Some(bytes) = read_document(files, path)?.map(Zeroizing::new) else { return Ok(None) };
        let key = std::str::from_utf8(&bytes).ok().and_then(Key::parse);
        key.map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    pub(crate) fn write(&self, files: &dyn Files, path: &Path) -> io::Result<()> {
        replace_document(files, path, self.text().as_bytes())
    }

    fn text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(hex(self.0.as_bytes()));
        Zeroizing::new(format!("{KEY_WORD} {} {}\n", secret.as_str(), self.public()))
    }

    /// The key that this very text stands for: any other writing of it is damage.
    fn parse(text: &str) -> Option<Key> {
        let key = Key(SigningKey::from_bytes(&unhex(text.split(' ').nth(1)?)?));
        (key.text().as_str() == text).then_some(key)
    }

    /// The public key, in hexadecimal digits.
    pub(crate) fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// The signature of `text` as a document of this kind, in hexadecimal digits.
    pub(crate) fn sign(&self, kind: &str, text: &str) -> String {
        hex(&self.0.sign(&to_sign(kind, text)).to_bytes())
    }

    /// The document: a line of JSON and a line with its signature.
    pub(crate) fn document(&self, kind: &str, body: &impl Serialize) -> io::Result<Vec<u8>> {
        let body = serde_json::to_string(body)?;
        let signature = self.sign(kind, &body);
        Ok(format!("{body}\n{signature}\n").into_bytes())
    }
}

/// Whether `signature` is that of `public` under `text`.
pub(crate) fn is_signed(kind: &str, text: &str, public: &str, signature: &str) -> bool {
    let verified = || {
        let public = VerifyingKey::from_bytes(&unhex(public)?).ok()?;
        let signature = Signature::from_bytes(&unhex(signature)?);
        public.verify_strict(&to_sign(kind, text), &signature).ok()
    };
    verified().is_some()
}

/// The body of a document, if the signature is that of `public`.
pub(crate) fn open_document<T: DeserializeOwned>(kind: &str, bytes: &[u8], public: &str) -> Option<T> {
    let (body, signature) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    let signed = is_signed(kind, body, public, signature.strip_suffix('\n')?);
    signed.then(|| serde_json::from_str(body).ok()).flatten()
}

/// What is signed: the kind of document stands before it, so that no document passes for one of another kind.
fn to_sign(kind: &str, text: &str) -> Vec<u8> {
    format!("atalaya-journal {kind} 1\n{text}").into_bytes()
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> io::Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| io::Error::other("the system has no random bytes"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_only_with_its_own_signature() {
        let key = Key::generate().unwrap();
        let document = key.document("state", &vec![1, 2]).unwrap();
        assert_eq!(open_document::<Vec<u8>>("state", &document, &key.public()), Some(vec![1, 2]));
        assert_eq!(open_document::<Vec<u8>>("checkpoint", &document, &key.public()), None);
        assert_eq!(open_document::<Vec<u8>>("state", &document, &Key::generate().unwrap().public()), None);
        for bit in 0..document.len() * 8 {
            let mut flipped = document.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open_document::<Vec<u8>>("state", &flipped, &key.public()), None, "bit {bit}");
        }
    }

    #[test]
    fn a_key_is_read_only_as_it_was_written() {
        let key = Key::generate().unwrap();
        let text = key.text();
        assert_eq!(Key::parse(&text).unwrap().public(), key.public());
        for bit in 0..text.len() * 8 {
            let mut flipped = text.as_bytes().to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(std::str::from_utf8(&flipped).ok().and_then(Key::parse).is_none(), "bit {bit}");
        }
    }
}
