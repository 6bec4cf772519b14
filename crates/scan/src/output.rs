//! Findings on their way to files: identifiers filled in, written under a temporary name, renamed when whole.

mod file;

use crate::detail::{BYTES_MAX, LESSER_BYTES_MAX, UNIT_BYTES_MAX};
use crate::ocsf::{UID_AT, UID_LEN};
use crate::options::ScanError;
use crate::provenance::Provenance;
use crate::worker::LineKey;
use file::OutputFile;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of findings that wait in memory for the digest of their input; what goes beyond waits in a temporary file.
const WAITING_BYTES_MAX: usize = 8 << 20;
/// The SHA-256 of the parts, one behind the other.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// How much of the events behind findings was written.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Details {
    /// Bytes of all, and of those of findings below level high.
    bytes: u64,
    lesser_bytes: u64,
    /// Findings without their event because there was no room.
    pub(crate) beyond: u64,
}

impl Details {
    /// Whether there is room for another event; if so it is counted, otherwise the lack of it.
    fn admit(&mut self, bytes: u64, grave: bool) -> bool {
        let fits = self.bytes + bytes <= BYTES_MAX && (grave || self.lesser_bytes + bytes <= LESSER_BYTES_MAX);
        if fits {
            self.bytes += bytes;
            self.lesser_bytes += if grave { 0 } else { bytes };
        } else {
            self.beyond += 1;
        }
        fits
    }

    /// Whether there is no room for any event any more.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes + UNIT_BYTES_MAX as u64 > BYTES_MAX
    }
}

/// Where findings are written.
pub(crate) struct Output {
    files: Vec<OutputFile>,
    /// The file whose findings carry their events.
    detailed: Option<OutputFile>,
    pub(crate) details: Details,
    waiting: Waiting,
}

impl Output {
    /// The files at `paths` and the one whose findings carry their events; for a run that can be continued, in its
    /// folder, each with the length that it had.
    pub(crate) fn create(
        paths: &[PathBuf],
        detailed: Option<&Path>,
        kept: Option<(&Path, &[u64])>,
    ) -> Result<Output, ScanError> {
        let mut number = 0;
        let mut create = |target: &Path| {
            let file = match kept {
                None => OutputFile::passing(target),
                Some((folder, lengths)) => {
                    let length = lengths.get(number).copied().unwrap_or_default();
                    OutputFile::kept(target, folder.join(format!("{number}.partial")), length)
                }
            };
            number += 1;
            file
        };
        Ok(Output {
            files: paths.iter().map(|path| create(path)).collect::<Result<_, _>>()?,
            detailed: detailed.map(&mut create).transpose()?,
            details: Details::default(),
            waiting: Waiting::default(),
        })
    }

