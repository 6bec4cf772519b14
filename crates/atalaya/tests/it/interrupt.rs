//! The program is asked to end while it works, as with Ctrl-C: it says how far it was, and nothing of what it did is lost.
//!
//! Nothing here depends on how long something takes: a signal is sent once it is seen that the program catches it, or that it
//! has begun. A program that does not end is killed, and the test fails.

mod hunting;
mod importing;
mod upkeep;

use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::Run;

/// How long is waited for something that has to come; beyond, the test has failed.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(1);
/// The signal's bit in the sets that the system shows of a process.
const SIGINT_BIT: u64 = 1 << 1;

/// The program while it works. It is gone when this is.
struct Working {
    child: Child,
    signal: Child,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
}

impl Working {
    /// Starts the program on the data directory.
    fn begin(data: &Path, arguments: &[&str]) -> Working {
        let mut child = Command::new(env!("CARGO_BIN_EXE_atalaya"))
            .args(arguments)
            .arg("--data")
            .arg(data)
            .env_clear()
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The shell is there before it is needed, and sends the signal as soon as it may read a line.
        let kill = format!("read -r line && kill -INT {}", child.id());
        let signal = Command::new("sh").arg("-c").arg(kill).stdin(Stdio::piped()).spawn().unwrap();
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        Working { child, signal, stdout, stderr }
    }

    /// Waits until the program catches the signal. Whether it does: it may have ended before.
    fn catches(&mut self) -> bool {
        let status = format!("/proc/{}/status", self.child.id());
        self.until(|| {
            let status = fs::read_to_string(&status).unwrap_or_default();
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            caught.is_some_and(|set| u64::from_str_radix(set.trim(), 16).unwrap() & SIGINT_BIT > 0)
        })
    }

    /// Waits until something is so, or the program has ended. Whether it is so.
    fn until(&mut self, is_so: impl Fn() -> bool) -> bool {
        let begun = Instant::now();
        loop {
            let ended = self.child.try_wait().unwrap().is_some();
            if is_so() {
                return true;
            }
            if ended {
                return false;
            }
            assert!(begun.elapsed() < WAIT_MAX, "it never comes so far");
            thread::sleep(LOOK);
        }
    }

    /// Waits for the first line of standard output.
    fn first_line(&mut self) -> (String, BufReader<ChildStdout>) {
        let mut stdout = BufReader::new(self.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        (line, stdout)
    }

    /// Asks it to end.
    fn interrupt(&mut self) {
        self.signal.stdin.take().unwrap().write_all(b"\n").unwrap();
        assert!(self.signal.wait().unwrap().success(), "the signal was not sent: the program has ended");
    }

    /// Waits for its end. `stdout` is what is still to be read of it, where that was begun.
    fn end(mut self, stdout: Option<BufReader<ChildStdout>>) -> Run {
        let stdout = stdout.or_else(|| self.stdout.take().map(BufReader::new));
        let stderr = self.stderr.take().map(BufReader::new);
        let listeners = [stdout.map(listen), stderr.map(listen)];
        self.until(|| false);
        let status = self.child.wait().unwrap().code();
        let [stdout, stderr] = listeners.map(|listener| listener.map_or(String::new(), |all| all.join().unwrap()));
        Run { status: status.unwrap_or_else(|| panic!("a signal ended it: {stdout}{stderr}")), stdout, stderr }
    }
}

fn listen(mut from: BufReader<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut all = String::new();
        from.read_to_string(&mut all).unwrap();
        all
    })
}

impl Drop for Working {
    fn drop(&mut self) {
        for child in [&mut self.child, &mut self.signal] {
            // Where it has ended by itself, as it should, there is nothing to kill.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The line of the event with this number, line feed included.
fn line(number: u64) -> String {
    format!(
        "{{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"UtcTime\":\"2026-03-{:02} 10:{:02}:{:02}.000\",\
         \"Hostname\":\"pc-{}\",\"User\":\"CORP\\\\ana\",\"Image\":\"C:\\\\Windows\\\\cmd.exe\",\
         \"CommandLine\":\"cmd.exe /c event-{number:08}\",\"ProcessId\":{}}}\n",
        number % 28 + 1,
        number / 60 % 60,
        number % 60,
        number % 7,
        number % 5000,
    )
}
