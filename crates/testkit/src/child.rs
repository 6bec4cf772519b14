//! A program as a child that cannot take more than it was given: memory, processor time, time on the wall.
//!
//! For tests with hostile input: what hangs or swells must fail its test and not the machine. Memory and
//! processor time are limited on Linux only, by the shell's `ulimit` and by looking at the child's resident
//! memory; elsewhere there is only the wall's clock.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Bytes kept of standard output and of standard error each; the rest is read and counted.
pub const OUTPUT_BYTES_MAX: u64 = 64 << 20;

/// How often the child is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Addresses that a child may reserve beyond its memory: stacks and arenas of threads are reserved in full
/// and hardly touched.
const RESERVED_BYTES: u64 = 1 << 30;

/// What a child may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Resident memory at most.
    pub memory_bytes: u64,
    /// Processor time at most, all threads together.
    pub cpu_seconds: u64,
    /// Time from start to end at most.
    pub wall: Duration,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By itself, with this status; `None` where a signal ended it, which is what happens when the processor
    /// time is used up.
    Exited(Option<i32>),
    /// It was killed because it held more memory than it may.
    Memory,
    /// It was killed because it ran longer than it may.
    Wall,
}

/// What is known of a child that has ended.
#[derive(Debug)]
pub struct Run {
    /// How it ended.
    pub end: End,
    /// What it wrote to standard output.
    pub stdout: Output,
    /// What it wrote to standard error.
    pub stderr: Output,
    /// The most resident memory that was seen, looking every 2 ms; 0 where it cannot be seen.
    pub memory_peak_bytes: u64,
    /// How long it took.
    pub wall: Duration,
}

/// What a child wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Output {
    /// The first [`OUTPUT_BYTES_MAX`] bytes.
    pub bytes: Vec<u8>,
    /// How many bytes came after those.
    pub beyond: u64,
}

impl Output {
    /// What was written, as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Runs the command within the limits, without input.
pub fn run(command: &Command, limits: Limits) -> io::Result<Run> {
    run_fed(command, limits, |_| Ok(()))
}

/// Runs the command within the limits; `feed` writes its standard input, which is closed when it returns.
/// A child that stops reading is no error.
pub fn run_fed<F>(command: &Command, limits: Limits, feed: F) -> io::Result<Run>
where
    F: FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static,
{
    let started = Instant::now();
    let mut child =
        limited(command, limits).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().expect("standard input was piped");
    let stdout = drain(child.stdout.take().expect("standard output was piped"));
    let stderr = drain(child.stderr.take().expect("standard error was piped"));
    let feeder = thread::spawn(move || feed(&mut input));
    let (end, memory_peak_bytes) = watch(&mut child, limits, started)?;
    let wall = started.elapsed();
    match feeder.join().expect("feeding does not panic") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
        _ => {}
    }
    let output = |reader: JoinHandle<io::Result<Output>>| reader.join().expect("reading a pipe does not panic");
    Ok(Run { end, stdout: output(stdout)?, stderr: output(stderr)?, memory_peak_bytes, wall })
}

/// Waits for the child's end, or brings it about.
fn watch(child: &mut Child, limits: Limits, started: Instant) -> io::Result<(End, u64)> {
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((End::Exited(status.code()), peak));
        }
        peak = peak.max(resident_peak(child.id()).unwrap_or(0));
        let excess = if peak > limits.memory_bytes {
            Some(End::Memory)
        } else {
            (started.elapsed() > limits.wall).then_some(End::Wall)
        };
        if let Some(end) = excess {
            child.kill()?;
            child.wait()?;
            return Ok((end, peak));
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// The command behind a shell that limits itself and then becomes it.
#[cfg(target_os = "linux")]
fn limited(command: &Command, limits: Limits) -> Command {
    let kib = (limits.memory_bytes + RESERVED_BYTES).div_ceil(1024).to_string();
    let script = r#"ulimit -v "$1" && ulimit -t "$2" && ulimit -c 0 && shift 2 && exec "$@""#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh", &kib, &limits.cpu_seconds.to_string()]);
    shell.arg(command.get_program()).args(command.get_args());
    dress(&mut shell, command);
    shell
}

#[cfg(not(target_os = "linux"))]
fn limited(command: &Command, _limits: Limits) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args());
    dress(&mut copy, command);
    copy
}

/// Gives `copy` the environment and the folder of `command`.
fn dress(copy: &mut Command, command: &Command) {
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => copy.env(name, value),
            None => copy.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        copy.current_dir(folder);
    }
}

/// The most memory that the process has held so far.
fn resident_peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Reads the pipe to its end, so that the child never waits for us.
fn drain(mut pipe: impl Read + Send + 'static) -> JoinHandle<io::Result<Output>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.by_ref().take(OUTPUT_BYTES_MAX).read_to_end(&mut bytes)?;
        let beyond = io::copy(&mut pipe, &mut io::sink())?;
        Ok(Output { bytes, beyond })
    })
}
