//! Six hunts, by ours and by the engines of others: the same files, the same machine, one run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::data::{self, APPENDS};
use super::part::Part;
use super::{Bench, Measured};
use crate::bench::table::{Column, grouped};
use crate::python::Python;
use crate::step::say;

const COLUMNS: &[Column] = &[
    ("hunt", false),
    ("rows", true),
    ("ours", true),
    ("DataFusion as it comes", true),
    ("DataFusion, filters pushed down", true),
    ("ClickHouse", true),
    ("DuckDB", true),
    ("ours to ClickHouse", true),
];
/// The table as ours calls it.
const TABLE: &str = "windows.sysmon";
/// How many times slower than ClickHouse ours may be at most.
const SLOWER_MAX: f64 = 2.0;
/// On how many hunts ours must be faster.
const FASTER_MIN: usize = 4;

/// What one engine says of one hunt.
struct Answer {
    name: String,
    ms: Vec<f64>,
    rows: u64,
    sum: i64,
}

/// An engine, or why it could not be asked.
struct Engine {
    name: &'static str,
    answers: Result<Vec<Answer>, String>,
}

pub(super) fn measure(bench: &Bench<'_>) -> Result<Part> {
    let (lake, told) = bench.data.hunted(bench.programs)?;
    let mut files = data::files(&lake.join("lake"), "parquet")?;
    // Checkpoints of the logs are Parquet too.
    files.retain(|file| !file.components().any(|part| part.as_os_str() == "_delta_log"));
    let hunts = hunts(&told)?;
    let questions = bench.data.empty("questions")?;
    let ours = write(bench, &questions.join("ours.json"), &[], &hunts, TABLE)?;
    let others = write(bench, &questions.join("others.json"), &files, &hunts, "events")?;
    let engines = vec![
        engine("ours", || bench.ours(&["ask", text(&lake)?, &ours]).map(|(_, told)| told)),
        engine("DataFusion as it comes", || datafusion(bench, "plain", &others)),
        engine("DataFusion, filters pushed down", || datafusion(bench, "tuned", &others)),
        engine("ClickHouse", || Python::prepared()?.json("hunts.py", &["chdb", &others])),
        engine("DuckDB", || Python::prepared()?.json("hunts.py", &["duckdb", &others])),
    ];
    let bytes: u64 = files.iter().map(|file| Ok(fs::metadata(file)?.len())).sum::<Result<u64>>()?;
    let mut part = Part::new(
        "hunts",
        format!(
            "Hunts: {} rows in {} files of {APPENDS} appends, {} MB of JSON, {:.1} bytes a row; wall ms, the best and the \
             median of {} runs",
            grouped(bench.options.rows()),
            files.len(),
            told["bytes"].as_u64().unwrap_or(0) / super::options::MB,
            bytes as f64 / bench.options.rows() as f64,
            bench.options.runs()
        ),
        COLUMNS,
    );
    fill(&mut part, &hunts, &engines);
    Ok(part)
}

/// The hunts: name and SQL with `{table}`.
fn hunts(told: &Value) -> Result<Vec<(&'static str, String)>> {
    let get = |name: &str| told[name].as_str().with_context(|| format!("the generator tells no {name}"));
    let (address, hash, piece) = (get("address")?, get("hash")?, get("piece")?);
    let (from, to, port) = (get("from")?, get("to")?, told["port"].as_u64().context("no port")?);
    Ok(vec![
        (
            "substring of a command line, all data",
            format!("SELECT count(*) AS n FROM {{table}} WHERE command_line LIKE '%{piece}%'"),
        ),
        (
            "address seen rarely, 6 columns",
            format!("SELECT time, host, \"user\", process, src_ip, dst_port FROM {{table}} WHERE dst_ip = '{address}'"),
        ),
        ("one file hash, SELECT *", format!("SELECT * FROM {{table}} WHERE hash = '{hash}'")),
        (
            "count per hour",
            "SELECT date_trunc('hour', time) AS hour, count(*) AS n FROM {table} GROUP BY 1 ORDER BY 1".to_owned(),
        ),
        (
            "top 10 users",
            "SELECT \"user\", count(*) AS n FROM {table} GROUP BY \"user\" ORDER BY n DESC, \"user\" LIMIT 10"
                .to_owned(),
        ),
        (
            "one hour and a port",
            format!(
                "SELECT count(*) AS n FROM {{table}} WHERE time >= '{from}' AND time < '{to}' AND dst_port = {port}"
            ),
        ),
    ])
}

