//! `atalaya sources`: its flags, and the task that they name.

use super::flags::{HELP, JSON, LANG, Verb};
use super::stores::{DATA, Data, KEYS, ORGANIZATION};
use super::values::text;
use atalaya_model::Message;
use clap::ArgMatches;

/// The sources that are asked for.
pub(crate) struct SourcesTask {
    /// Where what they brought is kept.
    pub(crate) data: Data,
    /// Whose; `None`: everyone's.
    pub(crate) organization: Option<String>,
}

pub(super) const VERB: Verb = Verb {
    name: "sources",
    about: || Message::new("sources-about"),
    places: &[],
    flags: &[ORGANIZATION, DATA, KEYS, JSON, LANG, HELP],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> SourcesTask {
    SourcesTask { data: Data::of(matches), organization: text(matches, "organization") }
}
