//! Looking for blocks where the way from one to the next is lost.

use std::io;

use super::{HEADER_BYTES_MAX, Header, MAGIC, Seed};
use crate::files::{OpenFile, read_up_to};

/// Bytes that are searched at once.
const SEARCH_BYTES: usize = 1 << 20;

/// The first whole header from `position` on that is wanted, and where it is.
pub(crate) fn find(
    file: &dyn OpenFile,
    position: u64,
    seed: Seed,
    wanted: impl Fn(&Header) -> bool,
) -> io::Result<Option<(u64, Header)>> {
    let mut window = vec![0; SEARCH_BYTES + HEADER_BYTES_MAX];
    let mut start = position;
    loop {
        let read = read_up_to(file, &mut window, start)?;
        let headers = (0..read.min(SEARCH_BYTES)).filter_map(|at| Some((at, header_in(&window[at..read], seed)?)));
        if let Some((at, header)) = headers.into_iter().find(|(_, header)| wanted(header)) {
            return Ok(Some((start + at as u64, header)));
        }
        if read < window.len() {
            return Ok(None);
        }
        start += SEARCH_BYTES as u64;
    }
}

/// The header that these bytes begin with.
fn header_in(bytes: &[u8], seed: Seed) -> Option<Header> {
    if !bytes.starts_with(&MAGIC) {
        return None;
    }
    Header::decode(bytes.get(..Header::length(bytes)?)?, seed)
}
