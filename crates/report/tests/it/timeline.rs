//! The timeline opens in a spreadsheet and executes nothing there.

use atalaya_model::Language;
use atalaya_report::timeline;
use serde_json::{Value, json};

use crate::spooled::{MOMENT, RULE, connection, finding, render};

/// The rows with the header first, as a reader of CSV sees them.
fn rows(findings: &[Value], language: Language) -> Vec<Vec<String>> {
    let (text, outcome) = render(timeline, findings, language);
    assert_eq!(outcome.findings, findings.len() as u64);
    assert!(outcome.sorted);
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_row_tells_the_finding_in_the_language_of_the_run() {
    let rows = rows(&[finding("u1")], Language::Es);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0][..4], ["Hora (UTC)", "Nivel", "Regla", "Identificador de la regla"]);
    assert_eq!(rows[0].len(), 15);
    let row = &rows[1];
    // The translated title begins like a formula.
    assert_eq!(row[..3], ["2026-03-14 01:21:05.000", "alto", "'=Shell iniciado por un servidor web"]);
    assert_eq!(row[3..7], [RULE, "T1505.003 T1059", "srv-web01", r"EXAMPLE\web"]);
    assert_eq!(row[9], r"C:\Windows\System32\cmd.exe");
    assert!(row[10].starts_with(r"El programa «C:\inetpub\w3wp.exe» inició"), "{}", row[10]);
    assert_eq!(row[11..], ["logs/server.evtx", "7", "u1", "1"]);
}

#[test]
fn rows_are_in_the_order_of_time_and_those_without_a_time_come_last() {
    let mut late = finding("late");
    late["finding_info"]["first_seen_time"] = json!(MOMENT + 5_000);
    let mut timeless = finding("timeless");
    timeless["finding_info"].as_object_mut().unwrap().remove("first_seen_time");
    let rows = rows(&[late, timeless, connection("second"), finding("first")], Language::En);
    let uids: Vec<&str> = rows[1..].iter().map(|row| row[13].as_str()).collect();
    assert_eq!(uids, ["first", "second", "late", "timeless"]);
    assert_eq!(rows[4][0], "");
}

#[test]
fn no_value_becomes_a_formula_or_a_row_of_its_own() {
    let hostile =
        ["=cmd|'/c calc'!A1", "@x", "+1", "-1", "\t=1", "\r=1", "a\",\"=1", "a\r\n=1", "＝1", "a;=1", "\u{0}=1"];
    for value in hostile {
        let mut finding = finding("u1");
        let data = &mut finding["evidences"][0]["data"];
        for name in ["host", "user", "process", "command_line"] {
            data["entities"][name] = json!(value);
        }
        data["file"] = json!(value);
        let rows = rows(&[finding], Language::En);
        assert_eq!(rows.len(), 2, "{value:?}");
        assert_eq!(rows[1].len(), 15, "{value:?}");
        let formula = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
        assert!(!rows[1].iter().any(formula), "{value:?}: {:?}", rows[1]);
        assert!(!rows[1].iter().flat_map(|cell| cell.chars()).any(|c| c.is_control() && !"\t\r\n".contains(c)));
    }
}

#[test]
fn lines_end_as_the_standard_says_and_nothing_found_is_a_header() {
    let (text, outcome) = render(timeline, &[], Language::ZhTw);
    assert!(text.ends_with("\r\n"), "{text:?}");
    assert_eq!(text.lines().count(), 1);
    assert_eq!(outcome.findings, 0);
    assert!(text.contains("發生了什麼"));
}

#[test]
fn a_finding_of_an_unknown_rule_keeps_what_it_says_itself() {
    let rows = rows(&[connection("u1")], Language::En);
    assert_eq!(rows[1][1..5], ["low", "Connection", "unknown-rule", ""]);
    assert_eq!(rows[1][7..9], ["192.0.2.7", "198.51.100.3"]);
    assert_eq!(rows[1][14], "3");
}
