//! Indicators: taken from files, found in what arrives and in what is stored, of whoever's events they are for.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, atalaya, text};
use crate::serve::{Centre, Relp, assert_sound, judged, settings};

const BUNDLE: &str = r#"{"type": "bundle", "id": "bundle--1", "objects": [
  {"type": "indicator", "id": "indicator--11111111-1111-4111-8111-111111111111", "name": "Beacon of a loader",
   "pattern": "[domain-name:value = 'evil.example' OR ipv4-addr:value = '203.0.113.0/24']", "pattern_type": "stix",
   "valid_from": "2025-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z", "confidence": 90,
   "object_marking_refs": ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"]},
  {"type": "indicator", "id": "indicator--22222222-2222-4222-8222-222222222222",
   "pattern": "[domain-name:value = 'old.example']", "valid_from": "2020-01-01T00:00:00Z",
   "valid_until": "2021-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z"},
  {"type": "indicator", "id": "indicator--3", "pattern": "[file:name MATCHES '.*']"}
]}"#;

fn line(words: &str) -> String {
    format!("<13>1 2026-01-02T03:04:05Z fw01 proxy 77 - - {words}")
}

/// A folder with files of indicators, and sources of two organizations.
fn folder() -> TempDir {
    let folder = judged(settings(&[("relp", "relp", ""), ("other", "relp", "")]));
    let file = folder.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap();
    fs::write(&file, words.replace("\"ministry\"\nname = \"other\"", "\"bank\"\nname = \"other\"")).unwrap();
    fs::write(folder.path().join("bundle.json"), BUNDLE).unwrap();
    let csv = "type,value,comment,valid_until\nurl,hxxp://drop[.]example/a.exe,payload,2030-01-01\nmd5,word,,\n";
    fs::write(folder.path().join("feed.csv"), csv).unwrap();
    fs::write(folder.path().join("list.txt"), "# a list\n198[.]51[.]100[.]7\n8.8.8.8\n").unwrap();
    folder
}

fn ask(folder: &Path, words: &[&str]) -> Run {
    let data = folder.join("data");
    atalaya(&[words, &["--data", text(&data)]].concat())
}

fn json(folder: &Path, words: &[&str]) -> Value {
    let run = ask(folder, &[words, &["--json"]].concat());
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

fn import(folder: &Path, file: &str, more: &[&str]) -> Value {
    let file = folder.join(file);
    json(folder, &[&["indicators", "import", text(&file), "--origin", "partner"], more].concat())
}

fn lines(folder: &Path, words: &[&str]) -> Vec<Value> {
    let run = ask(folder, &[words, &["--json"]].concat());
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What was found, by organization and what was looked for.
fn found(folder: &Path) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = lines(folder, &["findings", "--limit", "1000"])
        .iter()
        .map(|found| {
            let indicator = &found["finding"]["evidences"][0]["data"]["indicator"]["value"];
            (found["organization"].as_str().unwrap().to_owned(), indicator.as_str().unwrap().to_owned())
        })
        .collect();
    found.sort_unstable();
    found
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(organization, value)| ((*organization).to_owned(), (*value).to_owned())).collect()
}

const MINISTRY: [&str; 3] = ["--organization", "ministry", "--no-past"];

#[test]
fn what_others_say_is_bad_is_found_as_it_comes() {
    let folder = folder();
    // Before a centre ever ran.
    let told = import(folder.path(), "bundle.json", &MINISTRY);
    assert_eq!((&told["new"], &told["expired"], &told["refused"]), (&2.into(), &1.into(), &1.into()), "{told:#}");
    assert_eq!(told["refusals"][0]["object"], 3, "{told:#}");
    let mut centre = Centre::begin(folder);
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &line("GET http://www.Evil.example/x"));
    let finding = centre.finding();
    let data = &finding["finding"]["evidences"][0]["data"];
    assert_eq!(data["indicator"]["origin"], "partner", "{finding:#}");
    assert_eq!(data["indicator"]["marking"], "tlp:amber");
    assert_eq!(data["indicator"]["stix_id"], "indicator--11111111-1111-4111-8111-111111111111");
    assert_eq!(
        (&data["observables"][0]["value"], &data["observables"][0]["field"]),
        (&"evil.example".into(), &"message".into())
    );
    assert_eq!(finding["finding"]["device"]["hostname"], "fw01");
    assert_eq!(finding["finding"]["severity_id"], 4);
    // What does not hold at the event's time is not found, and nobody else's events are looked at.
    relp.send("syslog", &line("GET http://old.example/x"));
    let mut other = Relp::open(&centre.address("other"));
    other.send("syslog", &line("GET http://evil.example/x"));
    assert!(other.answer().unwrap().contains("200 OK"));
    // Beside the running centre, without another start.
    let told = import(centre.folder.path(), "list.txt", &["--for-all", "--no-past", "--level", "critical"]);
    assert_eq!((&told["new"], &told["refused"]), (&1.into(), &1.into()), "{told:#}");
    other.send("syslog", &line("connect 198.51.100.7:443"));
    let finding = centre.finding();
    assert_eq!(
        (&finding["organization"], &finding["finding"]["severity_id"]),
        (&"bank".into(), &5.into()),
        "{finding:#}"
    );
    // What is removed is not found any more, also where the feed brings it again.
    let gone = json(centre.folder.path(), &["indicators", "remove", "198[.]51.100.7"]);
    assert_eq!(gone["removed"], 1);
    let told = import(centre.folder.path(), "list.txt", &["--for-all", "--no-past"]);
    assert_eq!((&told["new"], &told["removed_before"]), (&0.into(), &1.into()), "{told:#}");
    other.send("syslog", &line("connect 198.51.100.7:444"));
    relp.send("syslog", &line("connect 203.0.113.77"));
    assert_eq!(centre.finding()["finding"]["evidences"][0]["data"]["indicator"]["value"], "203.0.113.0/24");
    (0..3).for_each(|_| drop(relp.answer().unwrap()));
    (0..2).for_each(|_| drop(other.answer().unwrap()));
    let (_, folder) = centre.end();
    // Another start looks for the same.
    let mut centre = Centre::begin(folder);
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &line("lookup a.evil.example."));
    centre.finding();
    let (_, folder) = centre.end();
    let expected = [
        ("bank", "198.51.100.7"),
        ("ministry", "203.0.113.0/24"),
        ("ministry", "evil.example"),
        ("ministry", "evil.example"),
    ];
    assert_eq!(found(folder.path()), pairs(&expected));
    let run = ask(folder.path(), &["findings", "--lang", "es"]);
    assert!(run.stdout.contains("Indicador visto: dominio evil.example (Beacon of a loader)"), "{}", run.stdout);
    let run = ask(folder.path(), &["findings", "--by-rule", "--lang", "zh-TW"]);
    assert!(run.stdout.contains("發現威脅指標"), "{}", run.stdout);
    assert_sound(&folder);
}

