//! `journal`: what is in it, whether it is whole, what may go.

use super::{filled, ring};
use crate::program::{Run, atalaya, folder, text};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Runs a command of the journal.
fn journal(data: &Path, arguments: &[&str]) -> Run {
    let run = atalaya(&[&["journal"], arguments, &["--data", text(data)]].concat());
    assert!(run.status < 2, "{arguments:?}: {}", run.stderr);
    run
}

fn status(data: &Path) -> Value {
    journal(data, &["status", "--json"]).json()
}

#[test]
fn the_status_counts_what_is_there() {
    let data = folder(&[]);
    drop(filled(data.path(), 3));
    let json = status(data.path());
    assert_eq!((&json["entries"], &json["segments"]), (&json!(6), &json!(4)), "{json:#}");
    assert_eq!(json["first_received"], "2025-01-01T00:00:00.000000Z");
    assert_eq!(json["last_received"], "2025-01-03T00:00:00.000000Z");
    let mail = &json["sources"][1];
    assert_eq!((&mail["organization"], &mail["source"]), (&json!("ministry"), &json!("mail")));
    assert_eq!((&mail["accepted"], &mail["pending"], &mail["balanced"]), (&json!(3), &json!(3), &json!(true)));
    let text = journal(data.path(), &["status"]).stdout;
    for words in ["6 entries in", "ministry", "firewall", "Accepted", "Encryption: off", "decode still has 6 entries"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_flipped_bit_a_missing_file_and_a_cut_end_are_found() {
    let data = folder(&[]);
    drop(filled(data.path(), 3));
    let anchor = data.path().join("anchor.json");
    journal(data.path(), &["anchor", "--output", text(&anchor)]);
    let verify = |arguments: &[&str]| journal(data.path(), &[&["verify", "--json"], arguments].concat());
    let run = verify(&["--anchor", text(&anchor)]);
    assert_eq!((run.status, &run.json()["whole"]), (0, &json!(true)), "{}", run.stdout);
    assert_eq!(run.json()["anchors_confirmed"], 1);
    let segment = data.path().join("journal/segments/0000000000000002.atj");
    let whole = fs::read(&segment).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() - 20] ^= 1;
    fs::write(&segment, damaged).unwrap();
    let run = verify(&[]);
    assert_eq!((run.status, &run.json()["whole"]), (1, &json!(false)));
    assert_eq!(run.json()["faults"][0]["file"], "segments/0000000000000002.atj", "{}", run.stdout);
    let told = journal(data.path(), &["verify"]).stdout;
    assert!(told.contains("segments/0000000000000002.atj") && told.contains("backup"), "{told}");
    fs::remove_file(&segment).unwrap();
    assert_eq!(verify(&[]).status, 1);
    fs::write(&segment, whole).unwrap();
    assert_eq!(verify(&[]).status, 0);
}

#[test]
fn what_is_no_anchor_is_refused() {
    let data = folder(&[("no.json", "{\"a\":1}"), ("none.json", "")]);
    drop(filled(data.path(), 1));
    for name in ["no.json", "none.json"] {
        let file = data.path().join(name);
        let run = atalaya(&["journal", "verify", "--data", text(data.path()), "--anchor", text(&file)]);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("holds no anchor"), "{}", run.stderr);
    }
}

#[test]
fn the_oldest_goes_when_it_is_asked_for_and_not_what_is_needed() {
    let data = folder(&[]);
    drop(filled(data.path(), 5));
    let kept = journal(data.path(), &["expire", "--keep-bytes", "0", "--json"]).json();
    assert_eq!((&kept["segments"], &kept["kept_by_reader"]), (&json!(0), &json!("decode")), "{kept:#}");
    let held = journal(data.path(), &["hold", "case-1", "--since", "2025-01-03", "--until", "2025-01-03", "--json"]);
    assert_eq!(held.json()["entries"], 2, "{}", held.stdout);
    let run = journal(data.path(), &["expire", "--keep-bytes", "0", "--unread"]);
    for words in ["2 segments with 4 entries", "4 entries had not been decoded", "journal release case-1"] {
        assert!(run.stdout.contains(words), "{words}: {}", run.stdout);
    }
    assert_eq!(status(data.path())["holds"], json!([{ "name": "case-1", "entries": 2 }]));
    assert_eq!(status(data.path())["sources"][0]["expired_unread"], 2);
    journal(data.path(), &["release", "case-1"]);
    let run = journal(data.path(), &["expire", "--before", "2030-01-01", "--unread", "--json"]).json();
    assert_eq!(run["segments"], 3, "{run:#}");
    assert_eq!(status(data.path())["entries"], 0);
    let run = atalaya(&["journal", "release", "case-1", "--data", text(data.path())]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("There is no hold case-1"), "{}", run.stderr);
}

