//! What `--json` prints: shapes of the program's own, so that other programs can rely on them.
//!
//! Keys are English and stay. Texts for people come as identifier, arguments and, in the language of the run, text.

pub(crate) mod coverage;
pub(crate) mod doctor;
pub(crate) mod exceptions;
pub(crate) mod findings;
pub(crate) mod import;
pub(crate) mod indicators;
pub(crate) mod journal;
pub(crate) mod kinds;
pub(crate) mod lake;
pub(crate) mod noise;
pub(crate) mod proof;
pub(crate) mod reload;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod serve;
pub(crate) mod sources;

use crate::page::place;
use crate::voice::Voice;
use atalaya_model::{Arg, Diagnostic, LogSource, Message, Severity};
use serde::Serialize;
use serde_json::{Map, Value};

/// A message.
#[derive(Serialize)]
pub(crate) struct Text {
    id: &'static str,
    args: Map<String, Value>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Text {
    pub(crate) fn new(message: &Message, voice: Voice) -> Text {
        let args = message.args.iter().map(|(name, arg)| ((*name).to_owned(), argument(arg, voice))).collect();
        Text { id: message.id, args, text: voice.say(message), remedy: voice.remedy(message) }
    }
}

fn argument(arg: &Arg, voice: Voice) -> Value {
    match arg {
        Arg::Text(text) => Value::from(text.as_str()),
        Arg::Number(number) => Value::from(*number),
        Arg::Message(message) => serde_json::to_value(Text::new(message, voice)).expect("texts are plain values"),
    }
}

/// A log source; what is not named is null.
#[derive(Serialize)]
pub(crate) struct Source<'a> {
    product: Option<&'a str>,
    category: Option<&'a str>,
    service: Option<&'a str>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(source: &'a LogSource) -> Source<'a> {
        let LogSource { product, category, service } = source;
        Source { product: product.as_deref(), category: category.as_deref(), service: service.as_deref() }
    }
}

/// What is wrong with a file.
#[derive(Serialize)]
pub(crate) struct Fault<'a> {
    severity: &'static str,
    file: &'a str,
    line: u32,
    column: u32,
    place: String,
    message: Text,
}

impl<'a> Fault<'a> {
    pub(crate) fn new(diagnostic: &'a Diagnostic, voice: Voice) -> Fault<'a> {
        let Diagnostic { severity, place: at, message } = diagnostic;
        Fault {
            severity: if *severity == Severity::Error { "error" } else { "warning" },
            file: &at.file,
            line: at.line,
            column: at.column,
            place: place(at),
            message: Text::new(message, voice),
        }
    }
}

/// One JSON object, indented, with a line break at the end.
pub(crate) fn object(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("the shapes have text keys and plain values");
    text.push('\n');
    text
}

/// One JSON object on a line of its own.
pub(crate) fn line(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).expect("the shapes have text keys and plain values");
    text.push('\n');
    text
}
