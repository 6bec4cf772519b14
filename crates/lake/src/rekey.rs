//! Rotation of keys: what is encrypted with an older key, or not at all, is written again with the active one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_journal::KeyId;

use crate::error::LakeError;
use crate::lake::Lake;
use crate::upkeep::{UpkeepProgress, Watch};

/// What was encrypted anew, or made plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rekeyed {
    /// Objects that were written again.
    pub files: u64,
    /// How far it was when it was stopped; `None` where nothing is left to do.
    pub stopped: Option<UpkeepProgress>,
}

impl Lake {
    /// How many objects are encrypted with which key, 0 for those that are with none; empty without a ring. Reads the
    /// beginning of each object.
    ///
    /// # Errors
    /// An object could not be read, or is not as it was written.
    pub fn objects_by_key(&self) -> Result<BTreeMap<KeyId, u64>, LakeError> {
        let Some(sealed) = &self.shared.sealed else { return Ok(BTreeMap::new()) };
        let counted = self.shared.runtime().block_on(sealed.by_key());
        counted.map_err(|source| LakeError::Rekey { source: Arc::new(source) })
    }

    /// Encrypts every object with the active key that is not yet; with a ring that has none, makes every object plain.
    /// The lake is used meanwhile; what ends it, `stop` too, can be begun again.
    ///
    /// # Errors
    /// Some objects may have been written again.
    pub fn rekey(&self, stop: &AtomicBool, progress: &dyn Fn(UpkeepProgress)) -> Result<Rekeyed, LakeError> {
        let Some(sealed) = &self.shared.sealed else { return Ok(Rekeyed::default()) };
        let _turn = self.shared.upkeep.turn();
        let rekeyed = self.shared.runtime().block_on(sealed.rekey(&Watch::new(stop, progress)));
        rekeyed.map_err(|source| LakeError::Rekey { source: Arc::new(source) })
    }
}
