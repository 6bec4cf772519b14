//! Export: rows of a scope and period as plain Parquet files in a folder, with a manifest that anyone can check.
//!
//! Files stand in `<organization>/<kind>/day=…/` as they stand in the lake, decrypted. The manifest is written last: a folder
//! without one is not whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_model::Time;
use bytes::Bytes;
use datafusion::arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::{Schema, SchemaRef, TimestampMicrosecondType};
use datafusion::parquet::errors::ParquetError;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::compact::{COMPACTED_BYTES_MAX, Output, location};
use crate::error::LakeError;
use crate::file_entry::{DataFile, FileEntry};
use crate::flush::StoreError;
use crate::lake::{Lake, Shared};
use crate::log::{Hash, hex};
use crate::snapshot::{Scope, TableState};
use crate::upkeep::{ObjectReader, UpkeepProgress, Watch, open_file, read_object};
use crate::weight::BATCH_BYTES_MAX;

/// Rows that are read at a time.
const BATCH_ROWS: u64 = 8 << 10;
const DAY_MICROS: i64 = 86_400_000_000;
/// The level of zstd of files that are made anew.
const COMPRESSION_LEVEL: i32 = 6;
/// The manifest.
const MANIFEST: &str = "manifest.json";

/// What is exported.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// Whose rows the caller may see.
    pub scope: Scope,
    /// Of which kind; all where there is none.
    pub kind: Option<String>,
    /// Rows of this time and later; of the first ones on where there is none.
    pub from: Option<Time>,
    /// Rows before this time; to the last ones where there is none.
    pub to: Option<Time>,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// From when on.
    pub from: Option<String>,
    /// Until when.
    pub to: Option<String>,
    /// Rows of all files.
    pub rows: u64,
    /// The files.
    pub files: Vec<ExportedFile>,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedFile {
    /// From the export's folder on.
    pub path: String,
    /// Whose rows.
    pub organization: String,
    /// Of which kind.
    pub kind: String,
    /// How many.
    pub rows: u64,
    /// Its bytes.
    pub size: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

/// Why nothing whole was exported: the folder has no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder has something in it.
    #[error("folder `{0}` is not empty")]
    NotEmpty(PathBuf),
    /// The folder cannot be written.
    #[error("cannot write `{path}`")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The lake cannot be read, or a file of it is not as it was written.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// It was stopped, so far; what was written is removed.
    #[error("export stopped after {} of {} tables", .0.tables_done, .0.tables)]
    Stopped(UpkeepProgress),
    /// A file of the lake cannot be read.
    #[error("cannot read a file of table `{table}`")]
    Read {
        /// The table's folder.
        table: String,
        /// What the reader said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Lake {
    /// Writes the rows into an empty folder, which is made where it is not there. Rows in memory are written first. Where
    /// `stop` ends it, the folder is empty again.
    pub fn export(
        &self,
        request: &ExportRequest,
        folder: &Path,
        stop: &AtomicBool,
        progress: &dyn Fn(UpkeepProgress),
    ) -> Result<Exported, ExportError> {
        self.flush()?;
        let snapshot = self.snapshot(&request.scope);
        prepare(folder)?;
        let time = |time: Option<Time>| time.map(|time| time.to_string());
        let exported = Exported { from: time(request.from), to: time(request.to), rows: 0, files: Vec::new() };
        let watch = Watch::new(stop, progress);
        let mut export = Export { shared: &self.shared, request, folder, watch, exported };
        let wanted = |state: &&Arc<TableState>| request.kind.as_deref().is_none_or(|kind| *state.kind == *kind);
        let copied = export.tables(&snapshot.tables.iter().filter(wanted).collect::<Vec<_>>());
        if let Err(ExportError::Stopped(_)) = copied {
            clear(folder, &export.exported.files)?;
        }
        copied?;
        let manifest = serde_json::to_vec_pretty(&export.exported).unwrap_or_default();
        write(folder, MANIFEST, &manifest)?;
        Ok(export.exported)
    }
}

fn prepare(folder: &Path) -> Result<(), ExportError> {
    let io = |source| ExportError::Io { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(io)?;
    if fs::read_dir(folder).map_err(io)?.next().is_some() {
        return Err(ExportError::NotEmpty(folder.to_owned()));
    }
    Ok(())
}

/// Writes a file, durably.
fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), ExportError> {
    let whole = folder.join(path);
    let io = |source| ExportError::Io { path: whole.clone(), source };
    let parent = whole.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(io)?;
    let mut file = File::create_new(&whole).map_err(io)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io)?;
    File::open(parent).and_then(|parent| parent.sync_all()).map_err(io)
}

