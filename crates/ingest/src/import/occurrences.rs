//! How often the same frame came by stream: with its digest that is what it is known by.

use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

/// Frames of streams whose repetitions are told apart.
pub const OCCURRENCES_MAX: usize = 2 << 20;

/// The frames that came so far.
#[derive(Default)]
pub(super) struct Occurrences {
    counts: FxHashMap<[u8; 16], u32>,
    /// Frames that came when there was no more room; they are numbered by their record.
    pub(super) beyond: u64,
}

impl Occurrences {
    /// How often the frame came by now, this time included.
    pub(super) fn count(&mut self, frame: &[u8], record: u64) -> u64 {
        let digest = Sha256::digest(frame);
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        if self.counts.len() >= OCCURRENCES_MAX && !self.counts.contains_key(&short) {
            self.beyond += 1;
            return record;
        }
        let count = self.counts.entry(short).or_default();
        *count = count.saturating_add(1);
        u64::from(*count)
    }
}