#[test]
fn keys_are_changed_and_taken_away() {
    let data = folder(&[("one.keys", &ring(1, 'a')), ("two.keys", &format!("{}{}", ring(1, 'a'), ring(2, 'b')))]);
    drop(filled(data.path(), 2));
    let [one, two] = ["one.keys", "two.keys"].map(|name| data.path().join(name));
    let check = |arguments: &[&str], keys: &Path, by_key: Value| {
        journal(data.path(), &[arguments, &["--keys", text(keys)]].concat());
        let json = journal(data.path(), &["status", "--json", "--keys", text(keys)]).json();
        assert_eq!(
            json["encryption"]["segments_by_key"].as_object().map(|keys| keys.keys().collect::<Vec<_>>()),
            by_key.as_object().map(|keys| keys.keys().collect::<Vec<_>>()),
            "{arguments:?}: {json:#}"
        );
        assert_eq!(journal(data.path(), &["verify", "--keys", text(keys)]).status, 0);
    };
    check(&["rekey"], &one, json!({ "1": 0 }));
    check(&["rekey"], &two, json!({ "2": 0 }));
    let run = atalaya(&["journal", "verify", "--keys", text(&one), "--data", text(data.path())]);
    assert!(run.status == 2 && run.stderr.contains("Key 2 is needed"), "{}{}", run.stdout, run.stderr);
    assert!(!run.stdout.contains("missing"), "{}", run.stdout);
}

#[test]
fn a_hold_stays_as_it_was_made_and_one_without_an_end_holds_what_comes() {
    let data = folder(&[]);
    let lock = filled(data.path(), 2);
    drop(lock);
    journal(data.path(), &["hold", "past", "--since", "2025-01-01", "--until", "2025-01-01"]);
    for name in ["past", "open"] {
        let run = atalaya(&["journal", "hold", name, "--since", "2025-01-02", "--data", text(data.path())]);
        let expected = if name == "past" { (2, "There is a hold past already") } else { (0, "") };
        assert!(run.status == expected.0 && run.stderr.contains(expected.1), "{name}: {} {}", run.stdout, run.stderr);
        assert_eq!(run.stdout.contains("whatever comes from now on"), name == "open", "{}", run.stdout);
    }
    let made = |period: &[&str]| journal(data.path(), &[&["hold"], period, &["--json"]].concat()).json();
    assert_eq!(made(&["all"])["goes_on"], true);
    assert_eq!(made(&["later", "--since", "2990-01-01"])["entries"], 0);
    assert_eq!(made(&["both", "--until", "2990-01-01"])["goes_on"], true);
    journal(data.path(), &["release", "all"]);
    journal(data.path(), &["release", "both"]);
    drop(filled(data.path(), 3));
    let held = |name: &str| {
        let holds = status(data.path())["holds"].clone();
        holds.as_array().unwrap().iter().find(|hold| hold["name"] == name).unwrap()["entries"].clone()
    };
    assert_eq!([held("past"), held("open"), held("later")], [2, 8, 6].map(|entries| json!(entries)));
}

#[test]
fn a_damaged_segment_is_told_and_the_others_get_the_new_key() {
    let data = folder(&[("one.keys", &ring(1, 'a'))]);
    drop(filled(data.path(), 4));
    let segment = data.path().join("journal/segments/0000000000000002.atj");
    let mut bytes = fs::read(&segment).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    let keys = data.path().join("one.keys");
    let words = ["journal", "rekey", "--data", text(data.path()), "--keys", text(&keys)];
    for _ in 0..2 {
        let run = atalaya(&words);
        assert_eq!(run.status, 2);
        assert!(run.stdout.contains("1 segment cannot be read") && run.stdout.contains("0002.atj"), "{}", run.stdout);
        let json = journal(data.path(), &["status", "--json", "--keys", text(&keys)]).json();
        assert_eq!(json["encryption"]["segments_by_key"], json!({ "0": 1, "1": 4 }));
    }
    assert_eq!(fs::read(&segment).unwrap(), bytes);
}

#[test]
fn what_is_wrong_with_the_anchors_kept_here_is_told_and_hinders_nothing() {
    let data = folder(&[]);
    drop(filled(data.path(), 2));
    let kept = data.path().join("anchors.jsonl");
    let brought = data.path().join("brought.json");
    journal(data.path(), &["anchor", "--output", text(&brought)]);
    let whole = fs::read_to_string(&kept).unwrap();
    let verify = || journal(data.path(), &["verify", "--json", "--anchor", text(&brought)]);
    for damaged in [format!("{{\n{whole}"), format!("{whole}{{"), whole[..40].to_owned(), String::new()] {
        fs::write(&kept, &damaged).unwrap();
        let (run, lines) = (verify(), damaged.lines().count().max(1));
        assert!(run.status == 1 && run.json()["anchors_confirmed"].as_u64() >= Some(1), "{}", run.stdout);
        assert_eq!(run.json()["faults"][0]["file"], "../anchors.jsonl", "{}", run.stdout);
        journal(data.path(), &["anchor", "--output", text(&brought)]);
        assert_eq!(fs::read_to_string(&kept).unwrap().lines().count(), lines + 1, "nothing that was there is gone");
        assert_eq!(verify().status, 1, "it is told until it is mended");
    }
    fs::write(&kept, whole.repeat(20_000)).unwrap();
    assert_eq!(verify().json()["faults"][0]["file"], "../anchors.jsonl");
    let run = atalaya(&["journal", "anchor", "--data", text(data.path())]);
    assert!(
        run.status == 2 && run.stdout.contains("signature") && run.stderr.contains("anchors.jsonl"),
        "{}",
        run.stderr
    );
    let run = atalaya(&["journal", "verify", "--data", text(data.path()), "--anchor", text(&kept)]);
    assert!(run.status == 2 && run.stderr.contains("holds no anchor"), "{}", run.stderr);
    fs::write(&kept, whole).unwrap();
    assert_eq!(verify().status, 0);
}
