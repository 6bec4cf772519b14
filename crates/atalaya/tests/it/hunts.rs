//! `hunt`: words, SQL and rules over what was imported, and how it ends.

use crate::program::{Run, atalaya, atalaya_in};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The samples and our own rules, as they lie in the repository.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples");
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/rules");

/// A data directory with the samples, made once for each process that tests.
fn imported() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let import = ["import", SAMPLES, "--organization", "ministry", "--source", "visit", "--data", &data];
    let run = atalaya(&import);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    folder
}

static DATA: LazyLock<TempDir> = LazyLock::new(imported);

/// One process at a time owns a data directory.
static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn hunt_in(language: &str, arguments: &[&str]) -> Run {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let data = DATA.path().to_str().unwrap();
    atalaya_in(language, &[&["hunt", "--data", data], arguments].concat())
}

fn hunt(arguments: &[&str]) -> Run {
    hunt_in("en_US.UTF-8", arguments)
}

fn rows(run: &Run) -> Vec<Value> {
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn count(sql: &str) -> u64 {
    rows(&hunt(&["--json", sql]))[0]["n"].as_u64().unwrap()
}

#[test]
fn words_find_events_and_show_the_sql_that_they_became() {
    let run = hunt(&["--json", "powershell -host:nowhere"]);
    let found = rows(&run);
    assert!(!found.is_empty(), "{}", run.stderr);
    assert!(found.iter().all(|row| row["record"].as_str().unwrap().to_lowercase().contains("powershell")));
    let sql = run.stderr.lines().skip_while(|line| !line.contains("SELECT")).map(str::trim);
    let sql = sql.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    assert_eq!(rows(&hunt(&["--json", &sql])).len(), found.len(), "{sql}");
}

#[test]
fn words_about_a_record_field_ask_the_kinds_that_have_it() {
    let words = rows(&hunt(&["--json", "CommandLine:powershell"])).len() as u64;
    assert!(words > 0);
    assert_eq!(count("SELECT count(*) AS n FROM windows.security WHERE CommandLine ILIKE '%powershell%'"), words);
}

#[test]
fn a_period_bounds_words_and_sql_alike() {
    let all = count("SELECT count(time) AS n FROM events");
    let [first, last] = ["min", "max"].map(|end| {
        let found = rows(&hunt(&["--json", &format!("SELECT {end}(time) AS t FROM events")]));
        found[0]["t"].as_str().unwrap().to_owned()
    });
    assert!(first < last);
    let within =
        |arguments: &[&str]| rows(&hunt(&[arguments, &["--json", "--limit", "1000000"]].concat())).len() as u64;
    let until = ["--until", last.as_str()];
    assert!(within(&[&until[..], &["*"]].concat()) < all);
    assert_eq!(within(&[&until[..], &["*"]].concat()), within(&[&until[..], &["SELECT time FROM events"]].concat()));
    assert_eq!(within(&["--since", &first, "SELECT time FROM events"]), all);
}

#[test]
fn answers_come_as_table_csv_json_and_parquet() {
    let sql = "SELECT kind, count(*) AS n FROM events GROUP BY kind ORDER BY n DESC, kind";
    let json = rows(&hunt(&["--json", sql]));
    let table = hunt(&[sql]);
    assert_eq!(table.stdout.lines().count(), json.len() + 1, "{}", table.stdout);
    let csv = hunt(&["-o", "csv", sql]);
    assert!(csv.stdout.starts_with("kind,n\r\n"), "{}", csv.stdout);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kinds.parquet");
    assert_eq!(hunt(&["-o", file.to_str().unwrap(), sql]).status, 0);
    assert!(fs::read(&file).unwrap().starts_with(b"PAR1"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_limit_that_is_reached_is_told() {
    let run = hunt(&["--json", "--limit", "3", "*"]);
    assert_eq!(rows(&run).len(), 3);
    assert!(run.stderr.contains("more than 3 rows"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_answered_is_told_with_what_to_do() {
    let check = |question: &str, expected: &[&str]| {
        let run = hunt(&[question]);
        assert_eq!(run.status, 2, "{question}: {}{}", run.stdout, run.stderr);
        let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        expected.iter().for_each(|part| assert!(said.contains(part), "{question}: {said}"));
    };
    check("hots:dc01", &["no field hots", "host"]);
    check("SELECT hots FROM events", &["no field hots", "host"]);
    check("SELECT CommandLine FROM events", &["windows.sysmon"]);
    check("SELECT * FROM windows.sysmn", &["no kind windows.sysmn", "windows.sysmon"]);
    check("SELECT entrpy(host) FROM events", &["no function entrpy", "entropy"]);
    check("SELECT host FROM events WHERE (", &["cannot be read"]);
    check("SELECT 1; SELECT 2", &["not one question"]);
    check("\"open", &["character 1"]);
}

#[test]
fn errors_are_told_in_every_language() {
    for (language, expected) in [("es_GT.UTF-8", "¿Quiso decir"), ("zh_TW.UTF-8", "您是指")] {
        let run = hunt_in(language, &["SELECT hots FROM events"]);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn an_organization_that_is_not_there_is_an_error() {
    let run = hunt(&["--organization", "ministri", "*"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("ministry"), "{}", run.stderr);
}

/// What a finding says, by its identifier, without when it was made and what the input is called.
fn findings(file: &Path) -> BTreeMap<String, String> {
    let lines = fs::read_to_string(file).unwrap();
    let finding = |line: &str| {
        let finding: Value = serde_json::from_str(line).unwrap();
        let info = &finding["finding_info"];
        let said = [&info["analytic"]["uid"], &info["first_seen_time"], &info["last_seen_time"], &finding["count"]];
        (info["uid"].as_str().unwrap().to_owned(), said.map(Value::to_string).join(" "))
    };
    lines.lines().map(finding).collect()
}

#[test]
fn rules_find_what_a_scan_of_the_same_files_finds() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let scan = atalaya(&["scan", SAMPLES, "--rules", RULES, "--output", &file("scan.jsonl")]);
    assert_eq!(scan.status, 0, "{}", scan.stderr);
    let run = hunt(&["--rule", RULES, "-o", &file("hunt.jsonl")]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let scanned = findings(Path::new(&file("scan.jsonl")));
    assert!(!scanned.is_empty());
    assert_eq!(findings(Path::new(&file("hunt.jsonl"))), scanned);
}

#[test]
fn one_rule_narrowed_finds_what_it_finds_among_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert_eq!(hunt(&["--rule", RULES, "-o", &file("all.jsonl")]).status, 0);
    let mut by_rule: BTreeMap<String, usize> = BTreeMap::new();
    let all = fs::read_to_string(file("all.jsonl")).unwrap();
    for line in all.lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        *by_rule.entry(finding["finding_info"]["analytic"]["uid"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    for (rule, expected) in by_rule.iter().take(12) {
        let run = hunt(&["--rule", rule, "-o", &file("one.jsonl")]);
        if run.stderr.contains("correlation") {
            continue;
        }
        assert_eq!(run.status, 0, "{rule}: {}", run.stderr);
        assert_eq!(fs::read_to_string(file("one.jsonl")).unwrap().lines().count(), *expected, "{rule}");
    }
}

#[test]
fn periods_beyond_the_nanoseconds_of_the_engine_bound_words_too() {
    let within =
        |arguments: &[&str]| rows(&hunt(&[arguments, &["--json", "--limit", "1000000"]].concat())).len() as u64;
    let timed = count("SELECT count(time) AS n FROM events");
    assert!(timed > 0);
    for since in ["1500-01-01", "1600-01-01"] {
        assert_eq!(within(&["--since", since, "*"]), timed, "{since}");
        assert_eq!(within(&["*", &format!("since:{since}")]), timed, "{since}");
        assert_eq!(within(&[&format!("time:>{since}")]), timed, "{since}");
    }
    for since in ["2300-01-01", "9000-01-01"] {
        assert_eq!(within(&["--since", since, "*"]), within(&["--since", since, "SELECT time FROM events"]), "{since}");
    }
    assert_eq!(within(&["--until", "2300-01-01", "*"]), within(&["--until", "2300-01-01", "SELECT time FROM events"]));
}

#[test]
fn what_the_engine_cannot_evaluate_is_told_in_each_language() {
    for (sql, told) in [
        ("SELECT 1/0 FROM events", ["divides by zero", "divide entre cero", "除以零"]),
        ("SELECT count(*) FROM events WHERE time > 'foo'", ["is not what the question", "no es lo que", "不符合"]),
        ("SELECT cast(kind AS int) FROM events", ["is not what the question", "no es lo que", "不符合"]),
        (
            "SELECT count(*) FROM events WHERE cidr_match(src_ip, '10.0.0.0/33')",
            ["is not what the question", "no es lo que", "不符合"],
        ),
    ] {
        for (language, told) in ["en_US.UTF-8", "es_ES.UTF-8", "zh_TW.UTF-8"].into_iter().zip(told) {
            let run = hunt_in(language, &[sql]);
            assert_eq!(run.status, 2, "{sql}: {}", run.stdout);
            assert!(run.stderr.contains(told), "{sql}: {}", run.stderr);
        }
    }
}

#[test]
fn values_that_nothing_has_are_refused_with_the_nearest() {
    for (words, near) in [
        ("organization:minstry", "ministry"),
        ("kind:windows.sysmom", "windows.sysmon"),
        ("source:vissit", "visit"),
        ("src_ip:10.0.0.0/33", "10.0.0.0/8"),
        ("src_ip:300.1.1.1/8", "10.0.0.0/8"),
    ] {
        let run = hunt(&[words]);
        assert_eq!(run.status, 2, "{words}: {}", run.stdout);
        assert!(run.stderr.contains(near), "{words}: {}", run.stderr);
    }
    assert_eq!(hunt(&["organization:MIN* kind:windows.*"]).status, 0);
}

fn noise(words: &[&str]) -> Value {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let run = atalaya(&[&["rules"], words, &["--json", "--data", DATA.path().to_str().unwrap()]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn how_loud_rules_would_have_been_is_what_they_find() {
    let tried = noise(&["try", RULES]);
    let loud = tried["rules"].as_array().unwrap();
    let findings: u64 = loud.iter().map(|rule| rule["findings"].as_u64().unwrap()).sum();
    let hunted: Value = serde_json::from_str(&hunt(&["--rule", RULES, "--json"]).stdout).unwrap();
    assert_eq!(findings, hunted["found"]["total"].as_u64().unwrap(), "{hunted:#}");
    for rule in loud {
        let (alerts, findings) = (rule["alerts"].as_u64().unwrap(), rule["findings"].as_u64().unwrap());
        let of_hosts = rule["loudest"].as_array().unwrap().iter().map(|host| host["findings"].as_u64().unwrap());
        assert!(alerts > 0 && alerts <= findings && of_hosts.sum::<u64>() <= findings, "{rule:#}");
    }
    let one = noise(&["try", "Web shell requested"]);
    assert_eq!((one["rules"].as_array().unwrap().len(), &one["rules"][0]["findings"]), (1, &6.into()), "{one:#}");
}

#[test]
fn the_rules_to_begin_with_keep_to_the_budget_and_none_is_forgotten() {
    let tried = noise(&["try"]);
    let all = tried["rules"].as_array().unwrap().len() as u64 + tried["quiet"].as_u64().unwrap();
    let hours = tried["hours"].as_u64().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    for budget in ["1", "2", "1000"] {
        let advice = noise(&["recommend", "--budget", budget, "-o", file.path().to_str().unwrap()]);
        let (chosen, left) = (advice["chosen"].as_array().unwrap(), advice["left"].as_array().unwrap());
        let alerts: u64 = chosen.iter().map(|rule| rule["alerts"].as_u64().unwrap()).sum();
        assert!(alerts <= budget.parse::<u64>().unwrap() * hours, "{alerts} in {hours} hours");
        assert_eq!(chosen.len() as u64 + left.len() as u64 + advice["informing"].as_u64().unwrap(), all);
        assert_eq!(left.is_empty(), budget == "1000", "{budget}");
        let list = fs::read_to_string(file.path()).unwrap();
        let ids: Vec<&str> = list.lines().map(|line| line.split("  #").next().unwrap()).collect();
        assert_eq!(ids, chosen.iter().map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>());
    }
    let run = atalaya(&["rules", "recommend", "--budget", "none"]);
    assert!(run.status != 0 && run.stderr.contains("1 to 1,000,000"), "{}", run.stderr);
}
