//! Where events are looked at on their way into the lake: a port. What holds of them is not known here.
//!
//! An event may be shown more than once, after a failure or a crash, with the same origin: whoever keeps what is found knows
//! it by that. The decoder's cursor moves when what was found before it is durable, so nothing that was found is lost.

use atalaya_model::{Paths, Record, Time};
use atalaya_schema::{Binder, Identity};

/// An event whose kind is known, on its way into the lake.
#[derive(Clone, Copy)]
pub struct Observed<'e> {
    /// Its kind.
    pub identity: Identity,
    /// The names of its fields.
    pub paths: &'e Paths,
    /// Its fields.
    pub record: &'e Record<'e>,
    /// When it happened.
    pub time: Option<Time>,
    /// When its frame was received.
    pub received: Time,
    /// Whose it is.
    pub organization: &'e str,
    /// The source that it came from.
    pub source: &'e str,
    /// The SHA-256 of its file, or, where it came by stream, of its frame.
    pub digest: [u8; 32],
    /// Its place in the file; by stream, how often the same frame had come by then.
    pub number: u64,
    /// Of a Windows event log, where the record's chunk begins in the file.
    pub chunk: u64,
    /// Whether it came by stream.
    pub stream: bool,
    /// Whether the centre itself let it in.
    pub is_canary: bool,
}

/// Looks at events in one decoding thread.
pub trait Watch {
    /// Looks at an event; `binder` is the one that told its identity.
    fn event(&mut self, binder: &mut Binder, event: &Observed<'_>);
    /// The thread's table of paths was replaced.
    fn forget_paths(&mut self);
    /// Hands over what was found. Waits for room.
    fn hand_over(&mut self);
}

/// Looks at events, and keeps what it finds.
pub trait Detect: Sync {
    /// What one decoding thread looks with.
    fn watch(&self) -> Box<dyn Watch + '_>;
    /// All threads have handed over what they found before this offset; the latest of the entries was received then, where
    /// any was read.
    fn passed(&self, offset: u64, reached: Option<Time>);
    /// The offset before which everything that was found is durable, as far as that is known by now.
    fn durable(&self) -> u64;
    /// The end does not wait any longer: what is not durable is found again when the same entries are decoded again.
    fn give_up(&self);
}
