//! Kinds of log as JSON.

use super::Source;
use crate::voice::Voice;
use atalaya_scan::report::{InputReport, KindReport, Report};
use atalaya_schema::{Kind as Domain, Schema};
use serde::Serialize;

/// A kind.
#[derive(Serialize)]
pub(crate) struct Kind<'k> {
    name: &'k str,
    about: &'k str,
    verification: &'static str,
    dialects: Vec<&'k str>,
    logsources: Vec<Source<'k>>,
}

impl<'k> Kind<'k> {
    pub(crate) fn new(kind: &'k Domain, schema: &'k Schema, voice: Voice) -> Kind<'k> {
        Kind {
            name: &kind.name,
            about: kind.about(voice.language()),
            verification: kind.verification.as_str(),
            dialects: crate::kinds::dialects(kind, schema),
            logsources: kind.serves.iter().map(|serve| Source::new(&serve.logsource)).collect(),
        }
    }
}

/// All that is known of a kind.
#[derive(Serialize)]
pub(crate) struct FullKind<'k> {
    #[serde(flatten)]
    kind: Kind<'k>,
    family: &'k str,
    class_uid: Option<u32>,
    charsets: &'k [String],
    references: &'k [String],
}

impl<'k> FullKind<'k> {
    pub(crate) fn new(kind: &'k Domain, schema: &'k Schema, voice: Voice) -> FullKind<'k> {
        FullKind {
            kind: Kind::new(kind, schema, voice),
            family: &kind.family,
            class_uid: kind.class_uid,
            charsets: &kind.charsets,
            references: &kind.references,
        }
    }
}

/// What a file is.
#[derive(Serialize)]
pub(crate) struct Identified<'r> {
    file: String,
    inputs: Vec<Input<'r>>,
    kinds: Vec<Count<'r>>,
    without_kind: u64,
    not_decoded: u64,
}

#[derive(Serialize)]
struct Input<'r> {
    name: &'r str,
    format: &'r str,
    charset: &'r str,
    records: u64,
}

#[derive(Serialize)]
struct Count<'r> {
    kind: &'r str,
    verification: &'r str,
    events: u64,
}

impl<'r> Identified<'r> {
    pub(crate) fn new(file: String, report: &'r Report) -> Identified<'r> {
        let input = |input: &'r InputReport| Input {
            name: &input.name,
            format: &input.format,
            charset: &input.charset,
            records: input.frames,
        };
        let count =
            |kind: &'r KindReport| Count { kind: &kind.kind, verification: &kind.verification, events: kind.events };
        Identified {
            file,
            inputs: report.inputs.first.iter().map(input).collect(),
            kinds: report.kinds.iter().map(count).collect(),
            without_kind: report.tally.without_kind,
            not_decoded: report.tally.quarantined,
        }
    }
}
