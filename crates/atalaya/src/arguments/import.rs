//! `atalaya import`: its flags, and the task that they name.

use super::flags::{
    ADDRESSES, Count, Flag, HELP, JSON, KINDS, LANG, Place, THREADS, TIMEZONE, Takes, Verb, YEAR, file_value,
};
use super::stores::{DATA, Data, KEYS, name_value};
use super::values::{logs, text, threads};
use super::{clocks, paths};
use atalaya_model::Message;
use clap::ArgMatches;
use std::path::PathBuf;

/// Logs that are to be kept.
pub(crate) struct ImportTask {
    /// Where they are kept.
    pub(crate) data: Data,
    /// Files, folders and archives, in order; `-` is standard input.
    pub(crate) logs: Vec<PathBuf>,
    /// Whose logs they are.
    pub(crate) organization: String,
    /// Where they come from.
    pub(crate) source: String,
    /// Zones of logs that name none: for inputs whose name fits the pattern, or for all.
    pub(crate) zones: Vec<(Option<String>, String)>,
    /// Years of stamps without one, for inputs whose name fits the pattern.
    pub(crate) years: Vec<(String, i16)>,
    /// Folders with further kinds of log.
    pub(crate) kinds: Vec<PathBuf>,
    /// Tables of addresses.
    pub(crate) addresses: Vec<PathBuf>,
    /// Threads to use.
    pub(crate) threads: usize,
    /// The file that is told what is safe; `-` is standard output.
    pub(crate) acknowledged: Option<PathBuf>,
}

pub(super) const VERB: Verb = Verb {
    name: "import",
    about: || Message::new("import-about"),
    places: &[Place {
        id: "logs",
        value: || Message::new("cli-value-logs"),
        help: || Message::new("cli-help-logs"),
        count: Count::Some,
    }],
    flags: &[
        Flag {
            name: "organization",
            short: None,
            takes: Takes::Value(name_value),
            help: || Message::new("import-help-organization"),
        },
        Flag {
            name: "source",
            short: None,
            takes: Takes::Value(name_value),
            help: || Message::new("import-help-source"),
        },
        DATA,
        KEYS,
        TIMEZONE,
        YEAR,
        KINDS,
        ADDRESSES,
        THREADS,
        Flag {
            name: "acknowledged",
            short: None,
            takes: Takes::Value(file_value),
            help: || Message::new("import-help-acknowledged"),
        },
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> Result<ImportTask, Message> {
    let named = |name: &str| {
        let missing = || Message::new("cli-error-argument-missing").with("argument", format!("--{name}"));
        text(matches, name).filter(|text| !text.trim().is_empty()).ok_or_else(missing)
    };
    let task = ImportTask {
        data: Data::of(matches),
        logs: logs(matches)?,
        organization: named("organization")?,
        source: named("source")?,
        zones: clocks::zones(matches)?,
        years: clocks::years(matches)?,
        kinds: paths(matches, "kinds"),
        addresses: paths(matches, "addresses"),
        threads: threads(matches)?,
        acknowledged: text(matches, "acknowledged").map(PathBuf::from),
    };
    let on_stdout = task.acknowledged.as_deref().is_some_and(super::is_stdin);
    if on_stdout && task.data.json { Err(Message::new("import-error-stdout")) } else { Ok(task) }
}
