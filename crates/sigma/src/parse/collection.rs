//! Files of several documents, and the `action` of rule collections of old.
//!
//! `global` is merged into every following document, `reset` ends that, and `repeat` is the
//! previous document with changes. Where both sides name a key, the later document's own wins.

use atalaya_stdx::yaml::{Content, Key, Node, Position};

use super::report::{Report, message};
use super::{Entries, take};

/// Nodes that merging may copy in one file. Text is bounded below that; merging multiplies it.
const MERGED_NODES_MAX: usize = 1 << 20;

/// The documents of a file after merging: where each begins, and its entries.
pub(super) fn merged(nodes: Vec<Node>, report: &mut Report) -> Vec<(Position, Entries)> {
    let mut documents = Vec::with_capacity(nodes.len());
    let mut collection = Collection::default();
    for node in nodes {
        let position = node.position;
        match node.content {
            Content::Map(entries) => documents.extend(collection.next(position, entries, report)),
            Content::Scalar(scalar) if scalar.plain && scalar.text.is_empty() => {}
            _ => report.error::<()>(position, message("rule-not-map")).unwrap_or_default(),
        }
    }
    documents
}

#[derive(Default)]
struct Collection {
    global: Entries,
    previous: Entries,
    acting: bool,
    copied: usize,
}

impl Collection {
    fn next(&mut self, position: Position, mut entries: Entries, report: &mut Report) -> Option<(Position, Entries)> {
        let action = take(&mut entries, "action");
        if action.is_none() && !self.acting {
            return Some((position, entries));
        }
        self.acting = true;
        self.copied += entries.len() + size(&self.global) + size(&self.previous);
        if self.copied > MERGED_NODES_MAX {
            return report.error(position, message("rule-collection-limit").with("limit", MERGED_NODES_MAX));
        }
        match action.as_ref().map(|(_, node)| node.text().unwrap_or_default()) {
            None => {
                let whole = merge(self.global.clone(), entries);
                self.previous.clone_from(&whole);
                Some((position, whole))
            }
            Some("global") => {
                self.global = merge(std::mem::take(&mut self.global), entries);
                self.previous.clone_from(&self.global);
                None
            }
            Some("reset") => {
                self.global.clear();
                self.previous.clone_from(&entries);
                (!entries.is_empty()).then_some((position, entries))
            }
            Some("repeat") => {
                self.previous = merge(std::mem::take(&mut self.previous), entries);
                Some((position, self.previous.clone()))
            }
            Some(other) => report.error(position, message("rule-action-unknown").with("action", other)),
        }
    }
}

/// `over` laid over `under`: maps are merged, everything else is replaced.
fn merge(mut under: Entries, over: Entries) -> Entries {
    for (key, node) in over {
        match under.iter_mut().find(|(candidate, _)| *candidate.text == key.text) {
            Some(entry) => merge_entry(entry, key, node),
            None => under.push((key, node)),
        }
    }
    under
}

fn merge_entry(entry: &mut (Key, Node), key: Key, node: Node) {
    match (&mut entry.1.content, node.content) {
        (Content::Map(under), Content::Map(over)) => *under = merge(std::mem::take(under), over),
        (_, content) => *entry = (key, Node { position: node.position, content }),
    }
}

fn size(entries: &Entries) -> usize {
    let node = |node: &Node| match &node.content {
        Content::Scalar(_) => 1,
        Content::List(list) => 1 + list.len(),
        Content::Map(map) => 1 + size(map),
    };
    entries.iter().map(|(_, entry)| node(entry)).sum()
}
