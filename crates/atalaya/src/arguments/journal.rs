//! `atalaya journal`: its verbs and flags, and the task that they name.

use super::flags::{Flag, HELP, JSON, KINDS, LANG, Takes, Verb, file_value};
use super::paths;
use super::stores::{BEFORE, DATA, DECRYPT, Data, HOLD, KEYS, OLDER_THAN, Period, SINCE, UNTIL, bytes, span, time};
use super::time::Edge;
use super::values::text;
use crate::caller;
use atalaya_model::{Message, Time};
use clap::ArgMatches;
use std::path::PathBuf;
use std::time::Duration;

/// What to do with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JournalTask {
    /// Say what is in it.
    Status,
    /// Read all of it and compare, also with these anchors.
    Verify(Vec<PathBuf>),
    /// Say where the history is now; into this file, or on standard output.
    Anchor(Option<PathBuf>),
    /// Decode again what could not be decoded, with these further kinds of log.
    Replay(Vec<PathBuf>),
    /// Let go of the oldest.
    Expire(JournalExpiry),
    /// Encrypt everything with the present key, or with none.
    Rekey {
        /// Whether with none.
        decrypt: bool,
    },
    /// Keep what was received in a period, whatever expires.
    Hold(String, Period),
    /// Let go of what a hold kept.
    Release(String),
}

/// What may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JournalExpiry {
    /// What was received before this time.
    pub(crate) before: Option<Time>,
    /// What is older than this.
    pub(crate) older_than: Option<Duration>,
    /// The oldest, until there are no more bytes than this.
    pub(crate) keep_bytes: Option<u64>,
    /// Whether also what was not decoded yet.
    pub(crate) unread: bool,
}

const FLAGS: &[Flag] = &[DATA, KEYS, JSON, LANG, HELP];

const ANCHOR: Flag = Flag {
    name: "anchor",
    short: None,
    takes: Takes::Values(file_value),
    help: || Message::new("journal-help-anchor"),
};

const OUTPUT: Flag = Flag {
    name: "output",
    short: Some('o'),
    takes: Takes::Value(file_value),
    help: || Message::new("journal-help-output"),
};

const KEEP_BYTES: Flag = Flag {
    name: "keep-bytes",
    short: None,
    takes: Takes::Value(|| Message::new("data-value-bytes")),
    help: || Message::new("journal-help-keep-bytes"),
};

const UNREAD: Flag =
    Flag { name: "unread", short: None, takes: Takes::Nothing, help: || Message::new("journal-help-unread") };

pub(super) const VERB: Verb = Verb {
    name: "journal",
    about: || Message::new("journal-about"),
    places: &[],
    flags: &[LANG, HELP],
    verbs: &[
        Verb { name: "status", about: || Message::new("journal-about-status"), places: &[], flags: FLAGS, verbs: &[] },
        Verb {
            name: "verify",
            about: || Message::new("journal-about-verify"),
            places: &[],
            flags: &[ANCHOR, DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "anchor",
            about: || Message::new("journal-about-anchor"),
            places: &[],
            flags: &[OUTPUT, DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "replay",
            about: || Message::new("journal-about-replay"),
            places: &[],
            flags: &[KINDS, DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "expire",
            about: || Message::new("journal-about-expire"),
            places: &[],
            flags: &[BEFORE, OLDER_THAN, KEEP_BYTES, UNREAD, DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "rekey",
            about: || Message::new("journal-about-rekey"),
            places: &[],
            flags: &[DECRYPT, DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "hold",
            about: || Message::new("journal-about-hold"),
            places: &[HOLD],
            flags: &[SINCE, UNTIL, DATA, KEYS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "release",
            about: || Message::new("journal-about-release"),
            places: &[HOLD],
            flags: FLAGS,
            verbs: &[],
        },
    ],
};

pub(super) fn task(matches: &ArgMatches) -> Result<(JournalTask, Data), Message> {
    let (name, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let hold = || text(matches, "hold").unwrap_or_default();
    let task = match name {
        "status" => JournalTask::Status,
        "verify" => JournalTask::Verify(paths(matches, "anchor")),
        "anchor" => JournalTask::Anchor(text(matches, "output").map(|word| caller::file(word.into()))),
        "replay" => JournalTask::Replay(paths(matches, "kinds")),
        "expire" => JournalTask::Expire(expiry(matches)?),
        "rekey" => JournalTask::Rekey { decrypt: matches.get_flag("decrypt") },
        "hold" => JournalTask::Hold(hold(), Period::of(matches)?),
        _ => JournalTask::Release(hold()),
    };
    Ok((task, Data::of(matches)))
}

fn expiry(matches: &ArgMatches) -> Result<JournalExpiry, Message> {
    let expiry = JournalExpiry {
        before: time(matches, "before", Edge::Begin)?,
        older_than: span(matches, "older-than")?,
        keep_bytes: bytes(matches, "keep-bytes")?,
        unread: matches.get_flag("unread"),
    };
    match expiry {
        JournalExpiry { before: None, older_than: None, keep_bytes: None, .. } => {
            Err(Message::new("data-error-expiry").with("flags", "--before, --older-than, --keep-bytes"))
        }
        JournalExpiry { before: Some(_), older_than: Some(_), .. } => Err(Message::new("data-error-before")),
        expiry => Ok(expiry),
    }
}
