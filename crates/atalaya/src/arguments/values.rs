//! Parsed words to tasks: every value is checked here, so that what follows carries proof.

use super::exceptions::ExceptionsTask;
use super::findings::FindingsTask;
use super::hunt::HuntTask;
use super::import::ImportTask;
use super::indicators::IndicatorsTask;
use super::init::InitTask;
use super::journal::JournalTask;
use super::lake::LakeTask;
use super::outputs::OutputFile;
use super::proof::ProofTask;
use super::reload::ReloadTask;
use super::serve::ServeTask;
use super::service::ServiceTask;
use super::sources::SourcesTask;
use super::stores::Data;
use super::time::{Edge, parse};
use super::{
    clocks, doctor, exceptions, findings, hunt, import, indicators, init, journal, lake, noise, paths, proof, reload,
    serve, service, sources,
};
use atalaya_model::{Level, Message, Time};
use clap::ArgMatches;
use std::path::PathBuf;

/// Threads a scan may use.
pub(crate) const THREADS_MAX: usize = 256;
/// The word that stands for standard input.
const STDIN: &str = "-";

/// Something to do.
pub(crate) enum Task {
    /// Look for attacks in logs.
    Scan(Box<ScanTask>),
    /// Something about rules.
    Rules {
        /// What.
        task: RulesTask,
        /// The rules; none: those that come with the program.
        folders: Vec<PathBuf>,
        /// Folders with further kinds of log.
        kinds: Vec<PathBuf>,
        /// Whether a program reads the answer.
        json: bool,
    },
    /// Something about kinds of log.
    Kinds {
        /// What.
        task: KindsTask,
        /// Folders with further kinds of log.
        kinds: Vec<PathBuf>,
        /// Whether a program reads the answer.
        json: bool,
    },
    /// Keep logs.
    Import(Box<ImportTask>),
    /// To run the centre.
    Serve(ServeTask),
    /// To have a centre that runs go on by what its files say now.
    Reload(ReloadTask),
    /// Have the system run the centre.
    Service(ServiceTask),
    /// Make a token for a source.
    Token {
        /// Whether a program reads the answer.
        json: bool,
    },
    /// Show what rules found while the centre ran.
    Findings(Box<FindingsTask>),
    /// Something about indicators.
    Indicators(IndicatorsTask),
    /// Set up a centre.
    Init(InitTask),
    /// Show what every source has brought.
    Sources(SourcesTask),
    /// Show which rules are proven.
    Proof(ProofTask),
    /// Something with exceptions.
    Exceptions(ExceptionsTask),
    /// Search what was kept.
    Hunt(Box<HuntTask>),
    /// Something with the journal.
    Journal(JournalTask, Data),
    /// Something with the lake, which is opened with further kinds of log.
    Lake(LakeTask, Data, Vec<PathBuf>),
    /// Say how everything is, opened with further kinds of log.
    Doctor(Data, Vec<PathBuf>),
}

/// What to do about rules.
pub(crate) enum RulesTask {
    /// Name them all.
    List,
    /// Tell all about one: its id, name or title.
    Show(String),
    /// Say what is wrong with them.
    Check,
    /// Say which logs feed them, with these tables of addresses.
    Coverage(Vec<PathBuf>),
}

/// What to do about kinds of log.
pub(crate) enum KindsTask {
    /// Name them all.
    List,
    /// Tell all about one.
    Show(String),
    /// Say what these files are.
    Identify(Vec<PathBuf>),
}

