//! A kind as a table of the engine: the files and the rows in memory of all tables that its caller may see, as one scan.
//!
//! Each file carries its organization, kind and day as values that the scan adds; columns that a file lacks are null. Files
//! are chosen before any is opened, by everything the catalogue knows of them. The scan's own schema has only the columns
//! that the question asks for, so that neither many tables nor many columns cost a question that asks for few.

mod adapter;
mod buffered;
mod choice;
mod files;
mod shape;

pub(crate) use adapter::Adapting;
pub(crate) use files::{FOOTERS_BYTES_MAX, STORE_URL};
pub(crate) use shape::{RECORD, Shape, UID};

use crate::snapshot::TableState;
use crate::tables::Damaged;
use async_trait::async_trait;
use atalaya_model::Time;
use buffered::Buffered;
use datafusion::arrow::datatypes::{FieldRef, Schema, SchemaRef};
use datafusion::catalog::Session as Planning;
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{DFSchema, DataFusionError, ScalarValue};
use datafusion::datasource::TableType;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::execution::cache::cache_manager::FileMetadataCache;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, ident, lit};
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs};
use datafusion::physical_expr::{PhysicalExpr, conjunction_opt};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::streaming::StreamingTableExec;
use datafusion::physical_plan::union::UnionExec;
use object_store::ObjectStore;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// What reading files needs, the same for all providers of one question.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) footers: Arc<FileMetadataCache>,
    /// When the events were that the question sees.
    pub(crate) period: Option<Range<Time>>,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reading")
    }
}

impl Reading {
    /// The filters, and that events are of the question's period.
    fn within(&self, filters: &[Expr]) -> Vec<Expr> {
        let moment = |time: Time| lit(ScalarValue::TimestampMicrosecond(Some(time.micros()), Some("UTC".into())));
        let of_period = self
            .period
            .iter()
            .flat_map(|period| [ident("time").gt_eq(moment(period.start)), ident("time").lt(moment(period.end))]);
        filters.iter().cloned().chain(of_period).collect()
    }
}

/// The table of a kind, or the view over all kinds, for one question.
#[derive(Debug)]
pub(crate) struct Provider {
    tables: Vec<Arc<TableState>>,
    /// Those that cannot be read: a question that needs one of them has no answer.
    damaged: Vec<Arc<Damaged>>,
    shape: Arc<Shape>,
    reading: Reading,
}

impl Provider {
    pub(crate) fn new(
        tables: Vec<Arc<TableState>>,
        damaged: Vec<Arc<Damaged>>,
        shape: Arc<Shape>,
        reading: Reading,
    ) -> Provider {
        Provider { tables, damaged, shape, reading }
    }

    /// The scan's schema: the columns that the question names, then those that each file's place in the lake gives.
    fn asked(&self, projection: &[usize], filters: &[Expr]) -> TableSchema {
        let schema = &self.shape.schema;
        let mut names: BTreeSet<&str> = projection.iter().map(|&place| schema.field(place).name().as_str()).collect();
        names.extend(filters.iter().flat_map(Expr::column_refs).map(|column| column.name.as_str()));
        if names.contains(UID) {
            names.extend(shape::UID_OF);
        }
        let stored = |field: &&FieldRef| names.contains(field.name().as_str()) && !shape::is_placed(field.name());
        let fields: Vec<FieldRef> = schema.fields().iter().filter(stored).cloned().collect();
        TableSchema::builder(Arc::new(Schema::new(fields))).with_table_partition_cols(shape::placed()).build()
    }

