//! A centre goes on by other settings, rules and kinds of log, and whoever sends to it notices nothing.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{Run, atalaya, text};
use crate::serve::{Centre, LAST_LINE, Relp, assert_sound, judged, kept, message, settings};

fn reload(data: &Path) -> Run {
    atalaya(&["reload", "--json", "--data", text(data)])
}

/// Has the centre take its files up; what it says of that.
fn taken(data: &Path) -> Value {
    for _ in 0..200 {
        let run = reload(data);
        match run.stderr.contains("taking up new settings") || run.stderr.contains("No centre runs") {
            true => thread::sleep(Duration::from_millis(25)),
            false => {
                assert_eq!(run.status, 0, "{}", run.stderr);
                return run.json();
            }
        }
    }
    panic!("nothing is taken up");
}

/// Waits until a rule judges.
fn until_judged(data: &Path, title: &str) {
    for _ in 0..400 {
        let run = atalaya(&["rules", "proof", "--json", "--data", text(data)]);
        if run.status == 0 && run.json()["rules"].as_array().unwrap().iter().any(|rule| rule["title"] == title) {
            return;
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("{title} does not judge");
}

fn write_rule(folder: &Path, name: &str, number: usize, more: &str) {
    let rule =
        format!("title: {name}\nid: 00000000-0000-4000-8000-2000000000{number:02}\nstatus: test\nlevel: high\n{more}");
    fs::write(folder.join("rules").join(format!("{}.yml", name.replace(' ', "_"))), rule).unwrap();
}

fn of_words(words: &str) -> String {
    format!("logsource:\n  service: syslog\ndetection:\n  words:\n    - '{words}'\n  condition: words\n")
}

fn send(relp: &mut Relp, words: &str) {
    relp.send("syslog", &format!("<13>1 2026-01-02T03:04:05Z fw01 app 77 - - {words}"));
}

fn title(finding: &Value) -> &str {
    finding["finding"]["finding_info"]["title"].as_str().unwrap()
}

#[test]
fn rules_are_taken_up_while_a_connection_stands() {
    let mut centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let (folder, data) = (centre.folder.path().to_owned(), centre.folder.path().join("data"));
    let mut relp = Relp::open(&centre.address("relp"));
    send(&mut relp, LAST_LINE);
    assert_eq!(title(&centre.finding()), "The last of them");

    // One new, one changed, one gone.
    write_rule(&folder, "A new one", 1, &of_words("quite new"));
    fs::remove_file(folder.join("rules/The_last_of_them.yml")).unwrap();
    let file = folder.join("rules/A_log-on_failed.yml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("authentication failure", "was not let in")).unwrap();
    let told = taken(&data);
    let expected = json!({"rules": 2, "rules_new": 1, "rules_changed": 1, "rules_gone": 1, "rules_refused": 0,
        "kinds_changed": false, "at_next_start": []});
    assert_eq!(told, expected);
    // Whatever is decoded from now on is judged by these; what was under way may have been judged by those of before.
    until_judged(&data, "A new one");
    for words in [LAST_LINE, "authentication failure", "quite new", "he was not let in"] {
        send(&mut relp, words);
    }
    let found = [centre.finding(), centre.finding()];
    assert_eq!(found.each_ref().map(title), ["A new one", "A log-on failed"]);
    drop(relp);
    let (told, folder) = centre.end();
    assert_eq!((&told["received"][0]["connections"], &told["findings"]), (&1.into(), &3.into()), "{told:#}");
    assert_eq!(kept(&folder, "relp").len(), 5);
    assert_sound(&folder);
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_changed() {
    let mut centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let (folder, data) = (centre.folder.path().to_owned(), centre.folder.path().join("data"));
    let file = folder.join("atalaya.toml");
    let before = fs::read_to_string(&file).unwrap();
    for (wrong, said) in [
        (format!("colour = 1\n{before}"), "line 1"),
        (before.replace("rules = [\"rules\"]", "rules = [\"nowhere\"]"), "nowhere"),
        (before.replace("rules = [\"rules\"]", "rules = [\"rules\"]\nonly = \"only.txt\""), "only.txt"),
    ] {
        fs::write(&file, wrong).unwrap();
        let run = reload(&data);
        assert_eq!(run.status, 2, "{}", run.stdout);
        assert!(run.stderr.contains(said) && run.stderr.contains("Nothing was changed"), "{}", run.stderr);
    }
    // What can only be set at the start is said to be.
    fs::write(&file, format!("{before}silent_after = \"2h\"\n")).unwrap();
    assert_eq!(taken(&data)["at_next_start"], json!(["sources"]));
    let mut relp = Relp::open(&centre.address("relp"));
    send(&mut relp, LAST_LINE);
    assert_eq!(title(&centre.finding()), "The last of them");
    centre.end();
    let run = reload(&data);
    assert!(run.status == 2 && run.stderr.contains("No centre runs"), "{}", run.stderr);
}

#[test]
fn correlations_go_on_with_what_they_have() {
    let folder = judged(settings(&[("relp", "relp", "")]));
    let all = "logsource:\n  service: syslog\ndetection:\n  words:\n    - 'knocks'\n  condition: words\n";
    write_rule(folder.path(), "Somebody knocks", 1, all);
    let name = "name: knock\n";
    let file = folder.path().join("rules/Somebody_knocks.yml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + name).unwrap();
    let correlation = "correlation:\n  type: event_count\n  rules:\n    - knock\n  group-by:\n    - hostname\n  timespan: 1h\n  \
                       condition:\n    gte: 4\n";
    write_rule(folder.path(), "Somebody knocks four times", 2, correlation);
    let mut centre = Centre::begin(folder);
    let data = centre.folder.path().join("data");
    let mut relp = Relp::open(&centre.address("relp"));
    (0..3).for_each(|_| send(&mut relp, "knocks"));
    write_rule(centre.folder.path(), "A new one", 3, &of_words("quite new"));
    assert_eq!(taken(&data)["rules_new"], 1);
    send(&mut relp, "knocks");
    assert_eq!(title(&centre.finding()), "Somebody knocks four times");
    let (told, _folder) = centre.end();
    assert_eq!(told["findings"], 1, "{told:#}");
}

#[test]
fn kinds_of_log_are_taken_up_too() {
    let folder = judged(settings(&[("relp", "relp", "")]));
    let kinds = folder.path().join("kinds");
    fs::create_dir(&kinds).unwrap();
    let arguments = ["--kinds".to_owned(), text(&kinds).to_owned()];
    let mut centre = Centre::begin_with(folder, &arguments.each_ref().map(String::as_str));
    let data = centre.folder.path().join("data");
    let mut relp = Relp::open(&centre.address("relp"));
    let door = |number: u32| format!("{{\"door_number\": {number}, \"opened_by\": \"guest\"}}");
    send(&mut relp, &door(1));
    let kind = "kind: test.door\nabout: {en: A door., es: Una puerta., zh-TW: 一扇門。}\nverification: seen\n\
                dialects:\n  - name: json\n    format: [json, syslog]\n    when: {door_number: \"*\", opened_by: \"*\"}\n\
                    \x20   fields: {\"*\": \"*\"}\n\
                serves:\n  - logsource: {product: door}\n";
    fs::write(kinds.join("test.door.yml"), kind).unwrap();
    let rule = "logsource:\n  product: door\ndetection:\n  guest:\n    opened_by: guest\n  condition: guest\n";
    write_rule(centre.folder.path(), "A guest", 1, rule);
    let told = taken(&data);
    assert_eq!((&told["kinds_changed"], &told["rules_new"]), (&true.into(), &1.into()), "{told:#}");
    until_judged(&data, "A guest");
    send(&mut relp, &door(2));
    assert_eq!(title(&centre.finding()), "A guest");
    let (told, folder) = centre.end();
    assert_eq!((&told["findings"], &told["events"]), (&1.into(), &2.into()), "{told:#}");
    assert_sound(&folder);
}

#[test]
fn a_stream_of_messages_goes_through_several_times() {
    let centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let (folder, data) = (centre.folder.path().to_owned(), centre.folder.path().join("data"));
    let address = centre.address("relp");
    let sending = thread::spawn(move || {
        let mut relp = Relp::open(&address);
        for number in 0..20_000 {
            relp.send("syslog", &message(number));
            if number % 100 == 99 {
                (0..100).for_each(|_| drop(relp.answer().unwrap()));
            }
        }
    });
    for number in 1..=4 {
        write_rule(&folder, &format!("A new one {number}"), number, &of_words(&format!("quite new {number}")));
        assert_eq!(taken(&data)["rules"], 2 + number);
    }
    sending.join().unwrap();
    let (told, folder) = centre.end();
    assert_eq!((&told["received"][0]["durable"], &told["received"][0]["connections"]), (&20_000.into(), &1.into()));
    assert_eq!(told["events"], 20_000, "{told:#}");
    let mut all = kept(&folder, "relp");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 20_000);
    assert_sound(&folder);
}

/// Waits until the canaries that were let in after this moment have all come through; the moment of the last one.
fn canaries_behind(data: &Path, moment: &str) -> String {
    for _ in 0..600 {
        let run = atalaya(&["rules", "proof", "--json", "--data", text(data)]);
        if run.status == 0 {
            let told = run.json();
            let canaries =
                told["rules"].as_array().unwrap().iter().flat_map(|rule| rule["canaries"].as_array().unwrap());
            let tried: Vec<&str> = canaries.map(|canary| canary["tried"].as_str().unwrap_or_default()).collect();
            if tried.iter().all(|tried| *tried > moment) {
                return tried.into_iter().max().unwrap().to_owned();
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("canaries do not come through");
}

/// All rules that come with the program, and canaries of all kinds: what each shift's threads need must not add up.
#[test]
fn memory_stays_below_its_bound() {
    let centre = Centre::begin(settings(&[("relp", "relp", "")]));
    let data = centre.folder.path().join("data");
    let mut moment = canaries_behind(&data, "");
    for _ in 0..8 {
        taken(&data);
        moment = canaries_behind(&data, &moment);
        let resident = centre.resident_bytes();
        assert!(resident < 1_000_000_000, "{resident} bytes");
    }
    centre.end();
}
