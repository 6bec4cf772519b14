//! Names of files with `*`, `?` and `**` in them.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use super::open::Reach;

/// Bytes of a pattern.
pub const PATTERN_BYTES_MAX: usize = 4096;

/// What is to be followed: a file, a folder with all that is below it, or all files whose path is as this says.
///
/// `*` stands for any characters of a name and `?` for one, `**` as a name for any folders below each other. Names that begin
/// with a dot are meant only where the pattern has the dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As it was written.
    text: String,
    /// What has no such sign in it.
    pub(super) root: PathBuf,
    /// What follows.
    pub(super) parts: Vec<Step>,
}

/// What stands for a name, or for folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A name.
    Name(Vec<u8>),
    /// Any folders below each other, or none.
    Folders,
}

impl Pattern {
    /// The pattern of this text, seen from the folder; `None` where it is none.
    #[must_use]
    pub fn new(folder: &Path, text: &str) -> Option<Pattern> {
        if text.trim().is_empty() || text.len() > PATTERN_BYTES_MAX || text.contains('\0') {
            return None;
        }
        let (mut root, mut parts) = (folder.to_owned(), Vec::new());
        for component in Path::new(text).components() {
            let name = component.as_os_str();
            match component {
                Component::Normal(_) if name.as_bytes() == b"**" => parts.push(Step::Folders),
                Component::Normal(_) if !parts.is_empty() || is_wild(name) => {
                    parts.push(Step::Name(name.as_bytes().to_owned()));
                }
                // What goes back up behind a sign leads nowhere that could be told.
                Component::ParentDir if !parts.is_empty() => return None,
                _ => root.push(name),
            }
        }
        if parts.last() == Some(&Step::Folders) {
            parts.push(Step::Name(b"*".to_vec()));
        }
        Some(Pattern { text: text.to_owned(), root, parts })
    }

    /// How a path that was met by this pattern may be opened; `None` where it is not below what was named.
    #[must_use]
    pub fn reach(&self, path: &Path) -> Option<Reach> {
        match path.strip_prefix(&self.root).ok()?.components().count() {
            0 => Some(Reach::Named),
            steps => Some(Reach::Met { steps }),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn is_wild(name: &OsStr) -> bool {
    name.as_bytes().iter().any(|byte| matches!(byte, b'*' | b'?'))
}

/// Which steps of a pattern the names in a folder may be of.
#[derive(Debug, Clone)]
pub(super) struct At(Vec<usize>);

impl At {
    /// In the pattern's root.
    pub(super) fn root() -> At {
        At(vec![0])
    }

    /// Whether a file of this name is meant.
    pub(super) fn takes(&self, parts: &[Step], name: &OsStr) -> bool {
        self.steps(parts).any(|at| at + 1 == parts.len() && is(&parts[at], name))
    }

    /// In the folder of this name; `None` where nothing in it can be meant.
    pub(super) fn within(&self, parts: &[Step], name: &OsStr) -> Option<At> {
        let mut within: Vec<usize> = Vec::new();
        for at in self.steps(parts) {
            match &parts[at] {
                Step::Folders if !name.as_bytes().starts_with(b".") => within.push(at),
                step if at + 1 < parts.len() && is(step, name) => within.push(at + 1),
                _ => {}
            }
        }
        within.sort_unstable();
        within.dedup();
        (!within.is_empty()).then_some(At(within))
    }

    /// The steps that names may be of, with those behind folders that may be none.
    fn steps<'s>(&'s self, parts: &'s [Step]) -> impl Iterator<Item = usize> + 's {
        self.0.iter().flat_map(move |first| {
            let folders = parts[*first..].iter().take_while(|step| **step == Step::Folders).count();
            *first..=(*first + folders).min(parts.len() - 1)
        })
    }
}

fn is(step: &Step, name: &OsStr) -> bool {
    match step {
        Step::Folders => false,
        Step::Name(wanted) => {
            let is_hidden = name.as_bytes().starts_with(b".") && !wanted.starts_with(b".");
            !is_hidden && matches(wanted, name.as_bytes())
        }
    }
}

/// Whether the name is as wanted. Each `*` is tried no further back than to the one before: it ends soon, whatever is given.
fn matches(wanted: &[u8], name: &[u8]) -> bool {
    let (mut want, mut at, mut star) = (0, 0, None);
    while at < name.len() {
        match wanted.get(want) {
            Some(b'*') => {
                star = Some((want, at));
                want += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[at] => {
                want += 1;
                at += 1;
            }
            _ => {
                let Some((back, from)) = star else { return false };
                star = Some((back, from + 1));
                (want, at) = (back + 1, from + 1);
            }
        }
    }
    wanted[want..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_wanted() {
        let check = |wanted: &str, name: &str, expected: bool| {
            assert_eq!(matches(wanted.as_bytes(), name.as_bytes()), expected, "{wanted} {name}");
        };
        check("*.log", "a.log", true);
        check("*.log", ".log", true);
        check("*.log", "a.log.1", false);
        check("a?c", "abc", true);
        check("a?c", "ac", false);
        check("*a*b*", "xxaxxbxx", true);
        check("*a*b", "ab a", false);
        check("", "", true);
        check("**", "any", true);
    }

    #[test]
    fn what_has_no_sign_is_the_root() {
        let pattern = |text: &str| Pattern::new(Path::new("/etc"), text);
        let of = |text: &str| pattern(text).map(|pattern| (pattern.root, pattern.parts.len()));
        assert_eq!(of("/var/log/*.log"), Some(("/var/log".into(), 1)));
        assert_eq!(of("logs/a"), Some(("/etc/logs/a".into(), 0)));
        assert_eq!(of("/var/**"), Some(("/var".into(), 2)));
        assert_eq!(of("/var/*/b/../c"), None);
        assert_eq!(of(" "), None);
    }
}
