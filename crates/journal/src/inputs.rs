//! The record of imported files: which content of which organization was begun, how far it came, and that it was done.
//!
//! `inputs.jsonl` in the data directory, to which lines are added and nothing else: `begun` is durable before the first frame
//! of the file is, `reached` and `done` tell of frames that were acknowledged and may be missing after a crash. Each line
//! carries its own checksum and that of the line before it, and the journal's state tells how far the lines went: a torn end
//! is cut off when it is opened, and what is damaged or missing is counted. What is in the files, and how an import goes on,
//! is not known here.

use std::collections::hash_map::Entry as MapEntry;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::bytes::{hex, unhex};
use crate::fault::Damage;
use crate::files::{Files, OpenFile, read_up_to, write_all, write_back};
use crate::lock::DataLock;

/// The file, in the data directory.
pub(crate) const INPUTS_FILE: &str = "inputs.jsonl";
/// Files that may be remembered, of all organizations; one of them may have no more than there is room left for the others.
pub const INPUTS_MAX: usize = 1 << 20;
/// Bytes of a file's name that are kept for people; a longer one is cut at a character.
pub const INPUT_NAME_BYTES_MAX: usize = 4096;
/// Bytes that a line may have.
const LINE_BYTES_MAX: usize = 64 << 10;
/// Bytes that are read at once.
const READ_BYTES: usize = 1 << 20;
/// What stands before the checksum of the line before; the first line has zeros.
const AFTER: &str = ",\"after\":\"";
/// What stands before a line's checksum, which is CRC-32C over what stands before this.
const CHECK: &str = "\",\"crc32c\":\"";

/// A file whose import begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun<'a> {
    /// SHA-256 of the file, or of the archive's member.
    pub sha256: [u8; 32],
    /// Whose it is.
    pub organization: &'a str,
    /// The source that its frames are of.
    pub source: &'a str,
    /// What it was called, for people.
    pub name: &'a str,
    /// None of its frames is in the journal before this offset.
    pub from: u64,
}

/// How far the import of a file came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Frames that were acknowledged.
    pub frames: u64,
    /// The number of the last of them, in the words of whoever imports.
    pub number: u64,
    /// All of them are in the journal before this offset, and none of the others is.
    pub offset: u64,
    /// CRC-32C of the last of them, by which it is known again; older versions did not write it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crc32c: Option<u32>,
}

/// What the journal has of a file before frames that were not the file's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Frames.
    pub frames: u64,
    /// The number of the last of them, in the words of whoever imports.
    pub number: u64,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The source that its frames are of.
    pub source: String,
    /// None of its frames is in the journal before this offset, but for those that are kept.
    pub from: u64,
    /// Frames before that offset, where something else was read in between.
    pub kept: Option<Kept>,
    /// How far the import came, where that was written down.
    pub reached: Option<Reached>,
    /// The frames it had, where all were acknowledged.
    pub done: Option<u64>,
}

/// Why the record could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum InputsError {
    /// As many files as may be are remembered, of all organizations or of this one.
    #[error("there may be no more imported files of this organization")]
    Full,
    /// No import of such a file was begun.
    #[error("no such file was begun")]
    Unknown,
    /// The system refused. What was to be written is not there.
    #[error("cannot write the record of imported files")]
    Io(#[from] io::Error),
    /// A sync failed, so that nobody knows what is on the disk.
    #[error("the record of imported files must be opened again: the disk failed")]
    Failed,
}

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Begun { sha256: String, organization: String, source: String, name: String, from: u64 },
    Reached { sha256: String, organization: String, reached: Reached },
    Done { sha256: String, organization: String, frames: u64 },
    Changed { sha256: String, organization: String, from: u64, kept: Option<Kept> },
}

struct Entry {
    source: u32,
    from: u64,
    kept: Option<Kept>,
    reached: Option<Reached>,
    done: Option<u64>,
}

/// The names that occur, by number.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// The record, open.
pub struct Inputs {
    file: Arc<dyn OpenFile>,
    /// Where the last whole line ends.
    end: u64,
    /// Its checksum.
    check: u32,
    names: Names,
    entries: FxHashMap<(u32, [u8; 32]), Entry>,
    /// How many of them each organization has.
    shares: FxHashMap<u32, usize>,
    /// Lines that are not as they were written, and gaps between lines.
    damaged: u64,
    dirty: bool,
    failed: bool,
}

