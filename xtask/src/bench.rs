//! `cargo xtask bench scan`: what the scan costs, beside the bare decoders and the published figures of others.
//! `cargo xtask bench lake`: what storing and asking costs, beside the engines of others.
//! `cargo xtask bench serve`: what a running centre takes, and how soon it finds.
//!
//! Measures built programs as child processes; no test is timed. `docs/bench.md` says how to read the table.

mod child;
mod inputs;
mod lake;
mod options;
mod published;
mod regression;
mod rows;
mod serve;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};
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
        "lake" => lake::run(&lake::Options::parse(arguments)?),
        "serve" => serve::run(&serve::Options::parse(arguments)?),
        _ => bail!("no such bench: {what}; there are: scan, lake, serve"),
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
    /// What of ours is measured within a process: an example of the lake.
    ours: PathBuf,
    folder: PathBuf,
}

impl Programs {
    /// Builds all at once: the columnar engine, which both use, is built once then. `features` makes sure that ours is the
    /// same as users build it.
    fn build() -> Result<Programs> {
        say("---- building");
        features()?;
        let mut build = cargo();
        build.args([
            "build",
            "--release",
            "--package",
            "atalaya",
            "--package",
            "atalaya-bench",
            "--package",
            "atalaya-lake",
        ]);
        run_command(build.args(["--bins", "--examples"]))?;
        let metadata = metadata(&["--no-deps"])?;
        let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;
        let target = Path::new(target);
        let folder = target.join("bench");
        fs::create_dir_all(&folder)?;
        let release = target.join("release");
        let ours = release.join("examples").join("bench");
        Ok(Programs { atalaya: release.join("atalaya"), bench: release.join("atalaya-bench"), ours, folder })
    }
}

/// Fails when what the bench depends on would change a feature of what the program is made of.
fn features() -> Result<()> {
    let alone = tree(&["--package", "atalaya"])?;
    let together = tree(&["--package", "atalaya", "--package", "atalaya-bench", "--package", "atalaya-lake"])?;
    let packages: BTreeSet<&str> = alone.iter().filter_map(|line| line.split(' ').next()).collect();
    let added =
        together.difference(&alone).filter(|line| packages.contains(line.split(' ').next().unwrap_or_default()));
    let added: Vec<&str> = added.map(String::as_str).collect();
    ensure!(added.is_empty(), "the bench would change what the program is made of: {}", added.join(", "));
    Ok(())
}

/// Packages with their features, a line each.
fn tree(packages: &[&str]) -> Result<BTreeSet<String>> {
    let mut tree = cargo();
    tree.args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p} {f}"]).args(packages);
    let output = tree.output()?;
    ensure!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout)?;
    Ok(lines.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect())
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
