//! What the parts work on: invented events in files, lakes that our own program filled with them, sizes on the disk.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::options::Options;
use super::{Measured, Programs};
use crate::step::say;

/// Whose the events are.
pub(super) const ORGANIZATION: &str = "ministry";
/// Where they come from.
pub(super) const SOURCE: &str = "endpoints";
/// Appends that fill the lake that is hunted.
pub(super) const APPENDS: u64 = 16;
/// Folders below folders that are read.
const DEPTH_MAX: usize = 16;

/// Where everything is.
pub(super) struct Data {
    folder: PathBuf,
    rows: u64,
}

/// Invented events.
pub(super) struct Events {
    /// Their files.
    pub folder: PathBuf,
    /// What the generator says: also what to hunt in them.
    pub told: Value,
}

impl Data {
    pub(super) fn new(programs: &Programs, options: &Options) -> Result<Data> {
        let folder = programs.folder.join("lake");
        fs::create_dir_all(&folder)?;
        Ok(Data { folder, rows: options.rows() })
    }

    /// A folder of that name, without anything in it.
    pub(super) fn empty(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// So many events in so many files.
    pub(super) fn events(&self, programs: &Programs, name: &str, events: u64, files: u64) -> Result<Events> {
        say(format_args!("---- making {events} events"));
        let folder = self.empty(name)?;
        let mut command = Command::new(&programs.bench);
        command.arg("events").arg(&folder).args([events.to_string(), files.to_string()]);
        let told = Measured::run(&mut command, programs)?.json()?;
        Ok(Events { folder, told })
    }

    /// The lake that is hunted: filled by our program, an import for each file, so that each is an append.
    pub(super) fn hunted(&self, programs: &Programs) -> Result<(PathBuf, Value)> {
        self.once("hunted", self.rows, |data, lake| {
            let events = data.events(programs, "events", self.rows, APPENDS)?;
            for file in files(&events.folder, "ndjson")? {
                say(format_args!("---- importing {}", file.display()));
                import(programs, &file, lake)?;
            }
            data.empty("events")?;
            Ok(events.told)
        })
    }

    /// A folder of that name that was filled once, and what was told then. Filled anew when it is asked for in another size.
    pub(super) fn once(
        &self,
        name: &str,
        size: u64,
        fill: impl FnOnce(&Data, &Path) -> Result<Value>,
    ) -> Result<(PathBuf, Value)> {
        let (folder, done) = (self.folder.join(name), self.done(name));
        if let Some(told) = fs::read(&done).ok().and_then(|told| serde_json::from_slice::<Value>(&told).ok())
            && told["size"].as_u64() == Some(size)
        {
            return Ok((folder, told));
        }
        self.forget(name)?;
        let folder = self.empty(name)?;
        let mut told = fill(self, &folder)?;
        told["size"] = size.into();
        fs::write(&done, told.to_string())?;
        Ok((folder, told))
    }

    /// What was filled once is to be filled anew the next time.
    pub(super) fn forget(&self, name: &str) -> Result<()> {
        let done = self.done(name);
        if done.exists() { Ok(fs::remove_file(done)?) } else { Ok(()) }
    }

    fn done(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }
}

/// Imports a file with our program.
pub(super) fn import(programs: &Programs, input: &Path, data: &Path) -> Result<Measured> {
    let mut command = importing(programs, data);
    Measured::run(command.arg(input), programs)
}

/// Our program about to import; its input is to follow.
pub(super) fn importing(programs: &Programs, data: &Path) -> Command {
    let mut command = Command::new(&programs.atalaya);
    command.args(["import", "--json", "--organization", ORGANIZATION, "--source", SOURCE, "--data"]).arg(data);
    command
}

/// Runs our program on a data directory, `words` first; it answers with JSON.
pub(super) fn atalaya(programs: &Programs, words: &[&str], data: &Path) -> Result<(Measured, Value)> {
    let mut command = Command::new(&programs.atalaya);
    let measured = Measured::run(command.args(words).arg("--json").arg("--data").arg(data), programs)?;
    let told = measured.json()?;
    Ok((measured, told))
}

/// The files below a folder whose names end so, sorted.
pub(super) fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    walk(folder, DEPTH_MAX, &mut found)?;
    found.retain(|path| path.extension() == Some(OsStr::new(extension)));
    found.sort();
    ensure!(!found.is_empty(), "no files .{extension} in {}", folder.display());
    Ok(found)
}

/// Bytes of all files below a folder, as long as they say they are.
pub(super) fn bytes(folder: &Path) -> Result<u64> {
    let mut found = Vec::new();
    walk(folder, DEPTH_MAX, &mut found)?;
    found.iter().map(|path| Ok(fs::metadata(path)?.len())).sum()
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if !path.is_dir() {
            found.push(path);
        } else if depth > 0 {
            walk(&path, depth - 1, found)?;
        }
    }
    Ok(())
}
