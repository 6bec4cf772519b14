//! Files and folders that are followed, as the settings name them.

use super::Reading;
use atalaya_model::Message;
use atalaya_reader::follow::{PATTERN_BYTES_MAX, Pattern};
use std::ops::Range;
use toml::de::DeTable;

/// The word for files where what is spoken stands.
pub(super) const WORD: &str = "files";
/// Files, folders and patterns of a source.
const PATHS_MAX: usize = 64;
/// What makes sense by wire only.
const OF_WIRES: [&str; 4] = ["listen", "from", "token_sha256", "tls"];

impl Reading<'_> {
    /// What is followed; what belongs to a wire is not set beside it.
    pub(super) fn files(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Option<Vec<Pattern>> {
        for (name, _) in table.iter().filter(|(name, _)| OF_WIRES.contains(&&**name.get_ref())) {
            let message = Message::new("serve-config-not-of-files").with("name", name.get_ref().to_string());
            self.wrong(&name.span(), message);
        }
        let Some(value) = table.get("paths") else {
            self.wrong(span, Message::new("serve-config-missing").with("name", "paths"));
            return None;
        };
        let list = value.get_ref().as_array().filter(|list| !list.is_empty() && list.len() <= PATHS_MAX);
        let Some(list) = list else {
            let message = Message::new("serve-config-paths").with("name", "paths").with("limit", PATHS_MAX as u64);
            self.wrong(&value.span(), message);
            return None;
        };
        let mut patterns = Vec::new();
        for one in list.iter() {
            match one.get_ref().as_str().and_then(|text| Pattern::new(self.folder, text)) {
                Some(pattern) => patterns.push(pattern),
                None => {
                    let value = one.get_ref().as_str().unwrap_or("?").to_owned();
                    let message = Message::new("serve-config-pattern").with("value", value);
                    self.wrong(&one.span(), message.with("limit", PATTERN_BYTES_MAX as u64));
                }
            }
        }
        (patterns.len() == list.len()).then_some(patterns)
    }

    /// Paths are of files only.
    pub(super) fn only_of_files(&mut self, table: &DeTable<'_>) {
        if let Some((name, _)) = table.iter().find(|(name, _)| name.get_ref() == "paths") {
            self.wrong(&name.span(), Message::new("serve-config-only-files").with("word", WORD));
        }
    }
}
