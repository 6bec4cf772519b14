//! The values of one column while rows come in: as long as the last row that has one, and no longer.
//!
//! Text is kept once for each different value as long as that is worth it; a column whose values hardly repeat is noticed
//! and only appended to from then on.

use std::hash::Hasher as _;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray,
};
use datafusion::arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use datafusion::arrow::error::ArrowError;
use rustc_hash::FxHasher;

/// Places that are looked at for a text before it is kept again: only an attacker makes so many of one hash.
const PROBES_MAX: usize = 16;
/// Different texts from which on it is asked whether they repeat.
const TRIAL: usize = 1024;
/// The key of a row without a value.
const NONE: i32 = -1;

/// Texts, each kept once while that is worth it.
#[derive(Debug, Default)]
pub(crate) struct TextCells {
    keys: Vec<i32>,
    values: Vec<u8>,
    /// Where each value ends; its beginning is the end of the one before.
    ends: Vec<i32>,
    /// Hash (upper half) and key + 1 (lower half) of a value; 0: free. Empty: values are no longer looked up.
    slots: Vec<u64>,
    hopeless: bool,
    filled: usize,
}

impl TextCells {
    /// Gives row `row` a text. Rows come in order; those between have none.
    #[inline]
    pub(crate) fn set(&mut self, row: usize, text: &str) {
        let key = self.key(text);
        self.set_key(row, key);
    }

    /// Gives row `row` the text of the last row that got one.
    #[inline]
    pub(crate) fn repeat(&mut self, row: usize) {
        if let Some(&key) = self.keys.last() {
            self.set_key(row, key);
        }
    }

    #[inline]
    fn set_key(&mut self, row: usize, key: i32) {
        if self.keys.len() < row {
            self.keys.resize(row, NONE);
        }
        self.keys.push(key);
        self.filled += 1;
    }

    /// Takes back the text of the last row that has one, and returns it.
    pub(crate) fn pop(&mut self) -> Option<&str> {
        let key = self.keys.pop()?;
        self.filled -= 1;
        self.value(key)
    }

    /// Takes back the text of row `row`, if it is the last one that has one.
    pub(crate) fn forget(&mut self, row: usize) {
        if self.keys.len() == row + 1 {
            self.pop();
        }
    }

    /// How many rows there are of each text.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        let mut counts = vec![0; self.ends.len()];
        for &key in &self.keys {
            if let Ok(key) = usize::try_from(key) {
                counts[key] += 1;
            }
        }
        counts.into_iter().enumerate().filter_map(|(key, rows)| Some((self.value(key as i32)?, rows)))
    }

    fn value(&self, key: i32) -> Option<&str> {
        let key = usize::try_from(key).ok()?;
        std::str::from_utf8(self.bytes_of(key)).ok()
    }

    #[inline]
    fn bytes_of(&self, key: usize) -> &[u8] {
        let start = if key == 0 { 0 } else { self.ends[key - 1] as usize };
        &self.values[start..self.ends[key] as usize]
    }

    #[inline]
    fn key(&mut self, text: &str) -> i32 {
        if let Some(&last) = self.keys.last()
            && last != NONE
            && self.bytes_of(last as usize) == text.as_bytes()
        {
            return last;
        }
        if self.hopeless { self.add(text) } else { self.intern(text) }
    }

    fn intern(&mut self, text: &str) -> i32 {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
            if self.hopeless {
                return self.add(text);
            }
        }
        let hash = hash(text);
        let mask = self.slots.len() - 1;
        for probe in 0..PROBES_MAX {
            let at = (hash as usize).wrapping_add(probe) & mask;
            let slot = self.slots[at];
            if slot == 0 {
                let key = self.add(text);
                self.slots[at] = u64::from(hash) << 32 | (key as u64 + 1);
                return key;
            }
            let key = (slot as u32 - 1) as usize;
            if (slot >> 32) as u32 == hash && self.bytes_of(key) == text.as_bytes() {
                return key as i32;
            }
        }
        self.add(text)
    }

    fn add(&mut self, text: &str) -> i32 {
        self.values.extend_from_slice(text.as_bytes());
        let end = i32::try_from(self.values.len()).expect("a sheet is taken long before it has 2 GiB of one column");
        let key = i32::try_from(self.ends.len()).expect("there are no more values than bytes and rows");
        self.ends.push(end);
        key
    }

    /// More room for different texts, or the insight that they hardly repeat.
    fn grow(&mut self) {
        if self.ends.len() >= TRIAL && self.filled < self.ends.len() + self.ends.len() / 2 {
            self.hopeless = true;
            self.slots = Vec::new();
            return;
        }
        let len = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![0; len]);
        for slot in old.into_iter().filter(|slot| *slot != 0) {
            let hash = (slot >> 32) as usize;
            let free =
                (0..PROBES_MAX).map(|probe| hash.wrapping_add(probe) & (len - 1)).find(|at| self.slots[*at] == 0);
            // One that finds no place is kept again when it comes again.
            if let Some(at) = free {
                self.slots[at] = slot;
            }
        }
    }

    /// Bytes that are kept.
    pub(crate) fn bytes(&self) -> usize {
        self.keys.len() * 4 + self.values.len() + self.ends.len() * 4
    }

    /// The column of `rows` rows, and how many have a value; `None` where none has. Begins anew.
    pub(crate) fn take(&mut self, rows: usize) -> Result<Option<ArrayRef>, ArrowError> {
        let TextCells { mut keys, values, ends, filled, .. } = std::mem::take(self);
        if filled == 0 {
            return Ok(None);
        }
        keys.resize(rows, NONE);
        let nulls = (filled < rows).then(|| keys.iter().map(|key| *key != NONE).collect::<NullBuffer>());
        if nulls.is_some() {
            // A null's key must still be one that a kernel may look up.
            keys.iter_mut().filter(|key| **key == NONE).for_each(|key| *key = 0);
        }
        let offsets: ScalarBuffer<i32> = std::iter::once(0).chain(ends).collect();
        let texts = StringArray::try_new(OffsetBuffer::new(offsets), Buffer::from_vec(values), None)?;
        let array = DictionaryArray::try_new(Int32Array::try_new(keys.into(), nulls)?, Arc::new(texts))?;
        Ok(Some(Arc::new(array)))
    }
}

