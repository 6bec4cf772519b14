//! A buffered reader that can look ahead further than one read, as recognising a format needs.

use std::io::{self, BufRead, Read};

/// Bytes of a window.
const WINDOW_BYTES: usize = 256 << 10;

/// A buffer over a reader.
pub(crate) struct Window<'a> {
    inner: &'a mut dyn Read,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// An error met while looking ahead, told once what was read before it is consumed.
    failed: Option<io::Error>,
    ended: bool,
}

impl<'a> Window<'a> {
    pub(crate) fn new(inner: &'a mut dyn Read) -> Self {
        Window { inner, buffer: vec![0; WINDOW_BYTES], start: 0, end: 0, failed: None, ended: false }
    }

    /// The next `length` bytes, or as many as there are, without consuming them.
    pub(crate) fn peek(&mut self, length: usize) -> &[u8] {
        let length = length.min(self.buffer.len());
        if self.start + length > self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        while self.end - self.start < length && !self.ended {
            self.more();
        }
        &self.buffer[self.start..self.end.min(self.start + length)]
    }

    /// One read behind what is in the buffer.
    fn more(&mut self) {
        match self.inner.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(read) => self.end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => (self.failed, self.ended) = (Some(error), true),
        }
    }
}

impl BufRead for Window<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end && !self.ended {
            (self.start, self.end) = (0, 0);
            self.more();
        }
        if self.start == self.end
            && let Some(error) = self.failed.take()
        {
            return Err(error);
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.end);
    }
}

impl Read for Window<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end && !self.ended && out.len() >= self.buffer.len() {
            return self.inner.read(out);
        }
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}
