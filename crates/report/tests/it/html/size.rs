//! A hundred thousand findings: the size of the file and the time it takes.

use crate::spooled::{MOMENT, RULE, render};
use atalaya_model::Language;
use atalaya_report::html;
use serde_json::{Value, json};
use std::time::Instant;

const FINDINGS: u64 = 100_000;

/// A process start as Windows writes it, with a record of about 2 KB.
fn process(number: u64) -> Value {
    let noise =
        |salt: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let guid = format!(
        "{{{:08X}-{:04X}-{:04X}-{:04X}-{:012X}}}",
        noise(1) >> 32,
        noise(2) >> 48,
        noise(3) >> 48,
        noise(4) >> 48,
        noise(5) >> 16
    );
    let hashes = format!(
        "MD5={:016X}{:016X},SHA256={:016X}{:016X}{:016X}{:016X},IMPHASH={:016X}{:016X}",
        noise(6) % 999,
        noise(7) % 99,
        noise(8) % 999,
        1,
        2,
        3,
        noise(9) % 99,
        4
    );
    let host = format!("PC-{:03}.ministry.example", noise(10) % 400);
    let user = format!("MINISTRY\\user{:03}", noise(11) % 300);
    let command = format!(
        "\"C:\\Windows\\System32\\cmd.exe\" /c \"whoami /all > C:\\Users\\user{:03}\\AppData\\Local\\Temp\\{:08x}.tmp\"",
        noise(11) % 300,
        noise(12) >> 32
    );
    let millis = MOMENT + i64::try_from(number * 1_237 % 1_209_600_000).unwrap();
    let fields = json!({
        "RuleName": "-", "UtcTime": format!("2026-03-{:02} {:02}:{:02}:{:02}.{:03}", 1 + number % 28, number % 24, number % 60, number % 59, number % 997),
        "ProcessGuid": guid, "ProcessId": format!("{}", noise(13) % 20_000), "Image": r"C:\Windows\System32\cmd.exe",
        "FileVersion": "10.0.19041.746 (WinBuild.160101.0800)", "Description": "Windows Command Processor", "Product": "Microsoft® Windows® Operating System",
        "Company": "Microsoft Corporation", "Signature": "Microsoft Windows", "SignatureStatus": "Valid", "Signed": "true", "ServiceName": "-",
        "ParentIntegrityLevel": "Medium", "ParentServiceName": "-", "PackageFullName": "-", "IntegrityLevelLabel": "S-1-16-8192", "OriginalFileName": "Cmd.Exe", "CommandLine": command, "CurrentDirectory": r"C:\Windows\system32\",
        "User": user, "LogonGuid": guid, "LogonId": format!("0x{:x}", noise(14) >> 40), "TerminalSessionId": "1", "IntegrityLevel": "Medium", "Hashes": hashes,
        "ParentProcessGuid": guid, "ParentProcessId": format!("{}", noise(15) % 20_000), "ParentImage": r"C:\Windows\explorer.exe", "ParentCommandLine": "C:\\Windows\\Explorer.EXE /factory,{75dff2b7-6936-4c06-a8bb-676a7b00b24b} -Embedding",
        "ParentUser": user, "Computer": host, "Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": "1", "EventRecordID": number.to_string(),
    });
    let raw = json!({ "Event": { "System": {
        "Provider": { "Name": "Microsoft-Windows-Sysmon", "Guid": "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}" }, "EventID": 1, "Version": 5, "Level": 4, "Task": 1,
        "Opcode": 0, "Keywords": "0x8000000000000000", "Correlation": null, "TimeCreated": { "SystemTime": fields["UtcTime"] }, "EventRecordID": number, "Execution": { "ProcessID": 3_264, "ThreadID": 4_532 },
        "Channel": "Microsoft-Windows-Sysmon/Operational", "Computer": host, "Security": { "UserID": "S-1-5-18" } }, "EventData": fields } });
    json!({
        "finding_info": { "uid": format!("{:016x}{:016x}", noise(16), noise(17)), "title": "t", "analytic": { "uid": RULE }, "first_seen_time": millis, "last_seen_time": millis },
        "severity_id": 1 + number % 5, "time": millis,
        "evidences": [{ "data": { "file": format!("logs/PC-{:03}.evtx", noise(10) % 400), "record": number, "kind": "windows.sysmon",
            "matched": { "Image": [r"C:\Windows\System32\cmd.exe"], "CommandLine": [command] },
            "entities": { "host": host, "user": user, "process": r"C:\Windows\System32\cmd.exe", "command_line": command, "parent_process": r"C:\Windows\explorer.exe" } } }],
        "unmapped": fields, "raw_data": raw.to_string(),
    })
}

/// Slow: `cargo nextest run -p atalaya-report --run-ignored all`. With `$ATALAYA_REPORT` it leaves the report there, to be
/// opened and measured (`tests/browser/measure.mjs`).
#[test]
#[ignore = "takes a minute"]
fn a_hundred_thousand_findings_fit_into_forty_megabytes() {
    let findings: Vec<Value> = (0..FINDINGS + 10).map(process).collect();
    let record = findings[7]["raw_data"].as_str().unwrap().len();
    let began = Instant::now();
    let (page, outcome) = render(html, &findings, Language::Es);
    println!("{} bytes in {:?}, records of {record} bytes, {outcome:?}", page.len(), began.elapsed());
    assert!(record > 1_900, "{record}");
    assert_eq!((outcome.findings, outcome.beyond), (FINDINGS, 10));
    assert!(page.len() < 40_000_000, "{}", page.len());
    if let Some(path) = std::env::var_os("ATALAYA_REPORT") {
        std::fs::write(path, page).unwrap();
    }
}
