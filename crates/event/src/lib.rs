//! From a frame to an event whose kind is known: the place where codec and schema meet, for one thread.
//!
//! Pure, as both are. What is done with the event is its caller's business: the scan judges it, the ingest stores it.

mod recode;
mod recognizer;

pub use recode::text;
pub use recognizer::Recognizer;
