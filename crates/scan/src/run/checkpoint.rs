//! The state of a run between two batches, on the disk: what is needed to go on as if nothing had happened.
//!
//! The file is ours, but it lay on a disk that may have lost power: whatever is wrong with it is an error that says so.

use super::batches::FileFound;
use super::mute::Seen;
use crate::correlation::Kept;
use crate::options::{ScanError, WorkFault};
use crate::output::{Details, digest, hex};
use crate::report::Report;
use crate::stats::Stats;
use crate::work::{Work, write_whole};
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::path::PathBuf;

/// The file's name.
const FILE: &str = "state.json";
/// Bytes that a state may have.
const STATE_BYTES_MAX: u64 = 4 << 30;
/// Hexadecimal digits of the SHA-256 with which the file begins: a state that is not whole is not used.
const DIGITS: usize = 64;
/// How the state is written; another number is another way.
const FORMAT: u32 = 2;

/// What a run came to so far.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) report: Report,
    pub(super) stats: Stats,
    pub(super) seen: Vec<Seen>,
    pub(super) correlations: Kept,
    pub(super) names: Vec<String>,
    pub(super) details: Details,
    pub(super) findings_written: u64,
    pub(super) sequences_beyond: u64,
    pub(super) bytes_read: u64,
    /// Lengths of the files that are written.
    pub(super) lengths: Vec<u64>,
}

/// The state with what it belongs to.
#[derive(Serialize, Deserialize)]
pub(super) struct Checkpoint {
    format: u32,
    /// The task, in words: version, options, digests of rules and kinds.
    task: String,
    files: Vec<FileFound>,
    /// Files that are done, from the first.
    pub(super) files_done: usize,
    pub(super) state: State,
}

impl Checkpoint {
    pub(super) fn new(task: &str, files: &[FileFound], files_done: usize, state: State) -> Checkpoint {
        Checkpoint { format: FORMAT, task: task.to_owned(), files: files.to_vec(), files_done, state }
    }

    /// Writes it; the state is given back.
    pub(super) fn write(self, work: &Work) -> Result<State, ScanError> {
        let json = serde_json::to_vec(&self).expect("a struct of texts and numbers is written to memory");
        let bytes = [hex(&digest(&[&json])).as_bytes(), b"\n", &json].concat();
        write_whole(&path(work), &bytes).map_err(|source| ScanError::Work { fault: WorkFault::Write(source) })?;
        Ok(self.state)
    }

    /// The state of the folder, if there is one and it belongs to this task over these files.
    pub(super) fn load(work: &Work, task: &str, files: &[FileFound]) -> Result<Option<Checkpoint>, ScanError> {
        let refuse = |fault| Err(ScanError::Work { fault });
        let mut bytes = Vec::new();
        let file = match std::fs::File::open(path(work)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return refuse(WorkFault::Read(error)),
        };
        if let Err(error) = file.take(STATE_BYTES_MAX).read_to_end(&mut bytes) {
            return refuse(WorkFault::Read(error));
        }
        let whole =
            bytes.split_at_checked(DIGITS + 1).filter(|(sum, json)| hex(&digest(&[json])).as_bytes() == &sum[..DIGITS]);
        let found = whole.and_then(|(_, json)| serde_json::from_slice::<Checkpoint>(json).ok());
        let Some(found) = found else { return refuse(WorkFault::Damaged) };
        if found.format != FORMAT || found.task != task {
            return refuse(WorkFault::Task);
        }
        if let Some(changed) = changed(&found.files, files) {
            return refuse(WorkFault::Changed(changed));
        }
        if found.files_done > files.len() { refuse(WorkFault::Damaged) } else { Ok(Some(found)) }
    }
}

fn path(work: &Work) -> PathBuf {
    work.state_folder().join(FILE)
}

/// The first file that is not what it was.
fn changed(before: &[FileFound], now: &[FileFound]) -> Option<String> {
    let differs = before.iter().zip(now).find(|(before, now)| before != now).map(|(before, _)| before);
    let longer = before.get(now.len()).or(now.get(before.len()));
    differs.or(longer).map(|file| file.path.clone())
}
