//! Where the rows of a file are, and in which order they stand in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{Date32Type, TimestampMicrosecondType};
use datafusion::parquet::errors::Result;

use crate::chunk::Chunk;
use crate::column::DAY;

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    time: i64,
    pub(super) chunk: u32,
    pub(super) row: u32,
}

/// The rows of each day, ordered by time, those without behind. Rows that are in order already cost next to nothing.
pub(super) fn days(chunks: &[Arc<Chunk>]) -> Result<BTreeMap<i32, Vec<Place>>> {
    let mut days: BTreeMap<i32, Vec<Place>> = BTreeMap::new();
    for (number, chunk) in chunks.iter().enumerate() {
        let of_row = chunk.column(DAY)?.as_primitive::<Date32Type>();
        let times = chunk.column("time")?.as_primitive::<TimestampMicrosecondType>();
        let mut row = 0;
        while row < chunk.rows() {
            let day = of_row.value(row);
            let places = days.entry(day).or_default();
            while row < chunk.rows() && of_row.value(row) == day {
                let time = if times.is_valid(row) { times.value(row) } else { i64::MAX };
                places.push(Place { time, chunk: number as u32, row: row as u32 });
                row += 1;
            }
        }
    }
    days.values_mut().for_each(|places| places.sort_by_key(|place| place.time));
    Ok(days)
}

/// Which of the chunks have any of the rows.
pub(super) fn used(chunks: usize, places: &[Place]) -> Vec<bool> {
    let mut used = vec![false; chunks];
    places.iter().for_each(|place| used[place.chunk as usize] = true);
    used
}
