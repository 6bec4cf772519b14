//! A table's log: every commit there, each following the one before it, and together saying what the lake knows.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::ObjectMeta;
use object_store::path::Path;
use rustc_hash::FxHashSet;
use sha2::{Digest as _, Sha256};

use super::{Verification, Wrong};
use crate::lake::Shared;
use crate::log::{CHECKPOINT, CHECKPOINT_DIGEST, Hash, Head, hex, is_whole, log_path, numbered, read_in_full};
use crate::pool::Pool;
use crate::snapshot::TableState;
use crate::upkeep::read_object;

/// The files of a log, by version.
#[derive(Default)]
struct Files {
    commits: BTreeMap<u64, Path>,
    checkpoints: BTreeMap<u64, Path>,
    digests: BTreeMap<u64, Path>,
    /// The last checkpoint that the lake knows of, there or not.
    last_checkpoint: Option<u64>,
}

impl Files {
    fn list(shared: &Shared, folder: &str) -> object_store::Result<Files> {
        let objects: Vec<ObjectMeta> =
            shared.runtime().block_on(shared.store.list(Some(&log_path(folder))).try_collect())?;
        let mut files = Files::default();
        for ObjectMeta { location, .. } in objects {
            let (version, of_that) = match numbered(&location) {
                Some((version, "json")) => (version, &mut files.commits),
                Some((version, CHECKPOINT)) => (version, &mut files.checkpoints),
                Some((version, CHECKPOINT_DIGEST)) => (version, &mut files.digests),
                _ => continue,
            };
            of_that.insert(version, location);
        }
        Ok(files)
    }

    /// The last version that something is there of.
    fn last(&self) -> Option<u64> {
        let last = |files: &BTreeMap<u64, Path>| files.keys().next_back().copied();
        last(&self.commits).max(last(&self.checkpoints)).max(last(&self.digests))
    }

    /// The first commit that must be there. Those before the first of several checkpoints are being removed; what is left of
    /// them does not matter any more.
    fn first(&self) -> u64 {
        let gone = self.last_checkpoint.filter(|version| !self.checkpoints.contains_key(version));
        let first = self.checkpoints.keys().copied().next();
        if self.checkpoints.len() + usize::from(gone.is_some()) < 2 {
            0
        } else {
            first.min(gone.or(first)).unwrap_or(0)
        }
    }
}

/// Verifies the log up to the commit that the lake knows as the last one. Returns the data files that it names.
pub(super) fn verify(shared: &Shared, state: &TableState, head: &Head, found: &mut Verification) -> FxHashSet<String> {
    let mut named = FxHashSet::default();
    let Some(last) = head.version else { return named };
    let before = found.fault_count;
    let files = match Files::list(shared, &state.folder) {
        Ok(files) => Files { last_checkpoint: head.checkpoint, ..files },
        Err(error) => {
            found.add(&state.folder, "_delta_log", Wrong::Unreadable(error.to_string()));
            return named;
        }
    };
    let hash = verify_commits(shared, &state.folder, &files, last, &mut named, found);
    if hash.is_some_and(|hash| hash != head.hash) {
        found.add(&state.folder, name_of(last), Wrong::Digest);
    }
    verify_checkpoints(shared, &state.folder, &files, found);
    verify_last_checkpoint(&state.folder, &files, found);
    match verify_content(shared, state, head) {
        // Why it cannot be read was told already.
        Some(Wrong::Unreadable(_) | Wrong::Missing) if found.fault_count > before => {}
        Some(wrong) => found.add(&state.folder, "_delta_log", wrong),
        None => {}
    }
    named
}

/// Verifies the log of a table that could not be read. Nothing says how far it went; `what` is what reading it said.
pub(super) fn verify_damaged(shared: &Shared, folder: &str, what: &str, found: &mut Verification) {
    let before = found.fault_count;
    match Files::list(shared, folder) {
        Err(error) => found.add(folder, "_delta_log", Wrong::Unreadable(error.to_string())),
        Ok(files) => match files.last() {
            None => found.add(folder, "_delta_log", Wrong::Missing),
            Some(last) => {
                verify_commits(shared, folder, &files, last, &mut FxHashSet::default(), found);
                verify_checkpoints(shared, folder, &files, found);
            }
        },
    }
    if found.fault_count == before {
        found.add(folder, "_delta_log", Wrong::Unreadable(what.to_owned()));
    }
}

