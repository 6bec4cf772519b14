//! The bundle is STIX 2.1: required properties, identifiers, references.

use std::collections::{BTreeMap, BTreeSet};

use atalaya_model::Language;
use atalaya_report::{Outcome, stix};
use serde_json::{Value, json};

use crate::spooled::{connection, finding, render};

fn bundle(findings: &[Value], language: Language) -> (Vec<Value>, Outcome) {
    let (text, outcome) = render(stix, findings, language);
    let bundle: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle["type"], "bundle");
    assert!(bundle["id"].as_str().unwrap().starts_with("bundle--"));
    let objects = bundle["objects"].as_array().unwrap().clone();
    valid(&objects);
    (objects, outcome)
}

/// The properties that the specification requires, beside type and id.
const REQUIRED: &[(&str, &[&str])] = &[
    ("marking-definition", &["spec_version", "created", "extensions"]),
    ("identity", &["spec_version", "created", "modified", "name"]),
    ("indicator", &["spec_version", "created", "modified", "pattern", "pattern_type", "valid_from"]),
    ("attack-pattern", &["spec_version", "created", "modified", "name"]),
    ("relationship", &["spec_version", "created", "modified", "relationship_type", "source_ref", "target_ref"]),
    ("sighting", &["spec_version", "created", "modified", "sighting_of_ref"]),
    (
        "observed-data",
        &["spec_version", "created", "modified", "first_observed", "last_observed", "number_observed", "object_refs"],
    ),
    ("ipv4-addr", &["value"]),
    ("ipv6-addr", &["value"]),
    ("domain-name", &["value"]),
    ("url", &["value"]),
    ("directory", &["path"]),
    ("file", &["name"]),
    ("process", &[]),
    ("user-account", &[]),
    ("network-traffic", &["protocols", "src_ref"]),
];

/// Whether the objects keep to the specification, and refer only to each other.
fn valid(objects: &[Value]) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let ids: BTreeSet<String> = objects.iter().map(|object| text(&object["id"])).collect();
    assert_eq!(ids.len(), objects.len(), "an identifier comes twice");
    let required: BTreeMap<&str, &[&str]> = REQUIRED.iter().copied().collect();
    for object in objects {
        let kind = text(&object["type"]);
        let id = text(&object["id"]);
        let (of, uuid) = id.split_once("--").unwrap();
        assert_eq!(of, kind);
        assert_eq!(uuid.len(), 36, "{id}");
        let properties = required.get(kind.as_str()).unwrap_or_else(|| panic!("unexpected {kind}"));
        assert!(properties.iter().all(|name| !object[*name].is_null()), "{object}");
        assert!(!object.as_object().unwrap().values().any(Value::is_null), "{object}");
        for (name, value) in object.as_object().unwrap() {
            let references: Vec<&Value> = match value {
                Value::Array(list) if name.ends_with("_refs") => list.iter().collect(),
                value if name.ends_with("_ref") => vec![value],
                _ => continue,
            };
            assert!(!references.is_empty(), "{id}: {name} is empty");
            for reference in references {
                assert!(ids.contains(&text(reference)), "{id}: {name} refers to {reference}, which is not there");
            }
        }
        for (earlier, later) in
            [("first_seen", "last_seen"), ("first_observed", "last_observed"), ("created", "modified")]
        {
            if let (Some(earlier), Some(later)) = (object[earlier].as_str(), object[later].as_str()) {
                assert!(earlier <= later, "{object}");
                assert!(later.ends_with('Z') && later.len() == 24, "{later}");
            }
        }
    }
}

fn of<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|object| object["type"] == kind).collect()
}

#[test]
fn a_finding_is_a_sighting_of_its_rule_with_what_was_observed() {
    let (objects, outcome) = bundle(&[finding("u1"), connection("u2")], Language::Es);
    assert_eq!((outcome.findings, outcome.beyond), (2, 0));
    let sightings = of(&objects, "sighting");
    assert_eq!(sightings.len(), 2);
    // The more serious one first; its rule's title in the run's language.
    assert_eq!(sightings[0]["external_references"][0]["external_id"], "u1");
    let indicator = of(&objects, "indicator")[0];
    assert_eq!(indicator["id"], sightings[0]["sighting_of_ref"]);
    assert_eq!(indicator["pattern_type"], "sigma");
    assert_eq!(indicator["description"], "Un shell.");
    assert!(sightings[0]["description"].as_str().unwrap().contains("inició"));
    assert_eq!(sightings[1]["count"], 3);
    assert_eq!(of(&objects, "attack-pattern").len(), 2);
    assert_eq!(of(&objects, "process").len(), 2);
    assert_eq!(of(&objects, "network-traffic")[0]["protocols"], json!(["ipv4", "tcp"]));
    assert_eq!(of(&objects, "network-traffic")[0]["dst_port"], 443);
    assert_eq!(of(&objects, "domain-name")[0]["value"], "www.example.com");
    assert_eq!(of(&objects, "url").len(), 1);
}

#[test]
fn observables_are_named_by_the_specification_and_stand_once() {
    let (objects, _) = bundle(&[connection("u1"), connection("u2")], Language::En);
    let addresses: Vec<&Value> = of(&objects, "ipv4-addr");
    assert_eq!(addresses.len(), 2);
    let of_the_specification = json!("ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
    assert!(addresses.iter().any(|address| address["id"] == of_the_specification));
    assert_eq!(of(&objects, "indicator").len(), 1);
    assert_eq!(of(&objects, "observed-data").len(), 2);
}

#[test]
fn everything_is_marked() {
    let (objects, _) = bundle(&[finding("u1"), connection("u2")], Language::En);
    let marking = of(&objects, "marking-definition")[0];
    let extension = marking["extensions"].as_object().unwrap().values().next().unwrap();
    assert_eq!(extension["tlp_2_0"], "amber+strict");
    let unmarked: Vec<&Value> = objects
        .iter()
        .filter(|object| object["type"] != "marking-definition" && object["object_marking_refs"][0] != marking["id"])
        .collect();
    assert!(unmarked.is_empty(), "{unmarked:#?}");
}

#[test]
fn the_same_material_makes_the_same_bundle() {
    let findings = [finding("u1"), connection("u2")];
    assert_eq!(render(stix, &findings, Language::En), render(stix, &findings, Language::En));
}

#[test]
fn what_has_not_the_form_of_an_observable_makes_none() {
    let mut odd = connection("u1");
    odd["finding_info"].as_object_mut().unwrap().remove("last_seen_time");
    let entities = &mut odd["evidences"][0]["data"]["entities"];
    *entities = json!({
        "src_ip": "AWS Internal", "dst_ip": "::ffff:192.0.2.9", "domain": "no domain", "url": "/a?b", "protocol": "\u{0}",
        "process": "", "hash": "MD5=xyz", "host": " ",
    });
    let (objects, _) = bundle(&[odd], Language::ZhTw);
    let kinds: BTreeSet<&str> = objects.iter().map(|object| object["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["identity", "indicator", "ipv4-addr", "marking-definition", "observed-data", "sighting"])
    );
    assert_eq!(of(&objects, "ipv4-addr")[0]["value"], "192.0.2.9");
    let mut bare = finding("u1");
    bare["finding_info"].as_object_mut().unwrap().remove("first_seen_time");
    let (objects, _) = bundle(&[bare], Language::En);
    assert!(of(&objects, "observed-data").is_empty());
    assert_eq!(of(&objects, "sighting").len(), 1);
    let (objects, outcome) = bundle(&[], Language::En);
    assert_eq!((objects.len(), outcome.findings), (2, 0));
}
