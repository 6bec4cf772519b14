//! A line in the writing, no longer than a message may be.
//!
//! A text grows when it is written as JSON, a control character to six bytes. Of a line that becomes too long only that is kept:
//! it is not a message, and what is written to it from then on takes no room.

use std::io;

use crate::receive::framing::MESSAGE_BYTES_MAX;

/// Bytes that are written, as long as they are no more than a message may have.
#[derive(Debug, Default)]
pub(super) struct Line {
    bytes: Vec<u8>,
    is_over: bool,
}

impl Line {
    /// Begins anew with what another one has.
    pub(super) fn begin_as(&mut self, other: &Line) {
        self.bytes.clear();
        self.bytes.extend_from_slice(&other.bytes);
        self.is_over = other.is_over;
    }

    /// Whether so many bytes more fit; where they do not, the line is too long from then on.
    pub(super) fn takes(&mut self, count: usize) -> bool {
        self.is_over |= count > MESSAGE_BYTES_MAX - self.bytes.len();
        !self.is_over
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.extend_from_slice(&[byte]);
    }

    pub(super) fn extend_from_slice(&mut self, bytes: &[u8]) {
        if self.takes(bytes.len()) {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// The line; `None` where it is too long.
    pub(super) fn whole(&self) -> Option<&[u8]> {
        (!self.is_over).then_some(&self.bytes)
    }

    /// Bytes that are written, of a line that is too long too.
    pub(super) fn written(&self) -> usize {
        self.bytes.len()
    }
}

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_long_as_a_message_may_be_and_no_longer() {
        let mut line = Line::default();
        line.extend_from_slice(&vec![b'x'; MESSAGE_BYTES_MAX]);
        assert_eq!(line.whole().map(<[u8]>::len), Some(MESSAGE_BYTES_MAX));
        line.push(b'x');
        assert_eq!((line.whole(), line.written()), (None, MESSAGE_BYTES_MAX));
        let mut next = Line::default();
        next.begin_as(&line);
        assert_eq!(next.whole(), None);
        next.begin_as(&Line::default());
        next.push(b'y');
        assert_eq!(next.whole(), Some(&b"y"[..]));
    }
}
