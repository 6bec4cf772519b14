//! `cargo xtask noise <logs>… [--rules <rules>]…`: how often rules speak, for each 100,000 events they were asked about.
//!
//! Nothing is judged here: whether a finding is an attack or noise is for a person, who reads the last table.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::step::say;

/// Rules that are shown.
const RULES_SHOWN_MAX: usize = 40;

/// Scans the logs and prints the tables.
pub(crate) fn run(words: &[&str]) -> Result<ExitCode> {
    if words.is_empty() {
        bail!("which logs? cargo xtask noise <logs>… [--rules <rules>]…");
    }
    let report = scan(words)?;
    let number = |pointer: &str| report.pointer(pointer).and_then(Value::as_u64).unwrap_or_default();
    let examined = number("/tally/examined");
    ensure!(examined > 0, "no event was examined");
    say(format_args!("{examined} events examined, {} findings\n", number("/found/total")));
    say("| level | rules | findings | for 100,000 events |\n|---|---:|---:|---:|");
    let found = report.pointer("/found/by_rule").and_then(Value::as_array).context("the report lists no rules")?;
    for level in ["critical", "high", "medium", "low", "informational"] {
        let of_level: Vec<&Value> = found.iter().filter(|rule| text(rule, "level") == level).collect();
        let findings: u64 = of_level.iter().map(|rule| findings(rule)).sum();
        say(format_args!("| {level} | {} | {findings} | {} |", of_level.len(), per_100_000(findings, examined)));
    }
    let mut noisiest: Vec<&Value> = found.iter().collect();
    noisiest.sort_by_key(|rule| std::cmp::Reverse(findings(rule)));
    say("\n| rule | level | findings | for 100,000 events | hosts |\n|---|---|---:|---:|---:|");
    for rule in noisiest.into_iter().take(RULES_SHOWN_MAX) {
        let (title, level, count) = (text(rule, "title"), text(rule, "level"), findings(rule));
        let hosts = rule["hosts"].as_u64().unwrap_or_default();
        say(format_args!("| {title} | {level} | {count} | {} | {hosts} |", per_100_000(count, examined)));
    }
    Ok(ExitCode::SUCCESS)
}

/// The scan's report, by the program as users build it.
fn scan(words: &[&str]) -> Result<Value> {
    let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--package", "atalaya", "--", "scan", "--json"]).args(words);
    let output = command.output().context("cannot start cargo")?;
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("no report: {}", String::from_utf8_lossy(&output.stderr)))
}

fn text<'v>(rule: &'v Value, key: &str) -> &'v str {
    rule[key].as_str().unwrap_or_default()
}

fn findings(rule: &Value) -> u64 {
    rule["findings"].as_u64().unwrap_or_default()
}

fn per_100_000(count: u64, of: u64) -> String {
    let tenths = count.saturating_mul(1_000_000) / of;
    format!("{}.{}", tenths / 10, tenths % 10)
}
