//! What all questions to a lake share: their threads, the footers of files that they have read, and what the engine is told.

use crate::functions;
use crate::provider::{FOOTERS_BYTES_MAX, Reading, STORE_URL};
use crate::session::{Bounds, catalogue::Catalogue};
use datafusion::catalog::{CatalogProviderList, MemoryCatalogProviderList};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::cache::cache_manager::FileMetadataCache;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use object_store::ObjectStore;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use url::Url;

/// Bytes of stack that each of the questions' threads has: a question may be nested.
pub const QUESTION_STACK_BYTES: usize = 16 << 20;
/// The catalogue's name inside the engine.
const CATALOG: &str = "atalaya";
/// Rows that are worked on together.
pub(crate) const BATCH_ROWS: usize = 8192;
/// Functions of the engine that make texts and lists as long as one asks, past any bound on memory.
const WITHHELD: &[&str] = &[
    "repeat",
    "lpad",
    "rpad",
    "array_repeat",
    "list_repeat",
    "array_resize",
    "list_resize",
    "range",
    "generate_series",
    "gen_series",
    // They make lists of a length that a text says.
    "arrow_cast",
    "arrow_try_cast",
    "arrow_metadata",
    "version",
];

/// What all questions share.
pub(crate) struct Engine {
    runtime: Option<Runtime>,
    /// One thread that keeps time and works for nobody.
    watch: Option<Runtime>,
    store: Arc<dyn ObjectStore>,
    base: SessionState,
    functions: BTreeSet<String>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// `threads` is how many all questions together may keep busy.
    pub(crate) fn new(store: Arc<dyn ObjectStore>, threads: usize) -> std::io::Result<Engine> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_stack_size(QUESTION_STACK_BYTES)
            .thread_name("questions")
            .build()?;
        let watch = Builder::new_multi_thread().worker_threads(1).thread_name("watch").enable_time().build()?;
        let context = SessionContext::new_with_state(base_state().map_err(std::io::Error::other)?);
        functions::register(&context);
        for name in WITHHELD {
            context.deregister_udf(name);
        }
        let base = context.state();
        let functions = names(&base);
        Ok(Engine { runtime: Some(runtime), watch: Some(watch), store, base, functions })
    }

    /// The names of all functions.
    pub(crate) fn functions(&self) -> &BTreeSet<String> {
        &self.functions
    }

    /// Where questions run.
    pub(crate) fn handle(&self) -> &tokio::runtime::Handle {
        self.runtime.as_ref().expect("it is taken only when the engine is dropped").handle()
    }

    /// Where the time of questions is kept.
    pub(crate) fn watch(&self) -> &tokio::runtime::Handle {
        self.watch.as_ref().expect("it is taken only when the engine is dropped").handle()
    }

    /// The engine's state for one question: its catalogue, its memory, its threads.
    pub(crate) fn state(&self, catalogue: &Arc<Catalogue>, bounds: &Bounds) -> Result<SessionState> {
        let environment = RuntimeEnvBuilder::from_runtime_env(self.base.runtime_env())
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(bounds.memory_bytes)))
            .build_arc()?;
        let url = Url::parse(STORE_URL).map_err(|error| DataFusionError::External(error.into()))?;
        environment.register_object_store(&url, Arc::clone(&self.store));
        let reading =
            Reading { store: Arc::clone(&self.store), footers: self.footers(), period: bounds.period.clone() };
        let catalogues = MemoryCatalogProviderList::new();
        catalogues.register_catalog(CATALOG.to_owned(), catalogue.provider(reading));
        let config = self.base.config().clone().with_target_partitions(bounds.threads);
        Ok(SessionStateBuilder::new_from_existing(self.base.clone())
            .with_config(config)
            .with_runtime_env(environment)
            .with_catalog_list(Arc::new(catalogues))
            .build())
    }

    fn footers(&self) -> Arc<FileMetadataCache> {
        self.base.runtime_env().cache_manager.get_file_metadata_cache()
    }
}

impl Drop for Engine {
    /// Ends the threads without waiting, so that it may be dropped anywhere.
    fn drop(&mut self) {
        self.runtime.take().into_iter().chain(self.watch.take()).for_each(Runtime::shutdown_background);
    }
}

fn base_state() -> Result<SessionState> {
    let environment: Arc<RuntimeEnv> = RuntimeEnvBuilder::new()
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .with_metadata_cache_limit(FOOTERS_BYTES_MAX)
        .build_arc()?;
    Ok(SessionStateBuilder::new().with_config(config()).with_runtime_env(environment).with_default_features().build())
}

fn config() -> SessionConfig {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema(CATALOG, crate::resolve::PUBLIC)
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(false)
        .with_batch_size(BATCH_ROWS);
    let options = config.options_mut();
    options.sql_parser.enable_ident_normalization = false;
    options.optimizer.repartition_file_scans = false;
    options.execution.parquet.pushdown_filters = true;
    options.execution.parquet.reorder_filters = true;
    config
}

fn names(state: &SessionState) -> BTreeSet<String> {
    let scalar = state.scalar_functions().keys();
    scalar.chain(state.aggregate_functions().keys()).chain(state.window_functions().keys()).cloned().collect()
}
