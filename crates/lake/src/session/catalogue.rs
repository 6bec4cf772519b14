//! What one question can see: a catalogue made for its caller, out of the tables of his snapshot and nothing else.
//!
//! Nothing is made before it is asked for, so that thousands of tables cost a question no more than those it names.

use crate::column::ColumnType;
use crate::provider::{Provider, Reading, Shape};
use crate::resolve::{ColumnName, Names, PUBLIC, TableNames, reference};
use crate::snapshot::{Snapshot, TableState};
use crate::tables::Damaged;
use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The view over all kinds.
pub(crate) const EVENTS: &str = "events";
/// The schema of the tables that say what there is.
const LAKE: &str = "lake";
/// What there is: the kinds.
const KINDS: &str = "kinds";
/// What there is: their columns.
const COLUMNS: &str = "columns";

/// A kind that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindColumns {
    /// The kind; `events` for the view over all.
    pub kind: String,
    /// Its columns.
    pub columns: Vec<KindColumn>,
    /// Its rows, in files and in memory.
    pub rows: u64,
}

/// A column that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindColumn {
    /// Its name in SQL.
    pub name: String,
    /// The canonical name of the record's field, where it is a record column.
    pub canonical: Option<String>,
    /// What it holds; `None`: a day.
    pub of: Option<ColumnType>,
    /// Whether `*` leaves it out.
    pub computed: bool,
}

/// What one question can see. Files of the snapshot are not removed while it lives.
#[derive(Debug)]
pub(crate) struct Catalogue {
    kinds: BTreeMap<String, Arc<Seen>>,
}

/// A kind's tables, and what they look like together.
#[derive(Debug)]
struct Seen {
    tables: Vec<Arc<TableState>>,
    /// Those that cannot be read.
    damaged: Vec<Arc<Damaged>>,
    of_events: bool,
    shape: OnceLock<Arc<Shape>>,
    _pinned: Snapshot,
}

impl Seen {
    fn shape(&self) -> &Arc<Shape> {
        let make = || if self.of_events { Shape::of_events() } else { Shape::of_kind(&self.tables) };
        self.shape.get_or_init(|| Arc::new(make()))
    }

    fn rows(&self) -> u64 {
        let of_table = |table: &Arc<TableState>| {
            let stored: u64 = table.files.iter().map(|file| file.rows).sum();
            stored + table.chunks.iter().map(|chunk| chunk.batch.num_rows() as u64).sum::<u64>()
        };
        self.tables.iter().map(of_table).sum()
    }
}

impl Catalogue {
    pub(crate) fn new(snapshot: Snapshot) -> Catalogue {
        let mut kinds: BTreeMap<String, Vec<Arc<TableState>>> = BTreeMap::new();
        for table in &snapshot.tables {
            match kinds.get_mut(&*table.kind) {
                Some(tables) => tables.push(Arc::clone(table)),
                None => drop(kinds.insert(table.kind.to_string(), vec![Arc::clone(table)])),
            }
        }
        for damaged in &snapshot.damaged {
            kinds.entry(damaged.kind.to_string()).or_default();
        }
        let seen = |tables, damaged, of_events| {
            Arc::new(Seen { tables, damaged, of_events, shape: OnceLock::new(), _pinned: snapshot.clone() })
        };
        let damaged_of =
            |kind: &str| snapshot.damaged.iter().filter(|damaged| *damaged.kind == *kind).cloned().collect::<Vec<_>>();
        let mut kinds: BTreeMap<String, Arc<Seen>> =
            kinds.into_iter().map(|(kind, tables)| (kind.clone(), seen(tables, damaged_of(&kind), false))).collect();
        kinds.insert(EVENTS.to_owned(), seen(snapshot.tables.clone(), snapshot.damaged.clone(), true));
        Catalogue { kinds }
    }

    /// The names that questions can use.
    pub(crate) fn names(&self, functions: BTreeSet<String>) -> Names {
        let kinds = self.kinds.iter().map(|(kind, seen)| {
            let seen = Arc::clone(seen);
            TableNames::new(kind, move || seen.shape().names())
        });
        let listing = [(KINDS, KINDS_NAMES), (COLUMNS, COLUMNS_NAMES)];
        let listing = listing.map(|(table, columns)| {
            let plain = |name: &&str| ColumnName { name: (*name).to_owned(), canonical: None, computed: false };
            TableNames::new(&format!("{LAKE}.{table}"), move || columns.iter().map(plain).collect())
        });
        Names::new(kinds.chain(listing), functions)
    }

    pub(crate) fn kinds(&self) -> Vec<KindColumns> {
        self.kinds.iter().map(|(kind, seen)| kind_columns(kind, seen)).collect()
    }

    /// The catalogue as the engine wants it.
    pub(crate) fn provider(self: &Arc<Self>, reading: Reading) -> Arc<dyn CatalogProvider> {
        Arc::new(Schemas { catalogue: Arc::clone(self), reading })
    }

