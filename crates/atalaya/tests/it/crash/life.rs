//! A data directory and the lives of the program on it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use atalaya_journal::KeyRing;

use super::events::{EXPIRES_BEFORE, KIND, line};
use super::ledger::Ledger;
use super::look::{Seen, look};
use atalaya_testkit::Random;

/// Events of a stream that a life is given at most.
const STREAM_EVENTS_MAX: u64 = 4_000;
/// Events of a file.
const FILE_EVENTS: u64 = 1_500;
/// How long a life may take to begin; then it is killed all the same.
const BEGIN_MAX: Duration = Duration::from_secs(20);
/// How long a command that is let finish may take.
const FINISH_MAX: Duration = Duration::from_secs(120);

/// What the program does until it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// Imports what comes by standard input.
    Stream,
    /// Imports a file, or goes on with one that was interrupted.
    File,
    /// Makes few large files of many.
    Compact,
    /// Lets go of what is old.
    Expire,
    /// Decodes again what could not be, and what was of no kind, with one more kind than the others know.
    Replay,
    /// Encrypts everything with another key.
    Rekey,
}

impl Life {
    pub(super) fn draw(chance: &mut Random, number: u64) -> Life {
        // There must be something before it can be kept in order.
        match chance.below(if number < 2 { 8 } else { 16 }) {
            0..=4 => Life::Stream,
            5..=7 => Life::File,
            8..=10 => Life::Compact,
            11..=12 => Life::Expire,
            13..=14 => Life::Replay,
            _ => Life::Rekey,
        }
    }
}

/// A data directory, with what is beside it.
pub(super) struct World {
    folder: tempfile::TempDir,
    /// The keys of an encrypted one, the last of which is used.
    keys: Vec<u8>,
    /// The numbers of events that were given away.
    next: u64,
    /// Files, with the numbers of their events, and whether they were imported to the end.
    files: Vec<(PathBuf, std::ops::Range<u64>, bool)>,
}

impl World {
    pub(super) fn new(encrypted: bool) -> World {
        let mut world = World { folder: tempfile::tempdir().unwrap(), keys: Vec::new(), next: 0, files: Vec::new() };
        if encrypted {
            world.add_key();
        }
        world
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder with the kind of most events that are of none otherwise.
    fn kinds(&self) -> PathBuf {
        let folder = self.folder.path().join("kinds");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("test.note.yml"), KIND).unwrap();
        folder
    }

    fn add_key(&mut self) {
        self.keys.push(self.keys.len() as u8 + 1);
        std::fs::write(self.folder.path().join("keys"), self.ring_text()).unwrap();
    }

    fn ring_text(&self) -> String {
        let line = |key: &u8| format!("{key} {}\n", format!("{key:02x}").repeat(32));
        self.keys.iter().map(line).collect()
    }

    fn ring(&self) -> Option<KeyRing> {
        (!self.keys.is_empty()).then(|| KeyRing::parse(&self.ring_text()).unwrap())
    }

    pub(super) fn look(&self, what: &str) -> Seen {
        look(&self.data(), self.ring().as_ref(), what)
    }

