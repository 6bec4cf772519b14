//! `cargo xtask interop`: our tables, read by the engines of others, must be what ours says they are.
//!
//! A lake is filled with the samples of all kinds by our program, then each column of each table is added up by ours and by
//! theirs: values, bytes or sum, least and greatest. An engine that cannot be had is said to be missing; one that disagrees
//! is a failure.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::python::Python;
use crate::step::{run as run_command, say};
use crate::workspace::{cargo, metadata, root};

/// Differences that are shown.
const SHOWN_MAX: usize = 40;
/// By how much sums of fractions may differ, of themselves.
const FRACTION_MAX: f64 = 1e-9;

/// Fills a lake (or takes that of the data directory that is named), compares, and prints a table.
pub(crate) fn run(words: &[&str]) -> Result<ExitCode> {
    let target = metadata(&["--no-deps"])?["target_directory"].as_str().context("no target directory")?.to_owned();
    let folder = Path::new(&target).join("interop");
    fs::create_dir_all(&folder)?;
    let python = Python::prepared()?;
    let programs = Programs::build(Path::new(&target))?;
    let data = match words {
        [] => programs.fill(&folder)?,
        [data, ..] => PathBuf::from(data),
    };
    let output = Command::new(&programs.ours).arg("sums").arg(&data).output()?;
    ensure!(output.status.success(), "adding up failed: {}", String::from_utf8_lossy(&output.stderr));
    let ours: Value = serde_json::from_slice(&output.stdout)?;
    let asked = asked(&ours, &data)?;
    let path = folder.join("tables.json");
    fs::write(&path, asked.to_string())?;
    let theirs = python.json("interop.py", &[path.to_str().context("not a name in Unicode")?])?;
    Ok(Comparison::of(&ours, &theirs)?.tell())
}

struct Programs {
    atalaya: PathBuf,
    ours: PathBuf,
}

impl Programs {
    fn build(target: &Path) -> Result<Programs> {
        say("---- building");
        let mut build = cargo();
        build.args(["build", "--package", "atalaya", "--package", "atalaya-bench", "--package", "atalaya-lake"]);
        run_command(build.args(["--bins", "--examples"]))?;
        let debug = target.join("debug");
        Ok(Programs { atalaya: debug.join("atalaya"), ours: debug.join("examples").join("bench") })
    }

    /// Two organizations, the samples of all kinds; one of them compacted, the other as it was imported.
    fn fill(&self, folder: &Path) -> Result<PathBuf> {
        say("---- filling a lake");
        let data = folder.join("data");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        for organization in ["ministry", "carrier/North"] {
            for (round, inputs) in ["content/kinds/samples", "samples"].into_iter().enumerate() {
                let mut import = Command::new(&self.atalaya);
                import.args(["import", "--json", "--organization", organization, "--source"]);
                import.arg(format!("samples {round}")).arg("--data").arg(&data).arg(root().join(inputs));
                let output = import.output()?;
                ensure!(output.status.success(), "importing failed: {}", String::from_utf8_lossy(&output.stderr));
            }
            if organization == "ministry" {
                let output =
                    Command::new(&self.atalaya).args(["lake", "compact", "--json", "--data"]).arg(&data).output()?;
                ensure!(output.status.success(), "compacting failed: {}", String::from_utf8_lossy(&output.stderr));
            }
        }
        Ok(data)
    }
}

/// What the others are asked: the tables' folders and columns.
fn asked(ours: &Value, data: &Path) -> Result<Value> {
    let tables = ours["tables"].as_array().context("ours tells no tables")?;
    let tables = tables.iter().map(|table| {
        let folder = |name: &str| escaped(table[name].as_str().unwrap_or_default());
        let path = data.join("lake").join(folder("organization")).join(folder("kind"));
        json!({"name": name(table), "path": path, "columns": table["columns"]})
    });
    Ok(json!({"tables": tables.collect::<Vec<_>>()}))
}

fn name(table: &Value) -> String {
    format!("{}: {}", table["organization"].as_str().unwrap_or_default(), table["kind"].as_str().unwrap_or_default())
}

/// A folder's name as the lake writes it, after `docs/lake.md` and not after its code.
fn escaped(name: &str) -> String {
    let bytes = name.as_bytes();
    let joins = |at: usize, byte: u8| byte == b'.' || byte == b'_' && bytes.get(at + 1) != Some(&b'x');
    let plain = |at: usize, byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || (at > 0 && joins(at, byte));
    let letter = |(at, byte): (usize, u8)| {
        if plain(at, byte) { char::from(byte).to_string() } else { format!("_x{byte:02x}") }
    };
    name.bytes().enumerate().map(letter).collect()
}

