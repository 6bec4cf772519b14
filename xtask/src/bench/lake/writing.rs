//! What writing costs in processor time: ours from rows to durable tables, and bare Parquet.

use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::hunts::text;
use super::part::Part;
use super::{Bench, Measured};
use crate::bench::table::{Column, grouped};
use crate::step::say;

const COLUMNS: &[Column] =
    &[("what", false), ("rows", true), ("CPU s", true), ("rows per CPU-second", true), ("bytes a row", true)];
/// What ours must reach, in rows per CPU-second.
const SPEED_MIN: f64 = 220_000.0;
/// Appends that the rows come in.
const APPENDS: u64 = 16;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Part> {
    let events = bench.data.events(bench.programs, "written", bench.options.rows(), APPENDS)?;
    let mut part = Part::new("writing", format!("Writing: {APPENDS} appends; ours zstd(1), bare zstd(3)"), COLUMNS);
    say("---- ours");
    let mut all = Vec::new();
    for _ in 0..bench.options.runs().min(3) {
        let lake = bench.data.empty("written-lake")?;
        all.push(bench.ours(&["fill", text(&lake)?, text(&events.folder)?])?.1);
    }
    let ours = median(&all)?;
    let speed = show(&mut part, "ours, appended and flushed", &ours)?;
    say("---- bare Parquet");
    let to = bench.data.empty("written-parquet")?;
    let mut all = Vec::new();
    for _ in 0..bench.options.runs().min(3) {
        let mut command = Command::new(&bench.programs.bench);
        command.arg("columns").args([&events.folder, &to]);
        all.push(Measured::run(&mut command, bench.programs)?.json()?);
    }
    let bare = median(&all)?;
    show(&mut part, "bare Parquet of the 25 members", &bare)?;
    let reached = if speed >= SPEED_MIN { "reached" } else { "not reached" };
    part.notes.push(format!("at least {} rows per CPU-second: {reached}", grouped(SPEED_MIN as u64)));
    part.notes.push("medians of 3 runs; ours has the envelope's columns too, Bloom filters and the sync".to_owned());
    part.measured = json!({"ours": ours, "bare": bare});
    Ok(part)
}

/// The run in the middle, by its processor time.
fn median(runs: &[Value]) -> Result<Value> {
    let mut runs = runs.to_vec();
    runs.sort_by(|one, two| one["cpu_s"].as_f64().unwrap_or(0.0).total_cmp(&two["cpu_s"].as_f64().unwrap_or(0.0)));
    runs.get(runs.len() / 2).cloned().context("nothing was measured")
}

/// Adds a row, and answers its speed.
fn show(part: &mut Part, name: &str, told: &Value) -> Result<f64> {
    let number = |key: &str| told[key].as_f64().with_context(|| format!("{name}: no {key}"));
    let (rows, bytes, cpu_s) = (number("rows")?, number("bytes")?, number("cpu_s")?);
    let speed = rows / cpu_s.max(0.001);
    part.rows.push(vec![
        name.to_owned(),
        grouped(rows as u64),
        format!("{cpu_s:.2}"),
        grouped(speed as u64),
        format!("{:.1}", bytes / rows.max(1.0)),
    ]);
    Ok(speed)
}
