//! What is scanned: made from the corpus under the target directory, anew each time.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::Programs;
use super::child::Measured;
use super::options::{Amount, Options};
use crate::step::say;

/// Folders below folders of the corpus that are read.
const DEPTH_MAX: usize = 16;
/// Copies of the EVTX files at most.
const COPIES_MAX: u64 = 100_000;

/// What is scanned.
pub(super) struct Inputs {
    /// One line: what remains is start-up and loading.
    pub tiny: PathBuf,
    /// One event of each sort: what remains is also the compiling of rules for all log sources of the input.
    pub sorts: PathBuf,
    /// Windows events of the corpus, some values varied with each repetition.
    pub ndjson: PathBuf,
    /// A folder with copies of all EVTX files of the corpus.
    pub evtx: PathBuf,
}

impl Inputs {
    pub(super) fn make(options: &Options, programs: &Programs) -> Result<Inputs> {
        ensure!(options.corpus.is_dir(), "there is no corpus at {}", options.corpus.display());
        ensure!(options.rules.exists(), "there are no rules at {}", options.rules.display());
        say("---- making inputs");
        let ndjson = programs.folder.join("windows.ndjson");
        let mut generator = generate(options, programs, options.ndjson(), File::create(&ndjson)?.into())?;
        ensure!(generator.wait()?.success(), "the generator failed");
        let tiny = programs.folder.join("tiny.ndjson");
        let mut line = Vec::new();
        BufReader::new(File::open(&ndjson)?).read_until(b'\n', &mut line)?;
        fs::write(&tiny, line)?;
        let sorts = programs.folder.join("sorts.ndjson");
        let mut generator = start(options, programs, &["sorts"], File::create(&sorts)?.into())?;
        ensure!(generator.wait()?.success(), "the generator failed");
        Ok(Inputs { tiny, sorts, ndjson, evtx: evtx(options, programs)? })
    }
}

/// Starts the generator, which writes to `output`.
pub(super) fn generate(options: &Options, programs: &Programs, amount: Amount, output: Stdio) -> Result<Child> {
    let (unit, number) = match amount {
        Amount::Bytes(bytes) => ("bytes", bytes),
        Amount::Events(events) => ("events", events),
    };
    start(options, programs, &[unit, &number.to_string()], output)
}

fn start(options: &Options, programs: &Programs, words: &[&str], output: Stdio) -> Result<Child> {
    let mut command = Command::new(&programs.bench);
    command.arg("generate").arg(&options.corpus).args(words);
    command.stdin(Stdio::null()).stdout(output).spawn().context("cannot start the generator")
}

/// Links, or where that cannot be copies, all EVTX files of the corpus as often as needed.
fn evtx(options: &Options, programs: &Programs) -> Result<PathBuf> {
    let mut files = Vec::new();
    walk(&options.corpus.join("evtx"), DEPTH_MAX, &mut files)?;
    files.sort();
    ensure!(!files.is_empty(), "the corpus has no EVTX files");
    let folder = programs.folder.join("evtx");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let copies = copies(options.evtx(), &files, programs)?;
    for copy in 0..copies {
        let folder = folder.join(format!("{copy:05}"));
        fs::create_dir_all(&folder)?;
        for (index, file) in files.iter().enumerate() {
            let to = folder.join(format!("{index:05}.evtx"));
            fs::hard_link(file, &to).or_else(|_| fs::copy(file, &to).map(drop))?;
        }
    }
    Ok(folder)
}

fn copies(amount: Amount, files: &[PathBuf], programs: &Programs) -> Result<u64> {
    let (wanted, once) = match amount {
        Amount::Bytes(bytes) => (bytes, bytes_of(files)?),
        Amount::Events(events) => {
            let read = Measured::run(Command::new(&programs.bench).arg("bare-evtx").args(files), programs)?.json()?;
            (events, read["events"].as_u64().unwrap_or(0))
        }
    };
    Ok(wanted.div_ceil(once.max(1)).clamp(1, COPIES_MAX))
}

fn bytes_of(files: &[PathBuf]) -> Result<u64> {
    files.iter().map(|file| Ok(fs::metadata(file)?.len())).sum()
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && depth > 0 {
            walk(&path, depth - 1, found)?;
        } else if path.extension() == Some(OsStr::new("evtx")) {
            found.push(path);
        }
    }
    Ok(())
}
