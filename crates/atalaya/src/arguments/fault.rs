//! What is wrong with the arguments, as messages instead of the parser's English.

use atalaya_model::Message;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong, and, where the parser has an idea, what was meant.
pub(crate) fn messages(error: &clap::Error) -> Vec<Message> {
    let mut messages = vec![fault(error)];
    let ideas = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(idea) = ideas.into_iter().find_map(|kind| context(error, kind)) {
        messages.push(Message::new("cli-error-suggestion").with("word", idea));
    }
    messages
}

fn fault(error: &clap::Error) -> Message {
    let argument = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => Message::new("cli-error-argument-unknown").with("argument", argument),
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            Message::new("cli-error-verb-unknown").with("word", word)
        }
        ErrorKind::InvalidValue if value.is_empty() => value_missing(argument),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => value_missing(argument),
        ErrorKind::InvalidValue => {
            let valid = context(error, ContextKind::ValidValue).unwrap_or_default();
            let message = Message::new("cli-error-value-unknown").with("argument", argument);
            message.with("value", value).with("valid", valid)
        }
        ErrorKind::TooManyValues => {
            Message::new("cli-error-value-not-wanted").with("argument", argument).with("value", value)
        }
        ErrorKind::ArgumentConflict => Message::new("cli-error-argument-twice").with("argument", argument),
        ErrorKind::MissingRequiredArgument => Message::new("cli-error-argument-missing").with("argument", argument),
        ErrorKind::InvalidUtf8 => Message::new("cli-error-not-unicode"),
        _ => Message::new("cli-error-arguments"),
    }
}

fn value_missing(argument: String) -> Message {
    Message::new("cli-error-value-missing").with("argument", argument)
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")).filter(|text| !text.is_empty()),
        _ => None,
    }
}
