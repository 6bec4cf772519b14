//! `atalaya hunt`: its flags, and the task that they name.

use super::flags::{Count, Flag, HELP, JSON, KINDS, LANG, LEVEL, PLACEHOLDERS, Place, Takes, Verb};
use super::outputs::OutputFile;
use super::stores::Period as Given;
use super::stores::{DATA, Data, KEYS, ORGANIZATION, SINCE, UNTIL, bytes, span, span_value};
use super::values::{level, limit, text};
use super::{given, paths, words};
use crate::caller;
use atalaya_hunt::{LAST_MAX, Period};
use atalaya_model::{Level, Message, Time};
use clap::ArgMatches;
use std::path::PathBuf;
use std::time::Duration;

/// Rows that `--limit` may ask for.
const LIMIT_MAX: u64 = 1_000_000_000;

/// A hunt as it was asked for.
pub(crate) struct HuntTask {
    /// Where it hunts.
    pub(crate) data: Data,
    /// Whose events; `None`: everyone's.
    pub(crate) organization: Option<String>,
    /// When.
    pub(crate) given: Given,
    /// How far back.
    pub(crate) last: Option<Duration>,
    /// What is asked for.
    pub(crate) quarry: Quarry,
    /// Rows that are answered; `None`: as many as the kind of answer allows.
    pub(crate) limit: Option<u64>,
    /// How long it may take.
    pub(crate) timeout: Option<Duration>,
    /// Bytes of memory that it may hold.
    pub(crate) memory: Option<u64>,
    /// Folders with further kinds of log.
    pub(crate) kinds: Vec<PathBuf>,
}

/// What a hunt is after.
pub(crate) enum Quarry {
    /// Events that answer SQL or search words.
    Question {
        /// The text.
        text: String,
        /// Whether the way to the answer is told in place of the answer.
        explain: bool,
        /// Where the answer goes, and as what.
        output: Answered,
    },
    /// What rules find.
    Rules {
        /// Files, folders, or identifiers of our own rules.
        rules: Vec<PathBuf>,
        /// The lowest level that is shown and written.
        level: Option<Level>,
        /// Files to leave behind.
        outputs: Vec<OutputFile>,
        /// The file with the values of placeholders.
        placeholders: Option<PathBuf>,
    },
    /// How loud rules would have been.
    Noise {
        /// Files, folders, or identifiers of our own rules; none: all of our own.
        rules: Vec<PathBuf>,
        /// The file with the values of placeholders.
        placeholders: Option<PathBuf>,
        /// What is asked.
        noise: Noise,
    },
}

/// What is asked of the loudness of rules.
pub(crate) enum Noise {
    /// How loud each is.
    Tried,
    /// Which to begin with, so that there are at most so many alerts an hour; and the file for their identifiers.
    Recommended {
        /// Alerts an hour.
        budget: u64,
        /// The file.
        file: Option<PathBuf>,
    },
}

/// Where an answer goes, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered {
    /// As what.
    pub(crate) format: Format,
    /// The file; `None`: standard output.
    pub(crate) file: Option<PathBuf>,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// A JSON object a line.
    Json,
    /// A Parquet file.
    Parquet,
}

/// The words for formats, and the endings of files of such.
const FORMATS: [(&str, Format, &[&str]); 4] = [
    ("table", Format::Table, &[".txt"]),
    ("csv", Format::Csv, &[".csv"]),
    ("json", Format::Json, &[".json", ".jsonl", ".ndjson"]),
    ("parquet", Format::Parquet, &[".parquet"]),
];

pub(super) const VERB: Verb = Verb {
    name: "hunt",
    about: || Message::new("hunt-about"),
    places: &[Place {
        id: "question",
        value: || Message::new("hunt-value-question"),
        help: || Message::new("hunt-help-question"),
        count: Count::Any,
    }],
    flags: &[
        Flag { name: "last", short: None, takes: Takes::Value(span_value), help: || Message::new("hunt-help-last") },
        SINCE,
        UNTIL,
        ORGANIZATION,
        Flag {
            name: "output",
            short: Some('o'),
            takes: Takes::Values(|| Message::new("hunt-value-output")),
            help: || Message::new("hunt-help-output"),
        },
        Flag {
            name: "rule",
            short: None,
            takes: Takes::Values(|| Message::new("cli-value-rule")),
            help: || Message::new("hunt-help-rule"),
        },
        LEVEL,
        PLACEHOLDERS,
        Flag {
            name: "limit",
            short: None,
            takes: Takes::Value(|| Message::new("cli-value-number")),
            help: || Message::new("hunt-help-limit"),
        },
        Flag {
            name: "timeout",
            short: None,
            takes: Takes::Value(span_value),
            help: || Message::new("hunt-help-timeout"),
        },
        Flag {
            name: "memory",
            short: None,
            takes: Takes::Value(|| Message::new("data-value-bytes")),
            help: || Message::new("hunt-help-memory"),
        },
        Flag { name: "explain", short: None, takes: Takes::Nothing, help: || Message::new("hunt-help-explain") },
        KINDS,
        DATA,
        KEYS,
        JSON,
        LANG,
        HELP,
    ],
    verbs: &[],
};

