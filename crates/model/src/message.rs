//! What a person is told: an identifier of the message catalogue and its arguments, never text.

/// The languages every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
