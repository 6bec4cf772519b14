//! Names by number: hosts, users, files and rules are listed once and referred to.

use super::escape::cut;
use rustc_hash::FxHashMap;

/// Different names of one sort that the report keeps apart; the others are one, and are counted.
pub(crate) const NAMES_MAX: usize = 100_000;
/// Bytes of a name.
const NAME_BYTES_MAX: usize = 1024;

/// No name.
pub(crate) const NONE: u32 = 0;
/// One of the names beyond [`NAMES_MAX`].
pub(crate) const OTHER: u32 = 1;

/// The names of one sort.
pub(crate) struct Names {
    list: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Default for Names {
    fn default() -> Self {
        Names { list: vec![String::new(), String::new()], numbers: FxHashMap::default() }
    }
}

impl Names {
    /// The number of the name; names that differ only in case are one.
    pub(crate) fn number(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name.filter(|name| !name.is_empty()) else { return NONE };
        let (name, _) = cut(name, NAME_BYTES_MAX);
        let key = name.to_lowercase();
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        if self.list.len() >= NAMES_MAX {
            return OTHER;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(OTHER);
        self.list.push(name.to_owned());
        self.numbers.insert(key, number);
        number
    }

    /// The name as it was met first; empty for [`NONE`] and [`OTHER`].
    pub(crate) fn name(&self, number: u32) -> &str {
        self.list.get(number as usize).map_or("", String::as_str)
    }

    /// All names by their numbers.
    pub(crate) fn list(&self) -> &[String] {
        &self.list
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len() - 2
    }
}
