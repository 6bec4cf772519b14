//! Which keys the lake's files need, and which one is for what comes.

use super::lake_faults;
use atalaya_journal::{KeyId, KeyRing};
use atalaya_lake::Lake;
use atalaya_model::Message;
use std::collections::BTreeMap;

/// The keys of a lake; 0 stands for none.
pub(crate) struct LakeKeys {
    /// The one for what comes.
    pub(crate) active: KeyId,
    /// How many files need which; empty where there is no ring.
    pub(crate) files: BTreeMap<KeyId, u64>,
}

impl LakeKeys {
    /// Those of a lake that was opened with this ring; why they are not known otherwise.
    pub(crate) fn of(lake: &Lake, ring: Option<&KeyRing>) -> Result<LakeKeys, Message> {
        let files = lake.objects_by_key().map_err(|error| lake_faults::lake(&error).message().clone())?;
        Ok(LakeKeys { active: ring.and_then(KeyRing::active).unwrap_or(0), files })
    }

    /// Files that are not encrypted as new ones are.
    pub(crate) fn others(&self) -> u64 {
        self.files.iter().filter(|(key, _)| **key != self.active).map(|(_, files)| files).sum()
    }
}