/// Removes what was written, and the folders that it was in where nobody put something else there.
fn clear(folder: &Path, files: &[ExportedFile]) -> Result<(), ExportError> {
    let mut parents = BTreeSet::new();
    for file in files {
        let path = folder.join(&file.path);
        fs::remove_file(&path).map_err(|source| ExportError::Io { path: path.clone(), source })?;
        parents.extend(path.ancestors().skip(1).take_while(|parent| *parent != folder).map(Path::to_owned));
    }
    for parent in parents.iter().rev() {
        match fs::remove_dir(parent) {
            Err(source) if source.kind() != io::ErrorKind::DirectoryNotEmpty => {
                return Err(ExportError::Io { path: parent.clone(), source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// An export that is going on.
struct Export<'a> {
    shared: &'a Shared,
    request: &'a ExportRequest,
    folder: &'a Path,
    watch: Watch<'a>,
    exported: Exported,
}

impl Export<'_> {
    fn tables(&mut self, tables: &[&Arc<TableState>]) -> Result<(), ExportError> {
        self.watch.further(|far| far.tables = tables.len());
        for state in tables {
            self.table(state)?;
            self.watch.further(|far| far.tables_done += 1);
        }
        Ok(())
    }

    fn table(&mut self, state: &TableState) -> Result<(), ExportError> {
        for file in state.files.iter() {
            if let Some(progress) = self.watch.stopped() {
                return Err(ExportError::Stopped(progress));
            }
            match self.part_of(file) {
                Part::None => {}
                Part::Whole => self.copy(state, file)?,
                Part::Some => self.filter(state, file)?,
            }
            self.watch.further(|far| {
                far.files += 1;
                far.bytes += file.size;
            });
        }
        Ok(())
    }

    /// Which rows of a file are wanted. A row without a time counts with its day's.
    fn part_of(&self, file: &FileEntry) -> Part {
        let day = i64::from(file.day) * DAY_MICROS;
        let timeless = (file.timeless > 0).then_some((day, day));
        let timed = (file.timeless < file.rows).then(|| file.times.unwrap_or((i64::MIN, i64::MAX)));
        let first = timed.iter().chain(&timeless).map(|(first, _)| *first).min().unwrap_or(day);
        let last = timed.iter().chain(&timeless).map(|(_, last)| *last).max().unwrap_or(day);
        match (self.wants(first), self.wants(last)) {
            (true, true) => Part::Whole,
            _ if self.request.to.is_some_and(|to| first >= to.micros()) => Part::None,
            _ if self.request.from.is_some_and(|from| last < from.micros()) => Part::None,
            _ => Part::Some,
        }
    }

    fn wants(&self, time: i64) -> bool {
        self.request.from.is_none_or(|from| from.micros() <= time)
            && self.request.to.is_none_or(|to| time < to.micros())
    }

    fn copy(&mut self, state: &TableState, file: &FileEntry) -> Result<(), ExportError> {
        let location = location(state, file).map_err(|error| read_error(state, error))?;
        let bytes = read_object(self.shared, &location).map_err(|error| unreadable(state, error))?;
        let sha256 = Hash::from(Sha256::digest(&bytes));
        if sha256 != file.sha256 {
            return Err(LakeError::changed(state, file).into());
        }
        self.put(state, file.path.as_ref(), file.rows, &bytes, sha256)
    }

    fn filter(&mut self, state: &TableState, file: &FileEntry) -> Result<(), ExportError> {
        let mut made = Vec::new();
        self.filtered(state, file, &mut made).map_err(|error| read_error(state, error))?;
        for (number, part) in made.into_iter().enumerate() {
            let path = file.path.replace(".parquet", &format!("-{number}.parquet"));
            let sha256 = Sha256::digest(&part.bytes).into();
            self.put(state, &path, part.rows, &part.bytes, sha256)?;
        }
        Ok(())
    }

    fn filtered(&self, state: &TableState, file: &FileEntry, made: &mut Vec<DataFile>) -> Result<(), StoreError> {
        let reader = ObjectReader::checked(self.shared, state, file)?;
        let rows = file.weight.rows_within(BATCH_BYTES_MAX, BATCH_ROWS, 1);
        let (schema, batches) = open_file(reader, rows as usize, None)?;
        let sink = |file| {
            made.push(file);
            Ok(())
        };
        let mut output = Output::new(plain(&schema), file.day, COMPRESSION_LEVEL, COMPACTED_BYTES_MAX, sink);
        let day = i64::from(file.day) * DAY_MICROS;
        for batch in batches {
            let batch = batch.map_err(ParquetError::from)?;
            let kept = self.kept(&batch, day)?;
            if kept.num_rows() > 0 {
                output.write(&kept)?;
            }
        }
        output.finish()
    }

    fn kept(&self, batch: &RecordBatch, day: i64) -> Result<RecordBatch, ParquetError> {
        let times = batch.column_by_name("time").and_then(|times| times.as_primitive_opt::<TimestampMicrosecondType>());
        let times = times.ok_or_else(|| ParquetError::General("a file has no column `time` of ours".to_owned()))?;
        let time = |row| if times.is_valid(row) { times.value(row) } else { day };
        let keep: BooleanArray = (0..batch.num_rows()).map(|row| Some(self.wants(time(row)))).collect();
        Ok(filter_record_batch(batch, &keep)?)
    }

    fn put(
        &mut self,
        state: &TableState,
        path: &str,
        rows: u64,
        bytes: &Bytes,
        sha256: Hash,
    ) -> Result<(), ExportError> {
        let path = format!("{}/{path}", state.folder);
        write(self.folder, &path, bytes)?;
        self.exported.rows += rows;
        self.exported.files.push(ExportedFile {
            path,
            organization: state.organization.to_string(),
            kind: state.kind.to_string(),
            rows,
            size: bytes.len() as u64,
            sha256: hex(&sha256),
        });
        Ok(())
    }
}

/// How much of a file is wanted.
enum Part {
    None,
    Some,
    Whole,
}

/// The schema with its texts as they stand in a file.
fn plain(schema: &Schema) -> SchemaRef {
    use datafusion::arrow::datatypes::{DataType, Field};
    let plain = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8View => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8)),
        _ => field.clone(),
    };
    Arc::new(Schema::new(schema.fields().iter().map(plain).collect::<Vec<_>>()))
}

fn unreadable(state: &TableState, source: object_store::Error) -> ExportError {
    ExportError::Read { table: state.folder.to_string(), source: Box::new(source) }
}

fn read_error(state: &TableState, error: StoreError) -> ExportError {
    let source: Box<dyn std::error::Error + Send + Sync> = match error {
        StoreError::Parquet(error) => Box::new(error),
        StoreError::Store(error) => Box::new(error),
        StoreError::Lake(error) => return error.into(),
    };
    ExportError::Read { table: state.folder.to_string(), source }
}
