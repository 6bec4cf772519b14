//! What rules find while the centre runs: at once, once, and across kills.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, LAST_LINE, Relp, assert_sound, judged, kept, message, of, settings};

fn failed(number: usize) -> String {
    format!("<13>1 2026-01-02T03:04:05Z fw01 su 77 - - authentication failure {number}")
}

/// The findings that the ledger has, the latest first.
fn findings(folder: &TempDir, more: &[&str]) -> Vec<Value> {
    let data = folder.path().join("data");
    let words = ["findings", "--json", "--limit", "100000", "--data", text(&data)];
    let run = atalaya(&[&words, more].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn uids(findings: &[Value]) -> Vec<&str> {
    let mut uids: Vec<&str> =
        findings.iter().map(|found| found["finding"]["finding_info"]["uid"].as_str().unwrap()).collect();
    uids.sort_unstable();
    uids
}

#[test]
fn a_finding_is_told_at_once_and_kept() {
    let mut centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &message(1));
    relp.send("syslog", &failed(1));
    let found = centre.finding();
    assert_eq!((&found["organization"], &found["source"]), (&"ministry".into(), &"relp".into()), "{found:#}");
    assert_eq!(found["finding"]["message"], "A log-on failed", "{found:#}");
    assert_eq!(found["finding"]["device"]["hostname"], "fw01", "{found:#}");
    let (told, folder) = centre.end();
    assert_eq!((&told["findings"], &told["unjudged"]), (&1.into(), &0.into()), "{told:#}");
    let kept = findings(&folder, &[]);
    assert_eq!((kept.len(), &kept[0]["finding"]), (1, &found["finding"]));
    let data = folder.path().join("data");
    let shown = atalaya(&["findings", "--data", text(&data)]);
    assert!(shown.stdout.contains("A log-on failed") && shown.stdout.contains("fw01"), "{}", shown.stdout);
    for (more, count) in [(["--level", "critical"], 0), (["--organization", "bank"], 0), (["--level", "high"], 1)] {
        assert_eq!(findings(&folder, &more).len(), count, "{more:?}");
    }
    let by_rule = findings(&folder, &["--by-rule"]);
    assert_eq!((by_rule.len(), &by_rule[0]["findings"]), (1, &1.into()), "{by_rule:?}");
    assert_sound(&folder);
}

/// With a correlation of what `judged` judges.
fn correlated(folder: TempDir) -> TempDir {
    let rule = "title: Many log-ons failed\nid: 00000000-0000-4000-8000-000000000099\nstatus: test\nlevel: critical\n\
                correlation:\n  type: event_count\n  rules: [00000000-0000-4000-8000-000000000015]\n  \
                group-by: [hostname]\n  timespan: 10m\n  condition:\n    gte: 3\n  generate: true\n";
    fs::write(folder.path().join("rules/many.yml"), rule).unwrap();
    folder
}

#[test]
fn what_belongs_together_is_found_while_it_comes_and_grows() {
    let mut centre = Centre::begin(correlated(judged(settings(&[("relp", "relp", "")]))));
    let mut relp = Relp::open(&centre.address("relp"));
    (0..2).for_each(|number| relp.send("syslog", &failed(number)));
    (0..2).for_each(|_| drop(centre.finding()));
    relp.send("syslog", &failed(2));
    let titles: Vec<Value> = (0..2).map(|_| centre.finding()["finding"]["message"].clone()).collect();
    assert!(titles.contains(&"Many log-ons failed".into()), "{titles:?}");
    (3..10).for_each(|number| relp.send("syslog", &failed(number)));
    (0..10).for_each(|_| drop(relp.answer().unwrap()));
    let (told, folder) = centre.end();
    assert_eq!((&told["findings"], &told["matches"]["late"]), (&11.into(), &10.into()), "{told:#}");
    let kept = findings(&folder, &["--level", "critical"]);
    assert_eq!((kept.len(), &kept[0]["finding"]["count"]), (1, &10.into()), "{kept:#?}");
    // Another start goes on with it.
    let centre = Centre::begin(folder);
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &failed(10));
    relp.answer().unwrap();
    let (_, folder) = centre.end();
    let kept = findings(&folder, &["--level", "critical"]);
    assert_eq!((kept.len(), &kept[0]["finding"]["count"]), (1, &11.into()), "{kept:#?}");
    assert_sound(&folder);
}

