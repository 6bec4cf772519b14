//! What is measured: the bare decoders, ours with and without rules, loading alone, a long stream.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::Programs;
use super::child::Measured;
use super::inputs::{self, Inputs};
use super::options::{Amount, MB, Options};
use crate::step::say;

/// One line of the table: a program on an input, several times.
pub(super) struct Row {
    pub name: &'static str,
    pub input: &'static str,
    /// Frames, lines or records read.
    pub events: u64,
    pub bytes: u64,
    /// `None`: no rules were applied.
    pub findings: Option<u64>,
    /// Frames that could not be decoded.
    pub failed: u64,
    /// Processor time that has nothing to do with the input.
    pub start_s: f64,
    pub runs: Vec<Measured>,
}

/// The input of rows that show start-up.
const LINE: &str = "one event";
/// The input of the row that shows what rules cost once, whatever follows.
const SORTS: &str = "one of each sort";
/// The name of the row whose time is the loading of rules.
pub(super) const LOADING: &str = "atalaya, loading rules";

impl Row {
    /// Whether the input is too small for a speed.
    pub(super) fn is_start(&self) -> bool {
        [LINE, SORTS].contains(&self.input)
    }

    /// The median of what is taken from each run; of two in the middle, the higher.
    pub(super) fn median(&self, of: impl Fn(&Measured) -> f64) -> f64 {
        let mut values: Vec<f64> = self.runs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Events per second of processor time, start-up left out; the median run's.
    pub(super) fn speed(&self) -> f64 {
        self.median(|run| self.speed_of(run))
    }

    /// The best run's.
    pub(super) fn speed_best(&self) -> f64 {
        self.runs.iter().map(|run| self.speed_of(run)).fold(0.0, f64::max)
    }

    fn speed_of(&self, run: &Measured) -> f64 {
        self.events as f64 / (run.cpu_s - self.start_s).max(0.001)
    }

    /// Million bytes per second of wall time.
    pub(super) fn megabytes_per_s(&self) -> f64 {
        self.bytes as f64 / MB as f64 / self.median(|run| run.wall_s)
    }

    /// The highest peak of all runs, in bytes.
    pub(super) fn peak_bytes(&self) -> u64 {
        self.runs.iter().map(|run| run.peak_bytes).max().unwrap_or(0)
    }

    pub(super) fn json(&self) -> Value {
        let run = |run: &Measured| {
            json!({
                "wall_s": run.wall_s,
                "cpu_s": run.cpu_s,
                "cpu_system_s": run.system_s,
                "peak_bytes": run.peak_bytes,
                "peak_at_a_third_bytes": run.peak_early_bytes,
            })
        };
        json!({
            "name": self.name,
            "input": self.input,
            "events": self.events,
            "bytes": self.bytes,
            "findings": self.findings,
            "failed": self.failed,
            "start_cpu_s": self.start_s,
            "events_per_core_s_median": self.speed(),
            "events_per_core_s_best": self.speed_best(),
            "megabytes_per_s": self.megabytes_per_s(),
            "runs": self.runs.iter().map(run).collect::<Vec<_>>(),
        })
    }
}

/// Measures everything, in order.
pub(super) fn measure(options: &Options, programs: &Programs, inputs: &Inputs) -> Result<Vec<Row>> {
    let bench = Bench { options, programs };
    let decoding = bench.row("atalaya, starting", LINE, |_| bench.scan(&inputs.tiny, Ours::decoding(1)))?;
    let loading = bench.row(LOADING, LINE, |_| bench.scan(&inputs.tiny, Ours::with_rules(1)))?;
    let start = [&decoding, &loading].map(|row| row.median(|run| run.cpu_s));
    let compiling =
        bench.row("atalaya, loading and compiling", SORTS, |_| bench.scan(&inputs.sorts, Ours::with_rules(1)))?;
    let mut rows = vec![decoding, loading, compiling];
    let bare = [("sonic-rs, document tree", "dom"), ("sonic-rs, lazy members", "lazy")];
    for (name, walk) in bare {
        rows.push(bench.row(name, "NDJSON", |_| bench.bare(&["bare-json", walk], &inputs.ndjson))?);
    }
    bench.ours("NDJSON", &inputs.ndjson, start, &mut rows)?;
    rows.push(bench.row("evtx, to JSON", "EVTX", |_| bench.bare(&["bare-evtx"], &inputs.evtx))?);
    bench.ours("EVTX", &inputs.evtx, start, &mut rows)?;
    let mut stream = bench.row("atalaya, all rules, 2 threads", "NDJSON, stream", |_| bench.stream())?;
    stream.start_s = start[1];
    rows.push(stream);
    Ok(rows)
}

/// How ours is called.
#[derive(Clone, Copy)]
struct Ours {
    threads: u8,
    rules: bool,
}

impl Ours {
    fn decoding(threads: u8) -> Ours {
        Ours { threads, rules: false }
    }

