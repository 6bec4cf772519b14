//! A stored Parquet file read piece by piece: what a merge needs of it, and no more.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::PageIndexPolicy;
use datafusion::parquet::file::reader::{ChunkReader, Length};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use sha2::{Digest as _, Sha256};

use crate::compact::location;
use crate::error::LakeError;
use crate::file_entry::FileEntry;
use crate::flush::StoreError;
use crate::lake::Shared;
use crate::log::Hash;
use crate::snapshot::TableState;

/// A file of so many bytes is read at once.
const READ_WHOLE_BYTES_MAX: u64 = 4 << 20;
/// Bytes that are fetched at a time where nobody knows how many are needed.
const WINDOW_BYTES: u64 = 64 << 10;

/// A stored object, or its bytes where they are few.
#[derive(Clone)]
pub(crate) struct ObjectReader {
    size: u64,
    bytes: Option<Bytes>,
    store: Arc<dyn ObjectStore>,
    runtime: tokio::runtime::Handle,
    location: Path,
}

impl ObjectReader {
    pub(crate) fn new(shared: &Shared, location: Path, size: u64) -> object_store::Result<ObjectReader> {
        let bytes = if size <= READ_WHOLE_BYTES_MAX { Some(read_object(shared, &location)?) } else { None };
        let size = bytes.as_ref().map_or(size, |bytes| bytes.len() as u64);
        let runtime = shared.runtime().handle().clone();
        Ok(ObjectReader { size, bytes, store: shared.store.clone(), runtime, location })
    }

    /// A table's file, once all of it has proved to be what was written.
    pub(crate) fn checked(shared: &Shared, state: &TableState, file: &FileEntry) -> Result<ObjectReader, StoreError> {
        let reader = ObjectReader::new(shared, location(state, file)?, file.size)?;
        if reader.size != file.size || reader.digest()? != file.sha256 {
            return Err(LakeError::changed(state, file).into());
        }
        Ok(reader)
    }

    /// The SHA-256 of all its bytes, a few at a time.
    pub(crate) fn digest(&self) -> object_store::Result<Hash> {
        let (mut hash, mut at) = (Sha256::new(), 0);
        while at < self.size {
            let bytes = self.fetch(at, READ_WHOLE_BYTES_MAX)?;
            if bytes.is_empty() {
                break;
            }
            hash.update(&bytes);
            at += bytes.len() as u64;
        }
        Ok(hash.finalize().into())
    }

    fn fetch(&self, start: u64, len: u64) -> object_store::Result<Bytes> {
        let end = start.saturating_add(len).min(self.size);
        if let Some(bytes) = &self.bytes {
            let bounded = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
            return Ok(bytes.slice(bounded(start.min(end))..bounded(end)));
        }
        self.runtime.block_on(self.store.get_range(&self.location, start.min(end)..end))
    }
}

/// All bytes of an object.
pub(crate) fn read_object(shared: &Shared, location: &Path) -> object_store::Result<Bytes> {
    shared.runtime().block_on(async { shared.store.get(location).await?.bytes().await })
}

impl Length for ObjectReader {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for ObjectReader {
    type T = Window;

    fn get_read(&self, start: u64) -> Result<Window, ParquetError> {
        Ok(Window { reader: self.clone(), next: start, bytes: Bytes::new() })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.fetch(start, length as u64).map_err(|error| ParquetError::External(Box::new(error)))?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("`{}` ends early", self.location)));
        }
        Ok(bytes)
    }
}

/// An object from some place on.
pub(crate) struct Window {
    reader: ObjectReader,
    next: u64,
    bytes: Bytes,
}

impl Read for Window {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.bytes.is_empty() && self.next < self.reader.size {
            self.bytes = self.reader.fetch(self.next, WINDOW_BYTES).map_err(io::Error::other)?;
            self.next += self.bytes.len() as u64;
        }
        let len = self.bytes.len().min(out.len());
        self.bytes.copy_to_slice(&mut out[..len]);
        Ok(len)
    }
}

/// The rows of a file, texts as views; `columns`: which ones, all where that is `None`.
pub(crate) fn open_file(
    reader: ObjectReader,
    batch_rows: usize,
    columns: Option<&[&str]>,
) -> Result<(SchemaRef, ParquetRecordBatchReader), ParquetError> {
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
    let metadata = ArrowReaderMetadata::load(&reader, options.clone())?;
    let viewed = viewed(metadata.schema());
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(reader, options.with_schema(viewed.clone()))?;
    let mask = match columns {
        Some(columns) => ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied()),
        None => ProjectionMask::all(),
    };
    Ok((viewed, builder.with_projection(mask).with_batch_size(batch_rows).build()?))
}

/// The schema with its texts as views, which are merged without being copied.
fn viewed(schema: &Schema) -> SchemaRef {
    let view = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        _ => field.clone(),
    };
    Arc::new(Schema::new(schema.fields().iter().map(view).collect::<Vec<_>>()))
}
