//! Vacuum: data files that no table has any longer leave the disk.
//!
//! Those are files that compaction and expiry took out of their tables, and files that a crash left before any commit named
//! them. A file stays while a hunt that is going on reads it, and for as long after it was written as the caller says, for
//! the sake of other programs that read the tables. What is being written and in no commit yet stays, and what was written
//! since the lake was opened stays for an hour at least.

use std::time::Duration;

use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt as _};
use rustc_hash::FxHashSet;

use crate::error::LakeError;
use crate::lake::{Lake, Shared};
use crate::snapshot::Scope;
use crate::table::Table;

/// How long a file stays that was written since the lake was opened.
const GRACE_OF_OWN: Duration = Duration::from_secs(3600);

/// What vacuum removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Vacuumed {
    /// Files.
    pub files: u64,
    /// Their bytes on the disk.
    pub bytes: u64,
    /// Files that no table has and that stay for now.
    pub kept: u64,
}

impl Lake {
    /// Removes data files that no table has and nobody reads, if they were written at least `grace` ago.
    ///
    /// # Errors
    /// What was removed stays removed; call it again.
    pub fn vacuum(&self, grace: Duration) -> Result<Vacuumed, LakeError> {
        let _turn = self.shared.upkeep.turn();
        let tables: Vec<_> = self.shared.tables().seen(&Scope::All).cloned().collect();
        let mut vacuumed = Vacuumed::default();
        for table in tables {
            let files = data_files(&self.shared, &table.folder).map_err(|error| table.write_error(error))?;
            // What was there already is of a write that goes on, or in a commit by now, or nobody's.
            let writing = table.being_written();
            table.settle(&self.shared)?;
            // What a commit names by now was perhaps not named when the folder was listed; never the other way round.
            let named = named(&table);
            for file in files.into_iter().filter(|file| !named.contains(file.location.as_ref())) {
                if writing.contains(&file.location) || !is_ripe(&self.shared, &file, grace) {
                    vacuumed.kept += 1;
                    continue;
                }
                let delete = self.shared.store.delete(&file.location);
                self.shared.runtime().block_on(delete).map_err(|error| table.write_error(error))?;
                vacuumed.files += 1;
                vacuumed.bytes += file.size;
            }
        }
        Ok(vacuumed)
    }
}

/// The files in a table's folder that are not its log.
pub(crate) fn data_files(shared: &Shared, folder: &str) -> object_store::Result<Vec<ObjectMeta>> {
    let prefix = Path::parse(folder)?;
    let objects: Vec<ObjectMeta> = shared.runtime().block_on(shared.store.list(Some(&prefix)).try_collect())?;
    Ok(objects.into_iter().filter(|file| !file.location.as_ref().contains("/_delta_log/")).collect())
}

/// The files that the table has, and those that it had and somebody still reads.
fn named(table: &Table) -> FxHashSet<String> {
    // Files that leave the table between the two are in the second.
    let state = table.state();
    let removed = table.removed_in_use();
    let files = state.files.iter().chain(&removed);
    files.map(|file| format!("{}/{}", table.folder, file.path)).collect()
}

fn is_ripe(shared: &Shared, file: &ObjectMeta, grace: Duration) -> bool {
    let written = file.last_modified.timestamp_micros();
    let grace = if written >= shared.upkeep.opened.micros() { grace.max(GRACE_OF_OWN) } else { grace };
    let age = shared.options.clock.now().micros().saturating_sub(written);
    u128::try_from(age).is_ok_and(|age| age >= grace.as_micros())
}
