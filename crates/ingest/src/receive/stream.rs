//! What a connection has read and not handed on yet.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{LINGER, ended};

/// Bytes that are read at once.
const READ_BYTES: usize = 64 << 10;

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
    pub(super) async fn more(
        &mut self,
        from: &mut (impl AsyncRead + Unpin),
        ending: &mut watch::Receiver<bool>,
    ) -> bool {
        let read = tokio::select! {
            biased;
            read = self.fill(from) => read,
            () = ended(ending) => return matches!(timeout(LINGER, self.fill(from)).await, Ok(Ok(1..))),
        };
        // A connection that was reset has said what it had to say.
        matches!(read, Ok(1..))
    }

    /// Reads some more; how many, 0 at the end. What it is interrupted in is not lost.
    async fn fill(&mut self, from: &mut (impl AsyncRead + Unpin)) -> io::Result<usize> {
        self.bytes.drain(..self.used);
        self.used = 0;
        // What a long message needed is given back.
        self.bytes.shrink_to(self.bytes.len() + READ_BYTES);
        self.bytes.reserve(READ_BYTES);
        from.take(READ_BYTES as u64).read_buf(&mut self.bytes).await
    }
}
