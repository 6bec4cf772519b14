//! What is kept can be searched and looked after, also where something else of the directory cannot be used.

use crate::program::{Run, atalaya, folder, text};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A data directory with a few events, and the log that they came from.
fn place() -> (TempDir, PathBuf, PathBuf) {
    let line = |number: u32| {
        format!(r#"{{"_path":"dns","ts":1700000000.{number},"uid":"C{number}","query":"example.org"}}"#) + "\n"
    };
    let folder = folder(&[("dns.log", &(0..5).map(line).collect::<String>())]);
    let (log, data) = (folder.path().join("dns.log"), folder.path().join("data"));
    assert_eq!(import(&log, &data).status, 0);
    (folder, log, data)
}

fn import(log: &Path, data: &Path) -> Run {
    on(data, &["import", text(log), "--organization", "ministry", "--source", "zeek"])
}

fn on(data: &Path, words: &[&str]) -> Run {
    atalaya(&[words, &["--data", text(data)]].concat())
}

/// Commands of the lake and hunts end well, and say this beside it.
fn assert_searchable(data: &Path, words: &str) {
    let commands: [&[&str]; 4] = [
        &["hunt", "example.org"],
        &["lake", "status"],
        &["lake", "verify"],
        &["lake", "expire", "--older-than", "99y"],
    ];
    for command in commands {
        let run = on(data, command);
        assert_eq!(run.status, 0, "{command:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(words), "{command:?}: {}", run.stderr);
    }
    assert!(on(data, &["hunt", "example.org"]).stdout.contains("example.org"));
}

#[test]
fn what_cannot_be_stored_now_is_told_and_hinders_no_hunt() {
    let (_folder, log, data) = place();
    let mark = data.join("replay.json");
    fs::write(&mark, "{").unwrap();
    assert_searchable(&data, "is missing here");
    for run in [import(&log, &data), on(&data, &["journal", "replay"])] {
        assert_eq!(run.status, 2, "{}", run.stdout);
    }
    fs::remove_file(mark).unwrap();
    assert_eq!(on(&data, &["doctor"]).status, 0);
}

#[test]
fn a_lost_journal_closes_no_lake_and_none_is_begun_in_its_place() {
    let (folder, log, data) = place();
    fs::rename(data.join("journal"), folder.path().join("journal")).unwrap();
    assert_searchable(&data, "Only the lake was opened");
    let copy = folder.path().join("copy");
    assert_eq!(on(&data, &["lake", "export", "--output", text(&copy)]).status, 0);
    let journal: [&[&str]; 3] =
        [&["journal", "status"], &["journal", "replay"], &["journal", "expire", "--older-than", "1d"]];
    for run in journal.map(|words| on(&data, words)).into_iter().chain([import(&log, &data)]) {
        assert_eq!(run.status, 2, "{}", run.stdout);
        assert!(run.stderr.contains("The journal is missing"), "{}", run.stderr);
    }
    let doctor = on(&data, &["doctor"]);
    assert_eq!(doctor.status, 1, "{}", doctor.stderr);
    assert!(doctor.stdout.contains("The journal is missing"), "{}", doctor.stdout);
    assert!(!data.join("journal").exists());
    fs::rename(folder.path().join("journal"), data.join("journal")).unwrap();
    assert_eq!(on(&data, &["doctor"]).status, 0);
}

#[test]
fn what_the_lake_has_is_not_lost_as_unread_before_the_journal_counts_it() {
    let (folder, log, data) = place();
    let state = ["state.json", "state.copy.json"].map(|name| data.join("journal").join(name));
    let before = state.each_ref().map(|path| fs::read(path).unwrap());
    fs::write(&log, fs::read_to_string(&log).unwrap().replace("example.org", "example.net")).unwrap();
    assert_eq!(import(&log, &data).status, 0);
    // As a crash leaves it between the lake's commit and the journal's checkpoint.
    state.iter().zip(before).for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    let expire: &[&str] = &["journal", "expire", "--before", "2099-01-01", "--unread"];
    let run = on(&data, expire);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert!(run.stderr.contains("They are not unread") && run.stderr.contains("atalaya doctor"), "{}", run.stderr);
    assert_eq!(on(&data, &["doctor"]).status, 0);
    assert_eq!(on(&data, expire).status, 0);
    let sums = on(&data, &["doctor", "--json"]).json();
    assert_eq!(sums["sources"][0]["events"]["balanced"], true, "{sums:#}");
    drop(folder);
}
