//! A sheet: where decoded events become columns. One per decoding thread, organization and kind.
//!
//! A row pays only for the fields it has: columns are as long as the last row that gave them a value. Nothing is looked up
//! by name per value; whoever fills a sheet remembers the [`ColumnIx`] of a path. Nothing that is put in is lost: what a
//! column cannot hold goes to `rest` ([`rest`]), and [`crate::Rows`] gives it back.

mod cells;
mod column;
mod head;
pub(crate) mod rest;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use atalaya_model::ValueRef;
use atalaya_schema::{FieldType, Kind};
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::error::ArrowError;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::chunk::Chunk;
use crate::column::{COLUMN_NAME_BYTES_MAX, COLUMNS_MAX, LOOKUP, column_name};
use column::{Column, Put};
use head::HeadCells;
use rest::{RestText, push_json, rest_name};

pub(crate) use cells::TextCells;
pub(crate) use column::{Fit, Values};
pub use head::Head;

/// Names of fields a sheet keeps before its owner should begin a new one.
const NAMES_MAX: usize = 1 << 16;
/// Lists of values whose room is kept from row to row.
const LISTS_KEPT_MAX: usize = 64;
/// Bytes of a list's room that are kept from row to row.
const LIST_BYTES_KEPT_MAX: usize = 1 << 12;

/// A field's number in the [`Sheet`] that gave it. Good for as long as the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ColumnIx(u32);

/// What the row before was: where to find its parts.
#[derive(Debug, Default)]
struct Row {
    /// The columns whose value the column alone cannot say, in the order in which they came.
    odd: Vec<u32>,
    lists: Vec<List>,
    lists_used: usize,
    rest: RestText,
}

/// Values of one field of one row, as the elements of a JSON array.
#[derive(Debug, Default)]
struct List {
    json: String,
    len: usize,
    /// The first one, where all are this text.
    same: Option<String>,
}

/// Rows of one organization and kind that are being filled.
#[derive(Debug)]
pub struct Sheet {
    organization: Arc<str>,
    kind: Arc<str>,
    types: FxHashMap<String, FieldType>,
    names: FxHashMap<Box<str>, ColumnIx>,
    /// Names of record columns without regard to case.
    folded: FxHashSet<Box<str>>,
    columns: Vec<Column>,
    head: HeadCells,
    rest: TextCells,
    row: Row,
    rows: usize,
    misfits: u64,
}

impl Sheet {
    /// An empty sheet for events of a kind.
    #[must_use]
    pub fn new(organization: &str, kind: &Kind) -> Sheet {
        Sheet {
            organization: organization.into(),
            kind: kind.name.as_str().into(),
            types: kind.types.iter().cloned().collect(),
            names: FxHashMap::default(),
            folded: FxHashSet::default(),
            columns: Vec::new(),
            head: HeadCells::default(),
            rest: TextCells::default(),
            row: Row::default(),
            rows: 0,
            misfits: 0,
        }
    }

