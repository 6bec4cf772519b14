//! The kinds of log: those that come with the program, and those of folders that the person names.

use crate::outcome::{Failure, unreadable};
use atalaya_model::{Message, Severity};
use atalaya_schema::Schema;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files with kinds that a folder may hold.
const KIND_FILES_MAX: usize = 4096;
/// Bytes that a file with a kind may have.
const KIND_BYTES_MAX: u64 = 1 << 20;
/// The folder for dialects that several kinds share.
const FAMILIES: &str = "families";

/// The kinds that come with the program and those of the folders; a file of the same name takes the place of ours.
pub(crate) fn load(folders: &[PathBuf]) -> Result<Arc<Schema>, Failure> {
    if folders.is_empty() {
        return Ok(Schema::builtin());
    }
    let mut files: Vec<(String, String)> = Vec::new();
    let shipped = Schema::builtin_files().iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    files.extend(shipped);
    for folder in folders {
        for (prefix, folder) in [("kinds", folder.clone()), ("kinds/families", folder.join(FAMILIES))] {
            if prefix == "kinds" || folder.is_dir() {
                read_folder(&folder, prefix, &mut files)?;
            }
        }
    }
    let (schema, diagnostics) = Schema::load(&files);
    match diagnostics.into_iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        None => Ok(Arc::new(schema)),
        Some(wrong) => Err(Message::new("cli-fail-kind")
            .with("file", wrong.place.file)
            .with("line", u64::from(wrong.place.line))
            .with("reason", wrong.message)
            .into()),
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let is_kind = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yml") && path.is_file();
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(is_kind).collect();
    paths.sort();
    if paths.len() > KIND_FILES_MAX {
        return Err(Message::new("cli-fail-kinds-limit").with("path", folder.display().to_string()).into());
    }
    for path in paths {
        let name = format!("{prefix}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let text = read_file(&path)?;
        match files.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = text,
            None => files.push((name, text)),
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(KIND_BYTES_MAX + 1).read_to_string(&mut text).map_err(|error| unreadable(path, &error))?;
    if text.len() as u64 > KIND_BYTES_MAX {
        return Err(Message::new("cli-fail-kinds-limit").with("path", path.display().to_string()).into());
    }
    Ok(text)
}
