//! A table's log: every commit there, each following the one before it, and together saying what the lake knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::ObjectMeta;
use rustc_hash::FxHashSet;
use sha2::{Digest as _, Sha256};

use super::{Verification, Wrong};
use crate::lake::Shared;
use crate::log::{Hash, Head, hex, log_path, read_in_full};
use crate::pool::Pool;
use crate::snapshot::TableState;
use crate::upkeep::read_object;

/// Verifies the log up to the commit that the lake knows as the last one. Returns the data files that it names.
pub(super) fn verify(shared: &Shared, state: &TableState, head: &Head, found: &mut Verification) -> FxHashSet<String> {
    let mut named = FxHashSet::default();
    let Some(last) = head.version else { return named };
    let objects: Result<Vec<ObjectMeta>, _> =
        shared.runtime().block_on(shared.store.list(Some(&log_path(&state.folder))).try_collect());
    let objects = match objects {
        Ok(objects) => objects,
        Err(error) => {
            found.add(&state.folder, "_delta_log", Wrong::Unreadable(error.to_string()));
            return named;
        }
    };
    let (mut commits, mut checkpoints) = (BTreeMap::new(), BTreeSet::new());
    for object in objects {
        let name = object.location.filename().unwrap_or_default();
        match name.split_once('.') {
            Some((version, "json")) => {
                drop(version.parse().map(|version: u64| commits.insert(version, object.location)))
            }
            Some((version, "checkpoint.parquet")) => {
                drop(version.parse().map(|version: u64| checkpoints.insert(version)))
            }
            _ => {}
        }
    }
    let first = checkpoints.first().copied().unwrap_or(0);
    let mut previous: Option<Hash> = None;
    for version in commits.keys().copied().next().unwrap_or(0).min(first)..=last {
        let Some(location) = commits.get(&version) else {
            found.add(&state.folder, name_of(version), Wrong::Missing);
            previous = None;
            continue;
        };
        found.commits += 1;
        previous = match read_object(shared, location) {
            Ok(bytes) => Some(verify_commit(state, version, &bytes, previous, &mut named, found)),
            Err(error) => {
                found.add(&state.folder, name_of(version), Wrong::Unreadable(error.to_string()));
                None
            }
        };
    }
    if previous.is_some_and(|hash| hash != head.hash) {
        found.add(&state.folder, name_of(last), Wrong::Digest);
    }
    verify_content(shared, state, head, found);
    named
}

fn name_of(version: u64) -> String {
    format!("_delta_log/{version:020}.json")
}

/// Returns the commit's hash.
fn verify_commit(
    state: &TableState,
    version: u64,
    bytes: &Bytes,
    previous: Option<Hash>,
    named: &mut FxHashSet<String>,
    found: &mut Verification,
) -> Hash {
    let mut told = None;
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: serde_json::Value = match serde_json::from_slice(line) {
            Ok(line) => line,
            Err(error) => {
                found.add(&state.folder, name_of(version), Wrong::Unreadable(error.to_string()));
                continue;
            }
        };
        let text = |action: &str, key: &str| line.get(action)?.get(key)?.as_str().map(str::to_owned);
        told = told.or_else(|| text("commitInfo", "previous"));
        named.extend(text("add", "path").or_else(|| text("remove", "path")));
    }
    if previous.is_some_and(|hash| told.as_deref() != Some(hex(&hash).as_str())) {
        // One of the two was changed; which one, nobody can say.
        found.add(&state.folder, name_of(version.saturating_sub(1)), Wrong::Unchained);
    }
    Sha256::digest(bytes).into()
}

/// What the log says, checkpoint included, is what the lake knows.
fn verify_content(shared: &Shared, state: &TableState, head: &Head, found: &mut Verification) {
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
            if same_version && (said != known || head_differs) {
                found.add(&state.folder, "_delta_log", Wrong::Differs);
            }
        }
        Ok(None) => found.add(&state.folder, "_delta_log", Wrong::Missing),
        Err(error) => found.add(&state.folder, "_delta_log", Wrong::Unreadable(error.to_string())),
    }
}