    /// The files that are written, under the names they have now and those they will get, as canonical paths.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let names = self.files.iter().chain(&self.detailed).flat_map(OutputFile::names);
        names.filter_map(|path| path.canonicalize().ok()).collect()
    }

    /// Takes lines whose identifiers wait for the digest of their input, or of whose events all is known.
    pub(crate) fn take(
        &mut self,
        lines: Vec<u8>,
        keys: Vec<LineKey>,
        rule_id: &dyn Fn(u32) -> String,
        is_grave: &dyn Fn(u32) -> bool,
    ) -> Result<(), ScanError> {
        if keys.is_empty() {
            return Ok(());
        }
        if keys[0].provenance.is_none() {
            let (lines, keys) = self.admitted(lines, keys, is_grave);
            let wait = self.waiting.take(&lines, keys);
            return wait.map_err(|source| self.fault(source));
        }
        let (mut lines, keys) = self.admitted(lines, keys, is_grave);
        let mut at = 0;
        for key in &keys {
            let provenance = key.provenance.expect("a thread knows it of all lines of a unit or of none");
            let uid = provenance.uid(&rule_id(key.rule), &[]);
            let line = &mut lines[at..at + key.bytes()];
            line[UID_AT].copy_from_slice(uid.as_bytes());
            at += key.bytes();
            self.write_finding(line, key.len as usize).map_err(|source| self.fault(source))?;
        }
        Ok(())
    }

    /// The lines without the events that there is no room for.
    fn admitted(
        &mut self,
        lines: Vec<u8>,
        keys: Vec<LineKey>,
        is_grave: &dyn Fn(u32) -> bool,
    ) -> (Vec<u8>, Vec<LineKey>) {
        let (mut lines, mut keys, mut from, mut to) = (lines, keys, 0, 0);
        for key in &mut keys {
            let (taken, tail) = (key.bytes(), u64::from(key.tail));
            if tail > 0 && !self.details.admit(tail, is_grave(key.rule)) {
                key.tail = 0;
            }
            lines.copy_within(from..from + key.bytes(), to);
            from += taken;
            to += key.bytes();
        }
        lines.truncate(to);
        (lines, keys)
    }

    /// The input is read to its end: the findings that waited for its digest are written.
    pub(crate) fn close_input(&mut self, sha256: &[u8; 32], rule_id: &dyn Fn(u32) -> String) -> Result<(), ScanError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let filled = waiting.each(&mut |line, key| {
            let provenance = Provenance::File { sha256: *sha256, chunk: key.chunk, record: key.record };
            let uid = provenance.uid(&rule_id(key.rule), &[]);
            line[UID_AT].copy_from_slice(uid.as_bytes());
            self.write_finding(line, key.len as usize)
        });
        filled.map_err(|source| self.fault(source))
    }

    /// Writes a line whose identifier is known.
    pub(crate) fn write_with_uid(&mut self, mut line: Vec<u8>, uid: &str) -> Result<(), ScanError> {
        line[UID_AT].copy_from_slice(uid.as_bytes());
        self.write_finding(&line, line.len()).map_err(|source| self.fault(source))
    }

    /// Writes a finding: its line, `len` bytes long, and behind it the event, for the file that asks for it.
    fn write_finding(&mut self, finding: &[u8], len: usize) -> std::io::Result<()> {
        let (line, tail) = finding.split_at(len);
        self.files.iter_mut().try_for_each(|file| file.write(line))?;
        let Some(file) = &mut self.detailed else { return Ok(()) };
        if tail.is_empty() {
            return file.write(line);
        }
        // The event takes the place of the line's last brace and its end.
        file.write(&line[..len - 2])?;
        file.write(tail)
    }

    fn fault(&self, source: std::io::Error) -> ScanError {
        let first = self.files.iter().chain(&self.detailed).next();
        ScanError::Output { path: first.map(|file| file.target().to_owned()).unwrap_or_default(), source }
    }

    /// Everything written so far is on the disk; the files' lengths.
    pub(crate) fn sync(&mut self) -> Result<Vec<u64>, ScanError> {
        let lengths = self.files.iter_mut().chain(&mut self.detailed).map(OutputFile::sync);
        lengths.collect::<Result<_, _>>().map_err(|source| self.fault(source))
    }

    /// Everything is written: the files get their names.
    pub(crate) fn finish(self) -> Result<(), ScanError> {
        for file in self.files.into_iter().chain(self.detailed) {
            let path = file.target().to_owned();
            file.finish().map_err(|source| ScanError::Output { path, source })?;
        }
        Ok(())
    }
}

/// The identifier of a finding: rule and event, never the rule's version.
pub(crate) fn uid(rule: &str, event: &[&[u8]]) -> String {
    let mut parts: Vec<&[u8]> = vec![rule.as_bytes(), &[0]];
    parts.extend_from_slice(event);
    hex(&digest(&parts)[..UID_LEN / 2])
}

/// Lines that wait for the digest of their input.
#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    keys: Vec<LineKey>,
    /// Lines that came before those in memory, each behind its key, and how many they are.
    spilled: Option<std::fs::File>,
    spilled_lines: u64,
}

impl Waiting {
    fn take(&mut self, lines: &[u8], keys: Vec<LineKey>) -> std::io::Result<()> {
        if self.lines.len() + lines.len() > WAITING_BYTES_MAX && !self.lines.is_empty() {
            self.spill()?;
        }
        self.lines.extend_from_slice(lines);
        self.keys.extend(keys);
        Ok(())
    }

    /// Moves what is in memory to the temporary file: each line behind its key.
    fn spill(&mut self) -> std::io::Result<()> {
        if self.spilled.is_none() {
            self.spilled = Some(tempfile::tempfile()?);
        }
        let Some(file) = &mut self.spilled else { return Ok(()) };
        let mut file = std::io::BufWriter::with_capacity(1 << 20, file);
        let mut at = 0;
        for key in self.keys.drain(..) {
            let end = at + key.bytes();
            file.write_all(&key.to_bytes())?;
            file.write_all(&self.lines[at..end])?;
            at = end;
            self.spilled_lines += 1;
        }
        self.lines.clear();
        file.flush()
    }

    fn each(&mut self, each: &mut dyn FnMut(&mut [u8], &LineKey) -> std::io::Result<()>) -> std::io::Result<()> {
        if let Some(file) = &mut self.spilled {
            file.seek(SeekFrom::Start(0))?;
            let mut file = std::io::BufReader::with_capacity(1 << 20, file);
            let (mut key, mut line) = ([0; LineKey::BYTES], Vec::new());
            for _ in 0..self.spilled_lines {
                file.read_exact(&mut key)?;
                let key = LineKey::from_bytes(&key);
                line.resize(key.bytes(), 0);
                file.read_exact(&mut line)?;
                each(&mut line, &key)?;
            }
        }
        let mut at = 0;
        for key in &self.keys {
            let end = at + key.bytes();
            each(&mut self.lines[at..end], key)?;
            at = end;
        }
        Ok(())
    }
}
