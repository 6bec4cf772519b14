//! `atalaya scan`: logs in, a summary out, findings into files.

use crate::arguments::{OutputFile, OutputFormat, Redact, ScanTask, is_stdin};
use crate::handover::{self, Folder, Spool, Written};
use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::voice::Voice;
use crate::{addresses, kinds, progress, redact, rules, stop, summary, wire};
use atalaya_model::{Message, Time};
use atalaya_reader::{Input, Limits};
use atalaya_scan::report::Report;
use atalaya_scan::{Clocks, Options, Progress, RedactKey};
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

pub(crate) fn run(task: &ScanTask, voice: Voice) -> Result<Status, Failure> {
    spare_logs(task)?;
    let started = Instant::now();
    let rules =
        if task.decode_only { RuleSet::default() } else { rules::load(&task.rules, task.placeholders.as_deref())? };
    if !task.decode_only && rules.rules.is_empty() {
        let folders: Vec<String> = task.rules.iter().map(|path| path.display().to_string()).collect();
        let message = Message::new("cli-fail-no-rule-left").with("refused", rules.refused);
        return Err(message.with("folders", folders.join(" ")).into());
    }
    let schema = addresses::bring(kinds::load(&task.kinds)?, &task.addresses)?;
    let load_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let folder = task.handover.as_deref().map(Folder::open).transpose()?;
    let outputs: Vec<OutputFile> =
        task.outputs.iter().cloned().chain(folder.iter().flat_map(Folder::outputs)).collect();
    let spool = Spool::for_files(&outputs, folder.as_ref())?;
    let began = folder.as_ref().map_or_else(|| Ok(now()), |folder| folder.began(now()))?;
    let key = redaction(&task.redact, folder.as_ref())?;
    let options = Options {
        outputs: findings_files(&outputs),
        detailed: spool.path(),
        work: folder.as_ref().map(|folder| folder.work(voice, key.as_ref())),
        redact: key,
        stop: stop::on_signal(),
        ..options(task, began)
    };
    let listing = folder.as_ref().map(|folder| folder.list(&options.inputs)).unwrap_or_default();
    let counters = Progress::default();
    let total = atalaya_reader::size(&options.inputs, &options.limits);
    let result = progress::watched(&counters, total, progress::Tells::Findings, voice, || {
        atalaya_scan::run(&options, &rules, &schema, &counters)
    });
    let mut report = result?;
    report.rules.load_ms = load_ms;
    if status(&report, task) == Status::Failed {
        folder.into_iter().for_each(Folder::discard);
        outcome::print(&told(&report, task, &[], voice))?;
        return Ok(Status::Failed);
    }
    let written = handover::write(&outputs, &report, &rules, &spool, (options.now, options.redact.as_ref()), voice)?;
    if let Some(folder) = &folder {
        let summary = wire::object(&wire::report::Report::new(&report, voice));
        folder.seal(&summary, &listing, options.redact.as_ref())?;
    }
    outcome::print(&told(&report, task, &written, voice))?;
    Ok(status(&report, task))
}

/// Refuses to replace a log that is to be read with findings: it may be the only copy. A file below a folder that is to
/// be read is taken for a log unless it begins like our findings.
fn spare_logs(task: &ScanTask) -> Result<(), Failure> {
    let logs: Vec<PathBuf> = task.logs.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let is_log = |path: &&PathBuf| {
        let known = |path: PathBuf| logs.iter().any(|log| path.starts_with(log));
        path.canonicalize().is_ok_and(known) && !begins_like_findings(path)
    };
    match task.outputs.iter().map(|output| &output.path).find(is_log) {
        Some(path) => Err(Message::new("cli-fail-output-log").with("path", path.display().to_string()).into()),
        None => Ok(()),
    }
}

fn begins_like_findings(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    read.is_ok() && (start.is_empty() || start.starts_with(b"{\"finding_info\":{\"uid\":\""))
}

/// A report on what these files are; no rule is applied.
pub(crate) fn identify(logs: &[PathBuf], schema: &Arc<Schema>) -> Result<Report, Failure> {
    let options = Options {
        inputs: inputs(logs),
        level: atalaya_model::Level::default(),
        since: None,
        until: None,
        clocks: Clocks::new(now()),
        threads: 1,
        decode_only: true,
        outputs: Vec::new(),
        detailed: None,
        redact: None,
        work: None,
        stop: Arc::default(),
        limits: Limits::default(),
        now: now(),
    };
    Ok(atalaya_scan::run(&options, &RuleSet::default(), schema, &Progress::default())?)
}

fn options(task: &ScanTask, now: Time) -> Options {
    Options {
        inputs: inputs(&task.logs),
        level: task.level.unwrap_or_default(),
        since: task.since,
        until: task.until,
        clocks: clocks(task, now),
        threads: task.threads,
        decode_only: task.decode_only,
        outputs: Vec::new(),
        detailed: None,
        redact: None,
        work: None,
        stop: Arc::default(),
        limits: Limits::default(),
        now,
    }
}

/// The zones and years as given; that they are some was seen when they were read.
fn clocks(task: &ScanTask, now: Time) -> Clocks {
    let mut clocks = Clocks::new(now);
    let zones = task.zones.iter().all(|(pattern, zone)| clocks.add_zone(pattern.as_deref(), zone));
    let years = task.years.iter().all(|(pattern, year)| clocks.add_year(pattern, *year));
    debug_assert!(zones && years, "the command line refuses what is no zone");
    clocks
}

/// The key of pseudonyms. Runs that make one handover share it.
fn redaction(redact: &Redact, folder: Option<&Folder>) -> Result<Option<RedactKey>, Failure> {
    match (redact, folder) {
        (Redact::No, _) => Ok(None),
        (Redact::Once, Some(folder)) => folder.key().map(Some),
        (Redact::Once, None) => redact::key(None).map(Some),
        (Redact::Key(file), _) => redact::key(Some(file)).map(Some),
    }
}

fn findings_files(outputs: &[OutputFile]) -> Vec<PathBuf> {
    let findings = outputs.iter().filter(|file| file.format == OutputFormat::Findings);
    findings.map(|file| file.path.clone()).collect()
}

pub(crate) fn inputs(logs: &[PathBuf]) -> Vec<Input> {
    let input = |path: &PathBuf| if is_stdin(path) { Input::Stdin } else { Input::Path(path.clone()) };
    logs.iter().map(input).collect()
}

pub(crate) fn now() -> Time {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
}

fn told(report: &Report, task: &ScanTask, written: &[Written], voice: Voice) -> String {
    if task.json {
        wire::object(&wire::report::Report::new(report, voice))
    } else {
        summary::text(report, task, written, voice, Look::of_stdout())
    }
}

fn status(report: &Report, task: &ScanTask) -> Status {
    let grave = |lowest| report.found.by_level.iter().any(|(level, count)| *level >= lowest && *count > 0);
    // An input that was opened and broke before its first record was not read either.
    let read = report.tally.frames > 0 || report.inputs.first.iter().any(|input| input.complete);
    if !read {
        Status::Failed
    } else if task.fail_on.is_some_and(grave) {
        Status::Found
    } else {
        Status::Done
    }
}
