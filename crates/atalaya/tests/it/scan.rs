//! `scan`: the summary as text and as JSON, findings, exit statuses.

use crate::program::{atalaya, atalaya_in, atalaya_reading, folder, text};
use atalaya_testkit::mmdb::{Value, table};
use std::fs;

const RULE: &str = "\
title: A name that nobody asks for
id: 7a1bd5e5-1d1d-4d6a-8f5e-0d7f4a6f1f10
level: high
author: Someone
tags: [attack.command-and-control, attack.t1071.004]
logsource:
  product: zeek
  service: dns
detection:
  selection:
    query|endswith: .evil.example
  condition: selection
";

/// Zeek's questions, one of them wicked, and a line that is cut.
fn log() -> String {
    let line = |second: u64, query: &str| {
        format!(r#"{{"_path":"dns","ts":{second}.5,"uid":"C1","id.orig_h":"192.0.2.7","query":"{query}"}}"#)
    };
    let mut lines: Vec<String> = (0..20).map(|second| line(1_700_000_000 + second, "example.org")).collect();
    lines.push(line(1_700_000_100, "www.evil.example"));
    lines.push(line(1_700_000_101, "\\u001b[31mred.evil.example"));
    lines.push(r#"{"_path":"dns","ts":17000"#.to_owned());
    lines.join("\n") + "\n"
}

#[test]
fn findings_are_written_and_counted() {
    let folder = folder(&[("logs/dns.log", &log()), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let output = path("findings.jsonl");
    let run = atalaya(&["scan", &path("logs"), "--rules", &path("rules"), "--output", &output, "--json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let json = run.json();
    assert_eq!(json["found"]["by_level"]["high"], 2, "{json:#}");
    assert_eq!(json["tally"]["frames"], 23);
    assert_eq!(json["tally"]["quarantined"], 1);
    assert_eq!(json["kinds"][0]["kind"], "zeek.dns");
    assert_eq!(json["quarantined"][0]["reason"]["id"], "malformed-syntax");
    assert_eq!(fs::read_to_string(output).unwrap().lines().count(), 2);
}

#[test]
fn the_summary_is_the_same_in_two_runs_and_without_control_characters() {
    let folder = folder(&[("logs/dns.log", &log()), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for language in ["en", "es", "zh_TW"] {
        let runs: Vec<String> = ["1", "2"]
            .iter()
            .map(|threads| {
                let arguments = ["scan", &path("logs"), "--rules", &path("rules"), "--threads", threads];
                let run = atalaya_in(language, &arguments);
                assert_eq!((run.status, run.stderr.as_str()), (0, ""));
                run.stdout
            })
            .collect();
        assert_eq!(runs[0], runs[1]);
        assert!(!runs[0].contains(|c: char| c.is_control() && c != '\n'), "{}", runs[0]);
        assert!(!runs[0].contains("[cli-") && !runs[0].contains("{$"), "{}", runs[0]);
        assert!(runs[0].contains("zeek.dns") && runs[0].contains("A name that nobody asks for"), "{}", runs[0]);
    }
}

#[test]
fn the_summary_tells_what_was_read_found_not_seen_and_what_to_do() {
    let folder = folder(&[("dns.log", &log()), ("name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = atalaya(&["scan", &path("dns.log"), "--rules", &path("name.yml")]);
    let at = |words: &str| run.stdout.find(words).unwrap_or_else(|| panic!("{words}: {}", run.stdout));
    let order = ["What was read", "What was found", "What could not be seen", "What to do next"].map(at);
    assert!(order.is_sorted(), "{}", run.stdout);
    for words in
        ["1 record could not be understood", "high: 2", "record 21", "--output findings.jsonl", "Command and control"]
    {
        at(words);
    }
}

#[test]
fn fail_on_decides_about_the_exit_status() {
    let folder = folder(&[("dns.log", &log()), ("name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let check = |level: &str, status| {
        let run = atalaya(&["scan", &path("dns.log"), "--rules", &path("name.yml"), "--fail-on", level]);
        assert_eq!(run.status, status, "{level}: {}", run.stdout);
    };
    check("medium", 1);
    check("HIGH", 1);
    check("critical", 0);
}

#[test]
fn level_filters_what_is_written_and_nothing_else() {
    let folder = folder(&[("dns.log", &log()), ("name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let output = path("findings.ndjson");
    let (log, rules) = (path("dns.log"), path("name.yml"));
    let run = atalaya(&["scan", &log, "--rules", &rules, "--level", "critical", "--output", &output, "--json"]);
    assert_eq!(run.json()["found"]["total"], 2);
    assert_eq!(run.json()["found"]["written"], 0);
    assert_eq!(fs::read_to_string(output).unwrap(), "");
}

#[test]
fn standard_input_is_read_and_rules_can_be_left_out() {
    let json = atalaya_reading(&log(), &["scan", "-", "--decode-only", "--json"]).json();
    assert_eq!(json["tally"]["decoded"], 22);
    assert_eq!(json["found"]["total"], 0);
    assert_eq!(json["rules"]["rules"], 0);
}

#[test]
fn time_limits_leave_events_out_and_count_them() {
    let folder = folder(&[("dns.log", &log())]);
    let log = folder.path().join("dns.log");
    let check = |arguments: &[&str], outside: u64| {
        let run = atalaya(&[&["scan", text(&log), "--decode-only", "--json"], arguments].concat());
        assert_eq!(run.json()["tally"]["outside_time"], outside, "{arguments:?}");
    };
    check(&["--since", "2023-11-14T22:15:00Z"], 20);
    check(&["--until", "2023-11-14T22:15:00Z"], 2);
    check(&["--since", "2023-11-14", "--until", "2023-11-14"], 0);
    check(&["--until", "2023-11-14", "--timezone", "Asia/Taipei"], 22);
}

#[test]
fn findings_never_replace_a_log_that_is_read() {
    let folder = folder(&[("dns.jsonl", &log()), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let same = path("rules/../dns.jsonl");
    let run = atalaya(&["scan", &path("dns.jsonl"), "--rules", &path("rules"), "--output", &same]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert_eq!(fs::read_to_string(path("dns.jsonl")).unwrap(), log());
}

#[test]
fn one_run_at_a_time_writes_a_handover_and_what_it_writes_is_no_input() {
    let folder = folder(&[("logs/dns.log", &log()), ("logs/out/.work/began", ""), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let out = path("logs/out");
    let scan = ["scan", &path("logs"), "--rules", &path("rules"), "--handover", &out, "--lang", "en"];
    let other = fs::File::create(path("logs/out/.work/lock")).unwrap();
    other.lock().unwrap();
    let refused = atalaya(&scan);
    assert_eq!(refused.status, 2, "{}", refused.stdout);
    assert!(refused.stderr.contains("Another run is writing to"), "{}", refused.stderr);
    drop(other);
    assert_eq!(atalaya(&scan).status, 0);
    let inputs = fs::read_to_string(path("logs/out/inputs.sha256")).unwrap();
    assert!(inputs.lines().count() == 1 && inputs.ends_with("logs/dns.log\n"), "{inputs}");
}

#[test]
fn a_finished_handover_is_left_as_it_is_and_a_foreign_folder_too() {
    let folder = folder(&[("logs/dns.log", &log()), ("other/notes.txt", "mine"), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let scan = |out: &str| {
        atalaya(&["scan", &path("logs"), "--rules", &path("rules"), "--handover", &path(out), "--lang", "en"])
    };
    assert_eq!(scan("out").status, 0);
    let sums = fs::read_to_string(path("out/SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 8, "{sums}");
    assert!(!folder.path().join("out/.work").exists());
    let check = |out: &str, told: &str| {
        let refused = scan(out);
        assert!(refused.status == 2 && refused.stderr.contains(told), "{}", refused.stderr);
    };
    check("out", "is finished");
    // As if the machine had stopped right before the checksums.
    fs::remove_file(path("out/SHA256SUMS")).unwrap();
    check("out", "is finished");
    assert_eq!(fs::read_to_string(path("out/SHA256SUMS")).unwrap(), sums);
    check("other", "holds something else already");
}

#[test]
fn a_masked_handover_names_nobody_in_the_paths_that_were_asked_for() {
    let folder = folder(&[("home/ana.perez/dns.log", &log()), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (logs, out) = (path("home/ana.perez"), path("out"));
    let run = atalaya(&["scan", &logs, "--rules", &path("rules"), "--handover", &out, "--redact"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    for file in fs::read_dir(&out).unwrap() {
        let file = file.unwrap().path();
        assert!(!fs::read_to_string(&file).unwrap().contains("ana.perez"), "{}", file.display());
    }
}

#[test]
fn the_summary_lists_no_finding_below_the_level_asked_for() {
    let folder = folder(&[("logs/dns.log", &log()), ("rules/name.yml", RULE)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = atalaya(&["scan", &path("logs"), "--rules", &path("rules"), "--level", "critical"]);
    assert!(!run.stdout.contains("The most serious findings"), "{}", run.stdout);
    assert!(!run.stdout.contains("NUMBER("), "{}", run.stdout);
}

#[test]
fn zone_and_year_are_those_of_the_input_and_what_was_assumed_is_said() {
    const LINE: &str = "<38>Dec 31 23:30:00 gw sshd[7]: Failed password for root from 192.0.2.7 port 4711 ssh2\n";
    let folder = folder(&[("logs/fw/a.log", LINE), ("logs/b.log", LINE), ("logs/old/c.log", LINE)]);
    let spring_2020 = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_586_000_000);
    for name in ["fw/a.log", "b.log", "old/c.log"] {
        let path = folder.path().join("logs").join(name);
        fs::File::options().write(true).open(path).unwrap().set_modified(spring_2020).unwrap();
    }
    let logs = folder.path().join("logs");
    let clocks = ["--timezone", "fw/*=America/Guatemala", "--year", "old/*=2017", "--year", "nowhere=2001"];
    let json = atalaya(&[&["scan", text(&logs), "--json"], &clocks[..]].concat()).json();
    assert_eq!(json["kinds"][0]["first"], "2017-12-31T23:30:00.000000Z", "{json:#}");
    assert_eq!(json["kinds"][0]["last"], "2020-01-01T05:30:00.000000Z");
    let clock = |at: usize| json["inputs"]["first"][at]["clock"].clone();
    assert_eq!(clock(0)["year_by_modification"], "2020-04-04T11:33:20.000000Z");
    assert_eq!((&clock(1)["zone"], &clock(1)["zone_given"]), (&"America/Guatemala".into(), &true.into()));
    assert_eq!((&clock(2)["year_given"], &clock(2)["without_year"]), (&2017.into(), &1.into()));
    assert_eq!(json["blind"]["zoneless"]["total"], 2);
    assert_eq!(json["blind"]["patterns_unused"][0], "nowhere");
    let told = atalaya(&[&["scan", text(&logs)], &clocks[..]].concat()).stdout;
    for words in ["nothing says their zone", "modification on 2020-04-04", "old/c.log: 2017", "- nowhere"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn tables_of_addresses_are_brought_and_what_is_none_is_refused() {
    let rule = RULE
        .replace("product: zeek", "product: fortigate")
        .replace("service: dns", "service: event")
        .replace("query|endswith: .evil.example", "SrcCountry: SV");
    let line = "date=2026-02-14 time=03:00:00 devid=\"FGT60FEXAMPLE\" tz=\"+0000\" logid=\"0101039947\" \
                type=\"event\" subtype=\"vpn\" action=\"tunnel-up\" remip=203.0.113.7 user=\"luis\"\n";
    let folder = folder(&[("fw.log", line), ("abroad.yml", &rule), ("notes.mmdb", "no table")]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let country = Value::Map(vec![("country", Value::Map(vec![("iso_code", Value::Text("SV"))]))]);
    fs::write(path("country.mmdb"), table(&[("203.0.113.0/24", country)])).unwrap();
    let scan = |more: &[&str]| atalaya(&[&["scan", &path("fw.log"), "--rules", &path("abroad.yml")], more].concat());
    let without = scan(&[]);
    assert!(without.stdout.contains("--addresses") && without.stdout.contains("SrcCountry"), "{}", without.stdout);
    assert_eq!(scan(&["--addresses", &path("country.mmdb"), "--json"]).json()["found"]["total"], 1);
    let refused = scan(&["--addresses", &path("notes.mmdb")]);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("is no table of addresses"), "{}", refused.stderr);
    let coverage =
        |more: &[&str]| atalaya(&[&["rules", "coverage", &path("abroad.yml"), "--json"], more].concat()).json();
    assert_eq!(coverage(&[])["by_rule"][0]["reason"], "address_table");
    assert_eq!(coverage(&["--addresses", &path("country.mmdb")])["routed"], 1);
    let told = atalaya(&["rules", "coverage", &path("abroad.yml")]).stdout;
    assert!(told.contains("need a table of addresses"), "{told}");
}
