//! The files that are made of findings once a scan is over: the report, the timeline and what other programs read.
//!
//! Findings wait in a spool beside the first of these files, with their events; it is gone when they are written.

mod folder;

pub(crate) use folder::Folder;

use crate::arguments::{OutputFile, OutputFormat};
use crate::outcome::{Failure, cannot_write};
use crate::voice::Voice;
use atalaya_model::Time;
use atalaya_report::{Material, Outcome, ReportError, Run};
use atalaya_scan::report::Report;
use atalaya_scan::{RedactKey, masked_name};
use atalaya_sigma::RuleSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

/// A file that was left behind.
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    pub(crate) outcome: Outcome,
}

/// Where the findings wait for those who show them.
pub(crate) enum Spool {
    /// Nobody shows them.
    None,
    /// Beside the first file that is made of them, for this run alone.
    Passing(TempDir),
    /// In the folder of a run that can be continued.
    Kept(PathBuf),
}

impl Spool {
    /// A spool for the files that need one.
    pub(crate) fn for_files(outputs: &[OutputFile], folder: Option<&Folder>) -> Result<Spool, Failure> {
        let first = outputs.iter().find(|output| output.format != OutputFormat::Findings);
        match (first, folder) {
            (_, Some(folder)) => Ok(Spool::Kept(folder.spool())),
            (None, None) => Ok(Spool::None),
            (Some(first), None) => {
                let folder = tempfile::Builder::new().prefix(".atalaya-").tempdir_in(folder_of(&first.path));
                folder.map(Spool::Passing).map_err(|error| cannot_write(&first.path, &error))
            }
        }
    }

    /// The file itself.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        match self {
            Spool::None => None,
            Spool::Passing(folder) => Some(folder.path().join("findings.jsonl")),
            Spool::Kept(path) => Some(path.clone()),
        }
    }
}

/// Writes the files that are made of findings.
pub(crate) fn write(
    outputs: &[OutputFile],
    report: &Report,
    rules: &RuleSet,
    spool: &Spool,
    (began, key): (Time, Option<&RedactKey>),
    voice: Voice,
) -> Result<Vec<Written>, Failure> {
    let spool = spool.path().unwrap_or_default();
    let material = Material {
        report,
        rules,
        findings: &spool,
        run: Run {
            command: asked(key),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            began,
            language: voice.language(),
        },
    };
    outputs.iter().map(|output| write_one(output, &material)).collect()
}

fn write_one(output: &OutputFile, material: &Material<'_>) -> Result<Written, Failure> {
    let render = match output.format {
        OutputFormat::Findings => {
            let outcome = Outcome { findings: material.report.found.written, ..Outcome::default() };
            return Ok(Written { path: output.path.clone(), outcome });
        }
        OutputFormat::Html => atalaya_report::html,
        OutputFormat::Timeline => atalaya_report::timeline,
        OutputFormat::Navigator => atalaya_report::navigator,
        OutputFormat::Stix => atalaya_report::stix,
    };
    let fault = |error: &std::io::Error| cannot_write(&output.path, error);
    let named = tempfile::Builder::new().prefix(".atalaya-").suffix(".partial").tempfile_in(folder_of(&output.path));
    let mut file = BufWriter::with_capacity(1 << 20, named.map_err(|error| fault(&error))?);
    let outcome = render(material, &mut file).map_err(|error| match error {
        ReportError::Write(source) | ReportError::Spool(source) => fault(&source),
        ReportError::Line { .. } => atalaya_model::Message::new("cli-fail-thread").into(),
    })?;
    file.flush().map_err(|error| fault(&error))?;
    let file = file.into_inner().map_err(|error| fault(error.error()))?;
    keep(file, &output.path).map_err(|error| fault(&error))?;
    Ok(Written { path: output.path.clone(), outcome })
}

/// Gives a file that is whole its name, readable as any that the person creates.
pub(crate) fn keep(file: NamedTempFile, path: &Path) -> std::io::Result<()> {
    file.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o640))?;
    }
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Writes a text as a whole or not at all.
fn keep_text(path: &Path, text: &str) -> Result<(), Failure> {
    let named = tempfile::Builder::new().prefix(".atalaya-").suffix(".partial").tempfile_in(folder_of(path));
    let written = named.and_then(|mut file| file.write_all(text.as_bytes()).map(|()| file));
    written.and_then(|file| keep(file, path)).map_err(|error| cannot_write(path, &error))
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the person asked for, as a command line; names of people in its paths masked, if that is asked for.
fn asked(key: Option<&RedactKey>) -> String {
    let command = command(std::env::args_os().skip(1));
    key.map_or_else(|| command.clone(), |key| masked_name(key, &command))
}

/// The command line that repeats the run, its words quoted for a POSIX shell where they need it.
fn command(words: impl Iterator<Item = std::ffi::OsString>) -> String {
    let quoted = words.map(|word| quote(&word.to_string_lossy()));
    std::iter::once("atalaya".to_owned()).chain(quoted).collect::<Vec<_>>().join(" ")
}

fn quote(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_can_be_given_to_a_shell_again() {
        let words = ["scan", "my logs", "it's", "", "a=b"].map(std::ffi::OsString::from);
        assert_eq!(command(words.into_iter()), r"atalaya scan 'my logs' 'it'\''s' '' a=b");
    }
}
