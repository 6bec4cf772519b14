//! A `filter` document: conditions added to rules that others wrote.

use atalaya_stdx::yaml::{Content, Node};

use super::report::{Report, message};
use super::{Entries, detection, logsource, take};
use crate::ast::{About, Filter};

/// Reads the `filter` of a document and the log source beside it.
pub(super) fn filter(about: About, node: Node, entries: &mut Entries, report: &mut Report) -> Option<Filter> {
    let position = node.position;
    let logsource = logsource(position, entries, report);
    let Content::Map(mut map) = node.content else { return report.wrong_type(position, "filter", "map") };
    let rules = match take(&mut map, "rules") {
        Some((_, node)) => rules(&node, report),
        None => report.missing(position, "rules"),
    };
    let node = Node { position, content: Content::Map(map) };
    let detection = detection::detection(node, "filter", report);
    Some(Filter { about, logsource: logsource?, rules: rules?, detection: detection? })
}

/// The rules a filter names; `Some(None)` for `any`.
fn rules(node: &Node, report: &mut Report) -> Option<Option<Vec<String>>> {
    match node.texts() {
        Some(rules) if rules == ["any"] => Some(None),
        Some(rules) if !rules.is_empty() => Some(Some(rules.into_iter().map(str::to_owned).collect())),
        Some(_) => report.error(node.position, message("rule-list-empty").with("key", "rules")),
        None => report.wrong_type(node.position, "rules", "list"),
    }
}