pub(super) fn task(matches: &ArgMatches) -> Result<HuntTask, Message> {
    let data = Data::of(matches);
    Ok(HuntTask {
        organization: text(matches, "organization"),
        given: Given::of(matches)?,
        last: span(matches, "last")?,
        quarry: quarry(matches, data.json)?,
        limit: limit(matches, LIMIT_MAX)?,
        timeout: span(matches, "timeout")?,
        memory: bytes(matches, "memory")?,
        kinds: paths(matches, "kinds"),
        data,
    })
}

impl HuntTask {
    /// The span of time that is asked for, of a person who asks `now`.
    pub(crate) fn period(&self, now: Time) -> Result<Period, Message> {
        let given = Period { since: self.given.since, until: self.given.until };
        let Some(last) = self.last else { return Ok(given) };
        let seconds = i64::try_from(last.as_secs()).unwrap_or(LAST_MAX).min(LAST_MAX);
        let last = Period { since: Some(Time(now.0.saturating_sub(seconds * 1_000_000))), until: None };
        given.and(last).map_err(|error| error.message())
    }
}

fn quarry(matches: &ArgMatches, json: bool) -> Result<Quarry, Message> {
    let question = question(words(matches, "question")?);
    // Also the identifiers of our own rules stand here.
    let rules: Vec<PathBuf> = given(matches, "rule").map(caller::file_if_there).collect();
    match (question.is_empty(), rules.is_empty()) {
        (true, true) => Err(Message::new("hunt-error-nothing")),
        (false, false) => Err(Message::new("hunt-error-both")),
        (false, true) => {
            let explain = matches.get_flag("explain");
            Ok(Quarry::Question { text: question, explain, output: answered(matches, json)? })
        }
        (true, false) => {
            let outputs = paths(matches, "output").into_iter().map(OutputFile::new).collect::<Result<_, _>>()?;
            let placeholders = text(matches, "placeholders").map(PathBuf::from).map(caller::file);
            Ok(Quarry::Rules { rules, level: level(matches, "level"), outputs, placeholders })
        }
    }
}

/// The words as one text. A shell takes quotation marks away: where there are several words, one with a blank gets its
/// marks back.
fn question(words: Vec<String>) -> String {
    let several = words.len() > 1;
    let marked = |word: String| {
        if !several || !word.contains(char::is_whitespace) || word.contains(['"', '(']) {
            return word;
        }
        match word.split_once(':').filter(|(name, _)| !name.contains(char::is_whitespace)) {
            Some((name, value)) => format!("{name}:\"{value}\""),
            None => format!("\"{word}\""),
        }
    };
    words.into_iter().map(marked).collect::<Vec<_>>().join(" ")
}

fn answered(matches: &ArgMatches, json: bool) -> Result<Answered, Message> {
    let mut given = words(matches, "output")?;
    let output = match given.len() {
        0 => Answered { format: if json { Format::Json } else { Format::Table }, file: None },
        1 => output(&given.remove(0))?,
        _ => return Err(Message::new("cli-error-argument-twice").with("argument", "--output")),
    };
    match (output.format, &output.file) {
        (Format::Parquet, None) => Err(Message::new("hunt-error-parquet")),
        _ => Ok(output),
    }
}

fn output(word: &str) -> Result<Answered, Message> {
    let named = |name: &str| {
        FORMATS.iter().find(|(format, ..)| format.eq_ignore_ascii_case(name)).map(|(_, format, _)| *format)
    };
    if let Some(format) = named(word) {
        return Ok(Answered { format, file: None });
    }
    if let Some((format, file)) = word.split_once(':').and_then(|(name, file)| Some((named(name)?, file)))
        && !file.is_empty()
    {
        return Ok(Answered { format, file: Some(caller::file(file.into())) });
    }
    let lower = word.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    match FORMATS.iter().find(|(.., endings)| ends(endings)) {
        Some((_, format, _)) => Ok(Answered { format: *format, file: Some(caller::file(word.into())) }),
        None => Err(Message::new("hunt-error-output")
            .with("value", word)
            .with("formats", FORMATS.map(|(format, ..)| format).join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_or_the_ending_says_what_an_answer_looks_like() {
        let check = |word: &str, expected: Option<(Format, Option<&str>)>| {
            let expected = expected.map(|(format, file)| Answered { format, file: file.map(PathBuf::from) });
            assert_eq!(output(word).ok(), expected, "{word}");
        };
        check("table", Some((Format::Table, None)));
        check("CSV", Some((Format::Csv, None)));
        check("parquet:a b.bin", Some((Format::Parquet, Some("a b.bin"))));
        check("found.parquet", Some((Format::Parquet, Some("found.parquet"))));
        check("a/found.JSONL", Some((Format::Json, Some("a/found.JSONL"))));
        check("json:", None);
        check("found.xlsx", None);
    }

    #[test]
    fn words_that_a_shell_unquoted_are_quoted_again() {
        let check = |words: &[&str], expected: &str| {
            assert_eq!(question(words.iter().map(|word| (*word).to_owned()).collect()), expected);
        };
        check(&["SELECT 1"], "SELECT 1");
        check(&["powershell", "host:dc01"], "powershell host:dc01");
        check(&["powershell", "two words"], "powershell \"two words\"");
        check(&["x", "file:a b"], "x file:\"a b\"");
        check(&["x", "(a OR b)"], "x (a OR b)");
    }
}