#[test]
fn rules_that_are_chosen_judge_and_what_they_refer_to() {
    let folder = correlated(judged(settings(&[("relp", "relp", "")])));
    fs::write(folder.path().join("chosen.txt"), "00000000-0000-4000-8000-000000000099  # Many log-ons\n\n").unwrap();
    let file = folder.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap().replace("[detection]", "[detection]\nonly = \"chosen.txt\"");
    fs::write(&file, words).unwrap();
    let centre = Centre::begin(folder);
    let mut relp = Relp::open(&centre.address("relp"));
    (0..4).for_each(|number| relp.send("syslog", &failed(number)));
    relp.send("syslog", &format!("<13>1 2026-01-02T03:04:05Z fw01 test 77 - - {LAST_LINE}"));
    (0..5).for_each(|_| drop(relp.answer().unwrap()));
    let (told, folder) = centre.end();
    let mut titles: Vec<String> =
        findings(&folder, &[]).iter().map(|found| found["finding"]["message"].as_str().unwrap().to_owned()).collect();
    titles.sort_unstable();
    // The rule that the correlation refers to finds on its own where the correlation says so.
    assert_eq!(
        titles,
        ["A log-on failed", "A log-on failed", "A log-on failed", "A log-on failed", "Many log-ons failed"]
    );
    assert_eq!(told["findings"], 5, "{told:#}");
    fs::write(folder.path().join("chosen.txt"), "nobody\n").unwrap();
    let (config, data) = (folder.path().join("atalaya.toml"), folder.path().join("data"));
    let run = atalaya(&["serve", "--config", text(&config), "--data", text(&data)]);
    assert!(run.status != 0 && run.stderr.contains("nobody"), "{}", run.stderr);
}

/// What is answered over HTTP.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: centre\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn programs_of_the_machine_are_told_how_the_centre_is() {
    let folder = judged(settings(&[("relp", "relp", "")]));
    let file = folder.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("[centre]\nlisten = \"127.0.0.1:0\"\n{words}")).unwrap();
    let mut centre = Centre::begin(folder);
    let address = centre.listening["asked_at"].as_str().unwrap().to_owned();
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &failed(1));
    centre.finding();
    assert!(get(&address, "/healthz").ends_with("\r\n\r\nok\n"));
    assert!(get(&address, "/readyz").starts_with("HTTP/1.1 200"), "{}", get(&address, "/readyz"));
    let metrics = get(&address, "/metrics");
    for line in [
        "atalaya_source_frames_accepted_total{organization=\"ministry\",source=\"relp\"} 1\n",
        "atalaya_source_not_kept_total{organization=\"ministry\",source=\"relp\"} 0\n",
        "atalaya_findings_total 1\n",
        "atalaya_ready 1\n",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    assert!(get(&address, "/else").starts_with("HTTP/1.1 404"));
    // Who says nothing does not keep the end, nor others.
    let _silent = TcpStream::connect(&address).unwrap();
    assert!(get(&address, "/healthz").ends_with("ok\n"));
    let (told, folder) = centre.end();
    assert_eq!(told["findings"], 1, "{told:#}");
    assert_sound(&folder);
}

