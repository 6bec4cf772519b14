//! How long it took from an event's receipt until its finding was durable, as the ledger has both times.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Programs;

/// Findings that are looked at, the latest.
const FINDINGS_MAX: &str = "1000000";

/// The times.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Latency {
    pub findings: u64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub most_ms: f64,
}

impl Latency {
    pub(super) fn of(data: &Path, programs: &Programs) -> Result<Latency> {
        let mut child = Command::new(&programs.atalaya)
            .args(["findings", "--json", "--limit", FINDINGS_MAX, "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = BufReader::new(child.stdout.take().context("no output")?);
        let mut times = Vec::new();
        for line in stdout.lines() {
            let found: Value = serde_json::from_str(&line?).context("a finding is no JSON")?;
            let of = |name: &str| found[name].as_str().and_then(micros);
            if let (Some(received), Some(recorded)) = (of("received"), of("recorded")) {
                times.push((recorded - received).rem_euclid(DAY_MICROS) as f64 / 1000.0);
            }
        }
        child.wait()?;
        Ok(summed(times))
    }
}

const DAY_MICROS: i64 = 86_400_000_000;

/// Microseconds since midnight of a time as RFC 3339 writes it in UTC.
fn micros(text: &str) -> Option<i64> {
    let (_, clock) = text.trim_end_matches('Z').split_once('T')?;
    let mut parts = clock.split(':');
    let (hours, minutes): (i64, i64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let seconds: f64 = parts.next()?.parse().ok()?;
    Some((hours * 60 + minutes) * 60_000_000 + (seconds * 1e6).round() as i64)
}

fn summed(mut times: Vec<f64>) -> Latency {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().max(1) - 1)).copied();
    let of = |share| at(share).unwrap_or(0.0);
    Latency { findings: times.len() as u64, p50_ms: of(0.5), p99_ms: of(0.99), most_ms: of(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_summed() {
        assert_eq!(micros("2026-01-02T03:04:05.000006Z"), Some(((3 * 60 + 4) * 60 + 5) * 1_000_000 + 6));
        assert_eq!(micros("2026-01-02T03:04:05Z"), Some(((3 * 60 + 4) * 60 + 5) * 1_000_000));
        assert_eq!(micros("yesterday"), None);
        let latency = summed((0..100).rev().map(f64::from).collect());
        assert_eq!((latency.p50_ms, latency.p99_ms, latency.most_ms), (50.0, 99.0, 99.0));
        assert_eq!(summed(Vec::new()), Latency::default());
    }
}
