//! Findings made here: lines of a spool, the rules they are of, and the files rendered from them.

use std::io::Write as _;

use atalaya_model::{Language, Time};
use atalaya_report::{Material, Outcome, ReportError, Run};
use atalaya_scan::report::Report;
use atalaya_sigma::{Placeholders, RuleSet};
use serde_json::{Value, json};

/// The rule that [`finding`] is of: with techniques and a translation.
pub(crate) const RULE: &str = "11111111-2222-4333-8444-555555555555";

const RULES: &str = r#"title: "Shell started by a web server"
id: 11111111-2222-4333-8444-555555555555
description: "A shell."
references: [https://attack.mitre.org/techniques/T1505/003/]
level: high
tags: [attack.persistence, attack.t1505.003, attack.T1059, attack.made_up, cve.2020-1]
logsource: {product: windows, category: process_creation}
detection: {s: {Image: x}, condition: s}
translations:
  es: {title: "=Shell iniciado por un servidor web", description: "Un shell."}
"#;

/// The moment of the first finding, in milliseconds.
pub(crate) const MOMENT: i64 = 1_773_451_265_000;

/// A finding on a process, of [`RULE`].
pub(crate) fn finding(uid: &str) -> Value {
    json!({
        "finding_info": {
            "uid": uid, "title": "Shell started by a web server", "analytic": {"uid": RULE},
            "first_seen_time": MOMENT, "last_seen_time": MOMENT,
        },
        "severity_id": 4, "time": MOMENT,
        "evidences": [{"data": {
            "file": "logs/server.evtx", "record": 7, "kind": "windows.sysmon",
            "matched": {"Image": [r"C:\Windows\System32\cmd.exe"]},
            "entities": {
                "host": "srv-web01", "user": r"EXAMPLE\web", "process": r"C:\Windows\System32\cmd.exe",
                "process_id": "0x9f8", "command_line": "cmd /c whoami", "parent_process": r"C:\inetpub\w3wp.exe",
                "hash": format!("MD5={},SHA256={}", "a".repeat(32), "b".repeat(64)),
            },
            "rule": {"level": "high"},
        }}],
    })
}

/// A finding on a connection, of a rule that was not loaded.
pub(crate) fn connection(uid: &str) -> Value {
    json!({
        "finding_info": {
            "uid": uid, "title": "Connection", "analytic": {"uid": "unknown-rule"},
            "first_seen_time": MOMENT + 1_000, "last_seen_time": MOMENT - 1_000,
        },
        "severity_id": 2, "count": 3,
        "evidences": [{"data": {
            "file": "conn.log", "record": 1, "kind": "zeek.conn", "matched": {},
            "entities": {
                "host": "sensor1", "src_ip": "192.0.2.7", "src_port": "50123", "dst_ip": "198.51.100.3", "dst_port": "443",
                "protocol": "TCP", "domain": "www.example.com.", "url": "https://www.example.com/a?b=c",
            },
        }}],
    })
}

type Render = fn(&Material<'_>, &mut dyn std::io::Write) -> Result<Outcome, ReportError>;

/// What is rendered from the findings in the language, and what became of them.
pub(crate) fn render(render: Render, findings: &[Value], language: Language) -> (String, Outcome) {
    render_of(&Report::default(), render, findings, language)
}

/// As [`render`], of a scan with this report.
pub(crate) fn render_of(report: &Report, render: Render, findings: &[Value], language: Language) -> (String, Outcome) {
    let mut spool = tempfile::NamedTempFile::new().unwrap();
    for finding in findings {
        spool.write_all(format!("{finding}\n").as_bytes()).unwrap();
    }
    spool.flush().unwrap();
    let rules = RuleSet::load([("rule.yml", RULES)], &Placeholders::default());
    assert_eq!(rules.rules.len(), 1, "{:?}", rules.diagnostics);
    let run = Run {
        command: "atalaya scan logs".to_owned(),
        version: "1.2.3".to_owned(),
        began: Time((MOMENT + 86_400_000) * 1000),
        language,
    };
    let material = Material { report, rules: &rules, findings: spool.path(), run };
    let mut out = Vec::new();
    let outcome = render(&material, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), outcome)
}