    fn listing(&self, table: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let kinds = self.kinds();
        let batch = match table {
            KINDS => kinds_batch(&kinds)?,
            COLUMNS => columns_batch(&kinds)?,
            _ => return Ok(None),
        };
        Ok(Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?)))
    }
}

fn kind_columns(kind: &str, seen: &Seen) -> KindColumns {
    let shape = seen.shape();
    let columns = shape.names().into_iter().zip(shape.schema.fields()).map(|(column, field)| KindColumn {
        name: column.name,
        canonical: column.canonical,
        of: ColumnType::of(field.data_type()),
        computed: column.computed,
    });
    KindColumns { kind: kind.to_owned(), columns: columns.collect(), rows: seen.rows() }
}

const KINDS_NAMES: &[&str] = &["kind", "rows", "columns"];
const COLUMNS_NAMES: &[&str] = &["kind", "place", "column", "name", "type"];

fn integers(of: impl Iterator<Item = usize>) -> ArrayRef {
    Arc::new(of.map(|number| i64::try_from(number).unwrap_or(i64::MAX)).collect::<Int64Array>())
}

fn kinds_batch(kinds: &[KindColumns]) -> Result<RecordBatch> {
    let columns: [ArrayRef; 3] = [
        Arc::new(kinds.iter().map(|kind| Some(kind.kind.as_str())).collect::<StringArray>()),
        integers(kinds.iter().map(|kind| usize::try_from(kind.rows).unwrap_or(usize::MAX))),
        integers(kinds.iter().map(|kind| kind.columns.len())),
    ];
    Ok(RecordBatch::try_from_iter_with_nullable(
        KINDS_NAMES.iter().zip(columns).map(|(name, column)| (name, column, false)),
    )?)
}

fn columns_batch(kinds: &[KindColumns]) -> Result<RecordBatch> {
    let all = || {
        kinds.iter().flat_map(|kind| kind.columns.iter().enumerate().map(move |(place, column)| (kind, place, column)))
    };
    let columns: [ArrayRef; 5] = [
        Arc::new(all().map(|(kind, ..)| Some(kind.kind.as_str())).collect::<StringArray>()),
        integers(all().map(|(_, place, _)| place)),
        Arc::new(all().map(|(.., column)| Some(column.name.as_str())).collect::<StringArray>()),
        Arc::new(
            all()
                .map(|(.., column)| Some(column.canonical.as_deref().unwrap_or(&column.name)))
                .collect::<StringArray>(),
        ),
        Arc::new(all().map(|(.., column)| Some(word(column.of))).collect::<StringArray>()),
    ];
    Ok(RecordBatch::try_from_iter_with_nullable(
        COLUMNS_NAMES.iter().zip(columns).map(|(name, column)| (name, column, false)),
    )?)
}

/// The type as SQL calls it.
fn word(of: Option<ColumnType>) -> &'static str {
    match of {
        Some(ColumnType::Text) => "text",
        Some(ColumnType::Int32) => "integer",
        Some(ColumnType::Int64) => "bigint",
        Some(ColumnType::Float64) => "double",
        Some(ColumnType::Boolean) => "boolean",
        Some(ColumnType::Time) => "timestamp",
        None => "date",
    }
}

/// The schemas: what kinds' names have before their first dot.
#[derive(Debug)]
struct Schemas {
    catalogue: Arc<Catalogue>,
    reading: Reading,
}

impl CatalogProvider for Schemas {
    fn schema_names(&self) -> Vec<String> {
        let names: BTreeSet<&str> = self.catalogue.kinds.keys().map(|kind| reference(kind).0).chain([LAKE]).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let catalogue = Arc::clone(&self.catalogue);
        Some(Arc::new(Tables { schema: name.to_owned(), catalogue, reading: self.reading.clone() }))
    }
}

/// The tables of one schema.
#[derive(Debug)]
struct Tables {
    schema: String,
    catalogue: Arc<Catalogue>,
    reading: Reading,
}

impl Tables {
    fn seen(&self, table: &str) -> Option<&Arc<Seen>> {
        let kinds = &self.catalogue.kinds;
        let whole = (self.schema == PUBLIC).then(|| kinds.get(table)).flatten();
        whole.or_else(|| kinds.get(&format!("{}.{table}", self.schema)))
    }
}

#[async_trait]
impl SchemaProvider for Tables {
    fn table_names(&self) -> Vec<String> {
        let kinds = self.catalogue.kinds.keys().map(|kind| reference(kind));
        kinds.filter(|(schema, _)| *schema == self.schema).map(|(_, table)| table.to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if self.schema == LAKE {
            return self.catalogue.listing(name);
        }
        let provider = |seen: &Arc<Seen>| {
            let shape = Arc::clone(seen.shape());
            Arc::new(Provider::new(seen.tables.clone(), seen.damaged.clone(), shape, self.reading.clone()))
                as Arc<dyn TableProvider>
        };
        Ok(self.seen(name).map(provider))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.seen(name).is_some() || self.schema == LAKE && matches!(name, KINDS | COLUMNS)
    }
}
