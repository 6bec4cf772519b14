//! The anchors that were made here, kept beside the journal: to say how old the last one is, and to compare with when the
//! journal is verified. They prove nothing against who owns the disk; those that were taken away do.

use crate::outcome::{Failure, cannot_write, unreadable};
use atalaya_journal::Anchor;
use atalaya_model::{Message, Time};
use jiff::Timestamp;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// The file in the data directory.
const FILE: &str = "anchors.jsonl";
/// Anchors that are kept; the oldest go first.
const ANCHORS_KEPT_MAX: usize = 1000;
/// Bytes of a file with anchors that are read.
const ANCHORS_BYTES_MAX: u64 = 4 << 20;

/// The anchors kept in the data directory, the oldest first.
pub(crate) fn kept(folder: &Path) -> Result<Vec<Anchor>, Failure> {
    let path = folder.join(FILE);
    match File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        _ => read(&path),
    }
}

/// The anchors in a file: one, or one after another.
pub(crate) fn read(path: &Path) -> Result<Vec<Anchor>, Failure> {
    let mut text = String::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let wrong = || Message::new("journal-fail-anchor").with("path", path.display().to_string());
    file.take(ANCHORS_BYTES_MAX).read_to_string(&mut text).map_err(|_| wrong())?;
    let anchors: Result<Vec<Anchor>, _> = serde_json::Deserializer::from_str(&text).into_iter().collect();
    anchors.ok().filter(|anchors| !anchors.is_empty()).ok_or_else(|| wrong().into())
}

/// Keeps one more.
pub(crate) fn keep(folder: &Path, anchor: &Anchor) -> Result<(), Failure> {
    let mut anchors = kept(folder)?;
    anchors.push(anchor.clone());
    let first = anchors.len().saturating_sub(ANCHORS_KEPT_MAX);
    let path = folder.join(FILE);
    write(folder, &path, &anchors[first..]).map_err(|error| cannot_write(&path, &error))
}

fn write(folder: &Path, path: &Path, anchors: &[Anchor]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    for anchor in anchors {
        serde_json::to_writer(&mut file, anchor)?;
        file.write_all(b"\n")?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// When the anchor was made; `None` where it does not say.
pub(crate) fn made(anchor: &Anchor) -> Option<Time> {
    anchor.time.parse::<Timestamp>().ok().map(|time| Time(time.as_microsecond()))
}
