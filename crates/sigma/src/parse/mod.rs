//! Sigma files to documents and diagnostics.
//!
//! Text in, [`Document`]s out, with everything that is wrong said in place. A document that is
//! refused never hides the others of its file. References between documents are not resolved here,
//! and nothing is compiled.

mod about;
mod collection;
mod correlation;
mod detection;
mod filter;
mod modifier;
mod regex;
mod report;
mod value;

pub use correlation::CORRELATION_RULES_MAX;
pub use modifier::MODIFIERS_MAX;

use atalaya_model::{Diagnostic, LogSource};
use atalaya_stdx::yaml::{self, Content, Key, Node, Position};

use crate::ast::{Document, Rule};
use report::Report;

/// The entries of a map, in the order written.
type Entries = Vec<(Key, Node)>;

/// Reads a Sigma file. `file` is only its name, for the places of documents and diagnostics.
///
/// Diagnostics of severity error say which documents were refused and why; those of severity
/// warning concern documents that are returned all the same.
#[must_use]
pub fn parse(file: &str, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let (documents, diagnostics, _) = counting(file, text);
    (documents, diagnostics)
}

/// As [`parse`], with the number of documents refused: one may have several errors. A file without any counts as one.
pub(crate) fn counting(file: &str, text: &str) -> (Vec<Document>, Vec<Diagnostic>, usize) {
    let mut report = Report::new(file);
    let (nodes, fault) = yaml::documents(text);
    let empty = nodes.is_empty() && fault.is_none();
    let merged = collection::merged(nodes, &mut report);
    let read = merged.len() + report.errors() + usize::from(fault.is_some());
    let mut documents = Vec::with_capacity(merged.len());
    for (position, entries) in merged {
        documents.extend(document(position, entries, &mut report));
    }
    if let Some(error) = fault {
        report.yaml(error);
    }
    if empty {
        report.warning(Position::default(), report::message("rule-file-empty"));
    }
    let refused = read.max(1) - documents.len();
    (documents, report.finish(), refused)
}

fn document(position: Position, mut entries: Entries, report: &mut Report) -> Option<Document> {
    let about = about::about(position, &mut entries, report);
    if let Some((_, node)) = take(&mut entries, "correlation") {
        let correlation = correlation::correlation(about?, node, &mut entries, report);
        return correlation.map(Document::Correlation);
    }
    if let Some((_, node)) = take(&mut entries, "filter") {
        return filter::filter(about?, node, &mut entries, report).map(Document::Filter);
    }
    let logsource = logsource(position, &mut entries, report);
    let detection = match take(&mut entries, "detection") {
        Some((_, node)) => detection::detection(node, "detection", report),
        None => report.missing(position, "detection"),
    };
    Some(Document::Rule(Rule { about: about?, logsource: logsource?, detection: detection? }))
}

/// The `logsource` of a rule or filter, in lower case as the specification writes it.
fn logsource(position: Position, entries: &mut Entries, report: &mut Report) -> Option<LogSource> {
    let Some((_, node)) = take(entries, "logsource") else { return report.missing(position, "logsource") };
    let position = node.position;
    let Content::Map(mut map) = node.content else { return report.wrong_type(position, "logsource", "map") };
    let mut word = |name: &str| match take(&mut map, name) {
        None => Some(None),
        Some((_, node)) => match node.text() {
            Some(text) => Some(Some(text.to_ascii_lowercase())),
            None => report.wrong_type(node.position, name, "text"),
        },
    };
    let (product, category, service) = (word("product"), word("category"), word("service"));
    let logsource = LogSource { product: product?, category: category?, service: service? };
    if logsource == LogSource::default() {
        return report.error(position, report::message("rule-logsource-empty"));
    }
    Some(logsource)
}

/// Takes the entry of `key` out of a map.
fn take(entries: &mut Entries, key: &str) -> Option<(Key, Node)> {
    let at = entries.iter().position(|(candidate, _)| candidate.text == key)?;
    Some(entries.remove(at))
}
