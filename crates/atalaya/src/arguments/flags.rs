//! Every verb, argument and flag of the program, once: parsing, help and the texts of errors are made from this list.
//!
//! Texts stand here as identifiers of the catalogue.

use super::{
    doctor, exceptions, findings, hunt, import, indicators, init, journal, lake, noise, proof, reload, serve, service,
    sources,
};
use atalaya_model::{Language, Level, Message};

/// A verb: the program itself, a group of verbs, or something to do.
pub(crate) struct Verb {
    /// The word on the command line.
    pub(crate) name: &'static str,
    /// What it is for.
    pub(crate) about: fn() -> Message,
    /// Arguments without a dash, in order.
    pub(crate) places: &'static [Place],
    /// Flags.
    pub(crate) flags: &'static [Flag],
    /// Verbs below it; where there are some, one must be given.
    pub(crate) verbs: &'static [Verb],
}

/// An argument without a dash.
pub(crate) struct Place {
    /// Its name within the program.
    pub(crate) id: &'static str,
    /// What stands for it in help.
    pub(crate) value: fn() -> Message,
    /// What it is for.
    pub(crate) help: fn() -> Message,
    /// How many there may be.
    pub(crate) count: Count,
}

/// How many values an argument may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// Exactly one.
    One,
    /// One or more.
    Some,
    /// Any number.
    Any,
}

/// An argument with dashes.
pub(crate) struct Flag {
    /// The long name, also its name within the program.
    pub(crate) name: &'static str,
    /// The letter.
    pub(crate) short: Option<char>,
    /// What it takes.
    pub(crate) takes: Takes,
    /// What it is for.
    pub(crate) help: fn() -> Message,
}

/// What a flag takes.
pub(crate) enum Takes {
    /// Nothing.
    Nothing,
    /// A value, once. The message stands for it in help.
    Value(fn() -> Message),
    /// One of these words, once.
    Word(fn() -> Message, fn() -> Vec<&'static str>),
    /// Values; the flag may be repeated.
    Values(fn() -> Message),
}

fn levels() -> Vec<&'static str> {
    Level::ALL.map(Level::as_str).to_vec()
}

fn languages() -> Vec<&'static str> {
    Language::ALL.map(Language::tag).to_vec()
}

fn level_value() -> Message {
    Message::new("cli-value-level")
}

pub(super) fn file_value() -> Message {
    Message::new("cli-value-file")
}

pub(super) fn folder_value() -> Message {
    Message::new("cli-value-folder")
}

pub(super) fn time_value() -> Message {
    Message::new("cli-value-time")
}

pub(super) const HELP: Flag =
    Flag { name: "help", short: Some('h'), takes: Takes::Nothing, help: || Message::new("cli-help-help") };

pub(super) const LANG: Flag = Flag {
    name: "lang",
    short: None,
    takes: Takes::Word(|| Message::new("cli-value-language"), languages),
    help: || Message::new("cli-help-lang"),
};

pub(super) const JSON: Flag =
    Flag { name: "json", short: None, takes: Takes::Nothing, help: || Message::new("cli-help-json") };

pub(super) const KINDS: Flag =
    Flag { name: "kinds", short: None, takes: Takes::Values(folder_value), help: || Message::new("cli-help-kinds") };

pub(super) const ADDRESSES: Flag = Flag {
    name: "addresses",
    short: None,
    takes: Takes::Values(file_value),
    help: || Message::new("cli-help-addresses"),
};

pub(super) const TIMEZONE: Flag = Flag {
    name: "timezone",
    short: None,
    takes: Takes::Values(|| Message::new("cli-value-zone")),
    help: || Message::new("cli-help-timezone"),
};

pub(super) const YEAR: Flag = Flag {
    name: "year",
    short: None,
    takes: Takes::Values(|| Message::new("cli-value-year")),
    help: || Message::new("cli-help-year"),
};

pub(super) const THREADS: Flag = Flag {
    name: "threads",
    short: None,
    takes: Takes::Value(|| Message::new("cli-value-number")),
    help: || Message::new("cli-help-threads"),
};

pub(super) const LEVEL: Flag = Flag {
    name: "level",
    short: None,
    takes: Takes::Word(level_value, levels),
    help: || Message::new("cli-help-level"),
};

pub(super) const PLACEHOLDERS: Flag = Flag {
    name: "placeholders",
    short: None,
    takes: Takes::Value(file_value),
    help: || Message::new("cli-help-placeholders"),
};