    fn with_rules(threads: u8) -> Ours {
        Ours { threads, rules: true }
    }
}

/// What one run says it did.
struct Said {
    measured: Measured,
    events: u64,
    bytes: u64,
    findings: Option<u64>,
    failed: u64,
}

struct Bench<'a> {
    options: &'a Options,
    programs: &'a Programs,
}

impl Bench<'_> {
    fn row(&self, name: &'static str, input: &'static str, run: impl Fn(usize) -> Result<Said>) -> Result<Row> {
        say(format_args!("---- {name}: {input}"));
        let said = (0..self.options.runs()).map(run).collect::<Result<Vec<_>>>()?;
        let first = said.first().context("nothing is measured without a run")?;
        let (events, bytes, findings, failed) = (first.events, first.bytes, first.findings, first.failed);
        let equal = said.iter().all(|run| (run.events, run.findings) == (events, findings));
        ensure!(equal, "{name}: the runs do not agree about events and findings");
        let runs = said.into_iter().map(|run| run.measured).collect();
        Ok(Row { name, input, events, bytes, findings, failed, start_s: 0.0, runs })
    }

    fn ours(&self, input: &'static str, path: &Path, start: [f64; 2], rows: &mut Vec<Row>) -> Result<()> {
        let [decoding_s, loading_s] = start;
        let ways = [
            ("atalaya, decoding only, 1 thread", Ours::decoding(1), decoding_s),
            ("atalaya, decoding only, 2 threads", Ours::decoding(2), decoding_s),
            ("atalaya, all rules, 1 thread", Ours::with_rules(1), loading_s),
            ("atalaya, all rules, 2 threads", Ours::with_rules(2), loading_s),
        ];
        for (name, ours, start_s) in ways {
            rows.push(Row { start_s, ..self.row(name, input, |_| self.scan(path, ours))? });
        }
        Ok(())
    }

    fn bare(&self, words: &[&str], path: &Path) -> Result<Said> {
        let measured = Measured::run(Command::new(&self.programs.bench).args(words).arg(path), self.programs)?;
        let told = measured.json()?;
        let number = |name: &str| told[name].as_u64().with_context(|| format!("the bare decoder does not tell {name}"));
        let (events, bytes, failed) = (number("events")?, number("bytes")?, number("failed")?);
        Ok(Said { events, bytes, failed, findings: None, measured })
    }

    fn scan(&self, path: &Path, ours: Ours) -> Result<Said> {
        let (command, findings) = self.command(path, ours);
        let measured = Measured::run_with(&command, Stdio::null(), u64::MAX, self.programs);
        self.told(measured?, ours, &findings)
    }

    /// A stream through standard input. Only the scan is measured, not who writes the stream.
    fn stream(&self) -> Result<Said> {
        let ours = Ours::with_rules(2);
        let bytes = self.options.stream_bytes();
        let (command, findings) = self.command("-".as_ref(), ours);
        let mut generator = inputs::generate(self.options, self.programs, Amount::Bytes(bytes), Stdio::piped())?;
        let input = generator.stdout.take().context("the generator has no output")?;
        let measured = Measured::run_with(&command, input.into(), bytes / 3, self.programs);
        ensure!(generator.wait()?.success(), "the generator failed");
        self.told(measured?, ours, &findings)
    }

    fn command(&self, input: &Path, ours: Ours) -> (Command, PathBuf) {
        let findings = self.programs.folder.join("findings.jsonl");
        let mut command = Command::new(&self.programs.atalaya);
        command.arg("scan").arg(input).args(["--json", "--threads", &ours.threads.to_string()]);
        if ours.rules {
            command.arg("--rules").arg(&self.options.rules).arg("--output").arg(&findings);
        } else {
            command.arg("--decode-only");
        }
        (command, findings)
    }

    fn told(&self, measured: Measured, ours: Ours, findings: &Path) -> Result<Said> {
        let told = measured.json()?;
        let number = |path: &str| told.pointer(path).and_then(Value::as_u64).with_context(|| format!("no {path}"));
        let (events, bytes, failed) = (number("/tally/frames")?, number("/bytes")?, number("/tally/quarantined")?);
        let found = if ours.rules { Some(number("/found/total")?) } else { None };
        if ours.rules {
            fs::remove_file(findings).context("the findings were not written")?;
        }
        Ok(Said { events, bytes, failed, findings: found, measured })
    }
}
