//! How far something may be passed on: TLP 2.0.

use serde::{Deserialize, Serialize};

/// A marking of TLP 2.0, the least strict first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Marking {
    /// No limit.
    #[serde(rename = "tlp:clear")]
    Clear,
    /// The community.
    #[serde(rename = "tlp:green")]
    Green,
    /// Those who need it, and their clients.
    #[serde(rename = "tlp:amber")]
    Amber,
    /// Those who need it.
    #[serde(rename = "tlp:amber+strict")]
    AmberStrict,
    /// Whoever it was given to.
    #[serde(rename = "tlp:red")]
    Red,
}

/// The marking definitions of STIX 2.1, of TLP 1 and of TLP 2.0.
const DEFINED: [(&str, Marking); 9] = [
    ("613f2e26-407d-48c7-9eca-b8e91df99dc9", Marking::Clear),
    ("34098fce-860f-48ae-8e50-ebd3cc5e41da", Marking::Green),
    ("f88d31f6-486f-44da-b317-01333bde0b82", Marking::Amber),
    ("5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Marking::Red),
    ("94868c89-83c2-464b-929b-a1a8aa3c8487", Marking::Clear),
    ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Marking::Green),
    ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", Marking::Amber),
    ("939a9414-2ddd-4d32-a0cd-375ea402b003", Marking::AmberStrict),
    ("e828b379-4e03-4974-9ac4-e53a884c97c1", Marking::Red),
];

impl Marking {
    /// All of them.
    pub const ALL: [Marking; 5] = [Marking::Clear, Marking::Green, Marking::Amber, Marking::AmberStrict, Marking::Red];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Marking::Clear => "tlp:clear",
            Marking::Green => "tlp:green",
            Marking::Amber => "tlp:amber",
            Marking::AmberStrict => "tlp:amber+strict",
            Marking::Red => "tlp:red",
        }
    }

    /// The marking of this word, with `tlp:` before it or not; `white` is TLP 1's word for clear.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Marking> {
        let word = word.trim().to_ascii_lowercase();
        let word = word.strip_prefix("tlp:").or_else(|| word.strip_prefix("tlp-")).unwrap_or(&word);
        let strict = ["amber+strict", "amber-strict", "amber_strict", "amberstrict"];
        match word {
            "white" => Some(Marking::Clear),
            word if strict.contains(&word) => Some(Marking::AmberStrict),
            word => Marking::ALL.into_iter().find(|marking| &marking.as_str()[4..] == word),
        }
    }

    /// The marking that a STIX marking definition of this identifier is.
    pub(crate) fn defined(id: &str) -> Option<Marking> {
        let uuid = id.strip_prefix("marking-definition--")?;
        DEFINED.iter().find(|(known, _)| uuid.eq_ignore_ascii_case(known)).map(|(_, marking)| *marking)
    }
}
