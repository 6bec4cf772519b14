//! `atalaya doctor`: its flags, and the task that they name.

use super::flags::{HELP, JSON, LANG, Verb};
use super::stores::{DATA, Data, KEYS};
use atalaya_model::Message;
use clap::ArgMatches;

pub(super) const VERB: Verb = Verb {
    name: "doctor",
    about: || Message::new("doctor-about"),
    places: &[],
    flags: &[DATA, KEYS, JSON, LANG, HELP],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> Data {
    Data::of(matches)
}
