//! How the centre is, for the programs that look after it: over HTTP, on this machine only.
//!
//! `/healthz`: it runs. `/readyz`: it takes, decodes and records; else 503 with what it does not. `/metrics`: what is counted,
//! as Prometheus reads it (text format 0.0.4). One is answered after the other, each within [`ANSWER_WITHIN`].

use super::looking::Sight;
use crate::proof::Count;
use atalaya_journal::Tally;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How long a connection may take from its beginning to its end.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// Bytes of the head of a request.
const HEAD_BYTES_MAX: usize = 8192;
/// How often it is looked whether to end.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// What Prometheus reads.
const METRICS: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// What stands in the way, and what was found, as those say who notice it.
#[derive(Debug, Default)]
pub(super) struct Vitals {
    /// The journal takes nothing.
    pub(super) unreceived: AtomicBool,
    /// What is received cannot be decoded or stored.
    pub(super) undecoded: AtomicBool,
    /// Findings cannot be recorded.
    pub(super) unrecorded: AtomicBool,
    /// Findings that were new.
    pub(super) findings: AtomicU64,
    /// Findings that were only counted.
    pub(super) beyond: AtomicU64,
    /// Rules that are proven, that are not, and that cannot fire on what comes.
    rules: [AtomicU64; 3],
}

/// A metric of a source: its name, its type, and where it is read.
type Measure = (&'static str, &'static str, fn(&Tally) -> u64);

/// Where it is asked.
pub(super) struct Window(TcpListener);

/// What is asked there.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) vitals: &'a Vitals,
    pub(super) sight: Sight<'a>,
}

impl Window {
    /// At this address of the machine.
    pub(super) fn open(address: SocketAddr) -> io::Result<Window> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Window(listener))
    }

    /// Its address.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.0.local_addr().ok()
    }

    /// Answers until it is over.
    pub(super) fn answer(&self, asked: Asked<'_>, over: &AtomicBool) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.0.try_clone()?)?;
            while !over.load(Ordering::Relaxed) {
                let stream = match timeout(LOOK_EVERY, listener.accept()).await {
                    Ok(Ok((stream, _))) => stream,
                    Err(_) => continue,
                    // The system has no more places for now.
                    Ok(Err(_)) => {
                        sleep(LOOK_EVERY).await;
                        continue;
                    }
                };
                let service = service_fn(|request: Request<Incoming>| {
                    std::future::ready(Ok::<_, Infallible>(asked.response(&request)))
                });
                let mut builder = http1::Builder::new();
                builder.keep_alive(false).max_buf_size(HEAD_BYTES_MAX);
                // Who breaks off or does not read in time asks again.
                let _ = timeout(ANSWER_WITHIN, builder.serve_connection(TokioIo::new(stream), service)).await;
            }
            Ok(())
        })
    }
}

