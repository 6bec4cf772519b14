//! What this process has cost so far. Linux only.

use super::Result;

/// What the system counts processor time in: ticks a second. Linux shows it so to all programs.
const TICKS: f64 = 100.0;

/// Processor time in seconds, all threads, of the system too.
pub(super) fn cpu_s() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The program's name stands in brackets and may hold anything; times are the 14th and 15th field.
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}

/// Memory that is held now, in bytes.
pub(super) fn resident_bytes() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1024)
}
