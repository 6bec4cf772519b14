//! `atalaya findings`: its flags, and the task that they name.

use super::flags::{Flag, HELP, JSON, LANG, LEVEL, Takes, Verb};
use super::stores::{DATA, Data, KEYS, ORGANIZATION, Period, SINCE, UNTIL};
use super::values::{level, limit, text};
use atalaya_model::{Level, Message};
use clap::ArgMatches;

/// Findings that `--limit` may ask for.
const LIMIT_MAX: u64 = 1_000_000;
/// Findings that are shown where it is not given.
const LIMIT: u64 = 100;

/// The findings that are asked for.
pub(crate) struct FindingsTask {
    /// Where they are kept.
    pub(crate) data: Data,
    /// Whose; `None`: everyone's.
    pub(crate) organization: Option<String>,
    /// Of which rule.
    pub(crate) rule: Option<String>,
    /// The lowest level.
    pub(crate) level: Level,
    /// Of events of this time.
    pub(crate) period: Period,
    /// How many at most.
    pub(crate) limit: u64,
    /// Whether they are counted by rule in place of being listed.
    pub(crate) shown: Shown,
    /// Whether those are listed too that others took the place of.
    pub(crate) superseded: Superseded,
}

/// Findings that others took the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Superseded {
    /// They are left out.
    Not,
    /// They are listed too.
    Too,
}

/// What is shown of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Each of them.
    Each,
    /// How many each rule has.
    ByRule,
}

pub(super) const VERB: Verb = Verb {
    name: "findings",
    about: || Message::new("findings-about"),
    places: &[],
    flags: &[
        SINCE,
        UNTIL,
        ORGANIZATION,
        Flag {
            name: "rule",
            short: None,
            takes: Takes::Value(|| Message::new("cli-value-rule")),
            help: || Message::new("findings-help-rule"),
        },
        LEVEL,
        Flag { name: "by-rule", short: None, takes: Takes::Nothing, help: || Message::new("findings-help-by-rule") },
        Flag {
            name: "superseded",
            short: None,
            takes: Takes::Nothing,
            help: || Message::new("findings-help-superseded"),
        },
        Flag {
            name: "limit",
            short: None,
            takes: Takes::Value(|| Message::new("cli-value-number")),
            help: || Message::new("findings-help-limit").with("limit", LIMIT),
        },
        DATA,
        KEYS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> Result<FindingsTask, Message> {
    Ok(FindingsTask {
        data: Data::of(matches),
        organization: text(matches, "organization"),
        rule: text(matches, "rule"),
        level: level(matches, "level").unwrap_or_default(),
        period: Period::of(matches)?,
        limit: limit(matches, LIMIT_MAX)?.unwrap_or(LIMIT),
        shown: if matches.get_flag("by-rule") { Shown::ByRule } else { Shown::Each },
        superseded: if matches.get_flag("superseded") { Superseded::Too } else { Superseded::Not },
    })
}
