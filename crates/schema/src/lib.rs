//! Records to events: which kind a record is, what its fields are called, and when it happened.
//!
//! Pure: records and texts in, names and times out. Kinds are data (`content/kinds`, format in the
//! README there); nothing here knows a product. Rules are the business of the crate `sigma`, bytes
//! that of `codec`.

mod addresses;
mod binder;
mod condition;
mod derivation;
mod dialect;
mod envelope;
mod extraction;
mod identify;
mod kept;
mod kind;
mod lease;
mod load;
mod plan;
mod schema;
mod slots;
mod time;

pub use addresses::{
    ADDRESS_TABLE_BYTES_MAX, ADDRESS_TABLES_MAX, AddressTable, Addresses, AddressesError, Answers, address,
};
pub use binder::Binder;
pub use condition::{Condition, Pattern, Test, When};
pub use derivation::{Derivation, DerivationIx};
pub use dialect::{Dialect, Encoding, Expansion};
pub use envelope::{ENTITIES, Envelope};
pub use extraction::Extraction;
pub use identify::Identity;
pub use kind::{
    FieldSource, FieldType, Kind, Remedy, SEQUENCE_FIELDS_MAX, SERVES_MAX, Sequence, SequenceFields, Serve,
    Verification, remedy_called,
};
pub use lease::{LEASE_RULES_MAX, LeaseNote, LeaseRule};
pub use schema::{DialectIx, KindIx, Schema};
pub use time::{Assumed, TimeFormat, TimeRule, ZoneRules};