#[test]
fn what_is_stored_is_looked_through_when_indicators_arrive() {
    let centre = Centre::begin(folder());
    let (mut relp, mut other) = (Relp::open(&centre.address("relp")), Relp::open(&centre.address("other")));
    for words in ["GET http://drop.example/a.exe HTTP/1.1", "connect 203.0.113.5", "nothing", "old.example"] {
        relp.send("syslog", &line(words));
        relp.answer().unwrap();
        other.send("syslog", &line(words));
        other.answer().unwrap();
    }
    let (_, folder) = centre.end();
    let past = ["--organization", "ministry", "--last", "10000d"];
    let told = import(folder.path(), "bundle.json", &past);
    assert_eq!(
        (&told["past"]["events"], &told["past"]["hits"], &told["past"]["new"]),
        (&4.into(), &1.into(), &1.into()),
        "{told:#}"
    );
    let told = import(folder.path(), "bundle.json", &past);
    assert_eq!((&told["new"], &told["known"], &told["past"]), (&0.into(), &2.into(), &Value::Null), "{told:#}");
    // Beside a running centre the same is recorded by it.
    let mut centre = Centre::begin(folder);
    let told = import(centre.folder.path(), "feed.csv", &["--for-all", "--last", "10000d"]);
    assert_eq!((&told["past"]["events"], &told["past"]["hits"]), (&8.into(), &2.into()), "{told:#}");
    assert_eq!((&told["refusals"][0]["line"], &told["past"]["new"]), (&3.into(), &Value::Null), "{told:#}");
    (0..2).for_each(|_| drop(centre.finding()));
    let (_, folder) = centre.end();
    let expected = [("bank", "drop.example/a.exe"), ("ministry", "203.0.113.0/24"), ("ministry", "drop.example/a.exe")];
    assert_eq!(found(folder.path()), pairs(&expected));
    // The same events again find nothing that is not there: looked for anew, all is known.
    json(folder.path(), &["indicators", "remove", "--origin", "partner"]);
    let told = import(folder.path(), "bundle.json", &[&past[..], &["--again"]].concat());
    assert_eq!(
        (&told["updated"], &told["past"]["hits"], &told["past"]["new"]),
        (&2.into(), &1.into(), &0.into()),
        "{told:#}"
    );
    assert_eq!(found(folder.path()), pairs(&expected));
    let told = import(folder.path(), "feed.csv", &["--for-all", "--again", "--last", "1d"]);
    assert_eq!(told["past"]["events"], 0, "older events are left out: {told:#}");
    assert_sound(&folder);
}

