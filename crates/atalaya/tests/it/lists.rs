//! `rules` and `kinds`.

use crate::program::{atalaya, atalaya_in, folder, text};

const RULE: &str = "\
title: A shell of the web server
id: 7a1bd5e5-1d1d-4d6a-8f5e-0d7f4a6f1f10
status: test
level: high
author: Someone
license: DRL-1.1
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\sh.exe'
  condition: selection
";

const BROKEN: &str = "\
title: A rule with a modifier that does not exist
id: 7a1bd5e5-1d1d-4d6a-8f5e-0d7f4a6f1f11
logsource:
  product: windows
detection:
  selection:
    Image|endswiht: x
  condition: selection
";

#[test]
fn rules_are_listed_and_shown_with_their_author() {
    let folder = folder(&[("rules/shell.yml", RULE)]);
    let list = atalaya(&["rules", "list", text(folder.path())]);
    assert_eq!(list.status, 0, "{}", list.stderr);
    assert!(list.stdout.contains("A shell of the web server") && list.stdout.contains("Someone"), "{}", list.stdout);
    let show = atalaya(&["rules", "show", "7a1bd5e5-1d1d-4d6a-8f5e-0d7f4a6f1f10", text(folder.path())]);
    for word in ["Someone", "DRL-1.1", "Image", "windows/process_creation/*", "windows."] {
        assert!(show.stdout.contains(word), "{word}: {}", show.stdout);
    }
    let json = atalaya(&["rules", "show", "a shell of the web server", text(folder.path()), "--json"]).json();
    assert_eq!(json["fields"], serde_json::json!(["Image"]));
}

#[test]
fn a_broken_rule_is_named_with_its_place_and_makes_the_check_fail() {
    let folder = folder(&[("shell.yml", RULE), ("broken.yml", BROKEN)]);
    let run = atalaya(&["rules", "check", text(folder.path())]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("broken.yml:7"), "{}", run.stdout);
    assert!(run.stdout.contains("1 refusal"), "{}", run.stdout);
    let json = atalaya_in("es", &["rules", "check", text(folder.path()), "--json"]).json();
    assert_eq!(json["refused"], 1);
    assert_eq!(json["diagnostics"][0]["line"], 7);
    let folder = self::folder(&[("shell.yml", RULE)]);
    assert_eq!(atalaya(&["rules", "check", text(folder.path())]).status, 0);
}

#[test]
fn coverage_is_one_object_with_the_counts() {
    let elsewhere = RULE.replace("windows", "unheard_of").replace("1f10", "1f12");
    let folder = folder(&[("shell.yml", RULE), ("broken.yml", BROKEN), ("elsewhere.yml", &elsewhere)]);
    let json = atalaya(&["rules", "coverage", text(folder.path()), "--json"]).json();
    let counts = ["rules", "loaded", "refused", "routed"].map(|key| json[key].as_u64().unwrap());
    assert_eq!(counts, [3, 2, 1, 1]);
    let plain = atalaya(&["rules", "coverage", text(folder.path())]).stdout;
    assert!(plain.contains("unheard_of/process_creation/*"), "{plain}");
}

#[test]
fn kinds_are_listed_and_shown_in_the_language_asked_for() {
    let list = atalaya(&["kinds", "list", "--json"]).json();
    let kinds = list["kinds"].as_array().unwrap();
    assert!(kinds.len() > 10);
    for kind in kinds.iter().take(5) {
        let name = kind["name"].as_str().unwrap();
        let texts = ["en", "es", "zh-TW"].map(|language| atalaya(&["kinds", "show", name, "--lang", language]).stdout);
        assert!(texts[0] != texts[1] && texts[1] != texts[2], "{name}");
    }
}

#[test]
fn files_are_identified_by_their_content() {
    let line = r#"{"_path":"dns","ts":1700000000.1,"uid":"C1","id.orig_h":"192.0.2.1","query":"example.org"}"#;
    let folder = folder(&[("holiday.png", &format!("{line}\n{line}\n"))]);
    let file = folder.path().join("holiday.png");
    let json = atalaya(&["kinds", "identify", text(&file), "--json"]).json();
    let identified = &json["files"][0];
    assert_eq!((&identified["kinds"][0]["kind"], &identified["kinds"][0]["events"]), (&"zeek.dns".into(), &2.into()));
    assert!(atalaya(&["kinds", "identify", text(&file)]).stdout.contains("zeek.dns"));
    assert_eq!(atalaya(&["kinds", "identify", text(&folder.path().join("gone"))]).status, 2);
}
