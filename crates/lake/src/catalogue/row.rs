//! The catalogue's lines: a schema when it is first needed, and a table, as JSON.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write};
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::CATALOGUE_BYTES_MAX;
use crate::file_entry::{Bound, Bounded, FileEntry};
use crate::log::{Head, Loaded, from_delta, hex, to_delta, unhex};
use crate::pool::Pool;
use crate::snapshot::TableState;
use crate::weight::Weight;

#[derive(Serialize, Deserialize)]
enum Row {
    Schema(String),
    Table(Box<TableRow>),
}

#[derive(Serialize, Deserialize)]
struct TableRow {
    folder: String,
    version: u64,
    hash: String,
    covered: u64,
    replayed: u64,
    id: String,
    created: i64,
    columns: usize,
    expired: BTreeMap<String, u64>,
    checkpoint: Option<u64>,
    schema: usize,
    files: Vec<FileRow>,
}

/// The fields of a [`FileEntry`], in its order.
#[derive(Serialize, Deserialize)]
struct FileRow(
    String,
    u64,
    u64,
    i32,
    Option<(i64, i64)>,
    u64,
    (u64, u64),
    Vec<(String, u64)>,
    u64,
    String,
    bool,
    Vec<u64>,
    Vec<(u16, BoundRow, BoundRow)>,
    (u64, u64),
);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BoundRow {
    Integer(i64),
    Text(String),
}

/// Writes lines.
pub(super) struct Writer<W> {
    pub(super) out: W,
    schemas: FxHashMap<String, usize>,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(out: W) -> Writer<W> {
        Writer { out, schemas: FxHashMap::default() }
    }

    /// The table, unless it has no commit.
    pub(super) fn table(&mut self, folder: &str, head: &Head, state: &TableState) -> io::Result<()> {
        let Some(version) = head.version else { return Ok(()) };
        // Columns that only rows in memory have are not the log's.
        let fields = state.schema.fields().iter().take(head.columns).cloned().collect::<Vec<_>>();
        let schema = self.schema(to_delta(&datafusion::arrow::datatypes::Schema::new(fields)))?;
        let row = TableRow {
            folder: folder.to_owned(),
            version,
            hash: hex(&head.hash),
            covered: head.covered,
            replayed: head.replayed,
            id: head.id.to_string(),
            created: head.created,
            columns: head.columns,
            expired: head.expired.iter().map(|(source, rows)| (source.to_string(), *rows)).collect(),
            checkpoint: head.checkpoint,
            schema,
            files: state.files.iter().map(|file| file_row(file)).collect(),
        };
        self.line(&Row::Table(Box::new(row)))
    }

    fn schema(&mut self, text: String) -> io::Result<usize> {
        if let Some(known) = self.schemas.get(&text) {
            return Ok(*known);
        }
        let number = self.schemas.len();
        self.line(&Row::Schema(text.clone()))?;
        self.schemas.insert(text, number);
        Ok(number)
    }

    fn line(&mut self, row: &Row) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, row)?;
        self.out.write_all(b"\n")
    }
}

/// Reads lines.
pub(super) struct Reader<'a> {
    lines: BufReader<io::Take<zstd::Decoder<'static, BufReader<&'a [u8]>>>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(packed: &'a [u8]) -> io::Result<Reader<'a>> {
        let unpacked = zstd::Decoder::new(packed)?;
        Ok(Reader { lines: BufReader::new(unpacked.take(CATALOGUE_BYTES_MAX)) })
    }

    /// The tables, by folder; `None` where a line is not readable.
    pub(super) fn read(mut self, pool: &mut Pool) -> Option<FxHashMap<String, Loaded>> {
        let (mut schemas, mut tables) = (Vec::new(), FxHashMap::default());
        let mut line = String::new();
        loop {
            line.clear();
            if self.lines.read_line(&mut line).ok()? == 0 {
                return Some(tables);
            }
            match serde_json::from_str(&line).ok()? {
                Row::Schema(text) => schemas.push(pool.schema(from_delta(&text)?.as_ref())),
                Row::Table(row) => {
                    let (folder, loaded) = loaded(*row, &schemas, pool)?;
                    tables.insert(folder, loaded);
                }
            }
        }
    }
}

fn loaded(row: TableRow, schemas: &[SchemaRef], pool: &mut Pool) -> Option<(String, Loaded)> {
    let head = Head {
        version: Some(row.version),
        hash: unhex(&row.hash)?,
        covered: row.covered,
        replayed: row.replayed,
        id: row.id.into(),
        created: row.created,
        columns: row.columns,
        expired: row.expired.into_iter().map(|(source, rows)| (pool.text(&source), rows)).collect(),
        checkpoint: row.checkpoint,
    };
    let files = row.files.into_iter().map(|file| Some(Arc::new(file_entry(file, pool)?))).collect::<Option<_>>()?;
    Some((row.folder, Loaded { head, schema: schemas.get(row.schema)?.clone(), files }))
}

fn file_row(file: &FileEntry) -> FileRow {
    let bound = |bound: &Bound| match bound {
        Bound::Integer(value) => BoundRow::Integer(*value),
        Bound::Text(text) => BoundRow::Text(text.to_string()),
    };
    FileRow(
        file.path.to_string(),
        file.size,
        file.rows,
        file.day,
        file.times,
        file.timeless,
        (file.offsets.start, file.offsets.end),
        file.sources.iter().map(|(source, rows)| (source.to_string(), *rows)).collect(),
        file.misfits,
        hex(&file.sha256),
        file.compacted,
        file.present.to_vec(),
        file.bounds.iter().map(|one| (one.column, bound(&one.min), bound(&one.max))).collect(),
        (file.weight.window, file.weight.row),
    )
}

fn file_entry(row: FileRow, pool: &mut Pool) -> Option<FileEntry> {
    let bound = |bound| match bound {
        BoundRow::Integer(value) => Bound::Integer(value),
        BoundRow::Text(text) => Bound::Text(text.into()),
    };
    let bounded = |(column, min, max)| Bounded { column, min: bound(min), max: bound(max) };
    Some(FileEntry {
        path: row.0.into(),
        size: row.1,
        rows: row.2,
        day: row.3,
        times: row.4,
        timeless: row.5,
        offsets: row.6.0..row.6.1,
        sources: row.7.into_iter().map(|(source, rows)| (pool.text(&source), rows)).collect(),
        misfits: row.8,
        sha256: unhex(&row.9)?,
        compacted: row.10,
        present: row.11.into(),
        bounds: row.12.into_iter().map(bounded).collect(),
        weight: Weight { window: row.13.0, row: row.13.1 },
    })
}
