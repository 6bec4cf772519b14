//! Paths: files, and folders with all that is below them, in sorted order.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use atalaya_model::Message;

use crate::archive::zip;
use crate::budget::Budget;
use crate::layers::{Layer, Nest, member};
use crate::session::{Flow, Session};
use crate::stored::Metered;
use crate::stream::Origin;
use crate::{Input, Limits, failure, modified};

/// Standard input.
const STDIN_ORIGIN: Origin<'static> = Origin { name: "-", size: None, modified: None };

/// Reads one input.
pub(crate) fn input(session: &mut Session<'_>, input: &Input) -> Flow {
    let Input::Path(path) = input else { return stream(session, &STDIN_ORIGIN, &mut io::stdin().lock()) };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => folder(session, path),
        Ok(metadata) if metadata.is_file() => file(session, path),
        // A pipe that the user names is meant, as shells make of `<(…)`.
        Ok(metadata) if is_pipe(&metadata) => match File::open(path) {
            Ok(mut pipe) => stream(session, &Origin { name: &name(path), ..STDIN_ORIGIN }, &mut pipe),
            Err(error) => session.skip(&name(path), failure::message(&error)),
        },
        Ok(_) => session.skip(&name(path), Message::new("reader-special")),
        Err(error) => session.skip(&name(path), failure::message(&error)),
    }
}

/// How many bytes `inputs` hold as stored, for a progress bar; `None` where standard input is among them.
#[must_use]
pub fn size(inputs: &[Input], limits: &Limits) -> Option<u64> {
    let mut total = 0;
    for input in inputs {
        let Input::Path(path) = input else { return None };
        let mut walk = Walk::new(limits);
        let Ok(metadata) = fs::metadata(path) else { continue };
        if !metadata.is_dir() {
            total += metadata.len();
            continue;
        }
        let _ = walk.folder(path, 0, &mut |found| {
            if let Found::File(_, bytes) = found {
                total += bytes;
            }
            ControlFlow::Continue(())
        });
    }
    Some(total)
}

/// A file that would be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// Its path, as it is read.
    pub path: PathBuf,
    /// Bytes it has.
    pub bytes: u64,
    /// When it was last modified, in microseconds since 1970, where that is known.
    pub modified_us: Option<i64>,
}

/// The files that would be read, in order, and what would not, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files.
    pub files: Vec<ListedFile>,
    /// What is no file, or cannot be looked at.
    pub skipped: Vec<(String, Message)>,
}

/// Lists the files of `inputs` without reading them. `None` where an input is a stream: standard input or a pipe.
#[must_use]
pub fn list(inputs: &[Input], limits: &Limits) -> Option<Listing> {
    let mut listing = Listing::default();
    for input in inputs {
        let Input::Path(path) = input else { return None };
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let _ = Walk::new(limits).folder(path, 0, &mut |found| listing.add(limits, found));
            }
            Ok(metadata) if metadata.is_file() => listing.file(path, &metadata),
            Ok(_) => return None,
            Err(error) => listing.skipped.push((name(path), failure::message(&error))),
        }
    }
    Some(listing)
}

impl Listing {
    fn add(&mut self, limits: &Limits, found: Found<'_>) -> Flow {
        match found {
            Found::File(path, _) if is_own(limits, path) => {
                self.skipped.push((name(path), Message::new("reader-own")));
            }
            Found::File(path, _) => match fs::metadata(path) {
                Ok(metadata) => self.file(path, &metadata),
                Err(error) => self.skipped.push((name(path), failure::message(&error))),
            },
            Found::Other(path, message) => self.skipped.push((name(path), message)),
        }
        ControlFlow::Continue(())
    }

