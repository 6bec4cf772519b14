//! `atalaya init`: its flags, and the task that they name.

use super::flags::{Count, Flag, HELP, LANG, Place, Takes, Verb, folder_value};
use super::values::text;
use atalaya_model::Message;
use clap::ArgMatches;
use std::path::PathBuf;

/// Where a centre is set up, where no folder is named.
const FOLDER: &str = "atalaya";

/// A centre that is to be set up.
pub(crate) struct InitTask {
    /// Where.
    pub(crate) folder: PathBuf,
    /// The first organization.
    pub(crate) organization: Option<String>,
    /// Its networks, separated by commas.
    pub(crate) networks: Option<String>,
    /// Names and addresses by which senders reach the centre, separated by commas.
    pub(crate) names: Option<String>,
    /// Whether what is kept is encrypted.
    pub(crate) keeping: Keeping,
    /// Who answers what is not given.
    pub(crate) answers: Answers,
}

/// How what is received is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// In the open.
    Open,
    /// Encrypted.
    Encrypted,
    /// Nobody has said.
    Unsaid,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// A person is asked.
    Person,
    /// Nobody: what is not given has a usual answer, or is an error.
    Nobody,
}

pub(super) const VERB: Verb = Verb {
    name: "init",
    about: || Message::new("init-about"),
    places: &[Place {
        id: "folder",
        value: folder_value,
        help: || Message::new("init-help-folder"),
        count: Count::Any,
    }],
    flags: &[
        Flag {
            name: "organization",
            short: None,
            takes: Takes::Value(|| Message::new("data-value-name")),
            help: || Message::new("init-help-organization"),
        },
        Flag {
            name: "networks",
            short: None,
            takes: Takes::Value(|| Message::new("init-value-networks")),
            help: || Message::new("init-help-networks"),
        },
        Flag {
            name: "names",
            short: None,
            takes: Takes::Value(|| Message::new("init-value-names")),
            help: || Message::new("init-help-names"),
        },
        Flag { name: "encrypt", short: None, takes: Takes::Nothing, help: || Message::new("init-help-encrypt") },
        Flag { name: "open", short: None, takes: Takes::Nothing, help: || Message::new("init-help-open") },
        Flag {
            name: "non-interactive",
            short: None,
            takes: Takes::Nothing,
            help: || Message::new("init-help-non-interactive"),
        },
        LANG,
        HELP,
    ],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> Result<InitTask, Message> {
    let mut folders = super::paths(matches, "folder").into_iter();
    let folder = folders.next().unwrap_or_else(|| FOLDER.into());
    let keeping = match (matches.get_flag("encrypt"), matches.get_flag("open")) {
        (true, true) => return Err(Message::new("init-error-both")),
        (true, false) => Keeping::Encrypted,
        (false, true) => Keeping::Open,
        (false, false) => Keeping::Unsaid,
    };
    if folders.next().is_some() {
        return Err(Message::new("init-error-folders"));
    }
    Ok(InitTask {
        folder,
        organization: text(matches, "organization"),
        networks: text(matches, "networks"),
        names: text(matches, "names"),
        keeping,
        answers: if matches.get_flag("non-interactive") { Answers::Nobody } else { Answers::Person },
    })
}
