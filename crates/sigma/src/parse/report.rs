//! The diagnostics of one file while it is read.

use atalaya_model::{Diagnostic, Message, Place, Severity};
use atalaya_stdx::yaml::{Fault, Position, YamlError};

/// Diagnostics one file may give; what goes beyond is counted in one last diagnostic.
const DIAGNOSTICS_MAX: usize = 1000;

/// A message without arguments yet.
pub(crate) fn message(id: &'static str) -> Message {
    Message::new(id)
}

/// The diagnostics of one file.
pub(crate) struct Report<'a> {
    file: &'a str,
    diagnostics: Vec<Diagnostic>,
    beyond: usize,
}

impl<'a> Report<'a> {
    pub(crate) fn new(file: &'a str) -> Self {
        Report { file, diagnostics: Vec::new(), beyond: 0 }
    }

    /// Where `position` is.
    pub(crate) fn place(&self, position: Position) -> Place {
        Place { file: self.file.to_owned(), line: position.line, column: position.column }
    }

    /// Says why something is refused; always `None`, so that it can be the last word of a reader.
    pub(crate) fn error<T>(&mut self, position: Position, message: Message) -> Option<T> {
        self.push(Severity::Error, position, message);
        None
    }

    /// How many errors there are so far.
    pub(crate) fn errors(&self) -> usize {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.count() + self.beyond
    }

    /// Says what is doubtful about something that is used all the same.
    pub(crate) fn warning(&mut self, position: Position, message: Message) {
        self.push(Severity::Warning, position, message);
    }

    /// Refuses what lacks `key`.
    pub(crate) fn missing<T>(&mut self, position: Position, key: &str) -> Option<T> {
        self.error(position, message("rule-key-missing").with("key", key))
    }

    /// Refuses `key` for being something other than `expected` (`text`, `list`, `map`, `number`, `bool`).
    pub(crate) fn wrong_type<T>(&mut self, position: Position, key: &str, expected: &'static str) -> Option<T> {
        self.error(position, message("rule-key-type").with("key", key).with("expected", expected))
    }

    /// Says what is wrong with the YAML itself.
    pub(crate) fn yaml(&mut self, error: YamlError) {
        let message = match error.fault {
            Fault::Syntax(reason) => message("rule-yaml-syntax").with("reason", reason),
            Fault::KeyTwice(key) => message("rule-yaml-key-twice").with("key", key),
            Fault::KeyNotText => message("rule-yaml-key-not-text"),
            Fault::AliasUnknown => message("rule-yaml-alias-unknown"),
            Fault::Limit(what, limit) => message("rule-yaml-limit").with("what", what).with("limit", limit),
        };
        self.push(Severity::Error, error.position, message);
    }

    /// The diagnostics in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
        if self.beyond > 0 {
            let place = self.place(Position::default());
            let message = message("rule-diagnostics-beyond").with("count", self.beyond);
            self.diagnostics.push(Diagnostic { severity: Severity::Error, place, message });
        }
        self.diagnostics
    }

    fn push(&mut self, severity: Severity, position: Position, message: Message) {
        if self.diagnostics.len() >= DIAGNOSTICS_MAX {
            self.beyond += 1;
            return;
        }
        self.diagnostics.push(Diagnostic { severity, place: self.place(position), message });
    }
}
