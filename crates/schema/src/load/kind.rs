//! One kind as its file says, with what its family says for all its kinds.

use super::family::{self, Family};
use super::reader::Reader;
use super::serve;
use crate::envelope::ENTITIES;
use crate::kind::{FieldType, Kind, SEQUENCE_FIELDS_MAX, SERVES_MAX, SequenceFields, Verification};
use crate::plan::TIME_TEXTS_MAX;
use crate::time::{TimeFormat, TimeRule};
use crate::{Derivation, LEASE_RULES_MAX, LeaseRule};
use atalaya_model::{Language, Message};
use atalaya_stdx::yaml::{Content, Node};
use rustc_hash::FxHashMap;

const KEYS: &[&str] = &[
    "kind",
    "about",
    "family",
    "dialects",
    "when",
    "unless",
    "class_uid",
    "verification",
    "references",
    "time",
    "charsets",
    "host",
    "envelope",
    "types",
    "sequence",
    "cleared",
    "leases",
    "serves",
    "aliases",
    "derived",
    "remedies",
    "enable",
];

/// The kind, and a family of its own where it declares its own dialects.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    node: &Node,
    families: &FxHashMap<String, Family>,
    derivations: &mut Vec<Derivation>,
) -> Option<(Kind, Option<Family>)> {
    reader.known_keys(node, KEYS);
    let name = reader.required(node, "kind")?.to_owned();
    let (family, own) = match node.get("family").and_then(Node::text) {
        Some(family) => (family.to_owned(), None),
        None => {
            let (dialects, names) = family::dialects(reader, node, &name)?;
            (name.clone(), Some(Family { name: name.clone(), dialects, defaults: None, names }))
        }
    };
    let Some(shared) = own.as_ref().or(families.get(&family)) else {
        reader.error(node.position, Message::new("schema-family-unknown").with("family", family));
        return None;
    };
    let merged = merge(node, shared.defaults.as_ref());
    let kind = of_merged(reader, &merged, name, shared, derivations)?;
    Some((kind, own))
}

fn of_merged(
    reader: &mut Reader<'_>,
    node: &Node,
    name: String,
    family: &Family,
    derivations: &mut Vec<Derivation>,
) -> Option<Kind> {
    let word = reader.required(node, "verification")?;
    let verification = reader.word(node, "verification", word, &Verification::WORDS)?;
    let serves = serve::read(reader, node, &family.names, derivations);
    if serves.len() > SERVES_MAX {
        reader.error(node.position, Message::new("schema-too-many").with("name", "serves"));
        return None;
    }
    Some(Kind {
        name,
        family: family.name.clone(),
        about: about(reader, node),
        when: reader.when(node),
        class_uid: reader.class_uid(node),
        verification,
        references: reader.texts(node, "references"),
        time: time(reader, node),
        charsets: reader.texts(node, "charsets"),
        envelope: envelope(reader, node),
        types: types(reader, node),
        sequence: sequence(reader, node),
        cleared: node.get("cleared").map(|cleared| reader.when(cleared)),
        leases: leases(reader, node),
        remedies: serve::remedies(reader, node),
        serves,
    })
}

/// The kind's entries before its family's; maps are merged, anything else replaces.
fn merge(node: &Node, defaults: Option<&Node>) -> Node {
    let (Content::Map(entries), Some(defaults)) = (&node.content, defaults.and_then(Node::map)) else {
        return node.clone();
    };
    let mut entries = entries.clone();
    for (key, default) in defaults {
        match entries.iter_mut().find(|(own, _)| own.text == key.text) {
            Some((_, own)) if key.text != "time" && key.text != "sequence" => *own = merge(own, Some(default)),
            Some(_) => {}
            None => entries.push((key.clone(), default.clone())),
        }
    }
    Node { position: node.position, content: Content::Map(entries) }
}

fn about(reader: &mut Reader<'_>, node: &Node) -> [String; 3] {
    let about = node.get("about");
    Language::ALL.map(|language| match about {
        Some(about) => reader.required(about, language.tag()).unwrap_or_default().to_owned(),
        None => {
            reader.required(node, "about");
            String::new()
        }
    })
}

