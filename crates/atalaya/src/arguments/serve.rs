//! `atalaya serve`: its flags, and the task that they name.

use super::flags::{Flag, HELP, JSON, KINDS, LANG, Takes, Verb, file_value};
use super::paths;
use super::stores::{DATA, Data, KEYS};
use super::values::text;
use atalaya_model::Message;
use clap::ArgMatches;
use std::path::PathBuf;

/// Where the settings are, where no file is named.
const SETTINGS_FILE: &str = "atalaya.toml";

/// The centre that is to run.
pub(crate) struct ServeTask {
    /// Where what is received is kept.
    pub(crate) data: Data,
    /// The file of settings.
    pub(crate) settings: PathBuf,
    /// Folders with further kinds of log.
    pub(crate) kinds: Vec<PathBuf>,
}

pub(super) const VERB: Verb = Verb {
    name: "serve",
    about: || Message::new("serve-about"),
    places: &[],
    flags: &[
        Flag {
            name: "config",
            short: None,
            takes: Takes::Value(file_value),
            help: || Message::new("serve-help-config"),
        },
        DATA,
        KEYS,
        KINDS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> ServeTask {
    ServeTask {
        data: Data::of(matches),
        settings: text(matches, "config").unwrap_or_else(|| SETTINGS_FILE.to_owned()).into(),
        kinds: paths(matches, "kinds"),
    }
}
