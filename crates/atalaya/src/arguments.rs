//! The command line: words to a task, or to what is wrong with them.
//!
//! One list of verbs and flags ([`flags`]) drives parsing, help and errors.

mod amounts;
mod clocks;
mod doctor;
mod exceptions;
mod fault;
mod findings;
mod flags;
mod help;
mod hunt;
mod import;
mod indicators;
mod init;
mod journal;
mod lake;
mod noise;
mod outputs;
mod proof;
mod reload;
mod serve;
mod service;
mod sources;
mod stores;
mod time;
mod values;

pub(crate) use amounts::span;
pub(crate) use exceptions::{Deed, ExceptionsTask, NewException};
pub(crate) use findings::{FindingsTask, Shown, Superseded};
pub(crate) use hunt::{Answered, Format, HuntTask, Noise, Quarry};
pub(crate) use import::ImportTask;
pub(crate) use indicators::{Holds, Incoming, IndicatorsGoal, IndicatorsTask, Listed, Removed, Taken};
pub(crate) use init::{Answers, InitTask, Keeping};
pub(crate) use journal::{JournalExpiry, JournalTask};
pub(crate) use lake::{Age, LakeTask};
pub(crate) use outputs::{OutputFile, OutputFormat};
pub(crate) use proof::{ProofTask, Wanted};
pub(crate) use reload::ReloadTask;
pub(crate) use serve::ServeTask;
pub(crate) use service::{Goal, ServiceTask};
pub(crate) use sources::SourcesTask;
pub(crate) use stores::{Data, Period, Whose};
pub(crate) use values::{KindsTask, Redact, RulesTask, ScanTask, Task, is_stdin};

use crate::caller;
use crate::look::Look;
use crate::voice::Voice;
use atalaya_model::Message;
use clap::{Arg, ArgAction, ArgMatches, Command};
use flags::{Count, Flag, PROGRAM, Place, Takes, Verb};
use std::ffi::OsString;
use std::path::PathBuf;

/// What the person asked for.
pub(crate) enum Asked {
    /// To do something.
    Task(Task),
    /// To be told how; the text.
    Help(String),
    /// Which program this is; the text.
    Version(String),
}

/// Arguments that mean nothing that can be done.
pub(crate) struct Refusal {
    /// What is wrong, and ideas what was meant.
    pub(crate) messages: Vec<Message>,
    /// How the verb is called.
    pub(crate) usage: String,
    /// The words that bring up its help.
    pub(crate) help: String,
}

/// Reads the arguments, the program's own name first.
pub(crate) fn parse(arguments: Vec<OsString>, voice: Voice, look: Look) -> Result<Asked, Refusal> {
    let path = path(&arguments);
    if wants_help(&arguments) {
        return Ok(Asked::Help(help::help(&path, voice, look)));
    }
    let refuse = |messages| {
        let words: Vec<&str> = path.iter().map(|verb| verb.name).collect();
        Refusal { messages, usage: help::usage(&path, voice), help: format!("{} --help", words.join(" ")) }
    };
    let matches =
        command(&PROGRAM, voice).try_get_matches_from(arguments).map_err(|error| refuse(fault::messages(&error)))?;
    if matches.get_flag("version") {
        return Ok(Asked::Version(format!("atalaya {}\n", env!("CARGO_PKG_VERSION"))));
    }
    values::task(&matches).map(Asked::Task).map_err(|message| refuse(vec![message]))
}

/// The verbs that the arguments name, the program first.
fn path(arguments: &[OsString]) -> Vec<&'static Verb> {
    let mut path = vec![&PROGRAM];
    for word in arguments.iter().skip(1).filter_map(|argument| argument.to_str()) {
        let verb = path.last().and_then(|verb: &&'static Verb| verb.verb(word));
        path.extend(verb);
    }
    path
}

/// Whether the arguments ask for help: `--help` or `-h` anywhere before `--`, or `help` as the first word.
fn wants_help(arguments: &[OsString]) -> bool {
    let mut words = arguments.iter().skip(1).take_while(|word| *word != "--");
    words.clone().next().is_some_and(|word| word == "help") || words.any(|word| word == "--help" || word == "-h")
}

fn command(verb: &'static Verb, voice: Voice) -> Command {
    let mut command = Command::new(verb.name).disable_help_flag(true).disable_help_subcommand(true);
    command = command.disable_version_flag(true);
    command = command.args(verb.places.iter().map(|place| place_argument(place, voice)));
    command = command.args(verb.flags.iter().map(|flag| flag_argument(flag, voice)));
    command.subcommands(verb.verbs.iter().map(|verb| self::command(verb, voice)))
}

fn place_argument(place: &'static Place, voice: Voice) -> Arg {
    let argument = Arg::new(place.id).value_name(voice.say(&(place.value)()));
    match place.count {
        Count::One => argument.required(true),
        Count::Some => argument.required(true).num_args(1..).value_parser(clap::value_parser!(PathBuf)),
        Count::Any => argument.num_args(0..).value_parser(clap::value_parser!(PathBuf)),
    }
}

