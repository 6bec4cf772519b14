//! A kind of log: what its file says, in types.

use crate::schema::REMEDIES;
use crate::{AddressTable, DerivationIx, LeaseRule, TimeRule, When};
use atalaya_model::{Language, LogSource, Message};
use rustc_hash::FxHashMap;

/// Log sources one kind may serve: one bit of [`crate::Identity::serves`] each.
pub const SERVES_MAX: usize = 64;
/// Fields that together say to which sequence a record number belongs.
pub const SEQUENCE_FIELDS_MAX: usize = 4;

/// How sure we are of the field names of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verification {
    /// Seen in real logs that we could test with.
    Seen,
    /// As the vendor documents them, with the reference.
    Documented,
    /// Neither.
    Unverified,
}

impl Verification {
    /// The words for it in `content/kinds`.
    pub const WORDS: [(&'static str, Verification); 3] = [
        ("seen", Verification::Seen),
        ("documented", Verification::Documented),
        ("unverified", Verification::Unverified),
    ];

    /// The word for it in `content/kinds`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Verification::WORDS[self as usize].0
    }
}

/// What a field holds where it is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// True or false.
    Boolean,
    /// A point in time.
    Time,
    /// An address.
    Ip,
}

impl FieldType {
    /// The words for it in `content/kinds`.
    pub const WORDS: [(&'static str, FieldType); 5] = [
        ("integer", FieldType::Integer),
        ("float", FieldType::Float),
        ("boolean", FieldType::Boolean),
        ("time", FieldType::Time),
        ("ip", FieldType::Ip),
    ];
}

/// A number that rises by one from record to record, so that a jump betrays missing records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceFields {
    /// The canonical field with the number.
    pub field: String,
    /// The canonical fields that tell one sequence from another.
    pub per: Vec<String>,
}

/// The number of one record, and the texts that tell its sequence from others, in the order declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sequence<'a> {
    /// The number.
    pub number: u64,
    /// To which sequence it belongs.
    pub per: [Option<&'a str>; SEQUENCE_FIELDS_MAX],
}

/// What to do where a field that rules ask for never has a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The log source for which it holds, as an index into [`Kind::serves`]; `None`: all.
    pub serve: Option<usize>,
    /// The field, as rules call it.
    pub field: String,
    /// The message that says what to do.
    pub message: &'static str,
}

/// Where the value of a rule's field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldSource<'a> {
    /// From the canonical field of this name.
    Canonical(&'a str),
    /// It is made of several, or of a part of one.
    Derived(DerivationIx),
}

/// A log source that events of a kind belong to.
#[derive(Debug, Clone, Default)]
pub struct Serve {
    /// The log source.
    pub logsource: LogSource,
    /// OCSF's class of such events, where it differs from the kind's.
    pub class_uid: Option<u32>,
    /// Which events of the kind belong to it, on canonical names.
    pub when: When,
    /// The message that says how to have senders write such events.
    pub enable: Option<&'static str>,
    /// What rules of this log source call a field → its canonical name.
    pub aliases: FxHashMap<String, String>,
    /// What rules of this log source call a field → how it is made.
    pub derived: FxHashMap<String, DerivationIx>,
}

/// The message of this identifier, where it says what to do so that logs are written or fields filled.
#[must_use]
pub fn remedy_called(id: &str) -> Option<Message> {
    let tables = AddressTable::WORDS.map(|(_, table)| table.remedy());
    let known = REMEDIES.iter().find(|known| **known == id).map(|known| Message::new(known));
    known.or_else(|| tables.into_iter().find(|message| message.id == id))
}

impl Serve {
    /// Where the value of the field that rules call `rule_field` comes from: its own name unless declared otherwise.
    #[must_use]
    pub fn source_of<'a>(&'a self, rule_field: &'a str) -> FieldSource<'a> {
        if let Some(&derivation) = self.derived.get(rule_field) {
            return FieldSource::Derived(derivation);
        }
        FieldSource::Canonical(self.aliases.get(rule_field).map_or(rule_field, String::as_str))
    }
}

/// A kind of log.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The name, `windows.sysmon`.
    pub name: String,
    /// The family whose dialects it comes in; its own name where it declares its own.
    pub family: String,
    /// A line for people, per language in the order of [`Language::ALL`].
    pub about: [String; 3],
    /// Which records of the family it is, on canonical names. Empty: the family's last resort.
    pub when: When,
    /// OCSF's class.
    pub class_uid: Option<u32>,
    /// How sure we are of its field names.
    pub verification: Verification,
    /// Where they come from.
    pub references: Vec<String>,
    /// Where the time is: the first that can be read.
    pub time: Vec<TimeRule>,
    /// The character sets it comes in.
    pub charsets: Vec<String>,
    /// Entity of the envelope (see [`crate::ENTITIES`]) → canonical fields, tried in order.
    pub envelope: Vec<(usize, Vec<String>)>,
    /// What fields hold that are not text.
    pub types: Vec<(String, FieldType)>,
    /// The record number.
    pub sequence: Option<SequenceFields>,
    /// The record says that a log was cleared. `None`: no record of this kind does.
    pub cleared: Option<When>,
    /// How its records tell who was given an address.
    pub leases: Vec<LeaseRule>,
    /// The log sources its events belong to.
    pub serves: Vec<Serve>,
    /// What to do where fields are missing.
    pub remedies: Vec<Remedy>,
}

impl Kind {
    /// The line for people.
    #[must_use]
    pub fn about(&self, language: Language) -> &str {
        &self.about[language as usize]
    }

    /// The message that says how to make `rule_field` appear for rules of the log source `serve`.
    #[must_use]
    pub fn remedy(&self, serve: usize, rule_field: &str) -> Option<&'static str> {
        let fits = |remedy: &&Remedy| remedy.serve.is_none_or(|of| of == serve) && remedy.field == rule_field;
        self.remedies.iter().find(fits).map(|remedy| remedy.message)
    }

    /// What the canonical field `name` holds; `None`: text.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Option<FieldType> {
        self.types.iter().find(|(field, _)| field == name).map(|(_, of)| *of)
    }
}
