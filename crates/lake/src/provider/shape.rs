//! The columns that a kind's table shows, and those of the view over all kinds.

use crate::column::{STORED, canonical_name};
use crate::resolve::ColumnName;
use crate::snapshot::TableState;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Whose event it is.
pub(crate) const ORGANIZATION: &str = "organization";
/// What kind of event it is.
pub(crate) const KIND: &str = "kind";
/// Its day.
pub(crate) const DAY: &str = crate::column::DAY;
/// Its identifier, computed.
pub(crate) const UID: &str = "uid";
/// Its own fields as JSON, computed.
pub(crate) const RECORD: &str = "record";

/// The columns that an identifier is made of, beside the organization.
pub(super) const UID_OF: [&str; 3] = ["origin", "origin_chunk", "origin_record"];
/// After how many stored columns the organization and the kind stand.
const PLACED_AFTER: usize = 2;

/// What a table shows.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) schema: SchemaRef,
}

impl Shape {
    /// The view over all kinds: what every event has.
    pub(crate) fn of_events() -> Shape {
        Shape::with(Vec::new())
    }

    /// A kind: what every event has, and the record columns of these tables in the order of the alphabet.
    pub(crate) fn of_kind(tables: &[Arc<TableState>]) -> Shape {
        let mut columns: FxHashMap<&str, DataType> = FxHashMap::default();
        for field in tables.iter().flat_map(|table| record_fields(table)) {
            let here = shown(field.data_type());
            let type_ = columns.entry(field.name()).or_insert_with(|| here.clone());
            if *type_ != here {
                *type_ = DataType::Utf8View;
            }
        }
        let mut columns: Vec<FieldRef> =
            columns.into_iter().map(|(name, of)| Arc::new(Field::new(name, of, true))).collect();
        columns.sort_unstable_by(|left, right| left.name().cmp(right.name()));
        Shape::with(columns)
    }

    fn with(record: Vec<FieldRef>) -> Shape {
        let visible = STORED.iter().filter(|column| !column.hidden);
        let mut fields: Vec<FieldRef> =
            visible.map(|column| nullable(column.name, shown(&column.of.arrow()))).collect();
        let placed = placed();
        fields.splice(PLACED_AFTER..PLACED_AFTER, placed[..2].iter().cloned());
        fields.extend(placed[2..].iter().cloned());
        fields.extend(record);
        fields.extend([nullable(UID, DataType::Utf8View), nullable(RECORD, DataType::Utf8View)]);
        Shape { schema: Arc::new(Schema::new(fields)) }
    }

    /// Its columns, as questions name them.
    pub(crate) fn names(&self) -> Vec<ColumnName> {
        let named = |field: &FieldRef| ColumnName {
            name: field.name().clone(),
            canonical: canonical_name(field.name()),
            computed: matches!(field.name().as_str(), UID | RECORD),
        };
        self.schema.fields().iter().map(named).collect()
    }
}

fn nullable(name: &str, of: DataType) -> FieldRef {
    Arc::new(Field::new(name, of, true))
}

/// The type that questions see: text is read as views, which saves copying.
pub(super) fn shown(stored: &DataType) -> DataType {
    match stored {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Dictionary(_, values) => shown(values),
        other => other.clone(),
    }
}

/// The record columns of a table, and of its rows in memory, which may have more.
fn record_fields(table: &TableState) -> impl Iterator<Item = &FieldRef> {
    let chunks = table.chunks.iter().flat_map(|chunk| chunk.batch.schema_ref().fields());
    table.schema.fields().iter().chain(chunks).filter(|field| canonical_name(field.name()).is_some())
}

/// The columns that a row's place in the lake gives.
pub(super) fn placed() -> Vec<FieldRef> {
    vec![
        nullable(ORGANIZATION, DataType::Utf8View),
        nullable(KIND, DataType::Utf8View),
        nullable(DAY, DataType::Date32),
    ]
}

pub(super) fn is_placed(name: &str) -> bool {
    matches!(name, ORGANIZATION | KIND | DAY)
}
