//! Reads typed values out of a YAML tree and tells what is wrong with them.

use crate::condition::{Condition, Pattern, Test, When};
use crate::slots::LITERAL_BYTES_MAX;
use atalaya_model::{Diagnostic, Message, Place, Severity};
use atalaya_stdx::yaml::{Node, Position, Typed};

/// The file that is read and what is wrong in it.
pub(crate) struct Reader<'r> {
    file: &'r str,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(file: &'r str, diagnostics: &'r mut Vec<Diagnostic>) -> Self {
        Reader { file, diagnostics }
    }

    pub(crate) fn error(&mut self, at: Position, message: Message) {
        self.tell(Severity::Error, at, message);
    }

    fn tell(&mut self, severity: Severity, at: Position, message: Message) {
        let place = Place { file: self.file.to_owned(), line: at.line, column: at.column };
        self.diagnostics.push(Diagnostic { severity, place, message });
    }

    pub(crate) fn wrong(&mut self, node: &Node, key: &str) {
        self.error(node.position, Message::new("schema-value-wrong").with("key", key));
    }

    /// Warns of keys that mean nothing here.
    pub(crate) fn known_keys(&mut self, node: &Node, known: &[&str]) {
        for (key, _) in node.map().unwrap_or_default() {
            if !known.contains(&key.text.as_str()) {
                let message = Message::new("schema-key-unknown").with("key", key.text.as_str());
                self.tell(Severity::Warning, key.position, message);
            }
        }
    }

    /// The text at a key that must be there.
    pub(crate) fn required<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n str> {
        let text = node.get(key).and_then(Node::text);
        if text.is_none() {
            self.error(node.position, Message::new("schema-key-missing").with("key", key));
        }
        text
    }

    /// The text at a key, where there is one.
    pub(crate) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.get(key)?;
        let text = value.text();
        if text.is_none() {
            self.wrong(value, key);
        }
        text.map(str::to_owned)
    }

    /// The texts at a key: a list, or one text instead. Nothing there: an empty list.
    pub(crate) fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        let Some(value) = node.get(key) else { return Vec::new() };
        let texts = value.texts();
        if texts.is_none() {
            self.wrong(value, key);
        }
        texts.unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    /// The entries of the map at a key. Nothing there: no entries.
    pub(crate) fn entries<'n>(&mut self, node: &'n Node, key: &str) -> Vec<(&'n str, &'n Node)> {
        let Some(value) = node.get(key) else { return Vec::new() };
        match value.map() {
            Some(map) => map.iter().map(|(key, node)| (key.text.as_str(), node)).collect(),
            None => {
                self.wrong(value, key);
                Vec::new()
            }
        }
    }

    pub(crate) fn integer(&mut self, node: &Node, key: &str) -> Option<i64> {
        let value = node.get(key)?;
        match value.scalar().map(|scalar| scalar.typed()) {
            Some(Typed::Integer(number)) => Some(number),
            _ => {
                self.wrong(value, key);
                None
            }
        }
    }

    pub(crate) fn class_uid(&mut self, node: &Node) -> Option<u32> {
        self.integer(node, "class_uid").and_then(|number| u32::try_from(number).ok())
    }

    /// What a word of a closed list stands for.
    pub(crate) fn word<T: Copy>(&mut self, node: &Node, key: &str, word: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let message = Message::new("schema-word-unknown").with("key", key).with("word", word);
            self.error(node.position, message);
        }
        found
    }

    /// The conditions under `when` and `unless`.
    pub(crate) fn when(&mut self, node: &Node) -> When {
        When { all: self.conditions(node, "when"), unless: self.conditions(node, "unless") }
    }

    fn conditions(&mut self, node: &Node, key: &str) -> Vec<Condition> {
        let entries = self.entries(node, key);
        entries.into_iter().filter_map(|(name, value)| self.condition(name, value)).collect()
    }

    fn condition(&mut self, name: &str, value: &Node) -> Option<Condition> {
        let test = match value.scalar() {
            Some(scalar) if scalar.typed() == Typed::Null => Test::Absent,
            Some(scalar) if scalar.text == "*" => Test::Present,
            _ => {
                let patterns: Option<Vec<Pattern>> =
                    value.texts().and_then(|texts| texts.into_iter().map(|text| Pattern::new(text).ok()).collect());
                let fits = |patterns: &Vec<Pattern>| {
                    let short = |pattern: &Pattern| pattern.form.is_some() || pattern.text.len() <= LITERAL_BYTES_MAX;
                    !patterns.is_empty() && patterns.iter().all(short)
                };
                match patterns.filter(fits) {
                    Some(patterns) => Test::OneOf(patterns),
                    None => {
                        self.wrong(value, name);
                        return None;
                    }
                }
            }
        };
        Some(Condition { name: name.into(), test })
    }
}
