//! Canaries: which rules are proven, on the way that events go, and nothing of them beside that.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, LAST_LINE, Relp, assert_sound, judged, kept, settings};
use crate::serve_http::{post, token};

/// How often it is asked whether canaries have come through.
const ASKED_MAX: usize = 600;

/// Rules of a test's own beside those of [`judged`]: for one kind, for several, and one that no event can be made for.
pub(crate) fn ruled(folder: TempDir) -> TempDir {
    let folder = judged(folder);
    let rule = |name: &str, logsource: &str, detection: &str| {
        let text = format!(
            "title: {name}\nid: 00000000-0000-4000-8000-1000000000{:02}\nstatus: test\nlevel: high\n\
             logsource: {{product: windows, {logsource}}}\ndetection:\n  words: {detection}\n  condition: words\n",
            name.len(),
        );
        fs::write(folder.path().join("rules").join(format!("{name}.yml")), text).unwrap();
    };
    rule("file", "category: file_event", "{TargetFilename|endswith: '\\evil.txt'}");
    rule("process", "category: process_creation", "{CommandLine|contains: 'evil words'}");
    rule("impossible", "category: file_event", "{TargetFilename: a, TargetFilename|endswith: b}");
    folder
}

/// What is told of proofs, once the canaries of this start have come through.
pub(crate) fn proof(data: &Path, more: &[&str]) -> Value {
    for _ in 0..ASKED_MAX {
        let run = atalaya(&[&["rules", "proof", "--json", "--data", text(data)], more].concat());
        if run.status == 0 {
            let told = run.json();
            let tried =
                |rule: &Value| rule["canaries"].as_array().unwrap().iter().all(|canary| !canary["tried"].is_null());
            if told["rules"].as_array().unwrap().iter().all(tried) {
                return told;
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("canaries do not come through");
}

fn rule<'t>(told: &'t Value, title: &str) -> &'t Value {
    told["rules"].as_array().unwrap().iter().find(|rule| rule["title"] == title).unwrap()
}

/// State and reason of a rule.
pub(crate) fn state<'t>(told: &'t Value, title: &str) -> (&'t str, &'t str) {
    let rule = rule(told, title);
    (rule["state"].as_str().unwrap(), rule["reason"].as_str().unwrap_or_default())
}

