//! A hunt that is interrupted: it ends, and says that its answer is not whole.

use std::path::Path;

use super::{Working, line};
use crate::program::{Run, atalaya_reading, text};

/// Events; a question over each three of them never comes to an end.
const EVENTS: u64 = 4_000;

/// A data directory with events.
fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let words = ["import", "-", "--organization", "ministry", "--source", "hosts", "--data", text(folder.path())];
    let run = atalaya_reading(&(0..EVENTS).map(line).collect::<String>(), &words);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    folder
}

/// Every three events together.
const TRIPLES: &str = "FROM windows.sysmon a, windows.sysmon b, windows.sysmon c \
    WHERE a.CommandLine || b.CommandLine <> c.CommandLine";

fn begin(data: &Path, sql: &str) -> Working {
    Working::begin(data, &["hunt", sql, "--output", "csv", "--limit", "1000000000", "--timeout", "24h"])
}

fn assert_incomplete(run: &Run) {
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("The search was stopped") && run.stderr.contains("there may be more"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_hunt_that_is_interrupted_ends_and_says_that_there_may_be_more() {
    let data = filled();
    // While it answers rows.
    let mut working = begin(data.path(), &format!("SELECT a.CommandLine AS c {TRIPLES}"));
    let (head, stdout) = working.first_line();
    assert!(head.contains('c'), "{head}");
    working.interrupt();
    let run = working.end(Some(stdout));
    assert_incomplete(&run);
    assert!(run.stdout.lines().all(|row| row.starts_with("cmd.exe /c event-")), "what was printed is true");
    // While there is nothing to answer yet, or not even a question.
    let mut working = begin(data.path(), &format!("SELECT count(*) AS n {TRIPLES}"));
    assert!(working.catches());
    working.interrupt();
    let run = working.end(None);
    assert_incomplete(&run);
    assert!(!run.stdout.contains(|sign: char| sign.is_ascii_digit()), "a count of a part is no count: {}", run.stdout);
    // Nobody has the directory any more.
    let mut working = begin(data.path(), "SELECT count(*) AS n FROM windows.sysmon");
    drop(working.child.stdin.take());
    let run = working.end(None);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains(&EVENTS.to_string()), "{}", run.stdout);
}
