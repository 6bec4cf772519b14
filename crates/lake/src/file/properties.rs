//! How each column of a file is encoded.

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::basic::{Compression, Encoding as ParquetEncoding, ZstdLevel};
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use datafusion::parquet::schema::types::ColumnPath;

use super::{Encoding, GROUP_ROWS_MAX};
use crate::column::{ColumnType, Nature, nature};

/// Rows of one page: the least that a hunt reads of a column.
const PAGE_ROWS_MAX: usize = 8 << 10;
/// Bytes of one page.
const PAGE_BYTES_MAX: usize = 256 << 10;
/// Bytes of the different values that a group keeps once.
const DICTIONARY_BYTES_MAX: usize = 1 << 20;
/// How often a filter says of a value that it may be there when it is not.
const FILTER_ERROR: f64 = 0.01;

/// The encoding of a file with this schema; `repeats` says whether values of a column of text repeat.
pub(crate) fn properties(schema: &Schema, encoding: Encoding, repeats: impl Fn(&Field) -> bool) -> WriterProperties {
    let level = ZstdLevel::try_new(encoding.compression_level).unwrap_or_default();
    let mut builder = WriterProperties::builder()
        .set_created_by("atalaya".to_owned())
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(GROUP_ROWS_MAX))
        .set_data_page_row_count_limit(PAGE_ROWS_MAX)
        .set_data_page_size_limit(PAGE_BYTES_MAX)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES_MAX);
    for field in schema.fields() {
        builder = column(builder, field, &repeats);
    }
    builder.build()
}

fn column(
    builder: WriterPropertiesBuilder,
    field: &Field,
    repeats: &impl Fn(&Field) -> bool,
) -> WriterPropertiesBuilder {
    let path = ColumnPath::new(vec![field.name().clone()]);
    let nature = nature(field);
    let is_text = ColumnType::of(field.data_type()) == Some(ColumnType::Text);
    if is_text {
        let keeps = repeats(field);
        let builder = builder
            .set_column_dictionary_enabled(path.clone(), keeps)
            .set_column_encoding(path.clone(), ParquetEncoding::DELTA_LENGTH_BYTE_ARRAY);
        return match nature {
            // The filter is made for as many values as a group has rows, and folded to as many as there are.
            Nature::Lookup => builder
                .set_column_bloom_filter_enabled(path.clone(), true)
                .set_column_bloom_filter_fpp(path.clone(), FILTER_ERROR)
                .set_column_bloom_filter_max_ndv(path, GROUP_ROWS_MAX as u64),
            Nature::Long => builder.set_column_statistics_enabled(path, EnabledStatistics::Chunk),
            Nature::Rising | Nature::Plain => builder,
        };
    }
    let whole = matches!(field.data_type(), DataType::Int64 | DataType::Timestamp(..));
    if whole && nature == Nature::Rising {
        return builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, ParquetEncoding::DELTA_BINARY_PACKED);
    }
    builder
}