/// The kinds of a rule's canaries whose findings came.
fn proven(told: &Value, title: &str) -> Vec<String> {
    let canaries = rule(told, title)["canaries"].as_array().unwrap();
    let proven = canaries.iter().filter(|canary| !canary["proven"].is_null());
    proven.map(|canary| canary["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

/// An event of Sysmon as flat JSON.
fn sysmon(id: u64, more: &str) -> String {
    format!(
        "{{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Provider\":\"Microsoft-Windows-Sysmon\",\"EventID\":{id},\
         \"Computer\":\"ws1\",\"UtcTime\":\"2026-01-02 03:04:05.006\",{more}}}\n"
    )
}

#[test]
fn rules_are_proven_and_canaries_leave_nothing_else_behind() {
    let centre = Centre::begin(ruled(settings(&[("relp", "relp", "")])));
    let data = centre.folder.path().join("data");
    let told = proof(&data, &[]);
    for title in ["A log-on failed", "file", "process"] {
        assert_eq!(state(&told, title), ("cannot-fire", "no-source"), "{told:#}");
        assert!(!proven(&told, title).is_empty(), "{told:#}");
    }
    assert_eq!(state(&told, "impossible"), ("cannot-fire", "no-source"));
    // What makes a rule fire is an event of its organization as any other: here one like a canary.
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", "<13>1 2026-01-02T03:04:05Z fw01 su 77 - - authentication failure 1");
    relp.answer().unwrap();
    let mut centre = centre;
    assert_eq!(centre.finding()["organization"], "ministry");
    let told = proof(&data, &[]);
    assert_eq!(state(&told, "A log-on failed").0, "proven", "{told:#}");
    assert_eq!(state(&told, "The last of them").0, "proven", "{told:#}");
    assert_eq!(told["count"]["proven"], 2, "{told:#}");
    let of_bank = proof(&data, &["--organization", "bank", "--not-proven"]);
    assert_eq!((state(&of_bank, "A log-on failed").1, &of_bank["count"]["proven"]), ("no-source", &0.into()));
    // No hunt, no list of sources and no finding has a canary.
    let (told, folder) = centre.end();
    assert_eq!((&told["findings"], &told["events"]), (&1.into(), &1.into()), "{told:#}");
    assert_eq!(kept(&folder, "canaries"), Vec::<String>::new());
    assert_eq!(kept(&folder, "relp").len(), 1);
    let data = folder.path().join("data");
    let sources = atalaya(&["sources", "--json", "--data", text(&data)]).json();
    assert_eq!(sources["sources"].as_array().unwrap().len(), 1, "{sources:#}");
    let findings = atalaya(&["findings", "--json", "--data", text(&data)]);
    assert_eq!(findings.stdout.lines().count(), 1);
    assert_sound(&folder);
    // What was proven is still told when no centre runs, in words too.
    let words = atalaya(&["rules", "proof", "--data", text(&data)]);
    assert!(words.stdout.contains("2 of 5 rules are proven"), "{}", words.stdout);
}

#[test]
fn a_kind_that_is_switched_off_leaves_exactly_its_rules_unproven() {
    let (token, line) = token();
    let centre = Centre::begin(ruled(settings(&[("api", "http", &line), ("relp", "relp", "")])));
    let bearer = format!("Bearer {token}");
    let events = [
        sysmon(1, "\"Image\":\"C:\\\\a.exe\",\"CommandLine\":\"a\""),
        sysmon(11, "\"Image\":\"C:\\\\a.exe\",\"TargetFilename\":\"C:\\\\b.txt\""),
    ];
    assert_eq!(post(&centre, "/ndjson", &bearer, &events.concat()).status, 200);
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &format!("<13>1 2026-01-02T03:04:05Z fw01 su 77 - - {LAST_LINE}"));
    relp.answer().unwrap();
    let mut centre = centre;
    centre.finding();
    let data = centre.folder.path().join("data");
    let told = proof(&data, &[]);
    for title in ["The last of them", "file", "process"] {
        assert_eq!(state(&told, title).0, "proven", "{title}: {told:#}");
    }
    assert_eq!(state(&told, "impossible"), ("unproven", "no-witness"), "{told:#}");
    assert_eq!(proven(&told, "process"), ["windows.security", "windows.sysmon"], "{told:#}");
    let (_, folder) = centre.end();
    // Sysmon's events are recognised no more.
    let kinds = folder.path().join("kinds");
    fs::create_dir(&kinds).unwrap();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/kinds/windows.sysmon.yml");
    let text = fs::read_to_string(ours).unwrap();
    let other = text.replace("{Channel: Microsoft-Windows-Sysmon/Operational}", "{Channel: nobody-writes-this}");
    assert_ne!(text, other);
    fs::write(kinds.join("windows.sysmon.yml"), other).unwrap();
    let centre = Centre::begin_with(folder, &["--kinds", crate::program::text(&kinds)]);
    let told = proof(&data_of(&centre), &[]);
    assert_eq!(state(&told, "file").0, "unproven", "{told:#}");
    for title in ["The last of them", "process"] {
        assert_eq!(state(&told, title).0, "proven", "{title}: {told:#}");
    }
    assert_eq!(proven(&told, "process"), ["windows.security"], "{told:#}");
}

fn data_of(centre: &Centre) -> std::path::PathBuf {
    centre.folder.path().join("data")
}

#[test]
fn a_field_that_never_has_a_value_is_told_with_what_to_do() {
    let (token, line) = token();
    let centre = Centre::begin(ruled(settings(&[("api", "http", &line)])));
    let event = "{\"Channel\":\"Security\",\"Provider\":\"Microsoft-Windows-Security-Auditing\",\"EventID\":4688,\
                 \"Computer\":\"ws1\",\"TimeCreated\":\"2026-01-02T03:04:05Z\",\"NewProcessName\":\"C:\\\\a.exe\"}\n";
    assert_eq!(post(&centre, "/ndjson", &format!("Bearer {token}"), event).status, 200);
    let data = data_of(&centre);
    let mut told = proof(&data, &[]);
    for _ in 0..ASKED_MAX {
        if state(&told, "process") != ("cannot-fire", "no-source") {
            break;
        }
        thread::sleep(Duration::from_millis(20));
        told = proof(&data, &[]);
    }
    assert_eq!(state(&told, "process"), ("cannot-fire", "fields"), "{told:#}");
    let missing = &rule(&told, "process")["missing"][0];
    assert_eq!((&missing["kind"], &missing["field"]), (&"windows.security".into(), &"CommandLine".into()));
    let words = atalaya(&["rules", "proof", "--data", text(&data)]);
    assert!(words.stdout.contains("Include command line in process creation events"), "{}", words.stdout);
    let (_, folder) = centre.end();
    assert_sound(&folder);
}

#[test]
fn nobody_names_the_organization_of_the_canaries() {
    let folder = judged(settings(&[("relp", "relp", "")]));
    let file = folder.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap().replace("\"ministry\"", "\"(atalaya)\"");
    fs::write(&file, words).unwrap();
    let data = folder.path().join("data");
    let run = atalaya(&["serve", "--config", text(&file), "--data", text(&data)]);
    assert!(run.status != 0 && run.stderr.contains("(atalaya)"), "{}", run.stderr);
    let run =
        atalaya(&["import", text(&file), "--organization", "(atalaya)", "--source", "canaries", "--data", text(&data)]);
    assert_ne!(run.status, 0, "{}", run.stdout);
}

#[test]
fn our_own_rules_and_correlations_find_their_canaries() {
    let centre = Centre::begin(settings(&[("relp", "relp", "")]));
    let told = proof(&data_of(&centre), &[]);
    let rules = told["rules"].as_array().unwrap();
    let failed: Vec<&Value> = rules.iter().filter(|rule| rule["reason"] == "no-finding").collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let with = |is_correlation: bool| {
        let has = |rule: &&Value| !rule["canaries"].as_array().unwrap().is_empty();
        let own =
            rules.iter().filter(has).filter(|rule| rule["logsource"].as_str().unwrap().is_empty() == is_correlation);
        own.count()
    };
    assert!(with(true) >= 30 && with(false) >= 100, "{} correlations, {} rules", with(true), with(false));
    centre.end();
}
