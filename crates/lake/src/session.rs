//! Questions to the lake: what a caller may ask, within which bounds, and how a question is begun.
//!
//! Each question pins what there is at its moment, is planned against a catalogue that has nothing but what its caller may
//! see, and runs on threads of the questions' own with a memory of its own. Nothing is spilled to disk: what does not fit
//! into the memory of a question ends it, so that no event is ever in a file that is not the lake's.

mod bounds;
mod catalogue;
mod engine;
mod error;
#[cfg(test)]
mod many;
mod parts;
mod plan;
mod stop;

pub use bounds::{Bounds, MEMORY_BYTES_MAX, QUESTION_THREADS_MAX};
pub(crate) use catalogue::Catalogue;
pub use catalogue::{KindColumn, KindColumns};
pub use engine::QUESTION_STACK_BYTES;
pub(crate) use engine::{BATCH_ROWS, Engine};
pub use error::QueryError;
pub(crate) use plan::Planned;
pub(crate) use stop::{Stop, Why};

use crate::answer::Answer;
use crate::lake::{Lake, Shared};
use crate::snapshot::{Scope, Snapshot};
use datafusion::error::DataFusionError;
use std::fmt;
use std::sync::Arc;

/// How a session comes by what there is now, of what its caller may see.
pub(crate) type Pin = Arc<dyn Fn() -> Snapshot + Send + Sync>;

/// What one caller may ask.
#[derive(Clone)]
pub struct Session {
    engine: Result<Arc<Engine>, Arc<std::io::Error>>,
    bounds: Bounds,
    pin: Pin,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(engine: std::io::Result<Arc<Engine>>, bounds: Bounds, pin: Pin) -> Session {
        Session { engine: engine.map_err(Arc::new), bounds: bounds.bounded(), pin }
    }

    /// What the caller can ask: the kinds that he may see, each with its columns and how many rows there are.
    #[must_use]
    pub fn kinds(&self) -> Vec<KindColumns> {
        Catalogue::new((self.pin)()).kinds()
    }

    /// Asks. Returns when the question is planned and begun; its answer comes batch by batch.
    pub fn query(&self, sql: &str) -> Result<Answer, QueryError> {
        let no_threads =
            |error: &Arc<std::io::Error>| QueryError::Engine(DataFusionError::External(error.clone().into()));
        let engine = self.engine.as_ref().map_err(no_threads)?;
        let catalogue = Arc::new(Catalogue::new((self.pin)()));
        let stop = Arc::new(Stop::default());
        let planned = plan::plan(engine, sql, Arc::clone(&catalogue), &self.bounds, &stop)?;
        Ok(Answer::begin(engine, planned, catalogue, &self.bounds, stop))
    }
}

impl Lake {
    /// What a caller of this scope may ask, within these bounds.
    #[must_use]
    pub fn session(&self, scope: Scope, bounds: Bounds) -> Session {
        let shared = Arc::clone(&self.shared);
        let pin = move || shared.snapshot(&scope);
        Session::new(engine(&self.shared), bounds, Arc::new(pin))
    }
}

/// The questions' engine of a lake, made by the first session.
fn engine(shared: &Shared) -> std::io::Result<Arc<Engine>> {
    if let Some(engine) = shared.questions.get() {
        return Ok(Arc::clone(engine));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let made = Arc::new(Engine::new(Arc::clone(&shared.store), threads)?);
    Ok(Arc::clone(shared.questions.get_or_init(|| made)))
}
