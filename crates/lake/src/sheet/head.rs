//! The columns that every row has: when, from whom, the entities, and where it comes from.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use atalaya_model::Time;
use atalaya_schema::ENTITIES;
use datafusion::arrow::array::{ArrayRef, Date32Array, TimestampMicrosecondArray, new_null_array};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::arrow::error::ArrowError;

use super::Provenance;
use super::cells::{Cells, TextCells};
use crate::column::{ColumnType, DAY, ENTITY_FIRST, STORED};

const DAY_MICROS: i64 = 86_400_000_000;
/// 1990-01-01: events are not believed to be older.
const PLAUSIBLE_FIRST: i64 = 7305 * DAY_MICROS;

/// What a row has besides its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head<'a> {
    /// When it happened.
    pub time: Option<Time>,
    /// When it was received.
    pub received: Time,
    /// The source.
    pub source: &'a str,
    /// OCSF's class.
    pub class_uid: Option<u32>,
    /// OCSF's severity.
    pub severity_id: Option<u32>,
    /// SHA-256 of the file or of the archive's member it stood in; of the frame where it came by stream.
    pub origin: [u8; 32],
    /// The record's number there; by stream, the frame's occurrence.
    pub origin_record: u64,
    /// Where the record's chunk begins in the file, for formats that have chunks.
    pub origin_chunk: u64,
    /// Whether it came by stream.
    pub origin_stream: bool,
    /// Whether it was decoded again, after its time.
    pub late: bool,
    /// The journal's offset of its frame.
    pub offset: u64,
    /// Its place within the frame.
    pub ordinal: u32,
}

impl Head<'_> {
    /// The day in whose partition the row is, as days since 1970-01-01, and whether it is that of receipt because the
    /// event's own is missing or not plausible.
    #[must_use]
    pub fn day(&self) -> (i32, bool) {
        let latest = self.received.micros().saturating_add(DAY_MICROS);
        let plausible = self.time.map(Time::micros).filter(|time| (PLAUSIBLE_FIRST..=latest).contains(time));
        let day = plausible.unwrap_or(self.received.micros()).div_euclid(DAY_MICROS);
        (i32::try_from(day).unwrap_or(i32::MAX), plausible.is_none())
    }
}

/// The values of one entity.
#[derive(Debug)]
enum Entity {
    Text(TextCells),
    Int64(Cells<i64>),
    Int32(Cells<i32>),
}

/// The head's columns of the rows of a sheet.
#[derive(Debug)]
pub(super) struct HeadCells {
    time: Cells<i64>,
    received: Cells<i64>,
    source: TextCells,
    class_uid: Cells<i32>,
    severity_id: Cells<i32>,
    entities: Vec<Entity>,
    origin: TextCells,
    last_origin: Option<[u8; 32]>,
    origin_record: Cells<i64>,
    origin_chunk: Cells<i64>,
    origin_stream: Cells<bool>,
    late: Cells<bool>,
    day_assumed: Cells<bool>,
    offset: Cells<i64>,
    ordinal: Cells<i32>,
    days: Vec<i32>,
    offsets: Option<Range<u64>>,
}

impl Default for HeadCells {
    fn default() -> HeadCells {
        let entity = |at: usize| match STORED[ENTITY_FIRST + at].of {
            ColumnType::Int64 => Entity::Int64(Cells::default()),
            ColumnType::Int32 => Entity::Int32(Cells::default()),
            _ => Entity::Text(TextCells::default()),
        };
        HeadCells {
            time: Cells::default(),
            received: Cells::default(),
            source: TextCells::default(),
            class_uid: Cells::default(),
            severity_id: Cells::default(),
            entities: (0..ENTITIES.len()).map(entity).collect(),
            origin: TextCells::default(),
            last_origin: None,
            origin_record: Cells::default(),
            origin_chunk: Cells::default(),
            origin_stream: Cells::default(),
            late: Cells::default(),
            day_assumed: Cells::default(),
            offset: Cells::default(),
            ordinal: Cells::default(),
            days: Vec::new(),
            offsets: None,
        }
    }
}

impl HeadCells {
    /// Adds row number `row`.
    #[inline]
    pub(super) fn push(&mut self, row: usize, head: &Head<'_>) {
        if let Some(time) = head.time {
            self.time.set(row, time.micros());
        }
        self.received.set(row, head.received.micros());
        self.source.set(row, head.source);
        let number = |value: Option<u32>| value.and_then(|value| i32::try_from(value).ok());
        if let Some(class) = number(head.class_uid) {
            self.class_uid.set(row, class);
        }
        if let Some(severity) = number(head.severity_id) {
            self.severity_id.set(row, severity);
        }
        self.push_origin(row, head);
        let (day, assumed) = head.day();
        self.days.push(day);
        self.day_assumed.set(row, assumed);
        self.late.set(row, head.late);
        self.offset.set(row, signed(head.offset));
        self.ordinal.set(row, i32::try_from(head.ordinal).unwrap_or(i32::MAX));
        let offsets = self.offsets.get_or_insert(head.offset..head.offset.saturating_add(1));
        offsets.start = offsets.start.min(head.offset);
        offsets.end = offsets.end.max(head.offset.saturating_add(1));
    }

