//! How a question's expressions become those of one file, or of one batch in memory.
//!
//! A column that is not there is null, one of another type is cast. The computed columns become what they are computed from:
//! `uid` for all files alike, `record` from the record columns that this file has, and a word that is searched in `record`
//! is searched in each of them.

use super::shape::{ORGANIZATION, RECORD, UID, UID_OF};
use crate::column::canonical_name;
use crate::functions::{event_uid, matches_rest, record_of};
use datafusion::arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::common::ScalarValue;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::logical_expr::{Operator, ScalarUDF};
use datafusion::physical_expr::expressions::{BinaryExpr, Column, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_expr_adapter::{DefaultPhysicalExprAdapter, PhysicalExprAdapter, PhysicalExprAdapterFactory};
use std::sync::Arc;

/// The column of fields that have none.
const REST: &str = "rest";
/// The function that searches a word.
const MATCHES_WORD: &str = "matches_word";

type Expr = Arc<dyn PhysicalExpr>;

/// Makes the adapter of each file.
#[derive(Debug)]
pub(crate) struct Adapting;

impl PhysicalExprAdapterFactory for Adapting {
    fn create(&self, logical: SchemaRef, physical: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let columns = DefaultPhysicalExprAdapter::new(logical, Arc::clone(&physical));
        Ok(Arc::new(Adapter { columns, physical }))
    }
}

#[derive(Debug)]
struct Adapter {
    columns: DefaultPhysicalExprAdapter,
    physical: SchemaRef,
}

impl PhysicalExprAdapter for Adapter {
    fn rewrite(&self, expr: Expr) -> Result<Expr> {
        let searched = expr.transform_down(|expr| self.search(expr)).data()?;
        let mut computed = false;
        let written = searched.transform_down(|expr| {
            let record = expr.downcast_ref::<Column>().is_some_and(|column| column.name() == RECORD);
            computed |= record;
            if record {
                Ok(Transformed::new(self.record()?, true, datafusion::common::tree_node::TreeNodeRecursion::Jump))
            } else {
                Ok(Transformed::no(expr))
            }
        });
        self.columns.rewrite(written.data()?)
    }
}

impl Adapter {
    /// A word searched in `record`, as searched in this file's record columns.
    fn search(&self, expr: Expr) -> Result<Transformed<Expr>> {
        let Some(function) =
            expr.downcast_ref::<ScalarFunctionExpr>().filter(|function| function.name() == MATCHES_WORD)
        else {
            return Ok(Transformed::no(expr));
        };
        let Some((word, columns)) = function.args().split_last() else { return Ok(Transformed::no(expr)) };
        let is_record = |column: &&Expr| column.downcast_ref::<Column>().is_some_and(|column| column.name() == RECORD);
        if !columns.iter().any(|column| is_record(&column)) {
            return Ok(Transformed::no(expr));
        }
        let mut searched: Vec<Expr> = columns.iter().filter(|column| !is_record(column)).cloned().collect();
        searched.extend(
            self.record_columns()
                .filter(|column| worth(word, self.physical.field(column.index()).data_type()))
                .map(|column| Arc::new(column) as Expr),
        );
        let rest = self.rest()?;
        let in_rest = self.call(matches_rest(), vec![rest, Arc::clone(word)])?;
        if searched.is_empty() {
            return Ok(Transformed::yes(in_rest));
        }
        searched.push(Arc::clone(word));
        let in_columns = self.call(Arc::new(function.fun().clone()).as_ref().clone(), searched)?;
        Ok(Transformed::yes(Arc::new(BinaryExpr::new(in_columns, Operator::Or, in_rest))))
    }

    /// The record of this file.
    fn record(&self) -> Result<Expr> {
        let columns: Vec<Column> = self.record_columns().collect();
        let names = columns.iter().filter_map(|column| canonical_name(column.name())).collect();
        let mut args = vec![self.rest()?];
        args.extend(columns.into_iter().map(|column| Arc::new(column) as Expr));
        self.call(record_of(names), args)
    }

    fn record_columns(&self) -> impl Iterator<Item = Column> {
        let fields = self.physical.fields().iter().enumerate();
        fields
            .filter(|(_, field)| canonical_name(field.name()).is_some())
            .map(|(place, field)| Column::new(field.name(), place))
    }

    fn rest(&self) -> Result<Expr> {
        Ok(match self.physical.index_of(REST) {
            Ok(place) => Arc::new(Column::new(REST, place)),
            Err(_) => Arc::new(Literal::new(ScalarValue::Utf8View(None))),
        })
    }

    fn call(&self, function: ScalarUDF, args: Vec<Expr>) -> Result<Expr> {
        call(function, args, &self.physical)
    }
}

/// Whether a column of this type can hold the word.
fn worth(word: &Expr, of: &DataType) -> bool {
    let Some(word) = word.downcast_ref::<Literal>().and_then(|literal| literal.value().try_as_str().flatten()) else {
        return true;
    };
    match of {
        DataType::Int32 | DataType::Int64 | DataType::Float64 => {
            word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'e' | b'E' | b'+'))
        }
        DataType::Boolean => ["true", "false"].iter().any(|truth| truth.contains(&word.to_ascii_lowercase())),
        _ => true,
    }
}

fn call(function: ScalarUDF, args: Vec<Expr>, schema: &Schema) -> Result<Expr> {
    Ok(Arc::new(ScalarFunctionExpr::try_new(Arc::new(function), args, schema, Arc::new(ConfigOptions::default()))?))
}

/// The expression with `uid` as what it is computed from.
pub(super) fn with_uid(expr: Expr, schema: &SchemaRef) -> Result<Expr> {
    expr.transform_down(|expr| {
        if expr.downcast_ref::<Column>().is_none_or(|column| column.name() != UID) {
            return Ok(Transformed::no(expr));
        }
        let of = [ORGANIZATION].into_iter().chain(UID_OF);
        let columns = of.map(|name| Ok(Arc::new(Column::new_with_schema(name, schema)?) as Expr));
        let uid = call(event_uid(), columns.collect::<Result<Vec<_>>>()?, schema)?;
        Ok(Transformed::new(uid, true, datafusion::common::tree_node::TreeNodeRecursion::Jump))
    })
    .data()
}
