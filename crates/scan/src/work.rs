//! A run that can be continued: its folder, the log of what was done, and when it is stopped.
//!
//! The folder holds the log for people, and below [`Work::STATE`] what is needed to go on. What the log says is said by
//! whoever knows the person's language; what time it is, by whoever has a clock.

use atalaya_model::{Message, Time};
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of inputs as stored after which the state is written, unless a single file is larger.
pub const BATCH_BYTES: u64 = 256 << 20;
/// Files that are read between two states.
pub(crate) const BATCH_FILES_MAX: usize = 20_000;

/// Where a run that can be continued keeps what it did.
#[derive(Clone)]
pub struct Work {
    /// The folder.
    pub folder: PathBuf,
    /// Bytes of inputs after which the state is written: [`BATCH_BYTES`].
    pub batch_bytes: u64,
    /// States after which the run stops, for tests of going on.
    pub batches_max: Option<usize>,
    /// What time it is.
    pub clock: fn() -> Time,
    /// What a message says.
    pub say: Arc<dyn Fn(&Message) -> String + Send + Sync>,
    /// What was asked for, in words that are the same whenever the same is asked for.
    pub asked: String,
}

impl Work {
    /// The folder, below that of the run, for what is needed to go on.
    pub const STATE: &'static str = ".work";
    /// The log of what was done.
    pub const LOG: &'static str = "log.jsonl";

    /// The folder for what is needed to go on.
    #[must_use]
    pub fn state_folder(&self) -> PathBuf {
        self.folder.join(Self::STATE)
    }
}

/// What was done, a line of the log.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub(crate) enum Deed<'a> {
    /// The run began.
    Started { program: &'static str, asked: &'a str, rules: u64, correlations: u64, files: usize, bytes: u64 },
    /// The run goes on after so many files.
    Resumed { program: &'static str, files_done: usize, files: usize },
    /// An input was read.
    Read { input: &'a str, bytes: u64, sha256: &'a str, records: u64, complete: bool },
    /// Something was not read.
    Skipped { input: &'a str, why: &'a str },
    /// A part of an input was damaged.
    Damaged { input: &'a str, offset: u64, why: &'a str },
    /// What was done so far would survive the end of the machine.
    Saved { files_done: usize, findings: u64 },
    /// The run was told to stop.
    Stopped { files_done: usize },
    /// The run is over.
    Finished { inputs: u64, records: u64, findings: u64 },
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    #[serde(flatten)]
    deed: Deed<'a>,
}

/// The log of what was done.
pub(crate) struct Log {
    file: Mutex<File>,
    clock: fn() -> Time,
}

impl Log {
    /// The log in this folder, to which is added.
    pub(crate) fn open(work: &Work) -> std::io::Result<Log> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        // Readable as the other files of the folder are.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
        let mut file = options.read(true).open(work.folder.join(Work::LOG))?;
        // A disk that was full may have left half a line.
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        if last != [b'\n'] {
            file.write_all(b"\n")?;
        }
        Ok(Log { file: Mutex::new(file), clock: work.clock })
    }

    /// Adds a line.
    pub(crate) fn add(&self, deed: Deed<'_>) -> std::io::Result<()> {
        let line = Line { time: (self.clock)().to_string(), deed };
        let mut bytes = serde_json::to_vec(&line).expect("a struct of texts and numbers is written to memory");
        bytes.push(b'\n');
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&bytes)
    }

    /// What the log says is on the disk.
    pub(crate) fn sync(&self) -> std::io::Result<()> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).sync_all()
    }
}

/// Writes a file whole or not at all, and makes that last.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut named = tempfile::Builder::new().prefix(".atalaya-").suffix(".partial").tempfile_in(folder)?;
    named.write_all(bytes)?;
    named.as_file().sync_all()?;
    named.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Names in a folder last only when the folder itself is on the disk.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
