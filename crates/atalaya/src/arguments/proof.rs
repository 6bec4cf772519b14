//! `atalaya rules proof`: its flags, and the task that they name.

use super::flags::{Flag, HELP, JSON, LANG, Takes, Verb};
use super::stores::{DATA, Data, KEYS, ORGANIZATION};
use super::values::text;
use atalaya_model::Message;
use clap::ArgMatches;

/// Whose proofs are asked for, and of which rules.
pub(crate) struct ProofTask {
    /// Where the ledger is.
    pub(crate) data: Data,
    /// On what whom sends rules are to be able to fire; `None`: on what anybody does.
    pub(crate) organization: Option<String>,
    /// Which rules.
    pub(crate) wanted: Wanted,
}

/// Which rules are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All.
    All,
    /// Those that are not proven.
    NotProven,
}

pub(super) const VERB: Verb = Verb {
    name: "proof",
    about: || Message::new("proof-about"),
    places: &[],
    flags: &[
        ORGANIZATION,
        Flag { name: "not-proven", short: None, takes: Takes::Nothing, help: || Message::new("proof-help-not-proven") },
        DATA,
        KEYS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> ProofTask {
    let wanted = if matches.get_flag("not-proven") { Wanted::NotProven } else { Wanted::All };
    ProofTask { data: Data::of(matches), organization: text(matches, "organization"), wanted }
}
