//! `atalaya rules try` and `atalaya rules recommend`: their flags, and the hunts that they are.

use super::flags::{Count, Flag, HELP, JSON, KINDS, LANG, PLACEHOLDERS, Place, Takes, Verb};
use super::hunt::{HuntTask, Noise, Quarry};
use super::stores::Period as Given;
use super::stores::{DATA, Data, KEYS, ORGANIZATION, SINCE, UNTIL, span, span_value};
use super::values::text;
use super::{given, paths};
use crate::caller;
use atalaya_model::Message;
use clap::ArgMatches;
use std::path::PathBuf;

/// Alerts an hour that analysts can look at, where nothing else is said.
const BUDGET: u64 = 5;
/// Alerts an hour that a budget can be of.
const BUDGET_MAX: u64 = 1_000_000;

const RULES: Place = Place {
    id: "rules",
    value: || Message::new("cli-value-rule"),
    help: || Message::new("noise-help-rules"),
    count: Count::Any,
};
const LAST: Flag =
    Flag { name: "last", short: None, takes: Takes::Value(span_value), help: || Message::new("hunt-help-last") };

pub(super) const TRY: Verb = Verb {
    name: "try",
    about: || Message::new("noise-about-try"),
    places: &[RULES],
    flags: &[LAST, SINCE, UNTIL, ORGANIZATION, PLACEHOLDERS, KINDS, DATA, KEYS, JSON, LANG, HELP],
    verbs: &[],
};

pub(super) const RECOMMEND: Verb = Verb {
    name: "recommend",
    about: || Message::new("noise-about-recommend"),
    places: &[RULES],
    flags: &[
        Flag {
            name: "budget",
            short: None,
            takes: Takes::Value(|| Message::new("cli-value-number")),
            help: || Message::new("noise-help-budget").with("budget", BUDGET),
        },
        Flag {
            name: "output",
            short: Some('o'),
            takes: Takes::Value(|| Message::new("cli-value-file")),
            help: || Message::new("noise-help-output"),
        },
        LAST,
        SINCE,
        UNTIL,
        ORGANIZATION,
        PLACEHOLDERS,
        KINDS,
        DATA,
        KEYS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

/// How loud rules are.
pub(super) fn tried(matches: &ArgMatches) -> Result<HuntTask, Message> {
    task(matches, Noise::Tried)
}

/// Which rules to begin with.
pub(super) fn recommended(matches: &ArgMatches) -> Result<HuntTask, Message> {
    let budget = budget(matches)?;
    let file = text(matches, "output").map(PathBuf::from).map(caller::file);
    task(matches, Noise::Recommended { budget, file })
}

fn budget(matches: &ArgMatches) -> Result<u64, Message> {
    let Some(text) = text(matches, "budget") else { return Ok(BUDGET) };
    let number = text.parse().ok().filter(|number| (1..=BUDGET_MAX).contains(number));
    number.ok_or_else(|| Message::new("noise-error-budget").with("value", text).with("limit", BUDGET_MAX))
}

fn task(matches: &ArgMatches, noise: Noise) -> Result<HuntTask, Message> {
    let rules = given(matches, "rules").map(caller::file_if_there).collect();
    let placeholders = text(matches, "placeholders").map(PathBuf::from).map(caller::file);
    Ok(HuntTask {
        data: Data::of(matches),
        organization: text(matches, "organization"),
        given: Given::of(matches)?,
        last: span(matches, "last")?,
        quarry: Quarry::Noise { rules, placeholders, noise },
        limit: None,
        timeout: None,
        memory: None,
        kinds: paths(matches, "kinds"),
    })
}
