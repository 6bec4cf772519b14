//! What an import costs from end to end: read, journal with its syncs, decode, lake.

use std::fs::{self, File};
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::data::importing;
use super::hunts::{best, median};
use super::options::MB;
use super::part::Part;
use super::{Bench, Measured};
use crate::bench::table::{Column, grouped};
use crate::step::say;

const COLUMNS: &[Column] = &[
    ("input", false),
    ("events", true),
    ("MB", true),
    ("wall s", true),
    ("CPU s", true),
    ("events/s", true),
    ("best", true),
    ("peak MB at a third", true),
    ("peak MB", true),
];
/// What ours must reach, in events a second.
const SPEED_MIN: f64 = 30_000.0;
/// What ours may hold at its peak, in million bytes.
const PEAK_MB_MAX: u64 = 500;
/// Runs of the file: more would take long.
const RUNS: u64 = 3;

/// What was measured of one input.
struct Imported {
    name: &'static str,
    events: u64,
    bytes: u64,
    runs: Vec<Measured>,
}

pub(super) fn measure(bench: &Bench<'_>) -> Result<Part> {
    let mut part = Part::new("import", "Import: real Windows events as NDJSON, some values varied", COLUMNS);
    let file = file(bench)?;
    let speeds: Vec<f64> = file.runs.iter().map(|run| file.events as f64 / run.wall_s.max(0.001)).collect();
    let reached = if median(&speeds) >= SPEED_MIN { "reached" } else { "not reached" };
    part.notes.push(format!("at least {} events/s on two cores: {reached}", grouped(SPEED_MIN as u64)));
    let mut all = vec![file];
    match bench.options.stream_bytes {
        Some(bytes) => all.push(stream(bench, bytes)?),
        None => part.notes.push("no long stream was asked for (--stream 10)".to_owned()),
    }
    let peak = all.iter().flat_map(|one| &one.runs).map(|run| run.peak_bytes).max().unwrap_or(0) / MB;
    let reached = if peak < PEAK_MB_MAX { "reached" } else { "not reached" };
    part.notes.push(format!("less than {PEAK_MB_MAX} MB at the peak: {reached}"));
    all.iter().for_each(|one| one.show(&mut part));
    part.measured = all.iter().map(Imported::json).collect();
    Ok(part)
}

fn generate(bench: &Bench<'_>, bytes: u64, output: Stdio) -> Result<std::process::Child> {
    let mut command = std::process::Command::new(&bench.programs.bench);
    command.arg("generate").arg(&bench.options.corpus).args(["bytes", &bytes.to_string()]);
    command.stdin(Stdio::null()).stdout(output).spawn().context("cannot start the generator")
}

fn file(bench: &Bench<'_>) -> Result<Imported> {
    let bytes = if bench.options.quick { 100 * MB } else { 1000 * MB };
    let path = bench.data.empty("import")?.join("windows.ndjson");
    say("---- making the file");
    ensure!(generate(bench, bytes, File::create(&path)?.into())?.wait()?.success(), "the generator failed");
    let bytes = fs::metadata(&path)?.len();
    let mut runs = Vec::new();
    for run in 0..bench.options.runs().min(RUNS) {
        say(format_args!("---- importing, {}", run + 1));
        let lake = bench.data.empty("import-lake")?;
        runs.push(Measured::run_with(
            importing(bench.programs, &lake).arg(&path),
            Stdio::null(),
            bytes / 3,
            bench.programs,
        )?);
    }
    fs::remove_file(&path)?;
    Ok(Imported { name: "a file", events: events(&runs[0].json()?)?, bytes, runs })
}

/// A stream through standard input, whose generator works beside it: its memory counts and not its speed.
fn stream(bench: &Bench<'_>, bytes: u64) -> Result<Imported> {
    say("---- importing a long stream");
    let lake = bench.data.empty("import-lake")?;
    let mut generator = generate(bench, bytes, Stdio::piped())?;
    let input = generator.stdout.take().context("the generator has no output")?;
    let measured =
        Measured::run_with(importing(bench.programs, &lake).arg("-"), input.into(), bytes / 3, bench.programs)?;
    ensure!(generator.wait()?.success(), "the generator failed");
    bench.data.empty("import-lake")?;
    Ok(Imported { name: "a stream, generated beside", events: events(&measured.json()?)?, bytes, runs: vec![measured] })
}

/// How many events the program says it imported.
fn events(told: &Value) -> Result<u64> {
    told.pointer("/entries/acknowledged")
        .and_then(Value::as_u64)
        .with_context(|| format!("the import tells no number of events: {told}"))
}

impl Imported {
    fn show(&self, part: &mut Part) {
        let walls: Vec<f64> = self.runs.iter().map(|run| run.wall_s).collect();
        let cpus: Vec<f64> = self.runs.iter().map(|run| run.cpu_s).collect();
        let early = self.runs.iter().filter_map(|run| run.peak_early_bytes).max();
        let peak = self.runs.iter().map(|run| run.peak_bytes).max().unwrap_or(0);
        part.rows.push(vec![
            self.name.to_owned(),
            grouped(self.events),
            (self.bytes / MB).to_string(),
            format!("{:.1}", median(&walls)),
            format!("{:.1}", median(&cpus)),
            grouped((self.events as f64 / median(&walls)) as u64),
            grouped((self.events as f64 / best(&walls)) as u64),
            early.map_or_else(|| "–".to_owned(), |early| (early / MB).to_string()),
            (peak / MB).to_string(),
        ]);
    }

    fn json(&self) -> Value {
        let runs = self.runs.iter().map(|run| {
            json!({"wall_s": run.wall_s, "cpu_s": run.cpu_s, "peak_bytes": run.peak_bytes,
                   "peak_at_a_third_bytes": run.peak_early_bytes})
        });
        json!({"input": self.name, "events": self.events, "bytes": self.bytes, "runs": runs.collect::<Vec<_>>()})
    }
}
