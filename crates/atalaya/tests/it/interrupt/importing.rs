//! An import that is interrupted: what it acknowledged is kept, and the same command takes the rest.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::{Working, line};
use crate::program::{Run, atalaya, text};
use serde_json::Value;

/// Events of the file, many times what is acknowledged at once. Where the import was through before it was interrupted, because
/// the machine had other things to do meanwhile, the next is tried.
const EVENTS: [u64; 3] = [40_000, 200_000, 1_000_000];

fn import<'a>(input: &'a str, acknowledged: &'a str) -> [&'a str; 8] {
    ["import", input, "--organization", "ministry", "--source", "hosts", "--acknowledged", acknowledged]
}

/// The numbers of the events that are stored, in order.
fn stored(data: &Path) -> Vec<u64> {
    let sql = "SELECT CommandLine AS c FROM windows.sysmon";
    let run = atalaya(&["hunt", sql, "--json", "--limit", "1000000", "--data", text(data)]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let number = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["c"].as_str().unwrap().rsplit_once('-').unwrap().1.parse().unwrap()
    };
    let mut all: Vec<u64> = run.stdout.lines().map(number).collect();
    all.sort_unstable();
    all
}

/// Up to which record the lines acknowledge.
fn last(acknowledged: &str) -> u64 {
    let whole = acknowledged.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    whole.filter_map(|line| line["last"].as_u64()).max().unwrap_or(0)
}

fn assert_healthy(data: &Path) {
    for words in [&["doctor"][..], &["journal", "verify"], &["lake", "verify"]] {
        let run = atalaya(&[words, &["--json", "--data", text(data)]].concat());
        assert_eq!(run.status, 0, "{words:?}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn an_import_that_is_interrupted_keeps_what_it_acknowledged_and_goes_on() {
    assert!(EVENTS.into_iter().any(is_kept_and_goes_on), "it was never interrupted");
}

/// Interrupts the import of so many events; false where it was through before.
fn is_kept_and_goes_on(events: u64) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (data, logs) = (folder.path().join("data"), folder.path().join("logs.ndjson"));
    fs::write(&logs, (0..events).map(line).collect::<String>()).unwrap();
    let told = folder.path().join("acknowledged.jsonl");
    let words = import(text(&logs), text(&told));
    let mut working = Working::begin(&data, &words);
    assert!(working.until(|| last(&fs::read_to_string(&told).unwrap_or_default()) > 0), "it acknowledges nothing");
    working.interrupt();
    let run = working.end(None);
    if last(&fs::read_to_string(&told).unwrap()) == events {
        return false;
    }
    assert_eq!(run.status, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("The import was stopped. Give the same command again"), "{}", run.stdout);
    let acknowledged = last(&fs::read_to_string(&told).unwrap());
    let kept = stored(&data);
    // What was not acknowledged any more may be there too; nothing is there twice, and nothing is left out.
    assert!(acknowledged > 0 && acknowledged <= kept.len() as u64 && kept.len() as u64 <= events, "{acknowledged}");
    assert_eq!(kept, (0..kept.len() as u64).collect::<Vec<_>>());
    assert_healthy(&data);
    let again = atalaya(&[&words[..], &["--data", text(&data)]].concat());
    assert_eq!(again.status, 0, "{}{}", again.stdout, again.stderr);
    assert_eq!(stored(&data), (0..events).collect::<Vec<_>>());
    assert_healthy(&data);
    true
}

#[test]
fn an_import_of_a_stream_that_is_interrupted_says_so_and_keeps_what_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut working = Working::begin(&data, &import("-", "-"));
    let mut input = working.child.stdin.take().unwrap();
    // More than is read at once, and no end of it.
    let feeder = std::thread::spawn(move || {
        for number in 0.. {
            if input.write_all(line(number).as_bytes()).is_err() {
                return;
            }
        }
    });
    let (first, stdout) = working.first_line();
    working.interrupt();
    let Run { status, stdout, stderr } = working.end(Some(stdout));
    feeder.join().unwrap();
    assert_eq!(status, 2, "{stdout}{stderr}");
    assert!(stderr.contains("The import was stopped"), "{stderr}");
    let frames = |line: &str| serde_json::from_str::<Value>(line).unwrap()["frames"].as_u64().unwrap();
    let acknowledged: u64 = std::iter::once(first.as_str()).chain(stdout.lines()).map(frames).sum();
    let kept = stored(&data);
    assert!(acknowledged > 0 && acknowledged <= kept.len() as u64, "{acknowledged}");
    assert_eq!(kept, (0..kept.len() as u64).collect::<Vec<_>>());
    assert_healthy(&data);
}
