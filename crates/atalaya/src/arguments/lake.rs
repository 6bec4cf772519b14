//! `atalaya lake`: its verbs and flags, and the task that they name.

use super::flags::{Flag, HELP, JSON, KINDS, LANG, Takes, Verb, folder_value};
use super::paths;
use super::stores::{
    BEFORE, DATA, DECRYPT, Data, HOLD, KEYS, KIND, OLDER_THAN, ORGANIZATION, ORGANIZATION_HELD, Period, SINCE, UNTIL,
    Whose, span, time,
};
use super::time::Edge;
use super::values::text;
use crate::caller;
use atalaya_model::{Message, Time};
use clap::ArgMatches;
use std::path::PathBuf;
use std::time::Duration;

/// What to do with the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LakeTask {
    /// Say what is in it.
    Status,
    /// Read all of it and compare.
    Verify,
    /// Make few large files of many small ones.
    Compact(Whose),
    /// Let go of the oldest.
    Expire(Whose, Age),
    /// Write a copy into this folder.
    Export(Whose, Period, PathBuf),
    /// Keep the events of a period, whatever expires.
    Hold(String, Whose, Period),
    /// Let go of what a hold kept.
    Release(String),
    /// Encrypt everything with the present key, or with none.
    Rekey {
        /// Whether with none.
        decrypt: bool,
    },
}

/// How old something has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// Of before this time.
    Before(Time),
    /// Older than this.
    Over(Duration),
}

const FLAGS: &[Flag] = &[DATA, KEYS, KINDS, JSON, LANG, HELP];

const OUTPUT: Flag = Flag {
    name: "output",
    short: Some('o'),
    takes: Takes::Value(folder_value),
    help: || Message::new("lake-help-output"),
};

pub(super) const VERB: Verb = Verb {
    name: "lake",
    about: || Message::new("lake-about"),
    places: &[],
    flags: &[LANG, HELP],
    verbs: &[
        Verb { name: "status", about: || Message::new("lake-about-status"), places: &[], flags: FLAGS, verbs: &[] },
        Verb { name: "verify", about: || Message::new("lake-about-verify"), places: &[], flags: FLAGS, verbs: &[] },
        Verb {
            name: "compact",
            about: || Message::new("lake-about-compact"),
            places: &[],
            flags: &[ORGANIZATION, KIND, DATA, KEYS, KINDS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "expire",
            about: || Message::new("lake-about-expire"),
            places: &[],
            flags: &[BEFORE, OLDER_THAN, ORGANIZATION, KIND, DATA, KEYS, KINDS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "export",
            about: || Message::new("lake-about-export"),
            places: &[],
            flags: &[OUTPUT, ORGANIZATION, KIND, SINCE, UNTIL, DATA, KEYS, KINDS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "hold",
            about: || Message::new("lake-about-hold"),
            places: &[HOLD],
            flags: &[ORGANIZATION_HELD, KIND, SINCE, UNTIL, DATA, KEYS, KINDS, JSON, LANG, HELP],
            verbs: &[],
        },
        Verb {
            name: "release",
            about: || Message::new("lake-about-release"),
            places: &[HOLD],
            flags: FLAGS,
            verbs: &[],
        },
        Verb {
            name: "rekey",
            about: || Message::new("lake-about-rekey"),
            places: &[],
            flags: &[DECRYPT, DATA, KEYS, KINDS, JSON, LANG, HELP],
            verbs: &[],
        },
    ],
};

pub(super) fn task(matches: &ArgMatches) -> Result<(LakeTask, Data, Vec<PathBuf>), Message> {
    let (name, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let missing = |flag: &str| Message::new("cli-error-argument-missing").with("argument", format!("--{flag}"));
    let hold = || text(matches, "hold").unwrap_or_default();
    let task = match name {
        "status" => LakeTask::Status,
        "verify" => LakeTask::Verify,
        "compact" => LakeTask::Compact(Whose::of(matches)),
        "expire" => LakeTask::Expire(Whose::of(matches), age(matches)?),
        "export" => {
            let folder = text(matches, "output").ok_or_else(|| missing("output"))?;
            LakeTask::Export(Whose::of(matches), Period::of(matches)?, caller::file(folder.into()))
        }
        "hold" => {
            let whose = Whose::of(matches);
            if whose.organization.is_none() {
                return Err(missing("organization"));
            }
            LakeTask::Hold(hold(), whose, Period::of(matches)?)
        }
        "release" => LakeTask::Release(hold()),
        _ => LakeTask::Rekey { decrypt: matches.get_flag("decrypt") },
    };
    Ok((task, Data::of(matches), paths(matches, "kinds")))
}

fn age(matches: &ArgMatches) -> Result<Age, Message> {
    match (time(matches, "before", Edge::Begin)?, span(matches, "older-than")?) {
        (Some(before), None) => Ok(Age::Before(before)),
        (None, Some(span)) => Ok(Age::Over(span)),
        (None, None) => Err(Message::new("data-error-expiry").with("flags", "--before, --older-than")),
        (Some(_), Some(_)) => Err(Message::new("data-error-before")),
    }
}
