//! What the files are made from, and what became of it.

use atalaya_model::{Language, Time};
use atalaya_scan::report::Report;
use atalaya_sigma::RuleSet;
use std::path::Path;

/// What the files are made from.
pub struct Material<'a> {
    /// What the scan read, found and could not see.
    pub report: &'a Report,
    /// The rules that were loaded, for their words.
    pub rules: &'a RuleSet,
    /// The spool: the findings, one JSON object a line.
    pub findings: &'a Path,
    /// The run.
    pub run: Run,
}

/// The run that found it.
#[derive(Debug, Clone)]
pub struct Run {
    /// The command line that repeats it, quoted for a shell.
    pub command: String,
    /// The program's version.
    pub version: String,
    /// When it began.
    pub began: Time,
    /// The language in which the files begin, or are.
    pub language: Language,
}

/// What became of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Findings that are in the file.
    pub findings: u64,
    /// Findings that are only counted in it, because a limit was reached.
    pub beyond: u64,
    /// Findings that have no place in a layer of techniques, since their rules name none.
    pub without_technique: u64,
    /// Findings in the file without their record, because a limit was reached.
    pub without_record: u64,
    /// Whether the findings are in the order of time.
    pub sorted: bool,
}
