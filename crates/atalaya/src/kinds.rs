//! `atalaya kinds`: which kinds of log are known, and which of them a file holds.

use crate::arguments::KindsTask;
use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::{scan, wire, words};
use atalaya_messages::grouped;
use atalaya_model::Message;
use atalaya_scan::report::Report;
use atalaya_schema::{Kind, Schema};
use std::path::PathBuf;
use std::sync::Arc;

mod load;

pub(crate) use load::load;

pub(crate) fn run(task: &KindsTask, folders: &[PathBuf], json: bool, voice: Voice) -> Result<Status, Failure> {
    let schema = load(folders)?;
    match task {
        KindsTask::List => list(&schema, json, voice),
        KindsTask::Show(name) => show(&schema, name, json, voice),
        KindsTask::Identify(files) => identify(files, &schema, json, voice),
    }
}

/// The names of the dialects that a kind comes in.
pub(crate) fn dialects<'s>(kind: &Kind, schema: &'s Schema) -> Vec<&'s str> {
    let of_kind =
        schema.dialects().iter().filter(|dialect| dialect.family == kind.family || dialect.family == kind.name);
    let mut names: Vec<&str> = of_kind.map(|dialect| dialect.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn list(schema: &Schema, json: bool, voice: Voice) -> Result<Status, Failure> {
    if json {
        let kinds: Vec<_> = schema.kinds().iter().map(|kind| wire::kinds::Kind::new(kind, schema, voice)).collect();
        outcome::print(&wire::object(&serde_json::json!({ "kinds": kinds })))?;
        return Ok(Status::Done);
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("cli-kinds-list").with("kinds", schema.kinds().len()));
    page.table(&table(schema, voice));
    outcome::print(&page.into_text())?;
    Ok(Status::Done)
}

fn table(schema: &Schema, voice: Voice) -> Table {
    let header = [
        Message::new("cli-column-kind"),
        Message::new("cli-column-verification"),
        Message::new("cli-column-dialects"),
        Message::new("cli-column-logsource"),
    ];
    let mut table = Table::new(header.iter().map(|message| voice.say(message)).collect()).whole(&[0]);
    for kind in schema.kinds() {
        table.row(vec![
            kind.name.clone(),
            voice.say(&words::verification(kind.verification.as_str())),
            dialects(kind, schema).join(", "),
            logsources(kind).join(", "),
        ]);
    }
    table
}

fn logsources(kind: &Kind) -> Vec<String> {
    kind.serves.iter().map(|serve| serve.logsource.to_string()).collect()
}

fn show(schema: &Schema, name: &str, json: bool, voice: Voice) -> Result<Status, Failure> {
    let unknown = || Message::new("cli-fail-kind-unknown").with("kind", name);
    let kind = schema.kind(schema.kind_named(name).ok_or_else(unknown)?);
    let text =
        if json { wire::object(&wire::kinds::FullKind::new(kind, schema, voice)) } else { full(kind, schema, voice) };
    outcome::print(&text)?;
    Ok(Status::Done)
}

fn full(kind: &Kind, schema: &Schema, voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    page.title(&kind.name);
    page.text(kind.about(voice.language()));
    page.gap();
    page.fact(&Message::new("cli-column-verification"), &voice.say(&words::verification(kind.verification.as_str())));
    page.fact(&Message::new("cli-column-dialects"), &dialects(kind, schema).join(", "));
    let facts =
        [(Message::new("cli-kind-charsets"), &kind.charsets), (Message::new("cli-rule-references"), &kind.references)];
    for (name, values) in facts.iter().filter(|(_, values)| !values.is_empty()) {
        page.fact(name, &values.join(", "));
    }
    page.topic(&Message::new("cli-kind-logsources"));
    logsources(kind).iter().for_each(|source| page.item("-", None, source));
    if kind.serves.is_empty() {
        page.say(&Message::new("cli-kind-no-logsource"));
    }
    page.into_text()
}

fn identify(files: &[PathBuf], schema: &Arc<Schema>, json: bool, voice: Voice) -> Result<Status, Failure> {
    let mut reports = Vec::with_capacity(files.len());
    for file in files {
        reports.push((file.display().to_string(), scan::identify(std::slice::from_ref(file), schema)?));
    }
    let text = if json { identified_json(&reports) } else { identified(&reports, voice) };
    outcome::print(&text)?;
    let nothing = reports.iter().all(|(_, report)| report.inputs.total == 0);
    Ok(if nothing { Status::Failed } else { Status::Done })
}

fn identified_json(reports: &[(String, Report)]) -> String {
    let files: Vec<_> =
        reports.iter().map(|(file, report)| wire::kinds::Identified::new(file.clone(), report)).collect();
    wire::object(&serde_json::json!({ "files": files }))
}

fn identified(reports: &[(String, Report)], voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    for (file, report) in reports {
        page.title(file);
        for skipped in &report.skipped.first {
            page.item("-", Some(Paint::Warning), &format!("{}: {}", skipped.name, voice.say(&skipped.message)));
        }
        for input in &report.inputs.first {
            let message = Message::new("cli-identified-input")
                .with("input", input.name.as_str())
                .with("format", input.format.as_str())
                .with("charset", input.charset.as_str())
                .with("records", input.frames);
            page.say(&message);
        }
        page.rest(report.inputs.first.len(), report.inputs.total);
        page.table(&identified_kinds(report, voice));
    }
    page.into_text()
}

fn identified_kinds(report: &Report, voice: Voice) -> Table {
    let header =
        [Message::new("cli-column-kind"), Message::new("cli-column-events"), Message::new("cli-column-verification")];
    let mut table = Table::new(header.iter().map(|message| voice.say(message)).collect()).numbers(&[1]).whole(&[0]);
    for kind in &report.kinds {
        let verification = voice.say(&words::verification(&kind.verification));
        table.row(vec![kind.kind.clone(), grouped(kind.events), verification]);
    }
    let others = [
        (Message::new("cli-identified-without-kind"), report.tally.without_kind),
        (Message::new("cli-identified-not-decoded"), report.tally.quarantined),
    ];
    for (name, count) in others.iter().filter(|(_, count)| *count > 0) {
        table.row(vec![voice.say(name), grouped(*count), "-".to_owned()]);
    }
    table
}
