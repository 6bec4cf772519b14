//! Many rows, many files, many tables: opening, the first hunt, and what of it is touched.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::Bench;
use super::data::Data;
use super::hunts::text;
use super::part::Part;
use crate::bench::table::{Column, grouped};
use crate::step::say;

const COLUMNS: &[Column] = &[("what", false), ("measured", true), ("at most", true), ("", false)];
/// Files that hold the many rows.
const FILES: u64 = 400;
/// Organizations of the many tables.
const ORGANIZATIONS: u64 = 200;
/// Kinds that each of them has.
const KINDS: u64 = 20;

/// The lake of many rows, filled once for all parts.
pub(super) fn lake(bench: &Bench<'_>) -> Result<(std::path::PathBuf, Value)> {
    let rows = bench.options.many();
    bench.data.once("many", rows, |data: &Data, to| {
        let files = if bench.options.quick { 40 } else { FILES };
        let events = data.events(bench.programs, "many-events", rows, files)?;
        say("---- filling the lake");
        bench.ours(&["fill", text(to)?, text(&events.folder)?])?;
        data.empty("many-events")?;
        Ok(events.told)
    })
}

/// Ten million events in four hundred files.
pub(super) fn files(bench: &Bench<'_>) -> Result<Part> {
    let (lake, told) = lake(bench)?;
    let (from, to) = (told["from"].as_str().context("no time")?, told["to"].as_str().context("no time")?);
    let hour = format!("SELECT count(*) AS n FROM windows.sysmon WHERE time >= '{from}' AND time < '{to}'");
    let (_, first) = bench.ours(&["first", text(&lake)?, &hour])?;
    let mut part =
        Part::new("files", format!("Opening: {} events in many files", grouped(bench.options.many())), COLUMNS);
    let number = |name: &str| first[name].as_f64().with_context(|| format!("no {name}"));
    part.limit("open and first hunt, ms", number("open_ms")? + number("hunt_ms")?, Some(1000.0));
    part.limit("open alone, ms", number("open_ms")?, None);
    part.limit("files in the table", number("files")?, None);
    part.limit("files that the hunt of one hour touches (EXPLAIN)", number("files_touched")?, None);
    part.limit("files that have rows of that hour", number("files_in_time")?, None);
    part.limit("memory held after opening, MB", number("resident_bytes")? / 1e6, None);
    if number("files_touched")? > number("files_in_time")? {
        part.doubts.push("the hunt of one hour touches files of other hours".to_owned());
    }
    part.measured = first;
    Ok(part)
}

/// Four thousand tables.
pub(super) fn tables(bench: &Bench<'_>) -> Result<Part> {
    let organizations = if bench.options.quick { 10 } else { ORGANIZATIONS };
    let (lake, _) = bench.data.once("tables", organizations, |_, to| {
        say("---- making the tables");
        Ok(bench.ours(&["tables", text(to)?, &organizations.to_string(), &KINDS.to_string()])?.1)
    })?;
    let all = "SELECT kind, count(*) AS n FROM events WHERE dst_ip = '198.51.100.7' GROUP BY kind";
    let (measured, first) = bench.ours(&["first", text(&lake)?, all])?;
    let title = format!("Tables: {organizations} organizations × {KINDS} kinds");
    let mut part = Part::new("tables", title, COLUMNS);
    let number = |name: &str| first[name].as_f64().with_context(|| format!("no {name}"));
    part.limit("open, ms", number("open_ms")?, Some(5000.0));
    part.limit("plan of a hunt over all, ms, the first", number("plan_ms")?, None);
    part.limit("plan of a hunt over all, ms, the median of the next", number("plan_again_ms")?, Some(100.0));
    part.limit("the hunt itself, ms", number("hunt_ms")?, None);
    part.limit("memory held for it, MB", number("resident_bytes")? / 1e6, Some(200.0));
    part.limit("peak memory, MB", measured.peak_bytes as f64 / 1e6, None);
    part.measured = json!({"first": first, "peak_bytes": measured.peak_bytes});
    Ok(part)
}

impl Part {
    /// A line with a number and, where there is one, its limit.
    fn limit(&mut self, what: &str, found: f64, most: Option<f64>) {
        let verdict = match most {
            Some(most) if found <= most => "reached",
            Some(_) => "not reached",
            None => "",
        };
        let most = most.map_or_else(|| "–".to_owned(), |most| grouped(most as u64));
        self.rows.push(vec![what.to_owned(), format!("{found:.0}"), most, verdict.to_owned()]);
    }
}
