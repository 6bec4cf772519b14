//! An answer is whole only where the engine came to its end.

use super::Answer;
use crate::session::{Bounds, Catalogue, Engine, Planned, QueryError, Stop};
use crate::snapshot::Snapshot;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::{StreamExt, stream};
use object_store::memory::InMemory;
use std::sync::Arc;

fn rows() -> RecordBatch {
    RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![1, 2, 3])) as ArrayRef)]).unwrap()
}

/// Rows, and then a panic where it is told to.
#[derive(Debug)]
struct Source {
    schema: SchemaRef,
    panics: bool,
}

impl PartitionStream for Source {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let panics = self.panics;
        let after = stream::iter([()]).filter_map(move |()| async move {
            assert!(!panics, "the engine is broken on purpose");
            None
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream::iter([Ok(rows())]).chain(after)))
    }
}

fn ask(partitions: usize, panics: bool) -> Result<usize, QueryError> {
    let engine = Arc::new(Engine::new(Arc::new(InMemory::new()), 2).unwrap());
    let schema = rows().schema();
    let source = |_| Arc::new(Source { schema: rows().schema(), panics }) as Arc<dyn PartitionStream>;
    let scan = StreamingTableExec::try_new(schema, (0..partitions).map(source).collect(), None, [], false, None);
    let mut plan: Arc<dyn ExecutionPlan> = Arc::new(scan.unwrap());
    if partitions > 1 {
        plan = Arc::new(CoalescePartitionsExec::new(plan));
    }
    let planned = Planned { plan, context: Arc::new(TaskContext::default()) };
    let pinned = Arc::new(Catalogue::new(Snapshot::whole(Vec::new())));
    let mut answer = Answer::begin(&engine, planned, pinned, &Bounds::default(), Arc::new(Stop::default()));
    let mut seen = 0;
    while let Some(batch) = answer.next()? {
        seen += batch.num_rows();
    }
    Ok(seen)
}

#[test]
fn an_answer_that_the_engine_broke_off_is_never_whole() {
    for partitions in [1, 3] {
        assert_eq!(ask(partitions, false).unwrap(), 3 * partitions);
        let broken = ask(partitions, true);
        assert!(matches!(broken, Err(QueryError::Engine(_))), "{partitions}: {broken:?}");
    }
}