    /// The number of the field with this canonical name, or, where it has none, at this path of the record. To be asked
    /// once per path and remembered.
    pub fn column(&mut self, canonical: Option<&str>, path: &str) -> ColumnIx {
        let name = rest_name(canonical, path);
        if let Some(&known) = self.names.get(name.as_str()) {
            return known;
        }
        let column = self.new_column(canonical, &name);
        let ix = ColumnIx(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
        self.columns.push(column);
        self.names.insert(name.into(), ix);
        ix
    }

    fn new_column(&mut self, canonical: Option<&str>, rest_name: &str) -> Column {
        let mut json_name = String::new();
        push_json(&mut json_name, rest_name);
        let name = canonical.map(column_name).filter(|name| self.claims(name));
        let declared = canonical.and_then(|name| self.types.get(name).copied());
        Column {
            json_name: json_name.into(),
            values: if name.is_some() { Values::of(declared) } else { Values::Rest },
            name: name.unwrap_or_default().into(),
            lookup: declared == Some(FieldType::Ip),
            row: 0,
            put: Put::One,
        }
    }

    /// Whether there may be a record column of this name. The first spelling has it.
    fn claims(&mut self, name: &str) -> bool {
        name.len() <= COLUMN_NAME_BYTES_MAX
            && self.folded.len() < COLUMNS_MAX
            && self.folded.insert(name.to_ascii_lowercase().into())
    }

    /// Whether so many names are kept that the owner should begin a new sheet before the next row.
    #[must_use]
    pub fn is_nearly_full(&self) -> bool {
        self.columns.len() >= NAMES_MAX
    }

    /// Begins the next row.
    #[inline]
    pub fn row(&mut self, head: &Head<'_>) {
        self.end_row();
        self.head.push(self.rows, head);
        self.rows += 1;
    }

    /// Gives the row an entity, by its place in [`atalaya_schema::ENTITIES`]; once per row.
    #[inline]
    pub fn entity(&mut self, entity: usize, text: &str) {
        let Some(row) = self.rows.checked_sub(1) else { return };
        if !self.head.entity(row, entity, text) {
            self.misfits += 1;
        }
    }

    /// Gives the row a value. Repeated for one field it is an array.
    #[inline]
    pub fn put(&mut self, column: ColumnIx, value: ValueRef<'_>) {
        let Some(row) = self.rows.checked_sub(1) else { return };
        let column_ix = column.0;
        let Some(column) = self.columns.get_mut(column_ix as usize) else { return };
        if column.row == self.rows {
            return self.put_again(column_ix, value);
        }
        column.row = self.rows;
        let Some(text) = value.text() else {
            column.put = if value == ValueRef::Null { Put::Null } else { Put::Empty };
            self.row.odd.push(column_ix);
            return;
        };
        match column.values.set(row, text) {
            Fit::Whole => column.put = Put::One,
            fit => {
                self.misfits += u64::from(fit == Fit::Misfit);
                column.put = Put::List(self.row.list());
                self.row.odd.push(column_ix);
                self.add_to_list(column_ix, value);
            }
        }
    }

    /// A further value of a field.
    #[cold]
    fn put_again(&mut self, column_ix: u32, value: ValueRef<'_>) {
        let column = &mut self.columns[column_ix as usize];
        let before = column.put;
        if !matches!(before, Put::List(_)) {
            let list = self.row.list();
            column.put = Put::List(list);
            match before {
                Put::Null => self.row.lists[list].add(ValueRef::Null),
                Put::Empty => self.row.lists[list].add(ValueRef::Empty),
                Put::One | Put::List(_) => {
                    self.row.odd.push(column_ix);
                    column.values.pop(|text| self.row.lists[list].add(ValueRef::Text(text)));
                }
            }
        }
        self.add_to_list(column_ix, value);
    }

    fn add_to_list(&mut self, column_ix: u32, value: ValueRef<'_>) {
        if let Put::List(list) = self.columns[column_ix as usize].put {
            self.row.lists[list].add(value);
        }
    }

    /// Writes what the columns of the row alone cannot say.
    #[inline]
    fn end_row(&mut self) {
        if !self.row.odd.is_empty() {
            self.end_odd_row();
        }
    }

    fn end_odd_row(&mut self) {
        let row = self.rows - 1;
        let mut odd = std::mem::take(&mut self.row.odd);
        let mut rest = std::mem::take(&mut self.row.rest);
        for &ix in &odd {
            self.end_fields(row, ix, &mut rest);
        }
        for (part, wanted) in [("array", None), ("null", Some(Put::Null)), ("empty", Some(Put::Empty))] {
            for column in odd.iter().map(|ix| &self.columns[*ix as usize]) {
                let is_array = wanted.is_none() && column.put == Put::One;
                if is_array || wanted == Some(column.put) {
                    rest.name(part, &column.json_name);
                }
            }
        }
        if let Some(text) = rest.finish() {
            self.rest.set(row, text);
        }
        rest.clear();
        odd.clear();
        self.row.odd = odd;
        self.row.rest = rest;
        self.row.forget_lists();
    }

    /// An array goes to its column where that is of text, and then counts as [`Put::One`]; else, and where there is one
    /// value that the column prints differently or cannot hold, to the fields of `rest`. Of a text that is repeated, as
    /// where a record says the same in two places, the column has it once, for whoever asks for it, and `rest` the array.
    fn end_fields(&mut self, row: usize, ix: u32, rest: &mut RestText) {
        let column = &mut self.columns[ix as usize];
        let Put::List(list) = column.put else { return };
        let List { json, len, same } = &mut self.row.lists[list];
        let len = *len;
        if len == 1 {
            return rest.field(&column.json_name, |out| out.push_str(json));
        }
        json.insert(0, '[');
        json.push(']');
        if let Some(text) = same {
            // The column may have the value already, where it prints it differently.
            column.values.forget(row);
            column.values.set(row, text);
            return rest.field(&column.json_name, |out| out.push_str(json));
        }
        match &mut column.values {
            Values::Text(cells) => {
                cells.set(row, json);
                column.put = Put::One;
            }
            Values::Rest => rest.field(&column.json_name, |out| out.push_str(json)),
            typed => {
                self.misfits += 1;
                // A value of the row that the column printed differently is in the list already.
                typed.forget(row);
                rest.field(&column.json_name, |out| out.push_str(json));
            }
        }
    }

    /// The rows since the sheet was taken last.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes of memory its rows have. Looks at every column: not to be asked after each row.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let columns = self.columns.iter().map(|column| column.values.bytes()).sum::<usize>();
        columns + self.head.bytes() + self.rest.bytes()
    }

