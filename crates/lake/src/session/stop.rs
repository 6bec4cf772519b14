//! What ends a question before its end: somebody cancels it, or its time is over.
//!
//! The watch is kept by a thread that does no work for questions, so that it is told in time however busy those are. The
//! work itself ends at the next place where it looks: between two batches, and in joins also within them, since two tables
//! of some thousand rows have millions of pairs.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::utils::take_function_args;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, LogicalPlan, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, NestedLoopJoinExec, SortMergeJoinExec};
use datafusion::physical_plan::unnest::UnnestExec;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Why a question was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Cancelled,
    Time,
}

/// Whether a question is to end, and how long it has worked.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    /// 0: it is not to end.
    why: AtomicU8,
    told: Notify,
    work: Mutex<Work>,
}

#[derive(Debug, Default)]
struct Work {
    /// Until it last paused.
    done: Duration,
    /// Since when it works again.
    since: Option<Instant>,
}

impl Stop {
    /// Ends the question. The first reason counts.
    pub(crate) fn end(&self, why: Why) {
        let _ = self.why.compare_exchange(0, 1 + why as u8, Ordering::AcqRel, Ordering::Acquire);
        self.told.notify_one();
    }

    pub(crate) fn why(&self) -> Option<Why> {
        match self.why.load(Ordering::Acquire) {
            0 => None,
            1 => Some(Why::Cancelled),
            _ => Some(Why::Time),
        }
    }

    /// Returns when the question is to end.
    pub(crate) async fn ended(&self) {
        while self.why().is_none() {
            self.told.notified().await;
        }
    }

    /// It works, from now on.
    pub(crate) fn work(&self) {
        self.work_mut().since = Some(Instant::now());
    }

    /// It waits for whoever takes its rows, from now on.
    pub(crate) fn pause(&self) {
        let mut work = self.work_mut();
        let lately = work.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        work.done += lately;
    }

    /// How long it has worked.
    pub(crate) fn worked(&self) -> Duration {
        let work = self.work_mut();
        work.done + work.since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    fn work_mut(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The plan with conditions of joins that look whether the question is to end.
pub(super) fn watched(plan: LogicalPlan, stop: &Arc<Stop>) -> Result<LogicalPlan> {
    if matches!(plan, LogicalPlan::Explain(_)) {
        return Ok(plan);
    }
    plan.transform_down_with_subqueries(|plan| {
        let LogicalPlan::Join(mut join) = plan else { return Ok(Transformed::no(plan)) };
        if let Some(filter) = join.filter.take() {
            join.filter = Some(ScalarUDF::new_from_impl(Watched::new(stop)).call(vec![filter]));
        }
        Ok(Transformed::yes(LogicalPlan::Join(join)))
    })
    .data()
}

/// The plan in which operators that make many rows of few let others work now and then.
pub(super) fn cooperative(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|plan| {
        let many = plan.is::<CrossJoinExec>()
            || plan.is::<NestedLoopJoinExec>()
            || plan.is::<HashJoinExec>()
            || plan.is::<SortMergeJoinExec>()
            || plan.is::<UnnestExec>();
        Ok(if many { Transformed::yes(Arc::new(CooperativeExec::new(plan)) as _) } else { Transformed::no(plan) })
    })
    .data()
}

/// A truth, as it is, unless the question is to end.
#[derive(Debug)]
struct Watched {
    stop: Arc<Stop>,
    signature: Signature,
}

impl Watched {
    fn new(stop: &Arc<Stop>) -> Watched {
        Watched { stop: Arc::clone(stop), signature: Signature::any(1, Volatility::Volatile) }
    }
}

impl PartialEq for Watched {
    fn eq(&self, other: &Watched) -> bool {
        Arc::ptr_eq(&self.stop, &other.stop)
    }
}

impl Eq for Watched {}

impl Hash for Watched {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.stop).hash(state);
    }
}

impl ScalarUDFImpl for Watched {
    fn name(&self) -> &str {
        "watched"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        if self.stop.why().is_some() {
            return Err(DataFusionError::Execution("the question was ended".to_owned()));
        }
        let [truth] = take_function_args(self.name(), args.args)?;
        Ok(truth)
    }
}