    /// The program, about to do this.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_atalaya"));
        command.args(words).arg("--data").arg(self.data()).env_clear().env("LC_ALL", "C");
        if !self.keys.is_empty() {
            command.arg("--keys").arg(self.folder.path().join("keys"));
        }
        command
    }

    /// One life, ended by a kill at a random moment.
    pub(super) fn live(&mut self, life: &Life, number: u64, chance: &mut Random, ledger: &mut Ledger, what: &str) {
        let long = Duration::from_micros(chance.below(250_000));
        match life {
            Life::Stream => self.stream(long, ledger, what),
            Life::File => {
                let again = self.files.iter().position(|(.., whole)| !whole).filter(|_| chance.below(3) > 0);
                let file = again.unwrap_or_else(|| self.add_file(number, ledger));
                self.file(file, Some(long), ledger, what);
            }
            Life::Compact => self.upkeep(&["lake", "compact", "--json"], long, what),
            Life::Expire => {
                ledger.expire();
                self.upkeep(&["lake", "expire", "--before", EXPIRES_BEFORE, "--json"], long, what);
            }
            Life::Replay => {
                let kinds = self.kinds();
                self.upkeep(&["journal", "replay", "--kinds", kinds.to_str().unwrap(), "--json"], long, what);
            }
            Life::Rekey => {
                self.add_key();
                let store = if chance.below(2) == 0 { "journal" } else { "lake" };
                self.upkeep(&[store, "rekey", "--json"], long, what);
            }
        }
    }

    fn import(&self, source: &str, input: &str) -> Command {
        let words = ["import", input, "--organization", "ministry", "--source", source, "--acknowledged", "-"];
        let mut command = self.command(&words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Feeds a stream until the kill.
    fn stream(&mut self, long: Duration, ledger: &mut Ledger, what: &str) {
        let first = self.next;
        let mut child = self.import("stream", "-").spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let sent = Arc::new(AtomicU64::new(first));
        let counter = Arc::clone(&sent);
        let feeder = thread::spawn(move || {
            for number in first..first + STREAM_EVENTS_MAX {
                counter.store(number + 1, Ordering::SeqCst);
                if input.write_all(line(number).as_bytes()).is_err() {
                    break;
                }
                if number % 64 == 63 {
                    thread::sleep(Duration::from_millis(2));
                }
            }
            // The stream stays open until the program is gone.
            thread::sleep(Duration::from_millis(300));
        });
        let acknowledged = Acknowledged::listen(&mut child);
        kill(&mut child, long, Some(&acknowledged), what);
        feeder.join().unwrap();
        self.next = sent.load(Ordering::SeqCst);
        (first..self.next).for_each(|number| ledger.send(number));
        let frames = acknowledged.frames();
        assert!(first + frames <= self.next, "{what}: more was acknowledged than was sent");
        ledger.acknowledge(first..first + frames);
    }

    fn add_file(&mut self, number: u64, ledger: &mut Ledger) -> usize {
        let numbers = self.next..self.next + FILE_EVENTS;
        self.next = numbers.end;
        let path = self.folder.path().join(format!("file-{number}.ndjson"));
        std::fs::write(&path, numbers.clone().map(line).collect::<String>()).unwrap();
        numbers.clone().for_each(|number| ledger.send(number));
        self.files.push((path, numbers, false));
        self.files.len() - 1
    }

    /// Imports a file until the kill, or to its end.
    fn file(&mut self, file: usize, long: Option<Duration>, ledger: &mut Ledger, what: &str) {
        let (path, numbers, _) = self.files[file].clone();
        let mut child = self.import("files", path.to_str().unwrap()).spawn().unwrap();
        drop(child.stdin.take());
        let acknowledged = Acknowledged::listen(&mut child);
        match long {
            Some(long) => {
                if kill(&mut child, long, Some(&acknowledged), what) {
                    self.files[file].2 = true;
                }
            }
            None => finish(child, what),
        }
        let lines = acknowledged.lines();
        // What an earlier life acknowledged is not acknowledged again: the last number counts.
        let last = lines.iter().filter_map(|line| last_of(line)).max();
        if let Some(last) = last {
            ledger.acknowledge(numbers.start..(numbers.start + last).min(numbers.end));
        }
        if self.files[file].2 || long.is_none() {
            ledger.acknowledge(numbers);
            self.files[file].2 = true;
        }
    }

    /// Something that keeps order, until the kill.
    fn upkeep(&self, words: &[&str], long: Duration, what: &str) {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        kill(&mut child, long, None, what);
    }

    /// The program opens the directory by itself, finds both sums balanced and everything whole.
    pub(super) fn assert_healthy(&self, what: &str) {
        for words in [&["doctor", "--json"][..], &["journal", "verify", "--json"], &["lake", "verify", "--json"]] {
            let output = self.command(words).stdin(Stdio::null()).output().unwrap();
            let [said, error] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
            assert!(output.status.success(), "{what}: {words:?} ended with {}: {said}{error}", output.status);
        }
    }

    /// Everything that was interrupted is let finish.
    pub(super) fn finish(&mut self, ledger: &mut Ledger, what: &str) {
        for file in 0..self.files.len() {
            self.file(file, None, ledger, what);
        }
        // Whatever still waits is decoded by the next who opens the directory to import.
        let mut child = self.import("stream", "-");
        finish(child.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap(), what);
        let mut child = self.command(&["lake", "compact", "--json"]);
        child.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        finish(child.spawn().unwrap(), what);
        self.assert_healthy(what);
    }
}

/// What a child says it acknowledged.
struct Acknowledged {
    lines: Arc<Mutex<Vec<String>>>,
    listener: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Acknowledged {
    fn listen(child: &mut Child) -> Acknowledged {
        let output = BufReader::new(child.stdout.take().unwrap());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&lines);
        let listener = thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                heard.lock().unwrap().push(line);
            }
        });
        Acknowledged { lines, listener: Mutex::new(Some(listener)) }
    }

    fn any(&self) -> bool {
        !self.lines.lock().unwrap().is_empty()
    }

    /// All lines, once the child is gone. The last one may be torn.
    fn lines(&self) -> Vec<String> {
        if let Some(listener) = self.listener.lock().unwrap().take() {
            listener.join().unwrap();
        }
        let lines = self.lines.lock().unwrap().clone();
        lines.into_iter().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).collect()
    }

    /// How many frames of a stream were acknowledged.
    fn frames(&self) -> u64 {
        self.lines().iter().filter_map(|line| number_in(line, "frames")).sum()
    }
}

fn number_in(line: &str, name: &str) -> Option<u64> {
    serde_json::from_str::<serde_json::Value>(line).ok()?.get(name)?.as_u64()
}

/// Up to which record of a file a line acknowledges.
fn last_of(line: &str) -> Option<u64> {
    number_in(line, "last")
}

/// Kills the child so long after it began to tell something, or after its start where it tells nothing. Whether it had ended
/// well by itself before.
fn kill(child: &mut Child, long: Duration, acknowledged: Option<&Acknowledged>, what: &str) -> bool {
    let begun = std::time::Instant::now();
    while acknowledged.is_some_and(|heard| !heard.any()) && begun.elapsed() < BEGIN_MAX {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(long);
    let ended = child.try_wait().unwrap();
    if ended.is_none() {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    let mut error = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        let _ = std::io::Read::read_to_string(&mut stderr, &mut error);
    }
    // Nobody but us ends it badly.
    assert!(status.code().is_none_or(|code| code == 0), "{what}: it ended by itself with {status}: {error}");
    status.success()
}

fn finish(mut child: Child, what: &str) {
    let begun = std::time::Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < FINISH_MAX, "{what}: it does not end");
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{what}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
}
