//! The log sources that a kind serves, and what their rules call its fields.

use super::reader::Reader;
use crate::kind::{Remedy, Serve};
use crate::schema::REMEDIES;
use crate::{AddressTable, Derivation, DerivationIx};
use atalaya_model::{LogSource, Message};
use atalaya_stdx::yaml::{Node, Typed};
use rustc_hash::FxHashMap;

const KEYS: &[&str] = &["logsource", "when", "unless", "class_uid", "enable", "aliases", "derived", "remedies"];
const DERIVATION_KEYS: &[&str] =
    &["join", "first", "all", "typed", "hexadecimal", "with", "from", "part", "map", "prefixes", "decimal", "table"];

/// The log sources, with the names that hold for the whole kind (its own and its family's) beside each one's own.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    kind: &Node,
    names: &[(String, String)],
    derivations: &mut Vec<Derivation>,
) -> Vec<Serve> {
    let mut aliases: FxHashMap<String, String> = names.iter().cloned().collect();
    aliases.extend(read_aliases(reader, kind));
    let derived = read_derived(reader, kind, derivations);
    let of_kind = enable(reader, kind);
    let list = kind.get("serves").and_then(Node::list).unwrap_or_default();
    if list.is_empty() {
        reader.error(kind.position, Message::new("schema-key-missing").with("key", "serves"));
    }
    list.iter()
        .map(|node| {
            reader.known_keys(node, KEYS);
            let mut serve = Serve {
                logsource: logsource(reader, node),
                class_uid: reader.class_uid(node),
                when: reader.when(node),
                enable: enable(reader, node).or(of_kind),
                aliases: aliases.clone(),
                derived: derived.clone(),
            };
            // What the log source says of a field goes before what the kind says of it.
            for (name, canonical) in read_aliases(reader, node) {
                serve.derived.remove(&name);
                serve.aliases.insert(name, canonical);
            }
            serve.derived.extend(read_derived(reader, node, derivations));
            serve
        })
        .collect()
}

fn logsource(reader: &mut Reader<'_>, node: &Node) -> LogSource {
    let Some(source) = node.get("logsource") else {
        reader.error(node.position, Message::new("schema-key-missing").with("key", "logsource"));
        return LogSource::default();
    };
    reader.known_keys(source, &["product", "category", "service"]);
    LogSource {
        product: reader.text(source, "product"),
        category: reader.text(source, "category"),
        service: reader.text(source, "service"),
    }
}

fn read_aliases(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, String)> {
    pairs(reader, node, "aliases")
}

fn pairs(reader: &mut Reader<'_>, node: &Node, key: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (from, value) in reader.entries(node, key) {
        match value.scalar() {
            Some(scalar) => pairs.push((from.to_owned(), scalar.text.clone())),
            None => reader.wrong(value, from),
        }
    }
    pairs
}

fn read_derived(
    reader: &mut Reader<'_>,
    node: &Node,
    derivations: &mut Vec<Derivation>,
) -> FxHashMap<String, DerivationIx> {
    let mut derived = FxHashMap::default();
    for (name, value) in reader.entries(node, "derived") {
        let derivation = derivation(reader, value);
        if derivation.inputs.is_empty() {
            reader.wrong(value, name);
            continue;
        }
        let same = derivations.iter().position(|known| *known == derivation);
        let number = same.unwrap_or(derivations.len());
        if same.is_none() {
            derivations.push(derivation);
        }
        match u16::try_from(number) {
            Ok(number) => drop(derived.insert(name.to_owned(), DerivationIx(number))),
            Err(_) => reader.error(value.position, Message::new("schema-too-many").with("name", "derived")),
        }
    }
    derived
}

fn derivation(reader: &mut Reader<'_>, node: &Node) -> Derivation {
    reader.known_keys(node, DERIVATION_KEYS);
    let mut inputs = reader.texts(node, "join");
    inputs.extend(reader.texts(node, "first"));
    inputs.extend(reader.text(node, "from"));
    let typed = node.get("typed").map(|_| hexadecimal(reader, node));
    inputs.extend(reader.texts(node, "typed"));
    let folded =
        |pairs: Vec<(String, String)>| pairs.into_iter().map(|(from, to)| (from.to_ascii_lowercase(), to)).collect();
    let table = reader.text(node, "table").and_then(|word| reader.word(node, "table", &word, &AddressTable::WORDS));
    Derivation {
        inputs,
        typed,
        first: node.get("first").is_some(),
        all: says_true(node, "all"),
        with: reader.text(node, "with").unwrap_or_default(),
        part: reader.text(node, "part"),
        map: folded(pairs(reader, node, "map")),
        prefixes: folded(pairs(reader, node, "prefixes")),
        decimal: says_true(node, "decimal"),
        table,
    }
}

fn says_true(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::scalar).is_some_and(|scalar| scalar.typed() == Typed::Bool(true))
}

/// How numbers of some types are written: a `*` stands for the number.
fn hexadecimal(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, [String; 2])> {
    let mut types = Vec::new();
    for (name, format) in pairs(reader, node, "hexadecimal") {
        match format.split_once('*') {
            Some((before, after)) => types.push((name.to_ascii_lowercase(), [before.to_owned(), after.to_owned()])),
            None => reader.wrong(node, &name),
        }
    }
    types
}

/// How to have senders write such events.
fn enable(reader: &mut Reader<'_>, node: &Node) -> Option<&'static str> {
    let id = reader.text(node, "enable")?;
    let known = REMEDIES.iter().find(|known| **known == id).copied();
    if known.is_none() {
        reader.error(node.position, Message::new("schema-remedy-unknown").with("id", id));
    }
    known
}

/// What to do where fields are missing: of the whole kind and of its log sources.
pub(crate) fn remedies(reader: &mut Reader<'_>, kind: &Node) -> Vec<Remedy> {
    let serves = kind.get("serves").and_then(Node::list).unwrap_or_default();
    let places = serves.iter().enumerate().map(|(serve, node)| (Some(serve), node)).chain([(None, kind)]);
    let mut remedies = Vec::new();
    for (serve, node) in places {
        for (field, id) in pairs(reader, node, "remedies") {
            match REMEDIES.iter().find(|known| **known == id) {
                Some(message) => remedies.push(Remedy { serve, field, message }),
                None => reader.error(node.position, Message::new("schema-remedy-unknown").with("id", id)),
            }
        }
    }
    remedies
}
