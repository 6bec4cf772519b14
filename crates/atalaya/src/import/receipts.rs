//! What is safe, as it becomes so: a line of JSON for each batch that the journal has acknowledged, written out at once.
//!
//! Whoever feeds an import, or tests one, knows from them what need not be sent again.

use crate::arguments::is_stdin;
use crate::outcome::{Failure, cannot_write};
use atalaya_ingest::News;
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where receipts go.
pub(super) struct Receipts {
    path: PathBuf,
    out: Option<Box<dyn Write + Send>>,
    failed: Option<io::Error>,
}

impl Receipts {
    /// Writes to the end of the file, to standard output or to nobody.
    pub(super) fn open(path: Option<&Path>) -> Result<Receipts, Failure> {
        let out: Option<Box<dyn Write + Send>> = match path {
            None => None,
            Some(path) if is_stdin(path) => Some(Box::new(io::stdout())),
            Some(path) => Some(Box::new(append(path).map_err(|error| cannot_write(path, &error))?)),
        };
        Ok(Receipts { path: path.unwrap_or(Path::new("")).to_owned(), out, failed: None })
    }

    /// Writes a line where something was acknowledged.
    pub(super) fn hear(&mut self, news: &News<'_>) {
        let (News::Acknowledged { so_far, part }, Some(out)) = (news, &mut self.out) else { return };
        let sha256 = part.sha256.map(|digest| digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let line = json!({
            "input": *part.name,
            "sha256": sha256,
            "first": part.first,
            "last": part.last,
            "frames": part.frames,
            "frames_so_far": so_far.frames,
            "bytes_so_far": so_far.bytes,
        });
        if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
            // The import goes on: what is taken is safe whether or not somebody is told.
            self.failed = Some(error);
            self.out = None;
        }
    }

    /// Whether everything could be told. Who closed a pipe wanted to hear no more.
    pub(super) fn end(&self) -> Result<(), Failure> {
        match &self.failed {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(cannot_write(&self.path, error)),
            _ => Ok(()),
        }
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}
