//! `atalaya indicators`: its flags, and the tasks that they name.

use super::flags::{Count, Flag, HELP, JSON, KINDS, LANG, LEVEL, Place, Takes, Verb, file_value};
use super::stores::{DATA, Data, KEYS, ORGANIZATION, UNTIL, name_value, span, span_value, time};
use super::time::Edge;
use super::values::{level, limit, text};
use super::{paths, words};
use atalaya_indicators::{Form, Marking, Sort};
use atalaya_model::{Level, Message, Time};
use clap::ArgMatches;
use std::path::PathBuf;
use std::time::Duration;

/// Indicators that `--limit` may ask for.
const LIMIT_MAX: u64 = 2_000_000;
/// Indicators that are shown where it is not given.
const LIMIT: u64 = 100;
/// How far back indicators that arrive are looked for where nothing else is said.
const LAST: Duration = Duration::from_secs(30 * 86_400);
/// Bytes of the name of who sent indicators.
const ORIGIN_BYTES_MAX: usize = 100;
/// The words for forms.
const FORMS: [(&str, Form); 3] = [("stix", Form::Stix), ("csv", Form::Csv), ("list", Form::List)];

/// Something about indicators.
pub(crate) struct IndicatorsTask {
    /// Where they are kept.
    pub(crate) data: Data,
    /// What.
    pub(crate) goal: IndicatorsGoal,
}

/// What is to be done.
pub(crate) enum IndicatorsGoal {
    /// Take what others sent.
    Import(Box<Incoming>),
    /// Show what is looked for.
    List(Listed),
    /// Look for them no longer.
    Remove(Removed),
}

/// What others sent, and what holds of it.
pub(crate) struct Incoming {
    /// The files.
    pub(crate) files: Vec<PathBuf>,
    /// In whose events it is looked for; `None`: in everyone's.
    pub(crate) organization: Option<String>,
    /// Who sent it.
    pub(crate) origin: String,
    /// The form of the files; `None`: as they look.
    pub(crate) form: Option<Form>,
    /// How far it may be passed on where the files do not say.
    pub(crate) marking: Option<Marking>,
    /// How long it holds, or until when, where the files do not say.
    pub(crate) holds: Holds,
    /// How serious hits are, whatever the files say.
    pub(crate) level: Option<Level>,
    /// Whether what would match half the world is taken.
    pub(crate) broad: Taken,
    /// Whether what was removed is taken again.
    pub(crate) again: Taken,
    /// How far back it is looked for; `None`: not at all.
    pub(crate) last: Option<Duration>,
    /// Folders with further kinds of log.
    pub(crate) kinds: Vec<PathBuf>,
}

/// Until when indicators hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// As the file says; where it does not, without end.
    Open,
    /// For so long from now on.
    For(Duration),
    /// Until then.
    Until(Time),
}

/// Whether something is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is.
    Too,
    /// It is not.
    Not,
}

/// Which indicators are shown.
pub(crate) struct Listed {
    /// Looked for in this organization's events; none: in whosever.
    pub(crate) organization: Option<String>,
    /// Of this sort.
    pub(crate) sort: Option<Sort>,
    /// Sent by this one.
    pub(crate) origin: Option<String>,
    /// Whether those are shown that do not hold any more.
    pub(crate) expired: Taken,
    /// Whether those are shown that were removed.
    pub(crate) removed: Taken,
    /// How many at most.
    pub(crate) limit: u64,
}

/// Which indicators are removed.
pub(crate) struct Removed {
    /// Those of these values, or of these identifiers; none: all.
    pub(crate) values: Vec<String>,
    /// Looked for in this organization's events; none: in whosever.
    pub(crate) organization: Option<String>,
    /// Sent by this one.
    pub(crate) origin: Option<String>,
}

const ORIGIN: Flag = Flag {
    name: "origin",
    short: None,
    takes: Takes::Value(name_value),
    help: || Message::new("indicators-help-origin-only"),
};

