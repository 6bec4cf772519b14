//! What real events take on the disk, journal and lake together, beside their JSON.

use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::data::{atalaya, bytes, import};
use super::part::Part;
use super::{Bench, Measured};
use crate::bench::table::{Column, grouped};
use crate::step::say;

const COLUMNS: &[Column] = &[("what", false), ("bytes", true), ("% of the JSON", true)];
/// What journal and lake together may take of the raw JSON, in percent.
const PERCENT_MAX: f64 = 12.0;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Part> {
    let raw = bench.data.empty("real")?;
    say("---- unpacking the corpus");
    let mut command = Command::new(&bench.programs.bench);
    command.arg("extract").arg(bench.options.corpus.join("json")).arg(&raw);
    let told = Measured::run(&mut command, bench.programs)?.json()?;
    let json_bytes = told["bytes"].as_u64().context("no bytes were told")?;
    let lake = bench.data.empty("real-lake")?;
    say("---- importing it");
    import(bench.programs, &raw, &lake)?;
    let fresh = [bytes(&lake.join("journal"))?, bytes(&lake.join("lake"))?];
    let (_, compacted) = atalaya(bench.programs, &["lake", "compact"], &lake)?;
    let [journal, tables] = [bytes(&lake.join("journal"))?, bytes(&lake.join("lake"))?];
    let percent = |bytes: u64| bytes as f64 * 100.0 / json_bytes.max(1) as f64;
    let mut part = Part::new("disk", "Disk: the corpus's real events", COLUMNS);
    let rows = [
        ("JSON", json_bytes),
        ("journal", journal),
        ("lake, fresh", fresh[1]),
        ("lake, compacted", tables),
        ("journal and lake, fresh", fresh[0] + fresh[1]),
        ("journal and lake, compacted", journal + tables),
    ];
    for (name, bytes) in rows {
        part.rows.push(vec![name.to_owned(), grouped(bytes), format!("{:.1}", percent(bytes))]);
    }
    let reached = if percent(journal + tables) <= PERCENT_MAX { "reached" } else { "not reached" };
    part.notes.push(format!("at most {PERCENT_MAX} % after compaction: {reached}"));
    part.measured = json!({
        "json_bytes": json_bytes, "journal_bytes": journal, "lake_fresh_bytes": fresh[1], "lake_bytes": tables,
        "compacted": compacted,
    });
    Ok(part)
}
