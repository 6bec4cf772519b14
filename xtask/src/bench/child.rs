//! One run of a program: its times and its peak of memory. Linux only, and it needs bash.
//!
//! The times are those that the system gives bash when the child has ended, so they are whole; the peak is polled
//! while it runs.

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::Programs;

/// How often the memory is looked at.
const POLL: Duration = Duration::from_millis(5);
/// Bytes of an error that are shown.
const ERROR_BYTES_MAX: usize = 2000;

/// Runs its arguments but the first, with their standard error in the first; times go to bash's own standard error.
const SCRIPT: &str = r#"TIMEFORMAT='%3U %3S %3R'; time "$@" 2>"$0""#;

/// What one run took.
pub(super) struct Measured {
    pub wall_s: f64,
    /// User and system time of all threads.
    pub cpu_s: f64,
    /// The system's part of it.
    pub system_s: f64,
    /// The largest resident set.
    pub peak_bytes: u64,
    /// The same when a given number of bytes had been read; `None`: nobody asked, or it was never seen.
    pub peak_early_bytes: Option<u64>,
    output: Vec<u8>,
}

impl Measured {
    /// Runs the command.
    pub(super) fn run(command: &mut Command, programs: &Programs) -> Result<Measured> {
        Measured::run_with(command, Stdio::null(), u64::MAX, programs)
    }

    /// Runs the command with this as its standard input, and remembers the peak when it had read so many bytes.
    pub(super) fn run_with(command: &Command, input: Stdio, early: u64, programs: &Programs) -> Result<Measured> {
        let (output, errors) = (programs.folder.join("stdout"), programs.folder.join("stderr"));
        let mut bash = Command::new("bash");
        bash.args(["-c", SCRIPT]).arg(&errors).arg(command.get_program()).args(command.get_args());
        bash.env("LC_ALL", "C").stdin(input).stdout(File::create(&output)?).stderr(Stdio::piped());
        let mut bash = bash.spawn().context("cannot start bash")?;
        let mut watch = Watch { parent: bash.id(), child: None, peak: 0, early, peak_early: None };
        while bash.try_wait()?.is_none() {
            watch.look();
            thread::sleep(POLL);
        }
        let ended = bash.wait_with_output()?;
        if !ended.status.success() {
            let error = fs::read(&errors).unwrap_or_default();
            let error = String::from_utf8_lossy(&error[..error.len().min(ERROR_BYTES_MAX)]);
            bail!("{} ended with {}: {error}", command.get_program().display(), ended.status);
        }
        let (wall_s, cpu_s, system_s) = times(&String::from_utf8_lossy(&ended.stderr)).context("bash told no times")?;
        let output = fs::read(&output)?;
        Ok(Measured { wall_s, cpu_s, system_s, peak_bytes: watch.peak, peak_early_bytes: watch.peak_early, output })
    }

    /// What it wrote to standard output.
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.output).context("the program wrote no JSON")
    }
}

/// Wall, processor and of it system time, in seconds, of bash's line: user, system, wall.
fn times(line: &str) -> Option<(f64, f64, f64)> {
    let mut numbers = line.split_whitespace().map(str::parse::<f64>);
    let (user, system, wall) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some((wall, user + system, system))
}

/// The eye on the child of a shell.
struct Watch {
    parent: u32,
    child: Option<u32>,
    peak: u64,
    early: u64,
    peak_early: Option<u64>,
}

impl Watch {
    /// Looks once. A process that is not there yet, or no more, tells nothing.
    fn look(&mut self) {
        self.child = self.child.or_else(|| child_of(self.parent));
        let Some(child) = self.child else { return };
        let Some(peak) = number_in(&format!("/proc/{child}/status"), "VmHWM:") else { return };
        self.peak = self.peak.max(peak * 1024);
        if self.early != u64::MAX && self.peak_early.is_none() {
            let read = number_in(&format!("/proc/{child}/io"), "rchar:");
            self.peak_early = read.filter(|read| *read >= self.early).map(|_| self.peak);
        }
    }
}

fn child_of(parent: u32) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

/// The number after a name, in a file of lines `name: number unit`.
fn number_in(path: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::times;

    #[test]
    fn times_are_read() {
        let check = |line: &str, expected| assert_eq!(times(line), expected, "{line}");
        check("1.500 0.250 2.000\n", Some((2.0, 1.75, 0.25)));
        check("1.500 0.250", None);
        check("bash: no such file", None);
    }
}
