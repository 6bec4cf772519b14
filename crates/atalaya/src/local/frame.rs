//! What goes over the line: the request as a line of JSON, then frames of what is said, the last of them the status.

use crate::caller::Stream;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

/// Bytes of a request.
const REQUEST_BYTES_MAX: u64 = 1 << 20;
/// Bytes of a frame.
const FRAME_BYTES_MAX: usize = 1 << 20;
const OUT: u8 = 1;
const ERROR: u8 = 2;
const STATUS: u8 = 3;

/// A command that is to be carried out.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// Its words, the program's name first.
    pub(super) words: Vec<String>,
    /// The language of who gives it.
    pub(super) language: String,
    /// Whether there are colours where it is shown, and how many columns; none: no terminal.
    pub(super) colour: bool,
    pub(super) columns: Option<usize>,
    /// The folder from which files are named.
    pub(super) folder: PathBuf,
}

/// What comes back.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Something was said.
    Said(Stream, Vec<u8>),
    /// How the command ended.
    Status(u8),
}

impl Request {
    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        to.write_all(&line)
    }

    pub(super) fn read(from: impl BufRead) -> io::Result<Request> {
        let mut line = Vec::new();
        from.take(REQUEST_BYTES_MAX).read_until(b'\n', &mut line)?;
        Ok(serde_json::from_slice(&line)?)
    }
}

impl Frame {
    /// Writes what is said, in as many frames as it needs.
    pub(super) fn say(to: &mut impl Write, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        let kind = if stream == Stream::Out { OUT } else { ERROR };
        bytes.chunks(FRAME_BYTES_MAX).try_for_each(|bytes| write(to, kind, bytes))
    }

    pub(super) fn end(to: &mut impl Write, status: u8) -> io::Result<()> {
        write(to, STATUS, &[status])
    }

    pub(super) fn read(from: &mut impl Read) -> io::Result<Frame> {
        let mut head = [0; 5];
        from.read_exact(&mut head)?;
        let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > FRAME_BYTES_MAX {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes)?;
        match (head[0], bytes.as_slice()) {
            (OUT, _) => Ok(Frame::Said(Stream::Out, bytes)),
            (ERROR, _) => Ok(Frame::Said(Stream::Error, bytes)),
            (STATUS, [status]) => Ok(Frame::Status(*status)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn write(to: &mut impl Write, kind: u8, bytes: &[u8]) -> io::Result<()> {
    let [a, b, c, d] = (bytes.len() as u32).to_le_bytes();
    to.write_all(&[kind, a, b, c, d])?;
    to.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut line = Vec::new();
        let long = vec![b'x'; FRAME_BYTES_MAX + 1];
        Frame::say(&mut line, Stream::Out, &long).unwrap();
        Frame::say(&mut line, Stream::Error, b"no").unwrap();
        Frame::end(&mut line, 2).unwrap();
        let mut from = line.as_slice();
        let expected = [
            Frame::Said(Stream::Out, long[1..].to_vec()),
            Frame::Said(Stream::Out, b"x".to_vec()),
            Frame::Said(Stream::Error, b"no".to_vec()),
            Frame::Status(2),
        ];
        expected.into_iter().for_each(|frame| assert_eq!(Frame::read(&mut from).unwrap(), frame));
        assert!(Frame::read(&mut from).is_err());
        assert!(Frame::read(&mut &[OUT, 255, 255, 255, 255][..]).is_err());
        assert!(Frame::read(&mut &[9, 0, 0, 0, 0][..]).is_err());
    }

    #[test]
    fn a_request_that_is_none_or_too_long_is_refused() {
        for bytes in ["", "{}\n", "no\n", &"x".repeat(2 << 20)] {
            assert!(Request::read(bytes.as_bytes()).is_err());
        }
    }
}
