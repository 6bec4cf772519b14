//! The settings of detection: which rules judge, and how much of what they find is kept.

use super::Reading;
use crate::outcome::unreadable;
use atalaya_ledger::SHARE_BYTES;
use atalaya_model::Message;
use std::fs::File;
use std::io::Read as _;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What may be set.
const OF_DETECTION: [&str; 5] = ["rules", "placeholders", "only", "keep_days", "share_mib"];
/// Bytes of the file with the identifiers of rules.
const ONLY_BYTES_MAX: u64 = 4 << 20;
/// Days that findings are kept where nothing else is said.
const KEEP_DAYS: u64 = 400;
/// Days that findings can be kept.
const KEEP_DAYS_MAX: u64 = 36_500;
/// Mebibytes that can be an organization's share of the ledger.
const SHARE_MIB_MAX: u64 = 1 << 20;
const DAY: Duration = Duration::from_secs(86_400);
/// Files and folders of rules.
const RULES_MAX: usize = 100;

/// Which rules judge events as they come.
#[derive(Debug)]
pub(in crate::serve) struct Detection {
    /// Files and folders of rules; none: the rules that come with the program.
    pub(in crate::serve) rules: Vec<PathBuf>,
    /// The file with the values of placeholders.
    pub(in crate::serve) placeholders: Option<PathBuf>,
    /// The identifiers of the rules that judge; none: all of them do.
    pub(in crate::serve) only: Option<Vec<String>>,
    /// How long findings are kept.
    pub(in crate::serve) keep: Duration,
    /// Bytes that an organization's findings may fill.
    pub(in crate::serve) share_bytes: u64,
}

impl Default for Detection {
    fn default() -> Detection {
        Detection {
            rules: Vec::new(),
            placeholders: None,
            only: None,
            keep: DAY * KEEP_DAYS as u32,
            share_bytes: SHARE_BYTES,
        }
    }
}

impl Reading<'_> {
    pub(super) fn detection(&mut self, value: &Spanned<DeValue<'_>>) -> Detection {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(&value.span(), Message::new("serve-config-table").with("name", "detection"));
            return Detection::default();
        };
        self.known(table, &OF_DETECTION);
        let placeholders = self.text_of(table, "placeholders").map(|(word, _)| self.folder.join(word));
        let only = self.text_of(table, "only").and_then(|(word, span)| self.only(&word, &span));
        let days = self.number(table, "keep_days", KEEP_DAYS_MAX).unwrap_or(KEEP_DAYS);
        let share_bytes =
            self.number(table, "share_mib", SHARE_MIB_MAX).map_or(SHARE_BYTES, |mebibytes| mebibytes << 20);
        Detection { rules: self.paths(table, "rules"), placeholders, only, keep: DAY * days as u32, share_bytes }
    }

    /// The identifiers in a file, one in a line, what stands behind a `#` left out.
    fn only(&mut self, word: &str, span: &Range<usize>) -> Option<Vec<String>> {
        let path = self.folder.join(word);
        let mut text = String::new();
        let read = File::open(&path).and_then(|file| file.take(ONLY_BYTES_MAX).read_to_string(&mut text));
        if let Err(error) = read {
            self.wrong(span, unreadable(&path, &error));
            return None;
        }
        let ids = text.lines().filter_map(|line| line.split('#').next()).map(str::trim);
        let ids: Vec<String> = ids.filter(|id| !id.is_empty()).map(str::to_owned).collect();
        if ids.is_empty() || text.len() as u64 >= ONLY_BYTES_MAX {
            self.wrong(span, Message::new("serve-config-only").with("file", path.display().to_string()));
            return None;
        }
        Some(ids)
    }

    /// A whole number from one on, where it is given.
    fn number(&mut self, table: &DeTable<'_>, name: &'static str, max: u64) -> Option<u64> {
        let value = table.get(name)?;
        let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().parse().ok()).filter(|number| (1..=max).contains(number));
        if number.is_none() {
            let message = Message::new("serve-config-number").with("name", name).with("limit", max);
            self.wrong(&value.span(), message);
        }
        number
    }

    fn paths(&mut self, table: &DeTable<'_>, name: &'static str) -> Vec<PathBuf> {
        let Some(value) = table.get(name) else { return Vec::new() };
        let list = value.get_ref().as_array().filter(|list| !list.is_empty() && list.len() <= RULES_MAX);
        let beside = |one: &Spanned<DeValue<'_>>| one.get_ref().as_str().map(|path| self.folder.join(path));
        let paths = list.and_then(|list| list.iter().map(beside).collect());
        paths.unwrap_or_else(|| {
            let message = Message::new("serve-config-paths").with("name", name).with("limit", RULES_MAX as u64);
            self.wrong(&value.span(), message);
            Vec::new()
        })
    }
}
