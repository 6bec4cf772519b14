//! `atalaya service`: its flags, and the task that they name.

use super::flags::{Flag, HELP, LANG, Takes, Verb, file_value, folder_value};
use super::values::text;
use atalaya_model::Message;
use clap::ArgMatches;
use std::path::PathBuf;

/// Where the settings are, where no file is named.
const SETTINGS_FILE: &str = "/etc/atalaya/atalaya.toml";
/// Where what is received is kept, where no folder is named.
const DATA_FOLDER: &str = "/var/lib/atalaya";
/// Where an administrator's own units are.
const UNITS_FOLDER: &str = "/etc/systemd/system";

/// The service that is to be installed.
pub(crate) struct ServiceTask {
    /// The file of settings.
    pub(crate) settings: PathBuf,
    /// Where what is received is kept.
    pub(crate) data: PathBuf,
    /// The file with the keys.
    pub(crate) keys: Option<PathBuf>,
    /// Where the unit goes.
    pub(crate) goal: Goal,
}

/// Where a unit goes.
pub(crate) enum Goal {
    /// To standard output.
    Shown,
    /// Into this folder.
    Folder(PathBuf),
}

pub(super) const VERB: Verb = Verb {
    name: "service",
    about: || Message::new("service-about"),
    places: &[],
    flags: &[LANG, HELP],
    verbs: &[Verb {
        name: "install",
        about: || Message::new("service-about-install"),
        places: &[],
        flags: &[
            Flag { name: "print", short: None, takes: Takes::Nothing, help: || Message::new("service-help-print") },
            Flag {
                name: "to",
                short: None,
                takes: Takes::Value(folder_value),
                help: || Message::new("service-help-to"),
            },
            Flag {
                name: "config",
                short: None,
                takes: Takes::Value(file_value),
                help: || Message::new("service-help-config"),
            },
            Flag {
                name: "data",
                short: None,
                takes: Takes::Value(folder_value),
                help: || Message::new("service-help-data"),
            },
            Flag {
                name: "keys",
                short: None,
                takes: Takes::Value(file_value),
                help: || Message::new("data-help-keys"),
            },
            LANG,
            HELP,
        ],
        verbs: &[],
    }],
};

pub(super) fn task(matches: &ArgMatches) -> Result<ServiceTask, Message> {
    let (_, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let path = |name, else_| text(matches, name).unwrap_or_else(|| String::from(else_)).into();
    let goal = if matches.get_flag("print") { Goal::Shown } else { Goal::Folder(path("to", UNITS_FOLDER)) };
    let keys = text(matches, "keys").map(PathBuf::from);
    Ok(ServiceTask { settings: path("config", SETTINGS_FILE), data: path("data", DATA_FOLDER), keys, goal })
}