#[test]
fn a_source_that_is_silent_is_found_and_seen() {
    let sources = [("relp", "relp", ""), ("quiet", "syslog-udp", "silent_after = \"1s\"")];
    let mut centre = Centre::begin(judged(settings(&sources)));
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &message(1));
    relp.answer().unwrap();
    let found = centre.finding();
    assert_eq!(found["finding"]["finding_info"]["analytic"]["uid"], "atalaya-source-silent", "{found:#}");
    assert_eq!((&found["organization"], &found["source"]), (&"ministry".into(), &"quiet".into()));
    let data = centre.folder.path().join("data");
    let seen = || -> Value {
        let run = atalaya(&["sources", "--json", "--data", text(&data)]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        serde_json::from_str(&run.stdout).unwrap()
    };
    let check = |all: &Value| {
        let of =
            |name: &str| all["sources"].as_array().unwrap().iter().find(|one| one["source"] == name).unwrap().clone();
        let (quiet, loud) = (of("quiet"), of("relp"));
        assert!(quiet["seen"]["silent_since"].is_string() && quiet["accepted"] == 0, "{all:#}");
        assert!(loud["seen"]["silent_since"].is_null() && loud["accepted"] == 1, "{all:#}");
        assert!(loud["seen"]["latest"].is_string(), "{all:#}");
    };
    check(&seen());
    let run = atalaya(&["sources", "--data", text(&data), "--lang", "es"]);
    assert!(run.stdout.contains("en silencio desde"), "{}", run.stdout);
    let (told, folder) = centre.end();
    assert_eq!(told["findings"], 1, "{told:#}");
    let data = folder.path().join("data");
    let run = atalaya(&["sources", "--json", "--data", text(&data)]);
    check(&serde_json::from_str(&run.stdout).unwrap());
    let shown = atalaya(&["findings", "--data", text(&data), "--lang", "zh-TW"]);
    assert!(shown.stdout.contains("來源沒有動靜"), "{}", shown.stdout);
    assert_sound(&folder);
}

