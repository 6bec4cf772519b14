//! A search word over all columns of ten million rows, as a person asks: the program starts, answers, ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::data::atalaya;
use super::hunts::median;
use super::part::Part;
use super::{Bench, many};
use crate::bench::table::{Column, grouped};
use crate::step::say;

const COLUMNS: &[Column] =
    &[("lake", false), ("rows found", true), ("first row, ms", true), ("complete, ms", true), ("", false)];
/// When the first row must be there, in milliseconds.
const FIRST_MS_MAX: f64 = 1000.0;
/// When all must be there.
const COMPLETE_MS_MAX: f64 = 15_000.0;
/// Rows that are printed at most.
const ROWS_MAX: &str = "1000000";

pub(super) fn measure(bench: &Bench<'_>) -> Result<Part> {
    let (lake, told) = many::lake(bench)?;
    let word = told["word"].as_str().context("no word to search")?;
    let title = format!("A search word over all columns of {} rows", grouped(bench.options.many()));
    let mut part = Part::new("word", title, COLUMNS);
    let fresh = ask(bench, &lake, word)?;
    fresh.show(&mut part, "as imported");
    say("---- compacting");
    let (measured, _) = atalaya(bench.programs, &["lake", "compact"], &lake)?;
    let compacted = ask(bench, &lake, word)?;
    compacted.show(&mut part, "compacted");
    part.notes.push(format!(
        "compaction took {:.0} s and {} MB at its peak",
        measured.wall_s,
        measured.peak_bytes / super::options::MB
    ));
    ensure!(fresh.rows == compacted.rows, "compaction changed what is found: {} and {}", fresh.rows, compacted.rows);
    part.measured = json!({"fresh": fresh.json(), "compacted": compacted.json(), "compaction_s": measured.wall_s});
    // The next bench begins with a lake that is not compacted.
    bench.data.forget("many")?;
    Ok(part)
}

struct Found {
    rows: u64,
    first_ms: Vec<f64>,
    complete_ms: Vec<f64>,
}

fn ask(bench: &Bench<'_>, lake: &std::path::Path, word: &str) -> Result<Found> {
    let mut found = Found { rows: 0, first_ms: Vec::new(), complete_ms: Vec::new() };
    for run in 0..=bench.options.runs() {
        let mut command = Command::new(&bench.programs.atalaya);
        command.args(["hunt", word, "--output", "json", "--limit", ROWS_MAX, "--data"]).arg(lake);
        let started = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().context("no output")?;
        let (mut rows, mut first) = (0, None);
        for line in BufReader::new(output).lines() {
            line?;
            rows += 1;
            first = first.or_else(|| Some(started.elapsed().as_secs_f64() * 1000.0));
        }
        ensure!(child.wait()?.success(), "the hunt failed");
        found.rows = rows;
        if run > 0 {
            found.first_ms.extend(first);
            found.complete_ms.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(found)
}

impl Found {
    fn show(&self, part: &mut Part, name: &str) {
        let (first, complete) = (median(&self.first_ms), median(&self.complete_ms));
        let reached = first <= FIRST_MS_MAX && complete <= COMPLETE_MS_MAX;
        part.rows.push(vec![
            name.to_owned(),
            grouped(self.rows),
            format!("{first:.0}"),
            format!("{complete:.0}"),
            (if reached { "reached" } else { "not reached" }).to_owned(),
        ]);
    }

    fn json(&self) -> serde_json::Value {
        json!({"rows": self.rows, "first_ms": self.first_ms, "complete_ms": self.complete_ms})
    }
}
