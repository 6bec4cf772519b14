//! The folder that an examiner leaves behind: report, findings, log and checksums, made in one run or in several.

use super::{asked, keep_text};
use crate::arguments::{OutputFile, OutputFormat};
use crate::outcome::{Failure, cannot_write, unreadable};
use crate::voice::Voice;
use crate::{redact, scan};
use atalaya_model::{Message, Time};
use atalaya_reader::{Input, Limits, Listing};
use atalaya_scan::{BATCH_BYTES, RedactKey, Work, masked_name};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files for people and other programs.
const FILES: [(&str, OutputFormat); 5] = [
    ("report.html", OutputFormat::Html),
    ("timeline.csv", OutputFormat::Timeline),
    ("findings.jsonl", OutputFormat::Findings),
    ("attack.navigator.json", OutputFormat::Navigator),
    ("stix.json", OutputFormat::Stix),
];
/// The files that have checksums.
const FOR_SUMS: [&str; 8] =
    ["report.html", "timeline.csv", "findings.jsonl", "attack.navigator.json", "stix.json", SUMMARY, INPUTS, Work::LOG];
/// What `--json` would have printed.
const SUMMARY: &str = "summary.json";
/// The digests of what was read, as `sha256sum -c` takes them.
const INPUTS: &str = "inputs.sha256";
/// The digests of the files in the folder. It is written last: a folder with it is finished.
const SUMS: &str = "SHA256SUMS";
/// The file that one run at a time has locked, below the state.
const LOCK: &str = "lock";
/// When the first run of several began, below the state.
const BEGAN: &str = "began";
/// The key of pseudonyms that all runs share, below the state; nobody sees it again.
const KEY: &str = "pseudonyms.key";

/// The folder.
pub(crate) struct Folder {
    path: PathBuf,
    /// Locked as long as it is open: two runs at once would write into the same files.
    _lock: Option<File>,
}

