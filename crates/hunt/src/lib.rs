//! Questions to the past: search words made SQL, periods, rules over what is stored, and answers as tables and files.
//!
//! What a caller may see, and the bounds of memory and time, are enforced by the lake's session; nothing here can widen
//! them. No terminal and no command line: the program decides where answers go.

mod fields;
mod literal;
mod message;
pub mod output;
mod period;
mod question;
pub mod rules;
mod words;

pub use fields::{Field, FieldKind, Fields, KindFields};
pub use message::query_message;
pub use period::{LAST_MAX, Period, PeriodError};
pub use question::{Asked, asked};
pub use words::{KINDS_MAX, NESTING_MAX, Note, TERMS_MAX, WORDS_BYTES_MAX, Wants, Words, WordsError};
