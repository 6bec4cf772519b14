//! Columns that say the same: the `CommandLine` of a record is its `command_line`. The second is not encoded again.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{Array, AsArray, DictionaryArray};
use datafusion::arrow::datatypes::{Field, Int32Type, Schema};
use datafusion::parquet::arrow::arrow_writer::ArrowColumnChunk;
use datafusion::parquet::column::writer::ColumnCloseResult;
use datafusion::parquet::errors::{ParquetError, Result};
use datafusion::parquet::file::metadata::ColumnChunkMetaData;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use datafusion::parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use crate::chunk::Chunk;
use crate::column::{Nature, nature};

/// Bytes before the first page of a Parquet file.
const MAGIC_BYTES: usize = 4;

/// For each field, the first one that says the same in all of these chunks and is encoded alike.
pub(super) fn twins(chunks: &[&Chunk], schema: &Schema) -> Vec<Option<usize>> {
    let columns: Vec<Option<Column<'_>>> = schema.fields().iter().map(|field| Column::of(chunks, field)).collect();
    let first = |at: usize| {
        let column = columns[at].as_ref()?;
        columns[..at].iter().position(|other| other.as_ref().is_some_and(|other| other.says_what(column)))
    };
    (0..columns.len()).map(first).collect()
}

/// A column of text, in all chunks.
struct Column<'a> {
    nature: Nature,
    nullable: bool,
    /// How many values there are, and their bytes: most columns differ in them.
    size: (usize, usize),
    parts: Vec<Option<&'a DictionaryArray<Int32Type>>>,
}

impl<'a> Column<'a> {
    fn of(chunks: &[&'a Chunk], field: &Field) -> Option<Column<'a>> {
        let part = |chunk: &&'a Chunk| match chunk.batch.column_by_name(field.name()) {
            Some(column) => column.as_dictionary_opt::<Int32Type>().map(Some),
            None => Some(None),
        };
        let parts: Vec<_> = chunks.iter().map(part).collect::<Option<_>>()?;
        let values = parts.iter().flatten().filter_map(|part| part.values().as_string_opt::<i32>());
        let size = values.fold((0, 0), |(values, bytes), more| (values + more.len(), bytes + more.value_data().len()));
        (size.0 > 0).then(|| Column { nature: nature(field), nullable: field.is_nullable(), size, parts })
    }

    fn says_what(&self, other: &Column<'_>) -> bool {
        (self.nature, self.nullable, self.size) == (other.nature, other.nullable, other.size)
            && self.parts.iter().zip(&other.parts).all(|(one, other)| match (one, other) {
                (Some(one), Some(other)) => one.keys() == other.keys() && same(one.values(), other.values()),
                (None, None) => true,
                _ => false,
            })
    }
}

/// Whether both have the same texts; faster than asking one by one.
fn same(one: &dyn Array, other: &dyn Array) -> bool {
    let (Some(one), Some(other)) = (one.as_string_opt::<i32>(), other.as_string_opt::<i32>()) else { return false };
    one.null_count() + other.null_count() == 0
        && one.offsets() == other.offsets()
        && one.value_data() == other.value_data()
}

/// A column of a group, encoded.
pub(super) struct Encoded {
    bytes: Bytes,
    /// Its places are those in `bytes`.
    close: ColumnCloseResult,
}

impl Encoded {
    /// Keeps what would be gone once it is in a group. `schema`: of that one column.
    pub(super) fn keep(
        chunk: ArrowColumnChunk,
        schema: &SchemaDescriptor,
        properties: &Arc<WriterProperties>,
    ) -> Result<Encoded> {
        let close = chunk.close().clone();
        let mut file = SerializedFileWriter::new(Vec::new(), schema.root_schema_ptr(), properties.clone())?;
        let mut group = file.next_row_group()?;
        chunk.append_to_row_group(&mut group)?;
        let group = group.close()?;
        let placed =
            group.columns().first().ok_or_else(|| ParquetError::General("a group has no column".to_owned()))?;
        // The dictionary is made last and stands first.
        let dictionary = placed.dictionary_page_offset().map_or(0, |first| placed.data_page_offset() - first);
        let close = close.update_dictionary_location(dictionary as usize)?;
        let pages = MAGIC_BYTES..MAGIC_BYTES + placed.compressed_size() as usize;
        let bytes = Bytes::from(file.into_inner()?);
        if bytes.len() < pages.end {
            return Err(ParquetError::EOF("an encoded column ends early".to_owned()));
        }
        Ok(Encoded { bytes: bytes.slice(pages), close })
    }