    /// The rows so far. The sheet is empty then; numbers of columns stay good.
    ///
    /// # Panics
    ///
    /// Where one column has 2 GiB of text: a sheet is to be taken before.
    pub fn take(&mut self) -> Chunk {
        self.end_row();
        let (rows, misfits) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.misfits));
        self.columns.iter_mut().for_each(|column| column.row = 0);
        let (offsets, sources) = self.head.provenance(rows);
        let batch = self.batch(rows).expect("a sheet's columns are of one length and of the types that it gives them");
        Chunk { organization: self.organization.clone(), kind: self.kind.clone(), batch, offsets, sources, misfits }
    }

    fn batch(&mut self, rows: usize) -> Result<RecordBatch, ArrowError> {
        let rest = self.rest.take(rows)?;
        let mut columns: Vec<(Field, ArrayRef)> = self.head.take(rows, rest)?;
        for column in &mut self.columns {
            let Some(of) = column.values.column_type() else { continue };
            let Some(array) = column.values.array(rows)? else { continue };
            let mut field = Field::new(&*column.name, of.in_memory(), true);
            if column.lookup {
                field.set_metadata([(LOOKUP.to_owned(), "true".to_owned())].into());
            }
            columns.push((field, array));
        }
        let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
    }
}

impl Row {
    /// The number of an empty list.
    fn list(&mut self) -> usize {
        let list = self.lists_used;
        self.lists_used += 1;
        if self.lists.len() == list {
            self.lists.push(List::default());
        }
        list
    }

    fn forget_lists(&mut self) {
        self.lists_used = 0;
        self.lists.truncate(LISTS_KEPT_MAX);
        for list in &mut self.lists {
            list.json.clear();
            list.json.shrink_to(LIST_BYTES_KEPT_MAX);
            list.len = 0;
            list.same = None;
        }
    }
}

impl List {
    fn add(&mut self, value: ValueRef<'_>) {
        if self.len > 0 {
            self.json.push(',');
        }
        self.len += 1;
        if self.len == 1 {
            self.same = value.text().map(Into::into);
        } else if self.same.as_deref() != value.text() {
            self.same = None;
        }
        match value {
            ValueRef::Null => self.json.push_str("null"),
            ValueRef::Empty => self.json.push_str("[]"),
            value => push_json(&mut self.json, value.text().unwrap_or_default()),
        }
    }
}

/// The range of the journal that rows are of, and how many each source has.
type Provenance = (Range<u64>, BTreeMap<Arc<str>, u64>);
