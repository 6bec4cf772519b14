//! Which files a question needs at all, by what the catalogue knows of them: nothing is opened.

use super::shape::{DAY, KIND, ORGANIZATION};
use crate::file_entry::{Bound, Bounded, FileEntry};
use crate::snapshot::TableState;
use crate::tables::Damaged;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int64Array, StringViewArray, TimestampMicrosecondArray, UInt64Array,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use std::collections::HashSet;
use std::sync::Arc;

/// The column by which files are found most.
const TIME: &str = "time";

/// A file of a scan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub(super) table: &'a TableState,
    pub(super) file: &'a FileEntry,
}

/// The files that may have rows which the question wants, those with the newest rows first.
pub(super) fn choose<'a>(
    tables: &'a [Arc<TableState>],
    predicate: Option<&Arc<dyn PhysicalExpr>>,
    schema: &SchemaRef,
) -> Result<Vec<Chosen<'a>>> {
    let files = tables.iter().flat_map(|table| table.files.iter().map(move |file| Chosen { table, file }));
    let mut files: Vec<Chosen<'a>> = files.filter(|chosen| chosen.file.rows > 0).collect();
    if let Some(predicate) = predicate {
        let pruning =
            PruningPredicateBuilder::new().with_file_schema(Arc::clone(schema)).try_build(Arc::clone(predicate))?;
        let known = Known { files: &files, schema };
        let wanted = pruning.prune(&known)?;
        let mut wanted = wanted.into_iter();
        files.retain(|_| wanted.next().unwrap_or(true));
    }
    let age = |chosen: &Chosen<'_>| {
        let newest = chosen.file.times.map_or(i64::MIN, |(_, last)| last);
        std::cmp::Reverse((newest, chosen.file.offsets.end))
    };
    files.sort_by_cached_key(age);
    Ok(files)
}

/// The first of the damaged tables that may have rows which the question wants, by whose they are and of what kind.
pub(super) fn first_damaged<'a>(
    damaged: &'a [Arc<Damaged>],
    predicate: Option<&Arc<dyn PhysicalExpr>>,
    schema: &SchemaRef,
) -> Result<Option<&'a Damaged>> {
    let Some(predicate) = predicate.filter(|_| !damaged.is_empty()) else {
        return Ok(damaged.first().map(|first| &**first));
    };
    let pruning =
        PruningPredicateBuilder::new().with_file_schema(Arc::clone(schema)).try_build(Arc::clone(predicate))?;
    let wanted = pruning.prune(&Unread(damaged))?;
    Ok(damaged.iter().zip(wanted).find(|(_, wanted)| *wanted).map(|(damaged, _)| &**damaged))
}

/// What is known of tables that cannot be read: their places.
struct Unread<'a>(&'a [Arc<Damaged>]);

impl Unread<'_> {
    fn texts(&self, column: &Column) -> Option<ArrayRef> {
        let text: fn(&Damaged) -> &str = match column.name.as_str() {
            ORGANIZATION => |damaged| &damaged.organization,
            KIND => |damaged| &damaged.kind,
            _ => return None,
        };
        Some(Arc::new(StringViewArray::from_iter_values(self.0.iter().map(|damaged| text(damaged)))))
    }
}

impl PruningStatistics for Unread<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.texts(column)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.texts(column)
    }

    fn num_containers(&self) -> usize {
        self.0.len()
    }

    fn null_counts(&self, _column: &Column) -> Option<ArrayRef> {
        None
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        None
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}

/// One of a column's two bounds.
type BoundOf = for<'b> fn(&'b Bounded) -> &'b Bound;

/// What is known of each file, as the engine asks for it.
struct Known<'a> {
    files: &'a [Chosen<'a>],
    schema: &'a SchemaRef,
}

impl<'a> Known<'a> {
    /// A bound of each file: `which` says which one of its times, `bound` which one of any other column.
    fn bounds(&self, column: &str, which: fn(&(i64, i64)) -> i64, bound: BoundOf) -> Option<ArrayRef> {
        let of = self.schema.field_with_name(column).ok()?.data_type();
        match column {
            DAY => Some(Arc::new(self.files.iter().map(|chosen| Some(chosen.file.day)).collect::<Date32Array>())),
            ORGANIZATION => Some(self.texts(|table| &table.organization)),
            KIND => Some(self.texts(|table| &table.kind)),
            TIME => {
                let times = self.files.iter().map(|chosen| chosen.file.times.as_ref().map(which));
                Some(Arc::new(times.collect::<TimestampMicrosecondArray>().with_timezone("UTC")))
            }
            _ => self.stored_bounds(column, of, bound),
        }
    }

    fn texts(&self, text: fn(&'a TableState) -> &'a str) -> ArrayRef {
        Arc::new(StringViewArray::from_iter_values(self.files.iter().map(|chosen| text(chosen.table))))
    }

    fn stored_bounds(&self, column: &str, of: &DataType, bound: BoundOf) -> Option<ArrayRef> {
        let bounds = self.each(column, |chosen, place| {
            let bounded = chosen.file.bounds.iter().find(|bounded| usize::from(bounded.column) == place)?;
            Some(bound(bounded))
        });
        if bounds.iter().all(Option::is_none) {
            return None;
        }
        let integer = |bound: &Option<&Bound>| match bound {
            Some(Bound::Integer(number)) => Some(*number),
            _ => None,
        };
        let text = |bound: &Option<&Bound>| match bound {
            Some(Bound::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let array: ArrayRef = match of {
            DataType::Int32 | DataType::Int64 | DataType::Timestamp(_, _) => {
                Arc::new(bounds.iter().map(integer).collect::<Int64Array>())
            }
            DataType::Utf8View => Arc::new(bounds.iter().map(text).collect::<StringViewArray>()),
            _ => return None,
        };
        cast(&array, of).ok()
    }

    /// Something of each file that concerns a column; `None` where the file's table has no such column.
    fn each<T>(&self, column: &str, of: impl Fn(&Chosen<'a>, usize) -> Option<T>) -> Vec<Option<T>> {
        let mut last: Option<(*const TableState, Option<usize>)> = None;
        let mut place_in = |table: &TableState| match last {
            Some((known, place)) if std::ptr::eq(known, table) => place,
            _ => {
                let place = table.schema.index_of(column).ok();
                last = Some((table, place));
                place
            }
        };
        self.files.iter().map(|chosen| of(chosen, place_in(chosen.table)?)).collect()
    }
}

impl PruningStatistics for Known<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(&column.name, |times| times.0, |bounded| &bounded.min)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(&column.name, |times| times.1, |bounded| &bounded.max)
    }

    fn num_containers(&self) -> usize {
        self.files.len()
    }

    /// Exact for what every file's place gives and for `time`; for others it is known only where no row has a value.
    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let counts: UInt64Array = match column.name.as_str() {
            DAY | ORGANIZATION | KIND => self.files.iter().map(|_| Some(0)).collect(),
            TIME => self.files.iter().map(|chosen| Some(chosen.file.timeless)).collect(),
            super::UID | super::RECORD => return None,
            name => {
                let missing = self.each(name, |chosen, place| Some(!chosen.file.has(place)));
                let counts = missing.into_iter().zip(self.files);
                counts.map(|(missing, chosen)| missing.unwrap_or(true).then_some(chosen.file.rows)).collect()
            }
        };
        Some(Arc::new(counts))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        Some(Arc::new(self.files.iter().map(|chosen| Some(chosen.file.rows)).collect::<UInt64Array>()))
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