/// A scan as it was asked for.
pub(crate) struct ScanTask {
    /// Files, folders and archives, in order; `-` is standard input.
    pub(crate) logs: Vec<PathBuf>,
    /// The rules; none: those that come with the program.
    pub(crate) rules: Vec<PathBuf>,
    /// Folders with further kinds of log.
    pub(crate) kinds: Vec<PathBuf>,
    /// The lowest level that is shown and written.
    pub(crate) level: Option<Level>,
    /// Events before are left out.
    pub(crate) since: Option<Time>,
    /// Events from here on are left out.
    pub(crate) until: Option<Time>,
    /// Zones of logs that name none: for inputs whose name fits the pattern, or for all.
    pub(crate) zones: Vec<(Option<String>, String)>,
    /// Years of stamps without one, for inputs whose name fits the pattern.
    pub(crate) years: Vec<(String, i16)>,
    /// Threads to use.
    pub(crate) threads: usize,
    /// Whether no rule is applied.
    pub(crate) decode_only: bool,
    /// Files to leave behind.
    pub(crate) outputs: Vec<OutputFile>,
    /// The folder to leave behind.
    pub(crate) handover: Option<PathBuf>,
    /// Whether, and with the key of which file, personal data is masked.
    pub(crate) redact: Redact,
    /// The lowest level whose findings make the exit status 1.
    pub(crate) fail_on: Option<Level>,
    /// Tables of addresses.
    pub(crate) addresses: Vec<PathBuf>,
    /// The file with the values of placeholders.
    pub(crate) placeholders: Option<PathBuf>,
    /// Whether a program reads the summary.
    pub(crate) json: bool,
}

/// Whether personal data is masked in what comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Redact {
    /// It stays.
    No,
    /// It is masked, with a key of this run alone.
    Once,
    /// It is masked, with the key in this file.
    Key(PathBuf),
}

/// Whether the word stands for standard input.
pub(crate) fn is_stdin(path: &std::path::Path) -> bool {
    path.as_os_str() == STDIN
}

/// The task that the words name.
pub(crate) fn task(matches: &ArgMatches) -> Result<Task, Message> {
    match matches.subcommand() {
        Some(("scan", matches)) => scan(matches).map(|task| Task::Scan(Box::new(task))),
        Some(("rules", matches)) => rules(matches),
        Some(("kinds", matches)) => kinds(matches),
        Some(("hunt", matches)) => hunt::task(matches).map(|task| Task::Hunt(Box::new(task))),
        Some(("import", matches)) => import::task(matches).map(|task| Task::Import(Box::new(task))),
        Some(("reload", matches)) => Ok(Task::Reload(reload::task(matches))),
        Some(("serve", matches)) => Ok(Task::Serve(serve::task(matches))),
        Some(("findings", matches)) => findings::task(matches).map(|task| Task::Findings(Box::new(task))),
        Some(("indicators", matches)) => indicators::task(matches).map(Task::Indicators),
        Some(("init", matches)) => init::task(matches).map(Task::Init),
        Some(("sources", matches)) => Ok(Task::Sources(sources::task(matches))),
        Some(("exceptions", matches)) => exceptions::task(matches).map(Task::Exceptions),
        Some(("service", matches)) => service::task(matches).map(Task::Service),
        Some(("token", matches)) => Ok(Task::Token { json: matches.get_flag("json") }),
        Some(("journal", matches)) => journal::task(matches).map(|(task, data)| Task::Journal(task, data)),
        Some(("lake", matches)) => lake::task(matches).map(|(task, data, kinds)| Task::Lake(task, data, kinds)),
        Some(("doctor", matches)) => Ok(doctor::task(matches)).map(|(data, kinds)| Task::Doctor(data, kinds)),
        _ => Err(Message::new("cli-error-verb-missing")),
    }
}

