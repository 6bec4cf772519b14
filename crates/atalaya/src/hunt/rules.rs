//! Rules over what was kept: what a scan of the same logs would find.

pub(super) mod load;

use super::watch::Watch;
use super::{Hunt, organization};
use crate::arguments::{OutputFile, OutputFormat};
use crate::handover::{self, Spool, Written};
use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::{summary, wire};
use atalaya_hunt::query_message;
use atalaya_hunt::rules::{Applied, Judge, RulesError, hunt};
use atalaya_lake::{Bounds, Head, Scope};
use atalaya_messages::grouped;
use atalaya_model::{Level, Message, ValueRef};
use atalaya_scan::past::{Past, PastEvent, PastOptions, applicable, narrow};
use atalaya_scan::report::Report;
use atalaya_scan::{Provenance, ScanError};
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
use atalaya_sigma::narrow::Narrow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long each kind may take, where nobody says how long.
const TIME_MAX: Duration = Duration::from_secs(24 * 3600);
/// Rules beyond which what they have in common narrows nothing.
const NARROWED_MAX: usize = 64;
/// Organizations that are named where one must be chosen.
const ORGANIZATIONS_NAMED_MAX: usize = 10;

pub(super) fn run(
    of: &Hunt<'_>,
    paths: &[PathBuf],
    level: Level,
    outputs: &[OutputFile],
    placeholders: Option<&Path>,
) -> Result<Status, Failure> {
    let rules = load::load(paths, placeholders)?;
    let spool = Spool::for_files(outputs, None)?;
    let (report, applied) = judged(of, &rules, level, findings_files(outputs), spool.path())?;
    let written = handover::write(outputs, &report, &rules, &spool, (of.now, None), of.voice)?;
    tell(of, &report, &applied, level, &written)?;
    Ok(Status::Done)
}

/// What the rules say of what is stored.
pub(super) fn judged(
    of: &Hunt<'_>,
    rules: &RuleSet,
    level: Level,
    outputs: Vec<PathBuf>,
    detailed: Option<PathBuf>,
) -> Result<(Report, Applied), Failure> {
    one_organization(of)?;
    let watch = Watch::begin(of.voice, Arc::clone(&of.stop));
    let options = PastOptions {
        level,
        since: of.period.since,
        until: of.period.until,
        outputs,
        detailed,
        redact: None,
        stop: Arc::clone(&of.stop),
        now: of.now,
    };
    let mut past = Past::new(&options, rules, &of.schema)?;
    let applied = apply(of, rules, &mut past, &watch);
    drop(watch);
    let applied = applied?;
    Ok((past.finish()?, applied))
}

/// Correlations are of one organization: where there are several, one is to be named.
fn one_organization(of: &Hunt<'_>) -> Result<(), Failure> {
    let all = organization::all(of.lake);
    if of.scope != Scope::All || all.len() <= 1 {
        return Ok(());
    }
    let more = (all.len() > ORGANIZATIONS_NAMED_MAX).then_some("…");
    let named = all.iter().take(ORGANIZATIONS_NAMED_MAX).map(String::as_str).chain(more);
    let named = named.collect::<Vec<_>>().join(", ");
    Err(Message::new("hunt-rule-organizations").with("organizations", named).into())
}

fn findings_files(outputs: &[OutputFile]) -> Vec<PathBuf> {
    let findings = outputs.iter().filter(|file| file.format == OutputFormat::Findings);
    findings.map(|file| file.path.clone()).collect()
}

/// Judges what is stored with what judges a scan.
struct Judging<'p, 's>(&'p mut Past<'s>);

impl Judge for Judging<'_, '_> {
    type Error = ScanError;

    fn event(&mut self, kind: &str, head: &Head<'_>, fields: &[(&str, ValueRef<'_>)]) -> Result<(), ScanError> {
        let event = PastEvent { kind, time: head.time, provenance: provenance(head), source: head.source };
        self.0.examine(&event, fields.iter().copied())
    }
}

fn provenance(head: &Head<'_>) -> Provenance {
    if head.origin_stream {
        Provenance::Stream { frame: head.origin, occurrence: head.origin_record }
    } else {
        Provenance::File { sha256: head.origin, chunk: head.origin_chunk, record: head.origin_record }
    }
}

fn apply(of: &Hunt<'_>, rules: &RuleSet, past: &mut Past<'_>, watch: &Watch) -> Result<Applied, Failure> {
    let time = of.task.timeout.unwrap_or(TIME_MAX);
    let session = of.lake.session(of.scope.clone(), Bounds { time, rows_max: None, ..of.bounds(None) });
    let narrowings = narrowings(rules, &of.schema);
    let mut asked = |_: &str, canceller| watch.question(canceller);
    hunt(&session, &narrowings, of.period, &mut Judging(past), &mut asked).map_err(|error| match error {
        RulesError::Query { source, .. } => query_message(&source).into(),
        RulesError::Rows { kind, .. } => Message::new("hunt-rows-damaged").with("kind", kind).into(),
        RulesError::Judge(error) => error.into(),
    })
}

fn narrowings(rules: &RuleSet, schema: &Arc<Schema>) -> Vec<(String, Narrow)> {
    let many = rules.rules.len() > NARROWED_MAX;
    let kinds = applicable(rules, schema).into_iter();
    kinds
        .map(|(kind, _)| {
            let narrow = if many { Narrow::True } else { narrow(rules, schema, &kind) };
            (kind, narrow)
        })
        .collect()
}

fn tell(of: &Hunt<'_>, report: &Report, applied: &Applied, level: Level, written: &[Written]) -> Result<(), Failure> {
    if of.task.data.json {
        return outcome::print(&wire::object(&wire::report::Report::new(report, of.voice)));
    }
    let mut page = Page::new(of.voice, Look::of_stdout());
    page.heading(&Message::new("hunt-rules-asked"));
    if applied.kinds.is_empty() {
        page.say(&Message::new("hunt-rules-no-kind"));
    } else {
        page.table(&kinds(of, applied));
        summary::found(&mut page, report, level, written);
    }
    outcome::print(&page.into_text())
}

fn kinds(of: &Hunt<'_>, applied: &Applied) -> Table {
    let header =
        [Message::new("cli-column-kind"), Message::new("hunt-column-stored"), Message::new("hunt-column-judged")];
    let mut table =
        Table::new(header.iter().map(|message| of.voice.say(message)).collect()).numbers(&[1, 2]).whole(&[0]);
    for kind in &applied.kinds {
        table.row(vec![kind.kind.clone(), grouped(kind.stored), grouped(kind.judged)]);
    }
    table
}
