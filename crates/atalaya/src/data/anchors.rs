//! The anchors that were made here, kept beside the journal: to say how old the last one is, and to compare with when the
//! journal is verified. They prove nothing against who owns the disk; those that were taken away do.

use crate::outcome::{Failure, cannot_write, unreadable};
use atalaya_journal::{Anchor, Damage, Fault};
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
    let anchors: Option<Vec<Anchor>> = lines(folder)?.iter().map(|line| parse(line)).collect();
    anchors.ok_or_else(|| none_in(&folder.join(FILE)))
}

/// Those of them that can be read; and what is wrong, where others are there.
pub(crate) fn readable(folder: &Path) -> (Vec<Anchor>, Option<Fault>) {
    let lines = lines(folder).ok();
    let anchors: Vec<Anchor> = lines.iter().flatten().filter_map(|line| parse(line)).collect();
    let whole = lines.is_some_and(|lines| lines.len() == anchors.len());
    (anchors, (!whole).then(|| Damage::Document.at(format!("../{FILE}"), 0)))
}

/// The lines of the file, one for each anchor; none where there is no file.
fn lines(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let path = folder.join(FILE);
    let bytes = match File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        file => content(&path, file)?,
    };
    let lines = bytes.strip_suffix(b"\n").unwrap_or(&bytes).split(|byte| *byte == b'\n');
    Ok(lines.map(<[u8]>::to_vec).collect())
}

fn parse(line: &[u8]) -> Option<Anchor> {
    serde_json::from_slice(line).ok()
}

/// All that is in the file; one that is too long to be of anchors is refused.
fn content(path: &Path, file: std::io::Result<File>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = file.and_then(|file| file.take(ANCHORS_BYTES_MAX + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > ANCHORS_BYTES_MAX { Err(none_in(path)) } else { Ok(bytes) }
}

fn none_in(path: &Path) -> Failure {
    Message::new("journal-fail-anchor").with("path", path.display().to_string()).into()
}

/// The anchors in a file: one, or one after another.
pub(crate) fn read(path: &Path) -> Result<Vec<Anchor>, Failure> {
    let bytes = content(path, File::open(path))?;
    let anchors: Result<Vec<Anchor>, _> = serde_json::Deserializer::from_slice(&bytes).into_iter().collect();
    anchors.ok().filter(|anchors| !anchors.is_empty()).ok_or_else(|| none_in(path))
}

/// Keeps one more. Lines that are no anchors stay as they are: what is wrong with them is told by a verification.
pub(crate) fn keep(folder: &Path, anchor: &Anchor) -> Result<(), Failure> {
    let mut lines = lines(folder)?;
    let path = folder.join(FILE);
    let failed = |error| cannot_write(&path, &error);
    lines.push(serde_json::to_vec(anchor).map_err(|error| failed(error.into()))?);
    let first = lines.len().saturating_sub(ANCHORS_KEPT_MAX);
    write(folder, &path, &lines[first..]).map_err(failed)
}

fn write(folder: &Path, path: &Path, lines: &[Vec<u8>]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    for line in lines {
        file.write_all(line)?;
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
