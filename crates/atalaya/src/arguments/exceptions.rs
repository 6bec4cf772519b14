//! `atalaya exceptions`: its flags, and the tasks that they name.

use super::flags::{Count, Flag, HELP, JSON, LANG, Place, Takes, Verb};
use super::stores::{DATA, Data, KEYS, ORGANIZATION, span, span_value};
use super::values::text;
use super::words;
use atalaya_model::Message;
use clap::ArgMatches;
use std::time::Duration;

/// How long an exception holds where nothing else is said.
const HOLDS_FOR: Duration = Duration::from_secs(90 * 86_400);
/// How long one may hold: what nobody looks at for longer than a year is a blind spot.
pub(crate) const HOLDS_FOR_MAX: Duration = Duration::from_secs(400 * 86_400);
/// Bytes of what is said of an exception, and of what holds of its events.
const TEXT_BYTES_MAX: usize = 4096;

/// Something with exceptions.
pub(crate) struct ExceptionsTask {
    /// Where the ledger is.
    pub(crate) data: Data,
    pub(crate) deed: Deed,
}

/// What is to be done.
pub(crate) enum Deed {
    /// Show all.
    List,
    /// Add one.
    Add(NewException),
    /// Remove the one of this identifier.
    Remove(String),
}

/// An exception as it is asked for.
pub(crate) struct NewException {
    /// The rule, by identifier or title.
    pub(crate) rule: String,
    /// What holds of the events: fields, with modifiers, and their values.
    pub(crate) conditions: Vec<(String, String)>,
    /// Why.
    pub(crate) reason: String,
    /// Whose events; `None`: everybody's.
    pub(crate) organization: Option<String>,
    /// For how long.
    pub(crate) holds_for: Duration,
}

pub(super) const VERB: Verb = Verb {
    name: "exceptions",
    about: || Message::new("exceptions-about"),
    places: &[],
    flags: &[],
    verbs: &[
        Verb {
            name: "list",
            about: || Message::new("exceptions-about-list"),
            places: &[],
            flags: &[DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "add",
            about: || Message::new("exceptions-about-add"),
            places: &[Place {
                id: "rule",
                value: || Message::new("cli-value-rule"),
                help: || Message::new("exceptions-help-rule"),
                count: Count::One,
            }],
            flags: &[
                Flag {
                    name: "where",
                    short: None,
                    takes: Takes::Values(|| Message::new("exceptions-value-condition")),
                    help: || Message::new("exceptions-help-where"),
                },
                Flag {
                    name: "reason",
                    short: None,
                    takes: Takes::Value(|| Message::new("exceptions-value-text")),
                    help: || Message::new("exceptions-help-reason"),
                },
                Flag {
                    name: "for",
                    short: None,
                    takes: Takes::Value(span_value),
                    help: || Message::new("exceptions-help-for"),
                },
                ORGANIZATION,
                DATA,
                KEYS,
                JSON,
                LANG,
                HELP,
            ],
            verbs: &[],
        },
        Verb {
            name: "remove",
            about: || Message::new("exceptions-about-remove"),
            places: &[Place {
                id: "exception",
                value: || Message::new("exceptions-value-exception"),
                help: || Message::new("exceptions-help-exception"),
                count: Count::One,
            }],
            flags: &[DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
    ],
};

pub(super) fn task(matches: &ArgMatches) -> Result<ExceptionsTask, Message> {
    let (name, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let deed = match name {
        "add" => Deed::Add(added(matches)?),
        "remove" => Deed::Remove(text(matches, "exception").unwrap_or_default()),
        _ => Deed::List,
    };
    Ok(ExceptionsTask { data: Data::of(matches), deed })
}

fn added(matches: &ArgMatches) -> Result<NewException, Message> {
    let reason = text(matches, "reason").unwrap_or_default().trim().to_owned();
    if reason.is_empty() {
        return Err(Message::new("exceptions-error-reason"));
    }
    let conditions = words(matches, "where")?.iter().map(|word| condition(word)).collect::<Result<Vec<_>, _>>()?;
    if conditions.is_empty() {
        return Err(Message::new("exceptions-error-where"));
    }
    let bytes: usize = conditions.iter().map(|(field, value)| field.len() + value.len()).sum();
    if bytes.max(reason.len()) > TEXT_BYTES_MAX {
        return Err(Message::new("exceptions-error-long").with("limit", TEXT_BYTES_MAX as u64));
    }
    let holds_for = span(matches, "for")?.unwrap_or(HOLDS_FOR);
    if holds_for > HOLDS_FOR_MAX {
        return Err(Message::new("exceptions-error-for").with("days", HOLDS_FOR_MAX.as_secs() / 86_400));
    }
    let organization = text(matches, "organization");
    Ok(NewException { rule: text(matches, "rule").unwrap_or_default(), conditions, reason, organization, holds_for })
}

/// `FIELD=VALUE`, the field with modifiers where wanted.
fn condition(word: &str) -> Result<(String, String), Message> {
    let wrong = || Message::new("exceptions-error-condition").with("value", word);
    let (field, value) = word.split_once('=').ok_or_else(wrong)?;
    let is_plain = !field.trim().is_empty() && !word.contains(char::is_control);
    if is_plain { Ok((field.trim().to_owned(), value.to_owned())) } else { Err(wrong()) }
}
