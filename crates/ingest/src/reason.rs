//! Why a frame is quarantined, as the journal keeps it: the identifier of a message, and the byte where there is one.

use atalaya_codec::Malformed;
use atalaya_model::Message;

/// Why a frame could not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its format cannot be read in it.
    Malformed(Malformed),
    /// It is a chunk of a Windows event log of which no record can be read.
    Chunk,
    /// The header that the journal has of it cannot be read.
    Header,
    /// The names of its columns were too long to be kept beside it.
    Columns,
    /// The decoder ended by a fault of the program.
    Panic,
    /// Behind the decoder, its events were stored or judged, and that ended by a fault of the program.
    Fault,
}

/// Reasons other than those of the codec, by their identifiers.
const OTHERS: [(&str, Reason); 5] = [
    ("damage-evtx-chunk", Reason::Chunk),
    ("ingest-reason-header", Reason::Header),
    ("ingest-reason-columns", Reason::Columns),
    ("ingest-reason-panic", Reason::Panic),
    ("ingest-reason-fault", Reason::Fault),
];

/// Reasons of the codec, by their identifiers; that with a byte is not among them.
const MALFORMED: [(&str, Malformed); 6] = [
    ("malformed-depth", Malformed::Depth),
    ("malformed-fields", Malformed::Fields),
    ("malformed-paths", Malformed::Paths),
    ("malformed-text", Malformed::Text),
    ("malformed-length", Malformed::Length),
    ("malformed-columns", Malformed::Columns),
];

/// The reason that has a byte.
const SYNTAX: &str = "malformed-syntax";

impl Reason {
    /// The words for it in the journal.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Reason::Malformed(Malformed::Syntax(byte)) => format!("{SYNTAX}:{byte}"),
            _ => self.message().id.to_owned(),
        }
    }

    /// The reason with these words. `None`: another version wrote it.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Reason> {
        if let Some(byte) = text.strip_prefix(SYNTAX).and_then(|rest| rest.strip_prefix(':')) {
            return byte.parse().ok().map(|byte| Reason::Malformed(Malformed::Syntax(byte)));
        }
        let malformed = MALFORMED.iter().find(|(word, _)| *word == text).map(|(_, known)| Reason::Malformed(*known));
        malformed.or_else(|| OTHERS.iter().find(|(word, _)| *word == text).map(|(_, reason)| *reason))
    }

    /// The reason as a person is told it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Reason::Malformed(malformed) => malformed.message(),
            Reason::Chunk => Message::new("damage-evtx-chunk"),
            Reason::Header => Message::new("ingest-reason-header"),
            Reason::Columns => Message::new("ingest-reason-columns"),
            Reason::Panic => Message::new("ingest-reason-panic"),
            Reason::Fault => Message::new("ingest-reason-fault"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_comes_back_as_it_went_and_is_that_of_its_message() {
        let malformed = MALFORMED.iter().map(|(_, malformed)| Reason::Malformed(*malformed));
        let others = OTHERS.iter().map(|(_, reason)| *reason);
        for reason in malformed.chain(others).chain([Reason::Malformed(Malformed::Syntax(12))]) {
            let text = reason.to_text();
            assert_eq!(Reason::of_text(&text), Some(reason));
            assert_eq!(text.split(':').next(), Some(reason.message().id));
        }
        for text in ["", "malformed-syntax", "malformed-syntax:x", "another"] {
            assert_eq!(Reason::of_text(text), None);
        }
    }
}
