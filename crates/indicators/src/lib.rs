//! Indicators of compromise: read from what others send, kept small in memory, and looked for in the fields of events.
//!
//! Pure: bytes and values in, values out. Where indicators are kept and what becomes of a hit is not known here. An indicator is
//! alternatives of values; one alternative hits where all its values are seen in the same event. A value is seen where the event
//! names exactly that, with what people agree is the same: the case and the last dot of a name, a network and the addresses in it, a
//! domain and the names below it. Nothing is looked for by likeness.

mod broad;
mod csv;
mod filter;
mod indicator;
mod list;
mod marking;
mod pattern;
mod read;
mod refang;
mod refusal;
mod seek;
mod set;
mod stix;
mod time;
mod value;

pub use broad::{Broad, breadth};
pub use indicator::{Indicator, NAME_BYTES_MAX, PARTS_MAX, TERMS_MAX};
pub use marking::Marking;
pub use pattern::{NESTED_MAX, PATTERN_BYTES_MAX};
pub use read::{Batch, Breadth, Defaults, FILE_BYTES_MAX, Form, INDICATORS_READ_MAX, NoForm, REFUSALS_MAX, read};
pub use refang::refanged;
pub use refusal::{Place, Reason, Refusal};
pub use seek::{HITS_MAX, Hit, Seeker, Seen};
pub use set::{About, Builder, INDICATORS_MAX, Known, Scope, Set};
pub use value::{Sort, Value};
