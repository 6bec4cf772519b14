//! A dialect: one of the shapes in which the same log arrives.

use crate::{Extraction, When, kept};
use atalaya_model::{Diagnostic, Message, Place, Severity};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// How a text inside a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// A JSON object.
    Json,
    /// XML as Windows writes it.
    Xml,
    /// Lines of `key=value`.
    KvLines,
    /// A Linux audit line.
    Auditd,
}

impl Encoding {
    /// The words for it in `content/kinds`.
    pub const WORDS: [(&'static str, Encoding); 4] = [
        ("json", Encoding::Json),
        ("xml", Encoding::Xml),
        ("kv-lines", Encoding::KvLines),
        ("auditd", Encoding::Auditd),
    ];
}

/// A field whose text is a record of its own, to be decoded in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The record path of the field; the results come below it.
    pub path: String,
    /// How the text is written.
    pub encoding: Encoding,
}

/// One of the shapes in which the kinds of a family arrive.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The name, unique within its family.
    pub name: String,
    /// The family, or the kind that declares the dialect for itself alone.
    pub family: String,
    /// The container formats it may come in; empty: any.
    pub formats: Vec<String>,
    /// How it is recognised, on record paths.
    pub when: When,
    /// Fields to be decoded in place before the record is identified for good.
    pub expansions: Vec<Expansion>,
    /// Patterns that find fields in texts, after the expansions and in this order.
    pub extractions: Vec<Extraction>,
    /// Stands ahead of dialects of a lower number; 0 unless declared.
    pub priority: i64,
    pub(crate) fields: Mapping,
}

impl Dialect {
    /// What is wrong with the patterns: they are compiled for it.
    pub(crate) fn wrong_patterns(&self) -> Vec<Diagnostic> {
        let place = || Place { file: format!("{}: {}", self.family, self.name), line: 0, column: 0 };
        let wrong = |extraction: &Extraction| {
            let reason = extraction.check().err()?;
            let message = Message::new("schema-pattern").with("path", extraction.path.as_str()).with("reason", reason);
            Some(Diagnostic { severity: Severity::Error, place: place(), message })
        };
        self.extractions.iter().filter_map(wrong).collect()
    }
}

/// From record paths to canonical names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mapping {
    /// Whole paths; `None`: not a field of the event.
    pub(crate) exact: FxHashMap<Box<str>, Option<Box<str>>>,
    /// Beginnings of paths, in the order declared.
    pub(crate) beginnings: Vec<(Box<str>, Target)>,
    /// The names that whole paths have.
    pub(crate) exact_names: FxHashSet<Box<str>>,
    /// The paths are the names, as events are kept.
    pub(crate) kept: bool,
}

/// What the paths with a given beginning are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Not a field of the event.
    Nothing,
    /// All by one name.
    Name(Box<str>),
    /// The rest of the path, between these.
    Rest(Box<str>, Box<str>),
    /// The last key of the path.
    Last,
    /// The rest of the path with its first letter as a capital.
    Capital,
}

/// The key under which attributes of XML elements stand.
const ATTRIBUTES: &str = "#attributes";
/// What the text of an XML element with attributes is called.
const TEXT: &str = ".#text";

impl Mapping {
    /// The canonical name of `path`. Whole paths go before beginnings, these in the order declared; a beginning
    /// never takes attributes of XML elements, and the text of an element goes by the element's name.
    pub(crate) fn canonical<'a>(&'a self, path: &'a str) -> Option<Cow<'a, str>> {
        if self.kept {
            return kept::canonical(path).map(Cow::Borrowed);
        }
        if let Some(target) = self.exact.get(path) {
            return target.as_deref().map(Cow::Borrowed);
        }
        let (beginning, target) = self.beginnings.iter().find(|(beginning, _)| path.starts_with(&**beginning))?;
        let rest = &path[beginning.len()..];
        let rest = rest.strip_suffix(TEXT).unwrap_or(rest);
        if rest.split('.').any(|key| key == ATTRIBUTES) {
            return None;
        }
        match target {
            Target::Nothing => None,
            Target::Name(name) => Some(Cow::Borrowed(name)),
            Target::Rest(before, after) if before.is_empty() && after.is_empty() => Some(Cow::Borrowed(rest)),
            Target::Rest(before, after) => Some(Cow::Owned(format!("{before}{rest}{after}"))),
            Target::Last => Some(Cow::Borrowed(rest.rsplit('.').next().unwrap_or(rest))),
            Target::Capital => Some(Cow::Owned(capital(rest))),
        }
    }

    /// As [`Mapping::canonical`], for what the event is, when and where it happened: here a name that whole paths
    /// have is not taken from beginnings, so that data in an event cannot pass for its header.
    pub(crate) fn essential<'a>(&'a self, path: &'a str) -> Option<Cow<'a, str>> {
        if self.kept {
            return kept::essential(path).map(Cow::Borrowed);
        }
        let name = self.canonical(path)?;
        let header = self.exact.contains_key(path) || !self.exact_names.contains(&*name);
        header.then_some(name)
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

impl Target {
    /// The target written as `word`: `*` stands for the rest, `<last>` for the last key, `<capital>` for the rest
    /// with a capital.
    pub(crate) fn new(word: Option<&str>) -> Target {
        match word {
            None => Target::Nothing,
            Some("<last>") => Target::Last,
            Some("<capital>") => Target::Capital,
            Some(word) => match word.split_once('*') {
                Some((before, after)) => Target::Rest(before.into(), after.into()),
                None => Target::Name(word.into()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_canonical_names() {
        let beginning = |text: &str, target| (Box::from(text), Target::new(target));
        let mapping = Mapping {
            exact: [("E.System.EventID".into(), Some("EventID".into())), ("E.Data.junk".into(), None)]
                .into_iter()
                .collect(),
            beginnings: vec![
                beginning("E.Data.param", Some("Data")),
                beginning("E.Data.", Some("*")),
                beginning("E.User.", Some("<last>")),
                beginning("x.", Some("y.*")),
                beginning("w.", Some("<capital>")),
                beginning("z.", None),
            ],
            exact_names: [Box::from("EventID")].into_iter().collect(),
            kept: false,
        };
        let check = |path: &str, name: Option<&str>| assert_eq!(mapping.canonical(path).as_deref(), name, "{path}");
        check("E.System.EventID", Some("EventID"));
        check("E.Data.junk", None);
        check("E.Data.param7", Some("Data"));
        check("E.Data.Image", Some("Image"));
        check("E.Data.Image.#text", Some("Image"));
        check("E.Data.Image.#attributes.Type", None);
        check("E.User.Deep.Name.#text", Some("Name"));
        check("x.a.b", Some("y.a.b"));
        check("z.a", None);
        check("w.image", Some("Image"));
        check("other", None);
        assert_eq!(mapping.essential("E.System.EventID").as_deref(), Some("EventID"));
        assert_eq!(mapping.essential("E.User.EventID"), None);
        assert_eq!(mapping.essential("E.Data.Image").as_deref(), Some("Image"));
    }
}
