//! One Parquet file, with the types of the answer.

use super::{Output, OutputError, names};
use atalaya_lake::arrow::array::RecordBatch;
use atalaya_lake::arrow::compute::cast;
use atalaya_lake::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use atalaya_lake::parquet::arrow::ArrowWriter;
use atalaya_lake::parquet::basic::{Compression, ZstdLevel};
use atalaya_lake::parquet::file::properties::WriterProperties;
use std::io::Write;
use std::sync::Arc;

/// Rows of one row group.
const GROUP_ROWS: usize = 128 << 10;

/// Writes rows as a Parquet file, which is whole when it is finished.
pub struct Parquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
}

impl<W: Write + Send> Parquet<W> {
    /// Ready for rows of these columns.
    ///
    /// # Errors
    ///
    /// Where they are of types that such files cannot have.
    pub fn new(out: W, schema: &Schema) -> Result<Parquet<W>, OutputError> {
        let fields = names(schema)
            .into_iter()
            .zip(schema.fields())
            .map(|(name, field)| Field::new(name, stored(field.data_type()), true));
        let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        Ok(Parquet { writer, schema })
    }
}

/// Views and dictionaries are how the engine keeps texts in memory; readers elsewhere expect texts.
fn stored(of: &DataType) -> DataType {
    match of {
        DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
        DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
        DataType::Dictionary(_, of) => stored(of),
        other => other.clone(),
    }
}

impl<W: Write + Send> Output for Parquet<W> {
    fn rows(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        let columns =
            batch.columns().iter().zip(self.schema.fields()).map(|(column, field)| cast(column, field.data_type()));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns.collect::<Result<_, _>>()?)?;
        Ok(self.writer.write(&batch)?)
    }

    fn finish(self: Box<Self>) -> Result<(), OutputError> {
        self.writer.close()?;
        Ok(())
    }
}
