//! `cargo xtask bench serve`: what a running centre takes, decodes, judges and stores, and how soon a finding is durable.
//!
//! Senders, rules and centre share the machine. Each way of sending has a data directory of its own: at first everything that
//! the centre takes, then so many events a second.

mod centre;
mod latency;
mod options;
mod sender;

use std::fs::{self, File};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::options::Options as ScanOptions;
use super::table::{Column, markdown};
use super::{Programs, inputs, machine};
use crate::step::say;
use centre::{Centre, Ended};
use latency::Latency;
pub(super) use options::Options;
use sender::{Sent, Wire};

const COLUMNS: &[Column] = &[
    ("received by", false),
    ("offered", false),
    ("events sent", true),
    ("sent/s", true),
    ("decoded, judged, stored/s", true),
    ("findings", true),
    ("receipt to finding p50 ms", true),
    ("p99 ms", true),
    ("most ms", true),
    ("left at the end", true),
    ("CPU s", true),
    ("peak MB", true),
];

/// One run of a centre.
struct Run {
    wire: Wire,
    rate: Option<u64>,
    sent: Sent,
    /// From the first event until the centre has ended.
    seconds: f64,
    ended: Ended,
    latency: Latency,
}

pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let programs = Programs::build()?;
    let lines = lines(options, &programs)?;
    let mut runs = Vec::new();
    for wire in Wire::ALL.into_iter().filter(|wire| options.wants(wire.name())) {
        for rate in [None, Some(options.rate)] {
            say(format_args!("---- {}, {}", wire.name(), offered(rate)));
            runs.push(measure(wire, rate, &lines, options, &programs)?);
        }
    }
    let bytes: usize = lines.iter().map(Vec::len).sum();
    let average = bytes / lines.len().max(1);
    say(format_args!(
        "\n{}; events of {average} bytes, {} s for each run, senders included\n",
        machine(),
        options.seconds
    ));
    let rows: Vec<Vec<String>> = runs.iter().map(Run::cells).collect();
    say(markdown(COLUMNS, &rows));
    if let Some(path) = &options.json {
        let all: Vec<Value> = runs.iter().map(Run::json).collect();
        fs::write(path, format!("{:#}\n", json!({ "machine": machine(), "event_bytes": average, "runs": all })))?;
    }
    let doubts: Vec<String> = runs.iter().filter_map(Run::doubt).collect();
    doubts.iter().for_each(|doubt| say(format_args!("- DOUBTFUL: {doubt}")));
    Ok(if doubts.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The events that are sent again and again.
fn lines(options: &Options, programs: &Programs) -> Result<Vec<Vec<u8>>> {
    say("---- making events");
    let path = programs.folder.join("serve.ndjson");
    let corpus = options.corpus.display().to_string();
    let words = ScanOptions::parse(&["--corpus", &corpus])?;
    let amount = super::options::Amount::Bytes(options.bytes());
    let mut generator = inputs::generate(&words, programs, amount, File::create(&path)?.into())?;
    ensure!(generator.wait()?.success(), "the generator failed");
    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines: Vec<Vec<u8>> =
        text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect();
    ensure!(!lines.is_empty(), "the generator made no event");
    Ok(lines)
}

fn measure(wire: Wire, rate: Option<u64>, lines: &[Vec<u8>], options: &Options, programs: &Programs) -> Result<Run> {
    let centre = Centre::start(wire, options, programs)?;
    let batches = wire.batches(lines, &centre.token);
    let begun = Instant::now();
    let until = begun + Duration::from_secs(options.seconds);
    let sent = sender::send(wire, &centre.address, &batches, rate, until)?;
    let ended = centre.end()?;
    let seconds = begun.elapsed().as_secs_f64();
    let latency = Latency::of(&ended.data, programs)?;
    fs::remove_dir_all(&ended.folder)?;
    Ok(Run { wire, rate, sent, seconds, ended, latency })
}

fn offered(rate: Option<u64>) -> String {
    rate.map_or_else(|| "all that is taken".to_owned(), |rate| format!("{rate} events/s"))
}

impl Run {
    fn cells(&self) -> Vec<String> {
        let Run { wire, rate, sent, seconds, ended, latency } = self;
        let decoded = ended.number("decoded");
        vec![
            wire.name().to_owned(),
            offered(*rate),
            sent.events.to_string(),
            format!("{:.0}", sent.events as f64 / sent.seconds),
            format!("{:.0}", decoded as f64 / seconds),
            ended.number("findings").to_string(),
            format!("{:.0}", latency.p50_ms),
            format!("{:.0}", latency.p99_ms),
            format!("{:.0}", latency.most_ms),
            ended.received("durable").saturating_sub(decoded).to_string(),
            format!("{:.1}", ended.cpu_s),
            format!("{:.0}", ended.peak_bytes as f64 / 1e6),
        ]
    }

    fn json(&self) -> Value {
        let Run { wire, rate, sent, seconds, ended, latency } = self;
        json!({
            "wire": wire.name(), "rate": rate, "events": sent.events, "send_seconds": sent.seconds,
            "seconds": seconds, "cpu_seconds": ended.cpu_s, "peak_bytes": ended.peak_bytes,
            "p50_ms": latency.p50_ms, "p99_ms": latency.p99_ms, "most_ms": latency.most_ms,
            "findings_looked_at": latency.findings, "report": ended.report,
        })
    }

    /// What cannot be right.
    fn doubt(&self) -> Option<String> {
        let (sent, durable) = (self.sent.events, self.ended.received("durable"));
        (sent != durable).then(|| format!("{}: {sent} events were sent and {durable} are durable", self.wire.name()))
    }
}
