//! Delta's statistics of a file, from the file's own.

use atalaya_model::Time;
use datafusion::arrow::datatypes::Schema;
use datafusion::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use datafusion::parquet::file::statistics::Statistics;
use serde_json::{Map, Value, json};

use crate::column::{ColumnType, Nature, STORED, StoredColumn};

/// Bytes of a text that bounds a column; a longer one is left out.
const BOUND_BYTES_MAX: usize = 64;
/// 0001-01-01 and 9999-12-31: what Delta can write of a time.
const TIMES: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;

/// A bound of a column.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Bound {
    Number(i64),
    Text(String),
}

/// `{"numRecords":…,"minValues":{…},"maxValues":{…},"nullCount":{…}}`: bounds of the stored columns that are worth it, and
/// how many rows lack a value, of every column of the file.
pub(crate) fn delta(metadata: &ParquetMetaData, schema: &Schema) -> String {
    let (mut least, mut most, mut nulls) = (Map::new(), Map::new(), Map::new());
    for (at, field) in schema.fields().iter().enumerate() {
        let chunks: Vec<_> = metadata.row_groups().iter().map(|group| group.column(at)).collect();
        nulls.insert(field.name().clone(), null_count(&chunks).into());
        if let Some(column) = STORED.get(at).filter(|column| is_bounded(column)) {
            let [min, max] = bounds(&chunks, column.of);
            min.and_then(|bound| print(bound, column.of)).map(|min| least.insert(column.name.to_owned(), min));
            max.and_then(|bound| print(bound, column.of)).map(|max| most.insert(column.name.to_owned(), max));
        }
    }
    let rows = metadata.file_metadata().num_rows();
    json!({"numRecords": rows, "minValues": least, "maxValues": most, "nullCount": nulls}).to_string()
}

/// Numbers, times and short texts by which files are left out.
fn is_bounded(column: &StoredColumn) -> bool {
    match column.of {
        ColumnType::Text => column.nature == Nature::Lookup && column.name != "origin" && column.name != "hash",
        ColumnType::Boolean | ColumnType::Float64 => false,
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Time => true,
    }
}

fn null_count(chunks: &[&ColumnChunkMetaData]) -> u64 {
    let of = |chunk: &&ColumnChunkMetaData| chunk.statistics().and_then(Statistics::null_count_opt).unwrap_or_default();
    chunks.iter().map(of).sum()
}

/// The least and the greatest value; `None` where a group does not tell, though it has values.
fn bounds(chunks: &[&ColumnChunkMetaData], of: ColumnType) -> [Option<Bound>; 2] {
    let told = |chunk: &&&ColumnChunkMetaData| {
        let nulls = chunk.statistics().and_then(Statistics::null_count_opt).unwrap_or_default();
        nulls < chunk.num_values().max(0) as u64
    };
    let all: Vec<_> = chunks.iter().filter(told).map(|chunk| chunk_bounds(chunk, of)).collect();
    let least = all.iter().map(|[min, _]| min.clone()).collect::<Option<Vec<_>>>();
    let most = all.iter().map(|[_, max]| max.clone()).collect::<Option<Vec<_>>>();
    let less = |a: Bound, b: Bound| if b < a { b } else { a };
    let more = |a: Bound, b: Bound| if b > a { b } else { a };
    [least.and_then(|all| all.into_iter().reduce(less)), most.and_then(|all| all.into_iter().reduce(more))]
}

fn chunk_bounds(chunk: &ColumnChunkMetaData, of: ColumnType) -> [Option<Bound>; 2] {
    match chunk.statistics() {
        Some(Statistics::Int32(of)) => {
            [of.min_opt(), of.max_opt()].map(|value| value.map(|v| Bound::Number((*v).into())))
        }
        Some(Statistics::Int64(of)) => [of.min_opt(), of.max_opt()].map(|value| value.map(|v| Bound::Number(*v))),
        Some(statistics @ Statistics::ByteArray(_)) if of == ColumnType::Text => {
            [statistics.min_bytes_opt(), statistics.max_bytes_opt()].map(|bytes| {
                let text =
                    bytes.filter(|bytes| bytes.len() <= BOUND_BYTES_MAX).and_then(|b| std::str::from_utf8(b).ok());
                text.map(|text| Bound::Text(text.to_owned()))
            })
        }
        _ => [None, None],
    }
}

fn print(bound: Bound, of: ColumnType) -> Option<Value> {
    match bound {
        Bound::Number(micros) if of == ColumnType::Time => {
            TIMES.contains(&micros).then(|| Time(micros).to_string().into())
        }
        Bound::Number(number) => Some(number.into()),
        Bound::Text(text) => Some(text.into()),
    }
}