const IMPORT: Verb = Verb {
    name: "import",
    about: || Message::new("indicators-about-import"),
    places: &[Place {
        id: "files",
        value: file_value,
        help: || Message::new("indicators-help-files"),
        count: Count::Some,
    }],
    flags: &[
        Flag { help: || Message::new("indicators-help-origin"), ..ORIGIN },
        Flag { help: || Message::new("indicators-help-organization"), ..ORGANIZATION },
        Flag { name: "for-all", short: None, takes: Takes::Nothing, help: || Message::new("indicators-help-for-all") },
        Flag {
            name: "marking",
            short: None,
            takes: Takes::Word(
                || Message::new("indicators-value-marking"),
                || Marking::ALL.map(Marking::as_str).to_vec(),
            ),
            help: || Message::new("indicators-help-marking"),
        },
        Flag {
            name: "valid-for",
            short: None,
            takes: Takes::Value(span_value),
            help: || Message::new("indicators-help-valid-for"),
        },
        Flag { help: || Message::new("indicators-help-until"), ..UNTIL },
        Flag { help: || Message::new("indicators-help-level"), ..LEVEL },
        Flag {
            name: "form",
            short: None,
            takes: Takes::Word(|| Message::new("indicators-value-form"), || FORMS.map(|(word, _)| word).to_vec()),
            help: || Message::new("indicators-help-form"),
        },
        Flag { name: "broad", short: None, takes: Takes::Nothing, help: || Message::new("indicators-help-broad") },
        Flag { name: "again", short: None, takes: Takes::Nothing, help: || Message::new("indicators-help-again") },
        Flag {
            name: "last",
            short: None,
            takes: Takes::Value(span_value),
            help: || Message::new("indicators-help-last"),
        },
        Flag { name: "no-past", short: None, takes: Takes::Nothing, help: || Message::new("indicators-help-no-past") },
        KINDS,
        DATA,
        KEYS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

const LIST: Verb = Verb {
    name: "list",
    about: || Message::new("indicators-about-list"),
    places: &[],
    flags: &[
        ORGANIZATION,
        ORIGIN,
        Flag {
            name: "type",
            short: None,
            takes: Takes::Word(|| Message::new("indicators-value-type"), || Sort::ALL.map(Sort::as_str).to_vec()),
            help: || Message::new("indicators-help-type"),
        },
        Flag { name: "expired", short: None, takes: Takes::Nothing, help: || Message::new("indicators-help-expired") },
        Flag { name: "removed", short: None, takes: Takes::Nothing, help: || Message::new("indicators-help-removed") },
        Flag {
            name: "limit",
            short: None,
            takes: Takes::Value(|| Message::new("cli-value-number")),
            help: || Message::new("indicators-help-limit").with("limit", LIMIT),
        },
        DATA,
        KEYS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

const REMOVE: Verb = Verb {
    name: "remove",
    about: || Message::new("indicators-about-remove"),
    places: &[Place {
        id: "values",
        value: || Message::new("indicators-value-value"),
        help: || Message::new("indicators-help-values"),
        count: Count::Any,
    }],
    flags: &[ORIGIN, ORGANIZATION, DATA, KEYS, JSON, LANG, HELP],
    verbs: &[],
};

pub(super) const VERB: Verb = Verb {
    name: "indicators",
    about: || Message::new("indicators-about"),
    places: &[],
    flags: &[LANG, HELP],
    verbs: &[IMPORT, LIST, REMOVE],
};

pub(super) fn task(matches: &ArgMatches) -> Result<IndicatorsTask, Message> {
    let (name, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let goal = match name {
        "import" => IndicatorsGoal::Import(Box::new(incoming(matches)?)),
        "list" => IndicatorsGoal::List(listed(matches)?),
        _ => IndicatorsGoal::Remove(removed(matches)?),
    };
    Ok(IndicatorsTask { data: Data::of(matches), goal })
}

fn incoming(matches: &ArgMatches) -> Result<Incoming, Message> {
    let organization = text(matches, "organization");
    if organization.is_some() == matches.get_flag("for-all") {
        return Err(Message::new("indicators-error-whose"));
    }
    let origin = text(matches, "origin").ok_or_else(|| Message::new("indicators-error-origin"))?;
    for (name, value) in [("--origin", Some(&origin)), ("--organization", organization.as_ref())] {
        let Some(value) = value else { continue };
        if value.trim().is_empty() || value.len() > ORIGIN_BYTES_MAX || value.chars().any(char::is_control) {
            return Err(Message::new("indicators-error-name").with("flag", name).with("limit", ORIGIN_BYTES_MAX));
        }
    }
    let last = span(matches, "last")?;
    if last.is_some() && matches.get_flag("no-past") {
        return Err(Message::new("indicators-error-past"));
    }
    let holds = match (span(matches, "valid-for")?, time(matches, "until", Edge::End)?) {
        (Some(_), Some(_)) => return Err(Message::new("indicators-error-holds")),
        (Some(span), None) => Holds::For(span),
        (None, Some(time)) => Holds::Until(time),
        (None, None) => Holds::Open,
    };
    let form = text(matches, "form")
        .and_then(|word| FORMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word)).map(|(_, form)| *form));
    Ok(Incoming {
        files: paths(matches, "files"),
        organization,
        origin,
        form,
        marking: text(matches, "marking").and_then(|word| Marking::of_word(&word)),
        holds,
        level: level(matches, "level"),
        broad: taken(matches, "broad"),
        again: taken(matches, "again"),
        last: if matches.get_flag("no-past") { None } else { Some(last.unwrap_or(LAST)) },
        kinds: paths(matches, "kinds"),
    })
}

fn listed(matches: &ArgMatches) -> Result<Listed, Message> {
    Ok(Listed {
        organization: text(matches, "organization"),
        sort: text(matches, "type").and_then(|word| Sort::of_word(&word.to_ascii_lowercase())),
        origin: text(matches, "origin"),
        expired: taken(matches, "expired"),
        removed: taken(matches, "removed"),
        limit: limit(matches, LIMIT_MAX)?.unwrap_or(LIMIT),
    })
}

fn removed(matches: &ArgMatches) -> Result<Removed, Message> {
    let (values, origin) = (words(matches, "values")?, text(matches, "origin"));
    if values.is_empty() && origin.is_none() {
        return Err(Message::new("indicators-error-nothing"));
    }
    Ok(Removed { values, organization: text(matches, "organization"), origin })
}

fn taken(matches: &ArgMatches, name: &str) -> Taken {
    if matches.get_flag(name) { Taken::Too } else { Taken::Not }
}
