//! YAML as a tree that keeps positions, from a maintained parser, with every bound named.
//!
//! Content is data written by strangers (rules) or by us (kinds, scenarios); both go through here.
//! Scalars keep their text and whether they were plain, so that the reader of a tree decides on types
//! (YAML 1.2 core schema in [`Scalar::typed`]).

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Bytes one text may have.
pub const TEXT_BYTES_MAX: usize = 4 << 20;
/// Documents one text may have.
pub const DOCUMENTS_MAX: usize = 1024;
/// Nodes one text may have, aliases expanded.
pub const NODES_MAX: usize = 200_000;
/// How deep nodes may be nested.
pub const DEPTH_MAX: usize = 64;

/// A position in the text: line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A node of the tree and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the node begins.
    pub position: Position,
    /// What it is.
    pub content: Content,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text, perhaps meaning a number, a truth value or null.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map in the order written. Keys are scalars; a key that comes twice is an error.
    Map(Vec<(Key, Node)>),
}

/// The key of a map and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key's text.
    pub text: String,
    /// Where it stands.
    pub position: Position,
}

/// A scalar: its text, and whether it was written plainly, without quotes or block marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, unquoted.
    pub text: String,
    /// Whether it was written plainly and so may mean something other than text.
    pub plain: bool,
}

/// What a scalar means in the core schema of YAML 1.2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Typed<'a> {
    /// Null: empty, `~`, `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A decimal, `0x` or `0o` integer.
    Integer(i64),
    /// A number with a fraction or exponent.
    Float(f64),
    /// Everything else.
    Text(&'a str),
}

impl Scalar {
    /// The scalar's meaning. Quoted scalars are always text.
    #[must_use]
    pub fn typed(&self) -> Typed<'_> {
        let text = self.text.as_str();
        if !self.plain {
            return Typed::Text(text);
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Typed::Null,
            "true" | "True" | "TRUE" => return Typed::Bool(true),
            "false" | "False" | "FALSE" => return Typed::Bool(false),
            _ => {}
        }
        if let Some(integer) = integer(text) {
            return Typed::Integer(integer);
        }
        let numeric = text.bytes().next().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'))
            && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
        match text.parse::<f64>() {
            Ok(float) if numeric && float.is_finite() => Typed::Float(float),
            _ => Typed::Text(text),
        }
    }
}

fn integer(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x") {
        return i64::from_str_radix(hex, 16).ok();
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return i64::from_str_radix(octal, 8).ok();
    }
    text.parse().ok()
}

impl Node {
    /// The scalar, if the node is one.
    #[must_use]
    pub fn scalar(&self) -> Option<&Scalar> {
        if let Content::Scalar(scalar) = &self.content { Some(scalar) } else { None }
    }

    /// The scalar's text, if the node is one and not null.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.scalar().filter(|scalar| scalar.typed() != Typed::Null).map(|scalar| scalar.text.as_str())
    }

    /// The elements, if the node is a list.
    #[must_use]
    pub fn list(&self) -> Option<&[Node]> {
        if let Content::List(list) = &self.content { Some(list) } else { None }
    }

    /// The entries, if the node is a map.
    #[must_use]
    pub fn map(&self) -> Option<&[(Key, Node)]> {
        if let Content::Map(map) = &self.content { Some(map) } else { None }
    }

    /// The value of `key`, if the node is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.iter().find(|(candidate, _)| candidate.text == key).map(|(_, node)| node)
    }

    /// The texts of a list of scalars, or of one scalar in place of such a list.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<&str>> {
        match &self.content {
            Content::Scalar(_) => Some(self.text().into_iter().collect()),
            Content::List(list) => list.iter().map(Node::text).collect(),
            Content::Map(_) => None,
        }
    }
}

/// Why a text could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault} at line {}", position.line)]
pub struct YamlError {
    /// What is wrong.
    pub fault: Fault,
    /// Where.
    pub position: Position,
}

/// What can be wrong with a YAML text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not YAML; the parser's reason.
    #[error("not YAML: {0}")]
    Syntax(String),
    /// A key comes twice in one map.
    #[error("the key `{0}` comes twice")]
    KeyTwice(String),
    /// A key is a list or a map.
    #[error("a key is not text")]
    KeyNotText,
    /// An alias to an anchor that does not exist.
    #[error("an alias without an anchor")]
    AliasUnknown,
    /// One of the bounds of this module; its name and value.
    #[error("more {0} than the limit of {1}")]
    Limit(&'static str, usize),
}

/// The documents of a text. What stands before a fault is returned with it.
#[must_use]
pub fn documents(text: &str) -> (Vec<Node>, Option<YamlError>) {
    if text.len() > TEXT_BYTES_MAX {
        let fault = Fault::Limit("bytes", TEXT_BYTES_MAX);
        return (Vec::new(), Some(YamlError { fault, position: Position::default() }));
    }
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    while let Some(event) = parser.next_event() {
        let fault = match event {
            Ok((event, span)) => builder.take(event, span).err(),
            Err(error) => {
                let marker = error.marker();
                let position = Position { line: u32_of(marker.line()), column: u32_of(marker.col() + 1) };
                Some(YamlError { fault: Fault::Syntax(error.info().to_owned()), position })
            }
        };
        if fault.is_some() {
            return (builder.documents, fault);
        }
    }
    (builder.documents, None)
}