/// What one engine says of all tables together.
#[derive(Default)]
struct Told {
    tables: u64,
    rows: u64,
    columns: u64,
    differences: u64,
}

struct Comparison {
    /// By the engine's name and version.
    engines: BTreeMap<String, Result<Told, String>>,
    differences: Vec<String>,
    tables: usize,
    rows: u64,
}

impl Comparison {
    fn of(ours: &Value, theirs: &Value) -> Result<Comparison> {
        let tables = ours["tables"].as_array().context("no tables")?;
        ensure!(!tables.is_empty(), "there are no tables to compare");
        let rows = tables.iter().filter_map(|table| table["rows"].as_u64()).sum();
        let mut comparison =
            Comparison { engines: BTreeMap::new(), differences: Vec::new(), tables: tables.len(), rows };
        for (engine, state) in theirs["engines"].as_object().context("no engines")? {
            let told = match state["error"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(comparison.engine(engine, tables, &theirs["tables"])),
            };
            let version = state["version"].as_str().unwrap_or_default();
            comparison.engines.insert(format!("{engine} {version}").trim().to_owned(), told);
        }
        Ok(comparison)
    }

    fn engine(&mut self, engine: &str, tables: &[Value], theirs: &Value) -> Told {
        let mut told = Told::default();
        for table in tables {
            let name = name(table);
            let seen = &theirs[&name][engine];
            let before = self.differences.len();
            if let Some(error) = seen["error"].as_str() {
                self.differences.push(format!("{engine}: {name}: {error}"));
            } else {
                self.table(engine, &name, table, seen, &mut told);
            }
            told.differences += (self.differences.len() - before) as u64;
        }
        told
    }

    fn table(&mut self, engine: &str, name: &str, ours: &Value, seen: &Value, told: &mut Told) {
        told.tables += 1;
        told.rows += seen["rows"].as_u64().unwrap_or(0);
        if ours["rows"] != seen["rows"] {
            self.differences.push(format!("{engine}: {name}: {} rows, ours has {}", seen["rows"], ours["rows"]));
        }
        for column in ours["columns"].as_array().into_iter().flatten() {
            let title = column["name"].as_str().unwrap_or_default();
            let theirs = &seen["columns"][title];
            // A column that no file has is not in the files; one that has values there must be.
            let is_empty = column["sums"][0].as_str() == Some("0");
            if theirs.is_null() && (is_empty || title == "day") {
                continue;
            }
            told.columns += 1;
            if !(0..4).all(|at| equal(&column["sums"][at], &theirs[at]) || (is_empty && at > 0)) {
                let sums = &column["sums"];
                self.differences.push(format!("{engine}: {name}: {title}: {theirs}, ours says {sums}"));
            }
        }
    }

    /// Prints the table and what differs.
    fn tell(&self) -> ExitCode {
        say(format_args!("\nOurs: {} tables, {} rows\n", self.tables, self.rows));
        say("| engine | tables | rows | columns | differences |\n| --- | ---: | ---: | ---: | ---: |");
        for (engine, told) in &self.engines {
            match told {
                Ok(Told { tables, rows, columns, differences }) => {
                    say(format_args!("| {engine} | {tables} | {rows} | {columns} | {differences} |"));
                }
                Err(error) => say(format_args!("| {engine} | not here: {error} | | | |")),
            }
        }
        self.differences.iter().take(SHOWN_MAX).for_each(say);
        if self.differences.len() > SHOWN_MAX {
            say(format_args!("… and {} more", self.differences.len() - SHOWN_MAX));
        }
        let compared = self.engines.values().any(Result::is_ok);
        if compared && self.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The same text, or the same number.
fn equal(ours: &Value, theirs: &Value) -> bool {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (ours, theirs) = (text(ours), text(theirs));
    let number = |text: &Option<String>| text.as_ref()?.parse::<f64>().ok();
    ours == theirs || number(&ours).zip(number(&theirs)).is_some_and(|(a, b)| (a - b).abs() <= a.abs() * FRACTION_MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{equal, escaped};

    #[test]
    fn sums_are_compared_as_texts_or_as_numbers() {
        assert!(equal(&json!("12"), &json!("12")));
        assert!(equal(&json!("12.5"), &json!("12.500000000001")));
        assert!(!equal(&json!("12"), &json!("13")));
        assert!(!equal(&json!("a"), &json!(null)));
        assert!(equal(&json!(null), &json!(null)));
    }

    #[test]
    fn folders_are_named_as_documented() {
        assert_eq!(escaped("windows.sysmon"), "windows.sysmon");
        assert_eq!(escaped("A/ñ"), "A_x2f_xc3_xb1");
    }
}
