//! Rules from files, folders and zip archives in the layout of public rule repositories.

use atalaya_sigma::{Placeholders, RuleSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Rule files that one run may load.
pub const RULE_FILES_MAX: usize = 100_000;
/// Bytes a rule file may have.
const RULE_BYTES_MAX: u64 = 4 << 20;
/// How deep folders may be nested.
const FOLDER_DEPTH_MAX: usize = 32;

/// Why rules could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("cannot read rules from `{path}`")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// An archive cannot be read.
    #[error("cannot read the archive `{path}`")]
    Archive {
        /// The archive.
        path: PathBuf,
        /// Why.
        #[source]
        source: zip::result::ZipError,
    },
    /// There is no rule file in it.
    #[error("no rule files in `{path}`")]
    Empty {
        /// The file or folder.
        path: PathBuf,
    },
    /// More than [`RULE_FILES_MAX`] files, or a file larger than is read.
    #[error("more rules in `{path}` than are read")]
    Limit {
        /// The file or folder.
        path: PathBuf,
    },
}

/// Loads all rules under `paths`. What is refused has a diagnostic; a path without any rule file is an error.
pub fn load_rules(paths: &[PathBuf], placeholders: &Placeholders) -> Result<RuleSet, LoadError> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        collect(path, 0, &mut files)?;
        if files.len() == before {
            return Err(LoadError::Empty { path: path.clone() });
        }
    }
    Ok(RuleSet::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())), placeholders))
}

/// The rules that are shipped, with these values for their placeholders.
#[must_use]
pub fn builtin_rules(placeholders: &Placeholders) -> RuleSet {
    RuleSet::load(BUILTIN.iter().copied(), placeholders)
}

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

type Files = Vec<(String, String)>;

fn collect(path: &Path, depth: usize, files: &mut Files) -> Result<(), LoadError> {
    let fault = |source| LoadError::Read { path: path.to_owned(), source };
    let metadata = std::fs::metadata(path).map_err(fault)?;
    if metadata.is_dir() {
        if depth >= FOLDER_DEPTH_MAX {
            return Err(LoadError::Limit { path: path.to_owned() });
        }
        let entries = std::fs::read_dir(path).map_err(fault)?;
        let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(fault)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let kind = entry.file_type().map_err(fault)?;
            let path = entry.path();
            if kind.is_dir() || (kind.is_file() && (is_rule(&path) || is_zip(&path))) {
                collect(&path, depth + 1, files)?;
            }
        }
        return Ok(());
    }
    if is_zip(path) {
        return archive(path, files);
    }
    let file = std::fs::File::open(path).map_err(fault)?;
    let text = read(file).map_err(fault)?.ok_or_else(|| LoadError::Limit { path: path.to_owned() })?;
    push(path.display().to_string(), text, path, files)
}

fn push(name: String, text: String, path: &Path, files: &mut Files) -> Result<(), LoadError> {
    if files.len() >= RULE_FILES_MAX {
        return Err(LoadError::Limit { path: path.to_owned() });
    }
    files.push((name, text));
    Ok(())
}

/// The text; `None` if it is longer than is read. Bytes that are not UTF-8 are replaced, which the parser will show.
fn read(file: impl Read) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    file.take(RULE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= RULE_BYTES_MAX).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

fn is_rule(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("yml") || ending.eq_ignore_ascii_case("yaml"))
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

fn archive(path: &Path, files: &mut Files) -> Result<(), LoadError> {
    let file = std::fs::File::open(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    let fault = |source| LoadError::Archive { path: path.to_owned(), source };
    let mut archive = zip::ZipArchive::new(file).map_err(fault)?;
    let mut names: Vec<(String, usize)> = Vec::new();
    for number in 0..archive.len().min(RULE_FILES_MAX) {
        let member = archive.by_index_raw(number).map_err(fault)?;
        let name = member.name().map_err(fault)?.into_owned();
        if member.is_file() && is_rule(Path::new(&name)) {
            names.push((name, number));
        }
    }
    names.sort();
    for (name, number) in names {
        let member = archive.by_index(number).map_err(fault)?;
        let text = read(member).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
        let text = text.ok_or_else(|| LoadError::Limit { path: path.to_owned() })?;
        push(format!("{}!/{name}", path.display()), text, path, files)?;
    }
    Ok(())
}
