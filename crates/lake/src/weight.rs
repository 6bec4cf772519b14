//! How much memory rows take when they are read, so that as few are read together as memory allows.
//!
//! What counts is the text: a value may have megabytes, and compresses so well that the size of a file says nothing of it.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Int32Type};

/// Rows of a window: so many at a time are weighed.
pub(crate) const WINDOW_ROWS: usize = 1024;
/// Bytes of text with which a window ends, however few rows it has, and with it the group of its file: one batch never has
/// rows of two groups.
pub const WINDOW_BYTES_MAX: u64 = 32 << 20;
/// Bytes of text that upkeep reads of a file at a time, unless one row has more.
pub(crate) const BATCH_BYTES_MAX: u64 = 16 << 20;

/// Bytes of text that rows of a file have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Weight {
    /// Of the heaviest window.
    pub(crate) window: u64,
    /// Of the heaviest row.
    pub(crate) row: u64,
}

impl Weight {
    /// At least that of both.
    pub(crate) fn max(self, other: Weight) -> Weight {
        Weight { window: self.window.max(other.window), row: self.row.max(other.row) }
    }

    /// The most bytes of text that so many rows in sequence can have.
    pub(crate) fn of_rows(self, rows: u64) -> u64 {
        let most = self.row.saturating_mul(rows);
        if self.window > WINDOW_BYTES_MAX {
            // Windows may have ended early: nobody knows how many the rows have.
            return most;
        }
        // They may lie across the border of two windows.
        let windows = rows.div_ceil(WINDOW_ROWS as u64) + 1;
        self.window.saturating_mul(windows).min(most)
    }

    /// How many rows may be read together, at most `rows` and at least `least`, to stay within so many bytes of text.
    pub(crate) fn rows_within(self, bytes: u64, rows: u64, least: u64) -> u64 {
        let mut rows = rows;
        while rows > least.max(1) && self.of_rows(rows) > bytes {
            rows /= 2;
        }
        rows.max(1)
    }
}

/// Weighs rows in the order in which they are written.
#[derive(Debug, Default)]
pub(crate) struct Scales {
    rows: usize,
    bytes: u64,
    weight: Weight,
}

impl Scales {
    /// Puts a row behind the others; whether the group must end with it.
    pub(crate) fn put(&mut self, bytes: u64) -> bool {
        self.rows += 1;
        self.bytes += bytes;
        self.weight = self.weight.max(Weight { window: self.bytes, row: bytes });
        let heavy = self.bytes > WINDOW_BYTES_MAX;
        if heavy || self.rows == WINDOW_ROWS {
            (self.rows, self.bytes) = (0, 0);
        }
        heavy
    }

    /// Of all rows.
    pub(crate) fn weight(&self) -> Weight {
        self.weight
    }
}

/// Bytes of text of each row.
pub(crate) fn weigh(batch: &RecordBatch) -> Vec<u64> {
    let mut bytes = vec![0; batch.num_rows()];
    for column in batch.columns().iter().filter(|column| column.null_count() < column.len()) {
        add(column, &mut bytes);
    }
    bytes
}

fn add(column: &dyn Array, bytes: &mut [u64]) {
    match column.data_type() {
        DataType::Utf8View => {
            let lengths = column.as_string_view().lengths();
            bytes.iter_mut().zip(lengths).for_each(|(bytes, length)| *bytes += u64::from(length));
        }
        DataType::Utf8 => {
            let lengths = column.as_string::<i32>().offsets().lengths();
            bytes.iter_mut().zip(lengths).for_each(|(bytes, length)| *bytes += length as u64);
        }
        DataType::Dictionary(..) => add_keyed(column, bytes),
        _ => {}
    }
}

fn add_keyed(column: &dyn Array, bytes: &mut [u64]) {
    let Some(column) = column.as_dictionary_opt::<Int32Type>() else { return };
    let Some(values) = column.values().as_string_opt::<i32>() else { return };
    let lengths: Vec<u64> = values.offsets().lengths().map(|length| length as u64).collect();
    let mut add = |row: usize, key: i32| bytes[row] += lengths.get(key as usize).copied().unwrap_or(0);
    let keys = column.keys().values();
    match column.nulls() {
        None => keys.iter().enumerate().for_each(|(row, key)| add(row, *key)),
        Some(nulls) => nulls.valid_indices().for_each(|row| add(row, keys[row])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{ArrayRef, DictionaryArray, Int64Array, StringArray, StringViewArray};
    use std::sync::Arc;

    #[test]
    fn a_row_weighs_what_its_texts_have() {
        let plain: ArrayRef = Arc::new(StringArray::from(vec![Some("abc"), None, Some("")]));
        let views: ArrayRef = Arc::new(StringViewArray::from(vec![None, Some("a text that is not in its view"), None]));
        let keyed: DictionaryArray<Int32Type> = vec![Some("one"), None, Some("one")].into_iter().collect();
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
        let batch = RecordBatch::try_from_iter_with_nullable(vec![
            ("plain", plain, true),
            ("views", views, true),
            ("keyed", Arc::new(keyed) as ArrayRef, true),
            ("numbers", numbers, true),
        ]);
        assert_eq!(weigh(&batch.unwrap()), [6, 30, 3]);
    }

    #[test]
    fn a_group_ends_with_the_row_that_is_too_much_for_its_window() {
        let mut scales = Scales::default();
        let ends: Vec<bool> = (0..5).map(|_| scales.put(WINDOW_BYTES_MAX / 2)).collect();
        assert_eq!(ends, [false, false, true, false, false]);
        assert_eq!(scales.weight(), Weight { window: WINDOW_BYTES_MAX / 2 * 3, row: WINDOW_BYTES_MAX / 2 });
    }

    #[test]
    fn light_rows_end_no_group() {
        let mut scales = Scales::default();
        assert!((0..WINDOW_ROWS * 4).all(|_| !scales.put(1000)));
        assert_eq!(scales.weight(), Weight { window: 1000 * WINDOW_ROWS as u64, row: 1000 });
    }

    #[test]
    fn rows_weigh_no_more_than_their_windows_nor_than_the_heaviest_of_them() {
        let weight = Weight { window: 1000, row: 10 };
        assert_eq!((weight.rows_within(3000, 8192, 1), weight.rows_within(49, 8192, 1)), (2048, 4));
        assert_eq!((weight.of_rows(5), weight.of_rows(1024), weight.of_rows(2048)), (50, 2000, 3000));
    }
}