    /// Appends it to a group as the column `as_column`.
    pub(super) fn append(
        &self,
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
        as_column: ColumnDescPtr,
    ) -> Result<()> {
        let close = ColumnCloseResult { metadata: renamed(&self.close.metadata, as_column)?, ..self.close.clone() };
        group.append_column(&self.bytes, close)
    }
}

fn renamed(metadata: &ColumnChunkMetaData, as_column: ColumnDescPtr) -> Result<ColumnChunkMetaData> {
    let mut builder = ColumnChunkMetaData::builder(as_column)
        .set_compression_codec(metadata.compression_codec())
        .set_encodings_mask(*metadata.encodings_mask())
        .set_total_compressed_size(metadata.compressed_size())
        .set_total_uncompressed_size(metadata.uncompressed_size())
        .set_num_values(metadata.num_values())
        .set_data_page_offset(metadata.data_page_offset())
        .set_dictionary_page_offset(metadata.dictionary_page_offset())
        .set_unencoded_byte_array_data_bytes(metadata.unencoded_byte_array_data_bytes())
        .set_repetition_level_histogram(metadata.repetition_level_histogram().cloned())
        .set_definition_level_histogram(metadata.definition_level_histogram().cloned());
    if let Some(statistics) = metadata.statistics() {
        builder = builder.set_statistics(statistics.clone());
    }
    if let Some(stats) = metadata.page_encoding_stats() {
        builder = builder.set_page_encoding_stats(stats.clone());
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{ArrayRef, RecordBatch};
    use datafusion::arrow::datatypes::DataType;
    use std::collections::BTreeMap;

    fn chunk(columns: &[(&str, &[Option<&str>])]) -> Chunk {
        let columns = columns.iter().map(|(name, values)| {
            let values: DictionaryArray<Int32Type> = values.iter().copied().collect();
            (*name, Arc::new(values) as ArrayRef, true)
        });
        let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let organization = "ministry".into();
        Chunk {
            organization,
            kind: "windows.sysmon".into(),
            batch,
            offsets: 0..2,
            sources: BTreeMap::new(),
            misfits: 0,
        }
    }

    fn schema(names: &[&str]) -> Schema {
        Schema::new(names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect::<Vec<_>>())
    }

    #[test]
    fn only_columns_with_the_same_values_in_the_same_rows_are_twins() {
        let said: &[Option<&str>] = &[Some("a"), None, Some("b")];
        let one = chunk(&[
            ("first", said),
            ("same", said),
            ("elsewhere", &[Some("a"), Some("b"), None]),
            ("other", &[Some("a"), None, Some("c")]),
            ("later", said),
        ]);
        let two = chunk(&[("first", said), ("same", said), ("elsewhere", said), ("other", said)]);
        let schema = schema(&["first", "same", "elsewhere", "other", "later"]);
        assert_eq!(twins(&[&one], &schema), [None, Some(0), None, None, Some(0)]);
        assert_eq!(twins(&[&one, &two], &schema), [None, Some(0), None, None, None]);
    }

    #[test]
    fn columns_that_are_encoded_in_another_way_are_no_twins() {
        let said: &[Option<&str>] = &[Some("a"), Some("b")];
        let chunk = chunk(&[("command_line", said), ("dst_ip", said)]);
        assert_eq!(twins(&[&chunk], &schema(&["command_line", "dst_ip"])), [None, None]);
    }
}