    fn push_origin(&mut self, row: usize, head: &Head<'_>) {
        if self.last_origin == Some(head.origin) {
            self.origin.repeat(row);
        } else {
            let mut hex = [0; 64];
            self.origin.set(row, hex_of(&head.origin, &mut hex));
            self.last_origin = Some(head.origin);
        }
        self.origin_record.set(row, signed(head.origin_record));
        self.origin_chunk.set(row, signed(head.origin_chunk));
        self.origin_stream.set(row, head.origin_stream);
    }

    /// Gives row number `row` an entity. `false`: it is no number that its column can hold.
    #[inline]
    pub(super) fn entity(&mut self, row: usize, entity: usize, text: &str) -> bool {
        match self.entities.get_mut(entity) {
            Some(Entity::Text(cells)) => cells.set(row, text),
            Some(Entity::Int64(cells)) => match whole_number(text) {
                Some(number) => cells.set(row, number),
                None => return false,
            },
            Some(Entity::Int32(cells)) => match whole_number(text).and_then(|number| i32::try_from(number).ok()) {
                Some(number) => cells.set(row, number),
                None => return false,
            },
            None => return false,
        }
        true
    }

    pub(super) fn bytes(&self) -> usize {
        let entity = |entity: &Entity| match entity {
            Entity::Text(cells) => cells.bytes(),
            Entity::Int64(cells) => cells.bytes(),
            Entity::Int32(cells) => cells.bytes(),
        };
        // Per row: five numbers of 64 bits, four of 32, three of a byte.
        let fixed = self.days.len() * (5 * 8 + 4 * 4 + 3);
        fixed + self.source.bytes() + self.origin.bytes() + self.entities.iter().map(entity).sum::<usize>()
    }

    /// Which part of the journal the rows are of, and how many there are of each source.
    pub(super) fn provenance(&mut self, _rows: usize) -> Provenance {
        let sources: BTreeMap<Arc<str>, u64> = self.source.counts().map(|(name, rows)| (name.into(), rows)).collect();
        (self.offsets.take().unwrap_or(0..0), sources)
    }

    /// The columns, `rest` put into its place, and behind them the day. Begins anew.
    pub(super) fn take(&mut self, rows: usize, rest: Option<ArrayRef>) -> Result<Vec<(Field, ArrayRef)>, ArrowError> {
        let mut taken = std::mem::take(self);
        let mut arrays = vec![time(&mut taken.time, rows), time(&mut taken.received, rows), taken.source.take(rows)?];
        arrays.push(taken.class_uid.array(rows));
        arrays.push(taken.severity_id.array(rows));
        for entity in &mut taken.entities {
            arrays.push(match entity {
                Entity::Text(cells) => cells.take(rows)?,
                Entity::Int64(cells) => cells.array(rows),
                Entity::Int32(cells) => cells.array(rows),
            });
        }
        arrays.push(taken.origin.take(rows)?);
        arrays.extend([taken.origin_record.array(rows), taken.origin_chunk.array(rows)]);
        arrays.extend([taken.origin_stream.array(rows), taken.late.array(rows), taken.day_assumed.array(rows)]);
        arrays.extend([rest, taken.offset.array(rows), taken.ordinal.array(rows)]);
        let mut columns = named(arrays, rows);
        columns.push((Field::new(DAY, DataType::Date32, false), Arc::new(Date32Array::from(taken.days))));
        Ok(columns)
    }
}

/// The stored columns with their names; those without any value share one array per type.
fn named(arrays: Vec<Option<ArrayRef>>, rows: usize) -> Vec<(Field, ArrayRef)> {
    let mut empty: Vec<ArrayRef> = Vec::new();
    let mut nothing = |of: &DataType| {
        let known = empty.iter().find(|array| array.data_type() == of).cloned();
        known.unwrap_or_else(|| {
            let array = new_null_array(of, rows);
            empty.push(array.clone());
            array
        })
    };
    let column = |(column, array): (&crate::column::StoredColumn, Option<ArrayRef>)| {
        let of = column.of.in_memory();
        let array = array.unwrap_or_else(|| nothing(&of));
        (Field::new(column.name, of, column.nullable), array)
    };
    STORED.iter().zip(arrays).map(column).collect()
}

fn time(cells: &mut Cells<i64>, rows: usize) -> Option<ArrayRef> {
    let (values, nulls) = cells.take(rows)?;
    Some(Arc::new(TimestampMicrosecondArray::new(values.into(), nulls).with_timezone("UTC")))
}

/// As far as 64 bits with a sign reach: no file and no journal is that large.
fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A whole number, decimal or, as Windows writes process numbers, hexadecimal behind `0x`.
fn whole_number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => i64::from_str_radix(hex, 16).ok(),
        Some(_) => None,
        None => text.parse().ok(),
    }
}

fn hex_of<'a>(digest: &[u8; 32], room: &'a mut [u8; 64]) -> &'a str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (at, byte) in digest.iter().enumerate() {
        room[2 * at] = DIGITS[usize::from(byte >> 4)];
        room[2 * at + 1] = DIGITS[usize::from(byte & 15)];
    }
    std::str::from_utf8(room).unwrap_or_default()
}
