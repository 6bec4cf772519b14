//! Buffers that go round between the reader and those who decode.

use std::sync::{Arc, Mutex, PoisonError};

/// Buffers kept for use; more are freed.
const BUFFERS_MAX: usize = 64;

/// A buffer with more room than this is freed, so that one long frame does not cost memory for ever.
const BUFFER_BYTES_MAX: usize = 4 << 20;

/// A bounded pool of buffers. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Recycler {
    buffers: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recycler {
    /// Gives a buffer back.
    pub fn give(&self, buffer: Vec<u8>) {
        if buffer.capacity() == 0 || buffer.capacity() > BUFFER_BYTES_MAX {
            return;
        }
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        if buffers.len() < BUFFERS_MAX {
            buffers.push(buffer);
        }
    }

    /// A buffer of `length` bytes; what they are is undefined.
    pub(crate) fn take(&self, length: usize) -> Vec<u8> {
        let kept = self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match kept {
            Some(mut buffer) => {
                buffer.resize(length, 0);
                buffer
            }
            None => vec![0; length],
        }
    }
}
