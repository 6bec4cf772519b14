//! `atalaya doctor`: its flags, and the task that they name.

use super::flags::{HELP, JSON, KINDS, LANG, Verb};
use super::paths;
use super::stores::{DATA, Data, KEYS};
use atalaya_model::Message;
use clap::ArgMatches;
use std::path::PathBuf;

pub(super) const VERB: Verb = Verb {
    name: "doctor",
    about: || Message::new("doctor-about"),
    places: &[],
    flags: &[DATA, KEYS, KINDS, JSON, LANG, HELP],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> (Data, Vec<PathBuf>) {
    (Data::of(matches), paths(matches, "kinds"))
}
