//! An event that was kept, of which nothing is left but canonical names and values, is what it was when it came.

use crate::decoded::Bench;
use atalaya_model::{PathId, Value, ValueRef};
use atalaya_schema::{Identity, Schema};
use proptest::prelude::*;

/// Keeps the record that the bench holds, and wants it to be the same event.
pub(crate) fn check(bench: &mut Bench, id: &Identity, frame: &str) {
    let mut kept = Bench::with(Schema::builtin());
    let record = bench.buf.record(frame);
    for field in record.fields() {
        let (name, instead) = kept.binder.schema().kept(id.dialect, bench.paths.name(field.path));
        let name = name.map_or_else(|| format!("?{instead}"), |name| name.into_owned());
        let path = kept.paths.child(PathId::ROOT, &name).unwrap();
        let value = match record.value(field) {
            ValueRef::Null => Value::Null,
            ValueRef::Empty => Value::Empty,
            ValueRef::Bool(value) => Value::Bool(value),
            ValueRef::Number(number) => Value::Number(kept.buf.scratch(|scratch| scratch.push_str(number)).unwrap()),
            ValueRef::Text(other) => Value::Text(kept.buf.scratch(|scratch| scratch.push_str(other)).unwrap()),
        };
        kept.buf.push(path, value).unwrap();
    }
    let again = kept.buf.record("");
    let identity = kept.binder.identify_as(id.kind, &kept.paths, &again);
    let dialect = kept.binder.schema().canonical_dialect();
    assert_eq!(identity, Identity { dialect, ..*id }, "{frame}");
    assert_eq!(identity, kept.binder.identify_as(id.kind, &kept.paths, &again), "the second time");
    let (was, is) =
        (bench.binder.envelope(id, &bench.paths, &record), kept.binder.envelope(&identity, &kept.paths, &again));
    assert_eq!(was, is, "{frame}");
    let times = (bench.binder.time(id, &bench.paths, &record), kept.binder.time(&identity, &kept.paths, &again));
    assert_eq!(times.0, times.1, "{frame}");
    let leases = (bench.binder.leases(id, &bench.paths, &record), kept.binder.leases(&identity, &kept.paths, &again));
    assert_eq!(leases.0, leases.1, "{frame}");
}

fn checked(json: &str) -> String {
    let mut bench = Bench::new();
    let id = bench.identify_json("json", json).unwrap();
    check(&mut bench, &id, json);
    bench.binder.schema().kind(id.kind).name.clone()
}

#[test]
fn data_of_a_kept_event_do_not_pass_for_its_header() {
    let cleared = r##"{"Event":{"UserData":{"LogFileCleared":{"Channel":"Security","EventID":4688,"Computer":"other"}},
        "System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Eventlog"}},"EventID":104,"Channel":"System",
        "TimeCreated":{"#attributes":{"SystemTime":"2026-03-14T02:03:04.5Z"}}}}}"##;
    assert_eq!(checked(cleared), "windows.system");
}

#[test]
fn a_sender_does_not_choose_the_mark_of_what_is_kept() {
    let crafted = r##"{"Channel":"Security","EventID":4624,"??EventID":4688,"?EventID":1,"?":null,"??":[]}"##;
    assert_eq!(checked(crafted), "windows.security");
}

proptest! {
    #[test]
    fn events_of_any_shape_are_kept(
        id in prop_oneof![Just("1102"), Just("4688"), Just("\"4624\""), Just("null"), Just("[]"), Just("[4688,1]")],
        key in prop_oneof![Just("Channel"), Just("EventID"), Just("?EventID"), Just("Computer"), Just("x.y"), Just("")],
        value in "[a-zA-Z0-9? -]{0,12}",
    ) {
        let json = format!(
            r#"{{"Event":{{"System":{{"EventID":{id},"Channel":"Security"}},"EventData":{{"{key}":"{value}"}},
            "UserData":{{"X":{{"{key}":"{value}"}}}}}}}}"#
        );
        checked(&json);
    }
}