const SCAN_FLAGS: &[Flag] = &[
    Flag { name: "rules", short: None, takes: Takes::Values(folder_value), help: || Message::new("cli-help-rules") },
    KINDS,
    LEVEL,
    Flag { name: "since", short: None, takes: Takes::Value(time_value), help: || Message::new("cli-help-since") },
    Flag { name: "until", short: None, takes: Takes::Value(time_value), help: || Message::new("cli-help-until") },
    TIMEZONE,
    YEAR,
    Flag {
        name: "output",
        short: Some('o'),
        takes: Takes::Values(file_value),
        help: || Message::new("cli-help-output"),
    },
    Flag {
        name: "handover",
        short: None,
        takes: Takes::Value(folder_value),
        help: || Message::new("cli-help-handover"),
    },
    Flag { name: "redact", short: None, takes: Takes::Nothing, help: || Message::new("cli-help-redact") },
    Flag {
        name: "redact-key",
        short: None,
        takes: Takes::Value(file_value),
        help: || Message::new("cli-help-redact-key"),
    },
    Flag {
        name: "fail-on",
        short: None,
        takes: Takes::Word(level_value, levels),
        help: || Message::new("cli-help-fail-on"),
    },
    PLACEHOLDERS,
    ADDRESSES,
    Flag { name: "decode-only", short: None, takes: Takes::Nothing, help: || Message::new("cli-help-decode-only") },
    THREADS,
    JSON,
    LANG,
    HELP,
];

const RULE_FOLDERS: Place =
    Place { id: "folders", value: folder_value, help: || Message::new("cli-help-rule-folders"), count: Count::Any };

const REPORT_FLAGS: &[Flag] = &[KINDS, JSON, LANG, HELP];

const RULES_VERBS: &[Verb] = &[
    Verb {
        name: "list",
        about: || Message::new("cli-about-rules-list"),
        places: &[RULE_FOLDERS],
        flags: REPORT_FLAGS,
        verbs: &[],
    },
    Verb {
        name: "show",
        about: || Message::new("cli-about-rules-show"),
        places: &[
            Place {
                id: "rule",
                value: || Message::new("cli-value-rule"),
                help: || Message::new("cli-help-rule"),
                count: Count::One,
            },
            RULE_FOLDERS,
        ],
        flags: REPORT_FLAGS,
        verbs: &[],
    },
    Verb {
        name: "check",
        about: || Message::new("cli-about-rules-check"),
        places: &[RULE_FOLDERS],
        flags: REPORT_FLAGS,
        verbs: &[],
    },
    Verb {
        name: "coverage",
        about: || Message::new("cli-about-rules-coverage"),
        places: &[RULE_FOLDERS],
        flags: &[KINDS, ADDRESSES, JSON, LANG, HELP],
        verbs: &[],
    },
    noise::TRY,
    noise::RECOMMEND,
    proof::VERB,
];

const KINDS_VERBS: &[Verb] = &[
    Verb { name: "list", about: || Message::new("cli-about-kinds-list"), places: &[], flags: REPORT_FLAGS, verbs: &[] },
    Verb {
        name: "show",
        about: || Message::new("cli-about-kinds-show"),
        places: &[Place {
            id: "kind",
            value: || Message::new("cli-value-kind"),
            help: || Message::new("cli-help-kind"),
            count: Count::One,
        }],
        flags: REPORT_FLAGS,
        verbs: &[],
    },
    Verb {
        name: "identify",
        about: || Message::new("cli-about-kinds-identify"),
        places: &[Place {
            id: "logs",
            value: file_value,
            help: || Message::new("cli-help-identify-files"),
            count: Count::Some,
        }],
        flags: REPORT_FLAGS,
        verbs: &[],
    },
];

/// The program: the root of all verbs.
pub(crate) static PROGRAM: Verb = Verb {
    name: "atalaya",
    about: || Message::new("cli-about-program"),
    places: &[],
    flags: &[
        LANG,
        HELP,
        Flag { name: "version", short: Some('V'), takes: Takes::Nothing, help: || Message::new("cli-help-version") },
    ],
    verbs: &[
        Verb {
            name: "scan",
            about: || Message::new("cli-about-scan"),
            places: &[Place {
                id: "logs",
                value: || Message::new("cli-value-logs"),
                help: || Message::new("cli-help-logs"),
                count: Count::Some,
            }],
            flags: SCAN_FLAGS,
            verbs: &[],
        },
        Verb {
            name: "rules",
            about: || Message::new("cli-about-rules"),
            places: &[],
            flags: &[LANG, HELP],
            verbs: RULES_VERBS,
        },
        Verb {
            name: "kinds",
            about: || Message::new("cli-about-kinds"),
            places: &[],
            flags: &[LANG, HELP],
            verbs: KINDS_VERBS,
        },
        import::VERB,
        serve::VERB,
        reload::VERB,
        findings::VERB,
        indicators::VERB,
        init::VERB,
        sources::VERB,
        exceptions::VERB,
        Verb {
            name: "token",
            about: || Message::new("token-about"),
            places: &[],
            flags: &[JSON, LANG, HELP],
            verbs: &[],
        },
        service::VERB,
        hunt::VERB,
        journal::VERB,
        lake::VERB,
        doctor::VERB,
    ],
};

impl Verb {
    /// The verb below this one that is called `name`.
    pub(crate) fn verb(&self, name: &str) -> Option<&'static Verb>
    where
        Self: 'static,
    {
        self.verbs.iter().find(|verb| verb.name == name)
    }
}
