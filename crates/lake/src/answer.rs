//! The answer to a question, batch by batch, while it is being found.

#[cfg(test)]
mod tests;

use crate::session::{Bounds, Catalogue, Engine, Planned, QueryError, Stop, Why};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::StreamExt;
use futures::future::{Either, select};
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, WeakSender, channel};

/// Batches that wait for whoever takes them; more are not made meanwhile.
const BATCHES_WAITING_MAX: usize = 4;
/// How often somebody looks whether a question's time is over.
const TICK: Duration = Duration::from_millis(20);

/// Rows, or `None` at the end of the answer, which is only whole where somebody said that it ended.
type Given = Result<Option<RecordBatch>, QueryError>;

/// The answer to a question. Dropped, it ends the question.
pub struct Answer {
    schema: SchemaRef,
    batches: Receiver<Given>,
    canceller: Canceller,
    limit: Duration,
    ended: bool,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

/// How far a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Files, or parts of large ones, that it has to read.
    pub files: u64,
    /// Those that it is done with, or could leave out when it looked closer.
    pub files_done: u64,
    /// Rows that it has looked at.
    pub rows_read: u64,
}

/// Ends a question, and tells how far it is, from another thread.
#[derive(Clone)]
pub struct Canceller {
    plan: Arc<dyn ExecutionPlan>,
    stop: Arc<Stop>,
    sender: WeakSender<Given>,
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}

impl Canceller {
    /// Ends the question: whoever waits for its rows is told [`QueryError::Cancelled`].
    pub fn cancel(&self) {
        self.stop.end(Why::Cancelled);
        // Whoever waits for rows is told at once. Where he does not wait, he will look before he takes some.
        if let Some(sender) = self.sender.upgrade() {
            let _ = sender.try_send(Err(QueryError::Cancelled));
        }
    }

    /// How far the question is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut progress = Progress::default();
        add(&self.plan, &mut progress);
        progress
    }
}

/// What the scans of the plan have done.
fn add(plan: &Arc<dyn ExecutionPlan>, progress: &mut Progress) {
    plan.children().into_iter().for_each(|child| add(child, progress));
    let Some(scan) = plan.downcast_ref::<DataSourceExec>() else { return };
    let Some(files) = scan.data_source().downcast_ref::<FileScanConfig>() else { return };
    progress.files += files.file_groups.iter().map(|group| group.len() as u64).sum::<u64>();
    let Some(metrics) = plan.metrics() else { return };
    let count = |name: &str| metrics.sum_by_name(name).map_or(0, |metric| metric.as_usize() as u64);
    progress.files_done += count("files_processed");
    progress.rows_read += count("pushdown_rows_pruned") + metrics.output_rows().unwrap_or(0) as u64;
}

impl Answer {
    pub(crate) fn begin(
        engine: &Arc<Engine>,
        planned: Planned,
        pinned: Arc<Catalogue>,
        bounds: &Bounds,
        stop: Arc<Stop>,
    ) -> Answer {
        let (sender, batches) = channel(BATCHES_WAITING_MAX);
        let canceller = Canceller { plan: Arc::clone(&planned.plan), stop, sender: sender.downgrade() };
        let schema = planned.plan.schema();
        engine.watch().spawn(watch(canceller.clone(), bounds.time));
        let run = Run { stop: Arc::clone(&canceller.stop), sender, bounds: bounds.clone(), rows: 0 };
        engine.handle().spawn(async move {
            run.run(planned).await;
            drop(pinned);
        });
        Answer { schema, batches, canceller, limit: bounds.time, ended: false }
    }

    /// The columns of the answer.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The next rows; waits for them. `None` when there are no more. After an error there are none either.
    #[expect(clippy::should_implement_trait, reason = "the errors come first, as whoever waits for rows wants it")]
    pub fn next(&mut self) -> Result<Option<RecordBatch>, QueryError> {
        if self.ended {
            return Ok(None);
        }
        let next = match self.canceller.stop.why() {
            Some(why) => Err(ended(why, self.limit)),
            None => self.batches.blocking_recv().unwrap_or_else(|| Err(broken_off())),
        };
        self.ended = !matches!(next, Ok(Some(_)));
        next
    }

    /// How far the question is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.canceller.progress()
    }

    /// What ends the question from another thread.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.canceller.cancel();
    }
}

fn ended(why: Why, limit: Duration) -> QueryError {
    match why {
        Why::Cancelled => QueryError::Cancelled,
        Why::Time => QueryError::Time { limit },
    }
}

/// What worked on the question is gone, and did not say that it was done: it panicked.
fn broken_off() -> QueryError {
    QueryError::Engine(DataFusionError::Execution("the engine broke off in the middle of the answer".to_owned()))
}

/// Ends the question when it has worked for so long.
async fn watch(question: Canceller, limit: Duration) {
    while question.stop.why().is_none() {
        let left = limit.saturating_sub(question.stop.worked());
        if question.sender.strong_count() == 0 {
            return;
        }
        if !left.is_zero() {
            tokio::time::sleep(left.min(TICK)).await;
            continue;
        }
        question.stop.end(Why::Time);
        if let Some(sender) = question.sender.upgrade() {
            let _ = sender.try_send(Err(QueryError::Time { limit }));
        }
    }
}

/// A question while it works.
struct Run {
    stop: Arc<Stop>,
    sender: Sender<Given>,
    bounds: Bounds,
    rows: u64,
}

impl Run {
    async fn run(mut self, planned: Planned) {
        self.stop.work();
        let begun = execute_stream(planned.plan, planned.context);
        let ended = match begun {
            Ok(stream) => self.give(stream).await,
            Err(error) => Err(QueryError::of(error, self.bounds.memory_bytes)),
        };
        self.stop.pause();
        let _ = self.sender.send(ended.map(|()| None)).await;
    }

    async fn give(&mut self, mut stream: SendableRecordBatchStream) -> Result<(), QueryError> {
        while let Some(batch) = self.next(&mut stream).await? {
            let left = self.bounds.rows_max.map_or(u64::MAX, |most| most - self.rows);
            let rows = (batch.num_rows() as u64).min(left);
            self.rows += rows;
            let given = batch.slice(0, usize::try_from(rows).unwrap_or(usize::MAX));
            if rows > 0 && self.sender.send(Ok(Some(given))).await.is_err() {
                return Ok(());
            }
            if batch.num_rows() as u64 > rows {
                return Err(QueryError::Rows { rows_max: self.rows });
            }
        }
        Ok(())
    }

    /// The next batch, unless the question is to end before.
    async fn next(&mut self, stream: &mut SendableRecordBatchStream) -> Result<Option<RecordBatch>, QueryError> {
        self.stop.work();
        let batch = match select(pin!(self.stop.ended()), stream.next()).await {
            Either::Left(_) => None,
            Either::Right((batch, _)) => batch,
        };
        self.stop.pause();
        match self.stop.why() {
            Some(why) => Err(ended(why, self.bounds.time)),
            None => batch.transpose().map_err(|error| QueryError::of(error, self.bounds.memory_bytes)),
        }
    }
}