#[test]
fn what_is_kept_is_shown_changed_and_taken_back() {
    let folder = folder();
    let folder = folder.path();
    import(folder, "bundle.json", &MINISTRY);
    import(folder, "feed.csv", &MINISTRY);
    let listed = |more: &[&str]| lines(folder, &[&["indicators", "list"], more].concat());
    assert_eq!(listed(&[]).len(), 2);
    assert_eq!(listed(&["--expired"]).len(), 3);
    assert_eq!(listed(&["--type", "url"])[0]["sought"], "drop.example/a.exe");
    assert_eq!(listed(&["--origin", "nobody"]).len() + listed(&["--organization", "bank"]).len(), 0);
    let newer = BUNDLE.replace("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z").replace("evil.example", "worse.example");
    fs::write(folder.join("bundle.json"), &newer).unwrap();
    let told = import(folder, "bundle.json", &MINISTRY);
    assert_eq!((&told["updated"], &told["known"]), (&1.into(), &1.into()), "{told:#}");
    assert_eq!(listed(&[])[0]["sought"], "worse.example | 203.0.113.0/24");
    let revoked = newer.replace("\"confidence\": 90", "\"revoked\": true").replace("2026-02-01", "2026-03-01");
    fs::write(folder.join("bundle.json"), revoked).unwrap();
    assert_eq!(import(folder, "bundle.json", &MINISTRY)["revoked"], 1);
    assert_eq!(listed(&[]).len(), 1);
    let gone = listed(&["--removed"]);
    assert_eq!((gone.len(), &gone[0]["sought"]), (2, &"worse.example | 203.0.113.0/24".into()), "{gone:#?}");
    assert!(gone[0]["removed"].is_string());
    for language in ["en", "es", "zh-TW"] {
        let run = ask(folder, &["indicators", "list", "--removed", "--expired", "--lang", language]);
        assert!(run.status == 0 && run.stdout.contains("drop.example/a.exe"), "{}{}", run.stdout, run.stderr);
    }
    let file = folder.join("bundle.json");
    let (empty, page) = (folder.join("empty.txt"), folder.join("page.txt"));
    fs::write(&empty, "\n \n").unwrap();
    fs::write(&page, "\n<!DOCTYPE html>\n<html><body>Log on</body></html>\n").unwrap();
    for (words, told) in [
        (&["indicators", "import", text(&file), "--origin", "x"][..], "--for-all"),
        (&["indicators", "import", text(&file), "--for-all"], "--origin"),
        (&["indicators", "remove"], "--origin"),
        (&["indicators", "import", "nothing.txt", "--for-all", "--origin", "x"], "nothing.txt"),
        (&["indicators", "import", text(&empty), "--for-all", "--origin", "x"], "nothing in it"),
        (&["indicators", "import", text(&page), "--for-all", "--origin", "x"], "a page of the web"),
        (&["indicators", "import", text(&file), "--organization", "(atalaya)", "--origin", "x"], "canaries"),
        (&["indicators", "import", text(folder), "--for-all", "--origin", "x"], text(folder)),
    ] {
        let run = ask(folder, words);
        assert!(run.status == 2 && run.stderr.contains(told), "{words:?}: {}", run.stderr);
    }
    // Nothing of it is understood.
    let other = folder.join("other.txt");
    fs::write(&other, "column one,column two\nsome words,other words\n").unwrap();
    let run = ask(folder, &["indicators", "import", text(&other), "--for-all", "--origin", "x", "--no-past"]);
    assert_eq!(run.status, 2, "{}{}", run.stdout, run.stderr);
    let run = ask(folder, &["indicators", "remove", "nobody.example"]);
    assert_eq!(run.status, 1, "{}", run.stdout);
}

/// Events of Sysmon over HTTP, as NXLog writes them.
fn post(centre: &Centre, token: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(centre.address("api")).unwrap();
    let head =
        format!("POST /ndjson HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {token}");
    stream.write_all(format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn fields_of_structured_events_are_looked_at_and_named() {
    let made = atalaya(&["token", "--json"]).json();
    let line = format!("token_sha256 = \"{}\"", made["token_sha256"].as_str().unwrap());
    let folder = judged(settings(&[("api", "http", &line)]));
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/kinds/samples/windows.sysmon/nxlog.ndjson");
    let events = fs::read_to_string(samples).unwrap();
    let hash =
        events.split("SHA256=").nth(1).unwrap().split(|letter: char| !letter.is_ascii_hexdigit()).next().unwrap();
    fs::write(folder.path().join("list.txt"), format!("198.51.100.0/24\n{}\n", hash.to_lowercase())).unwrap();
    import(folder.path(), "list.txt", &MINISTRY);
    let centre = Centre::begin(folder);
    let answer = post(&centre, made["token"].as_str().unwrap(), &events);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (_, folder) = centre.end();
    let found = lines(folder.path(), &["findings", "--limit", "1000"]);
    let mut seen: Vec<(&str, &str)> = found
        .iter()
        .filter_map(|found| found["finding"]["evidences"][0]["data"]["observables"].as_array())
        .flatten()
        .map(|one| (one["field"].as_str().unwrap(), one["type"].as_str().unwrap()))
        .collect();
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.contains(&("DestinationIp", "network")) && seen.contains(&("Hashes", "sha256")), "{seen:?}");
    // The past says the same of the same events.
    json(folder.path(), &["indicators", "remove", "--origin", "partner"]);
    let past = ["--organization", "ministry", "--again", "--last", "10000d"];
    let told = import(folder.path(), "list.txt", &past);
    let hits =
        found.iter().filter(|found| found["finding"]["finding_info"]["analytic"]["category"] == "indicator").count();
    assert_eq!((&told["past"]["hits"], &told["past"]["new"]), (&hits.into(), &0.into()), "{told:#}");
}
