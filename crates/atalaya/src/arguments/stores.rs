//! What the commands have in common that work on a data directory: where it is, its keys, of whom and of when.

use super::amounts;
use super::flags::{Count, Flag, Place, Takes, file_value, folder_value, time_value};
use super::time::{Edge, parse};
use super::values::text;
use atalaya_model::{Message, Time};
use clap::ArgMatches;
use std::path::PathBuf;
use std::time::Duration;

/// The data directory where none is named.
const DATA_FOLDER: &str = "atalaya-data";
/// The zone of times on the command line that name none.
const ZONE: &str = "UTC";

/// The data directory, and how it is to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Data {
    /// Where it is.
    pub(crate) folder: PathBuf,
    /// The file with the keys; none: those of the environment, where it has some.
    pub(crate) keys: Option<PathBuf>,
    /// Whether a program reads the answer.
    pub(crate) json: bool,
}

/// Whose rows, and of which kind; none stands for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Whose {
    /// The organization.
    pub(crate) organization: Option<String>,
    /// The kind of log.
    pub(crate) kind: Option<String>,
}

/// From when and until when; none stands for without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Period {
    /// The first moment.
    pub(crate) since: Option<Time>,
    /// The first moment that does not belong to it any more.
    pub(crate) until: Option<Time>,
}

/// Where the data directory is.
pub(super) const DATA: Flag =
    Flag { name: "data", short: None, takes: Takes::Value(folder_value), help: || Message::new("data-help-data") };

/// The keys.
pub(super) const KEYS: Flag =
    Flag { name: "keys", short: None, takes: Takes::Value(file_value), help: || Message::new("data-help-keys") };

/// The organization.
pub(super) const ORGANIZATION: Flag = Flag {
    name: "organization",
    short: None,
    takes: Takes::Value(name_value),
    help: || Message::new("data-help-organization"),
};

/// The organization, where there must be one.
pub(super) const ORGANIZATION_HELD: Flag =
    Flag { help: || Message::new("data-help-organization-held"), ..ORGANIZATION };

/// The kind of log.
pub(super) const KIND: Flag = Flag {
    name: "kind",
    short: None,
    takes: Takes::Value(|| Message::new("cli-value-kind")),
    help: || Message::new("data-help-kind"),
};

/// From when on.
pub(super) const SINCE: Flag =
    Flag { name: "since", short: None, takes: Takes::Value(time_value), help: || Message::new("data-help-since") };

/// Until when.
pub(super) const UNTIL: Flag =
    Flag { name: "until", short: None, takes: Takes::Value(time_value), help: || Message::new("data-help-until") };

/// Before when.
pub(super) const BEFORE: Flag =
    Flag { name: "before", short: None, takes: Takes::Value(time_value), help: || Message::new("data-help-before") };

/// What is older than a span of time.
pub(super) const OLDER_THAN: Flag = Flag {
    name: "older-than",
    short: None,
    takes: Takes::Value(span_value),
    help: || Message::new("data-help-older-than"),
};

/// Whether what is encrypted is written without a key.
pub(super) const DECRYPT: Flag =
    Flag { name: "decrypt", short: None, takes: Takes::Nothing, help: || Message::new("data-help-decrypt") };

/// The name of a hold.
pub(super) const HOLD: Place =
    Place { id: "hold", value: name_value, help: || Message::new("data-help-hold"), count: Count::One };

pub(super) fn name_value() -> Message {
    Message::new("data-value-name")
}

pub(super) fn span_value() -> Message {
    Message::new("data-value-span")
}

impl Data {
    /// Whether it is the one that is taken where none is named.
    pub(crate) fn is_default(&self) -> bool {
        self.folder.as_os_str() == DATA_FOLDER
    }

    /// The data directory that the words name.
    pub(super) fn of(matches: &ArgMatches) -> Data {
        Data {
            folder: text(matches, "data").unwrap_or_else(|| DATA_FOLDER.to_owned()).into(),
            keys: text(matches, "keys").map(PathBuf::from),
            json: matches.get_flag("json"),
        }
    }
}

impl Whose {
    /// Whose rows the words name.
    pub(super) fn of(matches: &ArgMatches) -> Whose {
        Whose { organization: text(matches, "organization"), kind: text(matches, "kind") }
    }
}

impl Period {
    /// From when until when the words say.
    pub(super) fn of(matches: &ArgMatches) -> Result<Period, Message> {
        let period = Period { since: time(matches, "since", Edge::Begin)?, until: time(matches, "until", Edge::End)? };
        match period {
            Period { since: Some(since), until: Some(until) } if since >= until => {
                Err(Message::new("cli-error-time-order"))
            }
            _ => Ok(period),
        }
    }
}

/// The point in time after the flag.
pub(super) fn time(matches: &ArgMatches, name: &str, edge: Edge) -> Result<Option<Time>, Message> {
    let Some(text) = text(matches, name) else { return Ok(None) };
    let wrong = || Message::new("cli-error-time").with("flag", format!("--{name}")).with("value", text.as_str());
    parse(&text, ZONE, edge).map(Some).ok_or_else(wrong)
}

/// The span of time after the flag.
pub(super) fn span(matches: &ArgMatches, name: &str) -> Result<Option<Duration>, Message> {
    let Some(text) = text(matches, name) else { return Ok(None) };
    let wrong = || Message::new("data-error-span").with("flag", format!("--{name}")).with("value", text.as_str());
    amounts::span(&text).map(Some).ok_or_else(wrong)
}

/// The number of bytes after the flag.
pub(super) fn bytes(matches: &ArgMatches, name: &str) -> Result<Option<u64>, Message> {
    let Some(text) = text(matches, name) else { return Ok(None) };
    let wrong = || Message::new("data-error-bytes").with("flag", format!("--{name}")).with("value", text.as_str());
    amounts::bytes(&text).map(Some).ok_or_else(wrong)
}
