//! An `add` of the log as a [`FileEntry`], and a file that was encoded as an `add`.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, NaiveDate};
use datafusion::arrow::datatypes::Schema;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::action::Add;
use super::{PARTITION, hex, unhex};
use crate::file_entry::{Bound, Bounded, DataFile, FileEntry};
use crate::pool::Pool;
use crate::weight::Weight;

/// Tags of an `add`.
const TAG_SOURCES: &str = "atalaya.sources";
const TAG_SHA256: &str = "atalaya.sha256";
const TAG_OFFSETS: &str = "atalaya.offsets";
const TAG_MISFITS: &str = "atalaya.misfits";
const TAG_COMPACTED: &str = "atalaya.compacted";
const TAG_WEIGHT: &str = "atalaya.weight";

/// Columns whose bounds are kept in memory for every file, beside those of `time`.
const BOUNDED: [&str; 6] = ["received", "class_uid", "severity_id", "host", "src_port", "dst_port"];
/// Bytes of a text that is kept as a bound; a file with a longer one has no bounds of that column.
const BOUND_BYTES_MAX: usize = 64;

/// Delta's statistics.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Stats {
    num_records: u64,
    min_values: BTreeMap<String, serde_json::Value>,
    max_values: BTreeMap<String, serde_json::Value>,
    null_count: BTreeMap<String, serde_json::Value>,
}

/// The `add` of a file that was stored under this path, with so many misfits among its rows.
pub(super) fn add(file: &DataFile, path: &str, misfits: u64, compacted: bool, modified: i64) -> Add {
    let sources: BTreeMap<_, _> = file.sources.iter().map(|(source, rows)| (source.as_ref(), rows)).collect();
    let mut tags = vec![
        (TAG_SOURCES, serde_json::to_string(&sources).unwrap_or_default()),
        (TAG_SHA256, hex(&Sha256::digest(&file.bytes))),
        (TAG_OFFSETS, format!("{}..{}", file.offsets.start, file.offsets.end)),
        (TAG_WEIGHT, format!("{}/{}", file.weight.window, file.weight.row)),
    ];
    tags.extend((misfits > 0).then(|| (TAG_MISFITS, misfits.to_string())));
    tags.extend(compacted.then(|| (TAG_COMPACTED, "true".to_owned())));
    Add {
        path: path.to_owned(),
        partition_values: partition(file.day),
        size: file.bytes.len() as i64,
        modification_time: modified,
        data_change: !compacted,
        stats: Some(file.stats.clone()),
        tags: Some(tags.into_iter().map(|(key, value)| (key.to_owned(), Some(value))).collect()),
    }
}

/// The values of the partition columns, for a day.
pub(super) fn partition(day: i32) -> BTreeMap<String, Option<String>> {
    BTreeMap::from([(PARTITION.to_owned(), Some(day_text(day)))])
}

/// A day as the log and the paths have it: `2024-01-31`.
pub(super) fn day_text(day: i32) -> String {
    NaiveDate::from_epoch_days(day).map(|date| date.to_string()).unwrap_or_default()
}

fn day_number(text: &str) -> Option<i32> {
    text.parse::<NaiveDate>().ok().map(|date| date.to_epoch_days())
}

/// What is kept of an `add`; `None` where it is none of ours.
pub(super) fn entry(add: &Add, schema: &Schema, pool: &mut Pool) -> Option<FileEntry> {
    let stats: Stats = serde_json::from_str(add.stats.as_deref()?).ok()?;
    let tags = add.tags.as_ref()?;
    let tag = |key: &str| tags.get(key).and_then(Option::as_deref);
    let sources: BTreeMap<String, u64> = serde_json::from_str(tag(TAG_SOURCES)?).ok()?;
    let time = |values: &BTreeMap<String, _>| values.get("time").and_then(micros);
    let times = time(&stats.min_values).zip(time(&stats.max_values));
    Some(FileEntry {
        path: add.path.as_str().into(),
        size: u64::try_from(add.size).ok()?,
        rows: stats.num_records,
        day: day_number(add.partition_values.get(PARTITION)?.as_deref()?)?,
        times,
        timeless: stats.null_count.get("time").and_then(serde_json::Value::as_u64).unwrap_or(0),
        offsets: range(tag(TAG_OFFSETS)?)?,
        sources: sources.into_iter().map(|(source, rows)| (pool.text(&source), rows)).collect(),
        misfits: tag(TAG_MISFITS).map_or(Some(0), |text| text.parse().ok())?,
        sha256: unhex(tag(TAG_SHA256)?)?,
        compacted: tag(TAG_COMPACTED).is_some(),
        present: present(&stats, schema),
        bounds: BOUNDED.iter().filter_map(|name| bounded(&stats, schema, name)).collect(),
        weight: weight(tag(TAG_WEIGHT)?)?,
    })
}

fn weight(text: &str) -> Option<Weight> {
    let (window, row) = text.split_once('/')?;
    Some(Weight { window: window.parse().ok()?, row: row.parse().ok()? })
}

fn range(text: &str) -> Option<Range<u64>> {
    let (start, end) = text.split_once("..")?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

fn present(stats: &Stats, schema: &Schema) -> Box<[u64]> {
    let mut bits = vec![0_u64; schema.fields().len().div_ceil(64)];
    for (column, field) in schema.fields().iter().enumerate() {
        let nulls = stats.null_count.get(field.name()).and_then(serde_json::Value::as_u64);
        // A column without a count may have values if the file has statistics for others only.
        if nulls.map_or(stats.null_count.is_empty(), |nulls| nulls < stats.num_records) {
            bits[column / 64] |= 1 << (column % 64);
        }
    }
    bits.into()
}

fn bounded(stats: &Stats, schema: &Schema, name: &str) -> Option<Bounded> {
    let column = u16::try_from(schema.index_of(name).ok()?).ok()?;
    let bound = |values: &BTreeMap<String, serde_json::Value>| match values.get(name)? {
        serde_json::Value::Number(number) => Some(Bound::Integer(number.as_i64()?)),
        value if name == "received" => Some(Bound::Integer(micros(value)?)),
        serde_json::Value::String(text) if text.len() <= BOUND_BYTES_MAX => Some(Bound::Text(text.as_str().into())),
        _ => None,
    };
    Some(Bounded { column, min: bound(&stats.min_values)?, max: bound(&stats.max_values)? })
}

fn micros(value: &serde_json::Value) -> Option<i64> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|time| time.timestamp_micros())
}