/// The half that the table uses.
fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    (hasher.finish() >> 32) as u32 ^ hasher.finish() as u32
}

/// Values of a fixed size.
#[derive(Debug)]
pub(crate) struct Cells<T> {
    values: Vec<T>,
    /// Which rows have one; empty as long as all have.
    present: Vec<bool>,
}

impl<T> Default for Cells<T> {
    fn default() -> Cells<T> {
        Cells { values: Vec::new(), present: Vec::new() }
    }
}

impl<T: Copy + Default> Cells<T> {
    /// Gives row `row` a value. Rows come in order; those between have none.
    #[inline]
    pub(crate) fn set(&mut self, row: usize, value: T) {
        if self.values.len() < row {
            self.present.resize(self.values.len(), true);
            self.values.resize(row, T::default());
            self.present.resize(row, false);
        }
        self.values.push(value);
        if !self.present.is_empty() {
            self.present.push(true);
        }
    }

    /// Takes back the value of the last row that has one, and returns it.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.present.pop();
        self.values.pop()
    }

    /// Takes back the value of row `row`, if it is the last one that has one.
    pub(crate) fn forget(&mut self, row: usize) {
        if self.values.len() == row + 1 {
            self.pop();
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.values.as_slice()) + self.present.len()
    }

    /// The values of `rows` rows and which of them there are; `None` where there is none. Begins anew.
    pub(crate) fn take(&mut self, rows: usize) -> Option<(Vec<T>, Option<NullBuffer>)> {
        let Cells { mut values, mut present } = std::mem::take(self);
        if values.is_empty() || !present.is_empty() && !present.contains(&true) {
            return None;
        }
        if values.len() < rows {
            present.resize(values.len(), true);
            present.resize(rows, false);
            values.resize(rows, T::default());
        }
        Some((values, (!present.is_empty()).then(|| NullBuffer::from(present))))
    }
}

impl Cells<i64> {
    pub(crate) fn array(&mut self, rows: usize) -> Option<ArrayRef> {
        let (values, nulls) = self.take(rows)?;
        Some(Arc::new(Int64Array::new(values.into(), nulls)))
    }
}

impl Cells<i32> {
    pub(crate) fn array(&mut self, rows: usize) -> Option<ArrayRef> {
        let (values, nulls) = self.take(rows)?;
        Some(Arc::new(Int32Array::new(values.into(), nulls)))
    }
}

impl Cells<f64> {
    pub(crate) fn array(&mut self, rows: usize) -> Option<ArrayRef> {
        let (values, nulls) = self.take(rows)?;
        Some(Arc::new(Float64Array::new(values.into(), nulls)))
    }
}

impl Cells<bool> {
    pub(crate) fn array(&mut self, rows: usize) -> Option<ArrayRef> {
        let (values, nulls) = self.take(rows)?;
        Some(Arc::new(BooleanArray::new(values.into(), nulls)))
    }
}