impl Inputs {
    /// Opens the record of the data directory, or makes it. `mark` is what [`Inputs::mark`] said when it was last known to be
    /// whole; 0 where it never was.
    pub fn open(lock: &DataLock, files: &dyn Files, mark: u32) -> io::Result<Inputs> {
        let path = lock.path().join(INPUTS_FILE);
        let file = match files.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(files, lock.path(), &path)?,
            opened => opened?,
        };
        let (names, entries, shares) = (Names::default(), FxHashMap::default(), FxHashMap::default());
        let (damaged, dirty, failed) = (0, false, false);
        let mut inputs = Inputs { file, end: 0, check: 0, names, entries, shares, damaged, dirty, failed };
        inputs.read(mark)?;
        Ok(inputs)
    }

    /// What is known of the content of this organization.
    #[must_use]
    pub fn known(&self, organization: &str, sha256: &[u8; 32]) -> Option<Known> {
        let organization = *self.names.numbers.get(organization)?;
        let entry = self.entries.get(&(organization, *sha256))?;
        let source = self.names.names[entry.source as usize].clone();
        Some(Known { source, from: entry.from, kept: entry.kept, reached: entry.reached, done: entry.done })
    }

    /// Files that are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What tells whether all lines of now are there when it is opened again: the checksum of the last one.
    #[must_use]
    pub fn mark(&self) -> u32 {
        self.check
    }

    /// Lines that were found damaged, and places where some are missing: files that they told of may be imported again.
    #[must_use]
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Writes down that an import begins. Durable after [`Inputs::sync`], which is to come before the first frame is
    /// appended.
    pub fn begin(&mut self, begun: &Begun<'_>) -> Result<(), InputsError> {
        if !self.has_room(begun.organization) {
            return Err(InputsError::Full);
        }
        let Begun { sha256, organization, source, name, from } = *begun;
        let name = &name[..name.floor_char_boundary(INPUT_NAME_BYTES_MAX)];
        self.write(Line::Begun {
            sha256: hex(&sha256),
            organization: organization.to_owned(),
            source: source.to_owned(),
            name: name.to_owned(),
            from,
        })
    }

    /// Whether there is room for one more file of the organization. However many some have, there is room for those that
    /// come later.
    fn has_room(&self, organization: &str) -> bool {
        let own = self.names.numbers.get(organization).and_then(|number| self.shares.get(number));
        own.copied().unwrap_or(0) < INPUTS_MAX.saturating_sub(self.entries.len())
    }

    /// Writes down how far an import came. Durable after [`Inputs::sync`].
    pub fn reach(&mut self, organization: &str, sha256: &[u8; 32], reached: Reached) -> Result<(), InputsError> {
        self.known(organization, sha256).ok_or(InputsError::Unknown)?;
        self.write(Line::Reached { sha256: hex(sha256), organization: organization.to_owned(), reached })
    }

    /// Writes down that all frames of a file were acknowledged. Durable after [`Inputs::sync`].
    pub fn finish(&mut self, organization: &str, sha256: &[u8; 32], frames: u64) -> Result<(), InputsError> {
        self.known(organization, sha256).ok_or(InputsError::Unknown)?;
        self.write(Line::Done { sha256: hex(sha256), organization: organization.to_owned(), frames })
    }

    /// Writes down that what was read as this file was not, or not all of it: its import goes on behind what is kept, and of
    /// what the journal has before `from` nothing else counts. Durable after [`Inputs::sync`].
    pub fn change(
        &mut self,
        organization: &str,
        sha256: &[u8; 32],
        from: u64,
        kept: Option<Kept>,
    ) -> Result<(), InputsError> {
        self.known(organization, sha256).ok_or(InputsError::Unknown)?;
        self.write(Line::Changed { sha256: hex(sha256), organization: organization.to_owned(), from, kept })
    }

    /// Returns when all that was written down is on the disk.
    pub fn sync(&mut self) -> Result<(), InputsError> {
        if self.failed {
            return Err(InputsError::Failed);
        }
        if self.dirty {
            // After a failed sync nobody knows what is there, and a second one may say that all is well.
            self.failed = true;
            self.file.sync()?;
            (self.failed, self.dirty) = (false, false);
        }
        Ok(())
    }

    fn write(&mut self, line: Line) -> Result<(), InputsError> {
        if self.failed {
            return Err(InputsError::Failed);
        }
        let (bytes, check) = print(&line, self.check)?;
        if let Err(error) = write_all(self.file.as_ref(), &bytes, self.end) {
            // Where this fails too, the next line is written over what is there, or opening cuts it off.
            let _ = self.file.set_len(self.end);
            return Err(error.into());
        }
        self.end += bytes.len() as u64;
        (self.check, self.dirty) = (check, true);
        self.take(line);
        Ok(())
    }

    /// Reads all lines, and cuts off a torn end.
    fn read(&mut self, mark: u32) -> io::Result<()> {
        let size = self.file.size()?;
        let scan = scan(self.file.clone(), mark, |line| self.take(line))?;
        (self.end, self.damaged) = (scan.end, scan.damaged);
        // Where lines are missing at the end, the next one follows what is missing: the gap stays visible.
        self.check = if scan.reaches_mark { scan.check } else { mark };
        if self.end < size {
            self.file.set_len(self.end)?;
        }
        // What was written since the mark may be in the system's memory only.
        write_back(self.file.as_ref(), scan.marked, self.end)?;
        if scan.marked < size {
            self.file.sync()?;
        }
        Ok(())
    }

    fn take(&mut self, line: Line) {
        let (Line::Begun { sha256, organization, .. }
        | Line::Reached { sha256, organization, .. }
        | Line::Done { sha256, organization, .. }
        | Line::Changed { sha256, organization, .. }) = &line;
        let Some(sha256) = unhex(sha256) else { return };
        let key = (self.names.number(organization), sha256);
        match line {
            Line::Begun { source, from, .. } => {
                let source = self.names.number(&source);
                if let MapEntry::Vacant(vacant) = self.entries.entry(key) {
                    vacant.insert(Entry { source, from, kept: None, reached: None, done: None });
                    *self.shares.entry(key.0).or_default() += 1;
                }
            }
            Line::Reached { reached, .. } => {
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.reached = Some(reached);
                }
            }
            Line::Done { frames, .. } => {
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.done = Some(frames);
                }
            }
            Line::Changed { from, kept, .. } => {
                if let Some(entry) = self.entries.get_mut(&key) {
                    *entry = Entry { source: entry.source, from, kept, reached: None, done: None };
                }
            }
        }
    }
}

