//! `atalaya reload`: its flags, and the task that they name.

use super::flags::{HELP, JSON, LANG, Verb};
use super::stores::{DATA, Data, KEYS};
use atalaya_model::Message;
use clap::ArgMatches;

/// What a centre that runs is to read anew.
pub(crate) struct ReloadTask {
    /// Where the centre keeps what it receives.
    pub(crate) data: Data,
}

pub(super) const VERB: Verb = Verb {
    name: "reload",
    about: || Message::new("reload-about"),
    places: &[],
    flags: &[DATA, KEYS, JSON, LANG, HELP],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> ReloadTask {
    ReloadTask { data: Data::of(matches) }
}
