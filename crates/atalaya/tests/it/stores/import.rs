//! `import` and what is done with what it kept: whole, once, in numbers that add up.

use crate::program::{Run, atalaya, atalaya_in, atalaya_reading, folder, text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Days of questions that Zeek saw, two each, and a line that is cut.
fn log(days: i64) -> String {
    let line = |second: i64, query: &str| {
        format!(r#"{{"_path":"dns","ts":{second}.5,"uid":"C{second}","id.orig_h":"192.0.2.7","query":"{query}"}}"#)
    };
    let mut lines: Vec<String> = (0..days)
        .flat_map(|day| [0, 1].map(|second| line(1_700_000_000 + day * 86_400 + second, "example.org")))
        .collect();
    lines.push(r#"{"_path":"dns","ts":17000"#.to_owned());
    lines.join("\n") + "\n"
}

/// A folder with a log, and where its data directory will be.
fn place() -> (TempDir, PathBuf, PathBuf) {
    let folder = folder(&[("logs/dns.log", &log(5)), ("logs/odd.json", "{\"a\":1}\n{\"a\":2}\n")]);
    let (logs, data) = (folder.path().join("logs"), folder.path().join("data"));
    (folder, logs, data)
}

fn import(logs: &Path, data: &Path, more: &[&str]) -> Run {
    let words = ["import", text(logs), "--organization", "ministry", "--source", "zeek", "--data", text(data)];
    atalaya(&[&words, more].concat())
}

fn on(data: &Path, words: &[&str]) -> Run {
    let run = atalaya(&[words, &["--data", text(data)]].concat());
    assert!(run.status < 2, "{words:?}: {}", run.stderr);
    run
}

/// Both sums of every source hold, and the journal and the lake are whole.
fn assert_sound(data: &Path) -> Value {
    let doctor = on(data, &["doctor", "--json"]).json();
    for source in doctor["sources"].as_array().unwrap() {
        assert_eq!(source["frames"]["balanced"], true, "{source:#}");
        assert_eq!(source["events"]["balanced"], true, "{source:#}");
    }
    for store in ["journal", "lake"] {
        let run = on(data, &[store, "verify", "--json"]);
        assert_eq!((run.status, &run.json()["whole"]), (0, &json!(true)), "{}", run.stdout);
    }
    doctor
}

#[test]
fn logs_are_kept_once_and_counted() {
    let (_folder, logs, data) = place();
    let run = import(&logs, &data, &["--json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let first = run.json();
    assert_eq!(first["inputs"], 2, "{first:#}");
    assert_eq!((&first["entries"]["acknowledged"], &first["entries"]["quarantined"]), (&json!(13), &json!(1)));
    assert_eq!(first["events"]["kinds"], json!({ "unrecognised": 2, "zeek.dns": 10 }), "{first:#}");
    assert_eq!(first["quarantine"][0]["reason"]["id"], "malformed-syntax", "{first:#}");
    assert_eq!(first["balanced"], true);
    let again = import(&logs, &data, &["--json"]).json();
    assert_eq!((&again["known"]["total"], &again["entries"]["acknowledged"]), (&json!(2), &json!(0)), "{again:#}");
    assert_eq!(again["events"]["kinds"], json!({}));
    let doctor = assert_sound(&data);
    let zeek = &doctor["sources"][0];
    assert_eq!((&zeek["frames"]["accepted"], &zeek["events"]["stored"]), (&json!(13), &json!(12)), "{zeek:#}");
    let status = on(&data, &["lake", "status", "--json"]).json();
    assert_eq!(status["tables"][1]["kind"], "zeek.dns", "{status:#}");
    assert_eq!(status["tables"][1]["events"], 10);
    let text = on(&data, &["lake", "status"]).stdout;
    for words in ["12 events in 2 tables", "ministry", "2023-11-14", "2023-11-18", "zeek.dns"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn the_summary_says_what_became_of_it_in_every_language() {
    let texts = ["en_US.UTF-8", "es_GT.UTF-8", "zh_TW.UTF-8"].map(|language| {
        let (_folder, logs, data) = place();
        let words = ["import", text(&logs), "--organization", "ministry", "--source", "zeek", "--data", text(&data)];
        let run = atalaya_in(language, &words);
        assert_eq!(run.status, 0, "{language}: {}", run.stderr);
        assert!(!run.stdout.contains("[import-") && !run.stdout.contains("{$"), "{}", run.stdout);
        assert!(run.stdout.contains("zeek.dns") && run.stdout.contains("atalaya hunt"), "{}", run.stdout);
        run.stdout
    });
    assert!(texts[0] != texts[1] && texts[1] != texts[2]);
    for words in ["What was taken", "13 entries", "1 entry could not be decoded", "What to do next"] {
        assert!(texts[0].contains(words), "{words}: {}", texts[0]);
    }
}

#[test]
fn what_is_acknowledged_is_told_as_it_is_safe() {
    let (folder, logs, data) = place();
    let receipts = folder.path().join("safe.jsonl");
    assert_eq!(import(&logs, &data, &["--acknowledged", text(&receipts)]).status, 0);
    let told = fs::read_to_string(&receipts).unwrap();
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of =
        |name: &str| lines.iter().filter(|line| line["input"].as_str().unwrap().ends_with(name)).collect::<Vec<_>>();
    let frames: u64 = of("dns.log").iter().map(|line| line["frames"].as_u64().unwrap()).sum();
    assert_eq!(frames, 11, "{told}");
    assert_eq!(of("dns.log").last().unwrap()["last"], 11, "{told}");
    assert_eq!(lines.last().unwrap()["frames_so_far"], 13, "{told}");
    assert_eq!(of("odd.json")[0]["sha256"].as_str().unwrap().len(), 64);
    // A stream has no digest, and standard output belongs to the lines.
    let words = ["import", "-", "--organization", "ministry", "--source", "pipe", "--acknowledged", "-"];
    let run = atalaya_reading("{\"a\":3}\n", &[&words[..], &["--data", text(&data)]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let line: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&line["sha256"], &line["frames"]), (&json!(null), &json!(1)), "{line:#}");
    let run = atalaya_reading("", &[&words[..], &["--data", text(&data)]].concat());
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_sound(&data);
}

#[test]
fn what_was_told_to_be_safe_stays_when_another_import_begins() {
    let (folder, logs, data) = place();
    let receipts = folder.path().join("safe.jsonl");
    let told = |more: &[&str]| {
        let run = import(&logs, &data, &[&["--acknowledged", text(&receipts)], more].concat());
        (run.status, fs::read_to_string(&receipts).unwrap())
    };
    let (status, first) = told(&[]);
    assert_eq!((status, first.is_empty()), (0, false));
    // The same command again, one that finds the directory in use, and one that has something to tell.
    assert_eq!(told(&[]), (0, first.clone()));
    let lock = atalaya_journal::DataDir::lock(&data).unwrap();
    assert_eq!(told(&[]), (2, first.clone()));
    drop(lock);
    fs::write(logs.join("more.json"), "{\"a\":9}\n").unwrap();
    let (status, more) = told(&[]);
    assert_eq!((status, more.starts_with(&first)), (0, true));
    assert_eq!(more.lines().count(), first.lines().count() + 1, "{more}");
}

#[test]
fn nothing_to_read_is_a_failure_and_the_data_directory_is_no_log() {
    let (folder, _, data) = place();
    let run = import(&folder.path().join("gone"), &data, &[]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert!(run.stderr.contains("gone"), "{}", run.stderr);
    assert!(!data.exists(), "a mistyped path makes no data directory");
    let first = import(folder.path(), &data, &["--json"]).json();
    assert_eq!(first["entries"]["acknowledged"], 13, "{first:#}");
    let second = import(folder.path(), &data, &["--json"]).json();
    assert_eq!(second["entries"]["acknowledged"], 0, "{second:#}");
}

#[test]
fn what_is_empty_is_called_empty() {
    let (_folder, logs, data) = place();
    fs::write(logs.join("empty.json"), "").unwrap();
    let run = import(&logs, &data, &[]);
    assert!(run.status == 0 && run.stdout.contains("empty.json is empty"), "{}", run.stdout);
    let words = ["import", "-", "--organization", "ministry", "--source", "pipe", "--json", "--data", text(&data)];
    let told = atalaya_reading("", &words).json();
    assert_eq!(told["empty"]["total"], 1, "{told:#}");
}

#[test]
fn old_events_go_unless_they_are_held() {
    let (_folder, logs, data) = place();
    assert_eq!(import(&logs, &data, &[]).status, 0);
    let hold = ["lake", "hold", "case-1", "--organization", "ministry", "--kind", "zeek.dns"];
    on(&data, &[&hold[..], &["--since", "2023-11-15", "--until", "2023-11-15"]].concat());
    let expired = on(&data, &["lake", "expire", "--before", "2023-11-17", "--json"]).json();
    assert_eq!((&expired["events"], &expired["held"]), (&json!(4), &json!({ "case-1": 2 })), "{expired:#}");
    let doctor = assert_sound(&data);
    assert_eq!(doctor["sources"][0]["events"]["expired"], 4);
    let told = on(&data, &["lake", "expire", "--before", "2023-11-17"]).stdout;
    assert!(told.contains("lake release case-1"), "{told}");
    on(&data, &["lake", "release", "case-1"]);
    let expired = on(&data, &["lake", "expire", "--before", "2023-11-17", "--json"]).json();
    assert_eq!(expired["events"], 2, "{expired:#}");
    let run = atalaya(&["lake", "expire", "--older-than", "1d", "--kind", "zeek.dsn", "--data", text(&data)]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("no events of zeek.dsn"), "{}", run.stderr);
    let hold = |name: &str, organization: &str| {
        let words = ["lake", "hold", name, "--organization", organization, "--kind", "zeek.dsn"];
        atalaya(&[&words[..], &["--data", text(&data)]].concat()).stderr
    };
    assert!(hold("case-2", "ministry").contains("no events of zeek.dsn."), "the kind is the one that is not there");
    assert!(hold("case-2", "minstry").contains("no events of minstry."), "the organization is");
    let words = ["lake", "hold", "case\u{1b}[31m", "--organization", "ministry", "--data", text(&data)];
    assert_eq!(atalaya(&words).status, 2, "a name has no control characters");
}

#[test]
fn the_doctor_tells_a_damaged_journal_and_does_not_call_sources_silent_whose_entries_have_gone() {
    let (folder, logs, data) = place();
    assert_eq!(import(&logs, &data, &[]).status, 0);
    let segments = data.join("journal/segments");
    let largest = |entry: &fs::DirEntry| entry.metadata().unwrap().len();
    let segment = fs::read_dir(&segments).unwrap().map(Result::unwrap).max_by_key(largest).unwrap().path();
    let whole = fs::read(&segment).unwrap();
    let mut broken = whole.clone();
    *broken.last_mut().unwrap() ^= 1;
    fs::write(&segment, broken).unwrap();
    let run = on(&data, &["doctor"]);
    assert!(run.status == 1 && run.stdout.contains("The journal is damaged"), "{}", run.stdout);
    fs::write(&segment, whole).unwrap();
    assert_sound(&data);
    // Another key begins another segment.
    let keys = folder.path().join("keys");
    fs::write(&keys, super::ring(1, 'c')).unwrap();
    let with = ["--keys", text(&keys)];
    let other = ["import", text(&logs), "--organization", "ministry", "--source", "other"];
    on(&data, &[&other[..], &with[..]].concat());
    let expired = on(&data, &[&["journal", "expire", "--keep-bytes", "0", "--json"], &with[..]].concat()).json();
    assert_eq!(expired["segments"], 1, "{expired:#}");
    let run = on(&data, &[&["doctor"], &with[..]].concat());
    assert!(run.stdout.contains("the journal let go of what came from there"), "{}", run.stdout);
    assert!(!run.stdout.contains("not heard of for more than"), "{}", run.stdout);
}

#[test]
fn the_doctor_misses_files_of_the_lake_and_its_list_of_holds() {
    let (_folder, logs, data) = place();
    assert_eq!(import(&logs, &data, &[]).status, 0);
    on(&data, &["lake", "hold", "case-1", "--organization", "ministry"]);
    let day = fs::read_dir(data.join("lake/ministry/zeek.dns")).unwrap().map(|entry| entry.unwrap().path());
    let day = day.into_iter().find(|path| path.display().to_string().contains("day=")).unwrap();
    let file = fs::read_dir(day).unwrap().next().unwrap().unwrap().path();
    for (path, said) in [(file, "parquet"), (data.join("lake/holds.json"), "holds.json")] {
        let whole = fs::read(&path).unwrap();
        let doctor = || on(&data, &["doctor"]);
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let cut = doctor();
        fs::remove_file(&path).unwrap();
        let gone = doctor();
        for run in [cut, gone] {
            let is_told = run.stdout.contains("The lake is not as it was written") && run.stdout.contains(said);
            assert!(run.status == 1 && is_told, "{said}: {}", run.stdout);
        }
        fs::write(&path, whole).unwrap();
    }
    assert_eq!(on(&data, &["doctor"]).status, 0);
}

#[test]
fn small_files_become_few_and_a_copy_is_whole() {
    let (folder, logs, data) = place();
    for part in 0..4 {
        fs::write(logs.join("dns.log"), log(1).replace("example.org", &format!("{part}.example.org"))).unwrap();
        assert_eq!(import(&logs, &data, &[]).status, 0);
    }
    let compacted = on(&data, &["lake", "compact", "--json"]).json();
    assert_eq!((&compacted["files_before"], &compacted["files_after"]), (&json!(4), &json!(1)), "{compacted:#}");
    assert_sound(&data);
    let copy = folder.path().join("copy");
    let exported = on(&data, &["lake", "export", "--output", text(&copy), "--kind", "zeek.dns", "--json"]).json();
    assert_eq!((&exported["events"], &exported["files"]), (&json!(8), &json!(1)), "{exported:#}");
    assert!(copy.join("manifest.json").exists());
    let run = atalaya(&["lake", "export", "--output", text(&copy), "--data", text(&data)]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("holds something already"), "{}", run.stderr);
}

#[test]
fn a_replay_leaves_what_still_cannot_be_decoded() {
    let (_folder, logs, data) = place();
    assert_eq!(import(&logs, &data, &[]).status, 0);
    let replay = on(&data, &["journal", "replay", "--json"]).json();
    assert_eq!((&replay["decoded"], &replay["still"]), (&json!(0), &json!(1)), "{replay:#}");
    let doctor = assert_sound(&data);
    let check = doctor["checks"].as_array().unwrap().iter().find(|check| check["check"] == "quarantine").unwrap();
    assert_eq!(check["state"], "look");
    assert!(on(&data, &["doctor"]).stdout.contains("atalaya journal replay"));
}

/// A kind that some of the events in `odd.json` are of.
const ODD: &str = r#"
kind: test.odd
about: {en: Odd., es: Raro., zh-TW: 特殊。}
dialects:
  - name: json
    format: [json]
    when: {a: "1"}
    fields: {"*": "*"}
verification: documented
references: ["https://example.org"]
types: {a: integer}
serves:
  - logsource: {product: test}
"#;

#[test]
fn a_replay_brings_events_of_a_kind_that_is_known_by_now_into_its_table() {
    let (folder, logs, data) = place();
    assert_eq!(import(&logs, &data, &[]).status, 0);
    let kinds = folder.path().join("kinds");
    fs::create_dir(&kinds).unwrap();
    fs::write(kinds.join("test.odd.yml"), ODD).unwrap();
    let replay = ["journal", "replay", "--kinds", text(&kinds)];
    let first = on(&data, &[&replay[..], &["--json"]].concat()).json();
    let recognised = json!({"events": 2, "recognised": 1, "kinds": {"test.odd": 1}, "still": 1, "gone": 0, "held": 0});
    assert_eq!(first["unrecognised"], recognised, "{first:#}");
    assert_sound(&data);
    let found = on(&data, &["hunt", "SELECT a + 1 AS b FROM test.odd", "--output", "json"]);
    assert!(found.stdout.contains(r#""b":2"#), "{}", found.stdout);
    let again = on(&data, &replay);
    assert!(again.stdout.contains("None of them is of a kind that is known."), "{}", again.stdout);
    assert_sound(&data);
}

#[test]
fn what_is_kept_in_the_open_stays_so_when_it_is_read_with_keys() {
    let (folder, logs, data) = place();
    let keys = folder.path().join("keys");
    fs::write(&keys, super::ring(1, 'c')).unwrap();
    assert_eq!(import(&logs, &data, &[]).status, 0);
    let reading: [&[&str]; 9] = [
        &["doctor"],
        &["hunt", "SELECT count(*) FROM events"],
        &["journal", "status"],
        &["journal", "verify"],
        &["journal", "hold", "one"],
        &["journal", "release", "one"],
        &["journal", "anchor"],
        &["lake", "status"],
        &["lake", "verify"],
    ];
    for words in reading {
        assert_eq!(on(&data, &[words, &["--keys", text(&keys)]].concat()).status, 0, "{words:?}");
        for store in ["journal", "lake"] {
            let run = atalaya(&[store, "status", "--data", text(&data)]);
            assert_eq!(run.status, 0, "{store} after {words:?}: {}", run.stderr);
        }
    }
    let run = on(&data, &["doctor", "--keys", text(&keys)]);
    assert!(run.stdout.contains("Keys were given, and nothing is encrypted"), "{}", run.stdout);
    assert_sound(&data);
}

#[test]
fn an_encrypted_directory_is_kept_and_read_with_its_keys_only() {
    let (folder, logs, data) = place();
    let keys = folder.path().join("keys");
    fs::write(&keys, super::ring(1, 'c')).unwrap();
    let with = ["--keys", text(&keys)];
    assert_eq!(import(&logs, &data, &with).status, 0);
    for words in [["lake", "status"], ["journal", "status"]] {
        let run = atalaya(&[&words[..], &["--data", text(&data)]].concat());
        assert_eq!(run.status, 2, "{}", run.stdout);
        assert!(run.stderr.contains("--keys FILE"), "{}", run.stderr);
        assert!(!run.stderr.contains("cccc"));
    }
    fs::write(&keys, format!("{}{}", super::ring(1, 'c'), super::ring(2, 'd'))).unwrap();
    on(&data, &[&["journal", "rekey"], &with[..]].concat());
    for (ring, said) in [(super::ring(2, 'd'), "Key 1 is needed"), (super::ring(1, 'e'), "Key 1 is not the one")] {
        fs::write(folder.path().join("others"), &ring).unwrap();
        let run = atalaya(&["lake", "status", "--data", text(&data), "--keys", text(&folder.path().join("others"))]);
        assert!(run.status == 2 && run.stderr.contains(said), "{said}: {}{}", run.stdout, run.stderr);
    }
    let said = |run: Run| run.stdout;
    let status = said(on(&data, &[&["lake", "status"], &with[..]].concat()));
    let (needed, now) = ("files need key 1.", "What is written from now on is encrypted with key 2.");
    assert!(status.contains(needed) && status.contains(now) && status.contains("atalaya lake rekey"), "{status}");
    let status = on(&data, &[&["lake", "status", "--json"], &with[..]].concat()).json();
    assert_eq!(status["encryption"]["active_key"], 2, "{status:#}");
    assert!(status["encryption"]["files_by_key"]["1"].as_u64() > Some(0), "{status:#}");
    assert!(
        said(on(&data, &[&["doctor"], &with[..]].concat())).contains("Write them anew, before any key is taken away")
    );
    on(&data, &[&["lake", "rekey"], &with[..]].concat());
    assert!(said(on(&data, &[&["doctor"], &with[..]].concat())).contains("On, with key 2"));
    fs::write(&keys, super::ring(2, 'd')).unwrap();
    for store in ["journal", "lake"] {
        assert_eq!(on(&data, &[&[store, "verify"], &with[..]].concat()).status, 0);
    }
    for store in ["journal", "lake"] {
        on(&data, &[&[store, "rekey", "--decrypt"], &with[..]].concat());
    }
    assert_sound(&data);
}