/// Writes the questions to a file and answers its name.
fn write(
    bench: &Bench<'_>,
    path: &Path,
    files: &[std::path::PathBuf],
    hunts: &[(&str, String)],
    table: &str,
) -> Result<String> {
    let hunts: Vec<Value> =
        hunts.iter().map(|(name, sql)| json!({"name": name, "sql": sql.replace("{table}", table)})).collect();
    let files: Vec<&str> = files.iter().map(|file| text(file)).collect::<Result<_>>()?;
    fs::write(path, json!({"runs": bench.options.runs(), "files": files, "hunts": hunts}).to_string())?;
    Ok(text(path)?.to_owned())
}

fn datafusion(bench: &Bench<'_>, setting: &str, questions: &str) -> Result<Value> {
    let mut command = Command::new(&bench.programs.bench);
    Measured::run(command.args(["ask", setting, questions]), bench.programs)?.json()
}

fn engine(name: &'static str, ask: impl FnOnce() -> Result<Value>) -> Engine {
    say(format_args!("---- {name}"));
    let answers = ask().and_then(|told| answers(&told)).map_err(|error| format!("{error:#}"));
    Engine { name, answers }
}

fn answers(told: &Value) -> Result<Vec<Answer>> {
    let hunts = told["hunts"].as_array().context("no hunts were answered")?;
    hunts
        .iter()
        .map(|hunt| {
            let ms: Vec<f64> = hunt["ms"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
            ensure!(!ms.is_empty(), "a hunt without times");
            Ok(Answer {
                name: hunt["name"].as_str().unwrap_or_default().to_owned(),
                ms,
                rows: hunt["rows"].as_u64().context("no rows")?,
                sum: hunt["sum"].as_i64().context("no sum")?,
            })
        })
        .collect()
}

fn fill(part: &mut Part, hunts: &[(&str, String)], engines: &[Engine]) {
    for engine in engines {
        if let Err(error) = &engine.answers {
            part.doubts.push(format!("{}: {error}", engine.name));
        }
    }
    let mut ratios = Vec::new();
    for (index, (hunt, _)) in hunts.iter().enumerate() {
        let of = |engine: &'_ Engine| -> Option<(f64, f64, u64, i64)> {
            let answer = engine.answers.as_ref().ok()?.get(index)?;
            debug_assert_eq!(answer.name, *hunt);
            Some((best(&answer.ms), median(&answer.ms), answer.rows, answer.sum))
        };
        let said: Vec<_> = engines.iter().map(of).collect();
        let first = said.iter().flatten().next().map(|(.., rows, sum)| (*rows, *sum));
        for (engine, said) in engines.iter().zip(&said) {
            if said.is_some_and(|(.., rows, sum)| Some((rows, sum)) != first) {
                part.doubts.push(format!("{hunt}: {} answers otherwise than {}", engine.name, engines[0].name));
            }
        }
        let mut row = vec![(*hunt).to_owned(), first.map_or_else(|| "–".to_owned(), |(rows, _)| grouped(rows))];
        row.extend(said.iter().map(|said| {
            said.map_or_else(|| "not measured".to_owned(), |(best, median, ..)| format!("{best:.0} / {median:.0}"))
        }));
        let ratio = said[0].zip(said[3]).map(|(ours, theirs)| ours.1 / theirs.1);
        row.push(ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}")));
        ratios.extend(ratio);
        part.rows.push(row);
    }
    judge(part, &ratios);
    part.measured = measured(hunts, engines);
}

/// Says how ours stands beside ClickHouse.
fn judge(part: &mut Part, ratios: &[f64]) {
    let faster = ratios.iter().filter(|ratio| **ratio < 1.0).count();
    let slowest = ratios.iter().copied().fold(0.0, f64::max);
    let reached = faster >= FASTER_MIN && slowest <= SLOWER_MAX;
    part.notes.push(format!(
        "medians: ours is faster than ClickHouse on {faster} of {} (at least {FASTER_MIN}), and {slowest:.2} times its time \
         where it is slowest (at most {SLOWER_MAX}): {}",
        ratios.len(),
        if reached { "reached" } else { "not reached" }
    ));
}

fn measured(hunts: &[(&str, String)], engines: &[Engine]) -> Value {
    let of = |engine: &Engine| match &engine.answers {
        Ok(answers) => answers
            .iter()
            .map(|answer| json!({"hunt": answer.name, "ms": answer.ms, "rows": answer.rows, "sum": answer.sum}))
            .collect::<Value>(),
        Err(error) => json!({"failed": error}),
    };
    let engines: serde_json::Map<String, Value> =
        engines.iter().map(|engine| (engine.name.to_owned(), of(engine))).collect();
    let sql: Vec<Value> = hunts.iter().map(|(name, sql)| json!({"name": name, "sql": sql})).collect();
    json!({"hunts": sql, "engines": engines})
}

/// The shortest.
pub(super) fn best(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The one in the middle; of two there, the longer.
pub(super) fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The path as text.
pub(super) fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("not a name in Unicode: {}", path.display()))
}
