//! The half of a scan that is in memory: rows that are in no file yet.

use super::Asked;
use super::adapter::Adapting;
use super::shape::{KIND, ORGANIZATION};
use crate::chunk::Chunk;
use crate::snapshot::TableState;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExprSimplifier;
use datafusion::physical_expr_adapter::{PhysicalExprAdapterFactory, replace_columns_with_literals};
use datafusion::physical_plan::PhysicalExpr;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::{StreamExt, stream};
use std::collections::HashMap;
use std::sync::Arc;

/// The rows in memory of all tables of a scan.
#[derive(Debug)]
pub(super) struct Buffered {
    chunks: Arc<[Arc<Chunk>]>,
    asked: Asked,
}

impl Buffered {
    /// `None` where nothing waits in memory. The newest rows come first.
    pub(super) fn of(tables: &[Arc<TableState>], asked: &Asked) -> Option<Buffered> {
        let mut chunks: Vec<_> = tables.iter().flat_map(|table| table.chunks.iter().cloned()).collect();
        chunks.sort_by_key(|chunk| std::cmp::Reverse(chunk.offsets.end));
        (!chunks.is_empty()).then(|| Buffered { chunks: chunks.into(), asked: asked.clone() })
    }
}

impl PartitionStream for Buffered {
    fn schema(&self) -> &SchemaRef {
        &self.asked.output
    }

    fn execute(&self, context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let asked = self.asked.clone();
        let rows = context.session_config().batch_size();
        let chunks = Arc::clone(&self.chunks);
        let batches = stream::iter(0..chunks.len()).flat_map(move |place| {
            let answered = answer(&asked, &chunks[place], rows);
            stream::iter(
                answered.map_or_else(|error| vec![Err(error)], |batches| batches.into_iter().map(Ok).collect()),
            )
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.asked.output), batches))
    }
}

/// What a chunk answers, in batches.
fn answer(asked: &Asked, chunk: &Chunk, rows: usize) -> Result<Vec<RecordBatch>> {
    let text = |text: &Arc<str>| ScalarValue::Utf8View(Some(text.to_string()));
    let place = HashMap::from([(ORGANIZATION, text(&chunk.organization)), (KIND, text(&chunk.kind))]);
    let physical = chunk.batch.schema();
    let adapter = Adapting.create(Arc::clone(asked.schema.table_schema()), Arc::clone(&physical))?;
    let simplifier = PhysicalExprSimplifier::new(&physical);
    let adapt = |expr: Arc<dyn PhysicalExpr>| {
        simplifier.simplify(adapter.rewrite(replace_columns_with_literals(expr, &place)?)?)
    };
    let predicate = asked.predicate.clone().map(adapt).transpose()?;
    let projection = asked.projection.clone().try_map_exprs(adapt)?;
    let mut answered = Vec::new();
    for from in (0..chunk.batch.num_rows()).step_by(rows.max(1)) {
        let mut batch = chunk.batch.slice(from, rows.max(1).min(chunk.batch.num_rows() - from));
        if let Some(predicate) = &predicate {
            let judged = predicate.evaluate(&batch)?.into_array(batch.num_rows())?;
            batch = filter_record_batch(&batch, judged.as_boolean())?;
        }
        if batch.num_rows() > 0 {
            let columns = projection.iter().map(|column| column.expr.evaluate(&batch)?.into_array(batch.num_rows()));
            let columns = columns.collect::<Result<Vec<_>>>()?;
            let options = datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            answered.push(RecordBatch::try_new_with_options(Arc::clone(&asked.output), columns, &options)?);
        }
    }
    Ok(answered)
}
