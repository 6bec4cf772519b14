//! What the engine finds while the centre runs, on its way into the ledger.
//!
//! Findings come from many threads and are recorded by one, each once. Events do not wait for the ledger as long as the queue
//! has room; where it has none, they wait in the journal. Which rules hold is not decided here.

mod recorder;

pub use recorder::{Desk, News, PORTIONS_MAX, Recorded, Recorder};
