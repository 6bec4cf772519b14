//! A store that writes the SHA-256 of a checkpoint beside it, and no hint.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, Result,
};
use sha2::{Digest as _, Sha256};

use crate::log::{CHECKPOINT, CHECKPOINT_DIGEST, hex};
use crate::store::Parts;

/// The hint which checkpoint is the last.
const HINT: &str = "_last_checkpoint";

/// The store through which checkpoints are written.
#[derive(Debug, Clone)]
pub(super) struct Witness(Arc<dyn ObjectStore>);

impl Witness {
    pub(super) fn new(store: Arc<dyn ObjectStore>) -> Witness {
        Witness(store)
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where the digest of the checkpoint stands, where this is one.
fn digest_path(location: &Path) -> Option<Path> {
    let path = location.as_ref().strip_suffix(CHECKPOINT)?;
    Path::parse(format!("{path}{CHECKPOINT_DIGEST}")).ok()
}

#[async_trait::async_trait]
impl ObjectStore for Witness {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if location.filename() == Some(HINT) {
            return Ok(PutResult { e_tag: None, version: None });
        }
        if let Some(path) = digest_path(location) {
            let mut digest = Sha256::new();
            payload.iter().for_each(|bytes| digest.update(bytes));
            let digest = format!("{}\n", hex(&digest.finalize()));
            self.0.put_opts(&path, digest.into_bytes().into(), PutOptions::default()).await?;
        }
        self.0.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(&self, at: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Ok(Parts::boxed(Arc::new(self.clone()), at))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.0.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }
}
