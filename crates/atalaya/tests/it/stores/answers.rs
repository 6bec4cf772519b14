//! Answers: in three languages, within 80 columns, without a text that is missing; JSON that keeps its shape.

use super::filled;
use crate::program::{Run, atalaya, atalaya_in, folder, text};
use serde_json::json;

const LANGUAGES: [&str; 3] = ["en_US.UTF-8", "es_GT.UTF-8", "zh_TW.UTF-8"];

fn sound(run: &Run, what: &str) {
    assert!(run.status < 2, "{what}: {}", run.stderr);
    for trace in ["[journal-", "[lake-", "[doctor-", "[data-", "[import-", "[cli-", "{$"] {
        assert!(!run.stdout.contains(trace), "{what}: {trace} in {}", run.stdout);
    }
}

#[test]
fn every_answer_is_there_in_every_language() {
    let data = folder(&[]);
    drop(filled(data.path(), 3));
    let commands: [&[&str]; 5] = [
        &["journal", "status"],
        &["journal", "verify"],
        &["journal", "expire", "--keep-bytes", "0"],
        &["lake", "status"],
        &["doctor"],
    ];
    for command in commands {
        let texts = LANGUAGES.map(|language| {
            let run = atalaya_in(language, &[command, &["--data", text(data.path())]].concat());
            sound(&run, &format!("{command:?} {language}"));
            run.stdout
        });
        assert!(texts[0] != texts[1] && texts[1] != texts[2], "{command:?} is not translated");
    }
}

#[test]
fn the_doctor_says_what_is_to_be_done() {
    let data = folder(&[]);
    drop(filled(data.path(), 3));
    let run = atalaya(&["doctor", "--data", text(data.path())]);
    sound(&run, "doctor");
    for words in [
        "LOOK: Anchors",
        "atalaya journal anchor",
        "LOOK: Quarantine. 6 entries could not be decoded",
        "LOOK: Sources",
        "good: Journal",
    ] {
        assert!(run.stdout.contains(words), "{words}: {}", run.stdout);
    }
    let json = atalaya(&["doctor", "--data", text(data.path()), "--json"]).json();
    assert!(json["time"].is_string(), "{json:#}");
    let states: Vec<&str> =
        json["checks"].as_array().unwrap().iter().map(|check| check["state"].as_str().unwrap()).collect();
    assert!(states.iter().all(|state| ["good", "look", "bad"].contains(state)), "{states:?}");
    let firewall = &json["sources"][0];
    assert_eq!((&firewall["frames"]["pending"], &firewall["frames"]["quarantined"]), (&json!(0), &json!(3)));
    assert_eq!((&firewall["frames"]["balanced"], &firewall["events"]["balanced"]), (&json!(true), &json!(true)));
}

#[test]
fn the_doctor_works_where_the_journal_does_not() {
    let data = folder(&[]);
    drop(filled(data.path(), 2));
    std::fs::write(data.path().join("journal/state.json"), "nonsense").unwrap();
    std::fs::write(data.path().join("journal/state.copy.json"), "nonsense").unwrap();
    let run = atalaya(&["doctor", "--data", text(data.path())]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stdout.contains("BAD: Journal") && run.stdout.contains("backup"), "{}", run.stdout);
    assert!(run.stdout.contains("Disk."), "{}", run.stdout);
    assert!(run.stdout.contains("LOOK: Sums. Whether entries and events balance cannot be told"), "{}", run.stdout);
    let json = atalaya(&["doctor", "--data", text(data.path()), "--json"]).json();
    assert_eq!(json["state"], "bad");
}

#[test]
fn damage_to_the_record_of_imports_is_told() {
    let place = folder(&[("log.json", "{\"a\":1}\n"), ("more.json", "{\"a\":2}\n")]);
    let data = place.path().join("data");
    let import = |log: &str| {
        let log = place.path().join(log);
        let words = ["import", text(&log), "--organization", "ministry", "--source", "mail", "--data", text(&data)];
        let run = atalaya(&words);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout
    };
    let doctor = || atalaya(&["doctor", "--data", text(&data)]).stdout;
    let line = "line of the record of imported files is damaged or missing";
    assert!(!import("log.json").contains(line));
    assert!(doctor().contains("good: Record of imports. The record of imported files is whole."), "{}", doctor());
    let record = data.join("inputs.jsonl");
    let damaged = std::fs::read_to_string(&record).unwrap().replacen("begun", "begin", 1);
    std::fs::write(&record, damaged).unwrap();
    assert!(doctor().contains(&format!("LOOK: Record of imports. 1 {line}")), "{}", doctor());
    assert!(import("more.json").contains(line));
    std::fs::remove_file(record).unwrap();
    let run = atalaya(&["journal", "verify", "--data", text(&data)]);
    assert!(run.status == 1 && run.stdout.contains("inputs.jsonl, at byte 0: the file is missing"), "{}", run.stdout);
}
