//! A log whose commits are read a few at a time.
//!
//! The library reads a thousand at once, and sets room aside for a thousand lines of each: half a megabyte for a commit of
//! three lines, while other threads decode.

use std::num::NonZero;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use delta_kernel::Engine;
use delta_kernel_default_engine::DefaultEngineBuilder;
use delta_kernel_default_engine::executor::tokio::{TokioBackgroundExecutor, TokioMultiThreadExecutor};
use deltalake_core::DeltaResult;
use deltalake_core::kernel::Version;
use deltalake_core::kernel::transaction::TransactionError;
use deltalake_core::logstore::{CommitOrBytes, LogStore, LogStoreConfig, LogStoreRef};
use object_store::ObjectStore;
use tokio::runtime::{Handle, RuntimeFlavor};
use uuid::Uuid;

/// Files that are read at the same time.
const FILES_AT_ONCE: NonZero<usize> = NonZero::new(4).unwrap();
/// Lines of a commit, or rows of a checkpoint, that are read together.
const LINES_AT_ONCE: NonZero<usize> = NonZero::new(64).unwrap();

/// The log that another one is, read in small pieces.
pub(super) struct Narrow(pub(super) LogStoreRef);

#[async_trait]
impl LogStore for Narrow {
    fn name(&self) -> String {
        self.0.name()
    }

    async fn read_commit_entry(&self, version: Version) -> DeltaResult<Option<Bytes>> {
        self.0.read_commit_entry(version).await
    }

    async fn write_commit_entry(
        &self,
        version: Version,
        commit: CommitOrBytes,
        operation: Uuid,
    ) -> Result<(), TransactionError> {
        self.0.write_commit_entry(version, commit, operation).await
    }

    async fn abort_commit_entry(
        &self,
        version: Version,
        commit: CommitOrBytes,
        operation: Uuid,
    ) -> Result<(), TransactionError> {
        self.0.abort_commit_entry(version, commit, operation).await
    }

    async fn get_latest_version(&self, start: Version) -> DeltaResult<Version> {
        self.0.get_latest_version(start).await
    }

    fn object_store(&self, operation: Option<Uuid>) -> Arc<dyn ObjectStore> {
        self.0.object_store(operation)
    }

    fn root_object_store(&self, operation: Option<Uuid>) -> Arc<dyn ObjectStore> {
        self.0.root_object_store(operation)
    }

    fn engine(&self, operation: Option<Uuid>) -> Arc<dyn Engine> {
        let store = self.root_object_store(operation);
        let builder = DefaultEngineBuilder::new(store).with_buffer_size(FILES_AT_ONCE).with_batch_size(LINES_AT_ONCE);
        let handle = Handle::current();
        match handle.runtime_flavor() {
            RuntimeFlavor::MultiThread => {
                Arc::new(builder.with_task_executor(Arc::new(TokioMultiThreadExecutor::new(handle))).build())
            }
            _ => Arc::new(builder.with_task_executor(Arc::new(TokioBackgroundExecutor::new())).build()),
        }
    }

    fn config(&self) -> &LogStoreConfig {
        self.0.config()
    }
}