fn create(files: &dyn Files, folder: &Path, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
    let file = files.create(path)?;
    file.sync()?;
    files.sync_folder(folder)?;
    Ok(file)
}

/// What is wrong with the record of a data directory that is not open.
pub(crate) fn damage(files: &dyn Files, folder: &Path, mark: u32) -> io::Result<Option<Damage>> {
    match files.open(&folder.join(INPUTS_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((mark != 0).then_some(Damage::Missing)),
        opened => scan(opened?, mark, drop).map(|scan| (scan.damaged > 0).then_some(Damage::Document)),
    }
}

/// What all lines are together.
struct Scan {
    /// Where the last whole line ends, and its checksum.
    end: u64,
    check: u32,
    damaged: u64,
    /// Whether a line has the checksum that was asked for, and where it ends.
    reaches_mark: bool,
    marked: u64,
}

fn scan(file: Arc<dyn OpenFile>, mark: u32, mut take: impl FnMut(Line)) -> io::Result<Scan> {
    let mut lines = Lines { file, buffer: Vec::new(), start: 0, at: 0 };
    let mut scan = Scan { end: 0, check: 0, damaged: 0, reaches_mark: mark == 0, marked: 0 };
    let mut doubtful = 0;
    while let Some(line) = lines.next()? {
        let Some(Parsed { line, after, check }) = parse(line) else {
            doubtful += 1;
            continue;
        };
        let follows = after == scan.check;
        scan.damaged += std::mem::take(&mut doubtful).max(u64::from(!follows));
        (scan.end, scan.check) = (lines.at, check);
        if check == mark {
            (scan.reaches_mark, scan.marked) = (true, lines.at);
        }
        line.into_iter().for_each(&mut take);
    }
    scan.damaged += u64::from(!scan.reaches_mark);
    Ok(scan)
}

/// The line with its checksum and its end.
fn print(line: &Line, after: u32) -> io::Result<(Vec<u8>, u32)> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.pop();
    bytes.extend_from_slice(format!("{AFTER}{after:08x}").as_bytes());
    let check = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(format!("{CHECK}{check:08x}\"}}\n").as_bytes());
    Ok((bytes, check))
}

