//! A file's own SHA-256, which stands in it: of its bytes, with zeros where the digest is. Commits have one, and the holds.

use memchr::memmem;
use sha2::{Digest as _, Sha256};

use super::hex;

/// What stands before the digest; the first of it in a file.
const KEY: &[u8] = b"\"sha256\":\"";
/// What stands there while the digest is made.
pub(crate) const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Puts the digest of a file in its place, where [`BLANK`] stands.
pub(crate) fn set(bytes: &mut [u8]) {
    let digest = hex(&Sha256::digest(&*bytes));
    if let Some(place) = place(bytes) {
        bytes[place].copy_from_slice(digest.as_bytes());
    }
}

/// Whether a file is as it was written.
pub(crate) fn is_whole(bytes: &[u8]) -> bool {
    let Some(place) = place(bytes) else { return false };
    let mut blank = bytes.to_vec();
    blank[place.clone()].copy_from_slice(BLANK.as_bytes());
    hex(&Sha256::digest(&blank)).as_bytes() == &bytes[place]
}

fn place(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = memmem::find(bytes, KEY)? + KEY.len();
    let end = start + BLANK.len();
    (end <= bytes.len()).then_some(start..end)
}
