//! By what a file is known again: its first bytes, and those before the place up to which it was read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use atalaya_codec::HEAD_BYTES_MAX;
use sha2::{Digest as _, Sha256};

use crate::Charset;
use crate::charset::detect;

/// First bytes of a file by which it is known, where it was read so far.
pub const HEAD_PRINT_BYTES: usize = 1024;
/// Bytes before the place by which it is known.
pub const TAIL_PRINT_BYTES: usize = 256;

/// Bytes that may stand behind a frame: a line's end.
const LINE_END_BYTES: usize = 4;

/// Some bytes, by their digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print {
    /// How many.
    pub bytes: u32,
    /// The first half of their SHA-256.
    pub digest: [u8; 16],
}

impl Print {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Print {
        let whole: [u8; 32] = Sha256::digest(bytes).into();
        let mut digest = [0; 16];
        digest.copy_from_slice(&whole[..16]);
        Print { bytes: bytes.len() as u32, digest }
    }
}

/// A place in a file, and what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Bytes before it.
    pub position: u64,
    /// The first of them.
    pub head: Print,
    /// The last of them.
    pub tail: Print,
}

impl Mark {
    /// Whether in the file the same stands before the place.
    pub fn fits(&self, file: &File) -> io::Result<bool> {
        let from = self.position.saturating_sub(u64::from(self.tail.bytes));
        Ok(is_at(file, 0, &self.head)? && is_at(file, from, &self.tail)?)
    }

    /// The mark of this place in the file; `None` where the file does not go so far.
    pub fn at(file: &File, position: u64) -> io::Result<Option<Mark>> {
        let bytes = |max: usize| usize::try_from(position).unwrap_or(usize::MAX).min(max);
        let head = read_at(file, 0, bytes(HEAD_PRINT_BYTES))?;
        let tail_bytes = bytes(TAIL_PRINT_BYTES);
        let tail = read_at(file, position - tail_bytes as u64, tail_bytes)?;
        let is_whole = head.len() == bytes(HEAD_PRINT_BYTES) && tail.len() == tail_bytes;
        Ok(is_whole.then(|| Mark { position, head: Print::of(&head), tail: Print::of(&tail) }))
    }

    /// The mark of the place behind a frame with this end, where the file has it there. Of a frame that was recoded that is
    /// believed.
    pub fn behind(file: &File, position: u64, frame_end: &Print) -> io::Result<Option<Mark>> {
        let Some(mark) = Mark::at(file, position)? else { return Ok(None) };
        let bytes = usize::try_from(position).unwrap_or(usize::MAX).min(frame_end.bytes as usize + LINE_END_BYTES);
        let found = read_at(file, position - bytes as u64, bytes)?;
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0);
        let end = found.iter().rposition(|byte| !is_end(byte)).map_or(0, |at| at + 1);
        let charset = detect(&read_at(file, 0, HEAD_BYTES_MAX)?);
        let is_recoded = charset != Charset::Utf8;
        let is_there =
            end.checked_sub(frame_end.bytes as usize).is_some_and(|start| Print::of(&found[start..end]) == *frame_end);
        Ok((is_recoded || is_there).then_some(mark))
    }

    /// Whether two files begin with the same bytes and have the same before the place.
    pub fn is_shared(one: &File, other: &File, position: u64) -> io::Result<bool> {
        let mark = Mark::at(one, position)?;
        Ok(mark.is_some() && mark == Mark::at(other, position)?)
    }

    /// Whether the file begins as this one, as far as it goes.
    pub fn begins(&self, file: &File) -> io::Result<bool> {
        is_at(file, 0, &self.head)
    }
}

fn is_at(file: &File, position: u64, print: &Print) -> io::Result<bool> {
    let bytes = (print.bytes as usize).min(HEAD_PRINT_BYTES.max(TAIL_PRINT_BYTES));
    let found = read_at(file, position, bytes)?;
    Ok(found.len() == print.bytes as usize && Print::of(&found) == *print)
}

/// Up to so many bytes at a place.
pub(super) fn read_at(file: &File, position: u64, bytes: usize) -> io::Result<Vec<u8>> {
    let (mut found, mut read) = (vec![0; bytes], 0);
    while read < bytes {
        match file.read_at(&mut found[read..], position + read as u64) {
            Ok(0) => break,
            Ok(some) => read += some,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    found.truncate(read);
    Ok(found)
}