/// A line that is as it was written.
struct Parsed {
    /// `None`: a newer version wrote it.
    line: Option<Line>,
    /// The checksum of the line before it, and its own.
    after: u32,
    check: u32,
}

fn parse(line: &[u8]) -> Option<Parsed> {
    let text = std::str::from_utf8(line).ok()?;
    let (content, check) = text.rsplit_once(CHECK)?;
    let check = check.strip_suffix("\"}")?;
    let computed = crc32c::crc32c(content.as_bytes());
    (check == format!("{computed:08x}")).then_some(())?;
    let (line, after) = content.rsplit_once(AFTER)?;
    let line = serde_json::from_str(&format!("{line}}}")).ok();
    Some(Parsed { line, after: u32::from_str_radix(after, 16).ok()?, check: computed })
}

/// The lines of the file that have an end.
struct Lines {
    file: Arc<dyn OpenFile>,
    buffer: Vec<u8>,
    /// Where the line that comes next begins in the buffer.
    start: usize,
    /// Where it begins in the file.
    at: u64,
}

impl Lines {
    /// The next line without its end. One that is too long to be ours is handed on in pieces, none of which is a line.
    fn next(&mut self) -> io::Result<Option<&[u8]>> {
        let length = loop {
            let rest = &self.buffer[self.start..];
            match rest.iter().take(LINE_BYTES_MAX).position(|byte| *byte == b'\n') {
                Some(newline) => break newline + 1,
                None if rest.len() >= LINE_BYTES_MAX => break LINE_BYTES_MAX,
                None if self.fill()? == 0 => return Ok(None),
                None => {}
            }
        };
        let line = &self.buffer[self.start..self.start + length - 1];
        self.start += length;
        self.at += length as u64;
        Ok(Some(line))
    }

    fn fill(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let kept = self.buffer.len();
        self.buffer.resize(kept + READ_BYTES, 0);
        let read = read_up_to(self.file.as_ref(), &mut self.buffer[kept..], self.at + kept as u64)?;
        self.buffer.truncate(kept + read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Disk;
    use crate::lock::DataDir;

    fn begun(organization: &str, number: u64) -> Line {
        let mut sha256 = [0; 32];
        sha256[..8].copy_from_slice(&number.to_le_bytes());
        let (organization, source, name) = (organization.to_owned(), "fw".to_owned(), String::new());
        Line::Begun { sha256: hex(&sha256), organization, source, name, from: 0 }
    }

    #[test]
    fn one_organization_takes_no_other_the_room_for_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path()).unwrap();
        let mut inputs = Inputs::open(&lock, &Disk, 0).unwrap();
        let mut number = 0;
        // Those that send as many as they can, one after another.
        for (organization, least) in [("a", 1 << 19), ("b", 1 << 18), ("c", 1 << 17), ("d", 1 << 16), ("e", 1 << 15)] {
            let before = number;
            while inputs.has_room(organization) {
                inputs.take(begun(organization, number));
                number += 1;
            }
            assert!(number - before >= least, "{organization}: {}", number - before);
        }
        let begin = |inputs: &mut Inputs, organization| {
            inputs.begin(&Begun { sha256: [9; 32], organization, source: "fw", name: "x.log", from: 0 })
        };
        assert!(matches!(begin(&mut inputs, "a"), Err(InputsError::Full)));
        begin(&mut inputs, "another").unwrap();
    }
}