impl Folder {
    /// The folder at `path`: new, or one in which a run was stopped.
    pub(crate) fn open(path: &Path) -> Result<Folder, Failure> {
        let refuse = |id: &'static str| Err(Message::new(id).with("path", path.display().to_string()).into());
        let mut folder = Folder { path: path.to_owned(), _lock: None };
        if folder.at(SUMS).exists() {
            return refuse("cli-fail-handover-finished");
        }
        let is_used = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
        if is_used && !folder.at(Work::STATE).is_dir() {
            // A machine that stopped at the last step of a handover left everything but the checksums.
            if !FOR_SUMS.iter().all(|name| folder.at(name).is_file()) {
                return refuse("cli-fail-handover-used");
            }
            folder.sum()?;
            return refuse("cli-fail-handover-finished");
        }
        fs::create_dir_all(folder.at(Work::STATE)).map_err(|error| cannot_write(path, &error))?;
        let lock = File::create(folder.state(LOCK)).map_err(|error| cannot_write(path, &error))?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return refuse("cli-fail-handover-busy");
        }
        // A file system without locks is used without one.
        folder._lock = Some(lock);
        // The other run may have ended in between.
        if folder.at(SUMS).exists() {
            return refuse("cli-fail-handover-finished");
        }
        folder.clear_away();
        Ok(folder)
    }

    /// Removes what a run that was killed had begun to write.
    fn clear_away(&self) {
        let begun = |name: &str| name.starts_with(".atalaya-") && name.ends_with(".partial");
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| begun(&entry.file_name().to_string_lossy())) {
            // What cannot be removed is no file of the handover and does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }

    /// Removes everything: there was nothing to hand over.
    pub(crate) fn discard(self) {
        // What cannot be removed stays, and the folder with it; the person is told that nothing was read.
        let _ = fs::remove_dir_all(self.at(Work::STATE));
        for name in FOR_SUMS {
            let _ = fs::remove_file(self.at(name));
        }
        let _ = fs::remove_dir(&self.path);
    }

    fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    fn state(&self, name: &str) -> PathBuf {
        self.at(Work::STATE).join(name)
    }

    /// The files for people and other programs.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = OutputFile> {
        FILES.map(|(name, format)| OutputFile { path: self.at(name), format }).into_iter()
    }

    /// Where the findings wait with their events.
    pub(crate) fn spool(&self) -> PathBuf {
        self.state("detailed.jsonl")
    }

    /// When the first of the runs began: `now`, if this is it.
    pub(crate) fn began(&self, now: Time) -> Result<Time, Failure> {
        let path = self.state(BEGAN);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().parse().map_or(now, Time)),
            Err(_) => keep_text(&path, &now.0.to_string()).map(|()| now),
        }
    }

    /// The key of pseudonyms that all runs share.
    pub(crate) fn key(&self) -> Result<RedactKey, Failure> {
        redact::key(Some(&self.state(KEY)))
    }

    /// Where a run keeps what it did.
    pub(crate) fn work(&self, voice: Voice, key: Option<&RedactKey>) -> Work {
        Work {
            folder: self.path.clone(),
            batch_bytes: BATCH_BYTES,
            batches_max: None,
            clock: scan::now,
            say: Arc::new(move |message| voice.say(message)),
            asked: asked(key),
        }
    }

    /// The files that are to be read: what appears later is none of them, and what is written here neither.
    pub(crate) fn list(&self, inputs: &[Input]) -> Listing {
        let limits = Limits { own_files: self.path.canonicalize().into_iter().collect(), ..Limits::default() };
        atalaya_reader::list(inputs, &limits).unwrap_or_default()
    }

    /// The run is over: summary, digests and checksums are written, and what was needed to go on is removed.
    pub(crate) fn seal(&self, summary: &str, inputs: &Listing, key: Option<&RedactKey>) -> Result<(), Failure> {
        keep_text(&self.at(SUMMARY), summary)?;
        keep_text(&self.at(INPUTS), &self.inputs(inputs, key)?)?;
        fs::remove_dir_all(self.at(Work::STATE)).map_err(|error| cannot_write(&self.at(Work::STATE), &error))?;
        self.sum()
    }

    /// The checksums of the files in the folder.
    fn sum(&self) -> Result<(), Failure> {
        let mut sums = String::new();
        for name in FOR_SUMS {
            let digest = digest(&self.at(name)).map_err(|error| unreadable(&self.at(name), &error))?;
            sums.push_str(&sum_line(&digest, name));
        }
        keep_text(&self.at(SUMS), &sums)
    }

    /// The digests of everything read: files as `sha256sum -c` takes them, members of archives as comments.
    fn inputs(&self, inputs: &Listing, key: Option<&RedactKey>) -> Result<String, Failure> {
        let mut read = self.read()?;
        let mut text = String::new();
        for file in &inputs.files {
            let name = file.path.to_string_lossy().into_owned();
            let shown = key.map_or_else(|| name.clone(), |key| masked_name(key, &name));
            let known = read.remove(&shown).filter(|digest| !digest.is_empty());
            // An archive is not an input itself, its members are; a file that broke off has no digest yet.
            match known.map_or_else(|| digest(&file.path), Ok) {
                // A masked name is nobody's file.
                Ok(digest) if shown != name => text.push_str(&format!("# {}", sum_line(&digest, &shown))),
                Ok(digest) => text.push_str(&sum_line(&digest, &shown)),
                Err(_) => text.push_str(&format!("# {shown}\n")),
            }
        }
        for (name, digest) in read {
            text.push_str(&format!("# {}", sum_line(&digest, &name)));
        }
        Ok(text)
    }

    /// The inputs in the log and their digests; what was read twice stands there twice.
    fn read(&self) -> Result<BTreeMap<String, String>, Failure> {
        let path = self.at(Work::LOG);
        let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
        let lines = BufReader::new(file).lines().map_while(Result::ok);
        let deeds = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
        let text = |deed: &Value, key: &str| deed[key].as_str().unwrap_or_default().to_owned();
        let read = deeds.filter(|deed| deed["what"] == "read");
        Ok(read.map(|deed| (text(&deed, "input"), text(&deed, "sha256"))).collect())
    }
}

/// A line as `sha256sum` writes it; names with line breaks or backslashes are escaped as it does.
fn sum_line(digest: &str, name: &str) -> String {
    let escaped = name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    let mark = if escaped == name { "" } else { "\\" };
    format!("{mark}{digest}  {escaped}\n")
}

/// The SHA-256 of a file, in hexadecimal digits.
fn digest(path: &Path) -> std::io::Result<String> {
    let (mut file, mut hasher, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