    fn file(&mut self, path: &Path, metadata: &Metadata) {
        let since_1970 = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified_us = since_1970.and_then(|span| i64::try_from(span.as_micros()).ok());
        self.files.push(ListedFile { path: path.to_owned(), bytes: metadata.len(), modified_us });
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn folder(session: &mut Session<'_>, path: &Path) -> Flow {
    let mut walk = Walk::new(session.limits);
    walk.folder(path, 0, &mut |found| match found {
        Found::File(path, _) if is_own(session.limits, path) => session.skip(&name(path), Message::new("reader-own")),
        Found::File(path, _) => file(session, path),
        Found::Other(path, message) => session.skip(&name(path), message),
    })
}

/// Whether the file is one that is being written.
fn is_own(limits: &Limits, path: &Path) -> bool {
    let is_own = |path: PathBuf| limits.own_files.iter().any(|own| path.starts_with(own));
    !limits.own_files.is_empty() && path.canonicalize().is_ok_and(is_own)
}

fn file(session: &mut Session<'_>, path: &Path) -> Flow {
    let name = name(path);
    match open(path) {
        Ok((mut file, metadata, Some(Layer::Zip))) => {
            let budget = Budget::new(session.limits);
            let (bytes_read, halt) = (Arc::clone(&session.limits.bytes_read), Arc::clone(&session.limits.halt));
            // What an archive's directory says twice may be read twice: the size is what counts.
            budget.stored(usize::try_from(metadata.len()).unwrap_or(usize::MAX));
            let mut metered = Metered { inner: &mut file, budget: Budget::new(session.limits), bytes_read, halt };
            let nest = Nest { layers: 1, archives: 1, budget };
            zip::read(session, &name, &mut metered, &nest)
        }
        Ok((mut file, metadata, _)) => {
            let modified = modified::of_metadata(&metadata);
            stream(session, &Origin { name: &name, size: Some(metadata.len()), modified }, &mut file)
        }
        Err(error) => session.skip(&name, failure::message(&error)),
    }
}

/// A file at its beginning, what its folder says of it, and the layer it begins with.
fn open(path: &Path) -> io::Result<(File, Metadata, Option<Layer>)> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let mut magic = Vec::with_capacity(4);
    (&mut file).take(4).read_to_end(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    Ok((file, metadata, Layer::of(&magic)))
}

fn stream(session: &mut Session<'_>, origin: &Origin<'_>, bytes: &mut dyn Read) -> Flow {
    let budget = Budget::new(session.limits);
    let (bytes_read, halt) = (Arc::clone(&session.limits.bytes_read), Arc::clone(&session.limits.halt));
    let mut metered = Metered { inner: bytes, budget: Rc::clone(&budget), bytes_read, halt };
    member(session, origin, &mut metered, &Nest::new(budget))
}

/// What a walk meets.
enum Found<'a> {
    File(&'a Path, u64),
    Other(&'a Path, Message),
}

/// A walk through a folder tree, within its limits.
struct Walk {
    depth_max: usize,
    entries_max: u64,
    entries: u64,
}

impl Walk {
    fn new(limits: &Limits) -> Self {
        Walk { depth_max: limits.folder_depth_max, entries_max: limits.folder_entries_max, entries: 0 }
    }

    fn folder(&mut self, path: &Path, depth: usize, visit: &mut dyn FnMut(Found<'_>) -> Flow) -> Flow {
        if depth > self.depth_max {
            let message = Message::new("reader-folder-depth").with("max", self.depth_max);
            return visit(Found::Other(path, message));
        }
        let (paths, failed) = self.entries(path);
        for path in paths {
            self.entry(&path, depth, visit)?;
        }
        match failed {
            Some(message) => visit(Found::Other(path, message)),
            None => ControlFlow::Continue(()),
        }
    }

    /// The entries of a folder, sorted, and why they are not all.
    fn entries(&mut self, path: &Path) -> (Vec<PathBuf>, Option<Message>) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return (Vec::new(), Some(failure::message(&error))),
        };
        let (mut paths, mut failed) = (Vec::new(), None);
        for entry in entries {
            if self.entries >= self.entries_max {
                failed = Some(Message::new("reader-folder-entries").with("max", self.entries_max));
                break;
            }
            self.entries += 1;
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => failed = Some(failure::message(&error)),
            }
        }
        paths.sort();
        (paths, failed)
    }

    fn entry(&mut self, path: &Path, depth: usize, visit: &mut dyn FnMut(Found<'_>) -> Flow) -> Flow {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path, depth + 1, visit),
            Ok(metadata) if metadata.is_file() => visit(Found::File(path, metadata.len())),
            // What a link points to within the tree is read under its own name, and nothing outside is.
            Ok(metadata) if metadata.is_symlink() => visit(Found::Other(path, Message::new("reader-link"))),
            Ok(_) => visit(Found::Other(path, Message::new("reader-special"))),
            Err(error) => visit(Found::Other(path, failure::message(&error))),
        }
    }
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}
