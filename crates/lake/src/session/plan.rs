//! From the text of a question to a plan that can run.

use super::{Bounds, Engine, QueryError};
use crate::resolve::{Names, resolve};
use crate::session::catalogue::Catalogue;
use datafusion::error::DataFusionError;
use datafusion::execution::{SessionState, TaskContext};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SQLOptions;
use std::sync::Arc;

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
) -> Result<Planned, QueryError> {
    let (sql, bounds, for_task) = (sql.to_owned(), bounds.clone(), Arc::clone(engine));
    let (answer, planned) = std::sync::mpsc::sync_channel(1);
    let task = async move {
        let planned = prepare(&for_task, &sql, &catalogue, &bounds).await;
        drop(for_task);
        let _ = answer.send(planned);
    };
    engine.handle().spawn(task);
    planned.recv().unwrap_or_else(|_| Err(QueryError::Engine(DataFusionError::Internal("planning ended".to_owned()))))
}

async fn prepare(
    engine: &Engine,
    sql: &str,
    catalogue: &Arc<Catalogue>,
    bounds: &Bounds,
) -> Result<Planned, QueryError> {
    let names = catalogue.names(engine.functions().clone());
    let statement = resolve(sql, &names)?;
    let failed = |error| QueryError::of_planning(error, bounds.memory_bytes, &names);
    let state = engine.state(catalogue, bounds).map_err(failed)?;
    let logical = state.statement_to_plan(statement).await.map_err(failed)?;
    only_asks(&logical)?;
    let logical = limited(logical, bounds).map_err(failed)?;
    physical(&state, &logical, bounds, &names).await
}

async fn physical(
    state: &SessionState,
    logical: &LogicalPlan,
    bounds: &Bounds,
    names: &Names,
) -> Result<Planned, QueryError> {
    let plan = state.create_physical_plan(logical).await;
    let plan = plan.map_err(|error| QueryError::of_planning(error, bounds.memory_bytes, names))?;
    Ok(Planned { plan, context: state.task_ctx() })
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
