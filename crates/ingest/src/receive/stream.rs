//! What a connection has read and not handed on yet.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::ending::Ending;

/// Bytes that are read at once.
const READ_BYTES: usize = 64 << 10;
/// With less room than this, more is made.
const ROOM_BYTES: usize = 4 << 10;

/// Bytes of a stream, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    /// Bytes at the front that were used.
    used: usize,
}

impl Buffer {
    /// What is there.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.used..]
    }

    /// So many bytes are used.
    pub(super) fn consume(&mut self, count: usize) {
        self.used += count;
    }

    /// Reads some more; false at the end of the stream, and where the centre ends and nothing more has come for a moment.
    pub(super) async fn more(&mut self, from: &mut (impl AsyncRead + Unpin), ending: &mut Ending) -> bool {
        // A connection that was reset has said what it had to say.
        matches!(ending.unless_quiet(self.fill(from)).await, Some(Ok(1..)))
    }

    /// Reads some more; how many, 0 at the end. What it is interrupted in is not lost.
    async fn fill(&mut self, from: &mut (impl AsyncRead + Unpin)) -> io::Result<usize> {
        self.bytes.drain(..self.used);
        self.used = 0;
        if self.bytes.capacity() > 2 * READ_BYTES && self.bytes.len() < ROOM_BYTES {
            // What a long message needed is given back.
            self.bytes.shrink_to(READ_BYTES);
        }
        if self.bytes.capacity() - self.bytes.len() < ROOM_BYTES {
            self.bytes.reserve(READ_BYTES);
        }
        from.take(READ_BYTES as u64).read_buf(&mut self.bytes).await
    }
}