    fn predicate(
        &self,
        state: &dyn Planning,
        schema: &SchemaRef,
        filters: &[Expr],
    ) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let named = DFSchema::try_from(Schema::clone(schema))?;
        let filters = filters.iter().map(|filter| {
            let plain = unqualified(filter.clone())?;
            adapter::with_uid(state.create_physical_expr(plain, &named)?, schema)
        });
        Ok(conjunction_opt(filters.collect::<Result<Vec<_>>>()?))
    }

    fn projection(&self, schema: &SchemaRef, projection: &[usize]) -> Result<ProjectionExprs> {
        let exprs = projection.iter().map(|&place| {
            let name = self.shape.schema.field(place).name();
            let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new_with_schema(name, schema)?);
            Ok(ProjectionExpr::new(adapter::with_uid(column, schema)?, name))
        });
        Ok(ProjectionExprs::new(exprs.collect::<Result<Vec<_>>>()?))
    }
}

/// What both halves of a scan, files and memory, are asked.
#[derive(Debug, Clone)]
struct Asked {
    schema: TableSchema,
    predicate: Option<Arc<dyn PhysicalExpr>>,
    projection: ProjectionExprs,
    output: SchemaRef,
    limit: Option<usize>,
}

#[async_trait]
impl TableProvider for Provider {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.shape.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| {
                if judged_here(filter) {
                    TableProviderFilterPushDown::Exact
                } else {
                    TableProviderFilterPushDown::Unsupported
                }
            })
            .collect())
    }

    async fn scan(
        &self,
        state: &dyn Planning,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all: Vec<usize>;
        let projection = match projection {
            Some(projection) => projection,
            None => {
                all = (0..self.shape.schema.fields().len()).collect();
                &all
            }
        };
        let filters = &self.reading.within(filters);
        let schema = self.asked(projection, filters);
        let predicate = self.predicate(state, schema.table_schema(), filters)?;
        let output = Arc::new(self.shape.schema.project(projection)?);
        let projection = self.projection(schema.table_schema(), projection)?;
        let asked = Asked { schema, predicate, projection, output, limit };
        let threads = state.config().target_partitions();
        if let Some(damaged) =
            choice::first_damaged(&self.damaged, asked.predicate.as_ref(), asked.schema.table_schema())?
        {
            return Err(DataFusionError::External(Box::new(damaged.error())));
        }
        let chosen = choice::choose(&self.tables, asked.predicate.as_ref(), asked.schema.table_schema())?;
        let files = files::scan(&asked, &chosen, &self.reading, threads)?;
        together(files, self.buffered(&asked)?, &asked.output)
    }
}

impl Provider {
    fn buffered(&self, asked: &Asked) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(buffered) = Buffered::of(&self.tables, asked) else { return Ok(None) };
        let output = Arc::clone(&asked.output);
        let scan = StreamingTableExec::try_new(output, vec![Arc::new(buffered)], None, [], false, asked.limit)?;
        Ok(Some(Arc::new(scan)))
    }
}

fn together(
    files: Option<Arc<dyn ExecutionPlan>>,
    buffered: Option<Arc<dyn ExecutionPlan>>,
    output: &SchemaRef,
) -> Result<Arc<dyn ExecutionPlan>> {
    match (buffered, files) {
        (Some(buffered), Some(files)) => UnionExec::try_new(vec![buffered, files]),
        (Some(one), None) | (None, Some(one)) => Ok(one),
        (None, None) => Ok(Arc::new(EmptyExec::new(Arc::clone(output)))),
    }
}

/// The filter with the tables' names taken off its columns.
fn unqualified(filter: Expr) -> Result<Expr> {
    let plain = |expr| match expr {
        Expr::Column(column) => Ok(Transformed::yes(ident(column.name))),
        other => Ok(Transformed::no(other)),
    };
    filter.transform(plain).data()
}

/// Whether the scan can judge the condition alone.
fn judged_here(filter: &Expr) -> bool {
    let beyond = |expr: &Expr| {
        Ok::<_, DataFusionError>(matches!(
            expr,
            Expr::ScalarSubquery(_)
                | Expr::Exists(_)
                | Expr::InSubquery(_)
                | Expr::OuterReferenceColumn(..)
                | Expr::Placeholder(_)
        ))
    };
    !filter.is_volatile() && !filter.exists(beyond).unwrap_or(true)
}
