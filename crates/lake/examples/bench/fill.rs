//! Rows into the lake: invented events as they lie in files, or a few for each of many tables.

use std::fs;
use std::path::Path;
use std::time::Instant;

use atalaya_lake::{ColumnIx, Head, Sheet};
use atalaya_model::{Time, ValueRef};
use atalaya_schema::{ENTITIES, Kind, Schema};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::cost::cpu_s;
use super::{Result, open};

/// Whose the events are, as the bench imports them elsewhere.
const ORGANIZATION: &str = "ministry";
const SOURCE: &str = "endpoints";
const KIND: &str = "windows.sysmon";
/// Rows of each of many tables.
const TABLE_ROWS: u64 = 20;

/// Appends and flushes each file. Only appending and flushing is counted, not the reading of JSON.
pub(super) fn files(data: &Path, folder: &Path) -> Result<Value> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let schema = Schema::builtin();
    let kind = schema.kind(schema.kind_named(KIND).ok_or("no such kind")?);
    let (lake, _, _lock) = open(data)?;
    let (mut cost, mut wall, mut offset) = (0.0, 0.0, 0);
    let mut filler = Filler::new(ORGANIZATION, kind);
    for path in paths {
        let first = offset;
        let origin = Sha256::digest(path.as_os_str().as_encoded_bytes()).into();
        for line in fs::read(path)?.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            filler.row(&serde_json::from_slice(line)?, origin, offset, offset - first)?;
            offset += 1;
        }
        let chunk = filler.sheet.take();
        let (before, started) = (cpu_s()?, Instant::now());
        lake.append(vec![chunk], first..offset)?;
        lake.flush()?;
        cost += cpu_s()? - before;
        wall += started.elapsed().as_secs_f64();
    }
    let bytes: u64 = lake.tables().iter().map(|table| table.bytes).sum();
    lake.close()?;
    Ok(json!({"rows": offset, "cpu_s": cost, "wall_s": wall, "bytes": bytes}))
}

/// Makes tables of a few rows.
pub(super) fn tables(data: &Path, organizations: u64, kinds: usize) -> Result<Value> {
    let schema = Schema::builtin();
    let (lake, _, _lock) = open(data)?;
    let (started, mut offset) = (Instant::now(), 0);
    for organization in 0..organizations {
        let first = offset;
        let mut chunks = Vec::new();
        for kind in schema.kinds().iter().take(kinds) {
            let mut filler = Filler::new(&format!("organization {organization:03}"), kind);
            for row in 0..TABLE_ROWS {
                let event = json!({"UtcTime": "2026-03-14 12:00:00.000", "DestinationIp": format!("198.51.100.{row}"),
                                   "Hostname": format!("pc-{organization}"), "User": "ana", "Value": row});
                filler.row(event.as_object().ok_or("no object")?, [0; 32], offset, row)?;
                offset += 1;
            }
            chunks.push(filler.sheet.take());
        }
        lake.append(chunks, first..offset)?;
    }
    lake.flush()?;
    let tables = lake.tables().len();
    lake.close()?;
    Ok(json!({"tables": tables, "rows": offset, "wall_s": started.elapsed().as_secs_f64()}))
}

/// A sheet that is filled from flat JSON.
struct Filler {
    sheet: Sheet,
    columns: Vec<(String, ColumnIx, Option<usize>)>,
}

impl Filler {
    fn new(organization: &str, kind: &Kind) -> Filler {
        Filler { sheet: Sheet::new(organization, kind), columns: Vec::new() }
    }

    fn row(&mut self, event: &Map<String, Value>, origin: [u8; 32], offset: u64, record: u64) -> Result<()> {
        let time = event.get("UtcTime").and_then(Value::as_str).and_then(time);
        self.sheet.row(&Head {
            time,
            received: Time(1_780_000_000_000_000),
            source: SOURCE,
            class_uid: Some(1007),
            severity_id: None,
            origin,
            origin_record: record,
            origin_chunk: 0,
            origin_stream: false,
            late: false,
            offset,
            ordinal: 0,
        });
        for (place, (name, value)) in event.iter().enumerate() {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let (column, entity) = self.column(place, name);
            if let Some(entity) = entity {
                self.sheet.entity(entity, &text);
            }
            self.sheet.put(column, ValueRef::Text(&text));
        }
        Ok(())
    }

    /// The column of a member: they come in the same order in each event.
    fn column(&mut self, place: usize, name: &str) -> (ColumnIx, Option<usize>) {
        if self.columns.get(place).is_none_or(|(known, ..)| known != name) {
            let entity = entity(name).and_then(|entity| ENTITIES.iter().position(|known| *known == entity));
            self.columns.truncate(place);
            self.columns.push((name.to_owned(), self.sheet.column(Some(name), name), entity));
        }
        let (_, column, entity) = &self.columns[place];
        (*column, *entity)
    }
}

/// The entity that a member of Sysmon's events fills, as the kind says.
fn entity(member: &str) -> Option<&'static str> {
    Some(match member {
        "Hostname" => "host",
        "User" => "user",
        "Image" => "process",
        "ProcessId" => "process_id",
        "CommandLine" => "command_line",
        "ParentImage" => "parent_process",
        "ParentCommandLine" => "parent_command_line",
        "Hashes" => "hash",
        "SourceIp" => "src_ip",
        "SourcePort" => "src_port",
        "DestinationIp" => "dst_ip",
        "DestinationPort" => "dst_port",
        "Protocol" => "protocol",
        "QueryName" => "domain",
        _ => return None,
    })
}

/// `2026-03-14 12:34:56.789`: the day of the events, so many milliseconds after its midnight.
fn time(text: &str) -> Option<Time> {
    /// 2026-03-14, in microseconds.
    const MIDNIGHT: i64 = 1_773_446_400_000_000;
    let mut parts = text.get(11..)?.split([':', '.']).map(|part| part.parse::<i64>().ok());
    let (hour, minute, second, milli) = (parts.next()??, parts.next()??, parts.next()??, parts.next()??);
    Some(Time(MIDNIGHT + ((hour * 60 + minute) * 60 + second) * 1_000_000 + milli * 1000))
}