fn rules(matches: &ArgMatches) -> Result<Task, Message> {
    let (name, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let task = match name {
        "list" => RulesTask::List,
        "show" => RulesTask::Show(text(matches, "rule").unwrap_or_default()),
        "check" => RulesTask::Check,
        "proof" => return Ok(Task::Proof(proof::task(matches))),
        "try" => return noise::tried(matches).map(|task| Task::Hunt(Box::new(task))),
        "recommend" => return noise::recommended(matches).map(|task| Task::Hunt(Box::new(task))),
        _ => RulesTask::Coverage(paths(matches, "addresses")),
    };
    Ok(Task::Rules {
        task,
        folders: paths(matches, "folders"),
        kinds: paths(matches, "kinds"),
        json: matches.get_flag("json"),
    })
}

fn kinds(matches: &ArgMatches) -> Result<Task, Message> {
    let (name, matches) = matches.subcommand().ok_or_else(|| Message::new("cli-error-verb-missing"))?;
    let task = match name {
        "list" => KindsTask::List,
        "show" => KindsTask::Show(text(matches, "kind").unwrap_or_default()),
        _ => KindsTask::Identify(paths(matches, "logs")),
    };
    Ok(Task::Kinds { task, kinds: paths(matches, "kinds"), json: matches.get_flag("json") })
}

fn scan(matches: &ArgMatches) -> Result<ScanTask, Message> {
    let zones = clocks::zones(matches)?;
    let of_all = zones.iter().rev().find(|(pattern, _)| pattern.is_none());
    let (since, until) = times(matches, of_all.map_or("UTC", |(_, zone)| zone))?;
    let task = ScanTask {
        logs: logs(matches)?,
        rules: paths(matches, "rules"),
        kinds: paths(matches, "kinds"),
        level: level(matches, "level"),
        since,
        until,
        zones,
        years: clocks::years(matches)?,
        threads: threads(matches)?,
        decode_only: matches.get_flag("decode-only"),
        outputs: outputs(matches)?,
        handover: text(matches, "handover").map(PathBuf::from),
        redact: redact(matches),
        fail_on: level(matches, "fail-on"),
        addresses: paths(matches, "addresses"),
        placeholders: text(matches, "placeholders").map(PathBuf::from),
        json: matches.get_flag("json"),
    };
    if task.handover.is_some() && task.logs.iter().any(|path| is_stdin(path)) {
        return Err(Message::new("cli-error-handover-stream"));
    }
    let leaves_files = !task.outputs.is_empty() || task.handover.is_some();
    if task.decode_only && (leaves_files || task.fail_on.is_some()) {
        return Err(Message::new("cli-error-decode-only"));
    }
    Ok(task)
}

pub(super) fn logs(matches: &ArgMatches) -> Result<Vec<PathBuf>, Message> {
    let logs = paths(matches, "logs");
    let stdin = logs.iter().filter(|path| is_stdin(path)).count();
    if stdin > 1 { Err(Message::new("cli-error-stdin-twice")) } else { Ok(logs) }
}

fn times(matches: &ArgMatches, zone: &str) -> Result<(Option<Time>, Option<Time>), Message> {
    let read = |name: &str, edge| {
        let Some(text) = text(matches, name) else { return Ok(None) };
        let message = || Message::new("cli-error-time").with("flag", format!("--{name}")).with("value", text.as_str());
        parse(&text, zone, edge).map(Some).ok_or_else(message)
    };
    let (since, until) = (read("since", Edge::Begin)?, read("until", Edge::End)?);
    match (since, until) {
        (Some(since), Some(until)) if since >= until => Err(Message::new("cli-error-time-order")),
        _ => Ok((since, until)),
    }
}

pub(super) fn threads(matches: &ArgMatches) -> Result<usize, Message> {
    let Some(text) = text(matches, "threads") else {
        let available = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        return Ok(available.min(THREADS_MAX));
    };
    let number = text.parse().ok().filter(|number| (1..=THREADS_MAX).contains(number));
    number.ok_or_else(|| Message::new("cli-error-threads").with("value", text).with("limit", THREADS_MAX))
}

/// How many are to be shown, between one and `limit_max`.
pub(super) fn limit(matches: &ArgMatches, limit_max: u64) -> Result<Option<u64>, Message> {
    let Some(text) = text(matches, "limit") else { return Ok(None) };
    let number = text.parse().ok().filter(|number| (1..=limit_max).contains(number));
    number.map(Some).ok_or_else(|| Message::new("hunt-error-limit").with("value", text).with("limit", limit_max))
}

fn outputs(matches: &ArgMatches) -> Result<Vec<OutputFile>, Message> {
    paths(matches, "output").into_iter().map(OutputFile::new).collect()
}

fn redact(matches: &ArgMatches) -> Redact {
    match text(matches, "redact-key") {
        Some(file) => Redact::Key(file.into()),
        None if matches.get_flag("redact") => Redact::Once,
        None => Redact::No,
    }
}

pub(super) fn level(matches: &ArgMatches, name: &str) -> Option<Level> {
    text(matches, name)?.parse().ok()
}

pub(super) fn text(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}
