//! Long work on journal and lake that is interrupted: it says how far it was, never that all is well, and goes on.

use std::fs;
use std::path::Path;

use super::Working;
use crate::program::{Run, atalaya, atalaya_reading, folder, text};
use crate::stores::{filled, ring};
use serde_json::Value;

/// How often something that may be over before it is interrupted is begun anew.
const ATTEMPTS_MAX: usize = 200;

/// Begins the work and interrupts it as soon as it can be, until it once was not over before. What it said then, and how
/// often it was over.
fn interrupted(data: &Path, words: &[&str], before: impl Fn()) -> Run {
    for _ in 0..ATTEMPTS_MAX {
        before();
        let mut working = Working::begin(data, words);
        if working.catches() && working.child.try_wait().unwrap().is_none() {
            // It may end while it is signalled.
            drop(working.signal.stdin.take().map(|mut line| std::io::Write::write_all(&mut line, b"\n")));
            let _ = working.signal.wait();
        }
        let run = working.end(None);
        match run.status {
            0 => {}
            2 => return run,
            other => panic!("{words:?}: {other}: {}{}", run.stdout, run.stderr),
        }
    }
    panic!("{words:?}: it was always over before");
}

fn json(data: &Path, words: &[&str]) -> Value {
    let run = atalaya(&[words, &["--json", "--data", text(data)]].concat());
    assert_eq!(run.status, 0, "{words:?}: {}{}", run.stdout, run.stderr);
    run.json()
}

#[test]
fn a_journals_verification_that_is_interrupted_does_not_say_that_it_is_whole() {
    let data = folder(&[]);
    drop(filled(data.path(), 400));
    let run = interrupted(data.path(), &["journal", "verify"], || {});
    assert!(run.stdout.contains("It was stopped after"), "{}", run.stdout);
    assert!(!run.stdout.contains("Everything is as it was written"), "{}", run.stdout);
    let run = interrupted(data.path(), &["journal", "verify", "--json"], || {});
    let said = run.json();
    assert!(said["whole"] == false && said["stopped"] == true && said["fault_count"].is_null(), "{said:#}");
    assert!(said["segments_left"].as_u64() > Some(0) && said["faults"].as_array().unwrap().is_empty(), "{said:#}");
    let said = json(data.path(), &["journal", "verify"]);
    assert!(said["whole"] == true && said["stopped"] == false && said["segments_left"] == 0, "{said:#}");
}

#[test]
fn a_journals_rotation_that_is_interrupted_goes_on() {
    let data = folder(&[("keys", &ring(1, 'a'))]);
    drop(filled(data.path(), 300));
    let keys = data.path().join("keys");
    let words = ["journal", "rekey", "--keys", text(&keys)];
    let run = interrupted(data.path(), &words, || {});
    assert!(
        run.stdout.contains("It was stopped after") && run.stdout.contains("goes on with the rest"),
        "{}",
        run.stdout
    );
    let rest = json(data.path(), &words);
    assert!(rest["stopped"] == false && rest["segments"].as_u64() > Some(0), "{rest:#}");
    assert_eq!(json(data.path(), &words)["segments"], 0);
    let said = json(data.path(), &["journal", "verify", "--keys", text(&keys)]);
    assert!(said["whole"] == true && said["entries"] == 600, "{said:#}");
}

/// A lake of several tables, each with several files.
fn lake() -> tempfile::TempDir {
    let data = folder(&[]);
    for part in 0..3 {
        for organization in ["north", "south", "east", "west"] {
            let lines: String = (part * 50..part * 50 + 50).map(super::line).collect();
            let words =
                ["import", "-", "--organization", organization, "--source", "hosts", "--data", text(data.path())];
            let run = atalaya_reading(&lines, &words);
            assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        }
    }
    data
}

#[test]
fn work_on_a_lake_that_is_interrupted_says_how_far_it_was_and_goes_on() {
    let data = lake();
    let run = interrupted(data.path(), &["lake", "verify"], || {});
    assert!(run.stdout.contains("of 4 tables") && run.stdout.contains("is not known"), "{}", run.stdout);
    assert!(!run.stdout.contains("Everything is as it was written"), "{}", run.stdout);
    let said = interrupted(data.path(), &["lake", "verify", "--json"], || {}).json();
    assert!(said["whole"] == false && said["stopped"] == true && said["fault_count"] == 0, "{said:#}");
    let copy = data.path().join("copy");
    let words = ["lake", "export", "--output", text(&copy)];
    let run = interrupted(data.path(), &words, || drop(fs::remove_dir_all(&copy)));
    assert!(run.stderr.contains("The export was stopped after"), "{}", run.stderr);
    assert_eq!(fs::read_dir(&copy).unwrap().count(), 0, "what was written is removed");
    assert_eq!(json(data.path(), &words)["events"], 600);
    let run = interrupted(data.path(), &["lake", "compact"], || {});
    assert!(
        run.stdout.contains("It was stopped after") && run.stdout.contains("goes on with the rest"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("Nothing to do"), "{}", run.stdout);
    assert_eq!(json(data.path(), &["lake", "compact"])["tables_left"], 0);
    assert_eq!(json(data.path(), &["lake", "compact"])["tables"], 0);
    let said = json(data.path(), &["lake", "verify"]);
    assert!(said["whole"] == true && said["stopped"] == false && said["events"] == 600, "{said:#}");
    fs::write(data.path().join("keys"), ring(1, 'a')).unwrap();
    let keys = data.path().join("keys");
    let words = ["lake", "rekey", "--keys", text(&keys)];
    let run = interrupted(data.path(), &words, || {});
    assert!(run.stdout.contains("It was stopped after"), "{}", run.stdout);
    assert_eq!(json(data.path(), &words)["stopped"], false);
    assert_eq!(json(data.path(), &words)["files"], 0);
    assert_eq!(json(data.path(), &["lake", "verify", "--keys", text(&keys)])["events"], 600);
}
