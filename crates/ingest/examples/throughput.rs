//! What an import costs end to end: read, digested, made durable in the journal, decoded, stored in the lake.
//!
//! `cargo run --release -p atalaya-ingest --example throughput LOGS... [--data DIR]`; without a directory, a temporary one.

#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use atalaya_ingest::header::{Clock, Year};
use atalaya_ingest::{House, HouseOptions, ImportOptions};
use atalaya_journal::DataDir;
use atalaya_model::Time;
use atalaya_reader::{Input, Limits};
use atalaya_schema::Schema;

fn main() {
    let mut words: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let data = words.iter().position(|word| word.as_os_str() == "--data").map(|at| words.drain(at..at + 2).next_back());
    let temporary = tempfile::tempdir().expect("there is a folder for temporary files");
    let data = data.flatten().unwrap_or_else(|| temporary.path().join("data"));
    let inputs: Vec<Input> = words.into_iter().map(Input::Path).collect();
    measure(&data, &inputs);
}

fn measure(data: &Path, inputs: &[Input]) {
    let stop = AtomicBool::new(false);
    let lock = DataDir::lock(data).expect("the data directory is ours");
    let opening = Instant::now();
    let options = HouseOptions::new(data, None, Schema::builtin());
    let (house, opened) = House::open(&lock, options, &stop).expect("the house opens");
    println!("opened in {:.2} s: {:?}", opening.elapsed().as_secs_f64(), opened.drained);
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let clocks = |_: &str, _: Option<Time>| Clock { zone: None, year: Year::Before(Time(1_700_000_000_000_000)) };
    let limits = Limits::default();
    let import = ImportOptions { organization: "o", source: "s", inputs, limits, clocks: &clocks, stop: &stop };
    let mut last = started;
    let (imported, drained) = house.import(&import, &mut |_| last = Instant::now()).expect("the import is whole");
    let (elapsed, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let events = drained.seen.events as f64;
    println!("{imported:?}\n{drained:?}");
    println!("acknowledged after {:.2} s", last.duration_since(started).as_secs_f64());
    println!("stored after {elapsed:.2} s: {:.0} events/s, {:.0} per CPU-second", events / elapsed, events / cpu);
    println!("peak memory {} MiB", peak_kib() >> 10);
    assert!(house.balance().iter().all(atalaya_ingest::Balance::holds), "{:?}", house.balance());
    let tables = house.lake().tables();
    let (rows, bytes) = tables.iter().fold((0, 0), |(rows, bytes), table| (rows + table.rows, bytes + table.bytes));
    println!("{} tables, {rows} rows, {bytes} bytes; journal {} bytes", tables.len(), house.journal().status().bytes);
    house.close().expect("the house closes");
}

/// Processor time of this process.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