impl Asked<'_> {
    fn response(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let (status, text) = match (request.method(), request.uri().path()) {
            (&Method::GET, "/healthz") => (StatusCode::OK, "ok\n".to_owned()),
            (&Method::GET, "/readyz") => self.vitals.ready(),
            (&Method::GET, "/metrics") => (StatusCode::OK, self.metrics()),
            _ => (StatusCode::NOT_FOUND, "/healthz, /readyz, /metrics\n".to_owned()),
        };
        let mut response = Response::new(Full::new(Bytes::from(text)));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, METRICS);
        response
    }

    fn metrics(&self) -> String {
        let mut text = String::new();
        let (sources, tallies) = (self.sight.sources(), self.sight.journal.tallies());
        let counts: [Measure; 6] = [
            ("atalaya_source_frames_accepted_total", "counter", |tally| tally.counts.accepted),
            ("atalaya_source_frames_decoded_total", "counter", |tally| tally.counts.decoded),
            ("atalaya_source_frames_quarantined_total", "counter", |tally| tally.counts.quarantined),
            ("atalaya_source_events_total", "counter", |tally| tally.counts.events),
            ("atalaya_source_frames_lost_total", "counter", |tally| tally.counts.lost),
            ("atalaya_source_frames_pending", "gauge", |tally| tally.pending),
        ];
        for (name, sort, of) in counts {
            head(&mut text, name, sort);
            for tally in &tallies {
                line(&mut text, name, &(&tally.organization_name, &tally.source_name), of(tally));
            }
        }
        head(&mut text, "atalaya_source_not_kept_total", "counter");
        for (organization, source, lost) in sources {
            line(&mut text, "atalaya_source_not_kept_total", &(organization, source), lost);
        }
        let Vitals { findings, beyond, .. } = self.vitals;
        let all = [("atalaya_findings_total", findings), ("atalaya_findings_only_counted_total", beyond)];
        for (name, count) in all {
            head(&mut text, name, "counter");
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{name} {}", count.load(Ordering::Relaxed));
        }
        head(&mut text, "atalaya_rules", "gauge");
        for (state, count) in ["proven", "unproven", "unable"].iter().zip(&self.vitals.rules) {
            let _ = writeln!(text, "atalaya_rules{{state=\"{state}\"}} {}", count.load(Ordering::Relaxed));
        }
        head(&mut text, "atalaya_ready", "gauge");
        let _ = writeln!(text, "atalaya_ready {}", u8::from(self.vitals.wrong().is_empty()));
        text
    }
}

impl Vitals {
    /// How it stands with the rules.
    pub(super) fn set_rules(&self, Count { proven, unproven, unable }: Count) {
        for (known, count) in self.rules.iter().zip([proven, unproven, unable]) {
            known.store(count, Ordering::Relaxed);
        }
    }

    /// Whether what is received can be neither decoded nor recorded for now.
    pub(super) fn is_blocked(&self) -> bool {
        [&self.undecoded, &self.unrecorded].iter().any(|is| is.load(Ordering::Relaxed))
    }

    /// Nothing is known to stand in the way of decoding and recording.
    pub(super) fn unblock(&self) {
        [&self.undecoded, &self.unrecorded].iter().for_each(|is| is.store(false, Ordering::Relaxed));
    }

    /// What it does not do for now.
    fn wrong(&self) -> Vec<&'static str> {
        let all = [
            (&self.unreceived, "nothing is received"),
            (&self.undecoded, "nothing is decoded"),
            (&self.unrecorded, "no finding is recorded"),
        ];
        all.into_iter().filter(|(is, _)| is.load(Ordering::Relaxed)).map(|(_, what)| what).collect()
    }

    fn ready(&self) -> (StatusCode, String) {
        match &self.wrong()[..] {
            [] => (StatusCode::OK, "ready\n".to_owned()),
            wrong => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", wrong.join("\n"))),
        }
    }
}

fn head(text: &mut String, name: &str, sort: &str) {
    let _ = writeln!(text, "# TYPE {name} {sort}");
}

fn line(text: &mut String, name: &str, (organization, source): &(&String, &String), count: u64) {
    let (organization, source) = (escaped(organization), escaped(source));
    let _ = writeln!(text, "{name}{{organization=\"{organization}\",source=\"{source}\"}} {count}");
}

/// A label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_ready_says_what_it_does_not_do() {
        let vitals = Vitals::default();
        assert_eq!(vitals.ready(), (StatusCode::OK, "ready\n".to_owned()));
        vitals.undecoded.store(true, Ordering::Relaxed);
        assert_eq!(vitals.ready(), (StatusCode::SERVICE_UNAVAILABLE, "nothing is decoded\n".to_owned()));
    }

    #[test]
    fn labels_are_escaped() {
        let mut text = String::new();
        line(&mut text, "a", &(&"b\"\\".to_owned(), &"c\n".to_owned()), 7);
        assert_eq!(text, "a{organization=\"b\\\"\\\\\",source=\"c\\n\"} 7\n");
    }
}
