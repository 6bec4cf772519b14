//! Senders: connections that send prepared batches, as fast as they are taken or so many events a second.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

/// Connections at the same time.
const CONNECTIONS: usize = 2;
/// Events of a batch, a request where there are requests.
const BATCH_EVENTS: usize = 200;

/// How events are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    SyslogTcp,
    Ndjson,
    Bulk,
}

/// What was sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sent {
    pub events: u64,
    pub seconds: f64,
}

/// Bytes as they are sent, and how many events they are.
pub(super) struct Batch {
    bytes: Vec<u8>,
    events: u64,
}

impl Wire {
    pub(super) const ALL: [Wire; 3] = [Wire::SyslogTcp, Wire::Ndjson, Wire::Bulk];

    pub(super) fn name(self) -> &'static str {
        match self {
            Wire::SyslogTcp => "syslog-tcp",
            Wire::Ndjson => "ndjson",
            Wire::Bulk => "bulk",
        }
    }

    /// As the settings call it.
    pub(super) fn protocol(self) -> &'static str {
        match self {
            Wire::SyslogTcp => "syslog-tcp",
            Wire::Ndjson | Wire::Bulk => "http",
        }
    }

    /// The lines as they are sent.
    pub(super) fn batches(self, lines: &[Vec<u8>], token: &str) -> Vec<Batch> {
        lines.chunks(BATCH_EVENTS).map(|lines| self.batch(lines, token)).collect()
    }

    fn batch(self, lines: &[Vec<u8>], token: &str) -> Batch {
        let mut body = Vec::new();
        for line in lines {
            match self {
                Wire::SyslogTcp => {
                    let head = b"<14>1 2026-03-14T02:14:00Z sender winlogbeat - - - ";
                    body.extend_from_slice(format!("{} ", head.len() + line.len()).as_bytes());
                    body.extend_from_slice(head);
                    body.extend_from_slice(line);
                }
                Wire::Ndjson => body.extend(line.iter().chain(b"\n")),
                Wire::Bulk => body.extend(b"{\"create\":{}}\n".iter().chain(line).chain(b"\n")),
            }
        }
        let path = match self {
            Wire::SyslogTcp => return Batch { bytes: body, events: lines.len() as u64 },
            Wire::Ndjson => "/ndjson",
            Wire::Bulk => "/_bulk",
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Batch { bytes: [head.as_bytes(), &body].concat(), events: lines.len() as u64 }
    }
}

/// Sends until then; what was sent, and where there are answers, accepted.
pub(super) fn send(wire: Wire, address: &str, batches: &[Batch], rate: Option<u64>, until: Instant) -> Result<Sent> {
    let begun = Instant::now();
    let rate = rate.map(|rate| rate as f64 / CONNECTIONS as f64);
    let sent: Result<Vec<u64>> = thread::scope(|scope| {
        let senders: Vec<_> = (0..CONNECTIONS)
            .map(|number| scope.spawn(move || connection(wire, address, batches, number, rate, until)))
            .collect();
        senders.into_iter().map(|sender| sender.join().expect("a sender does not panic")).collect()
    });
    Ok(Sent { events: sent?.iter().sum(), seconds: begun.elapsed().as_secs_f64() })
}

fn connection(
    wire: Wire,
    address: &str,
    batches: &[Batch],
    first: usize,
    rate: Option<f64>,
    until: Instant,
) -> Result<u64> {
    let mut stream = TcpStream::connect(address).context("cannot connect")?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let (mut sent, begun) = (0, Instant::now());
    // Each connection begins elsewhere, so that they do not send the same at the same time.
    let own = batches.iter().cycle().skip(first * batches.len() / CONNECTIONS);
    for batch in own {
        if let Some(rate) = rate {
            let due = begun + Duration::from_secs_f64(sent as f64 / rate);
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        if Instant::now() >= until {
            break;
        }
        stream.write_all(&batch.bytes)?;
        if wire != Wire::SyslogTcp {
            answer(&mut answers)?;
        }
        sent += batch.events;
    }
    Ok(sent)
}

/// Reads an answer, which is to be one of success.
fn answer(answers: &mut BufReader<TcpStream>) -> Result<()> {
    let (mut line, mut length, mut status) = (String::new(), 0, String::new());
    loop {
        line.clear();
        ensure!(answers.read_line(&mut line)? > 0, "the centre closed the connection");
        if status.is_empty() {
            status = line.clone();
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().context("no length")?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    answers.read_exact(&mut body)?;
    ensure!(status.contains(" 200 "), "{status}{}", String::from_utf8_lossy(&body[..length.min(400)]));
    Ok(())
}