fn flag_argument(flag: &'static Flag, voice: Voice) -> Arg {
    let argument = Arg::new(flag.name).long(flag.name);
    let argument = if let Some(letter) = flag.short { argument.short(letter) } else { argument };
    match &flag.takes {
        Takes::Nothing => argument.action(ArgAction::SetTrue),
        Takes::Value(value) => argument.action(ArgAction::Set).value_name(voice.say(&value())),
        Takes::Word(value, words) => {
            argument.action(ArgAction::Set).value_name(voice.say(&value())).value_parser(words()).ignore_case(true)
        }
        Takes::Values(value) => argument
            .action(ArgAction::Append)
            .value_name(voice.say(&value()))
            .value_parser(clap::value_parser!(PathBuf)),
    }
}

/// The values of an argument that may have several and are no paths.
fn words(matches: &ArgMatches, name: &str) -> Result<Vec<String>, Message> {
    let word = |path: PathBuf| path.into_os_string().into_string().map_err(|_| Message::new("cli-error-not-unicode"));
    given(matches, name).map(word).collect()
}

/// The files of an argument that may have several.
fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    given(matches, name).map(caller::file).collect()
}

/// The values of an argument that may have several, as they were given.
fn given(matches: &ArgMatches, name: &str) -> impl Iterator<Item = PathBuf> {
    matches.get_many::<PathBuf>(name).into_iter().flatten().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use atalaya_model::Language;

    fn parse_words(words: &str) -> Result<Asked, Refusal> {
        let arguments = words.split(' ').map(OsString::from).collect();
        parse(arguments, Voice::new(Language::En), Look::PLAIN)
    }

    #[test]
    fn the_parser_accepts_the_list() {
        command(&PROGRAM, Voice::new(Language::ZhTw)).debug_assert();
    }

    #[test]
    fn wrong_arguments_are_refused_with_the_reason() {
        let check = |words: &str, id: &str| {
            let refusal = parse_words(words).err().unwrap_or_else(|| panic!("{words} was accepted"));
            assert_eq!(refusal.messages[0].id, id, "{words}");
        };
        check("atalaya", "cli-error-verb-missing");
        check("atalaya rules", "cli-error-verb-missing");
        check("atalaya scna x", "cli-error-verb-unknown");
        check("atalaya scan", "cli-error-argument-missing");
        check("atalaya scan x --levle high", "cli-error-argument-unknown");
        check("atalaya scan x --level", "cli-error-value-missing");
        check("atalaya scan x --level loud", "cli-error-value-unknown");
        check("atalaya scan x --level low --level high", "cli-error-argument-twice");
        check("atalaya scan x --json=yes", "cli-error-value-not-wanted");
        check("atalaya scan x --since yesterday", "cli-error-time");
        check("atalaya scan x --since 2024-02-01 --until 2024-01-01", "cli-error-time-order");
        check("atalaya scan x --timezone Mars/Olympus", "cli-error-zone");
        check("atalaya scan x --timezone +25:00", "cli-error-zone");
        check("atalaya scan x --timezone UTC --timezone fw/*=-24:00", "cli-error-zone");
        check("atalaya scan x --timezone =UTC", "cli-error-zone");
        check("atalaya scan x --timezone fw/*=", "cli-error-zone");
        check("atalaya scan x --year fw/*=19", "cli-error-year");
        check("atalaya scan x --year =2019", "cli-error-year");
        check("atalaya scan x --threads 0", "cli-error-threads");
        check("atalaya scan x --output findings.txt", "cli-error-output-extension");
        check("atalaya scan - -", "cli-error-stdin-twice");
        check("atalaya scan x --decode-only --output a.jsonl", "cli-error-decode-only");
        check("atalaya kinds identify", "cli-error-argument-missing");
        check("atalaya rules show", "cli-error-argument-missing");
        check("atalaya import x --organization ministry", "cli-error-argument-missing");
        check("atalaya import x --organization m --source s --acknowledged - --json", "import-error-stdout");
        check("atalaya journal", "cli-error-verb-missing");
        check("atalaya journal expire", "data-error-expiry");
        check("atalaya journal expire --before yesterday", "cli-error-time");
        check("atalaya journal expire --keep-bytes much", "data-error-bytes");
        check("atalaya journal expire --before 2024-01-01 --older-than 9d", "data-error-before");
        check("atalaya journal hold", "cli-error-argument-missing");
        check("atalaya journal hold x --since 2024-02-01 --until 2024-01-01", "cli-error-time-order");
        check("atalaya lake expire --organization m", "data-error-expiry");
        check("atalaya lake expire --older-than 90", "data-error-span");
        check("atalaya lake export", "cli-error-argument-missing");
        check("atalaya lake hold x --kind zeek.dns", "cli-error-argument-missing");
        check("atalaya doctor now", "cli-error-argument-unknown");
    }

    #[test]
    fn help_is_for_the_verb_that_is_named() {
        let check = |words: &str, usage: &str| match parse_words(words) {
            Ok(Asked::Help(text)) => assert!(text.contains(usage), "{words}: {text}"),
            _ => panic!("{words} brings no help"),
        };
        check("atalaya --help", "atalaya <COMMAND> [FLAGS]");
        check("atalaya help scan", "atalaya scan <LOGS>... [FLAGS]");
        check("atalaya scan --level loud -h", "atalaya scan <LOGS>... [FLAGS]");
        check("atalaya rules show --help", "atalaya rules show <RULE> [FOLDER]... [FLAGS]");
    }
}
