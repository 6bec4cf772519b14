//! From the text of a question to a plan that can run.

use super::stop::{Stop, cooperative, watched};
use super::{Bounds, Engine, QueryError, parts};
use crate::resolve::resolve;
use crate::session::catalogue::Catalogue;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::DataFusionError;
use datafusion::execution::{SessionState, TaskContext};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::prelude::SQLOptions;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};

/// Groups, the first of an order, for which room is set aside beforehand at most.
const FIRST_GROUPS_MAX: usize = 16_384;

/// A question that can be run.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    pub(crate) context: Arc<TaskContext>,
}

/// Plans the question on a thread of the questions, whose stack is large enough for it.
pub(super) fn plan(
    engine: &Arc<Engine>,
    sql: &str,
    catalogue: Arc<Catalogue>,
    bounds: &Bounds,
    stop: &Arc<Stop>,
) -> Result<Planned, QueryError> {
    let limit = bounds.time;
    let (sql, bounds, for_task, stop) = (sql.to_owned(), bounds.clone(), Arc::clone(engine), Arc::clone(stop));
    let (answer, planned) = sync_channel(1);
    let task = async move {
        let planned = prepare(&for_task, &sql, &catalogue, &bounds, &stop).await;
        drop(for_task);
        let _ = answer.send(planned);
    };
    engine.handle().spawn(task);
    match planned.recv_timeout(limit) {
        Ok(planned) => planned,
        Err(RecvTimeoutError::Timeout) => Err(QueryError::Time { limit }),
        Err(RecvTimeoutError::Disconnected) => {
            Err(QueryError::Engine(DataFusionError::Internal("planning ended without a plan".to_owned())))
        }
    }
}

async fn prepare(
    engine: &Engine,
    sql: &str,
    catalogue: &Arc<Catalogue>,
    bounds: &Bounds,
    stop: &Arc<Stop>,
) -> Result<Planned, QueryError> {
    let names = catalogue.names(engine.functions().clone());
    let statement = resolve(sql, &names)?;
    let failed = |error| QueryError::of_planning(error, bounds.memory_bytes, &names);
    let state = engine.state(catalogue, bounds).map_err(failed)?;
    let logical = state.statement_to_plan(statement).await.map_err(failed)?;
    only_asks(&logical)?;
    parts::bounded(&logical)?;
    let logical = limited(logical, bounds).map_err(failed)?;
    let plan = physical(&state, &logical, stop).await.map_err(failed)?;
    Ok(Planned { plan, context: state.task_ctx() })
}

async fn physical(
    state: &SessionState,
    logical: &LogicalPlan,
    stop: &Arc<Stop>,
) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let logical = watched(state.optimize(logical)?, stop)?;
    cooperative(without_large_heaps(state.query_planner().create_physical_plan(&logical, state).await?)?)
}

/// The plan without heaps for the first of very many groups: the engine sets them aside whole before it sees a group, and
/// sorts as well without them.
fn without_large_heaps(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    plan.transform_up(|plan| {
        let groups = plan.downcast_ref::<AggregateExec>();
        let large = groups.filter(|groups| groups.limit_options().is_some_and(|most| most.limit() > FIRST_GROUPS_MAX));
        let without = large.map(|groups| Arc::new(groups.with_new_limit_options(None)) as _);
        Ok(without.map_or_else(|| Transformed::no(plan.clone()), Transformed::yes))
    })
    .data()
}

/// The engine's own opinion on whether the plan only reads.
fn only_asks(plan: &LogicalPlan) -> Result<(), QueryError> {
    let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reading.verify_plan(plan).map_err(|_| QueryError::NotAQuestion)
}

/// One row more than may be answered: it tells that there are more, and the engine stops there.
fn limited(plan: LogicalPlan, bounds: &Bounds) -> Result<LogicalPlan, DataFusionError> {
    let explains = matches!(plan, LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_));
    match bounds.rows_max.and_then(|rows| usize::try_from(rows).ok()?.checked_add(1)) {
        Some(rows) if !explains => LogicalPlanBuilder::from(plan).limit(0, Some(rows))?.build(),
        _ => Ok(plan),
    }
}
