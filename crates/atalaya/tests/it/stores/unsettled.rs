//! What is kept can be searched and looked after, also where something else of the directory cannot be used.

use crate::program::{Run, atalaya, atalaya_in, folder, text};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A data directory with a few events, and the log that they came from.
fn place() -> (TempDir, PathBuf, PathBuf) {
    let line = |number: u32| {
        format!(r#"{{"_path":"dns","ts":1700000000.{number},"uid":"C{number}","query":"example.org"}}"#) + "\n"
    };
    let folder = folder(&[("dns.log", &(0..5).map(line).collect::<String>())]);
    let (log, data) = (folder.path().join("dns.log"), folder.path().join("data"));
    assert_eq!(import(&log, &data).status, 0);
    (folder, log, data)
}

fn import(log: &Path, data: &Path) -> Run {
    on(data, &["import", text(log), "--organization", "ministry", "--source", "zeek"])
}

fn on(data: &Path, words: &[&str]) -> Run {
    atalaya(&[words, &["--data", text(data)]].concat())
}

/// Commands of the lake and hunts end well, and say this beside it.
fn assert_searchable(data: &Path, words: &str) {
    let commands: [&[&str]; 4] = [
        &["hunt", "example.org"],
        &["lake", "status"],
        &["lake", "verify"],
        &["lake", "expire", "--older-than", "99y"],
    ];
    for command in commands {
        let run = on(data, command);
        assert_eq!(run.status, 0, "{command:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(words), "{command:?}: {}", run.stderr);
    }
    assert!(on(data, &["hunt", "example.org"]).stdout.contains("example.org"));
}

#[test]
fn what_cannot_be_stored_now_is_told_and_hinders_no_hunt() {
    let (_folder, log, data) = place();
    let mark = data.join("replay.json");
    fs::write(&mark, "{").unwrap();
    assert_searchable(&data, "is missing here");
    for run in [import(&log, &data), on(&data, &["journal", "replay"])] {
        assert_eq!(run.status, 2, "{}", run.stdout);
    }
    fs::remove_file(mark).unwrap();
    assert_eq!(on(&data, &["doctor"]).status, 0);
}

#[test]
fn a_lost_journal_closes_no_lake_and_none_is_begun_in_its_place() {
    let (folder, log, data) = place();
    fs::rename(data.join("journal"), folder.path().join("journal")).unwrap();
    assert_searchable(&data, "Only the lake was opened");
    let copy = folder.path().join("copy");
    assert_eq!(on(&data, &["lake", "export", "--output", text(&copy)]).status, 0);
    let journal: [&[&str]; 3] =
        [&["journal", "status"], &["journal", "replay"], &["journal", "expire", "--older-than", "1d"]];
    for run in journal.map(|words| on(&data, words)).into_iter().chain([import(&log, &data)]) {
        assert_eq!(run.status, 2, "{}", run.stdout);
        assert!(run.stderr.contains("The journal is missing"), "{}", run.stderr);
    }
    let doctor = on(&data, &["doctor"]);
    assert_eq!(doctor.status, 1, "{}", doctor.stderr);
    assert!(doctor.stdout.contains("The journal is missing"), "{}", doctor.stdout);
    assert!(!data.join("journal").exists());
    fs::rename(folder.path().join("journal"), data.join("journal")).unwrap();
    assert_eq!(on(&data, &["doctor"]).status, 0);
}

#[test]
fn a_table_that_is_gone_with_all_that_told_of_it_is_missed_by_the_sums() {
    let (_folder, _, data) = place();
    fs::remove_dir_all(data.join("lake/ministry")).unwrap();
    fs::remove_file(data.join("lake/catalogue")).unwrap();
    assert_eq!(on(&data, &["lake", "verify"]).status, 0);
    let doctor = on(&data, &["doctor"]);
    assert_eq!(doctor.status, 1, "{}", doctor.stderr);
    assert!(doctor.stdout.contains("Events of 1 source that had been stored are missing"), "{}", doctor.stdout);
    assert!(doctor.stdout.contains("backup") && !doctor.stdout.contains("report this"), "{}", doctor.stdout);
}

#[test]
fn what_the_lake_has_is_not_lost_as_unread_before_the_journal_counts_it() {
    let (folder, log, data) = place();
    let state = ["state.json", "state.copy.json"].map(|name| data.join("journal").join(name));
    let before = state.each_ref().map(|path| fs::read(path).unwrap());
    fs::write(&log, fs::read_to_string(&log).unwrap().replace("example.org", "example.net")).unwrap();
    assert_eq!(import(&log, &data).status, 0);
    // As a crash leaves it between the lake's commit and the journal's checkpoint.
    state.iter().zip(before).for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    let expire: &[&str] = &["journal", "expire", "--before", "2099-01-01", "--unread"];
    let run = on(&data, expire);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert!(run.stderr.contains("They are not unread") && run.stderr.contains("atalaya doctor"), "{}", run.stderr);
    assert_eq!(on(&data, &["doctor"]).status, 0);
    assert_eq!(on(&data, expire).status, 0);
    let sums = on(&data, &["doctor", "--json"]).json();
    assert_eq!(sums["sources"][0]["events"]["balanced"], true, "{sums:#}");
    drop(folder);
}

/// The commits of the table's log.
fn commits(data: &Path, table: &str) -> Vec<PathBuf> {
    let log = fs::read_dir(data.join("lake").join(table).join("_delta_log")).unwrap();
    let mut commits: Vec<PathBuf> = log.map(|entry| entry.unwrap().path()).collect();
    commits.retain(|path| path.extension().is_some_and(|end| end == "json"));
    commits.sort();
    commits
}

/// What needs the damaged table has no answer, everything else has.
fn assert_closes_no_other(data: &Path) {
    for words in [
        &["hunt", "example.org"][..],
        &["hunt", "SELECT count(*) FROM zeek.dns"],
        &["hunt", "--organization", "ministry", "*"],
    ] {
        let run = on(data, words);
        assert_eq!(run.status, 2, "{words:?}: {}", run.stdout);
        assert!(run.stderr.contains("ministry/zeek.dns") && run.stderr.contains("--organization"), "{}", run.stderr);
    }
    for words in [
        &["hunt", "*", "--organization", "town"][..],
        &["hunt", "SELECT uid FROM zeek.conn"],
        &["hunt", "SELECT kind FROM events WHERE kind <> 'zeek.dns'"],
    ] {
        let run = on(data, words);
        assert_eq!(run.status, 0, "{words:?}: {}", run.stderr);
    }
    let copy = tempfile::tempdir().unwrap();
    let export = |organization: &str| {
        let copy = copy.path().join(organization);
        on(data, &["lake", "export", "--organization", organization, "--output", text(&copy)])
    };
    assert_eq!((export("town").status, export("ministry").status), (0, 2));
}

#[test]
fn a_damaged_table_is_told_with_its_place_and_closes_no_other() {
    let (folder, log, data) = place();
    let other = folder.path().join("conn.log");
    fs::write(&other, r#"{"_path":"conn","ts":1700000000.1,"uid":"C1","id.orig_h":"192.0.2.1"}"#.to_owned() + "\n")
        .unwrap();
    let run = on(&data, &["import", text(&other), "--organization", "town", "--source", "zeek"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let commit = commits(&data, "ministry/zeek.dns").remove(0);
    let whole = fs::read(&commit).unwrap();
    let place = "ministry/zeek.dns/_delta_log/00000000000000000000.json";
    let damages: [(&str, &dyn Fn()); 3] = [
        ("not what was written", &|| {
            let mut bytes = whole.clone();
            bytes[200] ^= 1;
            fs::write(&commit, bytes).unwrap();
        }),
        ("not what was written", &|| fs::write(&commit, [&whole[..], b"x"].concat()).unwrap()),
        ("missing", &|| fs::remove_file(&commit).unwrap()),
    ];
    for (wrong, damage) in damages {
        damage();
        for (command, status) in [("status", 0), ("verify", 1)] {
            let run = on(&data, &["lake", command]);
            assert_eq!(run.status, status, "{}{}", run.stdout, run.stderr);
            let place = if wrong == "missing" { "ministry/zeek.dns/_delta_log" } else { place };
            assert!(run.stdout.contains(place) && run.stdout.contains(wrong), "{wrong}: {}", run.stdout);
        }
        let found = on(&data, &["lake", "verify", "--json"]).json();
        assert_eq!((&found["tables"], &found["faults"][0]["table"]), (&2.into(), &"ministry/zeek.dns".into()));
        assert_eq!(on(&data, &["lake", "status", "--json"]).json()["damaged"][0]["table"], "ministry/zeek.dns");
        let doctor = on(&data, &["doctor"]);
        assert_eq!(doctor.status, 1, "{}", doctor.stderr);
        assert!(doctor.stdout.contains("Table ministry/zeek.dns is damaged"), "{}", doctor.stdout);
        assert_closes_no_other(&data);
        for words in [&["lake", "compact"][..], &["lake", "expire", "--older-than", "99y"]] {
            let run = on(&data, words);
            let said = ["A table was passed over", "Table ministry/zeek.dns is damaged"];
            assert!(
                run.status == 0 && said.iter().all(|text| run.stdout.contains(text)),
                "{}{}",
                run.stdout,
                run.stderr
            );
            let json = on(&data, &[words, &["--json"]].concat()).json();
            assert_eq!(json["damaged"][0]["table"], "ministry/zeek.dns", "{json:#}");
        }
        fs::write(&commit, &whole).unwrap();
    }
    // Entries whose events belong there wait in the journal, and are decoded when the table is whole again.
    fs::write(&commit, [&whole[..], b"x"].concat()).unwrap();
    fs::write(&log, fs::read_to_string(&log).unwrap().replace("example.org", "example.net")).unwrap();
    let run = import(&log, &data);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert!(run.stderr.contains("takes no events") && run.stderr.contains("safe in the journal"), "{}", run.stderr);
    assert_eq!(on(&data, &["hunt", "*", "--organization", "town"]).status, 0);
    fs::write(&commit, &whole).unwrap();
    let run = on(&data, &["hunt", "--json", "SELECT count(*) AS n FROM events"]);
    assert_eq!(run.stdout, "{\"n\":11}\n", "{}", run.stderr);
    assert_eq!(on(&data, &["doctor"]).status, 0);
}

#[test]
fn what_is_offered_for_a_mistyped_value_is_of_the_organization_that_is_searched() {
    let (_folder, log, data) = place();
    let ask = |words: &str| on(&data, &["hunt", words, "--organization", "ministry"]);
    let words = ["source:secrett", "organization:towm", "kind:zeek.cnn", "source:secret"];
    let alone: Vec<_> = words.iter().map(|words| ask(words).stderr).collect();
    fs::write(&log, r#"{"_path":"conn","ts":1700000000.1,"uid":"C1","id.orig_h":"192.0.2.1"}"#.to_owned() + "\n")
        .unwrap();
    let run = on(&data, &["import", text(&log), "--organization", "town", "--source", "secret"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for (words, alone) in words.iter().zip(alone) {
        let run = ask(words);
        assert_eq!((run.status, &run.stderr), (2, &alone), "{words}: {}", run.stdout);
    }
}

#[test]
fn few_files_a_day_are_none_too_many() {
    let (folder, _, data) = place();
    let days = folder.path().join("days.log");
    let line = |day: u32| {
        format!(r#"{{"_path":"dns","ts":{}.5,"uid":"D{day}","query":"example.com"}}"#, 1_700_000_000 + day * 86_400)
    };
    fs::write(&days, (0..20).map(|day| line(day) + "\n").collect::<String>()).unwrap();
    assert_eq!(import(&days, &data).status, 0);
    let told = |command: &[&str]| on(&data, command).stdout.contains("atalaya lake compact");
    assert!(!told(&["lake", "status"]) && !told(&["doctor"]));
    for hour in 1..10 {
        fs::write(&days, (0..20).map(|day| line(day).replace(".5", &format!(".{hour}7")) + "\n").collect::<String>())
            .unwrap();
        assert_eq!(import(&days, &data).status, 0);
    }
    assert!(told(&["lake", "status"]) && told(&["doctor"]));
    assert_eq!(on(&data, &["lake", "compact"]).status, 0);
    assert!(!told(&["lake", "status"]) && !told(&["doctor"]));
}

#[test]
fn a_file_that_is_missing_or_damaged_is_told_with_its_table_in_each_language() {
    let (_folder, _, data) = place();
    let day = fs::read_dir(data.join("lake/ministry/zeek.dns")).unwrap().map(|entry| entry.unwrap().path());
    let day = day.filter(|path| !path.ends_with("_delta_log")).find(|path| path.is_dir()).unwrap();
    let file = fs::read_dir(day).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&file).unwrap();
    let damages: [&dyn Fn(); 2] =
        [&|| fs::write(&file, &whole[..whole.len() / 2]).unwrap(), &|| fs::remove_file(&file).unwrap()];
    for damage in damages {
        damage();
        for (language, words) in
            [("en_US.UTF-8", "is missing or damaged"), ("es_ES.UTF-8", "está dañado"), ("zh_TW.UTF-8", "遺失或損壞")]
        {
            let run = atalaya_in(language, &["hunt", "SELECT * FROM zeek.dns", "--data", text(&data)]);
            assert_eq!(run.status, 2, "{}", run.stdout);
            assert!(run.stderr.contains(words) && run.stderr.contains("atalaya lake verify"), "{}", run.stderr);
            assert!(run.stderr.contains("ministry/zeek.dns"), "{}", run.stderr);
        }
    }
}
