//! The files that a scan leaves behind, told apart by their names.

use atalaya_model::Message;
use std::path::{Path, PathBuf};

/// A file to leave behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputFile {
    /// Where.
    pub(crate) path: PathBuf,
    /// What.
    pub(crate) format: OutputFormat,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    /// The findings, one JSON object a line.
    Findings,
    /// The report for people.
    Html,
    /// The findings in order of time, for a spreadsheet.
    Timeline,
    /// A layer for ATT&CK Navigator.
    Navigator,
    /// A bundle of sightings and observables.
    Stix,
}

/// How the names of files end, and what such files hold. The first that fits counts.
const ENDINGS: [(&str, OutputFormat); 7] = [
    (".jsonl", OutputFormat::Findings),
    (".ndjson", OutputFormat::Findings),
    (".html", OutputFormat::Html),
    (".htm", OutputFormat::Html),
    (".csv", OutputFormat::Timeline),
    ("navigator.json", OutputFormat::Navigator),
    ("stix.json", OutputFormat::Stix),
];

impl OutputFile {
    /// The file at `path`; refused where its name says nothing that can be written.
    pub(crate) fn new(path: PathBuf) -> Result<OutputFile, Message> {
        let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let format = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, format)| *format);
        match format {
            Some(format) => Ok(OutputFile { path, format }),
            None => Err(refusal(&path)),
        }
    }
}

fn refusal(path: &Path) -> Message {
    Message::new("cli-error-output-extension")
        .with("file", path.display().to_string())
        .with("extensions", ENDINGS.map(|(ending, _)| ending).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_a_file_holds() {
        let check = |name: &str, format: Option<OutputFormat>| {
            assert_eq!(OutputFile::new(name.into()).ok().map(|file| file.format), format, "{name}");
        };
        check("a/findings.jsonl", Some(OutputFormat::Findings));
        check("Report.HTML", Some(OutputFormat::Html));
        check("timeline.csv", Some(OutputFormat::Timeline));
        check("stix.json", Some(OutputFormat::Stix));
        check("visit.stix.json", Some(OutputFormat::Stix));
        check("attack.navigator.json", Some(OutputFormat::Navigator));
        check("findings.json", None);
        check("findings", None);
        check("report.html/", Some(OutputFormat::Html));
    }
}
