//! Paths of fields in records, interned so that the hot path compares numbers and not strings.
//!
//! A path is the dotted way from the root of a record to a value, `Event.EventData.Image`; the
//! elements of an array share the path of the array. A table belongs to one thread and is bounded.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash as _, Hasher as _};

/// Paths one table holds. A table that is full refuses new paths; its owner starts a new one.
pub const PATHS_MAX: usize = 1 << 16;

/// Paths of one hash that are told apart; only an attacker makes so many, and his record is refused.
const TWINS_MAX: usize = 64;

/// A path's number in the [`Paths`] that interned it. Dense, from 0 (the root).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathId(u32);

impl PathId {
    /// The empty path: the record itself.
    pub const ROOT: PathId = PathId(0);

    /// The number, for tables indexed by path.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The table is full ([`PATHS_MAX`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the table of field paths is full")]
pub struct PathsFull;

struct Node {
    /// The whole dotted path.
    name: Box<str>,
    /// Where the last key begins in `name`.
    key_start: u32,
    parent: PathId,
    /// The path that was interned right after this one the last time. Records of one sender name
    /// their fields in one order, so the guess is nearly always right and saves the hashing. The second
    /// guess is for records of two shapes that take turns.
    next: [PathId; 2],
    /// Whether the key stands in JSON as it is, without escapes.
    plain: bool,
    /// The path of the same hash that was interned before this one, or the root.
    twin: PathId,
}

/// The table of interned paths of one thread.
pub struct Paths {
    nodes: Vec<Node>,
    /// By the hash of parent and key, so that a lookup copies nothing, the path that was interned last.
    children: FxHashMap<u64, PathId>,
    previous: PathId,
}

impl Default for Paths {
    fn default() -> Self {
        Paths::new()
    }
}

impl Paths {
    /// A table that knows the root only.
    #[must_use]
    pub fn new() -> Self {
        let twin = PathId::ROOT;
        let root =
            Node { name: "".into(), key_start: 0, parent: PathId::ROOT, next: [PathId::ROOT; 2], plain: false, twin };
        Paths { nodes: vec![root], children: FxHashMap::default(), previous: PathId::ROOT }
    }

    /// How many paths are interned, the root included: ids are below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never true: the root is always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether so little room is left that the owner should start a new table before the next record.
    #[must_use]
    pub fn is_nearly_full(&self) -> bool {
        self.nodes.len() > PATHS_MAX / 2
    }

    /// The path of `key` below `parent`.
    #[inline]
    pub fn child(&mut self, parent: PathId, key: &str) -> Result<PathId, PathsFull> {
        let [first, second] = self.nodes[self.previous.index()].next;
        for guess in [first, second] {
            if guess != PathId::ROOT && self.is_child(guess, parent, key) {
                self.previous = guess;
                return Ok(guess);
            }
        }
        self.child_by_hash(parent, key)
    }

    /// The path below `parent` whose key stands at the beginning of `text` with a quote behind it, if it is one of
    /// those that came here before. Saves looking for the quote.
    #[inline]
    pub fn quoted_child(&mut self, parent: PathId, text: &[u8]) -> Option<(PathId, usize)> {
        for guess in self.nodes[self.previous.index()].next {
            let node = &self.nodes[guess.index()];
            let key = &node.name.as_bytes()[node.key_start as usize..];
            if node.plain && node.parent == parent && text.get(key.len()) == Some(&b'"') && text.starts_with(key) {
                let len = key.len();
                self.previous = guess;
                return Some((guess, len));
            }
        }
        None
    }

    fn child_by_hash(&mut self, parent: PathId, key: &str) -> Result<PathId, PathsFull> {
        let hash = hash(parent, key);
        let mut id = self.children.get(&hash).copied().unwrap_or(PathId::ROOT);
        let mut twins = 0;
        while id != PathId::ROOT && !self.is_child(id, parent, key) {
            id = self.nodes[id.index()].twin;
            twins += 1;
            if twins > TWINS_MAX {
                return Err(PathsFull);
            }
        }
        if id == PathId::ROOT {
            id = self.insert(parent, key, hash)?;
        }
        let next = &mut self.nodes[self.previous.index()].next;
        *next = [id, next[0]];
        self.previous = id;
        Ok(id)
    }

    #[inline]
    fn is_child(&self, id: PathId, parent: PathId, key: &str) -> bool {
        let node = &self.nodes[id.index()];
        node.parent == parent && &node.name[node.key_start as usize..] == key
    }

    fn insert(&mut self, parent: PathId, key: &str, hash: u64) -> Result<PathId, PathsFull> {
        if self.nodes.len() >= PATHS_MAX {
            return Err(PathsFull);
        }
        let id = PathId(u32::try_from(self.nodes.len()).map_err(|_| PathsFull)?);
        let parent_name = &self.nodes[parent.index()].name;
        let (name, key_start) = if parent == PathId::ROOT {
            (Box::from(key), 0)
        } else {
            (format!("{parent_name}.{key}").into_boxed_str(), parent_name.len() + 1)
        };
        let key_start = u32::try_from(key_start).map_err(|_| PathsFull)?;
        let twin = self.children.insert(hash, id).unwrap_or(PathId::ROOT);
        self.nodes.push(Node { name, key_start, parent, next: [PathId::ROOT; 2], plain: is_plain(key), twin });
        Ok(id)
    }

    /// The path named by `dotted`, each dot a level.
    pub fn dotted(&mut self, dotted: &str) -> Result<PathId, PathsFull> {
        dotted.split('.').try_fold(PathId::ROOT, |parent, key| self.child(parent, key))
    }

    /// The whole dotted path.
    #[must_use]
    pub fn name(&self, id: PathId) -> &str {
        &self.nodes[id.index()].name
    }

    /// The path one level up; the root is its own parent.
    #[must_use]
    pub fn parent(&self, id: PathId) -> PathId {
        self.nodes[id.index()].parent
    }

    /// The last key of the path.
    #[must_use]
    pub fn key(&self, id: PathId) -> &str {
        let node = &self.nodes[id.index()];
        &node.name[node.key_start as usize..]
    }
}

fn hash(parent: PathId, key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (parent, key).hash(&mut hasher);
    hasher.finish()
}

/// Whether JSON writes the key without escapes.
fn is_plain(key: &str) -> bool {
    !key.bytes().any(|byte| matches!(byte, b'"' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_below_the_same_parent_is_the_same_path() {
        let mut paths = Paths::new();
        let event = paths.child(PathId::ROOT, "Event").unwrap();
        let image = paths.child(event, "Image").unwrap();
        assert_eq!(paths.dotted("Event.Image"), Ok(image));
        assert_ne!(paths.child(PathId::ROOT, "Image"), Ok(image));
        assert_eq!((paths.name(image), paths.key(image), paths.parent(image)), ("Event.Image", "Image", event));
    }

    #[test]
    fn keys_with_dots_stay_apart_from_nested_keys() {
        let mut paths = Paths::new();
        let nested = paths.dotted("a.b").unwrap();
        assert_ne!(paths.child(PathId::ROOT, "a.b"), Ok(nested));
    }

    #[test]
    fn a_full_table_refuses() {
        let mut paths = Paths::new();
        for i in 1..PATHS_MAX {
            paths.child(PathId::ROOT, &i.to_string()).unwrap();
        }
        assert_eq!(paths.child(PathId::ROOT, "one more"), Err(PathsFull));
        assert!(paths.child(PathId::ROOT, "7").is_ok());
    }
}
