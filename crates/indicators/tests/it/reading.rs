//! What is read of files, and what is refused with which reason.

use atalaya_indicators::{Batch, Breadth, Defaults, Form, Indicator, Marking, NoForm, Place, Reason, read};
use atalaya_model::{Level, Time};

fn defaults() -> Defaults {
    Defaults { marking: Some(Marking::Green), until: None, level: None, breadth: Breadth::Refused }
}

fn batch(text: &str) -> Batch {
    read(text.as_bytes(), None, &defaults()).unwrap()
}

fn sought(batch: &Batch) -> Vec<String> {
    batch.indicators.iter().map(Indicator::sought).collect()
}

fn places(batch: &Batch) -> Vec<(u64, &'static str)> {
    let place = |place: &Place| match place {
        Place::Line(number) | Place::Object(number) => *number,
    };
    let word = |reason: &Reason| match reason {
        Reason::Broad(..) => "broad",
        Reason::NoValue(_) => "value",
        Reason::NotOf(..) => "not of",
        Reason::Unknown(_) => "unknown",
        Reason::Language(_) => "language",
        Reason::Missing(_) => "missing",
        Reason::Time(_) => "time",
        Reason::Order => "order",
        Reason::Sort(_) => "sort",
        Reason::NotDetected => "not detected",
        Reason::Several => "several",
        _ => "other",
    };
    batch.refusals.iter().map(|refusal| (place(&refusal.place), word(&refusal.reason))).collect()
}

const BUNDLE: &str = r#"{"type": "bundle", "id": "bundle--1", "objects": [
  {"type": "identity", "id": "identity--1", "name": "A partner"},
  {"type": "indicator", "id": "indicator--1", "name": "C2", "pattern": "[domain-name:value = 'evil.example']",
   "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2026-06-01T00:00:00Z",
   "modified": "2026-01-02T00:00:00.000Z", "confidence": 85, "object_marking_refs": ["marking-definition--9"],
   "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "command-and-control"}, 7]},
  {"type": "indicator", "id": "indicator--2", "pattern": "[file:name LIKE 'a%']", "pattern_type": "stix"},
  {"type": "indicator", "id": "indicator--3", "pattern": "rule x {}", "pattern_type": "yara"},
  {"type": "indicator", "id": "indicator--4", "pattern": "[ipv4-addr:value = '10.0.0.0/8']"},
  {"type": "indicator", "id": "indicator--5", "pattern": "[ipv4-addr:value = '203.0.113.9']", "confidence": "high",
   "object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "marking-definition--9"]},
  {"type": "indicator", "id": "indicator--6", "revoked": true, "modified": "2026-01-03T00:00:00Z"},
  {"type": "indicator", "pattern": "[ipv4-addr:value = '203.0.113.9']"},
  {"type": "indicator", "id": "indicator--8", "pattern": "[ipv4-addr:value = '203.0.113.9']", "valid_from": "soon"},
  {"type": "indicator", "id": "indicator--9", "pattern": "[ipv4-addr:value = '203.0.113.9']",
   "valid_from": "2026-01-02T00:00:00Z", "valid_until": "2026-01-01T00:00:00Z"},
  17,
  {"type": "marking-definition", "id": "marking-definition--9", "definition_type": "tlp", "definition": {"tlp": "amber"}}
]}"#;

#[test]
fn a_bundle_is_read_and_what_is_not_understood_is_told() {
    let batch = batch(BUNDLE);
    assert_eq!((batch.form, batch.others, batch.refused), (Form::Stix, 1, 7));
    assert_eq!(sought(&batch), ["evil.example", "203.0.113.9", ""]);
    let first = &batch.indicators[0];
    assert_eq!((first.name.as_deref(), first.stix.as_deref()), (Some("C2"), Some("indicator--1")));
    assert_eq!((first.level, first.marking), (Level::High, Some(Marking::Amber)));
    assert_eq!(first.phases, ["mitre-attack:command-and-control"]);
    assert_eq!(first.until.map(|time| time.to_string()).as_deref(), Some("2026-06-01T00:00:00.000000Z"));
    assert_eq!((batch.indicators[1].marking, batch.indicators[1].level), (Some(Marking::Red), Level::Medium));
    assert!(batch.indicators[2].revoked && batch.indicators[2].marking == Some(Marking::Green));
    assert_eq!(
        places(&batch),
        [(3, "unknown"), (4, "language"), (5, "broad"), (8, "missing"), (9, "time"), (10, "order"), (11, "missing")]
    );
}

