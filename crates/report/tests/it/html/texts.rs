//! What the report says, and that nothing from a log becomes markup.

use crate::spooled::{MOMENT, connection, finding, render, render_of};
use atalaya_model::{Language, LogSource, Message};
use atalaya_report::html;
use atalaya_scan::report::{MuteField, Report};
use serde_json::{Value, json};

/// What an attacker would write into a field.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'`<!--\u{202e}gpj.exe\u{0}";

/// Puts the text in the place of every value that comes from a log.
pub(crate) fn poisoned(value: &mut Value, text: &str) {
    match value {
        Value::String(old) => text.clone_into(old),
        Value::Array(items) => items.iter_mut().for_each(|item| poisoned(item, text)),
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                let mut inner = members.remove(&name).unwrap();
                poisoned(&mut inner, text);
                let known = ["finding_info", "uid", "title", "desc", "analytic", "evidences", "data", "file", "record"];
                let known = known.contains(&name.as_str())
                    || ["kind", "matched", "entities", "host", "user"].contains(&name.as_str());
                let top = [
                    "severity_id",
                    "count",
                    "raw_data",
                    "unmapped",
                    "first_seen_time",
                    "last_seen_time",
                    "time",
                    "rule",
                ];
                let kept = known || top.contains(&name.as_str());
                members.insert(if kept { name } else { format!("{name}{text}") }, inner);
            }
        }
        _ => {}
    }
}

pub(crate) fn hostile() -> Value {
    let mut line = connection("h");
    line["finding_info"]["desc"] = json!("d");
    line["evidences"][0]["data"]["matched"] = json!({ "Image": ["a", "b"] });
    line["unmapped"] = json!({ "Image": "a", "CommandLine": ["b", "c"] });
    line["raw_data"] = json!("raw");
    poisoned(&mut line, HOSTILE);
    line
}

#[test]
fn nothing_from_a_log_becomes_markup() {
    let (page, outcome) = render(html, &[hostile(), finding("f")], Language::Es);
    assert_eq!(outcome.findings, 2);
    assert!(!page.contains("<img"), "an element came from a log");
    assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
    assert!(!page.contains('\u{202e}') && !page.contains('\0'), "a hidden character is not shown");
    assert!(page.contains("⟦U+202E⟧gpj.exe⟦U+0000⟧"));
}

#[test]
fn the_policy_lets_only_the_reports_own_script_run() {
    let (page, _) = render(html, &[], Language::En);
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"));
    assert!(!page.contains("src=\"http") && !page.contains("url(http") && !page.contains("@import"));
}

#[test]
fn a_report_without_findings_says_so() {
    for language in Language::ALL {
        let (page, outcome) = render(html, &[], language);
        assert_eq!((outcome.findings, outcome.beyond), (0, 0));
        assert!(page.contains("No log could be read") && page.contains("沒有任何日誌可以讀取"));
        assert!(page.contains(&format!("value={} checked", language.tag())), "{language:?} is not chosen");
    }
}

#[test]
fn every_text_of_the_page_exists_in_the_three_languages() {
    let (page, _) = render(html, &[finding("a"), connection("b")], Language::En);
    let count = |tag: &str| page.matches(&format!("class=t lang={tag}>")).count();
    assert!(count("en") > 100);
    assert_eq!((count("es"), count("zh-TW")), (count("en"), count("en")));
    assert!(!page.contains("[report-") && !page.contains("[explain-"), "a text is missing");
}

#[test]
fn what_is_missing_is_said() {
    let check = |line: Value, expected: &str| {
        let (page, _) = render(html, &[line], Language::En);
        assert!(page.contains(expected), "{expected:?} is not said");
    };
    check(finding("a"), "The record is not in this report.");
    check(finding("a"), "The other fields of the event are not in this report");
    check(connection("b"), "This rule was not among those that were loaded");
    let mut cut = finding("a");
    cut["raw_data"] = json!("x".repeat(16 << 10));
    cut["raw_data_size"] = json!(20_000);
    check(cut, "Cut here; it has 20,000 bytes in full.");
    let mut untimed = finding("a");
    untimed["finding_info"].as_object_mut().unwrap().remove("first_seen_time");
    check(untimed, "time unknown");
}

#[test]
fn findings_that_name_no_host_rank_like_any_other_and_are_told_by_file() {
    let unnamed = |uid: &str, level: u8, file: &str| {
        let mut line = finding(uid);
        line["severity_id"] = json!(level);
        line["evidences"][0]["data"]["file"] = json!(file);
        line["evidences"][0]["data"]["entities"].as_object_mut().unwrap().remove("host");
        line
    };
    let lines =
        [connection("a"), unnamed("b", 4, "web/a b.log"), unnamed("c", 4, "mail.log"), unnamed("d", 4, "mail.log")];
    let (page, _) = render(html, &lines, Language::En);
    for section in ["first", "stories"] {
        let from = page.find(&format!("<section id={section} ")).unwrap();
        let text = &page[from..from + page[from..].find("</section>").unwrap()];
        let places: Vec<usize> = ["mail.log</bdi>", "web/a b.log</bdi>", "sensor1</bdi>"]
            .map(|name| text.find(name).unwrap_or_else(|| panic!("{name:?} is not in {section}")))
            .to_vec();
        assert!(places.is_sorted(), "{section}: {places:?}");
        assert!(text.contains("#?host=0&amp;q=web%2Fa%20b%2Elog&amp;rule="));
    }
}

#[test]
fn what_can_be_done_about_a_mute_field_is_said_whole() {
    let mut report = Report::default();
    report.blind.mute_fields.push(MuteField {
        kind: "linux.auditd".to_owned(),
        logsource: LogSource::default(),
        field: "ParentImage".to_owned(),
        events: 3,
        rules: 2,
        remedy: Some(Message::new("remedy-linux-auditd-parent")),
    });
    let (page, _) = render_of(&report, html, &[], Language::Es);
    for said in ["names the parent only by its process number", "Install Sysmon for Linux", "Instale Sysmon para Linux"]
    {
        assert!(page.contains(said), "{said:?} is not said");
    }
}

#[test]
fn the_most_serious_come_first_and_then_the_earliest() {
    let at = |uid: &str, level: u8, millis: i64| {
        let mut line = finding(uid);
        line["severity_id"] = json!(level);
        line["finding_info"]["first_seen_time"] = json!(MOMENT + millis);
        line
    };
    let lines = [at("uid-late", 4, 9), at("uid-low", 2, 0), at("uid-critical", 5, 5), at("uid-early", 4, 1)];
    let (page, _) = render(html, &lines, Language::En);
    let places: Vec<usize> = ["critical", "early", "late", "low"]
        .map(|word| page.find(&format!("<code>uid-{word}</code>")).unwrap_or_else(|| panic!("{word} is missing")))
        .to_vec();
    assert!(places.is_sorted(), "{places:?}");
}
