//! A centre that runs as a child process, and what it took.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{Options, Programs, Wire};
use crate::step::run;

/// How often it is looked what the child takes.
const POLL: Duration = Duration::from_millis(20);
/// Ticks of the system's processor times in a second.
const TICKS: f64 = 100.0;

/// A running centre.
pub(super) struct Centre {
    child: Child,
    pub address: String,
    pub token: String,
    folder: PathBuf,
    last: Receiver<String>,
    taken: Arc<Mutex<(f64, u64)>>,
}

/// What came of it.
pub(super) struct Ended {
    pub report: Value,
    pub data: PathBuf,
    pub folder: PathBuf,
    pub cpu_s: f64,
    pub peak_bytes: u64,
}

impl Centre {
    pub(super) fn start(wire: Wire, options: &Options, programs: &Programs) -> Result<Centre> {
        let folder = programs.folder.join("serve");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let made = Command::new(&programs.atalaya).args(["token", "--json"]).output()?;
        let made: Value = serde_json::from_slice(&made.stdout).context("no token was made")?;
        let of = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
        let token_line = match wire.protocol() {
            "http" => format!("token_sha256 = \"{}\"\n", of("token_sha256")),
            _ => String::new(),
        };
        let rules = fs::canonicalize(options.corpus.join("sigma"))?;
        let settings = format!(
            "[detection]\nrules = [{:?}]\n\n[[sources]]\norganization = \"bench\"\nname = \"bench\"\n\
             protocol = \"{}\"\nlisten = \"127.0.0.1:0\"\n{token_line}",
            rules.display().to_string(),
            wire.protocol()
        );
        fs::write(folder.join("atalaya.toml"), settings)?;
        let mut child = Command::new(&programs.atalaya)
            .args(["serve", "--json", "--config"])
            .arg(folder.join("atalaya.toml"))
            .arg("--data")
            .arg(folder.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().context("no output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let listening: Value = serde_json::from_str(&line).context("the centre does not listen")?;
        let address = listening["listening"][0]["address"].as_str().context("no address")?.to_owned();
        let (tell, last) = channel();
        thread::spawn(move || {
            let lines = stdout.lines().map_while(Result::ok);
            let _ = lines.last().map(|line| tell.send(line));
        });
        let taken = Arc::new(Mutex::new((0.0, 0)));
        let (watched, id) = (taken.clone(), child.id());
        thread::spawn(move || {
            while let Some(now) = taken_by(id) {
                *watched.lock().unwrap_or_else(PoisonError::into_inner) = now;
                thread::sleep(POLL);
            }
        });
        Ok(Centre { child, address, token: of("token"), folder, last, taken })
    }

    /// Asks it to end, and waits for that.
    pub(super) fn end(mut self) -> Result<Ended> {
        run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        let status = self.child.wait()?;
        let last = self.last.recv().context("the centre told nothing at its end")?;
        let report: Value = serde_json::from_str(&last).context("the centre's last line is no JSON")?;
        ensure!(status.success() || status.code() == Some(2), "the centre ended with {status}: {last}");
        let (cpu_s, peak_bytes) = *self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Ended { report, data: self.folder.join("data"), folder: self.folder, cpu_s, peak_bytes })
    }
}

impl Ended {
    /// A number of the report.
    pub(super) fn number(&self, name: &str) -> u64 {
        self.report[name].as_u64().unwrap_or(0)
    }

    /// A number of the report's one source.
    pub(super) fn received(&self, name: &str) -> u64 {
        self.report["received"][0][name].as_u64().unwrap_or(0)
    }
}

/// Processor seconds and the peak of memory so far; `None` when the process has ended.
fn taken_by(id: u32) -> Option<(f64, u64)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let behind_name = stat.rsplit_once(") ")?.1;
    let ticks: f64 = behind_name.split(' ').skip(11).take(2).filter_map(|word| word.parse::<f64>().ok()).sum();
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = peak.split_whitespace().next()?.parse().ok()?;
    Some((ticks / TICKS, kilobytes * 1024))
}