/// `fields` in order; an element is a field, a list of fields that together make the text, or a map with
/// `field` and settings of its own.
fn time(reader: &mut Reader<'_>, node: &Node) -> Vec<TimeRule> {
    let Some(time) = node.get("time") else { return Vec::new() };
    reader.known_keys(time, &["fields", "format", "zone"]);
    let (utc, format) = settings(reader, time, (false, TimeFormat::Auto));
    let mut rules = Vec::new();
    for element in time.get("fields").and_then(Node::list).unwrap_or_default() {
        let (fields, (utc, format)) = match element.get("field") {
            Some(field) => (field.texts(), settings(reader, element, (utc, format))),
            None => (element.texts(), (utc, format)),
        };
        match fields.filter(|fields| !fields.is_empty()) {
            Some(fields) => {
                let fields = fields.into_iter().map(str::to_owned).collect();
                rules.push(TimeRule { fields, utc, format });
            }
            None => reader.wrong(element, "time"),
        }
    }
    if rules.iter().map(|rule| rule.fields.len()).sum::<usize>() > TIME_TEXTS_MAX {
        reader.error(time.position, Message::new("schema-too-many").with("name", "time"));
        rules.clear();
    }
    rules
}

fn settings(reader: &mut Reader<'_>, node: &Node, default: (bool, TimeFormat)) -> (bool, TimeFormat) {
    let zone = reader
        .text(node, "zone")
        .and_then(|word| reader.word(node, "zone", &word, &[("utc", true), ("source", false)]));
    let words = [("auto", TimeFormat::Auto), ("day-first", TimeFormat::DayFirst)];
    let format = reader.text(node, "format").and_then(|word| reader.word(node, "format", &word, &words));
    (zone.unwrap_or(default.0), format.unwrap_or(default.1))
}

fn envelope(reader: &mut Reader<'_>, node: &Node) -> Vec<(usize, Vec<String>)> {
    let mut envelope = Vec::new();
    let hosts = reader.texts(node, "host");
    if !hosts.is_empty() {
        envelope.push((0, hosts));
    }
    for (word, value) in reader.entries(node, "envelope") {
        match (ENTITIES.iter().position(|entity| *entity == word), value.texts()) {
            (Some(entity), Some(names)) => envelope.push((entity, names.into_iter().map(str::to_owned).collect())),
            (None, _) => {
                let message = Message::new("schema-word-unknown").with("key", "envelope").with("word", word);
                reader.error(value.position, message);
            }
            _ => reader.wrong(value, word),
        }
    }
    envelope
}

fn types(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, FieldType)> {
    let entries = reader.entries(node, "types");
    let of = |(field, value): (&str, &Node)| {
        let word = value.text().unwrap_or_default();
        Some((field.to_owned(), reader.word(value, field, word, &FieldType::WORDS)?))
    };
    entries.into_iter().filter_map(of).collect()
}

fn sequence(reader: &mut Reader<'_>, node: &Node) -> Option<SequenceFields> {
    let sequence = node.get("sequence")?;
    let (field, per) = (reader.required(sequence, "field")?.to_owned(), reader.texts(sequence, "per"));
    if per.len() > SEQUENCE_FIELDS_MAX {
        reader.error(sequence.position, Message::new("schema-too-many").with("name", "sequence"));
        return None;
    }
    Some(SequenceFields { field, per })
}

fn leases(reader: &mut Reader<'_>, node: &Node) -> Vec<LeaseRule> {
    let list = node.get("leases").and_then(Node::list).unwrap_or_default();
    if let Some(more) = list.get(LEASE_RULES_MAX) {
        reader.error(more.position, Message::new("schema-too-many").with("name", "leases"));
    }
    list.iter().take(LEASE_RULES_MAX).map(|node| lease(reader, node)).collect()
}

fn lease(reader: &mut Reader<'_>, node: &Node) -> LeaseRule {
    reader.known_keys(node, &["when", "unless", "ends", "address", "host", "mac", "user", "seconds"]);
    let rule = LeaseRule {
        begins: node.get("when").map(|_| reader.when(node)),
        ends: node.get("ends").map(|ends| reader.when(ends)),
        address: reader.texts(node, "address"),
        host: reader.texts(node, "host"),
        mac: reader.texts(node, "mac"),
        user: reader.texts(node, "user"),
        seconds: reader.texts(node, "seconds"),
    };
    if rule.address.is_empty() || rule.whens().next().is_none() {
        let key = if rule.address.is_empty() { "address" } else { "when" };
        reader.error(node.position, Message::new("schema-key-missing").with("key", key));
    }
    rule
}
