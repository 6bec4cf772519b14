//! What a person is told: an identifier of the message catalogue and its arguments, never text.

use serde::de::Error as _;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The languages every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish, as spoken in Latin America.
    Es,
    /// Traditional Chinese, as used in Taiwan.
    ZhTw,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 3] = [Language::En, Language::Es, Language::ZhTw];

    /// The BCP 47 tag: `en`, `es`, `zh-TW`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
            Language::ZhTw => "zh-TW",
        }
    }
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arg {
    /// Text, shown as it is.
    Text(String),
    /// A number, shown as the language writes numbers.
    Number(u64),
    /// A message of its own, shown in the same language.
    Message(Box<Message>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Arg::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Arg::Number(number as u64)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Arg::Message(Box::new(message))
    }
}

/// A message of the catalogue (`content/messages`) with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The identifier in the catalogue, `rule-modifier-unknown`.
    pub id: &'static str,
    /// The arguments by name.
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub fn new(id: &'static str) -> Self {
        Message { id, args: Vec::new() }
    }

    /// The message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// Names that [`intern`] keeps for as long as the program runs.
const INTERNED_MAX: usize = 8192;
/// Bytes that a name may have which [`intern`] keeps.
const INTERNED_BYTES_MAX: usize = 128;

/// The name as one that lives as long as the program, which identifiers of messages are. `None` if it is too long or
/// there are too many: it was then never a name of the catalogue.
fn intern(name: &str) -> Option<&'static str> {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return Some(known);
    }
    if names.len() >= INTERNED_MAX || name.len() > INTERNED_BYTES_MAX {
        return None;
    }
    let name: &'static str = String::leak(name.to_owned());
    names.insert(name);
    Some(name)
}

/// A message as it is stored.
#[derive(Deserialize)]
struct Stored {
    id: String,
    args: Vec<(String, Arg)>,
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut message = serializer.serialize_struct("Message", 2)?;
        message.serialize_field("id", self.id)?;
        message.serialize_field("args", &self.args)?;
        message.end()
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Message, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let known = |name: &str| intern(name).ok_or_else(|| D::Error::custom("not a name of the catalogue"));
        let args = stored.args.into_iter().map(|(name, value)| Ok((known(&name)?, value)));
        Ok(Message { id: known(&stored.id)?, args: args.collect::<Result<_, D::Error>>()? })
    }
}
