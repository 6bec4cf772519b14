//! What single records are: kind, dialect, log sources, time, envelope; and that it never depends on what came before.

use crate::decoded::Bench;
use atalaya_schema::{FieldSource, Identity, Schema};
use proptest::prelude::*;

/// Kind, dialect and log sources in short: `windows.sysmon/evtx: sysmon process_creation`.
fn shown(id: Option<Identity>) -> String {
    let Some(id) = id else { return "nothing".to_owned() };
    let schema = Schema::builtin();
    let kind = schema.kind(id.kind);
    let sources = kind.serves.iter().enumerate().filter(|(bit, _)| id.serves >> bit & 1 == 1).map(|(_, serve)| {
        let source = &serve.logsource;
        source.category.as_deref().or(source.service.as_deref()).or(source.product.as_deref()).unwrap_or("?").to_owned()
    });
    format!("{}/{}: {}", kind.name, schema.dialect(id.dialect).name, sources.collect::<Vec<_>>().join(" "))
}

fn check(json: &str, expected: &str) {
    assert_eq!(shown(Bench::new().identify_json("json", json)), expected, "{json}");
}

#[test]
fn the_same_event_is_the_same_kind_in_every_dialect() {
    let check = |json: &str, dialect: &str| {
        check(json, &format!("windows.sysmon/{dialect}: sysmon registry_event registry_delete"));
    };
    check(
        r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":12,
        "Channel":"Microsoft-Windows-Sysmon/Operational"},"EventData":{"EventType":"DeleteKey"}}}"##,
        "evtx",
    );
    check(
        r#"{"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"12",
        "event_data":{"EventType":"DeleteValue"}}}"#,
        "winlogbeat",
    );
    check(
        r#"{"log_name":"Microsoft-Windows-Sysmon/Operational","source_name":"Microsoft-Windows-Sysmon","event_id":12,
        "event_data":{"EventType":"DeleteValue"}}"#,
        "winlogbeat-6",
    );
    check(r#"{"Channel":"microsoft-windows-sysmon/operational","EventID":"12","EventType":"DeleteKey"}"#, "flat");
    check(
        r#"{"Type":"WindowsEvent","Channel":"Microsoft-Windows-Sysmon/Operational","EventID":12,
        "EventData":"{\"EventType\":\"DeleteKey\"}"}"#,
        "azure-windows-event",
    );
    check(
        r#"{"System":{"EventID":{"Value":12},"Channel":"Microsoft-Windows-Sysmon/Operational"},
        "EventData":{"EventType":"DeleteKey"}}"#,
        "velociraptor",
    );
    check(
        r#"{"data":{"win":{"system":{"channel":"Microsoft-Windows-Sysmon/Operational","eventID":"12"},
        "eventdata":{"eventType":"DeleteKey"}}}}"#,
        "wazuh",
    );
    let xml = r#"<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
        <Provider Name="Microsoft-Windows-Sysmon"/><EventID>12</EventID>
        <Channel>Microsoft-Windows-Sysmon/Operational</Channel></System>
        <EventData><Data Name="EventType">DeleteKey</Data></EventData></Event>"#;
    let id = shown(Bench::new().identify_xml(xml));
    assert_eq!(id, "windows.sysmon/evtx: sysmon registry_event registry_delete");
}

#[test]
fn event_ids_lead_to_log_sources_by_channel() {
    let flat = |channel: &str, id: u32, expected: &str| {
        check(&format!(r#"{{"Channel":"{channel}","EventID":{id}}}"#), &format!("windows.{expected}"));
    };
    flat("Security", 4688, "security/flat: security process_creation");
    flat("security", 4624, "security/flat: security");
    flat("System", 1, "system/flat: system");
    flat("Windows PowerShell", 400, "powershell-classic/flat-unnamed-data: powershell-classic ps_classic_start");
    flat("PowerShellCore/Operational", 4104, "powershell/flat: powershell ps_script");
    flat("Microsoft-Windows-AppLocker/MSI and Script", 8007, "applocker/flat: applocker");
    flat("Somebody/Operational", 1, "other/flat: windows");
}

#[test]
fn data_of_an_event_do_not_pass_for_its_header() {
    check(
        r##"{"Event":{"UserData":{"LogFileCleared":{"Channel":"Security","EventID":4688}},
        "System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Eventlog"}},"EventID":104,"Channel":"System"}}}"##,
        "windows.system/evtx: system",
    );
}

