//! From inputs into the journal, and from the journal into the lake, each frame once.
//!
//! [`House`] opens both stores of a data directory together. An import appends frames to the journal; the drain reads them
//! back, decodes them and gives their events to the lake, the same whether they came just now or before a crash. Which rules
//! hold of events is not known here, and nothing is told to people but through what the callers make of it.

mod balance;
mod canary;
mod decode;
mod decoder;
mod detect;
mod drain;
pub mod header;
mod house;
mod import;
mod reason;
pub mod receive;
mod recognition;
mod replay;

pub use balance::Balance;
pub use canary::{CANARY_ORGANIZATION, Cage, CanaryError, Frame as CanaryFrame, is_protected};
pub use decode::{Seen, UNRECOGNISED};
pub use detect::{Detect, Observed, Watch};
pub use drain::{DrainError, Drained};
pub use house::{CloseError, House, HouseOptions, KeepError, OpenError, Opened, Rest, UndoneError, Upkeep};
pub use import::{Acknowledged, ImportError, ImportOptions, Imported, News, OCCURRENCES_MAX, Part};
pub use reason::Reason;
pub use recognition::{Recognition, RecognitionError};
pub use replay::{Replay, ReplayError};
