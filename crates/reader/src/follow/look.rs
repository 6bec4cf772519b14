//! What there is to be followed at a moment.

use std::ffi::{CStr, OsStr};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use atalaya_model::Message;
use rustix::fs::{Dir, FileType, OFlags, Stat, stat};
use rustix::io::Errno;

use super::open::{FileKey, Reach, folder_of, looked_at, modified_us, open_folder, size};
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

/// The file of this number beside the one at the path, under whatever name, where it is among so many entries.
#[must_use]
pub fn find(path: &Path, reach: Reach, key: FileKey, entries_max: u64) -> Option<Found> {
    let folder = folder_of(path, reach).ok()?;
    let entries = Dir::read_from(&folder).ok()?.take(usize::try_from(entries_max).unwrap_or(usize::MAX));
    let entry = entries.flatten().find(|entry| entry.ino() == key.inode)?;
    let stat = looked_at(&folder, entry.file_name()).ok()?;
    let is_it = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && FileKey::of(&stat) == key;
    let reach = if let Reach::Named = reach { Reach::Met { steps: 1 } } else { reach };
    is_it.then(|| Found::new(path.with_file_name(name_of(entry.file_name())), &stat, reach))
}

impl Found {
    fn new(path: PathBuf, stat: &Stat, reach: Reach) -> Found {
        Found { path, key: FileKey::of(stat), size: size(stat), modified_us: modified_us(stat), reach }
    }
}

fn name_of(name: &CStr) -> &OsStr {
    OsStr::from_bytes(name.to_bytes())
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
        let kind = stat(&pattern.root).map(|stat| (FileType::from_raw_mode(stat.st_mode), stat));
        match kind {
            Ok((FileType::Directory, _)) => match open_folder(rustix::fs::CWD, &pattern.root, OFlags::empty()) {
                Ok(folder) => self.folder(&folder, &pattern.root, parts, &At::root(), 0),
                Err(error) => self.fails(&pattern.root, error),
            },
            Ok((FileType::RegularFile, stat)) if pattern.parts.is_empty() => {
                self.file(&pattern.root, &stat, Reach::Named);
            }
            // There is nothing below it.
            Ok(_) if !pattern.parts.is_empty() => {}
            Ok(_) => self.refuse(&pattern.root, Message::new("reader-special")),
            Err(error) => self.fails(&pattern.root, error),
        }
    }

    /// Goes by what is open, not by what is called so: a link that comes into a folder's place leads nowhere.
    fn folder(&mut self, folder: &OwnedFd, path: &Path, parts: &[Step], at: &At, depth: usize) {
        if depth > LOOK_DEPTH_MAX {
            return self.refuse(path, Message::new("reader-folder-depth").with("max", LOOK_DEPTH_MAX));
        }
        let entries = match Dir::read_from(folder) {
            Ok(entries) => entries,
            Err(error) => return self.fails(path, error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) if [c".", c".."].contains(&entry.file_name()) => continue,
                entry => entry,
            };
            if self.entries_left == 0 {
                return self.refuse(path, Message::new("reader-folder-entries").with("max", self.entries_max));
            }
            self.entries_left -= 1;
            match entry {
                Ok(entry) => self.entry(folder, path, entry.file_name(), parts, at, depth),
                Err(error) => return self.fails(path, error),
            }
        }
    }

    fn entry(&mut self, folder: &OwnedFd, at_path: &Path, name: &CStr, parts: &[Step], at: &At, depth: usize) {
        let path = at_path.join(name_of(name));
        let stat = match looked_at(folder, name) {
            Ok(stat) => stat,
            // It is gone.
            Err(Errno::NOENT) => return,
            Err(error) => return self.fails(&path, error),
        };
        let kind = FileType::from_raw_mode(stat.st_mode);
        if kind == FileType::Directory {
            let Some(within) = at.within(parts, name_of(name)) else { return };
            match open_folder(folder.as_fd(), Path::new(name_of(name)), OFlags::NOFOLLOW) {
                Ok(below) => self.folder(&below, &path, parts, &within, depth + 1),
                // It is gone, or something else is there by now: the next look tells.
                Err(Errno::NOENT | Errno::LOOP | Errno::NOTDIR) => {}
                Err(error) => self.fails(&path, error),
            }
        } else if at.takes(parts, name_of(name)) {
            match kind {
                FileType::RegularFile => self.file(&path, &stat, Reach::Met { steps: depth + 1 }),
                FileType::Symlink => self.refuse(&path, Message::new("reader-link")),
                _ => self.refuse(&path, Message::new("reader-special")),
            }
        }
    }

    fn fails(&mut self, path: &Path, error: Errno) {
        self.refuse(path, failure::message(&error.into()));
    }

    fn file(&mut self, path: &Path, stat: &Stat, reach: Reach) {
        if self.look.files.len() >= self.files_max {
            self.look.beyond += 1;
            return;
        }
        self.look.files.push(Found::new(path.to_owned(), stat, reach));
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
    use crate::follow::{Refusal, open};
    use std::fs;

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
        let key = FileKey::of(&stat(&old).unwrap());
        fs::rename(&old, &new).unwrap();
        let reach = Reach::Met { steps: 1 };
        assert_eq!(find(&old, reach, key, 100).map(|found| found.path), Some(new.clone()));
        fs::remove_file(&new).unwrap();
        assert_eq!(find(&old, reach, key, 100), None);
    }

    #[test]
    fn a_link_in_the_place_of_a_folder_leads_nowhere() {
        let place = tempfile::tempdir().unwrap();
        let (logs, secret) = (place.path().join("logs"), place.path().join("secret"));
        for folder in [logs.join("a"), secret.clone()] {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("one.log"), "what").unwrap();
        }
        let patterns = [Pattern::new(place.path(), "logs/**/*.log").unwrap()];
        let found = look(&patterns, 100, 9).files;
        assert_eq!(found.len(), 1);
        assert!(open(&found[0].path, found[0].reach).is_ok());
        // Between the look and the opening.
        fs::rename(logs.join("a"), place.path().join("b")).unwrap();
        std::os::unix::fs::symlink(&secret, logs.join("a")).unwrap();
        assert!(matches!(open(&found[0].path, found[0].reach), Err(Refusal::Gone | Refusal::Told(_))));
        assert!(find(&found[0].path, found[0].reach, FileKey::of(&stat(secret.join("one.log")).unwrap()), 9).is_none());
        assert!(look(&patterns, 100, 9).files.is_empty());
        // What was named may be a link.
        std::os::unix::fs::symlink(&secret, place.path().join("named")).unwrap();
        let patterns = [Pattern::new(place.path(), "named").unwrap()];
        let found = look(&patterns, 100, 9).files;
        assert!(open(&found[0].path, found[0].reach).is_ok());
    }
}
