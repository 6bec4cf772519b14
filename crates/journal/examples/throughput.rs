//! What the journal takes: entries and bytes per second and per second of the processor, with every group synced.
//!
//! `cargo run --release -p atalaya-journal --example throughput [NDJSON FILE]`. Frames are the file's lines, or made up.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use atalaya_journal::{DataDir, Filter, Journal, KeyRing, NewEntry, Options, SystemClock};
use atalaya_model::Time;

/// Bytes of frames in each measurement.
const BYTES: usize = 512 << 20;
/// Bytes of frames that are repeated until there are that many.
const SAMPLE_BYTES: usize = 64 << 20;
/// How long a measurement of small batches goes on at most.
const LONG: Duration = Duration::from_secs(8);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frames = match std::env::args().nth(1) {
        Some(path) => lines(Path::new(&path))?,
        None => made_up(),
    };
    let bytes: usize = frames.iter().map(Vec::len).sum();
    let mut out = io::stdout().lock();
    writeln!(out, "{} frames of {} bytes on average", frames.len(), bytes / frames.len().max(1))?;
    writeln!(out, "| threads | batch | level | key | entries/s | MB/s | entries/CPU-s | MB/CPU-s | disk/raw |")?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|")?;
    for (threads, batch, level, keyed) in [
        (1, 1, 1, Keyed::No),
        (32, 1, 1, Keyed::No),
        (4, 32, 1, Keyed::No),
        (2, 512, 1, Keyed::No),
        (2, 512, 1, Keyed::Yes),
        (2, 512, 3, Keyed::No),
    ] {
        let row = measure(&frames, threads, batch, level, keyed)?;
        writeln!(out, "| {threads} | {batch} | {level} | {keyed:?} | {row} |")?;
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyed {
    No,
    Yes,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Appends from so many threads, so many frames at once.
fn measure(frames: &[Vec<u8>], threads: usize, batch: usize, level: i32, keyed: Keyed) -> Outcome<String> {
    let folder = tempfile::tempdir_in(".")?;
    let lock = DataDir::lock(folder.path())?;
    let ring = KeyRing::parse(&format!("1 {}", "5a".repeat(32)))?;
    let keys = (keyed == Keyed::Yes).then_some(ring);
    let options = Options { compression_level: level, reserve_bytes: 0, keys, ..Options::default() };
    let (journal, _) = Journal::open(&lock, options, Arc::new(SystemClock))?;
    let source = journal.source("A", "x")?;
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let share = BYTES / threads;
    let raw: usize = std::thread::scope(|scope| {
        let speak = |thread: usize| append(&journal, source, frames, thread * frames.len() / threads, batch, share);
        let all: Vec<_> = (0..threads).map(|thread| scope.spawn(move || speak(thread))).collect();
        all.into_iter().map(|thread| thread.join().map_or(0, |bytes| bytes)).sum()
    });
    let (wall, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds()? - cpu);
    let (entries, raw) = (journal.head() as f64, raw as f64);
    let disk = journal.status().bytes as f64 / raw;
    let read = read_all(&journal)?;
    let row = format!(
        "{:.0} | {:.0} | {:.0} | {:.0} | {disk:.3} (read back {read:.0} MB/CPU-s)",
        entries / wall,
        raw / wall / 1e6,
        entries / cpu,
        raw / cpu / 1e6
    );
    Ok(row)
}

fn append(
    journal: &Journal,
    source: atalaya_journal::SourceId,
    frames: &[Vec<u8>],
    from: usize,
    batch: usize,
    bytes: usize,
) -> usize {
    let (began, mut at, mut sent, mut tickets) = (Instant::now(), from, 0, std::collections::VecDeque::new());
    while sent < bytes && began.elapsed() < LONG {
        let chosen: Vec<_> = (at..at + batch).map(|index| &frames[index % frames.len()]).collect();
        at += batch;
        sent += chosen.iter().map(|frame| frame.len()).sum::<usize>();
        let received = Time(1_700_000_000_000_000 + at as i64);
        let entries = chosen.iter().map(|frame| NewEntry { source, received, header: b"ndjson", frame });
        let Ok(ticket) = journal.submit(&entries.collect::<Vec<_>>()) else { return 0 };
        tickets.push_back(ticket);
        // One at a time where batches are small, as a sender that waits; a few where they are large, as an import.
        while tickets.len() > batch / 128 {
            if tickets.pop_front().is_some_and(|ticket| ticket.wait().is_err()) {
                return 0;
            }
        }
    }
    let kept = tickets.into_iter().all(|ticket| ticket.wait().is_ok());
    if kept { sent } else { 0 }
}

/// Reads everything and returns MB per second of the processor.
fn read_all(journal: &Journal) -> Outcome<f64> {
    let cpu = cpu_seconds()?;
    let (mut reader, mut bytes) = (journal.read(0, Filter::All)?, 0);
    while let Some(batch) = reader.next(None)? {
        bytes += batch.entries().map(|entry| entry.frame.len()).sum::<usize>();
    }
    Ok(bytes as f64 / (cpu_seconds()? - cpu) / 1e6)
}

/// Seconds that this process has had of the processor; the kernel counts hundredths.
fn cpu_seconds() -> Outcome<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).map(|field| field.parse::<f64>());
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

fn lines(path: &Path) -> Outcome<Vec<Vec<u8>>> {
    let bytes = std::fs::read(path)?;
    let mut frames: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    frames.retain(|frame| !frame.is_empty());
    let mut taken = 0;
    let fits = |frame: &&Vec<u8>| {
        taken += frame.len();
        taken <= SAMPLE_BYTES
    };
    let count = frames.iter().take_while(fits).count();
    frames.truncate(count);
    Ok(frames)
}

/// Process creations of about 2.3 KB that resemble each other as real ones do: names and paths repeat, numbers and
/// hashes do not.
fn made_up() -> Vec<Vec<u8>> {
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 20
    };
    let programs = ["powershell.exe", "cmd.exe", "svchost.exe", "explorer.exe", "winword.exe", "rundll32.exe"];
    let mut frames = Vec::new();
    for number in 0..SAMPLE_BYTES / 2300 {
        let mut frame =
            format!(r#"{{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","RecordNumber":{number}"#);
        for field in 0..26 {
            let program = programs[random() as usize % programs.len()];
            let text = match field % 4 {
                0 => format!("C:\\\\Windows\\\\System32\\\\{program}"),
                1 => format!("{:011x}{:011x}", random(), random()),
                2 => format!("host{:03}.example.org", random() % 300),
                _ => format!("{program} -File C:\\\\Users\\\\user{}\\\\script{}.ps1", random() % 80, random() % 5000),
            };
            frame.push_str(&format!(r#","Event.EventData.Property{field:02}Name":"{text}""#));
        }
        while frame.len() < 2298 {
            frame.push_str(r#","Opcode":"Info""#);
        }
        frame.push('}');
        frames.push(frame.into_bytes());
    }
    frames
}
