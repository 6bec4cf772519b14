//! The writer of others, alone: what it costs to write the events as Parquet when nothing else is done.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use datafusion::arrow::array::{Array as _, ArrayRef, Int64Builder, RecordBatch, StringBuilder};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use sonic_rs::{JsonValueTrait as _, LazyValue};

/// The level of zstd.
const LEVEL: i32 = 3;
/// What the system counts processor time in: ticks a second. Linux shows it so to all programs.
const TICKS: f64 = 100.0;

/// What was written.
#[derive(Default)]
pub(crate) struct Written {
    pub rows: u64,
    pub bytes: u64,
    /// Processor time of the writing alone.
    pub cpu_s: f64,
}

/// Writes each file of events in the folder as a Parquet file beside it, in the folder `to`.
pub(crate) fn write(from: &Path, to: &Path) -> Result<Written> {
    fs::create_dir_all(to)?;
    let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let mut written = Written::default();
    for (number, path) in paths.iter().enumerate() {
        let batch = batch(&fs::read(path)?)?;
        let file = to.join(format!("part-{number:05}.parquet"));
        let before = cpu_s()?;
        let level = Compression::ZSTD(ZstdLevel::try_new(LEVEL)?);
        let properties = WriterProperties::builder().set_compression(level).build();
        let mut writer = ArrowWriter::try_new(File::create(&file)?, batch.schema(), Some(properties))?;
        writer.write(&batch)?;
        writer.close()?;
        written.cpu_s += cpu_s()? - before;
        written.rows += batch.num_rows() as u64;
        written.bytes += fs::metadata(&file)?.len();
    }
    Ok(written)
}

enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
}

/// The lines as columns; the first one says which there are. Whole numbers are numbers, all else is text.
fn batch(lines: &[u8]) -> Result<RecordBatch> {
    let mut names: Vec<String> = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        for (index, member) in sonic_rs::to_object_iter(line).enumerate() {
            let (name, value) = member?;
            if index == columns.len() {
                names.push(name.to_string());
                columns.push(Column::of(&value));
            }
            columns[index].push(&value)?;
        }
    }
    let columns: Vec<ArrayRef> = columns.into_iter().map(Column::finish).collect();
    let fields = names.iter().zip(&columns).map(|(name, column)| Field::new(name, column.data_type().clone(), true));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns)?)
}

impl Column {
    fn of(value: &LazyValue<'_>) -> Column {
        if value.as_i64().is_some() { Column::Number(Int64Builder::new()) } else { Column::Text(StringBuilder::new()) }
    }

    fn push(&mut self, value: &LazyValue<'_>) -> Result<()> {
        match self {
            Column::Text(text) => text.append_value(value.as_str().context("a text was expected")?),
            Column::Number(numbers) => numbers.append_value(value.as_i64().context("a number was expected")?),
        }
        Ok(())
    }

    fn finish(self) -> ArrayRef {
        match self {
            Column::Text(mut text) => Arc::new(text.finish()),
            Column::Number(mut numbers) => Arc::new(numbers.finish()),
        }
    }
}

/// Processor time of this process so far, all threads, of the system too.
fn cpu_s() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("cannot see the processor time")?;
    // The program's name stands in brackets and may hold anything; times are the 14th and 15th field.
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::datatypes::DataType;

    use super::batch;

    #[test]
    fn lines_become_columns() {
        let batch = batch(b"{\"a\":1,\"b\":\"x\\\\y\"}\n{\"a\":2,\"b\":\"z\"}\n").unwrap();
        assert_eq!((batch.num_rows(), batch.num_columns()), (2, 2));
        assert_eq!(batch.schema().field(0).data_type(), &DataType::Int64);
        assert_eq!(batch.schema().field(1).data_type(), &DataType::Utf8);
    }
}