#[test]
fn what_no_kind_knows_is_nothing() {
    check(r#"{"greeting":"hello"}"#, "nothing");
    check("{}", "nothing");
}

#[test]
fn time_number_envelope_and_clearing_are_found() {
    let text = r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Eventlog"}},"EventID":1102,
        "TimeCreated":{"#attributes":{"SystemTime":"2026-03-14T02:03:04.5Z"}},"EventRecordID":77,
        "Channel":"Security","Computer":"dc01.example.com"},
        "UserData":{"LogFileCleared":{"SubjectUserName":"ana"}}}}"##;
    let mut bench = Bench::new();
    let id = bench.identify_json("evtx", text).unwrap();
    let Bench { paths, buf, binder } = &mut bench;
    let record = buf.record(text);
    assert_eq!(binder.time(&id, paths, &record).unwrap().to_string(), "2026-03-14T02:03:04.500000Z");
    let sequence = binder.sequence(&id, paths, &record).unwrap();
    assert_eq!((sequence.number, &sequence.per[..2]), (77, &[Some("dc01.example.com"), Some("Security")][..]));
    let envelope = binder.envelope(&id, paths, &record);
    assert_eq!((envelope.host, envelope.user), (Some("dc01.example.com"), Some("ana")));
    assert!(id.cleared);
}

#[test]
fn rules_find_the_fields_of_4688_under_their_own_names() {
    let schema = Schema::builtin();
    let kind = schema.kind(schema.kind_named("windows.security").unwrap());
    let is_creation = |serve: &&atalaya_schema::Serve| serve.logsource.category.as_deref() == Some("process_creation");
    let serve = kind.serves.iter().find(is_creation).unwrap();
    assert_eq!(serve.source_of("Image"), FieldSource::Canonical("NewProcessName"));
    assert_eq!(serve.source_of("CommandLine"), FieldSource::Canonical("CommandLine"));
    assert_eq!(serve.source_of("Computer"), FieldSource::Canonical("Computer"));
    let check = |field: &str, inputs: &[Option<&str>], expected: &str| {
        let FieldSource::Derived(ix) = serve.source_of(field) else { panic!("{field} is not derived") };
        let mut value = String::new();
        assert!(schema.derivation(ix).derive(inputs, &mut value));
        assert_eq!(value, expected);
    };
    check("User", &[Some("MOF"), Some("ana")], "MOF\\ana");
    check("IntegrityLevel", &[Some("S-1-16-12288")], "High");
    check("ProcessId", &[Some("0x1f4")], "500");
    let at = kind.serves.iter().position(|serve| is_creation(&serve)).unwrap();
    assert_eq!(kind.remedy(at, "CommandLine"), Some("remedy-windows-4688-command-line"));
    assert_eq!(kind.remedy(at, "Image"), None);
}

#[test]
fn values_of_the_registry_in_4657_are_written_as_sysmon_writes_them() {
    let schema = Schema::builtin();
    let kind = schema.kind(schema.kind_named("windows.security").unwrap());
    let set = kind.serves.iter().find(|serve| serve.logsource.category.as_deref() == Some("registry_set")).unwrap();
    let check = |field: &str, inputs: &[Option<&str>], expected: &str| {
        let FieldSource::Derived(ix) = set.source_of(field) else { panic!("{field} is not derived") };
        let mut value = String::new();
        assert!(schema.derivation(ix).derive(inputs, &mut value));
        assert_eq!(value, expected);
    };
    check(
        "TargetObject",
        &[Some(r"\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services\EventLog"), Some("Start")],
        r"HKLM\System\CurrentControlSet\Services\EventLog\Start",
    );
    check("TargetObject", &[Some(r"\REGISTRY\USER\S-1-5-18"), Some("-")], r"HKU\S-1-5-18");
    check("Details", &[Some("%%1876"), Some("4")], "DWORD (0x00000004)");
}

/// Records made of the names and values that conditions ask for, and of others.
fn any_record() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "Channel",
        "EventID",
        "EventType",
        "SourceName",
        "Hostname",
        "winlog.channel",
        "event.code",
        "Type",
        "EventData",
        "_path",
        "ts",
        "uid",
        "syslog.message",
        "syslog.appname",
        "eventSource",
        "eventVersion",
        "x",
    ]);
    let value = prop::sample::select(vec![
        "\"Security\"",
        "\"security\"",
        "\"System\"",
        "\"Microsoft-Windows-Sysmon/Operational\"",
        "12",
        "\"13\"",
        "4688",
        "\"DeleteKey\"",
        "\"SetValue\"",
        "null",
        "\"\"",
        "[]",
        "[\"a\",\"Security\"]",
        "\"conn\"",
        "\"sshd\"",
        "\"{}\"",
        "\"WindowsEvent\"",
        "\"other\"",
        "1588205199.5",
    ]);
    prop::collection::vec((name, value), 0..8).prop_map(|fields| {
        let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(","))
    })
}

proptest! {
    #[test]
    fn what_a_record_is_does_not_depend_on_what_came_before(records in prop::collection::vec(any_record(), 1..40)) {
        let mut warm = Bench::new();
        for record in &records {
            let (seen, alone) = (warm.first("json", record), Bench::new().first("json", record));
            prop_assert_eq!(shown(seen), shown(alone), "{}", record);
        }
        for record in records.iter().rev() {
            let (seen, alone) = (warm.first("json", record), Bench::new().first("json", record));
            prop_assert_eq!(seen, alone, "{}", record);
        }
    }
}
