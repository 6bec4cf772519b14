//! The values of one column, taken from the chunks in the order of the file.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Int32Array, StringArray, StringBuilder, new_null_array,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::compute::{concat, interleave};
use datafusion::arrow::datatypes::{DataType, Field, Int32Type};
use datafusion::parquet::arrow::arrow_writer::{ArrowColumnWriter, compute_leaves};
use datafusion::parquet::errors::{ParquetError, Result};

use super::order::{Place, used};
use crate::chunk::Chunk;

/// Bytes of text that are handed to the encoder at once.
const TEXT_BYTES_MAX: usize = 16 << 20;

/// Rows of one group of a file.
pub(super) struct Gather<'a> {
    chunks: &'a [Arc<Chunk>],
    places: &'a [Place],
    used: Vec<bool>,
    /// The places as the kernel wants them.
    indices: Vec<(usize, usize)>,
}

/// A column of text of a chunk: where its values begin among those of all chunks.
struct Part<'a> {
    keys: &'a Int32Array,
    values: &'a StringArray,
    base: i32,
}

impl<'a> Gather<'a> {
    pub(super) fn new(chunks: &'a [Arc<Chunk>], places: &'a [Place]) -> Gather<'a> {
        let indices = places.iter().map(|place| (place.chunk as usize, place.row as usize)).collect();
        Gather { chunks, places, used: used(chunks.len(), places), indices }
    }

    /// Writes the column `field`.
    pub(super) fn write(&self, field: &Field, writer: &mut ArrowColumnWriter) -> Result<()> {
        let write = |array: ArrayRef| compute_leaves(field, &array)?.iter().try_for_each(|leaf| writer.write(leaf));
        if *field.data_type() == DataType::Utf8 {
            self.write_text(field, write)
        } else {
            self.write_fixed(field, write)
        }
    }

    fn write_fixed(&self, field: &Field, mut write: impl FnMut(ArrayRef) -> Result<()>) -> Result<()> {
        let column = |(chunk, used): (&Arc<Chunk>, &bool)| {
            let known = chunk.batch.column_by_name(field.name()).filter(|_| *used);
            known.cloned().unwrap_or_else(|| new_null_array(field.data_type(), if *used { chunk.rows() } else { 0 }))
        };
        let arrays: Vec<ArrayRef> = self.chunks.iter().zip(&self.used).map(column).collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        write(interleave(&arrays, &self.indices)?)
    }

    fn write_text(&self, field: &Field, mut write: impl FnMut(ArrayRef) -> Result<()>) -> Result<()> {
        let parts = self.parts(field.name())?;
        let values: usize = parts.iter().flatten().map(|part| part.values.len()).sum();
        let bytes: usize = parts.iter().flatten().map(|part| part.values.value_data().len()).sum();
        if values == 0 {
            write(new_null_array(field.data_type(), self.places.len()))
        } else if values <= self.places.len() && bytes <= TEXT_BYTES_MAX {
            write(self.keys(&parts)?)
        } else {
            self.write_copied(&parts, write)
        }
    }

    fn parts(&self, name: &str) -> Result<Vec<Option<Part<'a>>>> {
        let mut base = 0;
        let part = |(chunk, used): (&'a Arc<Chunk>, &bool)| {
            let Some(column) = chunk.batch.column_by_name(name).filter(|_| *used) else { return Ok(None) };
            let column = column.as_dictionary_opt::<Int32Type>();
            let column = column.ok_or_else(|| ParquetError::General(format!("column `{name}` is no text")))?;
            let values = column.values().as_string::<i32>();
            let part = Part { keys: column.keys(), values, base };
            base = i32::try_from(values.len()).ok().and_then(|len| base.checked_add(len)).unwrap_or(i32::MAX);
            Ok(Some(part))
        };
        self.chunks.iter().zip(&self.used).map(part).collect()
    }

    /// Keys into the values of all chunks, one behind the other: no text of a row is touched.
    fn keys(&self, parts: &[Option<Part<'a>>]) -> Result<ArrayRef> {
        let values: Vec<&dyn Array> = parts.iter().flatten().map(|part| part.values as &dyn Array).collect();
        let values = if let [one] = values.as_slice() { one.slice(0, one.len()) } else { concat(&values)? };
        let mut keys = Vec::with_capacity(self.places.len());
        let mut present = Vec::new();
        for (at, place) in self.places.iter().enumerate() {
            let row = place.row as usize;
            let key = parts[place.chunk as usize]
                .as_ref()
                .filter(|part| part.keys.is_valid(row))
                .map(|part| part.base + part.keys.value(row));
            if key.is_none() && present.is_empty() {
                present.resize(at, true);
            }
            if key.is_none() || !present.is_empty() {
                present.push(key.is_some());
            }
            keys.push(key.unwrap_or_default());
        }
        let nulls = (!present.is_empty()).then(|| NullBuffer::from(present));
        Ok(Arc::new(DictionaryArray::try_new(Int32Array::try_new(keys.into(), nulls)?, values)?))
    }

    /// The rows' own texts, where the chunks have more values than there are rows.
    fn write_copied(&self, parts: &[Option<Part<'a>>], mut write: impl FnMut(ArrayRef) -> Result<()>) -> Result<()> {
        let mut texts = StringBuilder::new();
        for place in self.places {
            let row = place.row as usize;
            match parts[place.chunk as usize].as_ref().filter(|part| part.keys.is_valid(row)) {
                Some(part) => texts.append_value(part.values.value(part.keys.value(row) as usize)),
                None => texts.append_null(),
            }
            if texts.values_slice().len() >= TEXT_BYTES_MAX {
                write(Arc::new(texts.finish()))?;
            }
        }
        write(Arc::new(texts.finish()))
    }
}

/// Whether values of a column of text repeat, as far as the chunks have noticed.
pub(super) fn repeats(chunks: &[Arc<Chunk>], places: &[Place], name: &str) -> bool {
    let used = used(chunks.len(), places);
    let (mut values, mut filled) = (0, 0);
    for (chunk, _) in chunks.iter().zip(used).filter(|(_, used)| *used) {
        if let Some(column) =
            chunk.batch.column_by_name(name).and_then(|column| column.as_dictionary_opt::<Int32Type>())
        {
            values += column.values().len();
            filled += column.len() - column.null_count();
        }
    }
    // A small file's dictionary costs nothing, and what looks unique in each chunk may repeat from chunk to chunk.
    filled < 1000 || values * 10 < filled * 9
}
