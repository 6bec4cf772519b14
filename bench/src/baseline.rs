//! The engine of others, alone: the same questions to the same files, as DataFusion comes and with what can be switched on.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use datafusion::arrow::array::{Array as _, AsArray as _, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Int64Type, UInt64Type};
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use sonic_rs::{JsonContainerTrait as _, JsonValueTrait as _, Value, json};

/// How the engine is set.
#[derive(Clone, Copy)]
pub(crate) enum Setting {
    /// As it comes.
    Plain,
    /// Bloom filters are read, and filters pushed down to the pages, the cheapest first.
    Tuned,
}

/// Asks what stands in a file of JSON, `{"files": […], "runs": n, "hunts": [{"name": …, "sql": …}]}`, to a table `events`
/// of the files. Each is asked once before it is measured. Answers with milliseconds of each run, and what came out.
pub(crate) fn ask(questions: &Path, setting: Setting) -> Result<Value> {
    let text = fs::read(questions).with_context(|| format!("cannot read {}", questions.display()))?;
    let asked: Value = sonic_rs::from_slice(&text)?;
    tokio::runtime::Runtime::new()?.block_on(answer(&asked, setting))
}

async fn answer(asked: &Value, setting: Setting) -> Result<Value> {
    let context = SessionContext::new_with_config(config(setting));
    let files: Vec<String> = list(asked, "files")?.iter().filter_map(|file| Some(file.as_str()?.to_owned())).collect();
    let table = context.read_parquet(files, ParquetReadOptions::default()).await?;
    context.register_table("events", table.into_view())?;
    let runs = asked["runs"].as_u64().context("no number of runs")?;
    let mut answers = Vec::new();
    for hunt in list(asked, "hunts")?.iter() {
        let (name, sql) = (hunt["name"].as_str().context("no name")?, hunt["sql"].as_str().context("no SQL")?);
        let (mut times, mut batches) = (Vec::new(), Vec::new());
        for run in 0..=runs {
            let started = Instant::now();
            batches = context.sql(sql).await?.collect().await?;
            if run > 0 {
                times.push(started.elapsed().as_secs_f64() * 1000.0);
            }
        }
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        answers.push(json!({"name": name, "ms": times, "rows": rows, "sum": batches.iter().map(counted).sum::<i64>()}));
    }
    Ok(json!({"hunts": answers}))
}

fn config(setting: Setting) -> SessionConfig {
    let mut config = SessionConfig::new();
    if matches!(setting, Setting::Tuned) {
        let parquet = &mut config.options_mut().execution.parquet;
        (parquet.pushdown_filters, parquet.reorder_filters, parquet.bloom_filter_on_read) = (true, true, true);
    }
    config
}

/// The sum of a column named `n`, by which answers are compared; 0 where there is none.
fn counted(batch: &RecordBatch) -> i64 {
    let Some(column) = batch.column_by_name("n") else { return 0 };
    match column.data_type() {
        DataType::Int64 => column.as_primitive::<Int64Type>().iter().flatten().sum(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().iter().flatten().sum::<u64>() as i64,
        _ => column.len() as i64,
    }
}

fn list<'a>(value: &'a Value, name: &str) -> Result<&'a sonic_rs::Array> {
    value[name].as_array().with_context(|| format!("no list {name}"))
}
