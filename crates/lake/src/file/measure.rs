//! How fast rows become files, and how large they are; by hand: `cargo nextest run -p atalaya-lake --run-ignored only
//! measure --no-capture`.

use std::sync::Arc;
use std::time::Instant;

use atalaya_model::ValueRef;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::errors::ParquetError;

use super::{Encoding, properties, write_files};
use crate::admit::TableColumns;
use crate::chunk::Chunk;
use crate::samples::{head, kind};
use crate::sheet::{ColumnIx, Sheet};

const ROWS: u64 = 200_000;
const CHUNK_ROWS: u64 = 5_000;

/// Numbers that look random and are always the same.
fn mix(seed: u64) -> u64 {
    let mixed = (seed ^ seed >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ mixed >> 32
}

fn rows(sheet: &mut Sheet) -> Vec<Chunk> {
    let names: Vec<String> = (0..20).map(|column| format!("Field{column}")).collect();
    let columns: Vec<ColumnIx> = names.iter().map(|name| sheet.column(Some(name), name)).collect();
    let mut chunks = Vec::new();
    let mut text = String::new();
    for row in 0..ROWS {
        sheet.row(&head(row));
        sheet.entity(0, ["dc01", "dc02", "web07"][(mix(row) % 3) as usize]);
        for (at, column) in columns.iter().enumerate() {
            let chance = mix(row << 8 | at as u64);
            text.clear();
            use std::fmt::Write as _;
            let _ = match at {
                0 => write!(text, "C:\\Windows\\System32\\cmd.exe /c run-{} --job {chance:x}", chance % 500),
                1 => write!(text, "{chance:016x}{:016x}", mix(chance)),
                2..=4 => write!(text, "10.{}.{}.{}", chance % 4, chance >> 8 & 31, chance >> 16 & 255),
                5..=12 => write!(text, "C:\\Program Files\\Common\\program{}.exe", chance % 300),
                _ => write!(text, "value {}", chance % 20),
            };
            sheet.put(*column, ValueRef::Text(&text));
        }
        if (row + 1) % CHUNK_ROWS == 0 {
            chunks.push(sheet.take());
        }
    }
    chunks
}

fn converted(chunk: &Chunk, to: &DataType) -> RecordBatch {
    let convert = |field: &Arc<Field>| match field.data_type() {
        DataType::Dictionary(..) => Arc::new(field.as_ref().clone().with_data_type(to.clone())),
        _ => field.clone(),
    };
    let schema = chunk.batch.schema();
    let schema = Arc::new(Schema::new(schema.fields().iter().map(convert).collect::<Vec<_>>()));
    let columns = chunk.batch.columns().iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| cast(column, field.data_type()).unwrap()).collect();
    RecordBatch::try_new(schema, columns).unwrap()
}

fn print(what: &str, begun: Instant, bytes: usize) {
    let seconds = begun.elapsed().as_secs_f64();
    println!("{what:<34} {:>9.0} rows/s {:>7.1} bytes/row", ROWS as f64 / seconds, bytes as f64 / ROWS as f64);
}

#[test]
#[ignore = "a measurement"]
fn measure() {
    let mut sheet = Sheet::new("ministry", &kind(&[]));
    let begun = Instant::now();
    let chunks = rows(&mut sheet);
    print("into sheets, texts made", begun, chunks.iter().map(Chunk::bytes).sum());
    let mut columns = TableColumns::new();
    let chunks: Vec<_> = chunks.into_iter().map(|chunk| Arc::new(columns.admit(chunk).unwrap())).collect();
    for compression_level in [1, 3, 6, 9] {
        let (begun, mut bytes) = (Instant::now(), 0);
        let sink = |file: crate::file_entry::DataFile| {
            bytes += file.bytes.len();
            Ok::<_, ParquetError>(())
        };
        write_files(&chunks, columns.schema(), Encoding { compression_level }, sink).unwrap();
        print(&format!("our writer, zstd {compression_level}"), begun, bytes);
    }
    for to in [DataType::Utf8, DataType::Utf8View] {
        let batches: Vec<_> = chunks.iter().map(|chunk| converted(chunk, &to)).collect();
        print(&format!("{to} in memory"), Instant::now(), batches.iter().map(|b| b.get_array_memory_size()).sum());
        let begun = Instant::now();
        let schema = batches[0].schema();
        let options = ArrowWriterOptions::new()
            .with_properties(properties(&schema, Encoding { compression_level: 3 }, |_| true))
            .with_skip_arrow_metadata(true);
        let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        print(&format!("{to}, unsorted, zstd 3"), begun, writer.into_inner().unwrap().len());
    }
}
