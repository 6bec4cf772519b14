//! What the engine finds while the centre runs, on its way into the ledger.
//!
//! Findings come from many threads and are recorded by one, each once. Events do not wait for the ledger as long as the queue
//! has room; where it has none, they wait in the journal. Which rules hold is not decided here.

mod correlate;
mod desk;
mod lookout;
mod prove;
mod recorder;

pub use correlate::Correlate;
pub use desk::{Desk, PORTIONS_MAX};
pub use lookout::{Lookout, Reading, Sign, Watched};
pub use prove::Prove;
pub use recorder::{News, Recorded, Recorder, Recording};
