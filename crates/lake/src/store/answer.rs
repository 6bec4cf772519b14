//! What stores answer with: metadata, bytes as the stream that readers want, errors in the words of `object_store`.

use std::io;
use std::ops::Range;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use object_store::path::Path;
use object_store::{Attributes, Error, GetRange, GetResult, GetResultPayload, ObjectMeta, Result};

use super::layer::Meta;

/// Runs what waits for the disk where it may wait.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.spawn_blocking(work).await?,
        Err(_) => work(),
    }
}

pub(super) fn object_meta(location: &Path, meta: Meta) -> ObjectMeta {
    let last_modified = DateTime::<Utc>::from_timestamp_micros(meta.modified.micros()).unwrap_or_default();
    ObjectMeta { location: location.clone(), last_modified, size: meta.size, e_tag: None, version: None }
}

/// The bytes that were asked for, of an object that long.
pub(super) fn asked(location: &Path, range: Option<&GetRange>, size: u64) -> Result<Range<u64>> {
    match range {
        None => Ok(0..size),
        Some(range) => range.as_range(size).map_err(|error| generic(location, error)),
    }
}

pub(super) fn result(meta: ObjectMeta, range: Range<u64>, bytes: Bytes) -> GetResult {
    let payload = GetResultPayload::Stream(futures::stream::once(async move { Ok(bytes) }).boxed());
    GetResult { payload, meta, range, attributes: Attributes::default() }
}

/// The system's error, of an object.
pub(super) fn of_system(location: &Path, source: io::Error) -> Error {
    let path = location.to_string();
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NotFound { path, source: Box::new(source) },
        io::ErrorKind::AlreadyExists => Error::AlreadyExists { path, source: Box::new(source) },
        _ => generic(location, source),
    }
}

/// Any other error, of an object.
pub(super) fn generic(location: &Path, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Generic { store: "lake", source: Box::new(AtObject { path: location.to_string(), source: source.into() }) }
}

/// An error with the object that it is about.
#[derive(Debug, thiserror::Error)]
#[error("object `{path}`")]
struct AtObject {
    path: String,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

pub(super) fn not_implemented(operation: &str) -> Error {
    Error::NotImplemented { operation: operation.to_owned(), implementer: "the lake's store".to_owned() }
}
