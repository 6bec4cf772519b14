//! Rows to where they are wanted: a terminal, standard output or a file.

use super::grid::Grid;
use super::watch::Watch;
use crate::arguments::{Answered, Format};
use crate::caller::{Stream, Writing};
use crate::handover::{folder_of, keep};
use crate::look::Look;
use crate::outcome::{Failure, cannot_write, reason};
use crate::voice::printable;
use atalaya_hunt::output::{Cells, Csv, Json, Output, OutputError, Parquet};
use atalaya_lake::arrow::array::RecordBatch;
use atalaya_lake::{Answer, QueryError};
use atalaya_model::Message;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// What became of an answer.
pub(super) struct Told {
    /// Rows that were given.
    pub(super) rows: u64,
    /// How it ended.
    pub(super) ended: Ended,
    /// What a person is to know of how it is shown.
    pub(super) notes: Vec<Message>,
}

/// How an answer ended.
pub(super) enum Ended {
    /// With its last row.
    Whole,
    /// Whoever read it had seen enough.
    Closed,
    /// Before its last row.
    Broken(QueryError),
}

/// Gives the answer as it is wanted.
pub(super) fn give(
    answer: &mut Answer,
    output: &Answered,
    explain: bool,
    sought: &[String],
    watch: &Watch,
) -> Result<Told, Failure> {
    if explain && output.format == Format::Table && output.file.is_none() {
        return plainly(answer, watch);
    }
    match &output.file {
        Some(path) => to_file(answer, output.format, path, sought),
        None if output.format == Format::Table => to_terminal(answer, sought, watch),
        None => to_stdout(answer, output.format, watch),
    }
}

/// Every value in lines of its own, as the engine writes its plans.
fn plainly(answer: &mut Answer, watch: &Watch) -> Result<Told, Failure> {
    let (rows, ended) = each(answer, |batch| {
        let columns = batch.columns().iter().map(Cells::new).collect::<Result<Vec<_>, _>>()?;
        let mut text = String::new();
        for row in 0..batch.num_rows() {
            for column in &columns {
                column.text(row)?.unwrap_or_default().lines().for_each(|line| {
                    text.push_str(&printable(line));
                    text.push('\n');
                });
            }
        }
        watch.aside(|| print(text.as_bytes()))
    })?;
    Ok(Told { rows, ended, notes: Vec::new() })
}

fn to_terminal(answer: &mut Answer, sought: &[String], watch: &Watch) -> Result<Told, Failure> {
    let mut grid = Grid::new(answer.schema(), Look::of_stdout(), sought);
    let (rows, ended) = each(answer, |batch| {
        let lines = grid.lines(batch)?;
        watch.aside(|| print(lines.as_bytes()))
    })?;
    Ok(Told { rows, ended, notes: notes(&grid) })
}

fn notes(grid: &Grid) -> Vec<Message> {
    let cuts = (grid.cuts > 0).then(|| Message::new("hunt-cut").with("count", grid.cuts));
    let names: Vec<&str> = grid.no_room.iter().map(String::as_str).collect();
    let no_room = (!names.is_empty()).then(|| Message::new("hunt-no-room").with("columns", names.join(", ")));
    cuts.into_iter().chain(no_room).collect()
}

fn to_stdout(answer: &mut Answer, format: Format, watch: &Watch) -> Result<Told, Failure> {
    let mut output =
        writer(BufWriter::new(Writing(Stream::Out)), format, answer, false).map_err(|error| printing(&error))?;
    let (rows, ended) = each(answer, |batch| watch.aside(|| output.rows(batch)))?;
    match output.finish() {
        Err(OutputError::Io(error)) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => return Err(printing(&error)),
        Ok(()) => {}
    }
    Ok(Told { rows, ended, notes: Vec::new() })
}

/// A file appears when it is whole. One that ends at the limit of rows is.
fn to_file(answer: &mut Answer, format: Format, path: &Path, sought: &[String]) -> Result<Told, Failure> {
    let fault = |error: &std::io::Error| cannot_write(path, error);
    let of_output = |error: OutputError| match error {
        OutputError::Io(error) => cannot_write(path, &error),
        other => printing(&other),
    };
    let named = tempfile::Builder::new().prefix(".atalaya-").suffix(".partial").tempfile_in(folder_of(path));
    let named = named.map_err(|error| fault(&error))?;
    let out = BufWriter::with_capacity(1 << 20, named.reopen().map_err(|error| fault(&error))?);
    let told = if format == Format::Table { page(answer, out, sought) } else { rows(answer, out, format) };
    let told = told.map_err(of_output)?;
    finished(named, path, &told).map_err(|error| fault(&error))?;
    Ok(told)
}

fn finished(named: NamedTempFile, path: &Path, told: &Told) -> std::io::Result<()> {
    match told.ended {
        Ended::Broken(ref error) if !matches!(error, QueryError::Rows { .. }) => Ok(()),
        _ => keep(named, path),
    }
}

fn rows(answer: &mut Answer, out: impl Write + Send + 'static, format: Format) -> Result<Told, OutputError> {
    let mut output = writer(out, format, answer, true)?;
    let (rows, ended) = counted(answer, |batch| output.rows(batch))?;
    output.finish()?;
    Ok(Told { rows, ended, notes: Vec::new() })
}

fn page(answer: &mut Answer, mut out: impl Write, sought: &[String]) -> Result<Told, OutputError> {
    let mut grid = Grid::new(answer.schema(), Look::default(), sought);
    let (rows, ended) = counted(answer, |batch| Ok(out.write_all(grid.lines(batch)?.as_bytes())?))?;
    out.flush()?;
    Ok(Told { rows, ended, notes: notes(&grid) })
}

fn writer<W: Write + Send + 'static>(
    out: W,
    format: Format,
    answer: &Answer,
    for_spreadsheets: bool,
) -> Result<Box<dyn Output>, OutputError> {
    Ok(match format {
        Format::Csv => Box::new(Csv::new(out, answer.schema(), for_spreadsheets)?),
        Format::Parquet => Box::new(Parquet::new(out, answer.schema())?),
        Format::Json | Format::Table => Box::new(Json::new(out, answer.schema())),
    })
}

/// Gives every batch to standard output. A reader that has seen enough and closed the pipe is no failure.
fn each(
    answer: &mut Answer,
    take: impl FnMut(&RecordBatch) -> Result<(), OutputError>,
) -> Result<(u64, Ended), Failure> {
    match counted(answer, take) {
        Err(OutputError::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Ok((0, Ended::Closed)),
        Err(error) => Err(printing(&error)),
        Ok(done) => Ok(done),
    }
}

fn counted(
    answer: &mut Answer,
    mut take: impl FnMut(&RecordBatch) -> Result<(), OutputError>,
) -> Result<(u64, Ended), OutputError> {
    let mut rows = 0;
    loop {
        match answer.next() {
            Ok(Some(batch)) => {
                take(&batch)?;
                rows += batch.num_rows() as u64;
            }
            Ok(None) => return Ok((rows, Ended::Whole)),
            Err(error) => return Ok((rows, Ended::Broken(error))),
        }
    }
}

fn print(bytes: &[u8]) -> Result<(), OutputError> {
    let mut stdout = Writing(Stream::Out);
    Ok(stdout.write_all(bytes).and_then(|()| stdout.flush())?)
}

fn printing(error: &OutputError) -> Failure {
    match error {
        OutputError::Io(error) => Message::new("cli-fail-print").with("reason", reason(error)).into(),
        other => Message::new("hunt-value").with("reason", other.to_string()).into(),
    }
}
