//! Rotation of keys: what is encrypted with an older key, or not at all, is written again with the active one.

use std::sync::Arc;

use crate::error::LakeError;
use crate::lake::Lake;

impl Lake {
    /// Encrypts every object with the active key that is not yet; with a ring that has none, makes every object plain.
    /// Returns how many objects were written again. The lake is used meanwhile; what ends it can be begun again.
    ///
    /// # Errors
    /// Some objects may have been written again.
    pub fn rekey(&self) -> Result<u64, LakeError> {
        let Some(sealed) = &self.shared.sealed else { return Ok(0) };
        let rekeyed = self.shared.runtime().block_on(sealed.rekey());
        rekeyed.map_err(|source| LakeError::Rekey { source: Arc::new(source) })
    }
}
