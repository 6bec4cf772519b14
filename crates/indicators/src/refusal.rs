//! What was not taken of what others sent, and why.

use atalaya_model::Message;

use crate::broad::Broad;

/// Where something stands that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In this line.
    Line(u64),
    /// In this object of a bundle, the first being 1.
    Object(u64),
}

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The object or line is not what the format says.
    Damaged(String),
    /// An object without something that it must have.
    Missing(&'static str),
    /// A text that is none of the values that can be looked for.
    NoValue(String),
    /// A text that is no value of the sort that it says.
    NotOf(String, String),
    /// A row with more than one value: whether one or all are meant, nobody says.
    Several,
    /// A sort that is not looked for.
    Sort(String),
    /// A language of patterns that is not known.
    Language(String),
    /// Something of the pattern that is not looked for.
    Unknown(String),
    /// The pattern cannot be read, at this byte.
    Pattern(usize),
    /// The pattern is longer than is read.
    Long,
    /// The pattern is nested deeper than is read.
    Deep,
    /// The pattern has more alternatives, or values in one, than are looked for.
    Many,
    /// It would match half the world.
    Broad(Broad, String),
    /// A time that cannot be read.
    Time(String),
    /// It ends before it begins.
    Order,
    /// Who sent it says that it is not for detection.
    NotDetected,
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

/// Bytes of a text of others that are shown.
const SHOWN_BYTES: usize = 80;

/// So much of a text as is shown.
pub(crate) fn shown(text: &str) -> String {
    match text.floor_char_boundary(SHOWN_BYTES) {
        end if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

impl Reason {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        let with = |id: &'static str, text: &str| Message::new(id).with("value", shown(text));
        match self {
            Reason::Damaged(why) => with("indicator-refused-damaged", why),
            Reason::Missing(what) => with("indicator-refused-missing", what),
            Reason::NoValue(text) => with("indicator-refused-value", text),
            Reason::NotOf(sort, text) => with("indicator-refused-not-of", text).with("sort", shown(sort)),
            Reason::Several => Message::new("indicator-refused-several"),
            Reason::Sort(sort) => with("indicator-refused-sort", sort),
            Reason::Language(language) => with("indicator-refused-language", language),
            Reason::Unknown(what) => with("indicator-refused-unknown", what),
            Reason::Pattern(at) => Message::new("indicator-refused-pattern").with("at", *at + 1),
            Reason::Long => Message::new("indicator-refused-long").with("limit", crate::PATTERN_BYTES_MAX),
            Reason::Deep => Message::new("indicator-refused-deep").with("limit", crate::NESTED_MAX),
            Reason::Many => {
                Message::new("indicator-refused-many").with("terms", crate::TERMS_MAX).with("parts", crate::PARTS_MAX)
            }
            Reason::Broad(broad, text) => with("indicator-refused-broad", text).with("reason", broad.message()),
            Reason::Time(text) => with("indicator-refused-time", text),
            Reason::Order => Message::new("indicator-refused-order"),
            Reason::NotDetected => Message::new("indicator-refused-not-detected"),
        }
    }
}