/// Verifies the commits. Returns the hash of the last one, where it is there.
fn verify_commits(
    shared: &Shared,
    folder: &str,
    files: &Files,
    last: u64,
    named: &mut FxHashSet<String>,
    found: &mut Verification,
) -> Option<Hash> {
    let first = files.first();
    let mut next = 0;
    let mut previous: Option<Hash> = None;
    for (version, location) in files.commits.range(..=last) {
        if *version > next {
            missing(folder, next.max(first)..*version, found);
            previous = None;
        }
        next = version + 1;
        found.commits += 1;
        previous = match read_object(shared, location) {
            Ok(bytes) => Some(verify_commit(folder, *version, &bytes, previous, named, found)),
            Err(error) => {
                found.add(folder, name_of(*version), Wrong::Unreadable(error.to_string()));
                None
            }
        };
    }
    missing(folder, next.max(first)..last + 1, found);
    previous.filter(|_| next == last + 1)
}

fn missing(folder: &str, versions: Range<u64>, found: &mut Verification) {
    versions.for_each(|version| found.add(folder, name_of(version), Wrong::Missing));
}

/// Each checkpoint is the one whose SHA-256 stands beside it.
fn verify_checkpoints(shared: &Shared, folder: &str, files: &Files, found: &mut Verification) {
    for (version, location) in &files.checkpoints {
        let name = |end| format!("_delta_log/{version:020}.{end}");
        let Some(digest) = files.digests.get(version) else {
            found.add(folder, name(CHECKPOINT_DIGEST), Wrong::Missing);
            continue;
        };
        match (read_object(shared, location), read_object(shared, digest)) {
            (Ok(bytes), Ok(digest)) => {
                if format!("{}\n", hex(&Sha256::digest(&bytes))).as_bytes() != digest {
                    found.add(folder, name(CHECKPOINT), Wrong::Digest);
                }
            }
            (Err(error), _) => found.add(folder, name(CHECKPOINT), Wrong::Unreadable(error.to_string())),
            (_, Err(error)) => found.add(folder, name(CHECKPOINT_DIGEST), Wrong::Unreadable(error.to_string())),
        }
    }
}

/// The checkpoint that the lake knows as the last one is there, or one behind it. A digest alone tells of none: a crash between
/// the two leaves it.
fn verify_last_checkpoint(folder: &str, files: &Files, found: &mut Verification) {
    if let Some(version) = files.last_checkpoint
        && files.checkpoints.range(version..).next().is_none()
    {
        found.add(folder, format!("_delta_log/{version:020}.{CHECKPOINT}"), Wrong::Missing);
    }
}

fn name_of(version: u64) -> String {
    format!("_delta_log/{version:020}.json")
}

/// Returns the commit's hash.
fn verify_commit(
    folder: &str,
    version: u64,
    bytes: &Bytes,
    previous: Option<Hash>,
    named: &mut FxHashSet<String>,
    found: &mut Verification,
) -> Hash {
    if !is_whole(bytes) {
        found.add(folder, name_of(version), Wrong::Digest);
    }
    let mut told = None;
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: serde_json::Value = match serde_json::from_slice(line) {
            Ok(line) => line,
            Err(error) => {
                found.add(folder, name_of(version), Wrong::Unreadable(error.to_string()));
                continue;
            }
        };
        let text = |action: &str, key: &str| line.get(action)?.get(key)?.as_str().map(str::to_owned);
        told = told.or_else(|| text("commitInfo", "previous"));
        named.extend(text("add", "path").or_else(|| text("remove", "path")));
    }
    if previous.is_some_and(|hash| told.as_deref() != Some(hex(&hash).as_str())) {
        // One of the two was changed; which one, nobody can say.
        found.add(folder, name_of(version.saturating_sub(1)), Wrong::Unchained);
    }
    Sha256::digest(bytes).into()
}

/// Whether what the log says, checkpoint included, is what the lake knows; what is wrong where it is not.
fn verify_content(shared: &Shared, state: &TableState, head: &Head) -> Option<Wrong> {
    let pool = Mutex::new(Pool::default());
    match shared.runtime().block_on(read_in_full(shared.store.as_ref(), &state.folder, &pool)) {
        Ok(Some(loaded)) => {
            // Commits that came meanwhile are another matter.
            let same_version = loaded.head.version == head.version;
            let mut said: Vec<_> = loaded.files;
            let mut known: Vec<_> = state.files.to_vec();
            said.sort_by(|a, b| a.path.cmp(&b.path));
            known.sort_by(|a, b| a.path.cmp(&b.path));
            let head_differs = (&loaded.head.hash, loaded.head.covered, loaded.head.replayed, &loaded.head.expired)
                != (&head.hash, head.covered, head.replayed, &head.expired);
            (same_version && (said != known || head_differs)).then_some(Wrong::Differs)
        }
        Ok(None) => Some(Wrong::Missing),
        Err(error) => Some(Wrong::Unreadable(error.to_string())),
    }
}
