//! An object that is brought in parts: they are gathered in memory and written at once, as whole objects are.

use std::sync::Arc;

use futures::FutureExt as _;
use object_store::path::Path;
use object_store::{
    MultipartUpload, ObjectStore, PutOptions, PutPayload, PutPayloadMut, PutResult, Result, UploadPart,
};

use super::answer::generic;

/// Bytes that an object brought in parts may have; a checkpoint of a table's log is the only one that comes so.
pub const PARTS_BYTES_MAX: usize = 256 << 20;

/// Parts of an object so far.
#[derive(Debug)]
pub(crate) struct Parts {
    store: Arc<dyn ObjectStore>,
    location: Path,
    payload: PutPayloadMut,
}

impl Parts {
    pub(crate) fn boxed(store: Arc<dyn ObjectStore>, location: &Path) -> Box<dyn MultipartUpload> {
        Box::new(Parts { store, location: location.clone(), payload: PutPayloadMut::new() })
    }
}

#[async_trait::async_trait]
impl MultipartUpload for Parts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        if self.payload.content_length() + data.content_length() > PARTS_BYTES_MAX {
            let error = generic(&self.location, "the object is too large to be brought in parts");
            return async move { Err(error) }.boxed();
        }
        data.into_iter().for_each(|bytes| self.payload.extend_from_slice(&bytes));
        async { Ok(()) }.boxed()
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let payload = std::mem::take(&mut self.payload).freeze();
        self.store.put_opts(&self.location, payload, PutOptions::default()).await
    }

    async fn abort(&mut self) -> Result<()> {
        self.payload = PutPayloadMut::new();
        Ok(())
    }
}
