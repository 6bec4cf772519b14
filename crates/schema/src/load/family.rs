//! Families: dialects that several kinds share, and what those kinds have in common.

use super::reader::Reader;
use crate::condition::{Condition, Test};
use crate::dialect::{Dialect, Encoding, Expansion, Mapping, Target};
use crate::extraction::{Extraction, PATTERNS_MAX};
use atalaya_model::Message;
use atalaya_stdx::yaml::{Node, Typed};

/// A family as read.
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) dialects: Vec<Dialect>,
    /// What its kinds say unless they say otherwise, as written.
    pub(crate) defaults: Option<Node>,
    /// Further names of canonical fields: what rules may call them → canonical name.
    pub(crate) names: Vec<(String, String)>,
}

pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Family> {
    reader.known_keys(node, &["family", "dialects", "defaults"]);
    let name = reader.required(node, "family")?.to_owned();
    let (dialects, names) = dialects(reader, node, &name)?;
    Some(Family { name, dialects, defaults: node.get("defaults").cloned(), names })
}

type Names = Vec<(String, String)>;

/// The dialects that stand in `node`, for the family or kind called `family`.
pub(crate) fn dialects(reader: &mut Reader<'_>, node: &Node, family: &str) -> Option<(Vec<Dialect>, Names)> {
    let Some(list) = node.get("dialects").and_then(Node::list).filter(|list| !list.is_empty()) else {
        reader.error(node.position, Message::new("schema-key-missing").with("key", "dialects"));
        return None;
    };
    let mut names = Vec::new();
    let dialects = list.iter().filter_map(|node| dialect(reader, node, family, &mut names)).collect();
    Some((dialects, names))
}

fn dialect(reader: &mut Reader<'_>, node: &Node, family: &str, names: &mut Names) -> Option<Dialect> {
    reader.known_keys(node, &["name", "format", "when", "unless", "not", "expand", "patterns", "fields", "priority"]);
    let name = reader.required(node, "name")?.to_owned();
    let mut when = reader.when(node);
    let absent = reader.texts(node, "not").into_iter();
    when.all.extend(absent.map(|path| Condition { name: path.into(), test: Test::Absent }));
    let formats = reader.texts(node, "format");
    let priority = reader.integer(node, "priority").unwrap_or(0);
    let expansions = expansions(reader, node);
    let extractions = extractions(reader, node);
    let fields = mapping(reader, node, names);
    Some(Dialect { name, family: family.to_owned(), formats, when, expansions, extractions, priority, fields })
}

fn expansions(reader: &mut Reader<'_>, node: &Node) -> Vec<Expansion> {
    let mut expansions = Vec::new();
    for (path, value) in reader.entries(node, "expand") {
        let encoding = reader.word(value, path, value.text().unwrap_or_default(), &Encoding::WORDS);
        expansions.extend(encoding.map(|encoding| Expansion { path: path.to_owned(), encoding }));
    }
    expansions
}

fn extractions(reader: &mut Reader<'_>, node: &Node) -> Vec<Extraction> {
    let mut extractions = Vec::new();
    for (path, value) in reader.entries(node, "patterns") {
        let texts = value.texts().filter(|texts| !texts.is_empty() && texts.len() <= PATTERNS_MAX);
        let Some(texts) = texts else {
            reader.wrong(value, path);
            continue;
        };
        extractions.push(Extraction::new(path.to_owned(), texts.into_iter().map(str::to_owned).collect()));
    }
    extractions
}

/// The first name of a field is canonical, further ones are what rules may call it too.
fn mapping(reader: &mut Reader<'_>, node: &Node, names: &mut Names) -> Mapping {
    let mut mapping = Mapping::default();
    for (path, value) in reader.entries(node, "fields") {
        let null = value.scalar().is_some_and(|scalar| scalar.typed() == Typed::Null);
        let Some(targets) = value.texts().filter(|targets| null || !targets.is_empty()) else {
            reader.wrong(value, path);
            continue;
        };
        let canonical = targets.first().copied();
        names.extend(targets.iter().skip(1).map(|name| ((*name).to_owned(), targets[0].to_owned())));
        match path.strip_suffix('*') {
            Some(beginning) => mapping.beginnings.push((beginning.into(), Target::new(canonical))),
            None => {
                mapping.exact_names.extend(canonical.map(Into::into));
                mapping.exact.insert(path.into(), canonical.map(Into::into));
            }
        }
    }
    mapping
}