#[test]
fn findings_are_those_of_a_scan_and_there_once_after_kills() {
    let mut folder = correlated(judged(settings(&[("relp", "relp", "")])));
    let mut acknowledged = 0;
    for round in 0..4 {
        let centre = Centre::begin(folder);
        let mut relp = Relp::open(&centre.address("relp"));
        (0..200).for_each(|number| relp.send("syslog", &failed(round * 1000 + number)));
        for _ in 0..60 + round * 40 {
            assert!(relp.answer().unwrap().ends_with(" rsp 6 200 OK\n"));
            acknowledged += 1;
        }
        folder = centre.kill();
    }
    let (_, folder) = Centre::begin(folder).end();
    let live = findings(&folder, &[]);
    let mut once = uids(&live);
    once.dedup();
    assert_eq!(once.len(), live.len(), "nothing is there twice");
    assert!(live.len() >= acknowledged, "{} of {acknowledged}", live.len());
    // The same rules over what is stored find the same.
    let (data, rules) = (folder.path().join("data"), folder.path().join("rules"));
    let found = folder.path().join("found.ndjson");
    let run = atalaya(&["hunt", "--rule", text(&rules), "--output", text(&found), "--data", text(&data)]);
    assert!(run.status < 2, "{}", run.stderr);
    let past = fs::read_to_string(&found).unwrap();
    let past: Vec<Value> = past.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut told: Vec<&str> = past.iter().map(|line| line["finding_info"]["uid"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(once, told);
    let counts = |of: &dyn Fn() -> Vec<Value>| of().iter().find_map(|line| line["count"].as_u64()).unwrap();
    let live_lines = || live.iter().map(|found| found["finding"].clone()).collect();
    assert_eq!(counts(&live_lines), counts(&|| past.clone()), "the correlation's events");
    assert_sound(&folder);
}

#[test]
fn every_rule_that_matches_an_event_has_its_finding() {
    const RULES: usize = 50;
    let folder = judged(settings(&[("relp", "relp", "")]));
    let rule = fs::read_to_string(folder.path().join("rules/The_last_of_them.yml")).unwrap();
    for number in 1..RULES {
        let other = rule.replace("00000000-", &format!("{number:08}-"));
        fs::write(folder.path().join(format!("rules/{number}.yml")), other).unwrap();
    }
    let mut centre = Centre::begin(folder);
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &format!("<13>1 2026-01-02T03:04:05Z fw01 test 77 - - {LAST_LINE}"));
    relp.answer().unwrap();
    centre.finding();
    let (told, folder) = centre.end();
    assert_eq!(told["findings"], RULES, "{told:#}");
    assert_eq!(of(&told, "relp")["durable"], 1, "{told:#}");
    let kept = findings(&folder, &[]);
    let mut once = uids(&kept);
    once.dedup();
    assert_eq!(once.len(), RULES);
}

#[test]
fn a_running_centre_answers_hunts_and_findings() {
    let mut centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let mut relp = Relp::open(&centre.address("relp"));
    (1..=3).for_each(|number| relp.send("syslog", &message(number)));
    relp.send("syslog", &failed(4));
    centre.finding();
    let data = centre.folder.path().join("data");
    // What was found is stored: both are seen at once.
    let run = atalaya(&["hunt", "SELECT message FROM events", "--json", "--data", text(&data)]);
    assert_eq!((run.status, run.stdout.lines().count()), (0, 4), "{}{}", run.stdout, run.stderr);
    let run = atalaya(&["hunt", "authentication", "--data", text(&data), "--lang", "es"]);
    assert!(run.status == 0 && run.stdout.contains("authentication failure 4"), "{}{}", run.stdout, run.stderr);
    assert_eq!(findings(&centre.folder, &[]).len(), 1);
    // Files are those of whoever asks.
    let here = tempfile::tempdir().unwrap();
    let rule = centre.folder.path().join("rules/A_log-on_failed.yml");
    fs::copy(rule, here.path().join("rule.yml")).unwrap();
    for words in [&["hunt", "refused", "-o", "rows.csv"][..], &["hunt", "--rule", "rule.yml", "-o", "found.ndjson"]] {
        let run = Command::new(env!("CARGO_BIN_EXE_atalaya"))
            .args(words)
            .args(["--data", text(&data)])
            .current_dir(here.path())
            .output()
            .unwrap();
        assert!(run.status.code().unwrap() < 2, "{}", String::from_utf8_lossy(&run.stderr));
    }
    assert_eq!(fs::read_to_string(here.path().join("rows.csv")).unwrap().lines().count(), 4);
    assert_eq!(fs::read_to_string(here.path().join("found.ndjson")).unwrap().lines().count(), 1);
    // What is wrong is told there too, and what a running centre does not carry out.
    let run = atalaya(&["hunt", "SELECT nothing FROM nowhere", "--data", text(&data)]);
    assert!(run.status == 2 && run.stderr.contains("nowhere"), "{}", run.stderr);
    let run = atalaya(&["journal", "rekey", "--data", text(&data)]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    // Whoever says nothing, or no request, hinders nobody.
    let socket = data.join("centre.sock");
    let silent = UnixStream::connect(&socket).unwrap();
    UnixStream::connect(&socket).unwrap().write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(findings(&centre.folder, &[]).len(), 1);
    drop(silent);
    let (told, folder) = centre.end();
    assert_eq!(told["findings"], 1, "{told:#}");
    assert!(!folder.path().join("data/centre.sock").exists());
    // What a killed centre left behind hinders nobody either.
    let folder = Centre::begin(folder).kill();
    assert_eq!((findings(&folder, &[]).len(), kept(&folder, "relp").len()), (1, 4));
}

#[test]
fn a_directory_in_which_nothing_was_found_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let run = atalaya(&["findings", "--data", text(&folder.path().join("none"))]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    let (_, folder) = Centre::begin(settings(&[("relp", "relp", "")])).end();
    assert!(findings(&folder, &[]).is_empty());
    let data = folder.path().join("data");
    for (language, words) in [("es", "Ningún hallazgo"), ("en", "No findings"), ("zh-TW", "沒有偵測結果")] {
        let run = atalaya(&["findings", "--data", text(&data), "--lang", language]);
        assert!(run.status == 0 && run.stdout.contains(words), "{}{}", run.stdout, run.stderr);
    }
}
