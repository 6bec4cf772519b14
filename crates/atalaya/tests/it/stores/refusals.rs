//! What cannot be done is said with a remedy, and nothing is made or changed.

use super::{filled, ring};
use crate::program::{atalaya, atalaya_in, folder, text};

/// Every command on a data directory, with what it needs beside the directory.
const COMMANDS: [&[&str]; 17] = [
    &["doctor"],
    &["journal", "status"],
    &["journal", "verify"],
    &["journal", "anchor"],
    &["journal", "replay"],
    &["journal", "expire", "--older-than", "1d"],
    &["journal", "rekey"],
    &["journal", "hold", "case-1"],
    &["journal", "release", "case-1"],
    &["lake", "status"],
    &["lake", "verify"],
    &["lake", "compact"],
    &["lake", "expire", "--older-than", "1d"],
    &["lake", "export", "--output", "copy"],
    &["lake", "hold", "case-1", "--organization", "ministry"],
    &["lake", "release", "case-1"],
    &["lake", "rekey"],
];

#[test]
fn where_there_is_nothing_nothing_is_made() {
    let empty = folder(&[]);
    let gone = empty.path().join("gone");
    for command in COMMANDS {
        for place in [empty.path(), &gone] {
            let run = atalaya(&[command, &["--data", text(place)]].concat());
            assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{command:?}");
            assert!(run.stderr.contains("There is no data in"), "{command:?}: {}", run.stderr);
            assert!(run.stderr.contains("atalaya import"), "{command:?}: {}", run.stderr);
        }
    }
    assert!(!gone.exists());
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}

#[test]
fn a_file_in_place_of_the_directory_is_called_a_file() {
    let folder = folder(&[("log.json", "{\"a\":1}\n")]);
    let log = folder.path().join("log.json");
    let import: &[&str] = &["import", text(&log), "--organization", "ministry", "--source", "mail"];
    for command in COMMANDS {
        let run = atalaya(&[command, &["--data", text(&log)]].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{command:?}");
        assert!(run.stderr.contains("it is a file, and a folder is needed"), "{command:?}: {}", run.stderr);
    }
    let run = atalaya(&[import, &["--data", text(&log)]].concat());
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("there is a file of that name"), "{}", run.stderr);
}

#[test]
fn a_locked_directory_says_who_holds_it() {
    let folder = folder(&[("log.json", "{\"a\":1}\n")]);
    let data = folder.path().join("data");
    let lock = filled(&data, 1);
    let log = folder.path().join("log.json");
    let import: &[&str] = &["import", text(&log), "--organization", "ministry", "--source", "mail"];
    let process = std::process::id().to_string();
    for command in COMMANDS.iter().copied().chain([import]) {
        let run = atalaya(&[command, &["--data", text(&data)]].concat());
        assert_eq!(run.status, 2, "{command:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("is in use by process"), "{command:?}: {}", run.stderr);
        assert!(run.stderr.contains(&process), "{command:?}: {}", run.stderr);
    }
    for (language, words) in [("es_GT", "está usando el directorio"), ("zh_TW", "正由程序")] {
        let run = atalaya_in(language, &["journal", "status", "--data", text(&data)]);
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
    drop(lock);
    assert_eq!(atalaya(&["journal", "status", "--data", text(&data)]).status, 0);
}

#[test]
fn keys_are_refused_without_a_word_of_them() {
    let digits = "0f".repeat(31);
    let folder = folder(&[
        ("short.keys", &format!("1 {digits}\n")),
        ("twice.keys", &ring(1, 'a').repeat(2)),
        ("empty.keys", "# none\n"),
        ("good.keys", &ring(1, 'a')),
    ]);
    let data = folder.path().join("data");
    drop(filled(&data, 1));
    let check = |file: &str, words: &str| {
        let keys = folder.path().join(file);
        let run = atalaya(&["journal", "status", "--data", text(&data), "--keys", text(&keys)]);
        assert_eq!(run.status, 2, "{file}: {}", run.stdout);
        assert!(run.stderr.contains(words), "{file}: {}", run.stderr);
        assert!(!run.stderr.contains("0f0f") && !run.stderr.contains("aaaa"), "{}", run.stderr);
    };
    check("short.keys", "line 1 is no key");
    check("twice.keys", "line 2 repeats");
    check("empty.keys", "there is no key in it");
    check("gone.keys", "the keys cannot be read");
    // What was encrypted is not gone on with in the open.
    let keys = folder.path().join("good.keys");
    assert_eq!(atalaya(&["journal", "rekey", "--data", text(&data), "--keys", text(&keys)]).status, 0);
    let run = atalaya(&["journal", "status", "--data", text(&data)]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert!(run.stderr.contains("was not given") || run.stderr.contains("no key was given"), "{}", run.stderr);
}