#[test]
fn what_is_no_bundle_is_refused_whole() {
    let check = |text: &str, expected: NoForm| {
        assert_eq!(read(text.as_bytes(), None, &defaults()).unwrap_err(), expected, "{text}");
    };
    check("{}", NoForm::NoBundle);
    check("{\"objects\": [{\"type\": \"x\"}, ", NoForm::Json { line: 1, column: 28 });
    check("{\"objects\": 5}", NoForm::Json { line: 1, column: 13 });
    check("[{}]", NoForm::Json { line: 1, column: 1 });
    let deep = format!("{{\"objects\": [{}", "[".repeat(10_000));
    assert!(matches!(read(deep.as_bytes(), None, &defaults()), Err(NoForm::Json { .. })));
    assert_eq!(read(b"a\n\xff", None, &defaults()).unwrap_err(), NoForm::Encoding(2));
}

#[test]
fn lists_are_read_with_their_comments_and_harmless_writings() {
    let batch = batch(
        "\u{feff}# a feed\nhxxp://evil[.]example/a  # the loader\n\n1[.]2[.]3[.]4\nEVIL[.]example\nword\ncom\n8.8.8.8\n10.0.0.1\n\
         http://b.example/#frag\n198.51.100.0/24\n; old\nmail@evil.example\n",
    );
    assert_eq!(
        sought(&batch),
        ["evil.example/a", "1.2.3.4", "evil.example", "b.example/", "198.51.100.0/24", "mail@evil.example"]
    );
    assert_eq!(batch.indicators[0].name.as_deref(), Some("the loader"));
    assert_eq!(places(&batch), [(6, "value"), (7, "value"), (8, "broad"), (9, "broad")]);
    let taken = Defaults { breadth: Breadth::Taken, level: Some(Level::High), until: Some(Time(9)), ..defaults() };
    let batch = read(b"8.8.8.8", None, &taken).unwrap();
    let known = &batch.indicators[0];
    assert_eq!((known.level, known.until, known.marking), (Level::High, Some(Time(9)), Some(Marking::Green)));
}

#[test]
fn values_with_a_header_are_read_as_feeds_write_them() {
    let md5 = "0123456789abcdef0123456789abcdef";
    let batch = batch(&format!(
        "uuid,event_id,category,type,value,comment,to_ids,date,attribute_tag\n\
         1,7,Network activity,ip-dst,203.0.113.9,\"beacon, daily\",1,1767323045,\"tlp:amber,x\"\n\
         2,7,Payload,filename|md5,\"a.exe|{md5}\",,1,,\n\
         3,7,Network activity,domain|ip,evil.example|203.0.113.9,,1,,\n\
         4,7,Network activity,ip-dst|port,203.0.113.9|80,,1,,\n\
         5,7,External,link,http://b.example/,,0,,\n\
         6,7,Other,mutex,abc,,1,,\n\
         7,7,Network activity,ip-dst,evil.example,,1,,\n\
         8,7,Network activity,ip-dst\n"
    ));
    assert_eq!(
        (batch.form, sought(&batch)),
        (Form::Csv, vec!["203.0.113.9".to_owned(), md5.to_owned(), "evil.example + 203.0.113.9".to_owned()])
    );
    assert_eq!(
        (batch.indicators[0].marking, batch.indicators[0].name.as_deref()),
        (Some(Marking::Amber), Some("beacon, daily"))
    );
    assert_eq!(places(&batch), [(5, "sort"), (6, "not detected"), (7, "sort"), (8, "not of"), (9, "missing")]);
}

#[test]
fn other_headers_and_marks_between_fields_are_read_too() {
    let first = batch(
        "indicator;valid_until;TLP;confidence\nevil.example;2026-06-01;red;90\nb.example;never;;\nc.example;;pink;\nd.example;;;few\n",
    );
    assert_eq!(sought(&first), ["evil.example"]);
    assert_eq!((first.indicators[0].marking, first.indicators[0].level), (Some(Marking::Red), Level::High));
    assert_eq!(places(&first), [(3, "time"), (4, "unknown"), (5, "unknown")]);
    let second = batch("domain\tip\nevil.example\t\nb.example\t203.0.113.9\n");
    assert_eq!((sought(&second), places(&second)), (vec!["evil.example".to_owned()], vec![(3, "several")]));
    assert_eq!(batch("value\nevil.example\n").form, Form::Csv);
    assert_eq!(read(b"a,b\n1,2\n", Some(Form::Csv), &defaults()).unwrap_err(), NoForm::NoColumn);
}

#[test]
fn nothing_that_is_read_brings_it_down() {
    for text in
        ["", "\n", "{", "[", "value,\"", "\"", ",", "{\"objects\":[{\"type\":\"indicator\",\"id\":{},\"pattern\":[]}]}"]
    {
        for form in [None, Some(Form::Stix), Some(Form::Csv), Some(Form::List)] {
            let _ = read(text.as_bytes(), form, &defaults());
        }
    }
}
