//! What is seen to be wrong without reading a file: quick enough to be looked at every time.

use object_store::ObjectStoreExt as _;

use super::{Fault, Verification, Wrong, verify_holds};
use crate::compact::location;
use crate::file_entry::FileEntry;
use crate::lake::{Lake, Shared};
use crate::snapshot::{Scope, TableState};

impl Lake {
    /// Files of tables that are gone or have another size, and a list of holds that cannot be read; the first
    /// [`super::FAULTS_MAX`]. What is inside files is for [`Lake::verify`].
    #[must_use]
    pub fn glance(&self) -> Vec<Fault> {
        let mut found = Verification::default();
        verify_holds(&self.shared, &mut found);
        for table in self.shared.tables().seen(&Scope::All) {
            let state = table.state();
            for file in state.files.iter() {
                if let Some(wrong) = look(&self.shared, &state, file) {
                    found.add(&state.folder, file.path.as_ref(), wrong);
                }
            }
        }
        found.faults
    }
}

fn look(shared: &Shared, state: &TableState, file: &FileEntry) -> Option<Wrong> {
    let Ok(location) = location(state, file) else { return Some(Wrong::Missing) };
    match shared.runtime().block_on(shared.store.head(&location)) {
        Ok(meta) => (meta.size != file.size).then_some(Wrong::Size { expected: file.size, found: meta.size }),
        Err(object_store::Error::NotFound { .. }) => Some(Wrong::Missing),
        Err(error) => Some(Wrong::Unreadable(error.to_string())),
    }
}
