//! The nouns that two floors share, and nothing else.
//!
//! Records and their fields, time, levels, log sources, places in files, and messages for people.
//! No parsing, no matching, no disk: those live above.

mod diagnostic;
mod finding;
mod level;
mod logsource;
mod message;
mod path;
mod record;
mod time;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use finding::{Correlated, Finding, Match, MatchKey, Stretch};
pub use level::Level;
pub use logsource::LogSource;
pub use message::{Arg, Language, Message};
pub use path::{PATHS_MAX, PathId, Paths, PathsFull};
pub use record::{FIELDS_MAX, Field, Record, RecordBuf, RecordFull, Sink, Span, Value, ValueRef};
pub use time::Time;
