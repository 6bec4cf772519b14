//! `cargo xtask bench scan`: what the scan costs, beside the bare decoders and the published figures of others.
//!
//! Measures built programs as child processes; no test is timed. `docs/bench.md` says how to read the table.

mod child;
mod inputs;
mod options;
mod published;
mod regression;
mod rows;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::step::{run as run_command, say};
use crate::workspace::{cargo, metadata};
use inputs::Inputs;
use options::Options;
use rows::Row;

/// Runs the bench named `what`.
pub(crate) fn run(what: &str, arguments: &[&str]) -> Result<ExitCode> {
    match what {
        "scan" => scan(&Options::parse(arguments)?),
        _ => bail!("no such bench: {what}; there is: scan"),
    }
}

fn scan(options: &Options) -> Result<ExitCode> {
    let programs = Programs::build()?;
    let inputs = Inputs::make(options, &programs)?;
    let rows = rows::measure(options, &programs, &inputs)?;
    let regression = regression::measure(options, &programs)?;
    let machine = machine();
    say(table::text(&machine, options, &rows, &regression));
    if let Some(path) = &options.json {
        fs::write(path, format!("{:#}\n", report(&machine, options, &rows, &regression)))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let wrong = table::doubts(&rows);
    wrong.iter().for_each(say);
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The programs that are measured, and the folder for what they read and write.
struct Programs {
    atalaya: PathBuf,
    bench: PathBuf,
    folder: PathBuf,
}

impl Programs {
    /// Builds ours as users do. The bench's is built apart, so that its dependencies change no feature of ours.
    fn build() -> Result<Programs> {
        say("---- building");
        run_command(cargo().args(["build", "--release"]))?;
        run_command(cargo().args(["build", "--release", "--package", "atalaya-bench"]))?;
        let metadata = metadata(&["--no-deps"])?;
        let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;
        let target = Path::new(target);
        let folder = target.join("bench");
        fs::create_dir_all(&folder)?;
        let release = target.join("release");
        Ok(Programs { atalaya: release.join("atalaya"), bench: release.join("atalaya-bench"), folder })
    }
}

/// The processor and how many it has.
fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{model}, {cores} cores")
}

fn report(machine: &str, options: &Options, rows: &[Row], regression: &regression::Outcome) -> Value {
    json!({
        "machine": machine,
        "quick": options.quick,
        "runs": options.runs(),
        "rows": rows.iter().map(Row::json).collect::<Vec<_>>(),
        "regression": regression.json(),
        "published": published::json(),
    })
}
