//! What there is to be followed at a moment.

use std::fs::{self, FileType, Metadata};
use std::os::unix::fs::DirEntryExt as _;
use std::path::{Path, PathBuf};

use atalaya_model::Message;

use super::open::{FileKey, modified_us};
use super::pattern::{At, Pattern, Step};
use crate::failure;

/// Folders within folders that are looked into.
pub const LOOK_DEPTH_MAX: usize = 16;

/// A regular file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Which it is.
    pub key: FileKey,
    /// Bytes it has.
    pub size: u64,
    /// When it was last modified, in microseconds since 1970.
    pub modified_us: i64,
    /// How it may be opened.
    pub reach: Reach,
}

/// Whether links are gone behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It was named, and is meant wherever the name leads.
    Named,
    /// It was met in a folder: a link in its place is not gone behind.
    Met,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Look {
    /// Files, each once, by path.
    pub files: Vec<Found>,
    /// What is meant and cannot be followed.
    pub refused: Vec<(PathBuf, Message)>,
    /// Files beyond the bound.
    pub beyond: u64,
}

/// Looks for what the patterns mean: at most so many entries of folders, and so many files.
#[must_use]
pub fn look(patterns: &[Pattern], entries_max: u64, files_max: usize) -> Look {
    let mut walk = Walk { look: Look::default(), entries_left: entries_max, entries_max, files_max };
    for pattern in patterns {
        walk.pattern(pattern);
    }
    let mut look = walk.look;
    look.files.sort_by(|one, other| one.path.cmp(&other.path));
    look.files.dedup_by(|one, other| one.path == other.path);
    look
}

/// The file of this number in a folder, under whatever name, where it is among so many entries.
#[must_use]
pub fn find(folder: &Path, key: FileKey, entries_max: u64) -> Option<Found> {
    let entries = fs::read_dir(folder).ok()?.take(usize::try_from(entries_max).unwrap_or(usize::MAX));
    let entry = entries.flatten().find(|entry| entry.ino() == key.inode)?;
    let metadata = entry.metadata().ok().filter(|metadata| metadata.is_file() && FileKey::of(metadata) == key)?;
    let (path, size, modified_us) = (entry.path(), metadata.len(), modified_us(&metadata));
    Some(Found { path, key, size, modified_us, reach: Reach::Met })
}

struct Walk {
    look: Look,
    entries_left: u64,
    entries_max: u64,
    files_max: usize,
}

impl Walk {
    fn pattern(&mut self, pattern: &Pattern) {
        let everything = [Step::Folders, Step::Name(b"*".to_vec())];
        let parts = if pattern.parts.is_empty() { &everything[..] } else { &pattern.parts[..] };
        match fs::metadata(&pattern.root) {
            Ok(metadata) if metadata.is_dir() => self.folder(&pattern.root, parts, &At::root(), 0),
            Ok(metadata) if !pattern.parts.is_empty() || metadata.is_file() => {
                if pattern.parts.is_empty() {
                    self.file(&pattern.root, &metadata, Reach::Named);
                }
            }
            Ok(_) => self.refuse(&pattern.root, Message::new("reader-special")),
            Err(error) => self.refuse(&pattern.root, failure::message(&error)),
        }
    }

    fn folder(&mut self, folder: &Path, parts: &[Step], at: &At, depth: usize) {
        if depth > LOOK_DEPTH_MAX {
            return self.refuse(folder, Message::new("reader-folder-depth").with("max", LOOK_DEPTH_MAX));
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(folder, failure::message(&error)),
        };
        for entry in entries {
            if self.entries_left == 0 {
                return self.refuse(folder, Message::new("reader-folder-entries").with("max", self.entries_max));
            }
            self.entries_left -= 1;
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((file_type, entry)) => self.entry(&entry, file_type, parts, at, depth),
                Err(error) => self.refuse(folder, failure::message(&error)),
            }
        }
    }

    fn entry(&mut self, entry: &fs::DirEntry, file_type: FileType, parts: &[Step], at: &At, depth: usize) {
        let (name, path) = (entry.file_name(), entry.path());
        if file_type.is_dir() {
            if let Some(within) = at.within(parts, &name) {
                self.folder(&path, parts, &within, depth + 1);
            }
        } else if at.takes(parts, &name) {
            match entry.metadata() {
                Ok(metadata) if metadata.is_file() => self.file(&path, &metadata, Reach::Met),
                Ok(metadata) if metadata.is_symlink() => self.refuse(&path, Message::new("reader-link")),
                Ok(_) => self.refuse(&path, Message::new("reader-special")),
                // It is gone.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => self.refuse(&path, failure::message(&error)),
            }
        }
    }

    fn file(&mut self, path: &Path, metadata: &Metadata, reach: Reach) {
        if self.look.files.len() >= self.files_max {
            self.look.beyond += 1;
            return;
        }
        let (key, size) = (FileKey::of(metadata), metadata.len());
        self.look.files.push(Found { path: path.to_owned(), key, size, modified_us: modified_us(metadata), reach });
    }

    fn refuse(&mut self, path: &Path, message: Message) {
        if self.look.refused.len() < self.files_max {
            self.look.refused.push((path.to_owned(), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_found_within_bounds() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/one.log", "a/b/two.log", "a/b/.three.log", "a/b/four.txt", "c/five.log"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/round")).unwrap();
        let names = |text: &str, files_max: usize| {
            let patterns = [Pattern::new(folder.path(), text).unwrap()];
            let found = look(&patterns, 100, files_max);
            let name = |found: Found| found.path.strip_prefix(folder.path()).unwrap().display().to_string();
            (found.files.into_iter().map(name).collect::<Vec<_>>(), found.refused.len(), found.beyond)
        };
        let check = |text: &str, expected: &[&str]| assert_eq!(names(text, 9).0, expected, "{text}");
        check("*/*.log", &["a/one.log", "c/five.log"]);
        check("**/*.log", &["a/b/two.log", "a/one.log", "c/five.log"]);
        check("a", &["a/b/four.txt", "a/b/two.log", "a/one.log"]);
        check("a/b/.*", &["a/b/.three.log"]);
        check("a/**/t?o.*", &["a/b/two.log"]);
        check("c/five.log", &["c/five.log"]);
        assert_eq!(names("nowhere", 9), (vec![], 1, 0));
        // The link in the folder.
        assert_eq!(names("a", 9).1, 1);
        assert_eq!((names("**", 2).0.len(), names("**", 2).2), (2, 2));
        let patterns = [Pattern::new(folder.path(), "**").unwrap()];
        assert!(look(&patterns, 3, 9).refused.iter().any(|(_, message)| message.id == "reader-folder-entries"));
    }

    #[test]
    fn a_file_is_found_under_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::write(&old, "what").unwrap();
        let key = FileKey::of(&fs::metadata(&old).unwrap());
        fs::rename(&old, &new).unwrap();
        assert_eq!(find(folder.path(), key, 100).map(|found| found.path), Some(new.clone()));
        fs::remove_file(&new).unwrap();
        assert_eq!(find(folder.path(), key, 100), None);
    }
}
