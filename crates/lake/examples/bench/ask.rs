//! Questions to the lake, and how long they take.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use atalaya_lake::{Bounds, Lake, Scope, Session};
use datafusion::arrow::array::{Array as _, AsArray as _, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::arrow::util::display::array_value_to_string;
use serde_json::{Value, json};

use super::cost::resident_bytes;
use super::{Result, open};

/// How often a question is planned again.
const PLANS: usize = 10;

/// Asks `{"runs": n, "hunts": [{"name": …, "sql": …}]}`, each once before it is measured.
pub(super) fn questions(data: &Path, questions: &Path) -> Result<Value> {
    let asked: Value = serde_json::from_slice(&fs::read(questions)?)?;
    let runs = asked["runs"].as_u64().ok_or("no number of runs")?;
    let (lake, _, _lock) = open(data)?;
    let session = session(&lake);
    let mut answers = Vec::new();
    for hunt in asked["hunts"].as_array().ok_or("no hunts")? {
        let sql = hunt["sql"].as_str().ok_or("no SQL")?;
        let (mut times, mut firsts, mut found) = (Vec::new(), Vec::new(), Found::default());
        for run in 0..=runs {
            let started = Instant::now();
            found = ask(&session, sql)?;
            if run > 0 {
                times.push(ms(started));
                firsts.push(found.first_ms);
            }
        }
        let Found { rows, sum, plan_ms, .. } = found;
        answers.push(json!({"name": hunt["name"], "ms": times, "first_ms": firsts, "plan_ms": plan_ms,
                            "rows": rows, "sum": sum}));
    }
    Ok(json!({"hunts": answers}))
}

/// Opens and asks once; then plans again and again.
pub(super) fn first(data: &Path, sql: &str) -> Result<Value> {
    let resident = resident_bytes()?;
    let started = Instant::now();
    let (lake, opened, _lock) = open(data)?;
    let open_ms = ms(started);
    let opened_bytes = resident_bytes()?.saturating_sub(resident);
    let session = session(&lake);
    let started = Instant::now();
    let found = ask(&session, sql)?;
    let hunt_ms = ms(started);
    let mut plans = Vec::new();
    for _ in 0..PLANS {
        let started = Instant::now();
        drop(session.query(sql)?);
        plans.push(ms(started));
    }
    plans.sort_by(f64::total_cmp);
    let touched = files_named(&text(&session, &format!("EXPLAIN VERBOSE {sql}"))?);
    let condition = sql.split_once(" WHERE ").map_or("true", |(_, rest)| rest.split(" GROUP ").next().unwrap_or(rest));
    let table = sql.split_once(" FROM ").and_then(|(_, rest)| rest.split(' ').next()).ok_or("no table")?;
    // Each file that was filled in has an origin of its own.
    let origins = ask(&session, &format!("SELECT count(DISTINCT origin) AS n FROM {table} WHERE {condition}"))?.sum;
    let files: u64 = lake.tables().iter().map(|table| table.files).sum();
    Ok(json!({
        "open_ms": open_ms, "tables": opened.tables, "files": files, "hunt_ms": hunt_ms, "plan_ms": found.plan_ms,
        "plan_again_ms": plans[PLANS / 2], "rows": found.rows, "files_touched": touched, "files_in_time": origins,
        "opened_bytes": opened_bytes, "resident_bytes": resident_bytes()?.saturating_sub(resident),
    }))
}

/// What came out of a question.
#[derive(Default)]
struct Found {
    rows: usize,
    sum: i64,
    plan_ms: f64,
    first_ms: f64,
}

fn session(lake: &Lake) -> Session {
    lake.session(Scope::All, Bounds { rows_max: None, ..Bounds::default() })
}

fn ask(session: &Session, sql: &str) -> Result<Found> {
    let started = Instant::now();
    let mut answer = session.query(sql)?;
    let mut found = Found { plan_ms: ms(started), ..Found::default() };
    while let Some(batch) = answer.next()? {
        if found.rows == 0 && batch.num_rows() > 0 {
            found.first_ms = ms(started);
        }
        found.rows += batch.num_rows();
        found.sum += counted(&batch);
    }
    Ok(found)
}

/// The sum of a column named `n`, by which answers are compared; 0 where there is none.
fn counted(batch: &RecordBatch) -> i64 {
    match batch.column_by_name("n") {
        Some(column) if column.data_type() == &DataType::Int64 => {
            column.as_primitive::<Int64Type>().iter().flatten().sum()
        }
        Some(column) => column.len() as i64,
        None => 0,
    }
}

/// The answer as text.
fn text(session: &Session, sql: &str) -> Result<String> {
    let (mut answer, mut text) = (session.query(sql)?, String::new());
    while let Some(batch) = answer.next()? {
        for column in batch.columns() {
            for row in 0..batch.num_rows() {
                text.push_str(&array_value_to_string(column, row)?);
            }
        }
    }
    Ok(text)
}

/// How many files a plan names; without `VERBOSE` it names the first few only.
fn files_named(plan: &str) -> usize {
    let name = |before: &str| before.rsplit(['/', ' ', '[', ',']).next().map(str::to_owned);
    let mut parts: Vec<&str> = plan.split(".parquet").collect();
    parts.pop();
    parts.into_iter().filter_map(name).collect::<HashSet<String>>().len()
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