fn u32_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

enum Open {
    List { position: Position, anchor: usize, list: Vec<Node> },
    Map { position: Position, anchor: usize, map: Vec<(Key, Node)>, key: Option<Key> },
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: Vec<(usize, Node)>,
    nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlError> {
        let position = Position { line: u32_of(span.start.line()), column: u32_of(span.start.col() + 1) };
        let fail = |fault| Err(YamlError { fault, position });
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let scalar = Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                self.put(Node { position, content: Content::Scalar(scalar) }, anchor, position)
            }
            Event::SequenceStart(anchor, ..) => self.push(Open::List { position, anchor, list: Vec::new() }, position),
            Event::MappingStart(anchor, ..) => {
                self.push(Open::Map { position, anchor, map: Vec::new(), key: None }, position)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List { position, anchor, list }) => {
                    self.put(Node { position, content: Content::List(list) }, anchor, position)
                }
                Some(Open::Map { position, anchor, map, .. }) => {
                    self.put(Node { position, content: Content::Map(map) }, anchor, position)
                }
                None => Ok(()),
            },
            Event::Alias(anchor) => match self.anchors.iter().find(|(id, _)| *id == anchor) {
                Some((_, node)) => {
                    let node = node.clone();
                    self.nodes += size(&node);
                    self.put(node, 0, position)
                }
                None => fail(Fault::AliasUnknown),
            },
            Event::DocumentStart(..) => {
                self.anchors.clear();
                if self.documents.len() >= DOCUMENTS_MAX {
                    return fail(Fault::Limit("documents", DOCUMENTS_MAX));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn push(&mut self, open: Open, position: Position) -> Result<(), YamlError> {
        if self.open.len() >= DEPTH_MAX {
            return Err(YamlError { fault: Fault::Limit("levels", DEPTH_MAX), position });
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, node: Node, anchor: usize, position: Position) -> Result<(), YamlError> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            return Err(YamlError { fault: Fault::Limit("nodes", NODES_MAX), position });
        }
        if anchor != 0 {
            self.nodes += size(&node);
            self.anchors.push((anchor, node.clone()));
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open::List { list, .. }) => list.push(node),
            Some(Open::Map { map, key, .. }) => match key.take() {
                Some(key) => map.push((key, node)),
                None => *key = Some(new_key(map, node, position)?),
            },
        }
        Ok(())
    }
}

fn new_key(map: &[(Key, Node)], node: Node, position: Position) -> Result<Key, YamlError> {
    let Content::Scalar(scalar) = node.content else {
        return Err(YamlError { fault: Fault::KeyNotText, position });
    };
    if map.iter().any(|(key, _)| key.text == scalar.text) {
        return Err(YamlError { fault: Fault::KeyTwice(scalar.text), position });
    }
    Ok(Key { text: scalar.text, position })
}

fn size(node: &Node) -> usize {
    1 + match &node.content {
        Content::Scalar(_) => 0,
        Content::List(list) => list.iter().map(size).sum(),
        Content::Map(map) => map.iter().map(|(_, node)| size(node)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<(Fault, u32)> {
        documents(text).1.map(|error| (error.fault, error.position.line))
    }

    #[test]
    fn a_tree_keeps_positions_and_types() {
        let (documents, error) = documents("a: 1\nb:\n  - 'x'\n  - 0x1F\n  - null\n---\nc: no\n");
        assert_eq!(error, None);
        assert_eq!(documents.len(), 2);
        let list = documents[0].get("b").unwrap().list().unwrap();
        assert_eq!(list[0].position, Position { line: 3, column: 5 });
        let typed: Vec<_> = list.iter().map(|node| node.scalar().unwrap().typed()).collect();
        assert_eq!(typed, [Typed::Text("x"), Typed::Integer(31), Typed::Null]);
        assert_eq!(documents[1].get("c").unwrap().scalar().unwrap().typed(), Typed::Text("no"));
    }

    #[test]
    fn faults_say_where_and_keep_what_came_before() {
        assert_eq!(fault("a: 1\na: 2\n"), Some((Fault::KeyTwice("a".into()), 2)));
        assert_eq!(fault("? [a]\n: 1\n"), Some((Fault::KeyNotText, 1)));
        let (kept, error) = documents("a: 1\n---\n\"b\n");
        assert_eq!(kept.len(), 1);
        assert!(error.is_some());
    }

    #[test]
    fn exploding_aliases_and_deep_nesting_are_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..10 {
            let aliases = vec![format!("*a{}", i - 1); 10].join(", ");
            bomb.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
        }
        assert!(matches!(fault(&bomb), Some((Fault::Limit("nodes", _), _))));
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert!(matches!(fault(&deep), Some((Fault::Limit("levels", _), _))));
    }
}
